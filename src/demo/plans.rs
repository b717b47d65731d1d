//! What was planned and promised, and the money for it: made so that it fits what has happened.

mod promises;
mod versions;

use fastrand::Rng;

use super::{
    curves::{between, whole},
    histories::{History, parts},
    paces,
    projects::{Phase, Project, Promise},
    register::Row,
    survey::Site,
};
use crate::{calendar::Day, steps::Step};
use promises::commitments;
pub use promises::{Commitment, End, Goal};
pub use versions::Version;
use versions::moved;

/// Share of the time between start and deadline by which each step is to be done.
const SHARES: [f64; Step::COUNT] = [0.12, 0.3, 0.46, 0.6, 0.68, 0.78, 0.8, 0.97];

/// The day by which a step is planned, for the project or one unit.
#[derive(Clone, Debug, PartialEq)]
pub struct StepPlan {
    pub unit_code: &'static str,
    pub step: Step,
    pub versions: Vec<Version<Day>>,
}

/// Capital of a year as reported on a day, whole VND.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capital {
    pub year: i16,
    pub as_of: Day,
    pub planned: i64,
    pub disbursed: i64,
}

/// Everything planned for a project.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub start_on: Day,
    pub clearance_deadline: Option<Day>,
    pub deadlines: Vec<Version<Day>>,
    pub steps: Vec<StepPlan>,
    pub curves: Vec<Version<Vec<(Day, f64)>>>,
    pub commitments: Vec<Commitment>,
    pub capital: Vec<Capital>,
}

/// The plans of all sites.
pub fn plans(sites: &[Site], rows: &[Row], histories: &[History], today: Day) -> Vec<Plan> {
    let mut dice = Rng::with_seed(81);
    let parts = parts(rows);
    sites
        .iter()
        .enumerate()
        .map(|(number, site)| {
            let parts = parts
                .iter()
                .filter(|part| part.0 == number)
                .map(|(_, district, part)| (*district, part.as_slice()));
            Work {
                project: site.project,
                parts: parts.collect(),
                rows,
                histories,
                today,
            }
            .plan(&mut dice)
        })
        .collect()
}

/// A project with what has happened in it, by district.
pub struct Work<'a> {
    project: &'a Project,
    parts: Vec<(&'static str, &'a [usize])>,
    rows: &'a [Row],
    histories: &'a [History],
    today: Day,
}

