//! Every filter of the register against a count by SQL, on a province at random.

use std::collections::BTreeSet;

use fastrand::Rng;
use matbang::calendar::Day;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{TestApp, cast, days_ago, random, seed, today};

/// Obstacles of every kind on a province at random.
async fn scene(db: &PgPool) -> (TestApp, Vec<i64>) {
    let mut random = Rng::with_seed(23);
    cast::seed(db).await;
    let parcels = random::province(db, &mut random, 120).await;
    seed::sql(
        db,
        "update admin_units set parent_code = '19' where level = 'district';
        update admin_units set parent_code = '164' where level = 'commune' and code <> '164'",
    )
    .await;
    for _ in 0..120 {
        let opened = days_ago(random.i32(1..90));
        let values = json!({
            "cause": random.choice(["PRICE", "GRAVE", "CAPITAL"]),
            "responsible_unit_code": random.choice(["", "19", "165", "05443", "05446"]),
            "account": random.choice(["", "officer"]),
            "description": random.choice(["Đất Đồi", "mồ mả", "=1+1"]),
            "next_action": random.choice(["đối thoại", "đo lại"]),
            "due_on": random.bool().then(|| opened.plus_days(random.i32(0..100))),
            "state": random.choice(["open", "proposed", "cannot_be_resolved"]),
            "intervals": [[opened, null]],
        });
        // Those of one obstacle are all of one project.
        let chosen = parcels[random.usize(..parcels.len())];
        seed::obstacle(db, &[chosen], values).await;
    }
    (TestApp::start(db).await, parcels)
}

/// The obstacles known on a day, as SQL reckons them.
async fn reckoned(db: &PgPool, on: Day) -> Vec<Value> {
    let rows = sqlx::query_scalar(include_str!("reckoned.sql")).bind(on);
    rows.fetch_all(db).await.unwrap()
}

type Fits = fn(&Value) -> bool;

/// Queries, each with what it asks for.
const FILTERS: [(&str, Fits); 18] = [
    ("", |_| true),
    ("project=A", |row| row["project"] == "A"),
    ("unit=165&level=district", |row| has(row, "districts", "165")),
    ("cause=PRICE&cause=GRAVE", |row| {
        row["cause"] == "PRICE" || row["cause"] == "GRAVE"
    }),
    ("state=proposed", |row| is_open(row) && row["state"] == "proposed"),
    ("open=true", is_open),
    ("overdue=true", is_late),
    ("escalated_to=164", |row| row["told"] == "164"),
    ("escalated_to=19", |row| row["told"] == "19"),
    ("escalated_to=05443", |_| false),
    ("responsible=05443", |row| row["responsible_unit_code"] == "05443"),
    ("account=officer", |row| !row["responsible_user_id"].is_null()),
    ("account=me", |_| false),
    ("scope=selection", |row| row["scope"] == "selection"),
    ("q=DAT%20doi", |row| row["description"] == "Đất Đồi"),
    ("q=mo%20thoai", |row| {
        row["description"] == "mồ mả" && row["next_action"] == "đối thoại"
    }),
    ("household=H1", |row| {
        row["household_code"] == "H1" || has(row, "households", "H1")
    }),
    ("open=true&cause=PRICE&overdue=true&project=B", |row| {
        is_late(row) && row["cause"] == "PRICE" && row["project"] == "B"
    }),
];

fn is_open(row: &Value) -> bool {
    row["is_open"] == true
}

fn is_late(row: &Value) -> bool {
    row["days"].as_i64().unwrap() > 0
}

fn has(row: &Value, list: &str, value: &str) -> bool {
    row[list].as_array().unwrap().iter().any(|one| one == value)
}

