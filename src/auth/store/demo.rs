use sqlx::PgConnection;

use crate::auth::role::Role;

/// The unit with the most parcels, of the level with the fewest units among those with several.
pub async fn busiest_unit(conn: &mut PgConnection) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select u.code from admin_units u join parcel_units p on p.unit_id = u.id
         where u.level = (select level from admin_units group by level having count(*) > 1 order by count(*), level limit 1)
         group by u.id order by count(*) desc, u.code limit 1"
    )
    .fetch_optional(conn)
    .await
}

/// Makes an account of the demo, or keeps a new password for it; false where the name is somebody's.
pub async fn keep_demo(
    conn: &mut PgConnection,
    name: &str,
    full_name: &str,
    role: Role,
    units: &[String],
    password_hash: &str,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into users (name, full_name, role, unit_codes, password_hash, is_demo) values ($1, $2, $3, $4, $5, true)
         on conflict on constraint user_name_key do update set password_hash = excluded.password_hash, disabled_at = null
         where users.is_demo",
        name,
        full_name,
        role as Role,
        units,
        password_hash
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes the accounts of the demo away.
pub async fn remove_demo(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("delete from users where is_demo").execute(conn).await?;
    Ok(())
}
