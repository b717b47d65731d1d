//! Edits of parcels: `rules` says which are possible and what they change, `store` writes them in one statement, and the
//! `queue` has those that arrive at the same time share it.

mod queue;
mod rules;
mod store;

use std::collections::HashMap;

use serde_json::{Value, json};
use sqlx::PgPool;

pub use queue::EditQueue;
use store::{Batch, Edit, EditedParcel, NewDocument, NewFact, StoredParcel};

use super::{
    AsOf,
    model::{ParcelChange, ParcelVersion},
    store::ParcelExtras,
};
use crate::{
    calendar::Day,
    extract::Writer,
    problem::{OnConstraint, Problem},
    state::AppState,
};

/// A change to a set of parcels, as somebody asks for it.
pub struct Asked {
    /// Who asks.
    pub writer: Writer,
    /// The parcels, and the versions that the edit starts from.
    pub set: Vec<ParcelVersion>,
    /// What is to change on each.
    pub change: ParcelChange,
    /// Where the pointers of its problems begin.
    pub base: &'static str,
}

/// What the audit calls an edit; `edit.sql` writes it.
const ACTION: &str = "parcel.update";

/// What the audit says that was edited.
fn subject(set: &[ParcelVersion]) -> String {
    match set {
        [one] => format!("parcel {}", one.id),
        many => format!("{} parcels", many.len()),
    }
}

/// What came of an edit.
struct Outcome {
    /// What the page of a parcel shows now, where only one was edited.
    result: Result<Option<ParcelExtras>, Problem>,
    /// Whether it may be stored even if the database was away in the end.
    sent: bool,
}

/// Checks and writes a change, with its events: on all its parcels or on none. Gives back what the page of a parcel shows
/// now, where that is known without reading it.
///
/// Nobody is kept from the parcels between the check and the writing, which meets them in the checked version or not at
/// all.
///
/// # Errors
/// [`Problem::StaleVersion`] with the versions now of those that somebody else edited, [`Problem::Refused`], or those of
/// the database.
pub async fn apply(app: &AppState, asked: Asked) -> Result<Option<ParcelExtras>, Problem> {
    let board = app.board.current();
    let today = Day::today();
    let voided = asked.set.iter().find_map(|parcel| {
        let (shard, place) = board.parcel(parcel.id)?;
        rules::check_voided(
            &AsOf::new(shard.facts(place), today),
            &board.rules,
            &asked.change,
            asked.base,
        )
    });
    if let Some(problem) = voided {
        return Err(Problem::Refused(vec![problem]));
    }
    let writer = asked.writer.clone();
    let subject = subject(&asked.set);
    let Outcome { result, sent } = match asked.set.len() {
        1 => app.edits.write(asked).await,
        // Thousands would keep the others waiting.
        _ => write_alone(&app.pool, &asked).await,
    };
    let (outcome, extras) = match result {
        Ok(extras) => (Ok(()), extras),
        Err(problem) => (Err(problem), None),
    };
    app.conclude(&writer, ACTION, &subject, outcome, sent).await?;
    Ok(extras)
}

async fn write_alone(pool: &PgPool, asked: &Asked) -> Outcome {
    let mut sent = false;
    let result = async {
        let today = Day::today();
        let ids: Vec<i64> = asked.set.iter().map(|parcel| parcel.id).collect();
        let mut conn = pool.acquire().await?;
        let edits = prepare(asked, &store::stored(&mut conn, &ids, today, false).await?, today)?;
        sent = true;
        let written = store::write(&mut conn, &edits, today).await;
        let written = written.on_constraint("parcel_version_current", || Problem::StaleVersion(Value::Null));
        if let Err(Problem::StaleVersion(_)) = written {
            // Edited since the check: says by what versions.
            in_given_version(&asked.set, &store::stored(&mut conn, &ids, today, false).await?)?;
        }
        written.map(|_| None)
    }
    .await;
    Outcome { result, sent }
}

/// What an edit does to the parcels as they are stored.
fn prepare(asked: &Asked, stored: &HashMap<i64, StoredParcel>, today: Day) -> Result<Batch, Problem> {
    let Asked {
        writer,
        set,
        change,
        base,
    } = asked;
    let parcels = in_given_version(set, stored)?;
    let mut problems = rules::check(change, today, base);
    let of_parcels = parcels
        .iter()
        .flat_map(|parcel| rules::check_parcel(parcel, change, today, base));
    problems.extend(of_parcels.take(100));
    if !problems.is_empty() {
        return Err(Problem::Refused(problems));
    }
    let op_id = writer.op_id;
    let documents = rules::new_documents(change);
    Ok(Batch {
        edits: vec![Edit {
            op_id,
            author: writer.author.name.clone(),
            door: writer.author.door,
            subject: subject(set),
            columns: rules::columns(change),
            effective_on: rules::effective_on(change, today),
            reason: change.reason.as_deref().unwrap_or_default().trim().to_owned(),
        }],
        parcels: parcels
            .into_iter()
            .map(|parcel| EditedParcel {
                op_id,
                id: parcel.id,
                version: parcel.version,
                fields: rules::changed_fields(parcel, change),
            })
            .collect(),
        facts: change
            .facts
            .iter()
            .map(|(fact, on_date)| NewFact {
                op_id,
                fact: *fact,
                on_date: *on_date,
            })
            .collect(),
        documents: documents
            .into_iter()
            .map(|(step, number, signed_on)| NewDocument {
                op_id,
                step,
                number,
                signed_on,
            })
            .collect(),
    })
}

/// The parcels of a set, unless one is missing or has another version by now.
fn in_given_version<'a>(
    set: &[ParcelVersion],
    stored: &'a HashMap<i64, StoredParcel>,
) -> Result<Vec<&'a StoredParcel>, Problem> {
    let parcels: Vec<&StoredParcel> = set.iter().filter_map(|given| stored.get(&given.id)).collect();
    if parcels.len() != set.len() {
        let missing = set.iter().filter(|given| !stored.contains_key(&given.id));
        let missing: Vec<String> = missing.take(10).map(|given| given.id.to_string()).collect();
        return Err(Problem::field(
            "/parcels",
            format!("Không có thửa mang số: {}.", missing.join(", ")),
            format!("There are no parcels with the numbers: {}.", missing.join(", ")),
        ));
    }
    let with_given = parcels.iter().zip(set);
    let stale: Vec<ParcelVersion> = with_given
        .filter(|(now, given)| now.version != given.version)
        .map(|(now, _)| ParcelVersion {
            id: now.id,
            version: now.version,
        })
        .collect();
    if !stale.is_empty() {
        return Err(Problem::StaleVersion(json!(stale)));
    }
    Ok(parcels)
}
