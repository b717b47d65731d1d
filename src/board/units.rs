//! The administrative units on the board.

use std::{collections::HashMap, sync::Arc};

use super::world::{WorldBox, WorldPoint};
use crate::calendar::Day;

/// A level of the tree of units.
#[derive(Clone, Debug)]
pub struct Level {
    /// Its code.
    pub level: String,
    /// Name in Vietnamese.
    pub name_vi: String,
    /// Name in English.
    pub name_en: String,
    /// Order from the top.
    pub rank: i16,
}

/// An administrative unit.
#[derive(Debug)]
pub struct AdminUnit {
    /// Internal number.
    pub id: i32,
    /// Its code.
    pub code: String,
    /// Name in Vietnamese.
    pub name: String,
    /// Level in the tree.
    pub level: String,
    /// Order of its level from the top.
    pub rank: i16,
    /// Code of the unit above.
    pub parent_code: Option<String>,
    /// First day on which it exists.
    pub valid_from: Option<Day>,
    /// First day on which it exists no more.
    pub valid_to: Option<Day>,
    /// Version of the row.
    pub version: i32,
    /// Rings of its outline.
    pub rings: Vec<Vec<WorldPoint>>,
    /// A point inside it, for its name.
    pub label: Option<WorldPoint>,
    /// The box around it.
    pub bounds: WorldBox,
}

impl AdminUnit {
    /// Whether it exists on a day.
    pub fn is_valid(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day < to)
    }
}

/// All units, past and present.
#[derive(Debug, Default)]
pub struct Units {
    /// Levels, from the top.
    pub levels: Vec<Level>,
    /// Units, by level, code and time.
    pub all: Vec<Arc<AdminUnit>>,
    by_id: HashMap<i32, usize>,
    /// Grows with every reading.
    pub generation: u64,
}

impl Units {
    /// The units with their levels.
    pub fn new(levels: Vec<Level>, all: Vec<Arc<AdminUnit>>, generation: u64) -> Self {
        let by_id = all.iter().enumerate().map(|(place, unit)| (unit.id, place)).collect();
        Self {
            levels,
            all,
            by_id,
            generation,
        }
    }

    /// The unit with this internal number.
    pub fn by_id(&self, id: i32) -> Option<&Arc<AdminUnit>> {
        self.by_id.get(&id).map(|place| &self.all[*place])
    }

    /// The units of a level that exist on a day.
    pub fn of_level(&self, level: &str, day: Day) -> impl Iterator<Item = &Arc<AdminUnit>> {
        self.all
            .iter()
            .filter(move |unit| unit.level == level && unit.is_valid(day))
    }

    /// Whose move it is on a day for land that lies in these units, given from the top: of the unit with the code that
    /// is to resolve an obstacle, else of the highest that exists below the top level. Where districts exist they
    /// decide; where they are gone, communes do.
    pub fn responsible<'a>(
        &'a self,
        containing: &[&'a AdminUnit],
        resolving: Option<&str>,
        day: Day,
    ) -> Option<&'a AdminUnit> {
        let resolving = resolving.and_then(|code| self.named(code, day));
        let top = self.levels.first().map(|level| level.rank);
        let valid = || containing.iter().copied().filter(|unit| unit.is_valid(day));
        resolving
            .or_else(|| valid().find(|unit| Some(unit.rank) != top))
            .or_else(|| valid().next())
    }

    /// The unit with a code: the one that exists on the day, else the last that did.
    pub fn named(&self, code: &str, day: Day) -> Option<&AdminUnit> {
        let named = self.all.iter().map(Arc::as_ref).filter(|unit| unit.code == code);
        named.max_by_key(|unit| (unit.is_valid(day), unit.valid_from))
    }

    /// The level at which the board is read where nobody chose one: of those with several units today,
    /// the one with the fewest; else the lowest that has units.
    pub fn default_level(&self, today: Day) -> Option<&str> {
        let count = |level: &Level| self.of_level(&level.level, today).count();
        self.levels
            .iter()
            .filter(|level| count(level) > 1)
            .min_by_key(|level| count(level))
            .or_else(|| {
                self.levels
                    .iter()
                    .rev()
                    .find(|level| self.all.iter().any(|unit| unit.level == level.level))
            })
            .map(|level| level.level.as_str())
    }
}
