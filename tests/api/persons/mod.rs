//! Land users: who may read, find, take along and erase what is known of them, and what is recorded of it.

mod erase;
mod export;
mod history;
mod logs;
mod read;
mod search;

use serde_json::json;
use sqlx::PgPool;

use crate::support::{TestApp, seed};

/// The land user in the west, where the field team and the officer are at home.
pub const WEST: (&str, i64) = ("Đoàn Thị Bí Mật", 987_654_321);

/// The land user in the east.
pub const EAST: (&str, i64) = ("Đoàn Văn Kín", 123_456_789);

/// A service with a parcel in each district, and its land user.
pub async fn scene(db: &PgPool) -> (TestApp, [i64; 2]) {
    seed::districts(db).await;
    seed::project(db, "P", json!({})).await;
    let west = seed::parcel(db, "P", "1/1", json!({ "at": [105.82, 21.55] })).await;
    let east = seed::parcel(db, "P", "1/2", json!({ "at": [105.87, 21.55] })).await;
    known(db, west, WEST).await;
    known(db, east, EAST).await;
    (TestApp::start(db).await, [west, east])
}

/// Notes the land user of a parcel, past the service.
pub async fn known(db: &PgPool, parcel: i64, (name, amount): (&str, i64)) {
    sqlx::query("insert into parcel_persons (parcel_id, holder_name, compensation_vnd) values ($1, $2, $3)")
        .bind(parcel)
        .bind(name)
        .bind(amount)
        .execute(db)
        .await
        .unwrap();
}

/// What was recorded about persons: who did what to what, in order.
pub async fn recorded(db: &PgPool) -> Vec<String> {
    sqlx::query_scalar(
        "select concat_ws(' ', actor, action, subject) from audit where action like 'persons.%' order by at",
    )
    .fetch_all(db)
    .await
    .unwrap()
}
