//! Limits of the law that end and come: which are possible, and what they would do to parcels. Pure.

use rayon::iter::{ParallelBridge as _, ParallelIterator as _};

use super::{
    model::{NewRule, Preview, RuleChanges, StoredRule},
    rules::{Kind, Rule, RuleBook, StartFact},
};
use crate::{
    board::Board,
    calendar::Day,
    parcels::Standing,
    problem::{FieldProblem, Problem},
};

/// Most units of a limit.
const MOST: i32 = 3650;

/// What is wrong with a limit that is to come; pointers begin at `base`.
pub fn check(new: &NewRule, base: &str) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut refuse = |is_wrong: bool, pointer: &str, vi: &str, en: &str| {
        if is_wrong {
            problems.push(FieldProblem::new(format!("{base}{pointer}"), vi, en));
        }
    };
    let rule = &new.rule;
    let length = |text: &str| text.trim().chars().count();
    refuse(
        !(1..=40).contains(&length(&new.regime)),
        "/regime",
        "Ghi tên chế độ pháp lý, dài nhất 40 ký tự.",
        "Name the body of law, in at most 40 characters.",
    );
    refuse(
        !(1..=300).contains(&length(&rule.citation)),
        "/rule/citation",
        "Ghi điều luật làm căn cứ, dài nhất 300 ký tự.",
        "Give the article that says so, in at most 300 characters.",
    );
    refuse(
        !(0..=MOST).contains(&rule.amount),
        "/rule/amount",
        "Số ngày hay tháng từ 0 đến 3650.",
        "Give 0 to 3650 days or months.",
    );
    refuse(
        rule.valid_from < Day::EARLIEST || rule.valid_to.is_some_and(|to| to <= rule.valid_from),
        "/rule/valid_from",
        "Ngày có hiệu lực phải sau năm 1990 và trước ngày hết hiệu lực.",
        "The first day of force must lie after 1990 and before the end.",
    );
    let repeats = (1..rule.start.len()).any(|place| rule.start[..place].contains(&rule.start[place]));
    let only_facts = rule.kind == Kind::Valid && rule.rests_on().is_none();
    refuse(
        rule.start.is_empty() || repeats || only_facts || rule.start.contains(&StartFact::Step(rule.target)),
        "/rule/start_facts",
        "Cần ít nhất một bước hay sự kiện khởi đầu, mỗi thứ một lần, khác bước đích; hạn hiệu lực cần một bước.",
        "Give at least one step or fact that starts it, each once, other than the target; a validity needs a step.",
    );
    problems
}

/// The limits after changes.
///
/// # Errors
/// [`Problem::Refused`] for limits that cannot end or come.
pub fn changed(stored: Vec<StoredRule>, changes: &RuleChanges) -> Result<Vec<Rule>, Problem> {
    let mut problems = Vec::new();
    let mut rules = stored;
    for (place, end) in changes.end.iter().enumerate() {
        match rules.iter_mut().find(|stored| stored.id == end.id) {
            Some(stored) if can_end(&stored.rule, end.on) => stored.rule.valid_to = Some(end.on),
            _ => problems.push(cannot_end(&format!("/end/{place}"))),
        }
    }
    for (place, new) in changes.add.iter().enumerate() {
        problems.extend(check(new, &format!("/add/{place}")));
    }
    if !problems.is_empty() {
        return Err(Problem::Refused(problems));
    }
    let kept = rules.into_iter().map(|stored| stored.rule);
    Ok(kept.chain(changes.add.iter().map(|new| new.rule.clone())).collect())
}

/// Whether a limit can end on a day: it is in force, and had begun before.
fn can_end(rule: &Rule, on: Day) -> bool {
    rule.valid_to.is_none() && rule.valid_from < on
}

/// What to say of a limit that cannot end.
pub fn cannot_end(pointer: &str) -> FieldProblem {
    FieldProblem::new(
        pointer,
        "Quy định không có, đã hết hiệu lực, hoặc ngày kết thúc không sau ngày có hiệu lực.",
        "There is no such rule, it has ended, or the end does not follow its first day of force.",
    )
}

/// What other limits would do to the parcels of the board on a day.
pub fn preview(board: &Board, rules: Vec<Rule>, day: Day) -> Preview {
    let book: RuleBook = board.rules.with_rules(rules);
    let of_shards = board.in_use().par_bridge().map(|shard| {
        let mut preview = Preview::default();
        shard.for_each(shard.places(), day, |_, facts, now| {
            let then = Standing::of(facts, &shard.clocks(facts, &book, day), day).on(day);
            let due = |assessment: &crate::parcels::Assessment| assessment.due.map(|due| (due.on, due.step));
            let (status, other_due) = (now.status != then.status, due(&now) != due(&then));
            preview.parcels += 1;
            preview.other_status += usize::from(status);
            preview.other_due += usize::from(other_due);
            preview.changed += usize::from(status || other_due);
        });
        preview
    });
    of_shards.reduce(Preview::default, |a, b| Preview {
        parcels: a.parcels + b.parcels,
        other_status: a.other_status + b.other_status,
        other_due: a.other_due + b.other_due,
        changed: a.changed + b.changed,
    })
}
