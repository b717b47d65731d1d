//! Every statement about seals.

use sqlx::{PgConnection, postgres::PgQueryResult};
use time::OffsetDateTime;

use super::chain::SealHash;

/// Keeps others from sealing until the end of the transaction.
pub async fn lock(conn: &mut PgConnection) -> sqlx::Result<PgQueryResult> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('matbang.audit_seals'))")
        .execute(conn)
        .await
}

/// What is to be sealed next.
pub struct Pending {
    pub now: OffsetDateTime,
    pub numbers: Vec<i64>,
    pub settling: i64,
    pub last_number: i64,
    pub last_hash: Option<Vec<u8>>,
    pub drawn_through: i64,
    pub settled_through: i64,
}

/// The rows to be sealed next, at most so many, and where the chain ends.
pub async fn pending(conn: &mut PgConnection, most: i64) -> sqlx::Result<Pending> {
    sqlx::query_file_as!(Pending, "src/audit/seals/pending.sql", most)
        .fetch_one(conn)
        .await
}

/// A row as it is now.
pub struct Digested {
    pub number: i64,
    pub digest: SealHash,
    /// Whether it claims to be older than its seal allows.
    pub backdated: bool,
}

/// The digests of these rows, as far as they are there, in the order of their numbers; with `after`, the moment of the
/// seal before theirs.
pub async fn digests(
    conn: &mut PgConnection,
    numbers: &[i64],
    after: Option<OffsetDateTime>,
) -> sqlx::Result<Vec<Digested>> {
    let rows = sqlx::query_file!("src/audit/seals/digests.sql", numbers, after)
        .fetch_all(conn)
        .await?;
    let digested = rows.into_iter().map(|row| Digested {
        number: row.number,
        digest: SealHash::from_bytes(&row.digest).unwrap_or(SealHash::NONE),
        backdated: row.backdated,
    });
    Ok(digested.collect())
}

/// A seal as it is stored.
pub struct StoredSeal {
    pub number: i64,
    pub sealed_at: OffsetDateTime,
    pub rows: Vec<i64>,
    pub digests: Vec<u8>,
    pub hash: Vec<u8>,
}

/// Appends a seal to the chain.
pub async fn insert(
    conn: &mut PgConnection,
    seal: &StoredSeal,
    drawn_through: i64,
    settled_through: i64,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_seals (number, sealed_at, numbers, digests, hash, drawn_through, settled_through)
         select $1, $2, range_agg(int8range(row, row, '[]')), $4, $5, $6, $7 from unnest($3::bigint[]) row",
        seal.number,
        seal.sealed_at,
        &seal.rows,
        &seal.digests,
        &seal.hash,
        drawn_through,
        settled_through
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The next seals from a number on, in their order.
pub async fn seals_from(conn: &mut PgConnection, number: i64, most: i64) -> sqlx::Result<Vec<StoredSeal>> {
    sqlx::query_as!(
        StoredSeal,
        r#"select number, sealed_at, digests, hash,
                  array(select generate_series(lower(piece), upper(piece) - 1) from unnest(numbers) piece order by 1) as "rows!"
           from audit_seals where number >= $1 order by number limit $2"#,
        number,
        most
    )
    .fetch_all(conn)
    .await
}

/// What is said of a row by which people find it.
pub struct Named {
    pub number: i64,
    pub said: String,
}

/// What these rows say, as far as they are there.
pub async fn named(conn: &mut PgConnection, numbers: &[i64]) -> sqlx::Result<Vec<Named>> {
    sqlx::query_as!(
        Named,
        r#"select number, concat_ws(' ', op_id, at, actor, action, subject) as "said!"
           from audit where number = any ($1) order by number"#,
        numbers
    )
    .fetch_all(conn)
    .await
}

/// Rows that are in no seal, and cannot be waiting for theirs; each with the first seal over later ones.
pub async fn added(conn: &mut PgConnection, most: i64) -> sqlx::Result<Vec<(i64, Named)>> {
    let rows = sqlx::query!(
        r#"with sealed as materialized (
               select coalesce(range_agg(numbers), '{}') as numbers, max(settled_through) as settled_through
               from audit_seals where number >= 1
           )
           select a.number, concat_ws(' ', a.op_id, a.at, a.actor, a.action, a.subject) as "said!",
                  (select min(s.number) from audit_seals s where upper(s.numbers) > a.number) as "seal!"
           from audit a, sealed
           where not sealed.numbers @> a.number and a.number <= sealed.settled_through
           order by a.number limit $1"#,
        most
    )
    .fetch_all(conn)
    .await?;
    let named = rows.into_iter().map(|row| {
        let (number, said) = (row.number, row.said);
        (row.seal, Named { number, said })
    });
    Ok(named.collect())
}

/// How many rows wait for their seal, and the time of the oldest.
pub struct Waiting {
    pub rows: i64,
    pub since: Option<String>,
}

/// The rows that wait for their seal.
pub async fn waiting(conn: &mut PgConnection) -> sqlx::Result<Waiting> {
    sqlx::query_as!(
        Waiting,
        r#"with sealed as materialized (
               select coalesce(range_agg(numbers), '{}') as numbers, coalesce(max(settled_through), 0) as settled_through
               from audit_seals where number >= 1
           )
           select count(*) as "rows!", min(a.at)::text as since
           from audit a, sealed where not sealed.numbers @> a.number and a.number > sealed.settled_through"#
    )
    .fetch_one(conn)
    .await
}
