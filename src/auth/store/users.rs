use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::auth::{
    account::Account,
    model::{NewUser, User},
    role::Role,
};

/// What a login is checked against.
pub struct Credentials {
    pub id: i32,
    pub name: String,
    /// None where no password is set.
    pub password_hash: Option<String>,
    pub is_disabled: bool,
}

/// What the login of the account with this name is checked against.
pub async fn credentials(conn: &mut PgConnection, name: &str) -> sqlx::Result<Option<Credentials>> {
    sqlx::query_as!(
        Credentials,
        r#"select id, name, password_hash, disabled_at is not null as "is_disabled!" from users where name = $1"#,
        name
    )
    .fetch_optional(conn)
    .await
}

/// The account with this number, if it is in use; nobody edits it until the transaction ends.
pub async fn account(conn: &mut PgConnection, id: i32) -> sqlx::Result<Option<Account>> {
    sqlx::query_as!(
        Account,
        r#"select id, name, full_name, role as "role: Role", unit_codes, project_codes, version
           from users where id = $1 and disabled_at is null for share"#,
        id
    )
    .fetch_optional(conn)
    .await
}

/// Every account, by name.
pub async fn list(conn: &mut PgConnection) -> sqlx::Result<Vec<User>> {
    sqlx::query_as!(
        User,
        r#"select id, name, full_name, role as "role: Role", unit_codes, project_codes, disabled_at is not null as "disabled!",
                  password_hash is not null as "has_password!", created_at,
                  (select max(seen_at) from sessions where user_id = users.id) as seen_at, version
           from users order by name"#
    )
    .fetch_all(conn)
    .await
}

/// One account; `RowNotFound` where there is none.
pub async fn get(conn: &mut PgConnection, id: i32) -> sqlx::Result<User> {
    sqlx::query_as!(
        User,
        r#"select id, name, full_name, role as "role: Role", unit_codes, project_codes, disabled_at is not null as "disabled!",
                  password_hash is not null as "has_password!", created_at,
                  (select max(seen_at) from sessions where user_id = users.id) as seen_at, version
           from users where id = $1"#,
        id
    )
    .fetch_one(conn)
    .await
}

/// Lets no two transactions edit accounts at the same time: each would take the other's for the last administrator.
pub async fn take_turn(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('matbang.accounts'), 0)")
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps an account from being edited until the transaction ends; `RowNotFound` where there is none.
pub async fn lock(conn: &mut PgConnection, id: i32) -> sqlx::Result<User> {
    sqlx::query!("select id from users where id = $1 for update", id)
        .fetch_one(&mut *conn)
        .await?;
    get(conn, id).await
}

/// Stores a new account and gives its internal number; `user_name_key` is violated where the name is taken.
pub async fn insert(conn: &mut PgConnection, new: &NewUser) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        "insert into users (name, full_name, role, unit_codes, project_codes) values ($1, $2, $3, $4, $5) returning id",
        new.name,
        new.full_name.trim(),
        new.role as Role,
        &new.unit_codes,
        &new.project_codes
    )
    .fetch_one(conn)
    .await
}

/// Stores what may be edited of an account, as its next version.
pub async fn update(conn: &mut PgConnection, user: &User) -> sqlx::Result<()> {
    let disabled_at = user.disabled.then(OffsetDateTime::now_utc);
    sqlx::query!(
        "update users
         set full_name = $2, role = $3, unit_codes = $4, project_codes = $5, version = version + 1,
             disabled_at = case when $6::timestamptz is null then null else coalesce(disabled_at, $6) end
         where id = $1",
        user.id,
        user.full_name.trim(),
        user.role as Role,
        &user.unit_codes,
        &user.project_codes,
        disabled_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps a new password; false for an account of the demo, whose password everybody is told.
pub async fn set_password(conn: &mut PgConnection, user: i32, hash: &str) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update users set password_hash = $2 where id = $1 and demo_password is null",
        user,
        hash
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether a password is still that of an account that may log in; keeps both so until the transaction ends.
pub async fn still_holds(conn: &mut PgConnection, user: i32, kept: Option<&str>) -> sqlx::Result<bool> {
    let found = sqlx::query!(
        "select id from users where id = $1 and password_hash = $2 and disabled_at is null for share",
        user,
        kept
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// Keeps another hash of the same password, unless the password was changed in the meantime.
pub async fn renew_hash(conn: &mut PgConnection, user: i32, kept: &str, renewed: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update users set password_hash = $3 where id = $1 and password_hash = $2",
        user,
        kept,
        renewed
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether there is an account.
pub async fn has_accounts(conn: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists (select from users) as "any!""#)
        .fetch_one(conn)
        .await
}

/// The codes among these that name no unit, and those that name no project.
pub async fn unknown_codes(
    conn: &mut PgConnection,
    units: &[String],
    projects: &[String],
) -> sqlx::Result<(Vec<String>, Vec<String>)> {
    let row = sqlx::query!(
        r#"select array(select code from unnest($1::text[]) code where code not in (select code from admin_units)) as "units!",
                  array(select code from unnest($2::text[]) code where code not in (select code from projects)) as "projects!""#,
        units,
        projects
    )
    .fetch_one(conn)
    .await?;
    Ok((row.units, row.projects))
}

/// Internal number of the account with this name.
pub async fn by_name(conn: &mut PgConnection, name: &str) -> sqlx::Result<Option<i32>> {
    sqlx::query_scalar!("select id from users where name = $1", name)
        .fetch_optional(conn)
        .await
}

/// Whether there is an administrator in use beside an account; nobody becomes or ceases to be one until the transaction
/// ends.
pub async fn has_other_admin(conn: &mut PgConnection, user: i32) -> sqlx::Result<bool> {
    let admins = sqlx::query_scalar!("select id from users where role = 'admin' and disabled_at is null")
        .fetch_all(conn)
        .await?;
    Ok(admins.iter().any(|id| *id != user))
}
