//! Figures reckoned past the service: parcels by SQL, sums here, both straight from the definitions.

use std::collections::{BTreeMap, BTreeSet};

use matbang::calendar::Day;
use serde_json::{Value, json};
use sqlx::PgPool;

/// What one parcel comes to on a day.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "facts that may overlap")]
pub struct Parcel {
    pub id: i64,
    pub project: String,
    pub household: String,
    pub area: f64,
    pub no_shape: bool,
    pub cleared: bool,
    pub days_late: i32,
    pub dated: bool,
    pub late_by: Vec<String>,
    pub started: bool,
    pub blocked: bool,
    pub works_stopped: bool,
    pub waiting_for: Option<String>,
    pub touched: Option<Day>,
    pub districts: Vec<String>,
    pub communes: Vec<String>,
    pub causes: Vec<String>,
    pub overdue_obstacles: Vec<i64>,
}

/// Whether a list holds a parcel.
pub type Holds = fn(&Parcel) -> bool;

pub async fn parcels(db: &PgPool, day: Day) -> Vec<Parcel> {
    sqlx::query_as(include_str!("reckoned.sql"))
        .bind(day)
        .fetch_all(db)
        .await
        .unwrap()
}

/// Obstacles of projects as a whole that are past their due date, with the code of the project.
pub async fn project_obstacles(db: &PgPool, day: Day) -> Vec<(String, i64)> {
    sqlx::query_as(
        "select p.code, o.id from obstacles o join projects p on p.id = o.project_id join obstacle_intervals i on i.obstacle_id = o.id
         where o.scope = 'project' and o.due_on < $1 and i.opened_on <= $1 and (i.closed_on is null or i.closed_on > $1)",
    )
    .bind(day)
    .fetch_all(db)
    .await
    .unwrap()
}

impl Parcel {
    pub fn status(&self) -> &'static str {
        match self {
            Self { cleared: true, .. } => "cleared",
            Self { blocked: true, .. } => "blocked",
            Self { days_late: 1.., .. } => "overdue",
            Self { started: false, .. } => "not_started",
            Self { dated: false, .. } => "undated",
            _ => "on_track",
        }
    }

    pub fn is_late_by(&self, source: &str) -> bool {
        self.late_by.iter().any(|known| known == source)
    }

    /// The groups that it belongs to: none, one or several.
    pub fn groups(&self, by: &str, level: &str) -> Vec<Vec<String>> {
        let mut keys = vec![Vec::new()];
        for by in by.split(',') {
            let found: BTreeSet<&String> = match by {
                "unit" if level == "commune" => self.communes.iter().collect(),
                "unit" => self.districts.iter().collect(),
                "project" => BTreeSet::from([&self.project]),
                "step" => self.waiting_for.iter().collect(),
                "cause" => self.causes.iter().collect(),
                other => panic!("no such grouping: {other}"),
            };
            let longer = |key: Vec<String>| {
                found
                    .iter()
                    .map(move |group| [key.clone(), vec![(*group).clone()]].concat())
                    .collect::<Vec<_>>()
            };
            keys = keys.into_iter().flat_map(longer).collect();
        }
        keys
    }

    fn has(&self, fact: &str) -> bool {
        match fact {
            "total" => true,
            "cleared" => self.cleared,
            "remaining" => !self.cleared,
            "overdue" => self.days_late > 0,
            "blocked" => self.blocked,
            "works_stopped" => self.works_stopped,
            "no_shape" => self.no_shape,
            other => panic!("no such fact: {other}"),
        }
    }
}

pub const FACTS: [&str; 7] = [
    "total",
    "cleared",
    "remaining",
    "overdue",
    "blocked",
    "works_stopped",
    "no_shape",
];

