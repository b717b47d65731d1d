//! Promises of districts and investors to the province.

use fastrand::Rng;

use super::Work;
use crate::{
    calendar::Day,
    demo::{
        projects::{Phase, Promise},
        province,
    },
    steps::Step,
};

const PROVINCE: &str = "Ủy ban nhân dân tỉnh";
const STEERING: &str = "Ban Chỉ đạo giải phóng mặt bằng tỉnh";

/// Most parcels that a district promises at once.
const MOST_PARCELS: usize = 12;

/// What is promised: a share of the area, or parcels, by row.
#[derive(Clone, Debug, PartialEq)]
pub enum Goal {
    Share(f64),
    Rows(Vec<usize>),
}

/// How a promise ended before its time.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// The next in the list took its place, with a reason.
    Superseded(Day, &'static str),
    Withdrawn(Day, &'static str),
}

/// A promise to have something cleared by a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Commitment {
    pub made_by: String,
    pub made_to: &'static str,
    pub made_on: Day,
    pub original_on: Day,
    pub due_on: Day,
    pub goal: Goal,
    pub text: &'static str,
    pub end: Option<End>,
}

/// The promises made for a project: kept, kept late, broken, put off, withdrawn, and to come.
pub fn commitments(work: &Work<'_>, deadline: Day, dice: &mut Rng) -> Vec<Commitment> {
    let mut all = Vec::new();
    all.extend(kept(work, dice));
    match (work.project.phase, work.project.promise) {
        (Phase::Running(..) | Phase::Overdue(_), Promise::Broken) => all.extend(broken(work, dice)),
        (Phase::Running(..) | Phase::Opening(_), promise) => {
            if promise == Promise::Behind {
                all.extend(kept_late(work));
                all.extend(withdrawn(work, dice));
            }
            let soon = dice.u8(..3) == 0;
            let days = if soon { dice.i32(3..14) } else { dice.i32(30..75) };
            let share = next_goal(work);
            let due_on = work.today.plus_days(days).min(deadline);
            all.push(by_investor(work, (-dice.i32(8..40), due_on), share));
        }
        _ => {}
    }
    if matches!(work.project.phase, Phase::Running(..) | Phase::Overdue(_)) {
        all.extend(of_parcels(work, dice));
    }
    all
}

/// A promise of the investor, made so many days from today, to have a share cleared by a day.
fn by_investor(work: &Work<'_>, (made, due_on): (i32, Day), share: f64) -> Commitment {
    Commitment {
        made_by: work.project.investor.to_owned(),
        made_to: STEERING,
        made_on: work.today.plus_days(made),
        original_on: due_on,
        due_on,
        goal: Goal::Share(share),
        text: "Bàn giao mặt bằng theo tiến độ đã báo cáo tại cuộc họp giao ban",
        end: None,
    }
}

/// A share that was reached in time, if anything was.
fn kept(work: &Work<'_>, dice: &mut Rng) -> Option<Commitment> {
    let ago = dice.i32(24..46);
    let past = work.today.plus_days(-ago);
    let share = (work.cleared(past) * 20.0 - 0.4).floor() * 5.0 / 100.0;
    let made = -ago - dice.i32(60..110);
    (share >= 0.05).then(|| Commitment {
        made_to: PROVINCE,
        ..by_investor(work, (made, past), share)
    })
}

/// A share that was promised for half a year ago and reached some weeks later.
fn kept_late(work: &Work<'_>) -> Option<Commitment> {
    let due_on = work.today.plus_days(-180);
    let share = ((work.cleared(due_on.plus_days(45)) * 100.0).floor() / 100.0).max(0.01);
    (share > work.cleared(due_on)).then(|| by_investor(work, (-250, due_on), share))
}

/// A promise that made no sense any more.
fn withdrawn(work: &Work<'_>, dice: &mut Rng) -> Option<Commitment> {
    let ago = dice.i32(10..30);
    let withdrawn_on = work.today.plus_days(-ago);
    let promise = by_investor(work, (-ago - 40, work.today.plus_days(20)), 1.0);
    (dice.u8(..2) == 0).then_some(Commitment {
        text: "Bàn giao toàn bộ mặt bằng trước mùa mưa",
        end: Some(End::Withdrawn(
            withdrawn_on,
            "Dự án được phân kỳ, phần còn lại chuyển sang giai đoạn sau",
        )),
        ..promise
    })
}

/// A share in full twentieths that lies well ahead of what is cleared today.
fn next_goal(work: &Work<'_>) -> f64 {
    (((work.cleared(work.today) * 20.0).ceil() + 3.0) * 5.0).min(100.0) / 100.0
}

/// A promise that was put off once and then broken.
fn broken(work: &Work<'_>, dice: &mut Rng) -> [Commitment; 2] {
    let ago = dice.i32(9..27);
    let (original, moved) = (-ago - 60, -ago - 60 - dice.i32(2..9));
    let original_on = work.today.plus_days(original);
    let first = by_investor(work, (original - 75, original_on), next_goal(work));
    let reason = "Chưa chi trả xong cho các hộ phải tái định cư, xin lùi thời hạn";
    let second = Commitment {
        made_on: work.today.plus_days(moved),
        due_on: work.today.plus_days(-ago),
        ..first.clone()
    };
    let end = Some(End::Superseded(second.made_on, reason));
    [Commitment { end, ..first }, second]
}

/// What districts promise: the parcels that hold the works up now, within two weeks, and those handed over last month.
fn of_parcels(work: &Work<'_>, dice: &mut Rng) -> Vec<Commitment> {
    let mut all = Vec::new();
    for (district, part) in &work.parts {
        let recent = work.today.plus_days(-60)..work.today.plus_days(-4);
        let handed = |row: &usize| work.histories[*row].day(Step::HandedOver);
        let of_late = |row: &usize| handed(row).is_some_and(|day| recent.contains(&day));
        let last_month: Vec<usize> = part.iter().copied().filter(of_late).take(MOST_PARCELS).collect();
        let remaining = part.iter().copied().filter(|&row| work.histories[row].remains());
        let remaining: Vec<usize> = remaining.take(dice.usize(3..=MOST_PARCELS)).collect();
        let mut promise = |rows: Vec<usize>, due_on: Day, text: &'static str| {
            all.push(Commitment {
                made_by: council(district),
                made_on: due_on.plus_days(-dice.i32(20..35)).min(work.today.plus_days(-1)),
                goal: Goal::Rows(rows),
                text,
                ..by_investor(work, (0, due_on), 0.0)
            });
        };
        if let Some(last) = last_month.iter().filter_map(handed).max() {
            // Every other one some days late.
            let due_on = last.plus_days(if last_month.len().is_multiple_of(2) { 3 } else { -6 });
            promise(last_month, due_on, "Bàn giao các thửa đã chi trả xong cho nhà thầu");
        }
        if !remaining.is_empty() {
            let broken = work.project.promise == Promise::Broken;
            let days = if broken {
                -4
            } else {
                2 + i32::try_from(remaining.len()).unwrap_or(0)
            };
            let text = "Vận động các hộ còn lại bàn giao mặt bằng để thông tuyến";
            promise(remaining, work.today.plus_days(days), text);
        }
    }
    all
}

/// The body that answers for the land of a district.
fn council(district: &str) -> String {
    let name = province::name_of(district).unwrap_or_default();
    let mut letters = name.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
    format!("Ủy ban nhân dân {first}{}", letters.as_str())
}
