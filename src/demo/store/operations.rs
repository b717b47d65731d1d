//! What people did: operations of the past, each with its place in audit.

use fastrand::Rng;
use sqlx::PgConnection;
use uuid::{Builder, Uuid};

use crate::{calendar::Day, demo::province};

/// Something that an officer of a unit recorded on a day.
pub struct Operation {
    pub op_id: Uuid,
    pub unit: &'static str,
    pub recorded_on: Day,
    pub action: &'static str,
    /// The parcels' column that was set by it.
    pub column: Option<String>,
}

/// Numbers of operations, the same at every load.
pub struct Numbers(Rng);

impl Numbers {
    /// The first number follows.
    pub fn new() -> Self {
        Self(Rng::with_seed(101))
    }

    /// The next number.
    pub fn next(&mut self) -> Uuid {
        Builder::from_random_bytes(self.0.u128(..).to_be_bytes()).into_uuid()
    }
}

/// Writes the operations to audit, spread over the working hours of their days.
pub async fn record(conn: &mut PgConnection, operations: &[Operation]) -> sqlx::Result<()> {
    let op_ids: Vec<Uuid> = operations.iter().map(|operation| operation.op_id).collect();
    let days: Vec<Day> = operations.iter().map(|operation| operation.recorded_on).collect();
    let actors: Vec<String> = operations.iter().map(|operation| officer(operation.unit)).collect();
    let actions: Vec<&str> = operations.iter().map(|operation| operation.action).collect();
    sqlx::query!(
        "insert into audit (op_id, at, actor, door, action)
         select op_id,
             least(now(), (day + time '07:40' + make_interval(mins => (n * 37 % 540)::integer)) at time zone 'Asia/Ho_Chi_Minh'),
             actor, 'demo', action
         from unnest($1::uuid[], $2::date[], $3::text[], $4::text[]) with ordinality as o (op_id, day, actor, action, n)",
        &op_ids,
        &days as &[Day],
        &actors,
        &actions as &[&str]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The officer who records for a unit.
pub fn officer(unit: &str) -> String {
    province::name_of(unit).map_or_else(
        || "Ban Chỉ đạo giải phóng mặt bằng tỉnh".into(),
        |name| {
            let mut letters = name.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
            format!("Cán bộ {first}{}", letters.as_str())
        },
    )
}