/// The figures of some parcels, as the API writes them; areas and shares are compared apart.
pub fn figures(parcels: &[&Parcel], project_obstacles: &[i64], ranks: &[String], day: Day) -> Value {
    let count = |fits: &dyn Fn(&Parcel) -> bool| parcels.iter().filter(|parcel| fits(parcel)).count();
    let mut households: BTreeMap<(&str, &str), Vec<&Parcel>> = BTreeMap::new();
    for parcel in parcels.iter().filter(|parcel| !parcel.household.is_empty()) {
        households
            .entry((&parcel.project, &parcel.household))
            .or_default()
            .push(parcel);
    }
    let by_fact = |fact: &str| count(&|parcel| parcel.has(fact));
    let households_by_fact = |fact: &str| {
        let of_household = |its: &&Vec<&Parcel>| match fact {
            "cleared" => its.iter().all(|parcel| parcel.cleared),
            _ => its.iter().any(|parcel| parcel.has(fact)),
        };
        households.values().filter(of_household).count()
    };
    let overdue: BTreeSet<i64> = parcels
        .iter()
        .flat_map(|parcel| &parcel.overdue_obstacles)
        .chain(project_obstacles)
        .copied()
        .collect();
    let mut steps: BTreeMap<&str, usize> = BTreeMap::new();
    for parcel in parcels.iter().filter(|parcel| parcel.days_late > 0) {
        *steps.entry(parcel.waiting_for.as_deref().unwrap()).or_default() += 1;
    }
    let mut causes: BTreeMap<usize, usize> = BTreeMap::new();
    for cause in parcels.iter().flat_map(|parcel| &parcel.causes) {
        *causes
            .entry(ranks.iter().position(|known| known == cause).unwrap())
            .or_default() += 1;
    }
    let order = [
        "notified",
        "inventoried",
        "plan_posted",
        "plan_approved",
        "paid",
        "resettled",
        "recovery_decided",
        "handed_over",
    ];
    let top_step = order
        .into_iter()
        .rev()
        .filter(|step| steps.contains_key(step))
        .max_by_key(|step| steps[step]);
    let top_cause = causes
        .iter()
        .rev()
        .max_by_key(|(_, count)| **count)
        .map(|(rank, _)| &ranks[*rank]);
    let touched = parcels.iter().filter_map(|parcel| parcel.touched).max();
    let by_status = ["cleared", "blocked", "overdue", "not_started", "undated", "on_track"]
        .map(|status| count(&|parcel| parcel.status() == status));
    let lost_days: i64 = parcels.iter().map(|parcel| i64::from(parcel.days_late)).sum();
    let silence = touched.map(|touched| day.days_since(touched));
    json!({
        "parcels": FACTS.map(by_fact),
        "households": FACTS.map(households_by_fact),
        "by_status": by_status,
        "lost_days": lost_days,
        "top_step": top_step,
        "top_cause": top_cause,
        "obstacles_overdue": overdue.len(),
        "days_since_update": silence,
        "severity": severity(parcels),
        "silent": by_fact("remaining") > 0 && silence.is_none_or(|days| days > 14),
    })
}

/// The same of what the API answered.
pub fn told(figures: &Value) -> Value {
    let in_order = |name: &str, keys: &[&str]| keys.iter().map(|key| figures[name][key].clone()).collect::<Vec<_>>();
    json!({
        "parcels": in_order("parcels", &FACTS),
        "households": in_order("households", &FACTS),
        "by_status": in_order("by_status", &["cleared", "blocked", "overdue", "not_started", "undated", "on_track"]),
        "lost_days": figures["lost_days"],
        "top_step": figures["top_step"],
        "top_cause": figures["top_cause"],
        "obstacles_overdue": figures["obstacles_overdue"],
        "days_since_update": figures["days_since_update"],
        "severity": figures["severity"],
        "silent": figures["silent"],
    })
}

/// Areas by fact, then cleared share, delay index and share late.
pub fn measures(parcels: &[&Parcel]) -> Vec<f64> {
    let area = |fact: &str| {
        parcels
            .iter()
            .filter(|parcel| parcel.has(fact))
            .map(|parcel| parcel.area)
            .sum::<f64>()
    };
    let ratio = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let remaining = parcels.iter().filter(|parcel| !parcel.cleared).map(|_| 1.0).sum();
    let lost = parcels.iter().map(|parcel| f64::from(parcel.days_late)).sum();
    let mut measures = FACTS.map(area).to_vec();
    measures.extend([
        ratio(area("cleared"), area("total")),
        ratio(lost, remaining),
        ratio(area("overdue"), area("remaining")),
    ]);
    measures
}

/// The same of what the API answered.
pub fn told_measures(figures: &Value) -> Vec<f64> {
    let areas = FACTS.map(|fact| figures["area_m2"][fact].as_f64().unwrap());
    let rest = ["cleared_share", "delay_index", "share_late"].map(|name| figures[name].as_f64().unwrap());
    areas.into_iter().chain(rest).collect()
}

fn severity(parcels: &[&Parcel]) -> &'static str {
    let measures = measures(parcels);
    let any = |fact| parcels.iter().any(|parcel| parcel.has(fact));
    match (measures[8], measures[9]) {
        _ if parcels.is_empty() => "none",
        _ if !any("remaining") => "clear",
        (index, share) if share >= 0.3 || index > 30.0 => "critical",
        (_, share) if share >= 0.1 => "serious",
        _ if any("overdue") || any("blocked") => "watch",
        _ => "ok",
    }
}
