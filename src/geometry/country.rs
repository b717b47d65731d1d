//! Shapes that lie where nothing of this country lies.

use geo::CoordsIter;

use super::{Bounds, Box4, Shape};
use crate::language::Text;

/// Việt Nam with its seas and islands: west, south, east, north, degrees.
const VIET_NAM: Box4 = [102.0, 6.0, 118.0, 24.0];

/// The country that all shapes of a province lie in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Country(Box4);

/// How a shape lies where none can; with the first such position of it, degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Misplaced {
    /// A position at zero, zero, as programs write what they do not know.
    AtZero,
    /// In another country.
    Abroad(f64, f64),
}

impl Country {
    /// Việt Nam, where the units of the province lie in it; no country is assumed elsewhere.
    pub fn of(units: Box4) -> Option<Self> {
        let country = Self(VIET_NAM);
        (country.holds(units[0], units[1]) && country.holds(units[2], units[3])).then_some(country)
    }

    /// Whether a position lies inside.
    pub fn holds(self, lon: f64, lat: f64) -> bool {
        let [west, south, east, north] = self.0;
        (west..=east).contains(&lon) && (south..=north).contains(&lat)
    }
}

/// How a shape lies where no shape can, where it does; only zero, zero is certain where no country is known.
pub fn misplaced(shape: &Shape, country: Option<Country>) -> Option<Misplaced> {
    let mut bounds = Bounds::default();
    bounds.add(shape.areas.as_ref(), shape.lines.as_ref());
    let [west, south, east, north] = bounds.to_array()?;
    if country.is_some_and(|country| country.holds(west, south) && country.holds(east, north)) {
        return None;
    }
    let areas = shape.areas.iter().flat_map(CoordsIter::coords_iter);
    let lines = shape.lines.iter().flat_map(CoordsIter::coords_iter);
    areas.chain(lines).find_map(|at| match country {
        _ if at.x == 0.0 && at.y == 0.0 => Some(Misplaced::AtZero),
        Some(country) if !country.holds(at.x, at.y) => Some(Misplaced::Abroad(at.x, at.y)),
        _ => None,
    })
}

impl Misplaced {
    /// What is wrong and what to do.
    pub fn text(self) -> Text {
        match self {
            Self::AtZero => Text::new(
                "có điểm ở tọa độ 0, 0: phần mềm ghi như vậy khi thiếu tọa độ; hãy sửa hoặc bỏ điểm đó",
                "a position is at 0, 0, which programs write where coordinates are missing; mend or drop it",
            ),
            Self::Abroad(x, y) => Text::new(
                format!("tọa độ {x:.5}, {y:.5} nằm ngoài Việt Nam; hãy kiểm tra hệ tọa độ (--crs) và điểm này"),
                format!(
                    "the position {x:.5}, {y:.5} lies outside Việt Nam; check the coordinate system (--crs) and this position"
                ),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use geo::{LineString, MultiPolygon, Polygon};

    use super::*;

    #[test]
    fn a_shape_outside_the_country_is_told_with_its_cause() {
        let country = Country::of([105.4, 21.3, 106.3, 22.1]).unwrap();
        let shape = |points: &[(f64, f64)]| Shape {
            areas: Some(MultiPolygon(vec![Polygon::new(
                LineString::from(points.to_vec()),
                vec![],
            )])),
            ..Shape::default()
        };
        let near = [(105.8, 21.5), (105.9, 21.5), (105.9, 21.6)];
        let told = |points: &[(f64, f64)], country| misplaced(&shape(points), country);
        let with_zero = [near[0], near[1], (0.0, 0.0)];
        let paris = [(2.3, 48.8), (2.4, 48.8), (2.4, 48.9)];
        assert_eq!(told(&near, Some(country)), None);
        assert_eq!(told(&with_zero, Some(country)), Some(Misplaced::AtZero));
        assert_eq!(told(&with_zero, None), Some(Misplaced::AtZero));
        assert_eq!(told(&paris, Some(country)), Some(Misplaced::Abroad(2.3, 48.8)));
        assert_eq!(told(&paris, None), None);
        assert_eq!(Country::of([174.9, -36.9, 175.2, -36.7]), None);
    }
}
