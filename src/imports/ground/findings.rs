//! What is odd about where parcels lie, of files with any number of oddities.

use super::{Outside, Overlap};
use crate::imports::report::MOST_TOLD;

/// What is odd about where parcels of the file lie.
#[derive(Debug, Default)]
pub struct Oddities {
    /// Parcels on each other.
    pub overlaps: Findings<Overlap>,
    /// Features and parcels outside their project.
    pub outside: Findings<(i64, i64, Outside)>,
    /// Parcels that were not compared with all of their neighbours, for their many vertices.
    pub forgotten: u64,
}

impl Oddities {
    /// Takes in those of other projects.
    pub fn join(&mut self, others: Self) {
        self.overlaps.join(others.overlaps);
        self.outside.join(others.outside);
        self.forgotten += others.forgotten;
    }

    /// Puts them into the order of the file.
    pub fn sort(&mut self) {
        self.overlaps.sort(|overlap| overlap.feature);
        self.outside.sort(|(feature, ..)| *feature);
    }
}

/// Findings of a file: those of its first features, and how many there are besides.
#[derive(Debug)]
pub struct Findings<T> {
    /// Those of the first features, in their order.
    pub first: Vec<T>,
    /// How many there are besides.
    pub more: u64,
}

impl<T> Default for Findings<T> {
    fn default() -> Self {
        Self {
            first: Vec::new(),
            more: 0,
        }
    }
}

impl<T> Findings<T> {
    /// Takes one more in.
    pub fn add(&mut self, one: T, feature: impl Fn(&T) -> i64) {
        self.first.push(one);
        if self.first.len() >= 4 * MOST_TOLD {
            self.sort(feature);
        }
    }

    fn join(&mut self, others: Self) {
        self.first.extend(others.first);
        self.more += others.more;
    }

    /// Puts them in order, and lets go of those that are only counted.
    fn sort(&mut self, feature: impl Fn(&T) -> i64) {
        self.first.sort_by_key(feature);
        self.more += self.first.len().saturating_sub(MOST_TOLD) as u64;
        self.first.truncate(MOST_TOLD);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_findings_the_first_are_kept_and_all_counted() {
        let mut found = Findings::default();
        for feature in (1..=10_000).rev() {
            found.add(feature, |feature| *feature);
        }
        found.sort(|feature| *feature);
        assert_eq!((found.first, found.more), ((1..=1000).collect(), 9000));
    }
}
