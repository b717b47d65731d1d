//! From raw geometry to a tidy shape: transformed, closed, wound right, without repeated vertices.

use geo::{Coord, LineString, MultiLineString, MultiPolygon, Polygon};

use super::{Coordinates, Fault, RawGeometry, ToWgs84};

/// A tidy shape; WGS 84 longitude and latitude in degrees, exterior rings counter-clockwise, interior ones clockwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// Its areas.
    pub areas: Option<MultiPolygon<f64>>,
    /// Its lines.
    pub lines: Option<MultiLineString<f64>>,
    /// Whether it also holds points, which nothing here is made of.
    pub has_points: bool,
}

impl Shape {
    /// The tidy shape of a raw geometry; `None` where there is none.
    ///
    /// Positions are transformed, the third and further numbers dropped, vertices that repeat the one before dropped,
    /// rings closed and wound as RFC 7946 has it.
    ///
    /// # Errors
    /// The first fault met.
    pub fn read(raw: &RawGeometry<'_>, way: &ToWgs84) -> Result<Option<Self>, Fault> {
        match raw {
            RawGeometry::Absent => Ok(None),
            RawGeometry::NotAnObject => Err(Fault::NotAnObject),
            RawGeometry::Object(kind, coordinates, parts) => {
                let mut shape = Self::default();
                shape.add(kind.as_deref(), coordinates, parts, way)?;
                Ok(Some(shape))
            }
        }
    }

