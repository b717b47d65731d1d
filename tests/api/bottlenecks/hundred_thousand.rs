//! A province of a hundred thousand parcels: every figure and every list against a reckoning of its own, on three days.

use std::collections::BTreeMap;

use fastrand::Rng;
use matbang::calendar::Day;
use serde_json::Value;
use sqlx::PgPool;

use super::reckoned::{self, Holds, Parcel};
use crate::support::{TestApp, days_ago, random, today};

/// The lists that call for action, and which parcels each holds.
const LISTS: [(&str, Holds); 14] = [
    ("late_by=law", |parcel| parcel.is_late_by("law")),
    ("late_by=plan", |parcel| parcel.is_late_by("plan")),
    ("late_by=deadline", |parcel| parcel.is_late_by("deadline")),
    ("fact=undated", |parcel| !parcel.cleared && !parcel.dated),
    ("fact=no_shape", |parcel| parcel.no_shape),
    ("fact=works_stopped", |parcel| parcel.works_stopped),
    ("status=cleared", |parcel| parcel.status() == "cleared"),
    ("status=blocked", |parcel| parcel.status() == "blocked"),
    ("status=overdue", |parcel| parcel.status() == "overdue"),
    ("status=not_started", |parcel| parcel.status() == "not_started"),
    ("status=undated", |parcel| parcel.status() == "undated"),
    ("status=on_track", |parcel| parcel.status() == "on_track"),
    ("waiting_for=paid", |parcel| {
        parcel.waiting_for.as_deref() == Some("paid")
    }),
    ("cause=PRICE&fact=overdue", |parcel| {
        parcel.days_late > 0 && parcel.causes.iter().any(|cause| cause == "PRICE")
    }),
];

/// Lists that SQL counts alone.
const COUNTED: [(&str, &str, i32); 5] = [
    ("lapsing=30", include_str!("../deadlines/lapsing.sql"), 30),
    ("lapsing=60", include_str!("../deadlines/lapsing.sql"), 60),
    ("warning=lapsed", include_str!("../deadlines/lapsing.sql"), -1),
    ("warning=too_early", include_str!("../deadlines/too_early.sql"), 0),
    ("warning=out_of_order", include_str!("../deadlines/out_of_order.sql"), 0),
];

async fn total(app: &TestApp, day: Day, filter: &str) -> usize {
    let list = app.json(&format!("/api/v1/parcels?as_of={day}&{filter}&limit=1")).await;
    usize::try_from(list["total"].as_u64().unwrap()).unwrap()
}

async fn figures_are_right(app: &TestApp, db: &PgPool, parcels: &[Parcel], day: Day, by: &str) {
    let ranks: Vec<String> = sqlx::query_scalar("select code from obstacle_causes order by rank")
        .fetch_all(db)
        .await
        .unwrap();
    let of_projects = reckoned::project_obstacles(db, day).await;
    let told = app
        .json(&format!("/api/v1/bottlenecks?by={by}&level=district&as_of={day}"))
        .await;
    let mut groups: BTreeMap<Vec<String>, Vec<&Parcel>> = BTreeMap::new();
    for parcel in parcels {
        for key in parcel.groups(by, "district") {
            groups.entry(key).or_default().push(parcel);
        }
    }
    for item in told["items"].as_array().unwrap() {
        let key: Vec<String> = by
            .split(',')
            .map(|by| item["key"][by].as_str().unwrap().to_owned())
            .collect();
        let parcels = groups.remove(&key).unwrap_or_default();
        let obstacles: Vec<i64> = match by {
            "project" => of_projects
                .iter()
                .filter(|(code, _)| *code == key[0])
                .map(|(_, id)| *id)
                .collect(),
            _ => Vec::new(),
        };
        let what = format!("{by} {key:?} on {day}");
        compare(item, &parcels, &obstacles, &ranks, day, &what);
    }
    assert!(groups.is_empty(), "{by} on {day}: {:?} are missing", groups.keys());
    let all: Vec<&Parcel> = parcels.iter().collect();
    let obstacles: Vec<i64> = of_projects.iter().map(|(_, id)| *id).collect();
    compare(
        &told["total"],
        &all,
        &obstacles,
        &ranks,
        day,
        &format!("{by}, all, on {day}"),
    );
}

fn compare(told: &Value, parcels: &[&Parcel], obstacles: &[i64], ranks: &[String], day: Day, what: &str) {
    assert_eq!(
        reckoned::told(told),
        reckoned::figures(parcels, obstacles, ranks, day),
        "{what}"
    );
    for (told, reckoned) in reckoned::told_measures(told)
        .into_iter()
        .zip(reckoned::measures(parcels))
    {
        assert!((told - reckoned).abs() < 1e-4, "{what}: {told} is {reckoned}");
    }
}

#[sqlx::test]
async fn every_list_and_figure_of_a_hundred_thousand_parcels_is_what_sql_counts(db: PgPool) {
    random::province(&db, &mut Rng::with_seed(100), 100_000).await;
    let app = TestApp::start(&db).await;
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    for day in [today(), days_ago(120), days_ago(450)] {
        let parcels = reckoned::parcels(&db, day).await;
        for (filter, holds) in LISTS {
            let expected = parcels.iter().filter(|parcel| holds(parcel)).count();
            assert_eq!(total(&app, day, filter).await, expected, "{filter} on {day}");
            *held.entry(filter).or_default() += expected;
        }
        for (filter, query, days) in COUNTED {
            let counted: Vec<i64> = sqlx::query_scalar(query)
                .bind(day.to_string())
                .bind(days)
                .fetch_all(&db)
                .await
                .unwrap();
            assert_eq!(total(&app, day, filter).await, counted.len(), "{filter} on {day}");
            *held.entry(filter).or_default() += counted.len();
        }
        for by in [
            "unit",
            "project",
            "step",
            "cause",
            "unit,step",
            "unit,cause",
            "project,step",
        ] {
            figures_are_right(&app, &db, &parcels, day, by).await;
        }
    }
    assert!(
        held.values().all(|held| *held > 0),
        "each list holds something: {held:?}"
    );
}
