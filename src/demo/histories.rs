//! What has happened to every parcel: batches that go through the steps together, and households that hold out.

mod documents;
mod ladder;

use std::collections::HashMap;

use fastrand::Rng;

use super::{
    fields::Land,
    paces::{self, Pace, Temper},
    plane::Point,
    projects::{Phase, Project},
    register::Row,
    stages::{Days, Rhythm, Stage},
    survey::Site,
    terrain::noise,
};
use crate::{calendar::Day, steps::Step};
use ladder::ladder;

/// What has happened to a parcel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    pub days: Days,
    /// The days on which somebody wrote the steps down.
    pub recorded: Days,
    /// Numbers of the documents.
    pub documents: [Option<String>; Step::COUNT],
    /// Whether it is among those that hold out or are late: where obstacles are.
    pub held: bool,
    /// The day on which the plan was filed for appraisal.
    pub filed_on: Option<Day>,
    pub unpaid_from: Option<Day>,
    pub excluded_on: Option<Day>,
}

impl History {
    /// The day on which a step was done.
    pub fn day(&self, step: Step) -> Option<Day> {
        self.days[step.index()]
    }

    /// Whether the land is still to be handed over.
    pub fn remains(&self) -> bool {
        self.excluded_on.is_none() && self.day(Step::HandedOver).is_none()
    }
}

/// The histories of all rows, in their order.
pub fn histories(sites: &[Site], rows: &[Row], today: Day) -> Vec<History> {
    let mut dice = Rng::with_seed(61);
    let mut histories = vec![History::default(); rows.len()];
    for (site, district, part) in parts(rows) {
        let project = sites[site].project;
        let pace = paces::of(district);
        for (batch, stage) in staged(project, pace, rows, &part, &mut dice) {
            let course = Course {
                project,
                pace,
                stage,
                today,
            };
            course.run(&batch, rows, &mut histories, &mut dice);
        }
    }
    histories
}

/// Whether a household objects early on, where things go badly; its parcels always do together.
fn objects(pace: Pace, household: &str) -> bool {
    let lot = household
        .bytes()
        .fold(7_u32, |lot, byte| lot.wrapping_mul(31).wrapping_add(byte.into()));
    matches!(pace.temper, Temper::Slow | Temper::Stuck) && lot % 9 == 0
}

/// The rows of each project in each district, in the order of the works.
pub fn parts(rows: &[Row]) -> Vec<(usize, &'static str, Vec<usize>)> {
    let mut parts: Vec<(usize, &'static str, Vec<usize>)> = Vec::new();
    let mut places: HashMap<(usize, &str), usize> = HashMap::new();
    for (number, row) in rows.iter().enumerate() {
        let place = *places.entry((row.site, row.district)).or_insert_with(|| {
            parts.push((row.site, row.district, Vec::new()));
            parts.len() - 1
        });
        parts[place].2.push(number);
    }
    parts
}

/// The batches of a part with the stage of each: those that are furthest lie together along the works.
fn staged(project: &Project, pace: Pace, rows: &[Row], part: &[usize], dice: &mut Rng) -> Vec<(Vec<usize>, Stage)> {
    let area = |batch: &[usize]| batch.iter().map(|&row| rows[row].counted).sum::<f64>();
    let mut batches: Vec<(f64, Vec<usize>)> = Vec::new();
    let mut rest = part;
    while !rest.is_empty() {
        let (batch, after) = rest.split_at(dice.usize(18..60).min(rest.len()));
        let spot = Point {
            x: rows[batch[0]].order,
            y: f64::from(project.begun) * 977.0,
        };
        batches.push((noise(spot, 1400.0, 71) + 0.35 * dice.f64(), batch.to_vec()));
        rest = after;
    }
    batches.sort_by(|a, b| b.0.total_cmp(&a.0));
    let standing = pace.standing(project);
    let whole = area(part);
    let wanted = whole * standing.done;
    let (mut done, mut seen, mut late) = (0.0, 0.0, 0.0);
    batches
        .into_iter()
        .map(|(_, batch)| {
            let size = area(&batch);
            if done + size / 2.0 <= wanted {
                done += size;
                return (batch, ladder::handed_over(project, pace, done / wanted, dice));
            }
            let turn = seen / (whole - done);
            seen += size;
            if late + size / 2.0 <= seen * standing.late {
                late += size;
                return (batch, ladder::late(project, pace, dice));
            }
            (batch, ladder(project, pace, turn, dice))
        })
        .collect()
}

/// What a batch goes through.
struct Course<'a> {
    project: &'a Project,
    pace: Pace,
    stage: Stage,
    today: Day,
}

