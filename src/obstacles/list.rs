//! Lists of obstacles: what the rules leave of the candidates, in order and by page.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use sqlx::PgConnection;

use super::{
    held::{Held, HeldUp},
    inputs::{ObstacleQuery, ObstacleSort},
    model::{NamedUnit, Obstacle, ObstacleTotals, Scope},
    rules,
    store::{self, Candidate, ObstacleRow},
};
use crate::{
    auth::Area,
    board::{Board, Shard},
    calendar::Day,
    parcels::{Unit, UnitScope},
    problem::Problem,
    vietnamese,
};

/// What an obstacle is sorted by, and at last its internal number, so that no two are equal.
type Position = [i64; 4];

/// How obstacles stand on a day.
pub struct Standing<'a> {
    board: &'a Board,
    day: Day,
    held: HeldUp,
    /// The units above each responsible one.
    above: HashMap<String, Vec<NamedUnit>>,
}

impl<'a> Standing<'a> {
    /// How the obstacles of some projects stand; by default of all that are in use.
    pub fn new(board: &'a Board, projects: Option<&BTreeSet<i32>>, day: Day) -> Self {
        let held = match projects {
            Some(ids) => HeldUp::on(ids.iter().filter_map(|id| board.shards.get(id)), day),
            None => HeldUp::on(board.in_use(), day),
        };
        Self {
            board,
            day,
            held,
            above: HashMap::new(),
        }
    }

    fn escalated_to(&mut self, responsible: &str, days_overdue: i32) -> Option<&NamedUnit> {
        if days_overdue == 0 || responsible.is_empty() {
            return None;
        }
        if !self.above.contains_key(responsible) {
            let above = rules::units_above(&self.board.units, responsible, self.day);
            let named = above.into_iter().map(|unit| NamedUnit {
                code: unit.code.clone(),
                name: unit.name.clone(),
            });
            self.above.insert(responsible.to_owned(), named.collect());
        }
        rules::escalated_to(self.above.get(responsible)?, days_overdue)
    }

    /// An obstacle as it stands on the day.
    pub fn of(&mut self, row: ObstacleRow) -> Obstacle {
        let is_open = row.closed_on.is_none();
        let days_overdue = rules::days_overdue(is_open, row.due_on, self.day);
        let shard = self.board.project(&row.project_code);
        Obstacle {
            id: row.id,
            project_name: shard.map(|shard| shard.project.name.clone()).unwrap_or_default(),
            units: self.units(&row, shard),
            project_code: row.project_code,
            scope: row.scope,
            household_code: row.household_code,
            cause: row.cause,
            description: row.description,
            days_overdue,
            escalated_to: self.escalated_to(&row.responsible_unit_code, days_overdue).cloned(),
            responsible_unit: self.named(&row.responsible_unit_code),
            responsible_unit_code: row.responsible_unit_code,
            responsible_account: row.responsible_account,
            responsible_name: row.responsible_name,
            next_action: row.next_action,
            due_on: row.due_on,
            state: row.state.on_a_day(is_open),
            opened_on: row.opened_on,
            closed_on: row.closed_on,
            result: row.result,
            raised_by: row.raised_by,
            parcel_count: row.parcel_count,
            held: self.held.by(row.id),
            comment_count: row.comment_count,
            attachment_count: row.attachment_count,
            version: row.version,
        }
    }

    /// Where an obstacle lies: with its parcels, or all over its project.
    fn units(&self, row: &ObstacleRow, shard: Option<&Arc<Shard>>) -> Vec<Unit> {
        let ids: BTreeSet<i32> = match row.scope {
            Scope::Project => shard.map(|shard| shard.unit_sets.iter().flatten().copied().collect()),
            _ => Some(row.unit_ids.iter().copied().collect()),
        }
        .unwrap_or_default();
        let mut units: Vec<_> = ids.iter().filter_map(|id| self.board.units.by_id(*id)).collect();
        units.sort_by_key(|unit| unit.rank);
        let shown = units.into_iter().map(|unit| Unit {
            code: unit.code.clone(),
            name: unit.name.clone(),
            level: unit.level.clone(),
        });
        shown.collect()
    }

    /// The unit with a code, by preference as it is on the day.
    fn named(&self, code: &str) -> Option<NamedUnit> {
        let of_code = self.board.units.all.iter().filter(|unit| unit.code == code);
        let unit = of_code.max_by_key(|unit| unit.is_valid(self.day))?;
        Some(NamedUnit {
            code: unit.code.clone(),
            name: unit.name.clone(),
        })
    }

