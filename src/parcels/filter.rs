//! Which parcels a list holds: its query, resolved against the board.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use sqlx::PgPool;

use super::{
    AsOf, Assessment, Status,
    selection::{Fact, SelectionQuery},
    store,
};
use crate::{
    board::{AdminUnit, Board, ParcelFacts, Shard, world::WorldBox},
    calendar::Day,
    deadlines::RuleBook,
    problem::Problem,
};

/// The filter of a list of parcels.
pub struct Filter<'a> {
    query: &'a SelectionQuery,
    day: Day,
    scopes: Vec<UnitScope>,
    area: Option<WorldBox>,
    cause: Option<u8>,
    found: Option<HashSet<i64>>,
    book: Arc<RuleBook>,
}

impl<'a> Filter<'a> {
    /// The filter that a query means.
    ///
    /// # Errors
    /// [`Problem::InvalidQuery`] for values that cannot be understood, or those of the database.
    pub async fn resolve(board: &Board, pool: &PgPool, query: &'a SelectionQuery, day: Day) -> Result<Self, Problem> {
        let at = query.units_at.unwrap_or(day);
        let level = query.level.as_deref();
        let mut scopes = Vec::new();
        for code in &query.unit {
            scopes.extend(UnitScope::resolve(
                board,
                Some(code),
                level.filter(|_| !query.outside),
                false,
                at,
            )?);
        }
        scopes.extend(UnitScope::resolve(board, None, level, query.outside, at)?);
        if let Some(code) = query.project.iter().find(|code| board.project(code).is_none()) {
            return Err(unknown_project(code));
        }
        let found = match query.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
            Some(q) => Some(
                store::search(&mut *pool.acquire().await?, q)
                    .await?
                    .into_iter()
                    .collect(),
            ),
            None => None,
        };
        Ok(Self {
            query,
            day,
            scopes,
            area: query.bbox.as_deref().map(parse_bbox).transpose()?,
            cause: query
                .cause
                .as_deref()
                .map(|code| cause_place(board, code))
                .transpose()?,
            found,
            book: Arc::clone(&board.rules),
        })
    }

    /// The filter of one shard; `None` when it holds nothing of what is asked for.
    pub fn of_shard(&'a self, shard: &Shard) -> Option<ShardFilter<'a>> {
        let household = match &self.query.household {
            None => None,
            Some(code) => {
                let place = shard
                    .households
                    .iter()
                    .position(|known| known == code && !code.is_empty())?;
                Some(u32::try_from(place).ok()?)
            }
        };
        if self.area.is_some_and(|area| !shard.shapes.bounds().meets(&area)) {
            return None;
        }
        let holds = |set: &Vec<i32>| self.scopes.iter().all(|scope| scope.holds(set));
        let sets: Vec<bool> = shard.unit_sets.iter().map(holds).collect();
        sets.contains(&true).then_some(ShardFilter {
            filter: self,
            household,
            sets,
        })
    }
}

/// The filter of a list, for the parcels of one shard.
pub struct ShardFilter<'a> {
    filter: &'a Filter<'a>,
    household: Option<u32>,
    /// Whether parcels that lie in each set of units may be held.
    sets: Vec<bool>,
}

