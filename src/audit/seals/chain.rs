//! How a seal is reckoned.

use std::{fmt, str::FromStr};

use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

/// A way to reckon seals. No hash is of two of them: what it is over begins in another way.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// Leaves out what a seal says of other rows than its own.
    First,
    /// Over everything; so are seals made now.
    Second,
}

impl Form {
    fn beginning(self) -> &'static [u8] {
        match self {
            Self::First => b"matbang audit seal 1\n",
            Self::Second => b"matbang audit seal 2\n",
        }
    }
}

/// What a seal says.
#[derive(Clone, Debug)]
pub struct Seal {
    /// Place in the chain, from 1.
    pub number: i64,
    pub sealed_at: OffsetDateTime,
    /// Rows with numbers up to this one were written by transactions older than `xid`.
    pub drawn_through: i64,
    /// Every row with a number up to this one that will ever be is sealed.
    pub settled_through: i64,
    /// The transaction that wrote it: eight bytes, the highest first.
    pub xid: Vec<u8>,
    /// Number and digest of each row that it is over.
    pub rows: Vec<(i64, SealHash)>,
}

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

/// The digest of a row: SHA-256 of it as a JSON array, to which the digest of its events is added as the last element;
/// that is SHA-256 over the SHA-256 of each of them as a JSON array.
///
/// It is reckoned here and not by PostgreSQL, where whoever owns the database could put another function in the place.
pub fn digest(row: &str, events: &[String]) -> SealHash {
    let mut sum = Sha256::new();
    for event in events {
        sum.update(Sha256::digest(event));
    }
    let events = SealHash(sum.finalize().into());
    let row = row.strip_suffix(']').unwrap_or(row);
    SealHash(Sha256::digest(format!("{row}, \"{events}\"]")).into())
}

/// The hash of a seal: SHA-256 over the form, the hash of the seal before, its number, its moment in microseconds since
/// 1970, in the second form `drawn_through`, `settled_through` and `xid`, and number and digest of each row; integers as
/// eight bytes, the highest first.
pub fn reckon(form: Form, previous: SealHash, seal: &Seal) -> SealHash {
    let micros = seal.sealed_at.unix_timestamp_nanos() / 1000;
    let mut sum = Sha256::new();
    sum.update(form.beginning());
    sum.update(previous.0);
    sum.update(seal.number.to_be_bytes());
    sum.update(i64::try_from(micros).unwrap_or(i64::MAX).to_be_bytes());
    if matches!(form, Form::Second) {
        sum.update(seal.drawn_through.to_be_bytes());
        sum.update(seal.settled_through.to_be_bytes());
        sum.update(&seal.xid);
    }
    for (row, digest) in &seal.rows {
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
        let (one, other) = (SealHash([1; 32]), SealHash([2; 32]));
        let seal = Seal {
            number: 1,
            sealed_at: OffsetDateTime::UNIX_EPOCH,
            drawn_through: 2,
            settled_through: 1,
            xid: vec![0; 8],
            rows: vec![(1, one), (2, other)],
        };
        let hash = reckon(Form::Second, SealHash::NONE, &seal);
        assert_ne!(hash, reckon(Form::First, SealHash::NONE, &seal));
        assert_ne!(hash, reckon(Form::Second, one, &seal));
        let changes: [fn(&mut Seal); 8] = [
            |seal| seal.number = 2,
            |seal| seal.sealed_at += time::Duration::MICROSECOND,
            |seal| seal.drawn_through = 3,
            |seal| seal.settled_through = 0,
            |seal| seal.xid[7] = 1,
            |seal| seal.rows.swap(0, 1),
            |seal| seal.rows[1].0 = 3,
            |seal| seal.rows.truncate(1),
        ];
        for change in changes {
            let mut changed = seal.clone();
            change(&mut changed);
            assert_ne!(hash, reckon(Form::Second, SealHash::NONE, &changed), "{changed:?}");
        }
    }

    #[test]
    fn a_hash_is_read_as_it_was_written_and_nothing_else_is() {
        let hash = digest("[1]", &[]);
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for wrong in ["", "00", &"g".repeat(64), &"é".repeat(32)] {
            assert!(wrong.parse::<SealHash>().is_err(), "{wrong}");
        }
    }
}
