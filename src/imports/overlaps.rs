//! Parcels of one project that lie on each other.
//!
//! The shapes of a project arrive from west to east. Each is compared with those before it whose boxes it shares; what
//! is left behind is forgotten, so that memory does not grow with the project. Neighbours share an edge, and sharing an
//! edge must not cost an exact measurement: a pair is let go when its boxes have less than the told area in
//! common, and when a line along an edge of one has the two on different sides, which is so for nearly all neighbours.
//! Only what is left is measured.

use std::collections::VecDeque;

use crate::geometry::shared_area;

/// Overlaps up to this are the unevenness of surveying, m².
pub const TOLERATED_M2: f64 = 1.0;

/// Metres by which a vertex may lie beyond a line and still be on it: along a kilometre of edge that is one m².
const ON_LINE_M: f64 = 0.001;

/// Pairs of an edge and a vertex that are tried in search of the sides of a shape.
const MOST_TRIED: usize = 100_000;

/// Vertices beyond which a shape is not compared with others.
pub const MOST_VERTICES: i32 = 100_000;

/// Vertices of shapes that are kept for those to come: with more, too many lie beside each other from south to north.
const MOST_KEPT: usize = 2_000_000;

/// Others that are told of one parcel: with more of them, hundreds of rows have been given one shape.
const MOST_OTHERS: usize = 20;

/// Overlaps that are told one by one; the others are counted.
const MOST_TOLD: usize = 1000;

/// A parcel with its shape, as the database sends it.
#[derive(Debug)]
pub struct Ground {
    /// Its project.
    pub project: i32,
    /// The parcel.
    pub parcel: i64,
    /// Its place in the file; `None` where the file does not speak of it.
    pub feature: Option<i64>,
    /// Rings; longitude and latitude, degrees.
    pub rings: Vec<Vec<(f64, f64)>>,
}

/// Two parcels of a project that lie on each other, at least one of them in the file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    /// The feature that it is told of: the later of the two.
    pub feature: i64,
    /// Its parcel.
    pub parcel: i64,
    /// The other parcel.
    pub other: i64,
    /// How much of the ground they share, m².
    pub area_m2: f64,
}

/// The overlaps of a file.
#[derive(Debug, Default)]
pub struct Overlaps {
    /// Those of its first features, in their order.
    pub first: Vec<Overlap>,
    /// How many there are besides.
    pub more: usize,
}

impl Overlaps {
    /// Takes in one more.
    pub fn add(&mut self, overlap: Overlap) {
        self.first.push(overlap);
        if self.first.len() >= 4 * MOST_TOLD {
            self.sort();
        }
    }

    /// Puts them in order, and lets go of those that are only counted.
    pub fn sort(&mut self) {
        self.first.sort_by_key(|overlap| overlap.feature);
        self.more += self.first.len().saturating_sub(MOST_TOLD);
        self.first.truncate(MOST_TOLD);
    }
}

/// Finds overlaps among parcels that come project by project, within a project from west to east.
#[derive(Default)]
pub struct OverlapSweep {
    project: i32,
    origin: (f64, f64),
    reached: VecDeque<Shape>,
    /// Shapes that were forgotten before all that may lie on them had come.
    pub forgotten: u64,
}

/// A shape in metres from the origin of its project.
struct Shape {
    parcel: i64,
    feature: Option<i64>,
    /// West, south, east, north.
    bounds: [f64; 4],
    rings: Vec<Vec<(f64, f64)>>,
    /// Half planes, `x`, `y` and `c` of `x·px + y·py <= c`, that hold all of it, each along one of its edges.
    sides: Vec<(f64, f64, f64)>,
    /// Others that were told of it.
    others: usize,
}

impl OverlapSweep {
    /// Takes the next parcel; gives its overlaps with those before it to `told`.
    pub fn add(&mut self, ground: Ground, mut told: impl FnMut(Overlap)) {
        let Some(first) = ground.rings.first().and_then(|ring| ring.first()) else {
            return;
        };
        if self.project != ground.project || self.reached.is_empty() {
            self.project = ground.project;
            self.origin = *first;
            self.reached.clear();
        }
        let mut shape = Shape::new(ground, self.origin);
        self.reached.retain(|one| one.bounds[2] >= shape.bounds[0]);
        let mut kept = shape.vertices() + self.reached.iter().map(Shape::vertices).sum::<usize>();
        while kept > MOST_KEPT
            && let Some(oldest) = self.reached.pop_front()
        {
            kept -= oldest.vertices();
            self.forgotten += 1;
        }
        for other in &mut self.reached {
            let is_later = shape.feature > other.feature;
            let later = if is_later { &shape } else { &*other };
            let Some(feature) = later.feature.filter(|_| later.others < MOST_OTHERS) else {
                continue;
            };
            let area_m2 = shape.shared_m2(other);
            if area_m2 > TOLERATED_M2 {
                let (later, earlier) = if is_later {
                    (&mut shape, other)
                } else {
                    (other, &mut shape)
                };
                later.others += 1;
                told(Overlap {
                    feature,
                    parcel: later.parcel,
                    other: earlier.parcel,
                    area_m2,
                });
            }
        }
        self.reached.push_back(shape);
    }
}

impl Shape {
    fn new(ground: Ground, origin: (f64, f64)) -> Self {
        let (east, north) = degree_m(origin.1.to_radians());
        let rings: Vec<Vec<(f64, f64)>> = ground
            .rings
            .into_iter()
            .map(|ring| {
                let metres = |(lon, lat): (f64, f64)| ((lon - origin.0) * east, (lat - origin.1) * north);
                ring.into_iter().map(metres).collect()
            })
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
        Self {
            parcel: ground.parcel,
            feature: ground.feature,
            bounds,
            rings,
            sides,
            others: 0,
        }
    }

    fn vertices(&self) -> usize {
        self.rings.iter().map(Vec::len).sum()
    }

    /// How much ground two shapes share, m²; zero where it is certainly not more than tolerated.
    fn shared_m2(&self, other: &Self) -> f64 {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A disc of 30 m around a place, of so many corners.
    fn disc(parcel: i64, lat: f64, corners: u32) -> Ground {
        let corner = |n: u32| {
            let turn = std::f64::consts::TAU * f64::from(n % corners) / f64::from(corners);
            (105.8 + 3e-4 * turn.cos(), lat + 3e-4 * turn.sin())
        };
        Ground {
            project: 1,
            parcel,
            feature: Some(parcel),
            rings: vec![(0..=corners).map(corner).collect()],
        }
    }

    #[test]
    fn shapes_of_millions_of_vertices_beside_each_other_are_forgotten_and_counted() {
        let mut sweep = OverlapSweep::default();
        for parcel in 1..=25u8 {
            let lat = 21.0 + f64::from(parcel) * 0.01;
            sweep.add(disc(parcel.into(), lat, 99_000), |_| {});
        }
        assert!(sweep.reached.iter().map(Shape::vertices).sum::<usize>() <= MOST_KEPT);
        assert_eq!(sweep.forgotten, 5);
    }

    #[test]
    fn of_many_overlaps_the_first_are_kept_and_all_counted() {
        let mut overlaps = Overlaps::default();
        for feature in (1..=10_000).rev() {
            overlaps.add(Overlap {
                feature,
                parcel: feature,
                other: 0,
                area_m2: 2.0,
            });
        }
        overlaps.sort();
        let features: Vec<i64> = overlaps.first.iter().map(|overlap| overlap.feature).collect();
        assert_eq!((features, overlaps.more), ((1..=1000).collect(), 9000));
    }
}
