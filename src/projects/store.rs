use serde_json::{Map, Value};
use sqlx::PgConnection;

use super::model::ProjectInput;
use crate::calendar::Day;

/// Area and centre line of a project as `GeoJSON`.
pub struct Geometry {
    pub boundary: Option<Value>,
    pub alignment: Option<Value>,
}

/// Area and centre line of a project.
pub async fn geometry(conn: &mut PgConnection, id: i32) -> sqlx::Result<Geometry> {
    sqlx::query_as!(
        Geometry,
        "select st_asgeojson(boundary, 7)::jsonb as boundary, st_asgeojson(alignment, 7)::jsonb as alignment
         from projects where id = $1",
        id
    )
    .fetch_one(conn)
    .await
}

/// Stores a new project and gives its internal number.
pub async fn insert(conn: &mut PgConnection, input: &ProjectInput) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        "insert into projects (code, name, sector, project_group, investor, start_on, clearance_deadline,
                               corridor_width_m, min_workable_m, set_by_person)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9,
                 '{name,sector,project_group,investor,start_on,clearance_deadline,corridor_width_m,min_workable_m}')
         returning id",
        input.code,
        input.name.as_deref().map(str::trim),
        input.sector.map(super::model::Sector::code),
        input.project_group.clone().flatten(),
        input.investor.as_deref().unwrap_or_default().trim(),
        input.start_on.flatten(),
        input.clearance_deadline.flatten(),
        input.corridor_width_m.flatten(),
        input.min_workable_m.unwrap_or(100.0)
    )
    .fetch_one(conn)
    .await
}

/// A project as an edit meets it, locked until the transaction ends.
pub struct LockedProject {
    pub id: i32,
    pub version: i32,
    pub start_on: Option<Day>,
    pub clearance_deadline: Option<Day>,
    pub values: Value,
    pub parcels: i64,
}

/// Locks a project against other edits.
pub async fn lock(conn: &mut PgConnection, code: &str) -> sqlx::Result<LockedProject> {
    sqlx::query_as!(
        LockedProject,
        r#"select id, version, start_on, clearance_deadline,
                  to_jsonb(projects) - 'boundary' - 'alignment' as "values!",
                  (select count(*) from parcels where project_id = projects.id) as "parcels!"
           from projects where code = $1 for update"#,
        code
    )
    .fetch_one(conn)
    .await
}

/// Lays new column values over a project, as set by a person.
pub async fn overlay(conn: &mut PgConnection, id: i32, columns: &Map<String, Value>) -> sqlx::Result<()> {
    let fields: Vec<String> = columns.keys().cloned().collect();
    sqlx::query!(
        "update projects p set
             name = n.name, sector = n.sector, project_group = n.project_group, investor = n.investor,
             start_on = n.start_on, clearance_deadline = n.clearance_deadline,
             corridor_width_m = n.corridor_width_m, min_workable_m = n.min_workable_m, archived_on = n.archived_on,
             version = p.version + 1,
             set_by_person = (select coalesce(array_agg(distinct f), '{}') from unnest(p.set_by_person || $3::text[]) f)
         from projects q cross join lateral jsonb_populate_record(q, $2) n
         where p.id = $1 and q.id = p.id",
        id,
        Value::Object(columns.clone()),
        &fields
    )
    .execute(conn)
    .await?;
    Ok(())
}
