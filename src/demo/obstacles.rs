//! What is in the way: obstacles on those who hold out, on late stretches, and on whole projects.

mod causes;
mod talk;

use std::collections::BTreeMap;

use fastrand::Rng;

use super::{
    histories::{History, parts},
    paces::{self, Temper},
    projects::{Phase, Promise},
    province::PROVINCE,
    register::Row,
    survey::Site,
};
use crate::{calendar::Day, steps::Step};
use causes::Cause;
pub use talk::{Exhibit, Remark};

/// An obstacle, with the days between which it was open.
#[derive(Clone, Debug, PartialEq)]
pub struct Obstacle {
    pub site: usize,
    pub scope: &'static str,
    pub household: String,
    pub cause: &'static str,
    pub description: &'static str,
    pub responsible: &'static str,
    pub next_action: &'static str,
    pub due_on: Option<Day>,
    pub state: &'static str,
    pub result: &'static str,
    pub raised_in: &'static str,
    pub open: Vec<(Day, Option<Day>)>,
    pub rows: Vec<usize>,
    pub remarks: Vec<Remark>,
    pub exhibits: Vec<Exhibit>,
}

/// The obstacles of the province.
pub fn obstacles(sites: &[Site], rows: &[Row], histories: &[History], today: Day) -> Vec<Obstacle> {
    let mut dice = Rng::with_seed(91);
    let mut all = Vec::new();
    for (site, district, part) in parts(rows) {
        let pace = paces::of(district);
        let ground = Ground {
            site,
            district,
            rows,
            histories,
            latest: today.plus_days(-pace.silence),
            today,
        };
        ground.held(&part, pace.temper, &mut all, &mut dice);
        ground.overcome(&part, &mut all, &mut dice);
        if pace.temper == Temper::Stuck || district == "173" {
            ground.stopped(&part, &mut all, &mut dice);
        }
    }
    for (number, site) in sites.iter().enumerate() {
        let lags = site.project.promise != Promise::Kept;
        if lags && !matches!(site.project.phase, Phase::Finished) {
            all.extend(of_project(number, site, today, &mut dice));
        }
    }
    // Chance of its own, so that what is said does not change what is in the way.
    let mut dice = Rng::with_seed(97);
    for obstacle in &mut all {
        let until = today.plus_days(-paces::of(obstacle.raised_in).silence);
        obstacle.remarks = talk::remarks(obstacle, until, &mut dice);
        obstacle.exhibits = talk::exhibits(obstacle, until, &mut dice);
    }
    all
}

/// The part of a project in a district.
struct Ground<'a> {
    site: usize,
    district: &'static str,
    rows: &'a [Row],
    histories: &'a [History],
    /// The last day on which the district recorded something.
    latest: Day,
    today: Day,
}

