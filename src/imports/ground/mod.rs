//! Where the parcels of a file lie: on each other, or outside their project.
//!
//! The shapes of a project arrive from west to east. Each is compared with those before it whose boxes it shares.
//! Neighbours share an edge, and sharing an edge must not cost an exact measurement: a pair is let go when its boxes
//! have no more ground in common than is tolerated, and when a line along an edge of one has the two on different sides,
//! which is so for nearly all neighbours. Only what is left is measured. Outlines come cut into small pieces, most
//! of them boxes, and a parcel within a box is inside at a glance.

mod outline;
mod overlaps;
mod shape;

use std::collections::HashMap;

use super::report::MOST_TOLD;
pub use outline::{Outline, Outside};
pub use overlaps::{Overlap, Parcel, Sweep};
pub use shape::{MOST_VERTICES, Origin, Shape};

/// A parcel with its shape, as the database sends it.
#[derive(Debug)]
pub struct Ground {
    /// Its project.
    pub project: i32,
    /// The parcel.
    pub parcel: i64,
    /// Its place in the file; `None` where the file does not speak of it.
    pub feature: Option<i64>,
    /// The area to be recovered, m².
    pub recovered_area_m2: Option<f64>,
    /// Rings; longitude and latitude, degrees.
    pub rings: Vec<Vec<(f64, f64)>>,
}

/// A piece of the outline of a project, as the database sends it.
#[derive(Debug)]
pub struct OutlinePiece {
    /// The project.
    pub project: i32,
    /// Whether it has a boundary.
    pub bounded: bool,
    /// Rings; longitude and latitude, degrees.
    pub rings: Vec<Vec<(f64, f64)>>,
}

/// What is odd about where parcels of the file lie.
#[derive(Debug, Default)]
pub struct Oddities {
    /// Parcels on each other.
    pub overlaps: Found<Overlap>,
    /// Features and parcels outside their project.
    pub outside: Found<(i64, i64, Outside)>,
    /// Parcels that were not compared with all of their neighbours, for their many vertices.
    pub forgotten: u64,
}

/// Findings of a file: those of its first features, and how many there are besides.
#[derive(Debug)]
pub struct Found<T> {
    /// Those of the first features, in their order.
    pub first: Vec<T>,
    /// How many there are besides.
    pub more: u64,
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self {
            first: Vec::new(),
            more: 0,
        }
    }
}

impl<T> Found<T> {
    fn add(&mut self, one: T, feature: impl Fn(&T) -> i64) {
        self.first.push(one);
        if self.first.len() >= 4 * MOST_TOLD {
            self.sort(feature);
        }
    }

    /// Puts them in order, and lets go of those that are only counted.
    fn sort(&mut self, feature: impl Fn(&T) -> i64) {
        self.first.sort_by_key(feature);
        self.more += self.first.len().saturating_sub(MOST_TOLD) as u64;
        self.first.truncate(MOST_TOLD);
    }
}

/// Looks at parcels that come project by project, within each from west to east.
pub struct Look {
    outlines: HashMap<i32, (Origin, Outline)>,
    project: Option<(i32, Origin)>,
    sweep: Sweep,
    found: Oddities,
}

impl Look {
    /// A look with these outlines in mind.
    pub fn new(pieces: Vec<OutlinePiece>) -> Self {
        let mut outlines: HashMap<i32, (Origin, bool, Vec<Shape>)> = HashMap::new();
        for piece in pieces {
            let Some(&(lon, lat)) = piece.rings.first().and_then(|ring| ring.first()) else {
                continue;
            };
            let (origin, _, shapes) = outlines
                .entry(piece.project)
                .or_insert_with(|| (Origin(lon, lat), piece.bounded, Vec::new()));
            shapes.push(Shape::new(piece.rings, *origin));
        }
        let made = |(project, (origin, bounded, shapes))| (project, (origin, Outline::new(bounded, shapes)));
        Self {
            outlines: outlines.into_iter().map(made).collect(),
            project: None,
            sweep: Sweep::default(),
            found: Oddities::default(),
        }
    }

    /// Takes the next parcel.
    pub fn add(&mut self, ground: Ground) {
        let Some(&(lon, lat)) = ground.rings.first().and_then(|ring| ring.first()) else {
            return;
        };
        let outline = self.outlines.get(&ground.project);
        let origin = match self.project {
            Some((project, origin)) if project == ground.project => origin,
            _ => {
                let origin = outline.map_or(Origin(lon, lat), |(origin, _)| *origin);
                self.project = Some((ground.project, origin));
                self.found.forgotten += std::mem::take(&mut self.sweep).forgotten;
                origin
            }
        };
        let shape = Shape::new(ground.rings, origin);
        if let (Some(feature), Some((_, outline))) = (ground.feature, outline)
            && let Some(outside) = outline.outside(&shape, ground.recovered_area_m2)
        {
            let outside = (feature, ground.parcel, outside);
            self.found.outside.add(outside, |(feature, ..)| *feature);
        }
        let parcel = Parcel {
            id: ground.parcel,
            feature: ground.feature,
            shape,
            others: 0,
        };
        self.sweep.add(parcel, |overlap| {
            self.found.overlaps.add(overlap, |overlap| overlap.feature);
        });
    }

    /// What was found, in the order of the file.
    pub fn found(mut self) -> Oddities {
        self.found.forgotten += self.sweep.forgotten;
        self.found.overlaps.sort(|overlap| overlap.feature);
        self.found.outside.sort(|(feature, ..)| *feature);
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_findings_the_first_are_kept_and_all_counted() {
        let mut found = Found::default();
        for feature in (1..=10_000).rev() {
            found.add(feature, |feature| *feature);
        }
        found.sort(|feature| *feature);
        assert_eq!((found.first, found.more), ((1..=1000).collect(), 9000));
    }
}
