//! Who did what: one audit row for a write, one event row for each thing that it changed.

use serde_json::{Map, Value};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::calendar::Day;

/// Who the audit names where nobody says who they are: the program itself.
pub const PROGRAM: &str = "matbang";

/// Who writes, and by which door.
#[derive(Clone, Debug)]
pub struct Author {
    /// Name of the person, or of the program that writes for them.
    pub name: String,
    /// `http`, `import`, `cli` or `demo`.
    pub door: &'static str,
}

impl Author {
    /// Whoever writes through the API.
    pub fn by_http(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            door: "http",
        }
    }

    /// Whoever works on the server itself.
    pub fn by_command(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            door: "cli",
        }
    }
}

/// The kind of thing that an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entity {
    /// An administrative unit.
    Unit,
    /// A project.
    Project,
    /// A parcel.
    Parcel,
    /// An obstacle.
    Obstacle,
    /// A commitment.
    Commitment,
}

impl Entity {
    /// The word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Project => "project",
            Self::Parcel => "parcel",
            Self::Obstacle => "obstacle",
            Self::Commitment => "commitment",
        }
    }
}

/// One thing that changed.
#[derive(Clone, Debug)]
pub struct Event {
    /// The kind of thing.
    pub entity: Entity,
    /// Its internal number.
    pub entity_id: i64,
    /// The project that it belongs to.
    pub project_id: Option<i32>,
    /// What happened, for instance `updated`.
    pub action: &'static str,
    /// The day from which it counts.
    pub effective_on: Day,
    /// Changed fields, each with `[old, new]`.
    pub fields: Map<String, Value>,
    /// Reason or remark.
    pub note: String,
}

/// Writes the audit row of an operation; every write begins with it. Triggers know the author too until it ends.
///
/// # Errors
/// `audit_pkey` is violated when the operation was recorded before.
pub async fn record(
    conn: &mut PgConnection,
    op_id: Uuid,
    author: &Author,
    action: &str,
    subject: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit (op_id, actor, door, action, subject)
         values ($1, set_config('matbang.author', $2, true), $3, $4, $5)",
        op_id,
        author.name,
        author.door,
        action,
        subject
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Records that somebody takes a list along: how many of what, `parcels` for instance.
///
/// # Errors
/// Only those of the database.
pub async fn record_export(conn: &mut PgConnection, author: &Author, what: &str, rows: usize) -> sqlx::Result<()> {
    record(conn, Uuid::now_v7(), author, "export", &format!("{rows} {what}")).await
}

/// Whether an operation was recorded, and was this one: whoever did something else under its identity has not done this.
///
/// # Errors
/// Only those of the database.
pub async fn is_recorded(
    pool: &PgPool,
    op_id: Uuid,
    author: &Author,
    action: &str,
    subject: &str,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select from audit where op_id = $1 and actor = $2 and action = $3 and subject = $4
           ) as "recorded!""#,
        op_id,
        author.name,
        action,
        subject
    )
    .fetch_one(pool)
    .await
}

/// Writes the events of an operation that was recorded in the same transaction.
///
/// # Errors
/// Only those of the database.
pub async fn append_events(conn: &mut PgConnection, op_id: Uuid, events: &[Event]) -> sqlx::Result<()> {
    let entities: Vec<&str> = events.iter().map(|e| e.entity.code()).collect();
    let ids: Vec<i64> = events.iter().map(|e| e.entity_id).collect();
    let projects: Vec<Option<i32>> = events.iter().map(|e| e.project_id).collect();
    let actions: Vec<&str> = events.iter().map(|e| e.action).collect();
    let days: Vec<Day> = events.iter().map(|e| e.effective_on).collect();
    let fields: Vec<Value> = events.iter().map(|e| Value::Object(e.fields.clone())).collect();
    let notes: Vec<&str> = events.iter().map(|e| e.note.as_str()).collect();
    sqlx::query!(
        "insert into events (op_id, entity, entity_id, project_id, action, effective_on, fields, note)
         select $1, * from unnest($2::text[], $3::bigint[], $4::integer[], $5::text[], $6::date[], $7::jsonb[], $8::text[])",
        op_id,
        &entities as &[&str],
        &ids,
        &projects as &[Option<i32>],
        &actions as &[&str],
        &days as &[Day],
        &fields,
        &notes as &[&str]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Internal number of the thing of one kind that an operation recorded before was about.
///
/// # Errors
/// `RowNotFound` when it was about none.
pub async fn entity_of(conn: &mut PgConnection, op_id: Uuid, entity: Entity) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        "select entity_id from events where op_id = $1 and entity = $2 order by id limit 1",
        op_id,
        entity.code()
    )
    .fetch_one(conn)
    .await
}
