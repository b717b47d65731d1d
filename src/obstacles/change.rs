//! What is recorded when obstacles change.

use std::collections::{BTreeMap, btree_map::Entry};

use serde_json::{Map, Value, json};
use sqlx::PgConnection;

use crate::{
    audit::{self, Entity, Event},
    calendar::Day,
    extract::Writer,
    parcels,
    problem::Problem,
};

/// A change of an obstacle.
pub struct Change {
    /// The obstacle.
    pub id: i64,
    /// Its project.
    pub project: i32,
    /// The parcels that it is on.
    pub parcels: Vec<i64>,
    /// What happened.
    pub action: &'static str,
    /// The day from which it counts.
    pub on: Day,
    /// Changed fields, each with `[old, new]`; its state goes by the name `obstacle`.
    pub fields: Map<String, Value>,
    /// How the parcels' history tells it; none where it is nothing to them.
    pub to_parcels: Option<Map<String, Value>>,
}

/// The fields of an event that tells of the state of an obstacle, and of its cause.
pub fn state_and_cause(states: Value, cause: &str) -> Map<String, Value> {
    Map::from_iter([
        ("obstacle".to_owned(), states),
        ("cause".to_owned(), json!([cause, cause])),
    ])
}

/// Writes the events of changes made by one operation: one for each obstacle, and one for each parcel to which it means
/// something. A person thereby updated all the parcels.
///
/// # Errors
/// Those of the database.
pub async fn record(tx: &mut PgConnection, writer: &Writer, changes: &[Change], note: &str) -> Result<(), Problem> {
    let mut events = Vec::new();
    let mut of_parcels: BTreeMap<i64, Event> = BTreeMap::new();
    for change in changes {
        let event = |entity, entity_id, fields: &Map<String, Value>| Event {
            entity,
            entity_id,
            project_id: Some(change.project),
            action: change.action,
            effective_on: change.on,
            fields: fields.clone(),
            note: note.to_owned(),
        };
        events.push(event(Entity::Obstacle, change.id, &change.fields));
        let Some(fields) = &change.to_parcels else { continue };
        for parcel in &change.parcels {
            match of_parcels.entry(*parcel) {
                Entry::Vacant(entry) => {
                    entry.insert(event(Entity::Parcel, *parcel, fields));
                }
                Entry::Occupied(mut entry) => add_cause(&mut entry.get_mut().fields, fields),
            }
        }
    }
    events.extend(of_parcels.into_values());
    audit::append_events(&mut *tx, writer.op_id, &events).await?;
    let mut touched: Vec<i64> = changes
        .iter()
        .flat_map(|change| change.parcels.iter().copied())
        .collect();
    touched.sort_unstable();
    touched.dedup();
    parcels::touch(tx, &touched, &writer.author.name, Day::today()).await?;
    Ok(())
}

/// An operation has one event a parcel: where it changed several of its obstacles, the event names all their causes.
fn add_cause(fields: &mut Map<String, Value>, more: &Map<String, Value>) {
    let both = |nth: usize| {
        let cause = |fields: &Map<String, Value>| fields["cause"][nth].as_str().unwrap_or_default().to_owned();
        format!("{}, {}", cause(fields), cause(more))
    };
    let causes = json!([both(0), both(1)]);
    fields.insert("cause".to_owned(), causes);
}
