//! Reads the shapes that PostGIS sends (`st_asbinary`) and takes (extended) straight into whatever coordinates are asked for.

use super::ewkb::HAS_SRID;

/// Rings or lines of a geometry, each position made by `place` of its longitude and latitude. Point, `LineString`, Polygon and their Multi forms are read;
/// of anything else, or of bytes that end too early, nothing is.
///
/// Source: OGC 06-103r4, well-known binary; `st_asbinary` gives little-endian on little-endian servers, both are read.
pub fn wkb_parts<P>(bytes: &[u8], place: impl Fn(f64, f64) -> P) -> Vec<Vec<P>> {
    let mut parts = Vec::new();
    let mut reader = Reader { bytes, place };
    if reader.geometry(&mut parts).is_none() {
        parts.clear();
    }
    parts
}

struct Reader<'a, F> {
    bytes: &'a [u8],
    place: F,
}

impl<P, F: Fn(f64, f64) -> P> Reader<'_, F> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.bytes.split_first_chunk::<N>()?;
        self.bytes = rest;
        Some(*head)
    }

    fn number(&mut self, little: bool) -> Option<u32> {
        let bytes = self.take()?;
        Some(if little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn coordinate(&mut self, little: bool) -> Option<f64> {
        let bytes = self.take()?;
        Some(if little {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    fn point(&mut self, little: bool) -> Option<P> {
        let lon = self.coordinate(little)?;
        let lat = self.coordinate(little)?;
        Some((self.place)(lon, lat))
    }

    fn line(&mut self, little: bool) -> Option<Vec<P>> {
        let count = self.number(little)?;
        (0..count).map(|_| self.point(little)).collect()
    }

    fn geometry(&mut self, parts: &mut Vec<Vec<P>>) -> Option<()> {
        let [order] = self.take()?;
        let little = order == 1;
        let kind = self.number(little)?;
        if kind & HAS_SRID != 0 {
            self.number(little)?;
        }
        match kind & !HAS_SRID {
            1 => parts.push(vec![self.point(little)?]),
            2 => parts.push(self.line(little)?),
            3 => {
                for _ in 0..self.number(little)? {
                    parts.push(self.line(little)?);
                }
            }
            4..=6 => {
                for _ in 0..self.number(little)? {
                    self.geometry(parts)?;
                }
            }
            _ => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_off_shape_is_no_shape() {
        let mut bytes = vec![1, 2, 0, 0, 0, 2, 0, 0, 0];
        for value in [105.0f64, 21.0, 106.0, 22.0] {
            bytes.extend(value.to_le_bytes());
        }
        assert_eq!(
            wkb_parts(&bytes, |lon, lat| (lon, lat)),
            [vec![(105.0, 21.0), (106.0, 22.0)]]
        );
        bytes.pop();
        assert!(wkb_parts(&bytes, |lon, lat| (lon, lat)).is_empty());
    }
}
