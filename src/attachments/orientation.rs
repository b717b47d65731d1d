//! Which way up a picture is, as EXIF says it, and EXIF that says nothing else.

use img_parts::Bytes;

/// The tag of the orientation.
///
/// Source: Exif 2.32, 4.6.4.
const ORIENTATION: u16 = 0x0112;
const SHORT: u16 = 3;
const ENTRY: usize = 12;

/// How a picture is turned or mirrored (2 to 8); none where it is upright, or where nobody says.
pub fn read(exif: &[u8]) -> Option<u16> {
    let is_little = match exif.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes: [u8; 2] = exif.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let first: [u8; 4] = exif.get(4..8)?.try_into().ok()?;
    let first = if is_little {
        u32::from_le_bytes(first)
    } else {
        u32::from_be_bytes(first)
    };
    let first = usize::try_from(first).ok()?;
    let entries = (0..usize::from(short(first)?)).map(|nth| first + 2 + nth * ENTRY);
    let mut entries = entries.filter(|at| short(*at) == Some(ORIENTATION) && short(at + 2) == Some(SHORT));
    entries
        .next()
        .and_then(|at| short(at + 8))
        .filter(|turned| (2..=8).contains(turned))
}

/// EXIF with the orientation and nothing else.
pub fn write(turned: u16) -> Bytes {
    let mut exif = b"MM\0*\0\0\0\x08\0\x01".to_vec();
    for short in [ORIENTATION, SHORT, 0, 1, turned, 0, 0, 0] {
        exif.extend(short.to_be_bytes());
    }
    exif.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for turned in 2..=8 {
            assert_eq!(read(&write(turned)), Some(turned));
        }
        assert_eq!(read(&write(1)), None, "upright is nothing to keep");
        assert_eq!(read(&write(9)), None);
    }

    #[test]
    fn both_orders_of_bytes_are_read_and_nothing_is_read_beyond_the_end() {
        let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        assert_eq!(read(little), Some(6));
        for end in 0..20 {
            assert_eq!(read(&little[..end.min(18)]), None, "{end}");
        }
        assert_eq!(read(b"II*\0\xff\xff\xff\xff"), None);
        assert_eq!(read(b"nonsense"), None);
    }
}
