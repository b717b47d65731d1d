//! Which parcels a list holds: its query, resolved against the board.

use std::{collections::HashSet, sync::Arc};

use sqlx::PgPool;

use super::{
    AsOf, Assessment, Status,
    selection::{Fact, SelectionQuery},
    store,
    unit_scope::UnitScope,
};
use crate::{
    board::{Board, ParcelFacts, Shard, world::WorldBox},
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
            Fact::Undated => assessment.remains() && assessment.due.is_none(),
        };
        let is_late = || {
            let known = AsOf::new(facts, *day);
            assessment.is_overdue()
                && known.passed(&shard.clocks(facts, book, *day)).any(|due| {
                    query.late_by.is_none_or(|kind| due.source.kind() == kind)
                        && query.late_step.is_none_or(|step| due.step == step)
                })
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
            && (query.late_by.is_none() && query.late_step.is_none() || is_late())
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