    fn add(
        &mut self,
        kind: Option<&str>,
        coordinates: &Coordinates,
        parts: &[RawGeometry<'_>],
        way: &ToWgs84,
    ) -> Result<(), Fault> {
        match kind {
            Some("Polygon") => self.add_areas([polygon(coordinates, "Polygon", way)]),
            Some("MultiPolygon") => self.add_areas(
                list(coordinates, "MultiPolygon")?
                    .iter()
                    .map(|one| polygon(one, "MultiPolygon", way)),
            ),
            Some("LineString") => self.add_lines([line(coordinates, "LineString", way)]),
            Some("MultiLineString") => self.add_lines(
                list(coordinates, "MultiLineString")?
                    .iter()
                    .map(|one| line(one, "MultiLineString", way)),
            ),
            Some("Point" | "MultiPoint") => {
                self.has_points = true;
                Ok(())
            }
            Some("GeometryCollection") if parts.is_empty() => Err(Fault::Empty),
            Some("GeometryCollection") => parts.iter().try_for_each(|part| match part {
                RawGeometry::Object(kind, coordinates, parts) => self.add(kind.as_deref(), coordinates, parts, way),
                RawGeometry::Absent | RawGeometry::NotAnObject => Err(Fault::NotAnObject),
            }),
            unknown => Err(Fault::UnknownType(unknown.map(|kind| kind.chars().take(40).collect()))),
        }
    }

    fn add_areas(&mut self, areas: impl IntoIterator<Item = Result<Polygon<f64>, Fault>>) -> Result<(), Fault> {
        let all = self.areas.get_or_insert_with(|| MultiPolygon(Vec::new()));
        areas.into_iter().try_for_each(|area| area.map(|area| all.0.push(area)))
    }

    fn add_lines(&mut self, lines: impl IntoIterator<Item = Result<LineString<f64>, Fault>>) -> Result<(), Fault> {
        let all = self.lines.get_or_insert_with(|| MultiLineString(Vec::new()));
        lines.into_iter().try_for_each(|line| line.map(|line| all.0.push(line)))
    }
}

fn list<'a>(coordinates: &'a Coordinates, kind: &'static str) -> Result<&'a [Coordinates], Fault> {
    match coordinates {
        Coordinates::List(items) if items.is_empty() => Err(Fault::Empty),
        Coordinates::List(items) => Ok(items),
        Coordinates::Absent => Err(Fault::Empty),
        Coordinates::NotNumbers => Err(Fault::NotNumbers),
        Coordinates::Number(_) | Coordinates::Position(..) | Coordinates::TooShort => Err(Fault::WrongNesting(kind)),
    }
}

/// The positions of a line or ring, transformed, without those that repeat the one before; never empty.
fn positions(coordinates: &Coordinates, kind: &'static str, way: &ToWgs84) -> Result<Vec<Coord<f64>>, Fault> {
    let items = list(coordinates, kind)?;
    let mut line = Vec::with_capacity(items.len() + 1);
    for item in items {
        let at = match item {
            Coordinates::Position(x, y) => way.position(*x, *y).ok_or(Fault::OffTheEarth(*x, *y))?,
            Coordinates::Absent | Coordinates::TooShort | Coordinates::NotNumbers => return Err(Fault::NotNumbers),
            Coordinates::Number(_) | Coordinates::List(_) => return Err(Fault::WrongNesting(kind)),
        };
        if line.last() != Some(&at) {
            line.push(at);
        }
    }
    Ok(line)
}

fn line(coordinates: &Coordinates, kind: &'static str, way: &ToWgs84) -> Result<LineString<f64>, Fault> {
    let line = positions(coordinates, kind, way)?;
    if line.len() < 2 {
        return Err(at_first(coordinates, Fault::TooFewPoints));
    }
    Ok(LineString(line))
}

fn polygon(coordinates: &Coordinates, kind: &'static str, way: &ToWgs84) -> Result<Polygon<f64>, Fault> {
    let mut rings = list(coordinates, kind)?
        .iter()
        .enumerate()
        .map(|(n, one)| ring(one, n == 0, kind, way));
    let exterior = rings.next().ok_or(Fault::Empty)??;
    Ok(Polygon::new(exterior, rings.collect::<Result<_, _>>()?))
}

/// A closed ring: counter-clockwise where it is an exterior one.
fn ring(
    coordinates: &Coordinates,
    exterior: bool,
    kind: &'static str,
    way: &ToWgs84,
) -> Result<LineString<f64>, Fault> {
    let mut ring = positions(coordinates, kind, way)?;
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    if ring.len() < 3 {
        return Err(at_first(coordinates, Fault::TooFewPoints));
    }
    let origin = ring[0];
    ring.push(origin);
    let turns = ring.windows(2).map(|edge| {
        let (a, b) = (edge[0] - origin, edge[1] - origin);
        a.x * b.y - b.x * a.y
    });
    // The two halves of a bow tie may come to nothing together: that is a crossing, not a line.
    if turns.clone().all(|turn| turn == 0.0) {
        return Err(at_first(coordinates, Fault::NoArea));
    }
    if (turns.sum::<f64>() > 0.0) != exterior {
        ring.reverse();
    }
    Ok(LineString(ring))
}

/// A fault at the first position of a line or ring.
fn at_first(coordinates: &Coordinates, fault: fn(f64, f64) -> Fault) -> Fault {
    match coordinates {
        Coordinates::List(items) => match items.first() {
            Some(Coordinates::Position(x, y)) => fault(*x, *y),
            _ => Fault::Empty,
        },
        _ => Fault::Empty,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::Crs;

    fn read(json: &str) -> Result<Option<Shape>, Fault> {
        let raw: RawGeometry<'_> = serde_json::from_str(json).unwrap();
        Shape::read(&raw, &ToWgs84::from(Crs::WGS_84).unwrap())
    }

    #[test]
    fn a_ring_is_closed_wound_and_freed_of_repeated_vertices_and_heights() {
        let tidy = read(r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}"#);
        for untidy in [
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}"#,
            r#"{"coordinates":[[[0,0,5],[1,0,5],[1,0,6],[1,1,7],[1,1,7],[0,1,8],[0,0,5]]],"type":"Polygon"}"#,
            r#"{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[1,0],[0,0]]]}"#,
            r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,1],[0,0]]]]}"#,
            r#"{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}]}"#,
        ] {
            assert_eq!(read(untidy), tidy, "{untidy}");
        }
        let shape = tidy.unwrap().unwrap();
        assert_eq!(shape.areas.unwrap().0[0].exterior().0.len(), 5);
    }

    #[test]
    fn what_is_no_shape_is_refused_with_its_reason() {
        for (json, fault) in [
            (r#""POINT (1 2)""#, Fault::NotAnObject),
            ("[1, 2]", Fault::NotAnObject),
            (r#"{"coordinates":[1,2]}"#, Fault::UnknownType(None)),
            (r#"{"type":7,"coordinates":[1,2]}"#, Fault::UnknownType(None)),
            (
                r#"{"type":"polygon","coordinates":[]}"#,
                Fault::UnknownType(Some("polygon".into())),
            ),
            (r#"{"type":"Polygon"}"#, Fault::Empty),
            (r#"{"type":"Polygon","coordinates":[]}"#, Fault::Empty),
            (r#"{"type":"Polygon","coordinates":[[]]}"#, Fault::Empty),
            (
                r#"{"type":"Polygon","coordinates":[5]}"#,
                Fault::WrongNesting("Polygon"),
            ),
            (
                r#"{"type":"Polygon","coordinates":[[5,6],[7,8]]}"#,
                Fault::WrongNesting("Polygon"),
            ),
            (
                r#"{"type":"Polygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}"#,
                Fault::WrongNesting("Polygon"),
            ),
            (
                r#"{"type":"Polygon","coordinates":[[["0","0"],["1","0"],["1","1"]]]}"#,
                Fault::NotNumbers,
            ),
            (r#"{"type":"Polygon","coordinates":[[[0],[1],[2]]]}"#, Fault::NotNumbers),
            (
                r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]}"#,
                Fault::TooFewPoints(0.0, 0.0),
            ),
            (
                r#"{"type":"Polygon","coordinates":[[[0,0],[1,1],[2,2],[0,0]]]}"#,
                Fault::NoArea(0.0, 0.0),
            ),
            (
                r#"{"type":"LineString","coordinates":[[3,4],[3,4]]}"#,
                Fault::TooFewPoints(3.0, 4.0),
            ),
            (
                r#"{"type":"LineString","coordinates":[[419988,2410113],[3,4]]}"#,
                Fault::OffTheEarth(419_988.0, 2_410_113.0),
            ),
            (r#"{"type":"GeometryCollection","geometries":[]}"#, Fault::Empty),
            (
                r#"{"type":"GeometryCollection","geometries":[null]}"#,
                Fault::NotAnObject,
            ),
        ] {
            assert_eq!(read(json), Err(fault), "{json}");
        }
        assert_eq!(read("null"), Ok(None));
    }

    #[test]
    fn deep_nesting_is_refused_by_the_reader_and_does_not_exhaust_the_stack() {
        let json = format!(
            r#"{{"type":"Polygon","coordinates":{}{}}}"#,
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert!(serde_json::from_str::<RawGeometry<'_>>(&json).is_err());
    }

    proptest! {
        #[test]
        fn tidying_twice_is_tidying_once(points in proptest::collection::vec((-180.0..180.0f64, -90.0..90.0f64), 3..20)) {
            let json = |ring: &[Coord<f64>]| {
                let ring: Vec<[f64; 2]> = ring.iter().map(|at| [at.x, at.y]).collect();
                serde_json::json!({"type": "Polygon", "coordinates": [ring]}).to_string()
            };
            let ring: Vec<Coord<f64>> = points.into_iter().map(Coord::from).collect();
            if let Ok(Some(once)) = read(&json(&ring)) {
                let tidy = once.areas.clone().unwrap().0[0].exterior().0.clone();
                prop_assert_eq!(read(&json(&tidy)), Ok(Some(once)));
            }
        }
    }
}
