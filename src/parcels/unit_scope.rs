//! Which units a query means, on a day.

use std::collections::BTreeSet;

use crate::{
    board::{AdminUnit, Board},
    calendar::Day,
    problem::Problem,
};

/// The level asked for, else the one at which the board is read.
///
/// # Errors
/// [`Problem::InvalidQuery`] for a level that does not exist.
pub fn chosen_level<'a>(board: &'a Board, asked: Option<&'a str>, at: Day) -> Result<&'a str, Problem> {
    match asked {
        Some(level) if board.units.levels.iter().all(|known| known.level != level) => Err(Problem::query(
            "level",
            format!("Không có cấp «{level}»."),
            format!("There is no level «{level}»."),
        )),
        Some(level) => Ok(level),
        None => Ok(board.units.default_level(at).unwrap_or_default()),
    }
}

/// Units of a level on a day, of which one may be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct UnitScope {
    /// Internal numbers of the units.
    pub ids: BTreeSet<i32>,
    /// Whether parcels in none of them are meant.
    pub outside: bool,
}

impl UnitScope {
    /// All units of a level that exist on a day.
    pub fn of_level(board: &Board, level: &str, at: Day) -> Self {
        Self {
            ids: board.units.of_level(level, at).map(|unit| unit.id).collect(),
            outside: false,
        }
    }

    /// The units that a code or "outside this level" means; `None` when neither is asked for.
    ///
    /// # Errors
    /// [`Problem::InvalidQuery`] for a code or level that does not exist.
    pub fn resolve(
        board: &Board,
        unit: Option<&str>,
        level: Option<&str>,
        outside: bool,
        at: Day,
    ) -> Result<Option<Self>, Problem> {
        let chosen = chosen_level(board, level, at)?;
        let fits = |candidate: &AdminUnit| level.is_none_or(|level| candidate.level == level);
        if outside {
            return Ok(Some(Self {
                outside: true,
                ..Self::of_level(board, chosen, at)
            }));
        }
        let Some(code) = unit else { return Ok(None) };
        let named: Vec<_> = board
            .units
            .all
            .iter()
            .filter(|unit| unit.code == code && fits(unit))
            .collect();
        if named.is_empty() {
            return Err(Problem::query(
                "unit",
                format!("Không có đơn vị hành chính «{code}»."),
                format!("There is no administrative unit «{code}»."),
            ));
        }
        let valid: BTreeSet<i32> = named
            .iter()
            .filter(|unit| unit.is_valid(at))
            .map(|unit| unit.id)
            .collect();
        let ids = if valid.is_empty() {
            named.iter().map(|unit| unit.id).collect()
        } else {
            valid
        };
        Ok(Some(Self { ids, outside: false }))
    }

    /// Whether a parcel that lies in these units is meant.
    pub fn holds(&self, units: &[i32]) -> bool {
        units.iter().any(|unit| self.ids.contains(unit)) != self.outside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{Level, Units, world::WorldBox};

    fn unit(
        id: i32,
        code: &str,
        level: &str,
        valid_from: Option<Day>,
        valid_to: Option<Day>,
    ) -> std::sync::Arc<AdminUnit> {
        std::sync::Arc::new(AdminUnit {
            id,
            code: code.to_owned(),
            name: code.to_owned(),
            level: level.to_owned(),
            rank: 1,
            parent_code: None,
            valid_from,
            valid_to,
            version: 1,
            rings: Vec::new(),
            label: None,
            bounds: WorldBox::EMPTY,
        })
    }

    /// A district that changed its outline on day 100 and is gone since day 200, and a commune with its code.
    fn board() -> Board {
        let level = |level: &str| Level {
            level: level.to_owned(),
            name_vi: String::new(),
            name_en: String::new(),
            rank: 1,
        };
        let all = vec![
            unit(1, "164", "district", None, Some(Day(100))),
            unit(2, "164", "district", Some(Day(100)), Some(Day(200))),
            unit(3, "164", "commune", Some(Day(200)), None),
        ];
        let levels = vec![level("district"), level("commune")];
        Board {
            units: std::sync::Arc::new(Units::new(levels, all, 1)),
            ..Board::default()
        }
    }

    fn resolved(level: Option<&str>, at: i32) -> Vec<i32> {
        let scope = UnitScope::resolve(&board(), Some("164"), level, false, Day(at))
            .unwrap()
            .unwrap();
        let mut ids: Vec<i32> = scope.ids.into_iter().collect();
        ids.sort_unstable();
        ids
    }

    #[test]
    fn a_code_means_the_units_that_exist_on_the_day_or_else_all_that_ever_did() {
        assert_eq!(resolved(None, 99), [1]);
        assert_eq!(resolved(None, 100), [2]);
        assert_eq!(resolved(None, 200), [3]);
        assert_eq!(resolved(Some("district"), 150), [2]);
        assert_eq!(resolved(Some("district"), 300), [1, 2], "gone, and still to be read by");
        assert_eq!(resolved(Some("commune"), 99), [3], "yet to come");
    }

    #[test]
    fn outside_means_in_none_of_the_units_of_a_level() {
        let scope = UnitScope::resolve(&board(), None, Some("district"), true, Day(150))
            .unwrap()
            .unwrap();
        assert!(!scope.holds(&[2]) && scope.holds(&[3]) && scope.holds(&[]));
        assert!(
            UnitScope::resolve(&board(), None, None, false, Day(150))
                .unwrap()
                .is_none()
        );
        assert!(UnitScope::resolve(&board(), Some("999"), None, false, Day(150)).is_err());
        assert!(UnitScope::resolve(&board(), None, Some("county"), false, Day(150)).is_err());
    }
}