impl Work<'_> {
    fn plan(&self, dice: &mut Rng) -> Plan {
        let all = || {
            self.parts
                .iter()
                .flat_map(|part| part.1)
                .map(|&row| &self.histories[row])
        };
        let first = all().filter_map(|history| history.day(Step::Notified)).min();
        let begun = self.today.plus_days(-self.project.begun);
        let start_on = first.map_or(begun, |first| first.min(begun));
        let clearance_deadline = match self.project.phase {
            Phase::Finished => all()
                .filter_map(|history| history.day(Step::HandedOver))
                .max()
                .map(|day| day.plus_days(12)),
            Phase::Overdue(since) => Some(self.today.plus_days(-since)),
            Phase::Running(_, left) | Phase::Opening(left) => Some(self.today.plus_days(left)),
            Phase::Announced => None,
        };
        let deadlines = clearance_deadline
            .map(|deadline| self.deadlines(start_on, deadline, dice))
            .unwrap_or_default();
        Plan {
            start_on,
            clearance_deadline,
            steps: clearance_deadline
                .map(|deadline| self.steps(start_on, deadline, dice))
                .unwrap_or_default(),
            curves: self.curves(start_on, &deadlines, dice),
            deadlines,
            commitments: clearance_deadline
                .map(|deadline| commitments(self, deadline, dice))
                .unwrap_or_default(),
            capital: self.capital(start_on, dice),
        }
    }

    /// The planned day of each step: moved where the first one passed, and what pressed districts were told.
    fn steps(&self, start: Day, deadline: Day, dice: &mut Rng) -> Vec<StepPlan> {
        let mut plans = Vec::new();
        let mut latest_so_far = start;
        for step in Step::ALL {
            let original_on = start.plus_days(days(f64::from(deadline.days_since(start)) * SHARES[step.index()]));
            let current_on = self.current(step, original_on, deadline, dice).max(latest_so_far);
            latest_so_far = current_on;
            plans.push(StepPlan {
                unit_code: "",
                step,
                versions: moved(original_on, current_on, start, self.today, dice),
            });
        }
        for (district, part) in &self.parts {
            if paces::of(district).pressed(self.project) {
                let missed = self.today.plus_days(-dice.i32(16..48));
                for (step, ahead) in [(Step::PlanPosted, 30), (Step::PlanApproved, 0)] {
                    if part.iter().any(|&row| self.histories[row].remains()) {
                        let current_on = missed.plus_days(-ahead);
                        let original_on = plans[step.index()].versions[0].planned.min(current_on);
                        plans.push(StepPlan {
                            unit_code: district,
                            step,
                            versions: moved(original_on, current_on, start, self.today, dice),
                        });
                    }
                }
            }
        }
        plans
    }

    /// The day planned now: not yet passed while somebody has still to do the step, save where the deadline itself is.
    fn current(&self, step: Step, original: Day, deadline: Day, dice: &mut Rng) -> Day {
        let open = self.parts.iter().flat_map(|part| part.1).any(|&row| {
            let history = &self.histories[row];
            history.remains() && history.day(step).is_none()
        });
        if deadline < self.today {
            return original.max(deadline.plus_days(-3 * (ordinal(Step::HandedOver) - ordinal(step))));
        }
        let soon = self.today.plus_days(dice.i32(6..14) + 4 * ordinal(step)).min(deadline);
        if open { original.max(soon) } else { original }
    }

    /// The deadlines: put off where the project lags.
    fn deadlines(&self, start: Day, deadline: Day, dice: &mut Rng) -> Vec<Version<Day>> {
        let put_off = self.project.promise != Promise::Kept;
        let original = deadline.plus_days(if put_off { -dice.i32(45..110) } else { 0 });
        if original == deadline || original <= start.plus_days(60) {
            return vec![Version::first(start, deadline)];
        }
        let known = original.min(self.today).plus_days(-dice.i32(8..25));
        let reason = "Ủy ban nhân dân tỉnh cho gia hạn tại thông báo kết luận giao ban giải phóng mặt bằng";
        vec![
            Version::first(start, original),
            Version {
                set_on: known.max(start),
                planned: deadline,
                reason,
            },
        ]
    }

    /// The planned curves, one for each deadline.
    fn curves(&self, start: Day, deadlines: &[Version<Day>], dice: &mut Rng) -> Vec<Version<Vec<(Day, f64)>>> {
        let mut curves = Vec::new();
        for deadline in deadlines {
            curves.push(Version {
                set_on: deadline.set_on,
                planned: self.curve(start, deadline.planned, dice),
                reason: if curves.is_empty() {
                    ""
                } else {
                    "Lập lại kế hoạch bàn giao mặt bằng theo hạn mới"
                },
            });
        }
        curves
    }

    /// The planned curve of the cleared share: ahead of what was done where the project lags, else a little behind it.
    fn curve(&self, start: Day, deadline: Day, dice: &mut Rng) -> Vec<(Day, f64)> {
        let span = deadline.days_since(start);
        let passed = f64::from(self.today.days_since(start)) / f64::from(span);
        let lead = match self.project.promise {
            Promise::Kept => -0.02,
            Promise::Behind => between(dice, 0.09, 0.16),
            Promise::Broken => between(dice, 0.12, 0.24),
        };
        let wanted = (self.cleared(self.today) + lead).clamp(0.004, 0.96);
        let bend = if passed < 0.98 {
            (wanted.ln() / passed.ln()).clamp(0.4, 12.0)
        } else {
            1.6
        };
        (0..=8)
            .map(|n| {
                let share = f64::from(n) / 8.0;
                (
                    start.plus_days(span * n / 8),
                    (share.powf(bend) * 1000.0).round() / 1000.0,
                )
            })
            .collect()
    }

    /// Share of the area handed over by a day.
    fn cleared(&self, on: Day) -> f64 {
        let (mut cleared, mut all) = (0.0, 0.0);
        for &row in self.parts.iter().flat_map(|part| part.1) {
            if self.histories[row].excluded_on.is_none() {
                all += self.rows[row].counted;
                if self.histories[row].day(Step::HandedOver).is_some_and(|day| day <= on) {
                    cleared += self.rows[row].counted;
                }
            }
        }
        if all > 0.0 { cleared / all } else { 0.0 }
    }

    /// The capital of this year and the one before, as reported from time to time; what is paid out follows the payments
    /// to households. Nothing is allotted to what is only announced.
    fn capital(&self, start: Day, dice: &mut Rng) -> Vec<Capital> {
        let (first, last) = (start.year(), self.today.year());
        let total = self.project.capital * 1_000_000_000;
        let years = i64::from(last - first + 1);
        let rows: Vec<usize> = self.parts.iter().flat_map(|part| part.1).copied().collect();
        let mut reported = Vec::new();
        for year in first..=last {
            let planned = total / years / 100_000_000 * 100_000_000;
            let paid = rows.iter().filter(|&&row| {
                self.histories[row]
                    .day(Step::Paid)
                    .is_some_and(|day| day.year() <= year)
            });
            let share = whole(paid.count()) / whole(rows.len().max(1));
            let due = f64::from(year - first + 1) / f64::from(last - first + 1);
            let rate = (share / due).min(1.0) * between(dice, 0.9, 0.99);
            if year + 1 < last || self.project.phase == Phase::Announced {
                continue;
            }
            let days = self.reports(year);
            let so_far = |day: Day| f64::from(day.days_since(new_year(year)) + 1);
            let whole_time = days.last().map_or(1.0, |last| so_far(*last));
            reported.extend(days.into_iter().map(|as_of| Capital {
                year,
                as_of,
                planned,
                disbursed: vnd(planned, rate * so_far(as_of) / whole_time),
            }));
        }
        reported
    }

    /// The days for which the capital of a year was reported: the ends of its quarters, and lately.
    fn reports(&self, year: i16) -> Vec<Day> {
        let silence = if self.project.code == FORGETFUL { 100 } else { 6 };
        let latest = self.today.plus_days(-silence);
        let quarters = (1..=4).map(|quarter| new_year(year).plus_months(3 * quarter).plus_days(-1));
        let mut days: Vec<Day> = quarters.filter(|day| *day < latest).collect();
        if latest.year() == year {
            days.push(latest);
        }
        days
    }
}

/// The project whose capital nobody has reported for long.
const FORGETFUL: &str = "CN05";

/// The first day of a year.
fn new_year(year: i16) -> Day {
    Day::from_ymd(i32::from(year), 1, 1).unwrap_or(Day::EARLIEST)
}

/// Place of a step in the order, from 0.
fn ordinal(step: Step) -> i32 {
    i32::try_from(step.index()).unwrap_or_default()
}

/// Whole days in a span that is not negative.
#[expect(clippy::cast_possible_truncation, reason = "a few hundred")]
fn days(span: f64) -> i32 {
    span as i32
}

/// A share of an amount, rounded to a million.
fn vnd(amount: i64, share: f64) -> i64 {
    amount / 1000 * i64::from(days(share * 1000.0)) / 1_000_000 * 1_000_000
}