    /// What obstacles add up to.
    fn totals(&mut self, all: &[Candidate]) -> ObstacleTotals {
        let late: Vec<(&str, i32)> = all
            .iter()
            .map(|one| {
                let days = rules::days_overdue(one.closed_on.is_none(), one.due_on, self.day);
                (one.responsible_unit_code.as_str(), days)
            })
            .filter(|(_, days)| *days > 0)
            .collect();
        let ids: HashSet<i64> = all.iter().map(|one| one.id).collect();
        ObstacleTotals {
            overdue: late.len(),
            escalated: late
                .into_iter()
                .filter(|(unit, days)| self.escalated_to(unit, *days).is_some())
                .count(),
            held: Held::together(self.board.in_use(), self.day, &ids),
        }
    }

    /// Whether the list that a query means holds an obstacle, for what its row alone does not say.
    fn fits(&mut self, query: &ObstacleQuery, candidate: &Candidate) -> bool {
        let is_open = candidate.closed_on.is_none();
        let days_overdue = rules::days_overdue(is_open, candidate.due_on, self.day);
        let state = candidate.state.on_a_day(is_open);
        (query.state.is_empty() || query.state.contains(&state))
            && (!query.open || is_open)
            && (!query.overdue || days_overdue > 0)
            && query.q.as_ref().is_none_or(|q| vietnamese::finds(q, &candidate.text))
            && query.escalated_to.as_ref().is_none_or(|code| {
                let told = self.escalated_to(&candidate.responsible_unit_code, days_overdue);
                told.is_some_and(|unit| unit.code == *code)
            })
    }

    fn position(&self, sort: ObstacleSort, candidate: &Candidate) -> Position {
        let is_open = candidate.closed_on.is_none();
        let overdue = -i64::from(rules::days_overdue(is_open, candidate.due_on, self.day));
        let due = candidate
            .due_on
            .filter(|_| is_open)
            .map_or(i64::MAX, |due| due.0.into());
        let parcels = -i64::from(self.held.by(candidate.id).parcels);
        let area = i64::try_from(self.held.tenths_m2(candidate.id)).map_or(i64::MIN, |area| -area);
        match sort {
            ObstacleSort::MostOverdue => [overdue, due, area, -candidate.id],
            ObstacleSort::MostParcels => [parcels, area, 0, -candidate.id],
            ObstacleSort::MostArea => [area, parcels, 0, -candidate.id],
            ObstacleSort::Latest => [-i64::from(candidate.opened_on.0), 0, 0, -candidate.id],
        }
    }
}

/// The obstacles of a list, in its order.
pub struct Listed {
    /// Those of the page that was asked for.
    pub items: Vec<Obstacle>,
    /// How many the whole list holds.
    pub total: usize,
    /// What the whole list adds up to.
    pub totals: ObstacleTotals,
    /// The position where the next page begins.
    pub next: Option<String>,
}

/// The page of a list that a query means; all of it without a limit. Only obstacles that concern `area`, where one is
/// given.
///
/// # Errors
/// [`Problem::InvalidQuery`] for values that cannot be understood, or those of the database.
pub async fn list(
    conn: &mut PgConnection,
    board: &Board,
    query: &ObstacleQuery,
    caller: &str,
    (day, limit, area): (Day, Option<usize>, Option<&Area>),
) -> Result<Listed, Problem> {
    check(board, query)?;
    let scope = UnitScope::resolve(board, query.unit.as_deref(), query.level.as_deref(), false, day)?;
    let units: Option<Vec<i32>> = scope.map(|scope| scope.ids.into_iter().collect());
    let account = query.account.as_deref();
    let account = account.map(|name| if name == "me" { caller } else { name });
    let mut found = store::candidates(&mut *conn, query, units.as_deref(), account, day).await?;
    let in_use: BTreeSet<i32> = board.in_use().map(|shard| shard.project.id).collect();
    let in_area = area
        .filter(|area| !area.is_everywhere())
        .map(|area| concerned(area, board));
    let mut standing = Standing::new(board, None, day);
    found.retain(|candidate| {
        in_use.contains(&candidate.project_id)
            && in_area.as_ref().is_none_or(|area| area.holds(candidate))
            && standing.fits(query, candidate)
    });
    let sort = query.sort.unwrap_or_default();
    let mut order: Vec<Position> = found.iter().map(|one| standing.position(sort, one)).collect();
    order.sort_unstable();
    let total = order.len();
    let totals = standing.totals(&found);
    if let Some(after) = query.after.as_deref() {
        let after = position(after)?;
        order.drain(..order.partition_point(|position| *position <= after));
    }
    let goes_on = limit.is_some_and(|limit| order.len() > limit);
    order.truncate(limit.unwrap_or(usize::MAX));
    let last = order.last().filter(|_| goes_on);
    let next = last.map(|last| last.map(|number| number.to_string()).join("_"));
    let ids: Vec<i64> = order.iter().map(|[.., id]| -id).collect();
    let rows = store::rows(conn, &ids, day).await?;
    let mut by_id: HashMap<i64, ObstacleRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    let rows = ids.iter().filter_map(|id| by_id.remove(id));
    Ok(Listed {
        items: rows.map(|row| standing.of(row)).collect(),
        total,
        totals,
        next,
    })
}

