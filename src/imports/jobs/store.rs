use serde_json::Value;
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    model::{ImportCounts, ImportProgress, State},
    options::Options,
};
use crate::{
    audit::Author,
    imports::{ImportError, ImportOptions, Report},
    language::Text,
};

/// An import as stored.
pub struct Row {
    pub id: Uuid,
    pub file_name: String,
    pub bytes: i64,
    pub created_at: OffsetDateTime,
    pub created_by: String,
    pub state: State,
    pub options: Value,
    pub progress: Option<Json<ImportProgress>>,
    pub report: Option<Value>,
    pub counts: Option<Json<ImportCounts>>,
    pub failure: Option<Json<Text>>,
    pub file_kept: bool,
    pub undo_kept: bool,
}

/// One import; `RowNotFound` where there is none.
pub async fn get(conn: &mut PgConnection, id: Uuid) -> sqlx::Result<Row> {
    sqlx::query_as!(
        Row,
        r#"select id, file_name, bytes, created_at, created_by, state as "state: State", options,
                  progress as "progress: Json<ImportProgress>", report, report as "counts: Json<ImportCounts>", failure as "failure: Json<Text>",
                  file_kept, undo_kept
           from imports where id = $1"#,
        id
    )
    .fetch_one(conn)
    .await
}

/// Imports without their reports, the newest first, after one of them; of everybody, or of one sender.
pub async fn list(
    conn: &mut PgConnection,
    by: Option<&str>,
    after: Option<Uuid>,
    limit: i64,
) -> sqlx::Result<Vec<Row>> {
    sqlx::query_as!(
        Row,
        r#"select id, file_name, bytes, created_at, created_by, state as "state: State", options,
                  progress as "progress: Json<ImportProgress>", null::jsonb as report,
                  report as "counts: Json<ImportCounts>", failure as "failure: Json<Text>",
                  file_kept, undo_kept
           from imports
           where ($1::uuid is null or (created_at, id) < (select created_at, id from imports where id = $1))
               and ($3::text is null or created_by = $3)
           order by created_at desc, id desc
           limit $2"#,
        after,
        limit,
        by
    )
    .fetch_all(conn)
    .await
}

/// Turns the imports whose worker is dead into failed ones: its session is gone, and with it what it had not committed.
/// Those that this process works on are left to it: it notices by itself.
pub async fn bury(conn: &mut PgConnection, ours: &[Uuid]) -> sqlx::Result<()> {
    let why = Text::new(
        "Dịch vụ hoặc cơ sở dữ liệu đã khởi động lại giữa chừng; chưa có gì được lưu. Hãy chạy lại.",
        "The service or its database was restarted in the middle; nothing was stored. Start it again.",
    );
    sqlx::query!(
        "update imports set state = 'failed', failure = $1, progress = null, changed_at = clock_timestamp()
         where state in ('checking', 'storing') and id <> all($2) and not import_is_worked_on(id)",
        Json(why) as _,
        ours
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes down a file that was received; false where its import is known already.
pub async fn insert(
    conn: &mut PgConnection,
    id: Uuid,
    file_name: &str,
    bytes: i64,
    options: &Options,
    author: &Author,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into imports (id, kind, file_name, bytes, created_by, state, options, file_kept)
         values ($1, $2, $3, $4, $5, 'received', $6, true)
         on conflict (id) do nothing",
        id,
        options.kind.map(crate::imports::Kind::code),
        file_name,
        bytes,
        author.name,
        Json(options) as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether an operation was recorded that stored no import.
pub async fn is_other_operation(conn: &mut PgConnection, id: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from audit where op_id = $1)
               and not exists (select from imports where id = $1) as "other!""#,
        id
    )
    .fetch_one(conn)
    .await
}

/// Says what an import is to do from now on; false where its state does not allow it.
pub async fn begin(conn: &mut PgConnection, id: Uuid, state: State, options: &Options) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update imports set state = $2, options = $3, kind = $4, report = null, failure = null, progress = null,
             cancel_asked = false, changed_at = clock_timestamp()
         where id = $1 and state in ('received', 'checked', 'refused', 'failed', 'cancelled')",
        id,
        state as State,
        Json(options) as _,
        options.kind.map(crate::imports::Kind::code)
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes down how far the work has come; gives back whether somebody wants it to stop.
pub async fn tell(conn: &mut PgConnection, id: Uuid, progress: Option<ImportProgress>) -> sqlx::Result<bool> {
    let asked = sqlx::query_scalar!(
        "update imports set progress = $2 where id = $1 and state in ('checking', 'storing') returning cancel_asked",
        id,
        progress.map(Json) as _
    )
    .fetch_optional(conn)
    .await?;
    Ok(asked.unwrap_or(false))
}

/// What the work on an import came to, where it is not stored.
pub struct End {
    pub state: State,
    pub report: Option<Value>,
    pub failure: Option<Text>,
}

/// Writes down what the work came to.
pub async fn end(conn: &mut PgConnection, id: Uuid, end: &End) -> sqlx::Result<()> {
    sqlx::query!(
        "update imports set state = $2, report = $3, failure = $4, progress = null, changed_at = clock_timestamp()
         where id = $1 and state in ('checking', 'storing')",
        id,
        end.state as State,
        end.report,
        end.failure.as_ref().map(Json) as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Asks whoever works on an import to stop; false where nobody does.
pub async fn ask_to_stop(conn: &mut PgConnection, id: Uuid) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update imports set cancel_asked = true where id = $1 and state in ('checking', 'storing')",
        id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets an import; false where it runs or is stored.
pub async fn delete(conn: &mut PgConnection, id: Uuid) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "delete from imports where id = $1 and state in ('received', 'checked', 'refused', 'failed', 'cancelled')",
        id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes down that the received file is gone.
pub async fn file_gone(conn: &mut PgConnection, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("update imports set file_kept = false where id = $1", id)
        .execute(conn)
        .await?;
    Ok(())
}

/// Which of these imports are known and changed since a moment, or run.
pub async fn in_use(conn: &mut PgConnection, ids: &[Uuid], since: OffsetDateTime) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select id from imports where id = any($1) and (changed_at > $2 or state in ('checking', 'storing'))",
        ids,
        since
    )
    .fetch_all(conn)
    .await
}

/// Which of these imports are known.
pub async fn known(conn: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("select id from imports where id = any($1)", ids)
        .fetch_all(conn)
        .await
}

/// Writes down, in the transaction that stores the data, that an import is stored and is the one that can be undone.
///
/// # Errors
/// [`ImportError::Superseded`] where the import was taken for dead meanwhile; those of the database.
pub async fn remember(
    conn: &mut PgConnection,
    id: Uuid,
    author: &Author,
    options: &ImportOptions,
    bytes: u64,
    report: &Report,
) -> Result<(), ImportError> {
    let done = sqlx::query!(
        "insert into imports (id, kind, file_name, bytes, created_by, state, options, report, undo_kept)
         values ($1, $2, $3, $4, $5, 'stored', $6, $7, true)
         on conflict (id) do update set state = 'stored', report = excluded.report, progress = null, file_kept = false,
             undo_kept = true, changed_at = clock_timestamp()
         where imports.state = 'storing'",
        id,
        report.kind.code(),
        report.file_name,
        i64::try_from(bytes).unwrap_or(i64::MAX),
        author.name,
        Json(Options::from(options)) as _,
        serde_json::to_value(report).unwrap_or_default()
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(ImportError::Superseded)
    }
}
