//! The people of the tests: one for each role, called like it, and colleagues who may do everything.

use sqlx::PgPool;

/// Unit to which `field` and `officer` are limited: the western one of [`super::seed::districts`].
pub const DISTRICT: &str = "164";

/// The token of one of the cast.
pub fn token(name: &str) -> String {
    format!("mb_of-{name}")
}

/// Makes the cast, where it is not there yet.
pub async fn seed(db: &PgPool) {
    sqlx::query(
        "with made as (
             insert into users (name, role, unit_codes)
             select name, role, case when role in ('field', 'officer') then array[$1] else '{}' end
             from (values ('planner', 'planner'), ('field', 'field'), ('officer', 'officer'), ('leader', 'leader'),
                          ('admin', 'admin'), ('an', 'admin'), ('hoa', 'admin'), ('lan', 'admin'), ('mai', 'admin'),
                          ('minh', 'admin')) people (name, role)
             on conflict do nothing returning id, name
         )
         insert into tokens (token_hash, user_id, name, scope, seen_at)
         -- Used just now: no test has a connection taken beside its own requests to write that down.
         select sha256(convert_to('mb_of-' || name, 'UTF8')), id, 'tests', 'write', now() from made",
    )
    .bind(DISTRICT)
    .execute(db)
    .await
    .unwrap();
}
