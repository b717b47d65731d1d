//! Shapes in metres, and how much ground two of them share.

use crate::geometry::shared_area;

/// Ground up to this is the unevenness of surveying, m².
pub const TOLERATED_M2: f64 = 1.0;

/// Metres by which a vertex may lie beyond a line and still be on it: along a kilometre of edge that is one m².
const ON_LINE_M: f64 = 0.001;

/// Vertices beyond which a shape is not compared with others.
pub const MOST_VERTICES: usize = 100_000;

/// Pairs of an edge and a vertex that are tried in search of the sides of a shape.
const MOST_TRIED: usize = 100_000;

/// Where the metres of a project are counted from; longitude and latitude, degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Origin(pub f64, pub f64);

/// A shape in metres from an origin.
#[derive(Debug)]
pub struct Shape {
    /// West, south, east, north.
    pub bounds: [f64; 4],
    rings: Vec<Vec<(f64, f64)>>,
    /// Half planes, `x`, `y` and `c` of `x·px + y·py <= c`, that hold all of it, each along one of its edges.
    sides: Vec<(f64, f64, f64)>,
}

impl Shape {
    /// The shape with these rings; longitude and latitude, degrees, exterior rings counter-clockwise.
    pub fn new(rings: Vec<Vec<(f64, f64)>>, origin: Origin) -> Self {
        let (east, north) = degree_m(origin.1.to_radians());
        let metres = |(lon, lat): (f64, f64)| ((lon - origin.0) * east, (lat - origin.1) * north);
        let rings: Vec<Vec<(f64, f64)>> = rings
            .into_iter()
            .map(|ring| ring.into_iter().map(metres).collect())
            .collect();
        let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for (x, y) in rings.iter().flatten() {
            bounds = [
                bounds[0].min(*x),
                bounds[1].min(*y),
                bounds[2].max(*x),
                bounds[3].max(*y),
            ];
        }
        // Every edge of a parcel is tried, and of an outline of thousands of edges as many as take no longer.
        let vertices = rings.iter().map(Vec::len).sum::<usize>();
        let sides = rings
            .iter()
            .flat_map(|ring| ring.windows(2))
            .step_by((vertices * vertices / MOST_TRIED).max(1))
            .filter_map(|edge| side(edge, &rings))
            .collect();
        Self { bounds, rings, sides }
    }

    /// Its area, m².
    pub fn area_m2(&self) -> f64 {
        let twice = |edge: &[(f64, f64)]| edge[0].0 * edge[1].1 - edge[1].0 * edge[0].1;
        self.rings
            .iter()
            .flat_map(|ring| ring.windows(2))
            .map(twice)
            .sum::<f64>()
            / 2.0
    }

    /// How many vertices it has.
    pub fn vertices(&self) -> usize {
        self.rings.iter().map(Vec::len).sum()
    }

    /// How much ground two shapes share, m²; zero where it is certainly not more than tolerated.
    pub fn shared_m2(&self, other: &Self) -> f64 {
        let width = self.bounds[2].min(other.bounds[2]) - self.bounds[0].max(other.bounds[0]);
        let height = self.bounds[3].min(other.bounds[3]) - self.bounds[1].max(other.bounds[1]);
        if width <= 0.0 || height <= 0.0 || width * height <= TOLERATED_M2 {
            return 0.0;
        }
        if self.has_beyond_a_side(other) || other.has_beyond_a_side(self) {
            return 0.0;
        }
        shared_area(&self.rings, &other.rings)
    }

    /// Whether all of another shape certainly lies in this one: told of convex shapes only.
    pub fn surely_holds(&self, other: &Self) -> bool {
        let is_convex = self.rings.len() == 1 && self.sides.len() + 1 == self.rings[0].len();
        is_convex
            && self.sides.iter().all(|(x, y, c)| {
                let on_this_side = |(px, py): &(f64, f64)| x * px + y * py <= c + ON_LINE_M;
                other.rings.iter().flatten().all(on_this_side)
            })
    }

    /// Whether all of another shape lies on the far side of one of this one's sides.
    fn has_beyond_a_side(&self, other: &Self) -> bool {
        self.sides.iter().any(|(x, y, c)| {
            let beyond = |(px, py): &(f64, f64)| x * px + y * py >= c - ON_LINE_M;
            other.rings.iter().flatten().all(beyond)
        })
    }
}

/// Metres in a degree of longitude and of latitude, at a latitude in radians.
///
/// Source: the series of Clarke's radii of curvature, for WGS 84.
fn degree_m(lat: f64) -> (f64, f64) {
    (
        111_412.84 * lat.cos() - 93.5 * (3.0 * lat).cos(),
        111_132.954 - 559.822 * (2.0 * lat).cos() + 1.175 * (4.0 * lat).cos(),
    )
}

/// The half plane along an edge that holds all rings, where there is one.
fn side(edge: &[(f64, f64)], rings: &[Vec<(f64, f64)>]) -> Option<(f64, f64, f64)> {
    let (from, to) = (edge[0], edge[1]);
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    if length == 0.0 {
        return None;
    }
    // Rings go round counter-clockwise: the outside is to the right.
    let (x, y) = (dy / length, -dx / length);
    let c = x * from.0 + y * from.1;
    let holds = |(px, py): &(f64, f64)| x * px + y * py <= c + ON_LINE_M;
    rings.iter().flatten().all(holds).then_some((x, y, c))
}
