use std::collections::BTreeMap;

use fastrand::Rng;
use matbang::calendar::Day;
use serde_json::Value;
use sqlx::PgPool;

use super::reckoned::{self, FACTS, Parcel};
use crate::support::{TestApp, days_ago, random, today};

struct Reckoning {
    day: Day,
    parcels: Vec<Parcel>,
    project_obstacles: Vec<(String, i64)>,
    ranks: Vec<String>,
}

impl Reckoning {
    async fn make(db: &PgPool, day: Day) -> Self {
        Self {
            day,
            parcels: reckoned::parcels(db, day).await,
            project_obstacles: reckoned::project_obstacles(db, day).await,
            ranks: sqlx::query_scalar("select code from obstacle_causes order by rank")
                .fetch_all(db)
                .await
                .unwrap(),
        }
    }

    fn grouped(&self, by: &str, level: &str) -> BTreeMap<Vec<String>, Vec<&Parcel>> {
        let mut groups: BTreeMap<Vec<String>, Vec<&Parcel>> = BTreeMap::new();
        for parcel in &self.parcels {
            for key in parcel.groups(by, level) {
                groups.entry(key).or_default().push(parcel);
            }
        }
        groups
    }

    /// Compares figures that were answered with those reckoned from parcels, and every number with its list.
    async fn compare(
        &self,
        app: &TestApp,
        told: &Value,
        parcels: &[&Parcel],
        whole_projects: Option<&str>,
        what: &str,
    ) {
        let obstacles: Vec<i64> = match whole_projects {
            None => Vec::new(),
            Some(code) => {
                let of_project = self
                    .project_obstacles
                    .iter()
                    .filter(|(project, _)| code.is_empty() || project == code);
                of_project.map(|(_, id)| *id).collect()
            }
        };
        assert_eq!(
            reckoned::told(told),
            reckoned::figures(parcels, &obstacles, &self.ranks, self.day),
            "{what}"
        );
        for (told, reckoned) in reckoned::told_measures(told)
            .into_iter()
            .zip(reckoned::measures(parcels))
        {
            assert!((told - reckoned).abs() < 1e-6, "{what}: {told} is {reckoned}");
        }
        for fact in FACTS {
            let list = told["lists"][fact].as_str().unwrap();
            let total = &app.json(&format!("{list}&limit=1")).await["total"];
            assert_eq!(*total, told["parcels"][fact], "{what}: {list}");
        }
    }
}

async fn every_figure_is_right(db: PgPool, seed: u64, groupings: &[&str], level: &str) {
    random::province(&db, &mut Rng::with_seed(seed), 300).await;
    let app = TestApp::start(&db).await;
    for day in [today(), days_ago(100), days_ago(400)] {
        let reckoning = Reckoning::make(&db, day).await;
        for grouping in groupings {
            let uri = format!("/api/v1/bottlenecks?by={grouping}&level={level}&as_of={day}");
            let told = app.json(&uri).await;
            let by: Vec<&str> = grouping.split(',').collect();
            let mut expected = reckoning.grouped(grouping, level);
            let all: Vec<&Parcel> = reckoning.parcels.iter().collect();
            reckoning.compare(&app, &told["total"], &all, Some(""), &uri).await;
            for item in told["items"].as_array().unwrap() {
                let key: Vec<String> = by
                    .iter()
                    .map(|by| item["key"][by].as_str().unwrap().to_owned())
                    .collect();
                let parcels = expected.remove(&key).unwrap_or_default();
                assert!(!parcels.is_empty() || by.len() == 1, "{uri}: {key:?}");
                let project = (by == ["project"]).then_some(key[0].as_str());
                reckoning
                    .compare(&app, item, &parcels, project, &format!("{uri} {key:?}"))
                    .await;
            }
            assert!(expected.is_empty(), "{uri}: {:?} are missing", expected.keys());
            if by.contains(&"unit") {
                let outside: Vec<&Parcel> = all
                    .into_iter()
                    .filter(|parcel| parcel.groups("unit", level).is_empty())
                    .collect();
                assert!(!outside.is_empty());
                reckoning
                    .compare(&app, &told["outside"], &outside, None, &format!("{uri} outside"))
                    .await;
            } else {
                assert_eq!(told["outside"], Value::Null);
            }
        }
    }
}

#[sqlx::test]
async fn every_figure_of_a_district_is_right_and_its_lists_add_up(db: PgPool) {
    every_figure_is_right(db, 1, &["unit", "unit,step"], "district").await;
}

#[sqlx::test]
async fn a_commune_with_the_code_of_a_district_is_not_mistaken_for_it(db: PgPool) {
    every_figure_is_right(db, 2, &["unit", "cause,unit"], "commune").await;
}

#[sqlx::test]
async fn every_figure_of_a_project_step_or_cause_is_right_and_its_lists_add_up(db: PgPool) {
    every_figure_is_right(db, 3, &["project", "step", "cause"], "district").await;
}

#[sqlx::test]
async fn every_figure_of_a_crossing_is_right_and_its_lists_add_up(db: PgPool) {
    every_figure_is_right(db, 4, &["project,step", "unit,project", "step,cause"], "district").await;
}

#[sqlx::test]
async fn the_worst_come_first(db: PgPool) {
    random::province(&db, &mut Rng::with_seed(5), 300).await;
    let app = TestApp::start(&db).await;
    let told = app.json("/api/v1/bottlenecks?by=unit,project").await;
    let items = told["items"].as_array().unwrap();
    let badness = |item: &Value| {
        let order = ["critical", "serious", "watch", "ok", "clear", "none"];
        let severity = order.iter().position(|severity| item["severity"] == *severity).unwrap();
        (
            severity,
            -item["delay_index"].as_f64().unwrap(),
            -item["area_m2"]["overdue"].as_f64().unwrap(),
        )
    };
    assert!(items.is_sorted_by(|a, b| badness(a) <= badness(b)));
    let ranks: Vec<u64> = items.iter().map(|item| item["rank"].as_u64().unwrap()).collect();
    assert_eq!(ranks, (1..=items.len() as u64).collect::<Vec<_>>());
    assert!(items.len() >= 6);
}
