//! Which parcels a list holds: the filter behind every number of the board.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use utoipa::{IntoParams, ToSchema};

use super::{Status, store};
use crate::{
    board::{
        AssessedShard, Board, LiveBoard,
        world::{WorldBox, to_lon_lat},
    },
    calendar::Day,
    csv_file::ListFormat,
    extract::as_of,
    problem::Problem,
    steps::Step,
};

/// A fact that may hold beside others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Handed over.
    Cleared,
    /// Not yet handed over.
    Remaining,
    /// Past a due date.
    Overdue,
    /// Blocked by an open obstacle.
    Blocked,
    /// Handed over, but works are stopped.
    WorksStopped,
    /// Without a shape.
    NoShape,
}

/// Filter and order of a list of parcels.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct SelectionQuery {
    /// Codes of projects.
    pub project: Vec<String>,
    /// Codes of units: parcels that lie in all of them.
    pub unit: Vec<String>,
    /// Level of the units, or of `outside`.
    pub level: Option<String>,
    /// Day on which the unit existed; default: `as_of`.
    pub units_at: Option<Day>,
    /// Only parcels in no unit of `level`.
    pub outside: bool,
    /// Statuses.
    pub status: Vec<Status>,
    /// A fact that holds.
    pub fact: Option<Fact>,
    /// The step waited for.
    pub waiting_for: Option<Step>,
    /// Cause of an open obstacle.
    pub cause: Option<String>,
    /// Household code.
    pub household: Option<String>,
    /// Sheet and number (`12/345`, `tờ 12 thửa 345`, `345`) or the beginning of a household code.
    pub q: Option<String>,
    /// West, south, east, north; WGS 84 degrees.
    pub bbox: Option<String>,
    /// Longitude, latitude; WGS 84 degrees.
    pub near: Option<String>,
    /// Order: `-days_late` (default), `days_late`, `key`, `-area`, `distance`.
    pub sort: Option<Sort>,
    /// Day that the facts are for; default: today.
    pub as_of: Option<Day>,
    /// Items on a page, at most 500; default 50.
    pub limit: Option<usize>,
    /// Where the page before ended; take it from `next`.
    pub after: Option<String>,
    /// `json` (default) or `csv` for the whole list.
    pub format: Option<ListFormat>,
    /// Language of the CSV file.
    pub lang: Option<crate::language::Language>,
}

/// Order of a list of parcels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
pub enum Sort {
    /// The latest first.
    #[serde(rename = "-days_late")]
    LatestFirst,
    /// The latest last.
    #[serde(rename = "days_late")]
    LatestLast,
    /// By project, map sheet and number.
    #[serde(rename = "key")]
    Key,
    /// The largest first.
    #[serde(rename = "-area")]
    LargestFirst,
    /// The nearest first; needs `near`.
    #[serde(rename = "distance")]
    Nearest,
}

/// Units of a level on a day, of which one may be chosen.
#[derive(Clone, Debug)]
pub struct UnitScope {
    /// Internal numbers of the units.
    pub ids: HashSet<i32>,
    /// Whether parcels in none of them are meant.
    pub outside: bool,
}

