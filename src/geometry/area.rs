//! Areas on the ellipsoid, and a point inside.

use geo::{Coord, InteriorPoint as _, LineString, MultiPolygon, Point};

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

/// A point certainly inside a shape, WGS 84 longitude and latitude in degrees; on its edge where it is too thin to have
/// an inside, `None` only where it is empty.
pub fn interior_point(shape: &MultiPolygon<f64>) -> Option<Point<f64>> {
    shape
        .interior_point()
        .or_else(|| shape.0.first()?.exterior().0.first().copied().map(Point))
}

#[cfg(test)]
mod tests {
    use geo::{GeodesicArea as _, Intersects as _, polygon};
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
            prop_assert!(shape.intersects(&interior_point(&shape).unwrap()));
        }
    }
}
