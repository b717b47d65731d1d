//! Areas on the ellipsoid, and a point inside.

use geo::{Coord, InteriorPoint as _, LineString, MultiPolygon, Point};

/// Semi-major axis of WGS 84, metres.
const A: f64 = 6_378_137.0;

/// Eccentricity of WGS 84.
const E: f64 = 0.081_819_190_842_621_49;

/// The area of a shape on the WGS 84 ellipsoid, m².
///
/// Edges are straight lines in longitude and latitude, as RFC 7946 has them. On parcels and communes it equals the
/// area along geodesics to far better than a ten-thousandth.
///
/// # Source
/// J. P. Snyder, *Map Projections: A Working Manual* (1987), equation 3-12: the shape is laid out in the cylindrical
/// equal-area projection, where the plane area is the area on the ellipsoid.
pub fn area_m2(shape: &MultiPolygon<f64>) -> f64 {
    shape
        .iter()
        .map(|polygon| ring_m2(polygon.exterior()) - polygon.interiors().iter().map(ring_m2).sum::<f64>())
        .sum()
}

fn ring_m2(ring: &LineString<f64>) -> f64 {
    let Some(origin) = ring.0.first().map(equal_area) else {
        return 0.0;
    };
    // Measured from the first vertex, so that the small differences keep their digits.
    let local = |at: &Coord<f64>| equal_area(at) - origin;
    let twice: f64 = ring
        .0
        .windows(2)
        .map(|edge| {
            let (a, b) = (local(&edge[0]), local(&edge[1]));
            a.x * b.y - b.x * a.y
        })
        .sum();
    twice.abs() / 2.0
}

/// Metres in the cylindrical equal-area projection true at the equator.
fn equal_area(at: &Coord<f64>) -> Coord<f64> {
    let sin = at.y.to_radians().sin();
    let q = (1.0 - E * E) * (sin / (1.0 - (E * sin).powi(2)) + (E * sin).atanh() / E);
    Coord {
        x: A * at.x.to_radians(),
        y: A * q / 2.0,
    }
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
        fn the_area_of_a_commune_is_its_geodesic_area(shape in star(5_000.0)) {
            prop_assert!(relative_error(&shape) < 1e-4);
        }

        #[test]
        fn the_interior_point_is_inside(shape in star(50.0)) {
            prop_assert!(shape.intersects(&interior_point(&shape).unwrap()));
        }
    }
}
