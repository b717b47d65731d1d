//! What is recorded when a commitment is made, superseded or withdrawn.

use serde_json::{Map, Value, json};

use super::rules::Goal;
use crate::{
    audit::{Entity, Event},
    calendar::Day,
};

/// What a commitment says, for the history.
pub fn said(due_on: Day, goal: &Goal) -> Value {
    match goal {
        Goal::Share(share) => json!({ "due_on": due_on, "share": share }),
        Goal::Parcels(ids) => json!({ "due_on": due_on, "parcels": ids.len() }),
    }
}

/// The event of a commitment: what it said before, and says now.
pub fn event(
    (id, project): (i64, i32),
    action: &'static str,
    on: Day,
    [before, now]: [Value; 2],
    reason: &str,
) -> Event {
    Event {
        entity: Entity::Commitment,
        entity_id: id,
        project_id: Some(project),
        action,
        effective_on: on,
        fields: Map::from_iter([("commitment".to_owned(), json!([before, now]))]),
        note: reason.to_owned(),
    }
}
