//! Edits of one obstacle or of many: all or nothing, from the versions that somebody saw.

use std::collections::{BTreeSet, HashMap};

use serde_json::json;
use sqlx::PgConnection;

use super::{
    change,
    edits::Edit,
    inputs::ObstacleVersion,
    list,
    model::{Obstacle, State},
    store::{self, LockedObstacle},
};
use crate::{
    auth::{Area, Right},
    board::Board,
    calendar::Day,
    extract::Writer,
    language::Text,
    problem::{FieldProblem, Problem},
    state::AppState,
};

/// An edit that somebody asks for.
pub struct Asked {
    /// Who, and which operation.
    pub writer: Writer,
    /// The obstacles, each once.
    pub items: Vec<ObstacleVersion>,
    /// What is to be done to each.
    pub edit: Edit,
    /// Where the edit stands in what was sent about many; none where one obstacle is edited.
    pub base: Option<&'static str>,
}

impl Asked {
    /// Writes the edit.
    ///
    /// # Errors
    /// [`Problem`]: something that nobody may do, or not there, or that is not possible; [`Problem::StaleVersion`] with
    /// the present state, of one obstacle or of those among many that were edited in between.
    pub async fn apply(&self, app: &AppState) -> Result<(), Problem> {
        let board = app.board.current();
        let areas = self.areas(&board)?;
        let problems = self.edit.problems(&board, self.base.unwrap_or_default());
        if !problems.is_empty() {
            return Err(Problem::Refused(problems));
        }
        let ids: Vec<i64> = self.items.iter().map(|item| item.id).collect();
        let subject = match (self.base, ids.as_slice()) {
            (None, [id]) => format!("obstacle {id}"),
            _ => format!("{} obstacles", ids.len()),
        };
        let mut stale = Vec::new();
        let work = async |tx: &mut PgConnection| {
            let locked = store::lock(&mut *tx, &ids).await?;
            stale = self.check(&locked, &board, &areas)?;
            if !stale.is_empty() {
                return Err(Problem::StaleVersion(json!(null)));
            }
            self.write(tx, &locked, &ids).await
        };
        match app.write(&self.writer, self.edit.action(), &subject, work).await {
            Err(Problem::StaleVersion(_)) => {
                let mut current = present(app, &stale).await?;
                let current = match self.base {
                    None => json!(current.pop()),
                    Some(_) => json!(current),
                };
                Err(Problem::StaleVersion(current))
            }
            outcome => outcome,
        }
    }

    /// Where the writer may do all that the edit takes.
    fn areas(&self, board: &Board) -> Result<Vec<Area>, Problem> {
        let needed = [
            (Right::Pursue, true),
            (Right::Record, self.edit.records()),
            (Right::Assign, self.edit.assigns()),
        ];
        let needed = needed.into_iter().filter(|(_, is_needed)| *is_needed);
        needed.map(|(right, _)| self.writer.caller.area(right, board)).collect()
    }

    /// The obstacles that were edited in between.
    fn check(&self, locked: &[LockedObstacle], board: &Board, areas: &[Area]) -> Result<Vec<i64>, Problem> {
        let by_id: HashMap<i64, &LockedObstacle> = locked.iter().map(|one| (one.id, one)).collect();
        let today = Day::today();
        let (mut stale, mut problems) = (Vec::new(), Vec::new());
        for (nth, item) in self.items.iter().enumerate() {
            let Some(stored) = by_id.get(&item.id) else {
                if self.base.is_none() {
                    return Err(Problem::NotFound);
                }
                problems.push(FieldProblem::new(
                    format!("/items/{nth}"),
                    format!("Không có vướng mắc số {}.", item.id),
                    format!("There is no obstacle {}.", item.id),
                ));
                continue;
            };
            for area in areas {
                check_area(area, board, stored.project_id, &stored.parcels)
                    .map_err(|problem| self.naming(item.id, problem))?;
            }
            if stored.version != item.version {
                stale.push(item.id);
            } else if let Some(refusal) = self.edit.refusal(stored, today, "") {
                problems.push(match self.base {
                    None => refusal,
                    Some(_) => FieldProblem {
                        pointer: format!("/items/{nth}"),
                        text: naming(item.id, &refusal.text),
                    },
                });
            }
        }
        if stale.is_empty() && !problems.is_empty() {
            return Err(Problem::Refused(problems));
        }
        Ok(stale)
    }

    /// The same problem, told of one among many.
    fn naming(&self, id: i64, problem: Problem) -> Problem {
        match problem {
            Problem::Forbidden(text) if self.base.is_some() => Problem::Forbidden(naming(id, &text)),
            other => other,
        }
    }

    async fn write(&self, tx: &mut PgConnection, locked: &[LockedObstacle], ids: &[i64]) -> Result<(), Problem> {
        let today = Day::today();
        match &self.edit {
            Edit::Close(closing) => {
                let state = closing.state.unwrap_or(State::Resolved);
                let on = closing.closed_on.unwrap_or(today);
                store::close(&mut *tx, ids, state, self.edit.note(), on).await?;
            }
            Edit::Reopen(reopening) => {
                store::reopen(&mut *tx, ids, reopening.opened_on.unwrap_or(today)).await?;
            }
            Edit::Change(change) => {
                let pointer = format!("{}/responsible_account", self.base.unwrap_or_default());
                let account = change.responsible_account.as_deref().unwrap_or_default();
                let officer = officer(&mut *tx, &pointer, account).await?;
                store::set_fields(&mut *tx, ids, change, officer).await?;
            }
        }
        let changes: Vec<_> = locked.iter().map(|stored| self.edit.change_of(stored, today)).collect();
        change::record(tx, &self.writer, &changes, self.edit.note()).await
    }
}

/// Internal number of the officer with a login name; none for an empty one.
///
/// # Errors
/// [`Problem::Refused`] where no officer has it.
pub async fn officer(conn: &mut PgConnection, pointer: &str, account: &str) -> Result<Option<i32>, Problem> {
    if account.is_empty() {
        return Ok(None);
    }
    let found = store::officer(conn, account).await?;
    found.map(Some).ok_or_else(|| {
        Problem::field(
            pointer,
            format!("Không có cán bộ đang dùng tài khoản «{account}»."),
            format!("No officer in use has the account «{account}»."),
        )
    })
}

/// Obstacles as they stand today.
///
/// # Errors
/// Only those of the database.
pub async fn present(app: &AppState, ids: &[i64]) -> Result<Vec<Obstacle>, Problem> {
    let board = app.board.current();
    let mut conn = app.pool.acquire().await?;
    let projects: BTreeSet<i32> = store::projects_of(&mut conn, ids).await?.into_iter().collect();
    Ok(list::standing(&mut conn, &board, ids, &projects, Day::today()).await?)
}

/// Refuses an obstacle of which a parcel lies elsewhere, or, where it is the project's, anything of the project.
///
/// # Errors
/// [`Problem::Forbidden`], with the limit.
pub fn check_area(area: &Area, board: &Board, project: i32, parcels: &[i64]) -> Result<(), Problem> {
    match board.shards.get(&project) {
        Some(shard) if parcels.is_empty() => area.check_project(board, shard),
        _ => area.check_parcels(board, parcels),
    }
}

fn naming(id: i64, text: &Text) -> Text {
    Text::new(
        format!("Vướng mắc số {id}: {}", text.vi),
        format!("Obstacle {id}: {}", text.en),
    )
}
