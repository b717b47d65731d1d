//! What is in the database before a test, written past the service.

use serde_json::{Value, json};
use sqlx::PgPool;

/// Two districts of a province side by side, each 0.05° wide, from 105.80° E, 21.50° N.
pub async fn districts(db: &PgPool) {
    level(db, "province", 1).await;
    level(db, "district", 2).await;
    unit(db, "province", "19", [105.80, 21.50, 105.90, 21.60]).await;
    unit(db, "district", "164", [105.80, 21.50, 105.85, 21.60]).await;
    unit(db, "district", "165", [105.85, 21.50, 105.90, 21.60]).await;
}

pub async fn level(db: &PgPool, level: &'static str, rank: i16) {
    sqlx::query("insert into unit_levels (level, name_vi, name_en, rank) values ($1, $1, $1, $2)")
        .bind(level)
        .bind(rank)
        .execute(db)
        .await
        .unwrap();
}

/// A unit between west, south, east and north, named after its code.
pub async fn unit(db: &PgPool, level: &str, code: &str, [west, south, east, north]: [f64; 4]) {
    sqlx::query(
        "with made as (
             insert into admin_units (level, code, name, geom)
             values ($1, $2, 'Đơn vị ' || $2, st_multi(st_makeenvelope($3, $4, $5, $6, 4326))) returning id, geom
         )
         insert into admin_unit_pieces (unit_id, geom) select id, st_geometryn(geom, 1) from made",
    )
    .bind(level)
    .bind(code)
    .bind(west)
    .bind(south)
    .bind(east)
    .bind(north)
    .execute(db)
    .await
    .unwrap();
}

/// A transport project with these column values beside.
pub async fn project(db: &PgPool, code: &str, values: Value) {
    let mut row = json!({ "code": code, "name": format!("Dự án {code}"), "sector": "transport", "investor": "", "min_workable_m": 100 });
    lay_over(&mut row, values);
    sqlx::query(
        "insert into projects (code, name, sector, project_group, investor, start_on, clearance_deadline, archived_on,
                               corridor_width_m, min_workable_m, boundary, alignment)
         select v.code, v.name, v.sector, v.project_group, v.investor, v.start_on, v.clearance_deadline, v.archived_on,
                v.corridor_width_m, v.min_workable_m, st_multi(st_geomfromtext($1->>'area', 4326)),
                st_multi(st_geomfromtext($1->>'line', 4326))
         from jsonb_populate_record(null::projects, $1) v",
    )
    .bind(row)
    .execute(db)
    .await
    .unwrap();
}

/// A parcel of a project by `sheet/number` with these column values beside; `at` is the south-west corner of a
/// square of 0.001°. Gives its internal number.
pub async fn parcel(db: &PgPool, project: &str, key: &str, values: Value) -> i64 {
    let (sheet, number) = key.split_once('/').unwrap();
    let mut row = json!({ "project": project, "map_sheet": sheet, "parcel_no": number });
    lay_over(&mut row, values);
    parcels(db, &[row]).await[0]
}

/// Parcels, each with `project`, its column values and `at`; gives their internal numbers.
pub async fn parcels(db: &PgPool, rows: &[Value]) -> Vec<i64> {
    let ids: Vec<i64> = sqlx::query_scalar(include_str!("seed_parcels.sql"))
        .bind(Value::from(rows))
        .fetch_all(db)
        .await
        .unwrap();
    sqlx::query(
        "insert into parcel_units (parcel_id, unit_id)
         select p.id, u.id from parcels p join admin_units u on st_covers(u.geom, p.interior_point) where p.id = any($1)",
    )
    .bind(&ids)
    .execute(db)
    .await
    .unwrap();
    ids
}

/// An obstacle on parcels of one project, open for each of some intervals; gives its internal number.
pub async fn obstacle(db: &PgPool, parcels: &[i64], values: Value) -> i64 {
    let mut row = json!({ "scope": "selection", "cause": "PRICE", "intervals": [] });
    lay_over(&mut row, values);
    sqlx::query_scalar(include_str!("seed_obstacle.sql"))
        .bind(row)
        .bind(parcels)
        .fetch_one(db)
        .await
        .unwrap()
}

/// Runs a statement on a connection that is none of the service's.
pub async fn sql(db: &PgPool, statement: &'static str) {
    sqlx::raw_sql(statement).execute(db).await.unwrap();
}

fn lay_over(row: &mut Value, values: Value) {
    let Value::Object(values) = values else {
        panic!("column values are an object")
    };
    row.as_object_mut().unwrap().extend(values);
}
