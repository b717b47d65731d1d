use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::auth::{
    account::{Account, Login, Means, Scope},
    model::{Session, Token},
    role::Role,
    secret::SecretHash,
};

/// The login of a session of an account in use.
pub async fn session(conn: &mut PgConnection, hash: SecretHash) -> sqlx::Result<Option<Login>> {
    let row = sqlx::query!(
        r#"select s.id as session, s.seen_at, s.expires_at, u.id, u.name, u.full_name, u.role as "role: Role",
                  u.unit_codes, u.project_codes, u.version
           from sessions s join users u on u.id = s.user_id
           where s.token_hash = $1 and s.expires_at > now() and u.disabled_at is null"#,
        &hash
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let account = Account {
            id: row.id,
            name: row.name,
            full_name: row.full_name,
            role: row.role,
            unit_codes: row.unit_codes,
            project_codes: row.project_codes,
            version: row.version,
        };
        let (means, seen_at) = (Means::Session(row.session), row.seen_at.unix_timestamp());
        Login::new(account, means, Some(row.expires_at), hash, seen_at)
    }))
}

/// The login of a token of an account in use.
pub async fn token(conn: &mut PgConnection, hash: SecretHash) -> sqlx::Result<Option<Login>> {
    let row = sqlx::query!(
        r#"select t.scope as "scope: Scope", t.seen_at, t.expires_at, u.id, u.name, u.full_name, u.role as "role: Role",
                  u.unit_codes, u.project_codes, u.version
           from tokens t join users u on u.id = t.user_id
           where t.token_hash = $1 and (t.expires_at is null or t.expires_at > now()) and u.disabled_at is null"#,
        &hash
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let account = Account {
            id: row.id,
            name: row.name,
            full_name: row.full_name,
            role: row.role,
            unit_codes: row.unit_codes,
            project_codes: row.project_codes,
            version: row.version,
        };
        let seen_at = row.seen_at.map_or(0, OffsetDateTime::unix_timestamp);
        Login::new(account, Means::Token(row.scope), row.expires_at, hash, seen_at)
    }))
}

/// Writes down that a session or a token is used now.
pub async fn mark_seen(pool: &sqlx::PgPool, hash: SecretHash, is_session: bool) -> sqlx::Result<()> {
    if is_session {
        sqlx::query!("update sessions set seen_at = now() where token_hash = $1", &hash)
            .execute(pool)
            .await?;
    } else {
        sqlx::query!("update tokens set seen_at = now() where token_hash = $1", &hash)
            .execute(pool)
            .await?;
    }
    Ok(())
}

/// Begins a session; gives back its number and when it ends.
pub async fn insert_session(
    conn: &mut PgConnection,
    user: i32,
    hash: SecretHash,
    device: &str,
    lifetime_seconds: f64,
) -> sqlx::Result<(Uuid, OffsetDateTime)> {
    // Sessions that ended by themselves stay until the account logs in again.
    sqlx::query!("delete from sessions where user_id = $1 and expires_at < now()", user)
        .execute(&mut *conn)
        .await?;
    let row = sqlx::query!(
        "insert into sessions (token_hash, user_id, device, expires_at)
         values ($1, $2, $3, now() + make_interval(secs => $4)) returning id, expires_at",
        &hash,
        user,
        device,
        lifetime_seconds
    )
    .fetch_one(conn)
    .await?;
    Ok((row.id, row.expires_at))
}

/// The sessions of an account, the one used last first.
pub async fn list_sessions(conn: &mut PgConnection, user: i32, current: Option<Uuid>) -> sqlx::Result<Vec<Session>> {
    sqlx::query_as!(
        Session,
        r#"select id, device, created_at, seen_at, expires_at, id is not distinct from $2 as "is_current!"
           from sessions where user_id = $1 and expires_at > now() order by seen_at desc, id"#,
        user,
        current
    )
    .fetch_all(conn)
    .await
}

/// Ends a session of an account; false where it has none such.
pub async fn delete_session(conn: &mut PgConnection, user: i32, id: Uuid) -> sqlx::Result<bool> {
    let done = sqlx::query!("delete from sessions where user_id = $1 and id = $2", user, id)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends all sessions of an account, and its one-time links.
pub async fn end_logins(conn: &mut PgConnection, user: i32) -> sqlx::Result<()> {
    sqlx::query!("delete from password_links where user_id = $1", user)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("delete from sessions where user_id = $1", user)
        .execute(conn)
        .await?;
    Ok(())
}

/// Stores a token; gives it back as it is listed.
pub async fn insert_token(
    conn: &mut PgConnection,
    user: i32,
    hash: SecretHash,
    name: &str,
    scope: Scope,
    days: i32,
) -> sqlx::Result<Token> {
    sqlx::query_as!(
        Token,
        r#"insert into tokens (token_hash, user_id, name, scope, expires_at)
           values ($1, $2, $3, $4, now() + make_interval(days => $5))
           returning id, name, scope as "scope: Scope", created_at, seen_at, expires_at"#,
        &hash,
        user,
        name,
        scope as Scope,
        days
    )
    .fetch_one(conn)
    .await
}

/// The tokens of an account, the newest first; those that ended as well.
pub async fn list_tokens(conn: &mut PgConnection, user: i32) -> sqlx::Result<Vec<Token>> {
    sqlx::query_as!(
        Token,
        r#"select id, name, scope as "scope: Scope", created_at, seen_at, expires_at
           from tokens where user_id = $1 order by created_at desc, id"#,
        user
    )
    .fetch_all(conn)
    .await
}

/// Ends a token of an account; false where it has none such.
pub async fn delete_token(conn: &mut PgConnection, user: i32, id: Uuid) -> sqlx::Result<bool> {
    let done = sqlx::query!("delete from tokens where user_id = $1 and id = $2", user, id)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}
