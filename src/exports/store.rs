//! What is exported, read row by row.

use futures_util::{StreamExt as _, stream::BoxStream};
use sqlx::PgConnection;

use crate::imports::Kind;

/// One feature.
pub struct Row {
    /// Its properties: a JSON object with the names that the import knows.
    pub properties: String,
    /// Its geometry as GeoJSON, WGS 84; nine decimals give back what is stored.
    pub geometry: Option<String>,
}

const UNIT_COLUMNS: &[&str] = &["code", "name", "level", "parent_code", "valid_from", "valid_to"];

const PROJECT_COLUMNS: &[&str] = &[
    "code",
    "name",
    "sector",
    "group",
    "investor",
    "start_on",
    "clearance_deadline",
    "corridor_width_m",
    "min_workable_m",
];

const PARCEL_COLUMNS: &[&str] = &[
    "project_code",
    "register_unit_code",
    "map_sheet",
    "parcel_no",
    "land_use",
    "household_code",
    "needs_resettlement",
    "legal_area_m2",
    "recovered_area_m2",
    "notified_on",
    "inventoried_on",
    "plan_posted_on",
    "plan_approved_on",
    "paid_on",
    "resettled_on",
    "recovery_decided_on",
    "handed_over_on",
];

/// Names of the properties of a kind, in order.
pub const fn columns(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Units => UNIT_COLUMNS,
        Kind::Projects => PROJECT_COLUMNS,
        Kind::Parcels => PARCEL_COLUMNS,
    }
}

/// Whether there is a project with this code.
///
/// # Errors
/// Only those of the database.
pub async fn project_exists(conn: &mut PgConnection, code: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from projects where code = $1) as "exists!""#,
        code
    )
    .fetch_one(conn)
    .await
}

/// The features of a kind, all or those of one project; units belong to none.
pub fn rows<'c>(conn: &'c mut PgConnection, kind: Kind, project: Option<&'c str>) -> BoxStream<'c, sqlx::Result<Row>> {
    match kind {
        Kind::Units => sqlx::query_as!(
            Row,
            r#"select
                json_strip_nulls(json_build_object(
                    'code', code, 'name', name, 'level', level, 'parent_code', parent_code,
                    'valid_from', valid_from, 'valid_to', valid_to
                ))::text as "properties!",
                st_asgeojson(geom, 9) as geometry
            from admin_units
            order by id"#
        )
        .fetch(conn)
        .boxed(),
        Kind::Projects => sqlx::query_as!(
            Row,
            r#"select
                json_strip_nulls(json_build_object(
                    'code', code, 'name', name, 'sector', sector, 'group', project_group, 'investor', nullif(investor, ''),
                    'start_on', start_on, 'clearance_deadline', clearance_deadline,
                    'corridor_width_m', corridor_width_m, 'min_workable_m', min_workable_m
                ))::text as "properties!",
                st_asgeojson(
                    case when boundary is null then alignment when alignment is null then boundary else st_collect(boundary, alignment) end,
                    9
                ) as geometry
            from projects
            where $1::text is null or code = $1
            order by id"#,
            project
        )
        .fetch(conn)
        .boxed(),
        Kind::Parcels => sqlx::query_as!(
            Row,
            r#"select
                json_strip_nulls(json_build_object(
                    'project_code', p.code, 'register_unit_code', nullif(x.register_unit_code, ''),
                    'map_sheet', nullif(x.map_sheet, ''), 'parcel_no', x.parcel_no,
                    'land_use', nullif(x.land_use, ''), 'household_code', nullif(x.household_code, ''),
                    'needs_resettlement', x.needs_resettlement,
                    'legal_area_m2', x.legal_area_m2, 'recovered_area_m2', x.recovered_area_m2,
                    'notified_on', x.notified_on, 'inventoried_on', x.inventoried_on, 'plan_posted_on', x.plan_posted_on,
                    'plan_approved_on', x.plan_approved_on, 'paid_on', x.paid_on, 'resettled_on', x.resettled_on,
                    'recovery_decided_on', x.recovery_decided_on, 'handed_over_on', x.handed_over_on
                ))::text as "properties!",
                st_asgeojson(x.geom, 9) as geometry
            from parcels x
            join projects p on p.id = x.project_id
            where $1::text is null or p.code = $1
            order by x.id"#,
            project
        )
        .fetch(conn)
        .boxed(),
    }
}
