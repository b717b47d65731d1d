//! Areas on the ellipsoid, and a point inside.

use geo::{BoundingRect as _, Coord, LineString, MultiPolygon, Point, Polygon};

/// Semi-major axis of WGS 84, metres.
const A: f64 = 6_378_137.0;

/// Eccentricity of WGS 84.
const E: f64 = 0.081_819_190_842_621_49;

/// The area of a shape on the WGS 84 ellipsoid, its edges taken as geodesics, m².
///
/// # Source
/// J. P. Snyder, *Map Projections: A Working Manual* (1987), equations 3-11 and 3-12: the shape is laid on the sphere of
/// the same area, latitude by latitude; there the area between an edge and the equator is a spherical excess.
pub fn area_m2(shape: &MultiPolygon<f64>) -> f64 {
    let pole = q(1.0);
    let radius_squared = A * A * pole / 2.0;
    let excess = |ring: &LineString<f64>| excess(ring, pole);
    shape
        .iter()
        .map(|polygon| excess(polygon.exterior()) - polygon.interiors().iter().map(excess).sum::<f64>())
        .sum::<f64>()
        * radius_squared
}

/// Area of a ring on the unit sphere of equal area.
fn excess(ring: &LineString<f64>, pole: f64) -> f64 {
    // Longitude, and the tangent of half the latitude on that sphere.
    let place = |at: &Coord<f64>| {
        let sin = (q(at.y.to_radians().sin()) / pole).clamp(-1.0, 1.0);
        (at.x.to_radians(), sin / (1.0 + (1.0 - sin * sin).sqrt()))
    };
    let mut sum = 0.0;
    let mut places = ring.0.iter().map(place);
    let Some(mut from) = places.next() else { return 0.0 };
    for to in places {
        sum += 2.0 * (((to.0 - from.0) / 2.0).tan() * (from.1 + to.1)).atan2(1.0 + from.1 * to.1);
        from = to;
    }
    sum.abs()
}

/// Snyder's q, by the sine of the geographic latitude: proportional to the area between the equator and it.
fn q(sin: f64) -> f64 {
    (1.0 - E * E) * (sin / (1.0 - (E * sin).powi(2)) + (E * sin).atanh() / E)
}

/// A point inside a valid shape, WGS 84 longitude and latitude in degrees, in the middle of its widest part at half its
/// height; on its edge where it is too thin to have an inside, `None` only where it is empty.
///
/// Takes time in proportion to the vertices, whatever their shape, valid or not.
pub fn interior_point(shape: &MultiPolygon<f64>) -> Option<Point<f64>> {
    let chords = shape.iter().filter_map(widest_chord);
    chords
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, middle)| middle.into())
        .or_else(|| shape.0.first()?.exterior().0.first().copied().map(Point))
}

/// The widest stretch inside a polygon at half its height: how wide it is, and its middle.
fn widest_chord(polygon: &Polygon<f64>) -> Option<(f64, Coord<f64>)> {
    let bounds = polygon.bounding_rect()?;
    let middle = f64::midpoint(bounds.min().y, bounds.max().y);
    // Between two heights of vertices: there a line meets edges within, never at their ends.
    let (mut below, mut above) = (bounds.min().y, bounds.max().y);
    for at in polygon.exterior().0.iter().chain(polygon.interiors().iter().flatten()) {
        if at.y <= middle {
            below = below.max(at.y);
        } else {
            above = above.min(at.y);
        }
    }
    let y = f64::midpoint(below, above);
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let mut crossings: Vec<f64> = rings
        .flat_map(LineString::lines)
        .filter(|edge| (edge.start.y > y) != (edge.end.y > y))
        .map(|edge| edge.start.x + (y - edge.start.y) / edge.dy() * edge.dx())
        .collect();
    crossings.sort_unstable_by(f64::total_cmp);
    let chords = crossings.as_chunks::<2>().0.iter();
    chords
        .map(|[west, east]| {
            (
                east - west,
                Coord {
                    x: f64::midpoint(*west, *east),
                    y,
                },
            )
        })
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
}

#[cfg(test)]
mod tests {
    use geo::{Contains as _, GeodesicArea as _, polygon};
    use proptest::prelude::*;

