//! Documents behind the steps, and facts that start clocks.

use sqlx::PgConnection;

use super::Ids;
use crate::{calendar::Day, demo::Province, steps::Step};

/// Stores the documents and facts of all parcels.
pub async fn store(conn: &mut PgConnection, province: &Province, ids: &Ids) -> sqlx::Result<()> {
    let (mut parcels, mut steps, mut numbers, mut days): (Vec<i64>, Vec<&str>, Vec<&str>, Vec<Day>) =
        Default::default();
    for (history, &parcel) in province.histories.iter().zip(&ids.parcels) {
        for step in Step::ALL {
            if let (Some(number), Some(day)) = (&history.documents[step.index()], history.day(step)) {
                parcels.push(parcel);
                steps.push(step.code());
                numbers.push(number);
                days.push(day);
            }
        }
    }
    sqlx::query!(
        "insert into step_documents (parcel_id, step, number, signed_on)
         select * from unnest($1::bigint[], $2::text[], $3::text[], $4::date[])",
        &parcels,
        &steps as &[&str],
        &numbers as &[&str],
        &days as &[Day]
    )
    .execute(&mut *conn)
    .await?;
    let (filed, filed_on): (Vec<i64>, Vec<Day>) = province
        .histories
        .iter()
        .zip(&ids.parcels)
        .filter_map(|(history, &parcel)| history.filed_on.map(|day| (parcel, day)))
        .unzip();
    sqlx::query!(
        "insert into parcel_facts (parcel_id, fact, on_date)
         select parcel_id, 'appraisal_filed', on_date from unnest($1::bigint[], $2::date[]) as f (parcel_id, on_date)",
        &filed,
        &filed_on as &[Day]
    )
    .execute(conn)
    .await?;
    Ok(())
}
