use sqlx::PgConnection;

/// Counts a login that begins. Gives back its number, or, where so many began within the window that have not
/// succeeded, the seconds after which there is room again.
pub async fn begin_attempt(
    conn: &mut PgConnection,
    source: i32,
    most: i64,
    window_seconds: i32,
) -> sqlx::Result<Result<i64, i64>> {
    // Attempts at the same moment must count each other; the lock ends with the transaction.
    sqlx::query!("select pg_advisory_xact_lock(hashtext('matbang.login'), $1)", source)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "delete from login_attempts where at < now() - make_interval(secs => $1)",
        f64::from(window_seconds)
    )
    .execute(&mut *conn)
    .await?;
    let row = sqlx::query!(
        r#"with full_of as (
               select at from login_attempts where source = $1 order by at desc offset $2::bigint - 1 limit 1
           ), begun as (
               insert into login_attempts (source) select $1 where not exists (select from full_of) returning id
           )
           select (select id from begun) as id,
                  ceil(extract(epoch from (select at from full_of) + make_interval(secs => $3) - clock_timestamp()))::bigint as wait"#,
        source,
        most,
        f64::from(window_seconds)
    )
    .fetch_one(conn)
    .await?;
    Ok(row.id.ok_or_else(|| row.wait.unwrap_or(1).max(1)))
}

/// Forgets an attempt that succeeded, and with it all that these sources tried before.
pub async fn forget_attempts(conn: &mut PgConnection, sources: &[i32], attempt: Option<i64>) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from login_attempts where source = any($1) or id = $2",
        sources,
        attempt
    )
    .execute(conn)
    .await?;
    Ok(())
}