impl Ground<'_> {
    /// Open obstacles on households that hold out and on clusters of late parcels.
    fn held(&self, part: &[usize], temper: Temper, all: &mut Vec<Obstacle>, dice: &mut Rng) {
        let chance = match temper {
            Temper::Finished | Temper::Steady => return,
            Temper::Slow => 0.45,
            Temper::Fair | Temper::Stuck => 0.5,
        };
        let mut households: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for &row in part
            .iter()
            .filter(|&&row| self.histories[row].held && self.histories[row].remains())
        {
            households
                .entry(self.rows[row].record.household_code.as_deref().unwrap_or_default())
                .or_default()
                .push(row);
        }
        let mut cluster: Vec<usize> = Vec::new();
        for (household, rows) in households {
            if dice.f64() > chance {
                continue;
            }
            match dice.f64() {
                pick if pick < 0.35 && rows.len() == 1 => all.push(self.open("parcel", String::new(), rows, dice)),
                pick if pick < 0.7 => all.push(self.open("household", household.into(), rows, dice)),
                _ => cluster.extend(rows),
            }
            if cluster.len() > 6 {
                all.push(self.open("selection", String::new(), std::mem::take(&mut cluster), dice));
            }
        }
        if !cluster.is_empty() {
            all.push(self.open("selection", String::new(), cluster, dice));
        }
    }

    fn open(&self, scope: &'static str, household: String, rows: Vec<usize>, dice: &mut Rng) -> Obstacle {
        let history = &self.histories[rows[0]];
        let waiting = Step::ALL
            .into_iter()
            .find(|&step| step != Step::Resettled && history.day(step).is_none());
        let cause = causes::pick(waiting.unwrap_or(Step::HandedOver), self.district, dice);
        let opened = self.latest.plus_days(-dice.i32(4..95));
        let state = ["open", "open", "open", "open", "proposed", "cannot_be_resolved"][dice.usize(..6)];
        let mut open = vec![(opened, None)];
        if dice.f64() < 0.1 {
            open.insert(0, (opened.plus_days(-70), Some(opened.plus_days(-33))));
        }
        Obstacle {
            site: self.site,
            scope,
            household,
            cause: cause.code,
            description: cause.description,
            responsible: if cause.of_province { PROVINCE } else { self.district },
            next_action: cause.next_action,
            due_on: (dice.f64() < 0.85).then(|| opened.plus_days(dice.i32(30..110))),
            state,
            result: "",
            raised_in: self.district,
            open,
            rows,
            remarks: Vec::new(),
            exhibits: Vec::new(),
        }
    }

    /// Obstacles of the past on parcels that have been handed over since.
    fn overcome(&self, part: &[usize], all: &mut Vec<Obstacle>, dice: &mut Rng) {
        let cleared: Vec<usize> = part
            .iter()
            .copied()
            .filter(|&row| self.histories[row].day(Step::HandedOver).is_some())
            .collect();
        for batch in cleared.chunks(70) {
            let start = dice.usize(..batch.len());
            let rows: Vec<usize> = batch[start..].iter().copied().take(dice.usize(1..5)).collect();
            let Some(handed) = rows
                .iter()
                .filter_map(|&row| self.histories[row].day(Step::HandedOver))
                .min()
            else {
                continue;
            };
            let cause = causes::pick(Step::ALL[dice.usize(2..6)], self.district, dice);
            let opened = handed.plus_days(-dice.i32(40..90));
            let closed = handed.plus_days(-dice.i32(1..20));
            let again = dice.f64() < 0.15;
            let middle = opened.plus_days(closed.days_since(opened) / 3);
            let open = if again {
                vec![(opened, Some(middle)), (middle.plus_days(6), Some(closed))]
            } else {
                vec![(opened, Some(closed))]
            };
            all.push(Obstacle {
                due_on: Some(opened.plus_days(45)),
                state: if dice.f64() < 0.1 { "withdrawn" } else { "resolved" },
                result: cause.result,
                open,
                ..self
                    .open(
                        if rows.len() == 1 { "parcel" } else { "selection" },
                        String::new(),
                        rows,
                        dice,
                    )
                    .of(cause)
            });
        }
    }

    /// Works stopped by people on land that was handed over.
    fn stopped(&self, part: &[usize], all: &mut Vec<Obstacle>, dice: &mut Rng) {
        let recent: Vec<usize> = part
            .iter()
            .copied()
            .filter(|&row| {
                self.histories[row]
                    .day(Step::HandedOver)
                    .is_some_and(|day| self.today.days_since(day) > 25)
            })
            .collect();
        if recent.len() > 150 {
            let start = dice.usize(..recent.len() - 8);
            let rows = recent[start..start + dice.usize(3..8)].to_vec();
            let opened = self.latest.plus_days(-dice.i32(3..20));
            all.push(Obstacle {
                state: "open",
                due_on: Some(opened.plus_days(21)),
                open: vec![(opened, None)],
                ..self
                    .open("selection", String::new(), rows, dice)
                    .of(&causes::WORKS_STOPPED)
            });
        }
    }
}

impl Obstacle {
    fn of(self, cause: &Cause) -> Self {
        Self {
            cause: cause.code,
            description: cause.description,
            next_action: cause.next_action,
            ..self
        }
    }
}

/// An obstacle that holds up a project as a whole.
fn of_project(number: usize, site: &Site, today: Day, dice: &mut Rng) -> Option<Obstacle> {
    let cause = causes::of_project(site.project.sector, dice)?;
    let opened = today.plus_days(-dice.i32(20..120));
    Some(Obstacle {
        site: number,
        scope: "project",
        household: String::new(),
        cause: cause.code,
        description: cause.description,
        responsible: PROVINCE,
        next_action: cause.next_action,
        due_on: Some(opened.plus_days(60)),
        state: "open",
        result: "",
        raised_in: PROVINCE,
        open: vec![(opened, None)],
        rows: Vec::new(),
        remarks: Vec::new(),
        exhibits: Vec::new(),
    })
}
