//! Reads the board, or parts of it, from the database. Every function here reads within the caller's transaction,
//! so that all parts are of one moment.

mod parcels;
mod projects;
mod shards;
mod units;

use std::sync::Arc;

use sqlx::PgConnection;

pub use parcels::{ReadParcel, parcels};
pub use projects::projects;
pub use shards::shards;
pub use units::units;

use super::{
    Board, Causes, ParcelObstacle,
    generation::next_generation,
    world::{WorldPoint, from_lon_lat},
};
use crate::{calendar::Day, deadlines::load_rule_book, geometry::wkb_parts};

/// The whole board.
pub async fn board(conn: &mut PgConnection) -> sqlx::Result<Board> {
    let causes = causes(&mut *conn).await?;
    let units = units(&mut *conn).await?;
    let rules = Arc::new(load_rule_book(&mut *conn).await?);
    let shards = shards(&mut *conn, &units, &rules, &causes, None).await?;
    Ok(Board {
        units,
        rules,
        causes,
        shards,
        generation: next_generation(),
        picture: next_generation(),
    })
}

/// Rings or lines of a shape that PostGIS sent, in world coordinates.
fn world_parts(bytes: &[u8]) -> Vec<Vec<WorldPoint>> {
    wkb_parts(bytes, from_lon_lat)
}

async fn causes(conn: &mut PgConnection) -> sqlx::Result<Causes> {
    let codes = sqlx::query_scalar!("select code from obstacle_causes order by rank, code")
        .fetch_all(conn)
        .await?;
    Ok(codes.into())
}

fn obstacle(
    causes: &Causes,
    id: i64,
    cause: &str,
    opened_on: Day,
    closed_on: Option<Day>,
    due_on: Option<Day>,
) -> ParcelObstacle {
    let place = causes
        .iter()
        .position(|code| code == cause)
        .unwrap_or(usize::from(u8::MAX));
    ParcelObstacle {
        id,
        cause: u8::try_from(place).unwrap_or(u8::MAX),
        stops_works: cause == "WORKS_STOPPED",
        opened_on,
        closed_on,
        due_on,
    }
}
