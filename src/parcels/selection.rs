//! Lists of parcels: the one behind every number of the board, in order and by page.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use utoipa::{IntoParams, ToSchema};

use super::{
    Status,
    filter::{Filter, parse_near},
};
use crate::{
    board::{AssessedShard, Board, LiveBoard, world::to_lon_lat},
    calendar::Day,
    csv_file::ListFormat,
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
    /// Where a parcel comes in this order; the internal number last, so that no two are equal.
    fn order(self, shard: &AssessedShard, place: u32, distance_m: Option<f64>) -> [i64; 3] {
        let id = shard.ids[place as usize];
        let key = (i64::from(shard.project.id) << 32) + i64::from(shard.key_rank[place as usize]);
        let days_late = i64::from(shard.assessment(place).days_late);
        match self {
            Self::LatestFirst => [-days_late, key, id],
            Self::LatestLast => [days_late, key, id],
            Self::Key => [key, 0, id],
            Self::LargestFirst => [-i64::from(shard.facts(place).area_tenths_m2), key, id],
            Self::Nearest => [centimetres(distance_m.unwrap_or_default()), key, id],
        }
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
    /// The board that it was made from.
    pub board: Arc<Board>,
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
            .map(|shard| live.assess(&board, shard, day))
            .collect();
        let mut hits = Vec::new();
        for (number, shard) in shards.iter().enumerate() {
            let Some(household) = filter.household_in(shard) else {
                continue;
            };
            for place in (0..shard.len()).filter(|place| filter.fits(shard, *place, household)) {
                let distance_m = match near {
                    None => None,
                    Some(near) => match shard.shapes.label(place) {
                        None => continue,
                        Some(label) => Some(distance_m(near, to_lon_lat(label))),
                    },
                };
                let order = sort.order(shard, place, distance_m);
                hits.push(Hit {
                    shard: number,
                    place,
                    order,
                    distance_m,
                });
            }
        }
        hits.sort_unstable_by_key(|hit| hit.order);
        Ok(Self { board, shards, hits })
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
    use proptest::prelude::*;

    use super::*;

    /// A list in the order of these sort values, many of them alike.
    fn list(values: &[i64]) -> Selection {
        let mut hits: Vec<Hit> = (0..)
            .zip(values)
            .map(|(place, value)| Hit {
                shard: 0,
                place,
                order: [*value, 0, i64::from(place)],
                distance_m: None,
            })
            .collect();
        hits.sort_unstable_by_key(|hit| hit.order);
        Selection {
            board: Arc::default(),
            shards: Vec::new(),
            hits,
        }
    }

    proptest! {
        #[test]
        fn pages_add_up_to_the_list(values in prop::collection::vec(-3..3i64, 0..60), limit in 1..9usize) {
            let selection = list(&values);
            let mut places = Vec::new();
            let mut after = None;
            loop {
                let (page, next) = selection.page(after.as_deref(), limit).unwrap();
                prop_assert!(page.len() <= limit && (next.is_none() || page.len() == limit));
                places.extend(page.iter().map(|hit| hit.place));
                after = next;
                if after.is_none() {
                    break;
                }
            }
            prop_assert_eq!(places, selection.hits.iter().map(|hit| hit.place).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_page_goes_on_where_the_one_before_ended_though_that_parcel_is_gone() {
        let mut selection = list(&[1, 2, 3, 4]);
        let (_, next) = selection.page(None, 2).unwrap();
        selection.hits.remove(1);
        let (page, _) = selection.page(next.as_deref(), 2).unwrap();
        assert_eq!(page.iter().map(|hit| hit.place).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn a_position_that_was_not_given_out_is_refused() {
        for after in ["", "1", "1_2", "1_2_3_4", "a_b_c", "1_2_x"] {
            assert!(list(&[1]).page(Some(after), 1).is_err(), "{after}");
        }
    }

    #[test]
    fn a_degree_of_latitude_is_111_km() {
        let metres = distance_m([105.8, 21.0], [105.8, 22.0]);
        assert!((111_000.0..111_400.0).contains(&metres), "{metres}");
    }
}
