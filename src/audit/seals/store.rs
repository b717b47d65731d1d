//! Every statement about seals.

use sqlx::{PgConnection, postgres::PgQueryResult};
use time::OffsetDateTime;

use super::chain::{Seal, SealHash, digest};

/// Has names mean only what they mean in PostgreSQL itself, until the end of the transaction; tables are named with their
/// schema. Along a `search_path` that somebody set for the database stand functions and operators of whomever.
pub async fn trust_no_names(conn: &mut PgConnection) -> sqlx::Result<PgQueryResult> {
    sqlx::query!("set local search_path = pg_catalog, pg_temp")
        .execute(conn)
        .await
}

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
    sqlx::query_file!("src/audit/seals/digests.sql", numbers, after)
        .map(|row| Digested {
            number: row.number,
            digest: digest(&row.said, &row.events),
            backdated: row.backdated,
        })
        .fetch_all(conn)
        .await
}

/// The number of this transaction, drawn now unless it was before.
pub async fn transaction_id(conn: &mut PgConnection) -> sqlx::Result<Vec<u8>> {
    sqlx::query_scalar!(r#"select xid8send(pg_current_xact_id()) as "xid!""#)
        .fetch_one(conn)
        .await
}

/// Appends a seal to the chain.
pub async fn insert(conn: &mut PgConnection, seal: &Seal, hash: SealHash) -> sqlx::Result<()> {
    let numbers: Vec<i64> = seal.rows.iter().map(|(number, _)| *number).collect();
    let digests: Vec<u8> = seal.rows.iter().flat_map(|(_, digest)| digest.0).collect();
    // Its `xid` is that of this transaction by default.
    sqlx::query!(
        "insert into public.audit_seals (number, sealed_at, numbers, digests, hash, drawn_through, settled_through)
         select $1, $2, range_agg(int8range(row, row, '[]')), $4, $5, $6, $7 from unnest($3::bigint[]) row",
        seal.number,
        seal.sealed_at,
        &numbers,
        &digests,
        &hash.0,
        seal.drawn_through,
        seal.settled_through
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A seal as it is stored.
pub struct StoredSeal {
    pub seal: Seal,
    /// None when it has another length.
    pub hash: Option<SealHash>,
    /// Whether there is one digest for each number; `rows` are none when not.
    pub is_whole: bool,
}

/// The next seals behind a number, in their order.
pub async fn seals_after(conn: &mut PgConnection, number: i64, most: i64) -> sqlx::Result<Vec<StoredSeal>> {
    sqlx::query_file!("src/audit/seals/after.sql", number, most)
        .map(|row| {
            let digests = row.digests.as_chunks::<32>().0.iter().copied().map(SealHash);
            let is_whole = row.numbers.is_some();
            let seal = Seal {
                number: row.number,
                sealed_at: row.sealed_at,
                drawn_through: row.drawn_through,
                settled_through: row.settled_through,
                xid: row.xid,
                rows: row.numbers.unwrap_or_default().into_iter().zip(digests).collect(),
            };
            let hash = SealHash::from_bytes(&row.hash);
            StoredSeal { seal, hash, is_whole }
        })
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
           from public.audit where number = any ($1) order by number"#,
        numbers
    )
    .fetch_all(conn)
    .await
}

/// Rows that are in no seal, and cannot be waiting for theirs; each with the first seal over later ones.
pub async fn added(conn: &mut PgConnection, most: i64) -> sqlx::Result<Vec<(i64, Named)>> {
    let rows = sqlx::query!(
        r#"with sealed as materialized (
               select coalesce(range_agg(numbers), '{}') as numbers, max(number) as last
               from public.audit_seals where number >= 1
           )
           select a.number, concat_ws(' ', a.op_id, a.at, a.actor, a.action, a.subject) as "said!",
                  coalesce(
                      (select min(s.number) from public.audit_seals s where s.number >= 1 and upper(s.numbers) > a.number),
                      last.number
                  ) as "seal!"
           from sealed
           join public.audit_seals last on last.number = sealed.last
           join public.audit a on a.number <= last.settled_through
           where not sealed.numbers @> a.number
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
               select coalesce(range_agg(numbers), '{}') as numbers, max(number) as last
               from public.audit_seals where number >= 1
           )
           select count(*) as "rows!", min(a.at)::text as since
           from sealed
           left join public.audit_seals last on last.number = sealed.last
           join public.audit a on a.number > coalesce(last.settled_through, 0)
           where not sealed.numbers @> a.number"#
    )
    .fetch_one(conn)
    .await
}
