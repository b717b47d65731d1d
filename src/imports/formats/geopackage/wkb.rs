//! Shapes as a GeoPackage keeps them: a head, and well-known binary behind it.
//!
//! Source: OGC 12-128r19, section 2.1.3; OGC 06-103r4 for the binary; ISO 13249-3 and EWKB for heights and measures.

use crate::{
    geometry::{Coordinates, RawGeometry},
    language::Text,
};

/// How deep collections may stand in each other.
const DEEPEST: usize = 8;

/// The shape in a value; heights and measures are left away.
///
/// # Errors
/// Why it is none, in words.
pub fn read(blob: &[u8]) -> Result<RawGeometry<'static>, Text> {
    let body = body(blob).ok_or_else(damaged)?;
    let mut bytes = Bytes {
        bytes: body,
        is_little: true,
    };
    match bytes.shape(0) {
        Ok(shape) if bytes.bytes.is_empty() => Ok(shape),
        Ok(_) | Err(Fault::Damaged) => Err(damaged()),
        Err(Fault::Curved) => Err(Text::new(
            "hình có cung tròn (curve) không được hỗ trợ; hãy chuyển thành đường gấp khúc rồi xuất lại",
            "the shape has arcs (curves), which are not read; turn them into straight lines and export again",
        )),
    }
}

fn damaged() -> Text {
    Text::new(
        "hình bị hỏng trong GeoPackage: dữ liệu nhị phân không đúng chuẩn",
        "the shape is damaged in the GeoPackage: its binary data are not as the standard has them",
    )
}

/// What stands behind the head.
fn body(blob: &[u8]) -> Option<&[u8]> {
    let [b'G', b'P', _version, flags, _, _, _, _, body @ ..] = blob else {
        return None;
    };
    let box_bytes = match flags >> 1 & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return None,
    };
    body.get(box_bytes..)
}

/// Why bytes are no shape.
enum Fault {
    Damaged,
    Curved,
}

