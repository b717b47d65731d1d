//! The last import taken back, while nobody has built on it: rows that it made go, rows that it changed become what
//! they were, as new versions.

pub mod before;

use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Kind,
    jobs::Importer,
    store::{self, units::assign_parcels_to},
};
use crate::{calendar::Day, language::Text, problem::Problem};

/// Takes an import back within the caller's transaction, under an operation that the caller has written to audit.
///
/// # Errors
/// [`Problem::NotFound`], [`Problem::Conflict`] or [`Problem::Forbidden`] with the reason, those of the database.
pub async fn undo(conn: &mut PgConnection, id: Uuid, op_id: Uuid, by: &Importer) -> Result<(), Problem> {
    store::fit_for_bulk(&mut *conn).await?;
    let import = sqlx::query!(
        r#"select kind as "kind: Kind", state, undo_kept from imports where id = $1 for update"#,
        id
    )
    .fetch_one(&mut *conn)
    .await?;
    let Some(kind) = import.kind.filter(|_| import.state == "stored") else {
        return Err(Problem::Conflict(Text::new(
            "Chỉ hoàn tác được lần nhập đã lưu.",
            "Only an import that is stored can be undone.",
        )));
    };
    let limits = by.sender.limits(&mut *conn, kind).await?;
    if !import.undo_kept {
        return Err(newer_one(conn, limits.is_some()).await?);
    }
    if let Some(limits) = limits {
        limits.check_undo(&mut *conn, kind, id).await?;
    }
    refuse_if_built_on(conn, kind, id).await?;
    match kind {
        Kind::Units => units(conn, id).await?,
        Kind::Projects => projects(conn, id).await?,
        Kind::Parcels => parcels(conn, id, &by.author.name).await?,
    }
    sqlx::query!(
        "insert into events (op_id, entity, entity_id, project_id, action, effective_on, fields)
         select $1, entity, entity_id, project_id, 'import_undone', $2,
             (select coalesce(jsonb_object_agg(key, jsonb_build_array(value -> 1, value -> 0)), '{}') from jsonb_each(fields))
         from events where op_id = $3",
        op_id,
        Day::today() as Day,
        id
    )
    .execute(&mut *conn)
    .await?;
    before::forget(&mut *conn).await?;
    sqlx::query!(
        "update imports set state = 'undone', changed_at = clock_timestamp() where id = $1",
        id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Why an import cannot be undone that is not the last; whoever only sees their own is told of no other.
async fn newer_one(conn: &mut PgConnection, is_limited: bool) -> sqlx::Result<Problem> {
    if is_limited {
        return Ok(Problem::Conflict(Text::new(
            "Chỉ hoàn tác được lần nhập cuối cùng; sau lần này đã có lần nhập khác.",
            "Only the last import can be undone; after this one there was another.",
        )));
    }
    let newer = sqlx::query!(
        "select i.file_name, a.actor from imports i join audit a on a.op_id = i.id
         where i.state in ('stored', 'undone') order by a.at desc limit 1"
    )
    .fetch_one(conn)
    .await?;
    let (file, actor) = (newer.file_name, newer.actor);
    Ok(Problem::Conflict(Text::new(
        format!("Chỉ hoàn tác được lần nhập cuối cùng; sau lần này đã có lần nhập “{file}” của {actor}."),
        format!("Only the last import can be undone; after this one “{file}” was imported by {actor}."),
    )))
}

/// Locks what an import touched, and looks whether somebody has changed or used it since.
async fn refuse_if_built_on(conn: &mut PgConnection, kind: Kind, id: Uuid) -> Result<(), Problem> {
    let (count, first, (what_vi, what_en)) = match kind {
        Kind::Units => {
            let found = sqlx::query_file!("src/imports/undo/built_on_units.sql", id)
                .fetch_one(conn)
                .await?;
            (found.count, found.first, ("đơn vị", "units"))
        }
        Kind::Projects => {
            sqlx::query!(
                "select count(*) from (
                     select from projects where id in (select entity_id from events where op_id = $1 and entity = 'project')
                     order by id for update
                 ) locked",
                id
            )
            .fetch_one(&mut *conn)
            .await?;
            let found = sqlx::query_file!("src/imports/undo/built_on_projects.sql", id)
                .fetch_one(conn)
                .await?;
            (found.count, found.first, ("dự án", "projects"))
        }
        Kind::Parcels => {
            sqlx::query!(
                "select count(*) from (
                     select from parcels
                     where imported_by = $1 or id in (select id from import_before_parcels)
                     order by id for update
                 ) locked",
                id
            )
            .fetch_one(&mut *conn)
            .await?;
            let found = sqlx::query_file!("src/imports/undo/built_on_parcels.sql", id)
                .fetch_one(conn)
                .await?;
            (found.count, found.first, ("thửa", "parcels"))
        }
    };
    let Some(first) = first else { return Ok(()) };
    Err(Problem::Conflict(Text::new(
        format!(
            "Sau lần nhập đã có người sửa hoặc dùng {count} {what_vi}, đầu tiên là {first}: không hoàn tác được nữa."
        ),
        format!(
            "Since the import somebody has changed or used {count} {what_en}, the first is {first}: it cannot be undone any more."
        ),
    )))
}

async fn units(conn: &mut PgConnection, id: Uuid) -> sqlx::Result<()> {
    let reshaped = sqlx::query_scalar!(
        "select u.id from admin_units u join import_before_units b using (id)
         where st_asbinary(u.geom) is distinct from st_asbinary(b.geom)"
    )
    .fetch_all(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from admin_units where id in (
             select entity_id from events where op_id = $1 and entity = 'unit' except select id from import_before_units
         )",
        id
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update admin_units u set name = b.name, parent_code = b.parent_code, valid_to = b.valid_to, geom = b.geom,
             version = u.version + 1
         from import_before_units b where b.id = u.id"
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from unit_levels where level not in (select level from import_before_levels)
             and level not in (select level from admin_units)"
    )
    .execute(&mut *conn)
    .await?;
    assign_parcels_to(conn, &reshaped).await
}

async fn projects(conn: &mut PgConnection, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from projects where id in (
             select entity_id from events where op_id = $1 and entity = 'project' except select id from import_before_projects
         )",
        id
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query_file!("src/imports/undo/restore_projects.sql")
        .execute(conn)
        .await?;
    Ok(())
}

async fn parcels(conn: &mut PgConnection, id: Uuid, by: &str) -> sqlx::Result<()> {
    sqlx::query!("delete from parcels where imported_by = $1", id)
        .execute(&mut *conn)
        .await?;
    let reshaped = sqlx::query_scalar!(
        "select p.id from parcels p join import_before_parcels b using (id)
         where st_asbinary(p.geom) is distinct from st_asbinary(b.geom)"
    )
    .fetch_all(&mut *conn)
    .await?;
    sqlx::query_file!("src/imports/undo/restore_parcels.sql", by)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "delete from parcel_persons
         where parcel_id in (select id from import_before_parcels except select parcel_id from import_before_persons)"
    )
    .execute(&mut *conn)
    .await?;
    // The salt stays: the history goes on with what the import wrote.
    sqlx::query!(
        "update parcel_persons p
         set holder_name = b.holder_name, compensation_vnd = b.compensation_vnd, holder_folded = b.holder_folded
         from import_before_persons b where b.parcel_id = p.parcel_id"
    )
    .execute(&mut *conn)
    .await?;
    store::parcels::assign_units_to(conn, &reshaped).await
}
