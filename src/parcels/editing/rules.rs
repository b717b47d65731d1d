//! Which edits of a parcel are possible, and what they change. Pure.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::store::StoredParcel;
use crate::{
    calendar::Day,
    deadlines::{Facts, RuleBook},
    parcels::{
        AsOf,
        model::{ParcelChange, StepChange},
        store::{ParcelExtras, StepDocument},
    },
    problem::FieldProblem,
    steps::Step,
};

/// Longest remark or reason, characters.
const LONGEST_NOTE: usize = 2000;

/// New column values of `parcels`, the same for every parcel that the change is for.
pub fn columns(change: &ParcelChange) -> Map<String, Value> {
    let mut columns = Map::new();
    for (step, to) in &change.steps {
        columns.insert(format!("{}_on", step.code()), json!(to.on));
    }
    for (step, day) in &change.not_applicable {
        columns.insert(format!("{}_na_on", step.code()), json!(day));
    }
    if let Some(day) = change.excluded_on {
        columns.insert("excluded_on".into(), json!(day));
    }
    if let Some(note) = &change.note {
        columns.insert("note".into(), json!(note.trim()));
    }
    columns
}

/// What is wrong with a change whatever the parcel; pointers begin at `base`.
pub fn check(change: &ParcelChange, today: Day, base: &str) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut check_day = |pointer: String, day: Option<Day>| {
        let Some(day) = day else { return };
        if day > today {
            problems.push(FieldProblem::new(
                pointer,
                format!(
                    "Ngày {} ở tương lai: chỉ ghi việc đã xảy ra, đến hôm nay là cùng.",
                    day.to_vietnamese()
                ),
                format!("{day} lies in the future: record what has happened, up to today."),
            ));
        } else if day < Day::EARLIEST {
            problems.push(FieldProblem::new(
                pointer,
                format!("Ngày {} trước năm 1990: hãy kiểm tra lại.", day.to_vietnamese()),
                format!("{day} is before 1990: check it."),
            ));
        }
    };
    for (step, to) in &change.steps {
        check_day(format!("{base}/steps/{}/on", step.code()), to.on);
        check_day(format!("{base}/steps/{}/signed_on", step.code()), to.signed_on);
    }
    for (step, day) in &change.not_applicable {
        check_day(format!("{base}/not_applicable/{}", step.code()), *day);
    }
    for (fact, day) in &change.facts {
        check_day(format!("{base}/facts/{}", fact.code()), *day);
    }
    check_day(format!("{base}/excluded_on"), change.excluded_on.flatten());
    if change
        .not_applicable
        .get(&Step::HandedOver)
        .is_some_and(Option::is_some)
    {
        problems.push(FieldProblem::new(
            format!("{base}/not_applicable/handed_over"),
            "Bàn giao mặt bằng không thể bỏ qua.",
            "The handover cannot be set aside.",
        ));
    }
    for (field, text) in [("note", &change.note), ("reason", &change.reason)] {
        let text = text.as_deref().unwrap_or_default();
        problems.extend(FieldProblem::too_long(format!("{base}/{field}"), text, LONGEST_NOTE));
    }
    problems
}

/// What is wrong with a change that gives a lapsed notice another day without a reason: it is voided, not corrected.
pub fn check_voided(known: &AsOf<'_>, book: &RuleBook, change: &ParcelChange, base: &str) -> Option<FieldProblem> {
    if change.steps.is_empty() || has_reason(change) {
        return None;
    }
    let last = known.lapsed(book)?;
    let step = book.rule(last.rule)?.rests_on()?;
    let to = change.steps.get(&step)?;
    (to.on != known.step_on(step)).then(|| {
        FieldProblem::new(
            format!("{base}/reason"),
            format!(
                "«{}» đã hết hiệu lực sau ngày {}: hãy ghi lý do khi làm lại, lịch sử giữ bản cũ.",
                step.name_vi(),
                last.on.to_vietnamese()
            ),
            format!(
                "“{}” lapsed after {}: give a reason for doing it again; the history keeps the old one.",
                step.name_en(),
                last.on
            ),
        )
    })
}

