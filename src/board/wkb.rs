//! Reads the shapes that PostGIS sends (`st_asbinary`) straight into world coordinates.

use super::world::{WorldPoint, from_lon_lat};

/// Rings or lines of a geometry in world coordinates. Point, `LineString`, Polygon and their Multi forms are read;
/// of anything else, or of bytes that end too early, nothing is.
///
/// Source: OGC 06-103r4, well-known binary; `st_asbinary` gives little-endian on little-endian servers, both are read.
pub fn parts(bytes: &[u8]) -> Vec<Vec<WorldPoint>> {
    let mut parts = Vec::new();
    let mut reader = Reader { bytes };
    if reader.geometry(&mut parts).is_none() {
        parts.clear();
    }
    parts
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
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

    fn point(&mut self, little: bool) -> Option<WorldPoint> {
        let lon = self.coordinate(little)?;
        let lat = self.coordinate(little)?;
        Some(from_lon_lat(lon, lat))
    }

    fn line(&mut self, little: bool) -> Option<Vec<WorldPoint>> {
        let count = self.number(little)?;
        (0..count).map(|_| self.point(little)).collect()
    }

    fn geometry(&mut self, parts: &mut Vec<Vec<WorldPoint>>) -> Option<()> {
        let [order] = self.take()?;
        let little = order == 1;
        match self.number(little)? {
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
            parts(&bytes),
            [vec![from_lon_lat(105.0, 21.0), from_lon_lat(106.0, 22.0)]]
        );
        bytes.pop();
        assert!(parts(&bytes).is_empty());
    }
}
