//! The plane on which the made-up province is drawn: metres east and north of its middle.

use std::ops::{Add, Mul, Sub};

use geo::{Coord, LineString, Polygon};

/// Longitude and latitude of the middle of the plane, degrees.
const MIDDLE: (f64, f64) = (105.85, 21.65);
/// Metres in a degree of longitude and of latitude there.
const METRES: (f64, f64) = (103_530.0, 110_720.0);

/// A place or a direction on the plane, metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    /// The place at these degrees.
    pub fn at((lon, lat): (f64, f64)) -> Self {
        Self {
            x: (lon - MIDDLE.0) * METRES.0,
            y: (lat - MIDDLE.1) * METRES.1,
        }
    }

    /// The unit vector in a direction, radians from east, counter-clockwise.
    pub fn toward(angle: f64) -> Self {
        Self {
            x: angle.cos(),
            y: angle.sin(),
        }
    }

    /// Degrees, rounded to the centimetre so that the same place is written the same everywhere.
    pub fn to_degrees(self) -> Coord<f64> {
        let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
        Coord {
            x: round(MIDDLE.0 + self.x / METRES.0),
            y: round(MIDDLE.1 + self.y / METRES.1),
        }
    }

    pub fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y
    }

    pub fn cross(self, other: Self) -> f64 {
        self.x * other.y - self.y * other.x
    }

    pub fn length(self) -> f64 {
        self.x.hypot(self.y)
    }

    /// Radians from east, counter-clockwise.
    pub fn angle(self) -> f64 {
        self.y.atan2(self.x)
    }

    /// The unit vector of the same direction.
    pub fn unit(self) -> Self {
        self * (1.0 / self.length().max(1e-9))
    }

    /// Turned a quarter to the left.
    pub fn left(self) -> Self {
        Self { x: -self.y, y: self.x }
    }

    /// The place a share of the way to another.
    pub fn between(self, other: Self, share: f64) -> Self {
        self + (other - self) * share
    }
}

impl Add for Point {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            x: self.x + other.x,
            y: self.y + other.y,
        }
    }
}

impl Sub for Point {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            x: self.x - other.x,
            y: self.y - other.y,
        }
    }
}

impl Mul<f64> for Point {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        Self {
            x: self.x * factor,
            y: self.y * factor,
        }
    }
}

/// The sides of a ring, the closing one included.
pub fn sides(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Area of a ring in m²; positive when it runs counter-clockwise.
pub fn area(ring: &[Point]) -> f64 {
    let Some(&origin) = ring.first() else { return 0.0 };
    sides(ring).map(|(a, b)| (a - origin).cross(b - origin)).sum::<f64>() / 2.0
}

/// Centre of gravity of a ring.
pub fn centroid(ring: &[Point]) -> Point {
    let origin = ring[0];
    let mut sum = Point { x: 0.0, y: 0.0 };
    for (a, b) in sides(ring) {
        let (a, b) = (a - origin, b - origin);
        sum = sum + (a + b) * a.cross(b);
    }
    origin + sum * (1.0 / (6.0 * area(ring)))
}

/// Whether a place lies inside a ring.
pub fn contains(ring: &[Point], p: Point) -> bool {
    sides(ring)
        .filter(|(a, b)| (a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x))
        .count()
        % 2
        == 1
}

/// What is left of a ring to the left of a directed line; a ring that falls apart stays joined along the line.
pub fn clip(ring: &[Point], from: Point, toward: Point) -> Vec<Point> {
    let side = |p: Point| toward.cross(p - from);
    let mut kept = Vec::with_capacity(ring.len() + 2);
    for (a, b) in sides(ring) {
        let (at_a, at_b) = (side(a), side(b));
        if at_a >= 0.0 {
            kept.push(a);
        }
        if (at_a > 0.0 && at_b < 0.0) || (at_a < 0.0 && at_b > 0.0) {
            kept.push(a.between(b, at_a / (at_a - at_b)));
        }
    }
    kept
}

/// The ring as a polygon in degrees.
pub fn polygon(ring: &[Point]) -> Polygon<f64> {
    Polygon::new(line(ring), Vec::new())
}

/// The path as a line in degrees.
pub fn line(path: &[Point]) -> LineString<f64> {
    path.iter().map(|p| p.to_degrees()).collect()
}
