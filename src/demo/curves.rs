//! Lines that look drawn by water and engineers rather than by a ruler.

use fastrand::Rng;

use super::plane::Point;

/// Metres between the points of an alignment.
const STEP: f64 = 20.0;

/// The centre line of a road, by evenly spaced points.
pub struct Alignment {
    pub path: Vec<Point>,
}

impl Alignment {
    /// A smooth curve through the given places.
    pub fn through(places: &[Point]) -> Self {
        let (first, last) = (places[0], places[places.len() - 1]);
        let mut knots = vec![first + (first - places[1])];
        knots.extend_from_slice(places);
        knots.push(last + (last - places[places.len() - 2]));
        let fine: Vec<Point> = knots.windows(4).flat_map(spline).chain([last]).collect();
        Self { path: evenly(&fine) }
    }

    /// Metres from end to end.
    pub fn length(&self) -> f64 {
        self.path.windows(2).map(|pair| (pair[1] - pair[0]).length()).sum()
    }

    /// The place this many metres from the start.
    pub fn at(&self, chainage: f64) -> Point {
        let (place, share) = self.place(chainage);
        self.path[place].between(self.path[place + 1], share)
    }

    /// The unit vector along the road there.
    pub fn heading(&self, chainage: f64) -> Point {
        let (place, share) = self.place(chainage);
        let at = |place: usize| {
            let (before, after) = (place.saturating_sub(1), (place + 1).min(self.path.len() - 1));
            (self.path[after] - self.path[before]).unit()
        };
        at(place).between(at(place + 1), share).unit()
    }

    /// The line that runs this many metres to the left (right where negative).
    pub fn beside(&self, distance: f64) -> Vec<Point> {
        (0..self.path.len())
            .map(|place| {
                let (before, after) = (place.saturating_sub(1), (place + 1).min(self.path.len() - 1));
                self.path[place] + (self.path[after] - self.path[before]).unit().left() * distance
            })
            .collect()
    }

    fn place(&self, chainage: f64) -> (usize, f64) {
        let steps = (chainage / STEP).clamp(0.0, whole(self.path.len() - 1) - 1e-6);
        (count(steps), steps.fract())
    }
}

/// Points of a centripetal Catmull-Rom spline between the second and the third of four knots.
fn spline(knots: &[Point]) -> Vec<Point> {
    let gap = |a: usize| (knots[a + 1] - knots[a]).length().sqrt().max(1e-3);
    let (t1, t2) = (gap(0), gap(0) + gap(1));
    let t3 = t2 + gap(2);
    let mix = |a: Point, b: Point, from: f64, to: f64, t: f64| a.between(b, (t - from) / (to - from));
    (0..200)
        .map(|n| {
            let t = t1 + (t2 - t1) * f64::from(n) / 200.0;
            let (a, b, c) = (
                mix(knots[0], knots[1], 0.0, t1, t),
                mix(knots[1], knots[2], t1, t2, t),
                mix(knots[2], knots[3], t2, t3, t),
            );
            mix(mix(a, b, 0.0, t2, t), mix(b, c, t1, t3, t), t1, t2, t)
        })
        .collect()
}

/// The same line by points [`STEP`] apart.
fn evenly(line: &[Point]) -> Vec<Point> {
    let mut even = vec![line[0]];
    let mut wanted = STEP;
    let mut walked = 0.0;
    for pair in line.windows(2) {
        let length = (pair[1] - pair[0]).length();
        while wanted <= walked + length {
            even.push(pair[0].between(pair[1], (wanted - walked) / length));
            wanted += STEP;
        }
        walked += length;
    }
    even
}

/// A line from `a` (included) to `b` (not included) that strays to both sides at every scale down to `detail` metres.
pub fn ragged(a: Point, b: Point, roughness: f64, detail: f64, dice: &mut Rng) -> Vec<Point> {
    let way = b - a;
    if way.length() < detail {
        return vec![a];
    }
    let middle = a.between(b, 0.5 + between(dice, -0.1, 0.1)) + way.left() * between(dice, -roughness, roughness);
    let mut line = ragged(a, middle, roughness, detail, dice);
    line.extend(ragged(middle, b, roughness, detail, dice));
    line
}

/// A closed ring about a middle, `radii` metres wide in its two directions, swelling and shrinking at random.
pub fn blob(middle: Point, radii: (f64, f64), turned: f64, unrest: f64, dice: &mut Rng) -> Vec<Point> {
    let waves: Vec<(f64, f64, f64)> = [(2.0, 0.5), (3.0, 1.0), (4.0, 0.5), (5.0, 0.65), (7.0, 0.4), (11.0, 0.2)]
        .map(|(times, height)| {
            (
                times,
                height * unrest * between(dice, 0.5, 1.0),
                between(dice, 0.0, 6.3),
            )
        })
        .into();
    let around = std::f64::consts::PI * (radii.0 + radii.1);
    let count = count((around / 28.0).clamp(24.0, 400.0));
    (0..count)
        .map(|n| {
            let angle = std::f64::consts::TAU * whole(n) / whole(count);
            let swell: f64 = 1.0
                + waves
                    .iter()
                    .map(|(times, height, phase)| height * (times * angle + phase).sin())
                    .sum::<f64>();
            let (along, across) = (Point::toward(turned), Point::toward(turned).left());
            middle + along * (angle.cos() * radii.0 * swell) + across * (angle.sin() * radii.1 * swell)
        })
        .collect()
}

/// A random number in a range.
pub fn between(dice: &mut Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * dice.f64()
}

/// How many whole ones are in a number that is small and not negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small and not negative"
)]
pub fn count(number: f64) -> usize {
    number as usize
}

/// A small count as a number to reckon with.
#[expect(clippy::cast_precision_loss, reason = "small")]
pub fn whole(count: usize) -> f64 {
    count as f64
}
