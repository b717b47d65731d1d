//! Writes one change to a set of parcels.

use std::collections::HashMap;

use serde_json::{Value, json};
use sqlx::PgConnection;

use super::{
    edits,
    model::{ParcelChange, ParcelVersion},
    store::{self, Edit, StoredParcel},
};
use crate::{
    calendar::Day,
    extract::Writer,
    problem::{OnConstraint, Problem},
    state::AppState,
};

/// Checks and writes one change to a set of parcels, with its events: all of them or none.
///
/// Nobody is kept from the parcels between the check and the writing, which meets them in the checked version or not at
/// all.
///
/// # Errors
/// [`Problem::StaleVersion`] with the versions now of those that somebody else edited, [`Problem::Refused`] with pointers
/// that begin at `base`, or those of the database.
pub async fn apply(
    app: &AppState,
    writer: &Writer,
    set: &[ParcelVersion],
    change: &ParcelChange,
    base: &str,
) -> Result<(), Problem> {
    let mut sent = false;
    let outcome = async {
        let mut conn = app.pool.acquire().await?;
        let today = Day::today();
        let parcels = in_given_version(&mut conn, set, today).await?;
        check(&parcels, change, today, base)?;
        sent = true;
        let written = write(&mut conn, writer, &parcels, change, today).await;
        if let Err(Problem::StaleVersion(_)) = written {
            // Edited since the check: says by what versions.
            in_given_version(&mut conn, set, today).await?;
        }
        written
    }
    .await;
    app.conclude(writer, outcome, sent).await
}

/// The parcels of a set, unless one is missing or has another version by now.
async fn in_given_version(
    conn: &mut PgConnection,
    set: &[ParcelVersion],
    today: Day,
) -> Result<Vec<StoredParcel>, Problem> {
    let ids: Vec<i64> = set.iter().map(|parcel| parcel.id).collect();
    let parcels = store::stored(conn, &ids, today).await?;
    let versions: HashMap<i64, i32> = parcels.iter().map(|parcel| (parcel.id, parcel.version)).collect();
    if versions.len() != set.len() {
        let missing = set.iter().filter(|parcel| !versions.contains_key(&parcel.id));
        let missing: Vec<String> = missing.take(10).map(|parcel| parcel.id.to_string()).collect();
        return Err(Problem::field(
            "/parcels",
            format!("Không có thửa mang số: {}.", missing.join(", ")),
            format!("There are no parcels with the numbers: {}.", missing.join(", ")),
        ));
    }
    let stale: Vec<ParcelVersion> = set
        .iter()
        .map(|parcel| ParcelVersion {
            id: parcel.id,
            version: versions[&parcel.id],
        })
        .zip(set)
        .filter(|(now, given)| now.version != given.version)
        .map(|(now, _)| now)
        .collect();
    if !stale.is_empty() {
        return Err(Problem::StaleVersion(json!(stale)));
    }
    Ok(parcels)
}

fn check(parcels: &[StoredParcel], change: &ParcelChange, today: Day, base: &str) -> Result<(), Problem> {
    let mut problems = edits::check(change, today, base);
    problems.extend(
        parcels
            .iter()
            .flat_map(|parcel| edits::check_parcel(parcel, change, today, base)),
    );
    if problems.is_empty() {
        return Ok(());
    }
    problems.truncate(100);
    Err(Problem::Refused(problems))
}

async fn write(
    conn: &mut PgConnection,
    writer: &Writer,
    parcels: &[StoredParcel],
    change: &ParcelChange,
    today: Day,
) -> Result<(), Problem> {
    let ids: Vec<i64> = parcels.iter().map(|parcel| parcel.id).collect();
    let versions: Vec<i32> = parcels.iter().map(|parcel| parcel.version).collect();
    let fields: Vec<Value> = parcels
        .iter()
        .map(|parcel| Value::Object(edits::changed_fields(parcel, change)))
        .collect();
    let edit = Edit {
        op_id: writer.op_id,
        author: &writer.author,
        subject: match ids.as_slice() {
            [id] => format!("parcel {id}"),
            ids => format!("{} parcels", ids.len()),
        },
        ids: &ids,
        versions: &versions,
        fields: &fields,
        columns: edits::columns(change),
        documents: edits::new_documents(change),
        today,
        effective_on: edits::effective_on(change, today),
        reason: change.reason.as_deref().unwrap_or_default().trim(),
    };
    let written = store::edit(conn, edit).await;
    written.on_constraint("parcel_version_current", || Problem::StaleVersion(Value::Null))
}
