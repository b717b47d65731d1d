//! What is recorded when an obstacle changes.

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
pub struct Change<'a> {
    /// The obstacle.
    pub id: i64,
    /// Its project.
    pub project: i32,
    /// The parcels that it blocks.
    pub parcels: &'a [i64],
    /// Code of its cause.
    pub cause: &'a str,
    /// What happened.
    pub action: &'static str,
    /// The day from which it counts.
    pub on: Day,
}

impl Change<'_> {
    /// Writes the events: one for the obstacle, one for each parcel that it blocks, which a person thereby updated.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn record(
        &self,
        tx: &mut PgConnection,
        writer: &Writer,
        note: &str,
        states: Value,
    ) -> Result<(), Problem> {
        let fields = Map::from_iter([
            ("obstacle".to_owned(), states),
            ("cause".to_owned(), json!([self.cause, self.cause])),
        ]);
        let event = |entity, entity_id| Event {
            entity,
            entity_id,
            project_id: Some(self.project),
            action: self.action,
            effective_on: self.on,
            fields: fields.clone(),
            note: note.to_owned(),
        };
        let mut events = vec![event(Entity::Obstacle, self.id)];
        events.extend(self.parcels.iter().map(|parcel| event(Entity::Parcel, *parcel)));
        audit::append_events(&mut *tx, writer.op_id, &events).await?;
        parcels::touch(tx, self.parcels, &writer.author.name, Day::today()).await?;
        Ok(())
    }
}
