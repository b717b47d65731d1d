//! Lists of parcels with names, as a table for Excel that says in every row who took it along, when and why.

use std::collections::HashMap;

use sqlx::PgConnection;
use time::{OffsetDateTime, macros::offset};

use super::{model::Person, store};
use crate::{
    auth::Area,
    calendar::Day,
    csv_file::CsvFile,
    language::Language,
    parcels::{self, Selection},
    problem::Problem,
};

/// Parcels that are read at once.
const AT_ONCE: usize = 5000;

/// The parcels of a list with the names of their land users and, where `money` reaches any, the amounts.
///
/// # Errors
/// Those of the database.
pub async fn file(
    conn: &mut PgConnection,
    selection: &Selection,
    money: Option<&Area>,
    mark: &str,
    language: Language,
) -> Result<CsvFile, Problem> {
    let (name, amount, taken) = match language {
        Language::Vi => ("Người sử dụng đất", "Tiền bồi thường (đồng)", "Xuất bởi, lúc, lý do"),
        Language::En => ("Land user", "Compensation (VND)", "Taken along by, at, for"),
    };
    let mut headings = parcels::csv_headings(language).to_vec();
    headings.push(name);
    headings.extend(money.map(|_| amount));
    headings.push(taken);
    let mut file = CsvFile::new(language, &headings)?;
    for hits in selection.hits.chunks(AT_ONCE) {
        let ids: Vec<i64> = hits.iter().map(|hit| selection.id_of(hit)).collect();
        let reached = hits.iter().filter(|hit| {
            let shard = &selection.shards[hit.shard];
            money.is_some_and(|area| area.holds_parcel(shard, hit.place))
        });
        let with_money: Vec<i64> = reached.map(|hit| selection.id_of(hit)).collect();
        let persons = store::of_parcels(&mut *conn, &ids, &with_money).await?;
        let mut persons: HashMap<i64, Person> = persons.into_iter().map(|person| (person.parcel_id, person)).collect();
        for parcel in parcels::summaries(&mut *conn, selection, hits).await? {
            let person = persons.remove(&parcel.id).unwrap_or_default();
            let mut row = parcels::csv_cells(&file, language, parcel).to_vec();
            row.push(person.holder_name.unwrap_or_default());
            if money.is_some() {
                let amount = person.compensation_vnd.map(|amount| amount.to_string());
                row.push(amount.unwrap_or_default());
            }
            row.push(mark.to_owned());
            file.row(row)?;
        }
    }
    Ok(file)
}

/// Who takes a list along, when (in Việt Nam) and why, in one cell.
pub fn mark(who: &str, reason: &str) -> String {
    let now = OffsetDateTime::now_utc();
    let (hour, minute, _) = now.to_offset(offset!(+7)).time().as_hms();
    format!(
        "{who}, {} {hour:02}:{minute:02}, {reason}",
        Day::of(now).to_vietnamese()
    )
}
