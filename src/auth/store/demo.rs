use sqlx::PgConnection;

use crate::auth::{demo::DemoAccount, role::Role};

/// Whether the province is the made-up one.
pub async fn is_made_up(conn: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists (select from audit where door = 'demo') as "made_up!""#)
        .fetch_one(conn)
        .await
}

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

/// Makes an account of the demo, where nobody has its name.
pub async fn insert_demo(
    conn: &mut PgConnection,
    account: &DemoAccount,
    full_name: &str,
    units: &[String],
    password_hash: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into users (name, full_name, role, unit_codes, password_hash, demo_password) values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint user_name_key do nothing",
        account.name,
        full_name,
        account.role as Role,
        units,
        password_hash,
        account.password
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The accounts of the demo that can be used, in the order in which they were made.
pub async fn list_demo(conn: &mut PgConnection) -> sqlx::Result<Vec<DemoAccount>> {
    sqlx::query_as!(
        DemoAccount,
        r#"select name, demo_password as "password!", role as "role: Role"
           from users where demo_password is not null and disabled_at is null order by id"#
    )
    .fetch_all(conn)
    .await
}

/// Takes the accounts of the demo away.
pub async fn remove_demo(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("delete from users where demo_password is not null")
        .execute(conn)
        .await?;
    Ok(())
}