/// Obstacles of one project as they stand on a day; those raised later are left out.
///
/// # Errors
/// Only those of the database.
pub async fn standing(
    conn: &mut PgConnection,
    board: &Board,
    ids: &[i64],
    projects: &BTreeSet<i32>,
    day: Day,
) -> sqlx::Result<Vec<Obstacle>> {
    let rows = store::rows(conn, ids, day).await?;
    let mut standing = Standing::new(board, Some(projects), day);
    Ok(rows.into_iter().map(|row| standing.of(row)).collect())
}

/// The obstacles of a parcel that were raised up to a day, open ones first.
///
/// # Errors
/// Only those of the database.
pub async fn of_parcel(conn: &mut PgConnection, board: &Board, parcel: i64, day: Day) -> sqlx::Result<Vec<Obstacle>> {
    let query = ObstacleQuery {
        parcel: Some(parcel),
        ..ObstacleQuery::default()
    };
    let candidates = store::candidates(&mut *conn, &query, None, None, day).await?;
    let ids: Vec<i64> = candidates.iter().map(|one| one.id).collect();
    let projects = candidates.iter().map(|one| one.project_id).collect();
    let mut found = standing(conn, board, &ids, &projects, day).await?;
    found.sort_by_key(|obstacle| (obstacle.closed_on.is_some(), std::cmp::Reverse(obstacle.opened_on)));
    Ok(found)
}

/// Which obstacles concern an area: those on a parcel in it, and those of a project that reaches into it.
struct Concerned {
    obstacles: HashSet<i64>,
    projects: BTreeSet<i32>,
}

impl Concerned {
    fn holds(&self, candidate: &Candidate) -> bool {
        match candidate.scope {
            Scope::Project => self.projects.contains(&candidate.project_id),
            _ => self.obstacles.contains(&candidate.id),
        }
    }
}

fn concerned(area: &Area, board: &Board) -> Concerned {
    let mut found = Concerned {
        obstacles: HashSet::new(),
        projects: BTreeSet::new(),
    };
    for shard in board.in_use() {
        if area.reaches_project(board, shard) {
            found.projects.insert(shard.project.id);
        }
        for place in shard.places() {
            let mut obstacles = shard.facts(place).obstacles().peekable();
            if obstacles.peek().is_some() && area.holds_parcel(shard, place) {
                found.obstacles.extend(obstacles.map(|obstacle| obstacle.id));
            }
        }
    }
    found
}

/// Refuses codes that nothing has.
fn check(board: &Board, query: &ObstacleQuery) -> Result<(), Problem> {
    if let Some(code) = query.project.as_ref().filter(|code| board.project(code).is_none()) {
        return Err(crate::parcels::unknown_project(code));
    }
    if let Some(code) = query.cause.iter().find(|code| !board.causes.contains(code)) {
        return Err(Problem::query(
            "cause",
            format!("Không có nguyên nhân «{code}»."),
            format!("There is no cause «{code}»."),
        ));
    }
    for (name, code) in [
        ("responsible", &query.responsible),
        ("escalated_to", &query.escalated_to),
    ] {
        let is_unknown = |code: &&String| board.units.all.iter().all(|unit| unit.code != **code);
        if let Some(code) = code.as_ref().filter(is_unknown) {
            return Err(Problem::query(
                name,
                format!("Không có đơn vị hành chính «{code}»."),
                format!("There is no administrative unit «{code}»."),
            ));
        }
    }
    Ok(())
}

fn position(text: &str) -> Result<Position, Problem> {
    let numbers: Option<Vec<i64>> = text.split('_').map(|part| part.parse().ok()).collect();
    numbers.and_then(|numbers| numbers.try_into().ok()).ok_or_else(|| {
        Problem::query(
            "after",
            "Vị trí trang không hợp lệ.",
            "Not a position that was given out.",
        )
    })
}