/// What is wrong with a change of this parcel as it stands; pointers begin at `base`.
pub fn check_parcel(parcel: &StoredParcel, change: &ParcelChange, today: Day, base: &str) -> Vec<FieldProblem> {
    let texts = &parcel.extras.texts;
    let name_vi = format!("Thửa {}, tờ {}", texts.parcel_no, texts.map_sheet);
    let name_en = format!("Parcel {}, sheet {}", texts.parcel_no, texts.map_sheet);
    let mut problems = Vec::new();
    let excluded = change
        .excluded_on
        .unwrap_or(parcel.excluded_on)
        .is_some_and(|day| day <= today);
    for (step, to) in change.steps.iter().filter(|(_, to)| to.on.is_some()) {
        let pointer = format!("{base}/steps/{}/on", step.code());
        if excluded {
            problems.push(FieldProblem::new(
                pointer.clone(),
                format!("{name_vi} đã đưa ra khỏi phạm vi dự án: không ghi được bước nào."),
                format!("{name_en} is excluded from the project: no step can be recorded."),
            ));
        }
        let set_aside = change
            .not_applicable
            .get(step)
            .copied()
            .unwrap_or(parcel.not_applicable[step.index()])
            .is_some();
        if set_aside {
            problems.push(FieldProblem::new(
                pointer,
                format!(
                    "{name_vi}: bước «{}» đang được đánh dấu không áp dụng; hãy bỏ dấu đó trước.",
                    step.name_vi()
                ),
                format!(
                    "{name_en}: the step “{}” is marked as not applicable; take the mark back first.",
                    step.name_en()
                ),
            ));
        }
        if *step == Step::HandedOver && to.on.is_some() && parcel.has_open_obstacle && !has_reason(change) {
            problems.push(FieldProblem::new(
                format!("{base}/reason"),
                format!("{name_vi} còn vướng mắc chưa đóng: hãy đóng vướng mắc hoặc ghi lý do bàn giao."),
                format!("{name_en} has an open obstacle: close it, or give a reason for the handover."),
            ));
        }
    }
    for (step, _) in change.not_applicable.iter().filter(|(_, day)| day.is_some()) {
        let dated = match change.steps.get(step) {
            Some(to) => to.on.is_some(),
            None => parcel.steps[step.index()].is_some(),
        };
        if dated && !change.steps.contains_key(step) {
            problems.push(FieldProblem::new(
                format!("{base}/not_applicable/{}", step.code()),
                format!("{name_vi}: bước «{}» đã có ngày; hãy xoá ngày trước.", step.name_vi()),
                format!(
                    "{name_en}: the step “{}” has a day; take it back first.",
                    step.name_en()
                ),
            ));
        }
    }
    problems
}

/// Whether a change says why.
fn has_reason(change: &ParcelChange) -> bool {
    change.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty())
}

/// The fields of this parcel that a change really changes, each with old and new value.
pub fn changed_fields(parcel: &StoredParcel, change: &ParcelChange) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut note = |name: String, old: Value, new: Value| {
        if old != new {
            fields.insert(name, json!([old, new]));
        }
    };
    for (step, to) in &change.steps {
        note(
            format!("{}_on", step.code()),
            json!(parcel.steps[step.index()]),
            json!(to.on),
        );
        if let Some((number, signed_on)) = new_document(to) {
            let old = parcel.extras.documents.iter().find(|document| document.step == *step);
            note(
                format!("{}_document", step.code()),
                json!(old.map_or("", |document| document.number.as_str())),
                json!(number),
            );
            note(
                format!("{}_signed_on", step.code()),
                json!(old.and_then(|document| document.signed_on)),
                json!(signed_on),
            );
        }
    }
    for (step, day) in &change.not_applicable {
        note(
            format!("{}_na_on", step.code()),
            json!(parcel.not_applicable[step.index()]),
            json!(day),
        );
    }
    for (fact, day) in &change.facts {
        note(format!("{}_on", fact.code()), json!(parcel.facts.get(fact)), json!(day));
    }
    if let Some(day) = change.excluded_on {
        note("excluded_on".into(), json!(parcel.excluded_on), json!(day));
    }
    if let Some(text) = &change.note {
        note("note".into(), json!(parcel.extras.note), json!(text.trim()));
    }
    fields
}

/// The document that a step gets: none when the change says nothing of it, an empty one when the day is taken back.
fn new_document(to: &StepChange) -> Option<(String, Option<Day>)> {
    match (to.on, &to.document, to.signed_on) {
        (None, _, _) => Some((String::new(), None)),
        (Some(_), None, None) => None,
        (Some(_), document, signed_on) => Some((
            document
                .as_deref()
                .unwrap_or_default()
                .trim()
                .chars()
                .take(120)
                .collect(),
            signed_on,
        )),
    }
}

/// The documents that steps get; one without number and signature is taken away.
pub fn new_documents(change: &ParcelChange) -> Vec<(Step, String, Option<Day>)> {
    let new = change.steps.iter().filter_map(|(step, to)| {
        let (number, signed_on) = new_document(to)?;
        Some((*step, number, signed_on))
    });
    new.collect()
}

/// What only the page of a parcel shows, after a change that somebody made.
pub fn after(extras: ParcelExtras, change: &ParcelChange, author: &str, at: OffsetDateTime) -> ParcelExtras {
    let mut documents = extras.documents;
    for (step, number, signed_on) in new_documents(change) {
        documents.retain(|document| document.step != step);
        if !number.is_empty() || signed_on.is_some() {
            documents.push(StepDocument {
                step,
                number,
                signed_on,
            });
        }
    }
    ParcelExtras {
        note: change.note.as_ref().map_or(extras.note, |note| note.trim().to_owned()),
        documents,
        updated_at: at,
        updated_by: author.to_owned(),
        ..extras
    }
}

/// The day from which a change counts: the latest that it names, else today.
pub fn effective_on(change: &ParcelChange, today: Day) -> Day {
    let steps = change.steps.values().filter_map(|to| to.on);
    let set_aside = change.not_applicable.values().filter_map(|day| *day);
    let facts = change.facts.values().filter_map(|day| *day);
    steps
        .chain(set_aside)
        .chain(facts)
        .chain(change.excluded_on.flatten())
        .max()
        .unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_without_words_on_its_document_leaves_the_document() {
        let change = |on, document: Option<&str>| StepChange {
            on,
            document: document.map(Into::into),
            signed_on: None,
        };
        assert_eq!(new_document(&change(Some(Day(20_000)), None)), None);
        assert_eq!(
            new_document(&change(Some(Day(20_000)), Some("1/QĐ"))),
            Some(("1/QĐ".into(), None))
        );
        assert_eq!(new_document(&change(None, None)), Some((String::new(), None)));
    }
}