    use super::*;

    fn relative_error(shape: &MultiPolygon<f64>) -> f64 {
        let geodesic = shape.geodesic_area_unsigned();
        (area_m2(shape) - geodesic).abs() / geodesic
    }

    #[test]
    fn a_degree_at_the_equator_has_its_published_area() {
        let cell = MultiPolygon::from(polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)]);
        assert!((area_m2(&cell) / 1e6 - 12_308.8).abs() < 0.5);
    }

    #[test]
    fn a_hole_is_no_area() {
        let square = |x: f64, y: f64, side: f64| {
            LineString::from(vec![(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)])
        };
        let whole = geo::Polygon::new(square(105.8, 21.5, 0.02), vec![]);
        let holed = geo::Polygon::new(square(105.8, 21.5, 0.02), vec![square(105.805, 21.505, 0.01)]);
        let hole = geo::Polygon::new(square(105.805, 21.505, 0.01), vec![]);
        let area = |polygon: geo::Polygon<f64>| area_m2(&MultiPolygon::from(polygon));
        assert!((area(whole) - area(hole) - area(holed)).abs() < 1e-6);
    }

    /// A star around a centre: arms of random length, so never self-crossing.
    fn star(metres: f64) -> impl Strategy<Value = MultiPolygon<f64>> {
        (
            103.0..109.0f64,
            8.5..23.3f64,
            proptest::collection::vec(0.2..1.0f64, 5..40),
        )
            .prop_map(move |(x, y, arms)| {
                #[expect(clippy::cast_precision_loss, reason = "a few dozen arms")]
                let ring = arms.iter().enumerate().map(|(n, arm)| {
                    let turn = std::f64::consts::TAU * n as f64 / arms.len() as f64;
                    (
                        x + turn.cos() * arm * metres / 104_000.0,
                        y + turn.sin() * arm * metres / 110_700.0,
                    )
                });
                MultiPolygon::from(geo::Polygon::new(ring.collect(), vec![]))
            })
    }

    proptest! {
        #[test]
        fn the_area_of_a_parcel_is_its_geodesic_area(shape in star(30.0)) {
            // The geodesic algorithm itself rounds at about a square decimetre.
            let error = (area_m2(&shape) - shape.geodesic_area_unsigned()).abs();
            prop_assert!(error < 0.1, "{error} m²");
        }

        #[test]
        fn the_area_of_a_district_is_its_geodesic_area(shape in star(20_000.0)) {
            prop_assert!(relative_error(&shape) < 1e-4);
        }

        #[test]
        fn the_interior_point_is_inside(shape in star(50.0)) {
            prop_assert!(shape.contains(&interior_point(&shape).unwrap()));
        }
    }

    #[test]
    fn the_interior_point_is_in_no_hole_and_in_the_widest_part() {
        let square = |x: f64, side: f64| {
            LineString::from(vec![(x, 0.0), (x + side, 0.0), (x + side, side), (x, side), (x, 0.0)])
        };
        let narrow = geo::Polygon::new(square(20.0, 2.0), vec![]);
        let holed = geo::Polygon::new(
            square(0.0, 10.0),
            vec![LineString::from(vec![
                (1.0, 1.0),
                (1.0, 9.0),
                (6.0, 9.0),
                (6.0, 1.0),
                (1.0, 1.0),
            ])],
        );
        let shape = MultiPolygon(vec![narrow, holed]);
        assert_eq!(interior_point(&shape), Some(Point::new(8.0, 5.0)));
        assert_eq!(interior_point(&MultiPolygon(vec![])), None);
    }

    #[test]
    fn a_comb_of_a_million_teeth_has_its_interior_point_at_once() {
        let tooth = |n: u32| [(f64::from(n), 0.0), (f64::from(n) + 0.5, 10.0)];
        let ring: Vec<(f64, f64)> = (0..500_000)
            .flat_map(tooth)
            .chain([(5e5, -10.0), (0.0, -10.0)])
            .collect();
        let comb = MultiPolygon::from(geo::Polygon::new(ring.into(), vec![]));
        assert!(interior_point(&comb).is_some());
    }
}