impl ShardFilter<'_> {
    /// Whether the list holds a parcel. Excluded ones only where asked for by status or found by a search.
    pub fn fits(&self, shard: &Shard, place: u32, facts: &ParcelFacts, assessment: &Assessment) -> bool {
        let Filter {
            query,
            day,
            area,
            cause,
            found,
            book,
            ..
        } = self.filter;
        let counts = assessment.counts() || query.status.contains(&Status::Excluded) || found.is_some();
        let has_fact = |fact| match fact {
            Fact::Cleared => assessment.status == Status::Cleared,
            Fact::Remaining => assessment.remains(),
            Fact::Overdue => assessment.is_overdue(),
            Fact::Blocked => assessment.is_blocked,
            Fact::WorksStopped => assessment.works_stopped,
            Fact::NoShape => assessment.counts() && !shard.shapes.has_shape(place),
        };
        let has_cause = |cause| {
            facts
                .obstacles()
                .any(|obstacle| obstacle.cause == cause && obstacle.is_open(*day))
        };
        let lapses_within = |days: u16| {
            let left = AsOf::new(facts, *day).lapse(book).map(|last| last.on.days_since(*day));
            left.is_some_and(|left| (0..=i32::from(days)).contains(&left))
        };
        counts
            && self.sets[usize::from(facts.unit_set)]
            && (query.status.is_empty() || query.status.contains(&assessment.status))
            && self.household.is_none_or(|household| facts.household == household)
            && query.fact.is_none_or(has_fact)
            && query
                .waiting_for
                .is_none_or(|step| assessment.waiting_for == Some(step))
            && cause.is_none_or(has_cause)
            && query.lapsing.is_none_or(lapses_within)
            && query
                .warning
                .is_none_or(|code| AsOf::new(facts, *day).has_warning(code, book))
            && area.is_none_or(|area| shard.shapes.bounds_of(place).meets(&area))
            && found
                .as_ref()
                .is_none_or(|found| found.contains(&shard.ids[place as usize]))
    }
}

/// What to say of a project that does not exist.
pub fn unknown_project(code: &str) -> Problem {
    Problem::query(
        "project",
        format!("Không có dự án «{code}»."),
        format!("There is no project «{code}»."),
    )
}

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

/// Place of a cause in the board's list.
///
/// # Errors
/// [`Problem::InvalidQuery`] for an unknown code.
fn cause_place(board: &Board, code: &str) -> Result<u8, Problem> {
    board
        .causes
        .iter()
        .position(|known| known == code)
        .and_then(|place| u8::try_from(place).ok())
        .ok_or_else(|| {
            Problem::query(
                "cause",
                format!("Không có nguyên nhân «{code}»."),
                format!("There is no cause «{code}»."),
            )
        })
}

fn numbers<const N: usize>(text: &str) -> Option<[f64; N]> {
    let numbers: Vec<f64> = text
        .split(',')
        .map(|part| part.trim().parse().ok())
        .collect::<Option<_>>()?;
    let numbers: [f64; N] = numbers.try_into().ok()?;
    numbers.iter().all(|number| number.is_finite()).then_some(numbers)
}

fn parse_bbox(text: &str) -> Result<WorldBox, Problem> {
    numbers(text)
        .filter(|[west, south, east, north]| west <= east && south <= north)
        .map(WorldBox::from_lon_lat)
        .ok_or_else(|| {
            Problem::query(
                "bbox",
                "bbox gồm bốn số: tây,nam,đông,bắc theo độ.",
                "bbox is four numbers: west,south,east,north in degrees.",
            )
        })
}

pub fn parse_near(text: &str) -> Result<[f64; 2], Problem> {
    numbers(text)
        .filter(|[lon, lat]| lon.abs() <= 180.0 && lat.abs() <= 90.0)
        .ok_or_else(|| {
            Problem::query(
                "near",
                "near gồm hai số: kinh độ,vĩ độ theo độ.",
                "near is two numbers: longitude,latitude in degrees.",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{Level, Units};

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

    #[test]
    fn places_are_read_as_degrees_or_refused() {
        let [lon, lat] = parse_near("105.8, 21.5").unwrap();
        assert!((lon - 105.8).abs() < 1e-12 && (lat - 21.5).abs() < 1e-12);
        for text in ["", "105.8", "181,0", "0,91", "NaN,0", "inf,0", "1,2,3", "a,b"] {
            assert!(parse_near(text).is_err(), "{text}");
        }
        assert!(parse_bbox("105,21,106,22").is_ok());
        for text in ["", "105,21,106", "106,21,105,22", "105,22,106,21", "NaN,0,1,1"] {
            assert!(parse_bbox(text).is_err(), "{text}");
        }
    }
}
