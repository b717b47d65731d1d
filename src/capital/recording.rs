//! Figures written: compared with what is stored, and told with old and new in one event a project.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{model::Figure, store};
use crate::{
    audit::{self, Entity, Event},
    calendar::Day,
};

/// Figures as they are to be.
#[derive(Clone, Debug)]
pub struct NewFigure {
    /// Internal number of the project.
    pub project_id: i32,
    pub year: i16,
    pub as_of: Day,
    pub amounts: Amounts,
    /// Remark; none: as it stands.
    pub note: Option<String>,
}

/// The two amounts of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CapitalAmounts)]
pub struct Amounts {
    /// Planned for the whole year, whole VND.
    pub planned_vnd: i64,
    /// Disbursed since the beginning of the year, whole VND.
    pub disbursed_vnd: i64,
}

impl From<&Figure> for Amounts {
    fn from(figure: &Figure) -> Self {
        Self {
            planned_vnd: figure.planned_vnd,
            disbursed_vnd: figure.disbursed_vnd,
        }
    }
}

/// What becomes of figures that are to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// There were none for that project, year and day.
    New,
    /// These stood there.
    Changed(Amounts),
    /// They stand there already.
    Same,
}

/// Who records, and where the figures come from.
pub struct Recorder<'a> {
    pub op_id: Uuid,
    /// Login name.
    pub by: &'a str,
    /// Name of the file; empty: typed.
    pub source: &'a str,
}

/// What would become of each of these figures now, in their order.
pub async fn compare(conn: &mut PgConnection, figures: &[NewFigure]) -> sqlx::Result<Vec<Fate>> {
    let stored = store::stored(conn, &columns(figures.iter())).await?;
    let mut fates = vec![Fate::New; figures.len()];
    for row in stored {
        let Some(place) = usize::try_from(row.place).ok().filter(|place| *place < figures.len()) else {
            continue;
        };
        let before = Amounts {
            planned_vnd: row.planned_vnd,
            disbursed_vnd: row.disbursed_vnd,
        };
        let new = &figures[place];
        let is_same = before == new.amounts && new.note.as_ref().is_none_or(|note| *note == row.note);
        fates[place] = if is_same { Fate::Same } else { Fate::Changed(before) };
    }
    Ok(fates)
}

/// Stores what is new or changed, and tells it; gives back what became of each. Nobody else may write meanwhile.
pub async fn record(
    conn: &mut PgConnection,
    recorder: &Recorder<'_>,
    figures: &[NewFigure],
) -> sqlx::Result<Vec<Fate>> {
    let fates = compare(conn, figures).await?;
    let changes = figures.iter().zip(&fates).filter(|(_, fate)| **fate != Fate::Same);
    let kept = columns(changes.clone().map(|(figure, _)| figure));
    store::put(conn, &kept, recorder.source, recorder.by).await?;
    let told = changes.map(|(figure, fate)| {
        let before = match fate {
            Fate::Changed(before) => json!(before),
            Fate::New | Fate::Same => Value::Null,
        };
        let field = field(figure.year, figure.as_of);
        (figure.project_id, field, json!([before, figure.amounts]))
    });
    let mut by_project: BTreeMap<i32, Map<String, Value>> = BTreeMap::new();
    for (project, field, values) in told {
        by_project.entry(project).or_default().insert(field, values);
    }
    let events: Vec<Event> = by_project
        .into_iter()
        .map(|(project, fields)| event(project, "capital_recorded", fields, recorder.source))
        .collect();
    audit::append_events(conn, recorder.op_id, &events).await?;
    Ok(fates)
}

/// Takes figures of a project back, and tells why.
pub async fn withdraw(
    conn: &mut PgConnection,
    op_id: Uuid,
    project_id: i32,
    figure: &Figure,
    reason: &str,
) -> sqlx::Result<()> {
    store::remove(conn, project_id, figure.year, figure.as_of).await?;
    let values = json!([Amounts::from(figure), null]);
    let fields = Map::from_iter([(field(figure.year, figure.as_of), values)]);
    audit::append_events(conn, op_id, &[event(project_id, "capital_withdrawn", fields, reason)]).await
}

/// How the history calls the figures of a year and a day.
fn field(year: i16, as_of: Day) -> String {
    format!("capital/{year}/{as_of}")
}

fn event(project_id: i32, action: &'static str, fields: Map<String, Value>, note: &str) -> Event {
    Event {
        entity: Entity::Project,
        entity_id: project_id.into(),
        project_id: Some(project_id),
        action,
        effective_on: Day::today(),
        fields,
        note: note.to_owned(),
    }
}

fn columns<'a>(figures: impl Iterator<Item = &'a NewFigure>) -> store::Columns {
    let mut columns = store::Columns::default();
    for figure in figures {
        columns.projects.push(figure.project_id);
        columns.years.push(figure.year);
        columns.days.push(figure.as_of);
        columns.planned.push(figure.amounts.planned_vnd);
        columns.disbursed.push(figure.amounts.disbursed_vnd);
        columns.notes.push(figure.note.clone().unwrap_or_default());
    }
    columns
}
