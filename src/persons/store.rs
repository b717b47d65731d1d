use sqlx::PgConnection;

use super::model::Person;

/// The persons of these parcels, in no order; amounts only of those in `with_money`.
pub async fn of_parcels(conn: &mut PgConnection, ids: &[i64], with_money: &[i64]) -> sqlx::Result<Vec<Person>> {
    sqlx::query_as!(
        Person,
        "select parcel_id, nullif(holder_name, '') as holder_name,
                case when parcel_id = any($2) then compensation_vnd end as compensation_vnd
         from parcel_persons where parcel_id = any($1)",
        ids,
        with_money
    )
    .fetch_all(conn)
    .await
}

/// Internal numbers of the parcels whose land users' names fit all these patterns.
pub async fn find(conn: &mut PgConnection, patterns: &[String]) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar!(
        "select parcel_id from parcel_persons where ' ' || coalesce(holder_folded, folded(holder_name)) like all ($1)",
        patterns
    )
    .fetch_all(conn)
    .await
}

/// Takes the name, the amount and the salt of a parcel away, also from what the last import would give back.
pub async fn erase(conn: &mut PgConnection, id: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "with kept as (delete from import_before_persons where parcel_id = $1)
         delete from parcel_persons where parcel_id = $1",
        id
    )
    .execute(conn)
    .await?;
    Ok(())
}
