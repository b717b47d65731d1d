//! How a seal is reckoned.

use std::{fmt, str::FromStr};

use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

/// What every seal begins with: another way to reckon would begin in another way.
const FORM: &[u8] = b"matbang audit seal 1\n";

/// SHA-256 of a seal, or of a row with its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealHash(pub [u8; 32]);

impl SealHash {
    /// What stands before the first seal.
    pub const NONE: Self = Self([0; 32]);

    /// The hash in bytes of the database; none when it has another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for SealHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for SealHash {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "a hash is 64 hexadecimal digits, as `matbang audit seal` prints it";
        if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(wrong);
        }
        let mut bytes = [0; 32];
        for (byte, place) in bytes.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&text[place..place + 2], 16).map_err(|_| wrong)?;
        }
        Ok(Self(bytes))
    }
}

/// The hash of a seal: SHA-256 over the form, the hash of the seal before, its number, its moment in microseconds since
/// 1970, and number and digest of each row; integers as eight bytes, the highest first.
pub fn reckon(previous: SealHash, number: i64, sealed_at: OffsetDateTime, rows: &[(i64, SealHash)]) -> SealHash {
    let micros = sealed_at.unix_timestamp_nanos() / 1000;
    let mut sum = Sha256::new();
    sum.update(FORM);
    sum.update(previous.0);
    sum.update(number.to_be_bytes());
    sum.update(i64::try_from(micros).unwrap_or(i64::MAX).to_be_bytes());
    for (row, digest) in rows {
        sum.update(row.to_be_bytes());
        sum.update(digest.0);
    }
    SealHash(sum.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_changes_with_whatever_it_is_over() {
        let at = OffsetDateTime::UNIX_EPOCH;
        let (one, other) = (SealHash([1; 32]), SealHash([2; 32]));
        let seal = reckon(SealHash::NONE, 1, at, &[(1, one), (2, other)]);
        for changed in [
            reckon(one, 1, at, &[(1, one), (2, other)]),
            reckon(SealHash::NONE, 2, at, &[(1, one), (2, other)]),
            reckon(
                SealHash::NONE,
                1,
                at + time::Duration::MICROSECOND,
                &[(1, one), (2, other)],
            ),
            reckon(SealHash::NONE, 1, at, &[(1, other), (2, one)]),
            reckon(SealHash::NONE, 1, at, &[(1, one)]),
            reckon(SealHash::NONE, 1, at, &[(1, one), (3, other)]),
        ] {
            assert_ne!(seal, changed);
        }
    }

    #[test]
    fn a_hash_is_read_as_it_was_written_and_nothing_else_is() {
        let hash = reckon(SealHash::NONE, 1, OffsetDateTime::UNIX_EPOCH, &[]);
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for wrong in ["", "00", &"g".repeat(64), &"é".repeat(32)] {
            assert!(wrong.parse::<SealHash>().is_err(), "{wrong}");
        }
    }
}