struct Bytes<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let (head, rest) = self.bytes.split_first_chunk().ok_or(Fault::Damaged)?;
        self.bytes = rest;
        Ok(*head)
    }

    fn count(&mut self) -> Result<u32, Fault> {
        let bytes = self.take()?;
        Ok(if self.is_little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn number(&mut self) -> Result<f64, Fault> {
        let bytes = self.take()?;
        Ok(if self.is_little {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    /// So many of something; what is not there ends it, whatever the count claims.
    fn many<T>(&mut self, mut one: impl FnMut(&mut Self) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
        let count = self.count()?;
        let mut all = Vec::new();
        for _ in 0..count {
            all.push(one(self)?);
        }
        Ok(all)
    }

    fn position(&mut self, more: usize) -> Result<Coordinates, Fault> {
        let (x, y) = (self.number()?, self.number()?);
        for _ in 0..more {
            self.number()?;
        }
        Ok(Coordinates::Position(x, y))
    }

    fn positions(&mut self, more: usize) -> Result<Coordinates, Fault> {
        Ok(Coordinates::List(self.many(|bytes| bytes.position(more))?))
    }

    fn rings(&mut self, more: usize) -> Result<Coordinates, Fault> {
        Ok(Coordinates::List(self.many(|bytes| bytes.positions(more))?))
    }

    /// The parts of a collection, each a shape of its own.
    fn parts(&mut self, depth: usize) -> Result<Vec<RawGeometry<'static>>, Fault> {
        self.many(|bytes| bytes.shape(depth + 1))
    }

    fn shape(&mut self, depth: usize) -> Result<RawGeometry<'static>, Fault> {
        if depth > DEEPEST {
            return Err(Fault::Damaged);
        }
        self.is_little = match self.take()? {
            [0] => false,
            [1] => true,
            _ => return Err(Fault::Damaged),
        };
        let (kind, more) = kind(self.count()?);
        let (name, coordinates) = match kind {
            1 => ("Point", point(self.position(more)?)),
            2 => ("LineString", self.positions(more)?),
            3 => ("Polygon", self.rings(more)?),
            4 => ("MultiPoint", of_parts(self.parts(depth)?, "Point")?),
            5 => ("MultiLineString", of_parts(self.parts(depth)?, "LineString")?),
            6 => ("MultiPolygon", of_parts(self.parts(depth)?, "Polygon")?),
            7 => {
                let parts = self.parts(depth)?;
                return Ok(RawGeometry::Object(
                    Some("GeometryCollection".into()),
                    Coordinates::Absent,
                    parts,
                ));
            }
            8..=14 => return Err(Fault::Curved),
            _ => return Err(Fault::Damaged),
        };
        Ok(RawGeometry::Object(Some(name.into()), coordinates, Vec::new()))
    }
}

/// The type without what it says of heights and measures, and how many numbers these add to a position.
fn kind(stated: u32) -> (u32, usize) {
    let flags = stated >> 30;
    let plain = stated & 0x0fff_ffff;
    let (kind, dimensions) = (plain % 1000, plain / 1000);
    let more = match dimensions {
        0 => flags.count_ones() as usize,
        1 | 2 => 1,
        3 => 2,
        // No such thing.
        _ => return (0, 0),
    };
    (kind, more)
}

/// A point without place is written with coordinates that are no numbers.
fn point(position: Coordinates) -> Coordinates {
    match position {
        Coordinates::Position(x, y) if x.is_nan() && y.is_nan() => Coordinates::List(Vec::new()),
        position => position,
    }
}

/// The coordinates of parts that must all be of one kind.
fn of_parts(parts: Vec<RawGeometry<'static>>, wanted: &str) -> Result<Coordinates, Fault> {
    let part = |part| match part {
        RawGeometry::Object(Some(kind), coordinates, _) if kind == wanted => Ok(coordinates),
        _ => Err(Fault::Damaged),
    };
    Ok(Coordinates::List(
        parts.into_iter().map(part).collect::<Result<_, _>>()?,
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn head(flags: u8) -> Vec<u8> {
        vec![b'G', b'P', 0, flags, 0, 0, 0, 0]
    }

    fn point(is_little: bool, kind: u32, numbers: &[f64]) -> Vec<u8> {
        let mut bytes = vec![u8::from(is_little)];
        bytes.extend(if is_little {
            kind.to_le_bytes()
        } else {
            kind.to_be_bytes()
        });
        for number in numbers {
            bytes.extend(if is_little {
                number.to_le_bytes()
            } else {
                number.to_be_bytes()
            });
        }
        bytes
    }

    #[test]
    fn heights_and_measures_are_left_away_in_every_spelling() {
        let expected = RawGeometry::Object(Some("Point".into()), Coordinates::Position(1.0, 2.0), Vec::new());
        for (kind, numbers) in [
            (1, &[1.0, 2.0][..]),
            (1001, &[1.0, 2.0, 9.0]),
            (2001, &[1.0, 2.0, 9.0]),
            (3001, &[1.0, 2.0, 9.0, 8.0]),
            (0x8000_0001, &[1.0, 2.0, 9.0]),
            (0xc000_0001, &[1.0, 2.0, 9.0, 8.0]),
        ] {
            for is_little in [true, false] {
                let blob = [head(1), point(is_little, kind, numbers)].concat();
                assert_eq!(read(&blob), Ok(expected.clone()), "{kind}");
                let boxed = [head(3), vec![0; 32], point(is_little, kind, numbers)].concat();
                assert_eq!(read(&boxed), Ok(expected.clone()), "{kind}");
            }
        }
    }

    #[test]
    fn what_is_no_shape_is_told_apart_from_what_is_curved() {
        let whole = [head(1), point(true, 1, &[1.0, 2.0])].concat();
        for cut in 0..whole.len() {
            assert_eq!(read(&whole[..cut]), Err(damaged()));
        }
        assert_eq!(read(&[whole, vec![0]].concat()), Err(damaged()));
        let curved = [head(1), point(true, 10, &[])].concat();
        assert!(read(&curved).unwrap_err().en.contains("curves"));
        let mut endless = head(1);
        for _ in 0..1000 {
            endless.extend([1, 7, 0, 0, 0, 1, 0, 0, 0]);
        }
        assert_eq!(read(&endless), Err(damaged()));
        let claims = [head(1), vec![1, 2, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]].concat();
        assert_eq!(read(&claims), Err(damaged()));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_shape_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..100), kind in 0..20u32) {
            let _ = read(&bytes);
            let blob = [head(1), vec![1], kind.to_le_bytes().to_vec(), bytes].concat();
            let _ = read(&blob);
        }
    }
}
