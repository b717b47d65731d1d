//! Writes one change to a set of parcels.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::{
    edits,
    model::{ParcelChange, ParcelVersion},
    store,
};
use crate::{
    audit::{self, Entity, Event},
    calendar::Day,
    extract::Writer,
    problem::Problem,
    state::AppState,
};

/// Checks and writes one change to a set of parcels, with its events: all of them or none.
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
    let today = Day::today();
    let ids: Vec<i64> = set.iter().map(|parcel| parcel.id).collect();
    let subject = if let [id] = ids.as_slice() {
        format!("parcel {id}")
    } else {
        format!("{} parcels", ids.len())
    };
    app.write(writer, "parcel.update", &subject, async |tx| {
        let mut problems = edits::check(change, today, base);
        let locked = store::lock(&mut *tx, &ids, today).await?;
        if locked.len() != ids.len() {
            let known: HashSet<i64> = locked.iter().map(|parcel| parcel.id).collect();
            let missing: Vec<String> = ids
                .iter()
                .filter(|id| !known.contains(id))
                .take(10)
                .map(ToString::to_string)
                .collect();
            return Err(Problem::field(
                "/parcels",
                format!("Không có thửa mang số: {}.", missing.join(", ")),
                format!("There are no parcels with the numbers: {}.", missing.join(", ")),
            ));
        }
        let versions: HashMap<i64, i32> = set.iter().map(|parcel| (parcel.id, parcel.version)).collect();
        let stale: Vec<ParcelVersion> = locked
            .iter()
            .filter(|parcel| versions[&parcel.id] != parcel.version)
            .map(|parcel| ParcelVersion {
                id: parcel.id,
                version: parcel.version,
            })
            .collect();
        if !stale.is_empty() {
            return Err(Problem::StaleVersion(json!(stale)));
        }
        problems.extend(
            locked
                .iter()
                .flat_map(|parcel| edits::check_parcel(parcel, change, today, base)),
        );
        if !problems.is_empty() {
            problems.truncate(100);
            return Err(Problem::Refused(problems));
        }
        store::overlay(&mut *tx, &ids, &edits::columns(change), &writer.author.name, today).await?;
        for (step, to) in &change.steps {
            if let Some((number, signed_on)) = edits::new_document(to) {
                store::set_document(&mut *tx, &ids, *step, &number, signed_on).await?;
            }
        }
        let note = change.reason.as_deref().unwrap_or_default().trim().to_owned();
        let events: Vec<Event> = locked
            .iter()
            .map(|parcel| Event {
                entity: Entity::Parcel,
                entity_id: parcel.id,
                project_id: Some(parcel.project_id),
                action: "updated",
                effective_on: edits::effective_on(change, today),
                fields: edits::changed_fields(parcel, change),
                note: note.clone(),
            })
            .collect();
        audit::append_events(tx, writer.op_id, &events).await?;
        Ok(())
    })
    .await
}