impl UnitScope {
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
        if let Some(level) = level
            && !board.units.levels.iter().any(|known| known.level == level)
        {
            return Err(Problem::query(
                "level",
                format!("Không có cấp «{level}»."),
                format!("There is no level «{level}»."),
            ));
        }
        let fits = |candidate: &crate::board::AdminUnit| level.is_none_or(|level| candidate.level == level);
        if outside {
            let default = board.units.default_level(at);
            let level = level.or(default).unwrap_or_default();
            let ids = board.units.of_level(level, at).map(|unit| unit.id).collect();
            return Ok(Some(Self { ids, outside: true }));
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
        let valid: HashSet<i32> = named
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

/// One parcel of a selection, with what its order goes by.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// Place of its shard in the selection.
    pub shard: usize,
    /// Place in the shard.
    pub place: u32,
    /// Order, and position in it: two sort values and the internal number.
    pub order: [i64; 3],
    /// Metres from `near`.
    pub distance_m: Option<f64>,
}

/// The parcels of a list.
pub struct Selection {
    /// The day that the facts are for.
    pub day: Day,
    /// The board that it was made from.
    pub board: std::sync::Arc<Board>,
    /// The shards that it draws from.
    pub shards: Vec<AssessedShard>,
    /// The parcels, in order.
    pub hits: Vec<Hit>,
}

impl Selection {
    /// The parcels that a query means, in its order.
    ///
    /// # Errors
    /// [`Problem::InvalidQuery`] for values that cannot be understood, or those of the database.
    pub async fn make(live: &LiveBoard, pool: &PgPool, query: &SelectionQuery) -> Result<Self, Problem> {
        let day = as_of(query.as_of)?;
        let board = live.current();
        let at = query.units_at.unwrap_or(day);
        let level = query.level.as_deref();
        let mut scopes = Vec::new();
        for code in &query.unit {
            scopes.extend(UnitScope::resolve(
                &board,
                Some(code),
                level.filter(|_| !query.outside),
                false,
                at,
            )?);
        }
        scopes.extend(UnitScope::resolve(&board, None, level, query.outside, at)?);
        let area = query.bbox.as_deref().map(parse_bbox).transpose()?;
        let near = query.near.as_deref().map(parse_near).transpose()?;
        let sort = query.sort.unwrap_or(if near.is_some() {
            Sort::Nearest
        } else {
            Sort::LatestFirst
        });
        if sort == Sort::Nearest && near.is_none() {
            return Err(Problem::query(
                "sort",
                "Sắp xếp theo khoảng cách cần tham số near=kinh độ,vĩ độ.",
                "Sorting by distance needs near=longitude,latitude.",
            ));
        }
        let cause = query
            .cause
            .as_deref()
            .map(|code| cause_place(&board, code))
            .transpose()?;
        let found: Option<HashSet<i64>> = match query.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
            Some(q) => Some(
                store::search(&mut *pool.acquire().await?, q)
                    .await?
                    .into_iter()
                    .collect(),
            ),
            None => None,
        };
        for code in &query.project {
            if board.project(code).is_none() {
                return Err(Problem::query(
                    "project",
                    format!("Không có dự án «{code}»."),
                    format!("There is no project «{code}»."),
                ));
            }
        }
        let shards: Vec<AssessedShard> = board
            .in_use()
            .filter(|shard| query.project.is_empty() || query.project.contains(&shard.project.code))
            .map(|shard| live.assess(&board, shard, day))
            .collect();
        let mut hits = Vec::new();
        for (number, shard) in shards.iter().enumerate() {
            let household = match &query.household {
                None => None,
                Some(code) => match shard
                    .households
                    .iter()
                    .position(|known| known == code && !code.is_empty())
                {
                    None => continue,
                    Some(place) => Some(u32::try_from(place).unwrap_or(u32::MAX)),
                },
            };
            let wants_excluded = query.status.contains(&Status::Excluded);
            for place in 0..shard.len() {
                let assessment = shard.assessment(place);
                let facts = shard.facts(place);
                let has_fact = |fact| match fact {
                    Fact::Cleared => assessment.status == Status::Cleared,
                    Fact::Remaining => assessment.remains(),
                    Fact::Overdue => assessment.is_overdue(),
                    Fact::Blocked => assessment.is_blocked,
                    Fact::WorksStopped => assessment.works_stopped,
                    Fact::NoShape => !shard.shapes.has_shape(place),
                };
                let id = shard.ids[place as usize];
                let fits = (assessment.counts() || wants_excluded || found.is_some())
                    && (query.status.is_empty() || query.status.contains(&assessment.status))
                    && household.is_none_or(|household| facts.household == household)
                    && query.fact.is_none_or(has_fact)
                    && query
                        .waiting_for
                        .is_none_or(|step| assessment.waiting_for == Some(step))
                    && cause.is_none_or(|cause| {
                        facts
                            .obstacles()
                            .any(|obstacle| obstacle.cause == cause && obstacle.is_open(day))
                    })
                    && scopes.iter().all(|scope| scope.holds(shard.units(place)))
                    && area.is_none_or(|area| shard.shapes.bounds_of(place).meets(&area))
                    && found.as_ref().is_none_or(|found| found.contains(&id));
                if !fits {
                    continue;
                }
                let distance_m = match near {
                    None => None,
                    Some(near) => match shard.shapes.label(place) {
                        None => continue,
                        Some(label) => Some(distance_m(near, to_lon_lat(label))),
                    },
                };
                let key = (i64::from(shard.project.id) << 32) + i64::from(shard.key_rank[place as usize]);
                let order = match sort {
                    Sort::LatestFirst => [-i64::from(assessment.days_late), key, id],
                    Sort::LatestLast => [i64::from(assessment.days_late), key, id],
                    Sort::Key => [key, 0, id],
                    Sort::LargestFirst => [-centi(f64::from(facts.area_m2)), key, id],
                    Sort::Nearest => [centi(distance_m.unwrap_or_default()), key, id],
                };
                hits.push(Hit {
                    shard: number,
                    place,
                    order,
                    distance_m,
                });
            }
        }
        hits.sort_unstable_by_key(|hit| hit.order);
        Ok(Self {
            day,
            board,
            shards,
            hits,
        })
    }

    /// One page: the parcels after a position, and the position where the next page begins.
    ///
    /// # Errors
    /// [`Problem::InvalidQuery`] for a position that was not given out.
    pub fn page(&self, after: Option<&str>, limit: usize) -> Result<(&[Hit], Option<String>), Problem> {
        let start = match after {
            None => 0,
            Some(text) => {
                let numbers: Vec<i64> = text.split('_').filter_map(|part| part.parse().ok()).collect();
                let position: [i64; 3] = numbers.try_into().map_err(|_| {
                    Problem::query(
                        "after",
                        "Vị trí trang không hợp lệ.",
                        "Not a position that was given out.",
                    )
                })?;
                self.hits.partition_point(|hit| hit.order <= position)
            }
        };
        let end = (start + limit).min(self.hits.len());
        let page = &self.hits[start..end];
        let next = (end < self.hits.len())
            .then(|| page.last())
            .flatten()
            .map(|hit| hit.order.map(|number| number.to_string()).join("_"));
        Ok((page, next))
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

fn parse_near(text: &str) -> Result<[f64; 2], Problem> {
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

/// Metres between two places in WGS 84 lon/lat degrees, on the sphere: good to 0.5 %, for sorting and showing.
fn distance_m([lon_a, lat_a]: [f64; 2], [lon_b, lat_b]: [f64; 2]) -> f64 {
    use geo::{Distance, Haversine, Point};
    Haversine.distance(Point::new(lon_a, lat_a), Point::new(lon_b, lat_b))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "areas and distances in centi-units fit by far"
)]
fn centi(value: f64) -> i64 {
    (value * 100.0).round() as i64
}
