//! Lists of parcels: the one behind every number of the board, in order and by page.

use std::sync::Arc;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use utoipa::{IntoParams, ToSchema};

use super::{
    Status, WarningCode,
    filter::{Filter, parse_near},
    window::{Found, Hit, Window},
};
use crate::{
    board::{AssessedShard, Board, LiveBoard, ParcelFacts, Shard, world::to_lon_lat},
    calendar::Day,
    csv_file::ListFormat,
    deadlines::SourceKind,
    extract::as_of,
    language::Language,
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
    /// Still to be cleared, and without a due date of any kind: never late.
    Undated,
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
    /// Those past a day that this sets, whether or not another is past too.
    pub late_by: Option<SourceKind>,
    /// Those past a day that is set for this step; with `late_by`, by that.
    pub late_step: Option<Step>,
    /// Those whose notice lapses within so many days.
    pub lapsing: Option<u16>,
    /// Those with an oddity of this kind.
    pub warning: Option<WarningCode>,
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
    pub lang: Option<Language>,
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

impl Sort {
    /// What a parcel is sorted by first.
    fn first(self, key: i64, facts: &ParcelFacts, days_late: i32, distance_m: Option<f64>) -> i64 {
        match self {
            Self::LatestFirst => -i64::from(days_late),
            Self::LatestLast => i64::from(days_late),
            Self::Key => key,
            Self::LargestFirst => -i64::from(facts.area_tenths_m2),
            Self::Nearest => centimetres(distance_m.unwrap_or_default()),
        }
    }
}

/// The parcels of a list, or of a part of it.
pub struct Selection {
    /// The board that it was made from.
    pub board: Arc<Board>,
    /// The shards that it draws from.
    pub shards: Vec<AssessedShard>,
    /// How many parcels the whole list has.
    pub total: usize,
    /// The parcels, in order.
    pub hits: Vec<Hit>,
    /// The position where the next page begins.
    pub next: Option<String>,
}

impl Selection {
    /// The parcels that a query means, in its order; those in a window of it.
    ///
    /// # Errors
    /// [`Problem::InvalidQuery`] for values that cannot be understood, or those of the database.
    pub async fn make(
        live: &LiveBoard,
        pool: &PgPool,
        query: &SelectionQuery,
        window: Window,
    ) -> Result<Self, Problem> {
        let day = as_of(query.as_of)?;
        let board = live.current();
        let filter = Filter::resolve(&board, pool, query, day).await?;
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
        let shards: Vec<AssessedShard> = board
            .in_use()
            .filter(|shard| query.project.is_empty() || query.project.contains(&shard.project.code))
            .map(|shard| AssessedShard::new(shard, day))
            .collect();
        let in_shard = |(number, shard): (usize, &AssessedShard)| {
            let mut found = Found::default();
            let Some(filter) = filter.of_shard(shard) else {
                return found;
            };
            shard.for_each(shard.places(), day, |place, facts, assessment| {
                if !filter.fits(shard, place, facts, &assessment) {
                    return;
                }
                let distance_m = match near {
                    None => None,
                    Some(near) => match shard.shapes.label(place) {
                        None => return,
                        Some(label) => Some(distance_m(near, to_lon_lat(label))),
                    },
                };
                let key = key(shard, place);
                let first = sort.first(key, facts, assessment.days_late, distance_m);
                let hit = || Hit {
                    // The internal number last, so that no two are equal.
                    order: [first, key, shard.ids[place as usize]],
                    shard: number,
                    place,
                    distance_m,
                };
                found.add(first, hit, window);
            });
            found
        };
        let found = shards
            .par_iter()
            .enumerate()
            .map(in_shard)
            .reduce(Found::default, |a, b| a.and(b, window));
        let total = found.total;
        let (hits, next) = found.page(window);
        Ok(Self {
            board,
            shards,
            total,
            hits,
            next,
        })
    }

    /// Those parcels of projects in use that fit, by project, map sheet and number: the first `limit` of them, today.
    pub fn of(board: Arc<Board>, limit: usize, fits: impl Fn(&Shard, u32) -> bool) -> Self {
        let today = Day::today();
        let shards: Vec<AssessedShard> = board.in_use().map(|shard| AssessedShard::new(shard, today)).collect();
        let window = Window::first(limit);
        let mut found = Found::default();
        for (number, shard) in shards.iter().enumerate() {
            for place in shard.places().filter(|place| fits(shard, *place)) {
                let key = key(shard, place);
                let hit = || Hit {
                    order: [key, 0, shard.ids[place as usize]],
                    shard: number,
                    place,
                    distance_m: None,
                };
                found.add(key, hit, window);
            }
        }
        let total = found.total;
        let (hits, _) = found.page(window);
        Self {
            board,
            shards,
            total,
            hits,
            next: None,
        }
    }

    /// Internal number of one of its parcels.
    pub fn id_of(&self, hit: &Hit) -> i64 {
        self.shards[hit.shard].ids[hit.place as usize]
    }

    /// Leaves out the parcels that are not so.
    pub fn keep(&mut self, is_so: impl Fn(&Shard, u32) -> bool) {
        let shards = &self.shards;
        self.hits.retain(|hit| is_so(&shards[hit.shard], hit.place));
        self.total = self.hits.len();
    }
}

/// What parcels are sorted by where it goes by project, map sheet and number.
fn key(shard: &Shard, place: u32) -> i64 {
    (i64::from(shard.project.id) << 32) + i64::from(shard.key_rank[place as usize])
}

/// Metres between two places in WGS 84 lon/lat degrees, on the sphere: good to 0.5 %, for sorting and showing.
fn distance_m([lon_a, lat_a]: [f64; 2], [lon_b, lat_b]: [f64; 2]) -> f64 {
    use geo::{Distance, Haversine, Point};
    Haversine.distance(Point::new(lon_a, lat_a), Point::new(lon_b, lat_b))
}

#[expect(clippy::cast_possible_truncation, reason = "distances on Earth fit by far")]
fn centimetres(metres: f64) -> i64 {
    (metres * 100.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_of_latitude_is_111_km() {
        let metres = distance_m([105.8, 21.0], [105.8, 22.0]);
        assert!((111_000.0..111_400.0).contains(&metres), "{metres}");
    }
}