fn ids<'a>(rows: impl IntoIterator<Item = &'a Value>) -> BTreeSet<i64> {
    rows.into_iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

#[sqlx::test]
async fn every_filter_holds_the_obstacles_that_sql_counts_for_it(db: PgPool) {
    let (app, parcels) = scene(&db).await;
    let mut met = BTreeSet::new();
    for days in [0, 20, 45] {
        let day = days_ago(days);
        let known = reckoned(&db, day).await;
        for (query, fits) in FILTERS {
            let list = format!("/api/v1/obstacles?as_of={day}&{query}");
            let found = app.pages(list.trim_end_matches('&'), 150).await;
            assert_eq!(found.len(), ids(&found).len(), "each once: {query}");
            let expected = ids(known.iter().filter(|row| fits(row)));
            assert_eq!(ids(&found), expected, "{query} {days} days ago");
            if !expected.is_empty() {
                met.insert(query);
            }
        }
        for parcel in &parcels[..5] {
            let found = app
                .pages(&format!("/api/v1/obstacles?as_of={day}&parcel={parcel}"), 40)
                .await;
            let is_on = |row: &&Value| row["parcels"].as_array().unwrap().contains(&json!(parcel));
            assert_eq!(ids(&found), ids(known.iter().filter(is_on)), "parcel {parcel}");
        }
    }
    assert!(met.len() >= 15, "hardly a filter finds nothing: {met:?}");
}

#[sqlx::test]
async fn what_obstacles_hold_up_and_how_late_they_are_is_what_sql_reckons(db: PgPool) {
    let (app, _) = scene(&db).await;
    for days in [0, 20, 45] {
        let day = days_ago(days);
        let known = reckoned(&db, day).await;
        let found = app.pages(&format!("/api/v1/obstacles?as_of={day}"), 500).await;
        assert_eq!(known.len(), found.len());
        let mut held = 0;
        for row in known {
            let item = found.iter().find(|item| item["id"] == row["id"]).unwrap();
            assert_eq!(item["held"]["parcels"], row["held"], "{item}");
            let area = |area: &Value| area.as_f64().unwrap();
            assert!(
                (area(&item["held"]["area_m2"]) - area(&row["held_m2"])).abs() < 1.0,
                "{item} {row}"
            );
            assert_eq!(item["days_overdue"], row["days"], "{item}");
            assert_eq!(item["escalated_to"]["code"], row["told"], "{item}");
            held += row["held"].as_i64().unwrap();
        }
        assert!(held > 20, "something is held up {days} days ago");
    }
}

#[sqlx::test]
async fn a_list_adds_up_and_counts_a_parcel_that_several_hold_up_once(db: PgPool) {
    let (app, _) = scene(&db).await;
    let mut shared = 0;
    for days in [0, 20] {
        let day = days_ago(days);
        let known = reckoned(&db, day).await;
        for (query, fits) in FILTERS {
            let of_filter: Vec<&Value> = known.iter().filter(|row| fits(row)).collect();
            let numbers: Vec<i64> = ids(of_filter.iter().copied()).into_iter().collect();
            let held: (i64, f64) = sqlx::query_as(include_str!("together.sql"))
                .bind(day)
                .bind(&numbers)
                .fetch_one(&db)
                .await
                .unwrap();
            let list = format!("/api/v1/obstacles?as_of={day}&limit=1&{query}");
            let totals = app.json(list.trim_end_matches('&')).await["totals"].clone();
            let late = of_filter.iter().filter(|row| is_late(row)).count();
            let told = of_filter.iter().filter(|row| !row["told"].is_null()).count();
            assert_eq!(
                (&totals["overdue"], &totals["escalated"]),
                (&json!(late), &json!(told)),
                "{query}"
            );
            assert_eq!(totals["held"]["parcels"], held.0, "{query}");
            assert!(
                (totals["held"]["area_m2"].as_f64().unwrap() - held.1).abs() < 1.0,
                "{query}"
            );
            let one_by_one: i64 = of_filter.iter().map(|row| row["held"].as_i64().unwrap()).sum();
            shared += one_by_one - held.0;
        }
    }
    assert!(shared > 0, "some parcels are held up by several");
}

#[sqlx::test]
async fn an_obstacle_says_where_it_lies(db: PgPool) {
    let (app, _) = scene(&db).await;
    for row in reckoned(&db, today()).await {
        let item = app.json(&format!("/api/v1/obstacles/{}", row["id"])).await;
        let units = item["units"].as_array().unwrap();
        let districts: BTreeSet<&str> = units
            .iter()
            .filter(|unit| unit["level"] == "district")
            .map(|unit| unit["code"].as_str().unwrap())
            .collect();
        let own = row["districts"].as_array().unwrap().iter();
        // One of a whole project lies wherever the project has parcels.
        if row["scope"] != "project" {
            assert_eq!(districts, own.map(|code| code.as_str().unwrap()).collect(), "{row}");
        }
        assert_eq!(
            item["project_name"],
            format!("Dự án {}", row["project"].as_str().unwrap())
        );
        let responsible = item["responsible_unit"]["code"].as_str().unwrap_or_default();
        assert_eq!(responsible, row["responsible_unit_code"], "{item}");
    }
}

#[sqlx::test]
async fn the_most_overdue_come_first_and_any_other_order_is_one(db: PgPool) {
    let (app, _) = scene(&db).await;
    let number = |item: &Value, path: &str| item.pointer(path).unwrap().as_f64().unwrap();
    for (sort, path) in [
        ("-overdue", "/days_overdue"),
        ("-parcels", "/held/parcels"),
        ("-area", "/held/area_m2"),
    ] {
        let found = app.pages(&format!("/api/v1/obstacles?sort={sort}"), 37).await;
        assert!(found.is_sorted_by(|a, b| number(a, path) >= number(b, path)), "{sort}");
    }
    let in_time = app.pages("/api/v1/obstacles?open=true", 100).await;
    let due: Vec<&str> = in_time.iter().filter_map(|item| item["due_on"].as_str()).collect();
    assert!(due.is_sorted(), "the longest overdue, then those due soonest");
    let latest = app.pages("/api/v1/obstacles?sort=-opened", 100).await;
    assert!(latest.is_sorted_by(|a, b| a["opened_on"].as_str() >= b["opened_on"].as_str()));
}

#[sqlx::test]
async fn the_file_for_excel_tells_who_was_told_and_holds_no_formula(db: PgPool) {
    let (app, _) = scene(&db).await;
    let text = app
        .get("/api/v1/obstacles?format=csv&q=%3D1%2B1&lang=en")
        .await
        .expect(200)
        .text();
    let mut lines = text.lines();
    assert!(lines.next().unwrap().contains("Days overdue,Escalated to,State"));
    let known = reckoned(&db, today()).await;
    let expected = known.iter().filter(|row| row["description"] == "=1+1").count();
    let rows: Vec<&str> = lines.collect();
    assert_eq!(rows.len(), expected);
    assert!(rows.iter().all(|row| row.contains(",'=1+1,")), "{rows:?}");
    assert!(
        rows.iter()
            .any(|row| row.contains("Đơn vị 19") || row.contains("Đơn vị 164")),
        "{rows:?}"
    );
}