impl Course<'_> {
    fn run(&self, batch: &[usize], rows: &[Row], histories: &mut [History], dice: &mut Rng) {
        let rhythm = Rhythm::new(dice);
        let latest = self.today.plus_days(-self.pace.silence);
        let lags: [i32; Step::COUNT] = std::array::from_fn(|_| [0, 0, 1, 1, 2, 4][dice.usize(..6)]);
        let numbers = documents::numbers(dice);
        let standing = self.pace.standing(self.project);
        let handed_over = matches!(self.stage, Stage::Reached(Step::HandedOver, _));
        let complete = handed_over && matches!(self.pace.temper, Temper::Finished | Temper::Steady)
            || self.project.phase == Phase::Finished;
        let mut stays: HashMap<&str, Option<Stage>> = HashMap::new();
        for &number in batch {
            let row = &rows[number];
            let moves = row.record.needs_resettlement == Some(true);
            let household = row.record.household_code.as_deref().unwrap_or_default();
            let held = stays.entry(household).or_insert_with(|| {
                (handed_over && dice.f64() < standing.holdouts).then(|| self.holdout(&rhythm, dice))
            });
            let mut days = rhythm.days(held.unwrap_or(self.stage), self.today, latest, moves, complete);
            if held.is_some() {
                days[Step::HandedOver.index()] = None;
            }
            spread(&mut days, latest, dice);
            let history = &mut histories[number];
            history.held = held.is_some() && self.pace.temper != Temper::Steady
                || self.stage.is_late()
                || !handed_over && objects(self.pace, household);
            history.filed_on = match self.stage {
                Stage::Unappraised(_) => days[Step::PlanPosted.index()].map(|posted| posted.plus_days(14)),
                _ => None,
            };
            if dice.f64() < 0.004 && self.project.phase != Phase::Finished && days[Step::PlanPosted.index()].is_none() {
                history.excluded_on = days[Step::Notified.index()].map(|day| day.plus_days(12).min(latest));
            }
            if household.starts_with("TC") && row.land == Land::Slope {
                // Public land is taken back without money.
                history.unpaid_from = days[Step::Paid.index()].take();
            }
            history.recorded = std::array::from_fn(|step| days[step].map(|day| day.plus_days(lags[step]).min(latest)));
            history.documents = std::array::from_fn(|step| days[step].and(numbers[step].clone()));
            history.days = days;
        }
    }

    /// Where a household stays behind when its neighbours hand over.
    fn holdout(&self, rhythm: &Rhythm, dice: &mut Rng) -> Stage {
        let whole = rhythm.days(self.stage, self.today, self.today, false, false);
        let age = |step: Step| whole[step.index()].map_or(90, |day| self.today.days_since(day));
        match dice.f64() {
            chance if chance < 0.5 || self.pace.temper == Temper::Steady => {
                Stage::Reached(Step::RecoveryDecided, age(Step::RecoveryDecided))
            }
            chance if chance < 0.85 => Stage::Unpaid(age(Step::PlanApproved).min(160)),
            _ => Stage::Reached(Step::Notified, age(Step::Notified).min(300)),
        }
    }
}

/// Teams survey, pay and take over for several days; a few write a day too early.
fn spread(days: &mut Days, latest: Day, dice: &mut Rng) {
    for (step, stray) in [(Step::Inventoried, 9), (Step::HandedOver, 6)] {
        let day = &mut days[step.index()];
        *day = day.map(|day| day.plus_days(dice.i32(0..stray) / 3 * 2).min(latest));
    }
    if dice.f64() < 0.004 {
        days[Step::Inventoried.index()] = days[Step::Inventoried.index()]
            .and(days[Step::Notified.index()])
            .map(|day| day.plus_days(-4));
    }
}
