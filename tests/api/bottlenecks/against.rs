//! Figures beside those of an earlier day.

use fastrand::Rng;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::reckoned;
use crate::support::{TestApp, days_ago, random, seed, today};

fn items(answer: &Value) -> &Vec<Value> {
    answer["items"].as_array().unwrap()
}

fn of_key<'a>(answer: &'a Value, key: &Value) -> Option<&'a Value> {
    items(answer).iter().find(|item| item["key"] == *key)
}

#[sqlx::test]
async fn each_group_stands_beside_what_it_was_on_an_earlier_day(db: PgPool) {
    random::province(&db, &mut Rng::with_seed(21), 300).await;
    let app = TestApp::start(&db).await;
    let (now, then) = (days_ago(100), days_ago(300));
    for by in ["unit", "project", "step", "cause", "unit,step", "project,cause"] {
        let uri = |day, rest: &str| format!("/api/v1/bottlenecks?by={by}&as_of={day}&units_at={now}{rest}");
        let both = app.json(&uri(now, &format!("&against={then}"))).await;
        let (late, early) = (app.json(&uri(now, "")).await, app.json(&uri(then, "")).await);
        assert_eq!(both["against"], json!(then));
        assert_eq!(
            reckoned::told(&both["total"]["before"]),
            reckoned::told(&early["total"]),
            "{by}"
        );
        for item in items(&both) {
            let before = &item["before"];
            match of_key(&early, &item["key"]) {
                Some(was) => {
                    assert_eq!(reckoned::told(before), reckoned::told(was), "{by} {}", item["key"]);
                    assert_eq!((&before["rank"], &before["lists"]), (&was["rank"], &was["lists"]));
                }
                None => assert_eq!(
                    (&before["parcels"]["total"], &before["rank"]),
                    (&json!(0), &json!(null))
                ),
            }
            match of_key(&late, &item["key"]) {
                Some(is) => assert_eq!((&item["rank"], &item["parcels"]), (&is["rank"], &is["parcels"])),
                None => assert_eq!(
                    item["parcels"]["total"], 0,
                    "what is empty by now is given for what it was"
                ),
            }
        }
        let all: Vec<&Value> = items(&late).iter().chain(items(&early)).collect();
        assert!(
            all.iter().all(|item| of_key(&both, &item["key"]).is_some()),
            "{by}: no group is left out"
        );
    }
}

#[sqlx::test]
async fn an_earlier_day_lies_before_the_day_of_the_figures(db: PgPool) {
    seed::districts(&db).await;
    let app = TestApp::start(&db).await;
    let uri = format!(
        "/api/v1/bottlenecks?by=unit&as_of={}&against={}",
        days_ago(9),
        days_ago(8)
    );
    app.get(&uri).await.problem(400, "invalid-query");
}

#[sqlx::test]
async fn a_table_of_what_changed_names_each_group_and_the_change(db: PgPool) {
    seed::districts(&db).await;
    seed::project(&db, "P", json!({ "name": "Đường vành đai" })).await;
    let west = [105.81, 21.55];
    for (key, cleared) in [
        ("1/1", json!(days_ago(3))),
        ("1/2", json!(days_ago(2))),
        ("1/3", json!(null)),
    ] {
        let row = json!({ "at": west, "notified_on": days_ago(50), "handed_over_on": cleared });
        seed::parcel(&db, "P", key, row).await;
    }
    let app = TestApp::start(&db).await;
    let uri = format!(
        "/api/v1/bottlenecks?by=unit,project&against={}&format=csv&lang=en",
        days_ago(30)
    );
    let file = app.get(&uri).await.expect(200).text();
    let mut rows = csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes());
    let headings = rows.headers().unwrap().clone();
    let found: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(found.len(), 1);
    let cell = |heading: &str| {
        let place = headings.iter().position(|known| known.contains(heading)).unwrap();
        found[0][place].to_owned()
    };
    assert_eq!(
        (cell("Unit"), cell("Project")),
        ("Đơn vị 164".to_owned(), "Đường vành đai".to_owned())
    );
    assert_eq!(
        (cell("Cleared since"), cell("Remaining since")),
        ("2".to_owned(), "-2".to_owned())
    );
    assert!(!cell("Severity").is_empty());
}

#[sqlx::test]
async fn silent_units_are_a_list_of_their_own(db: PgPool) {
    seed::districts(&db).await;
    seed::project(&db, "P", json!({})).await;
    for (key, west, touched) in [("1/1", 105.81, 20), ("1/2", 105.86, 3)] {
        let row = json!({ "at": [west, 21.55], "touched_days": [days_ago(touched)] });
        seed::parcel(&db, "P", key, row).await;
    }
    let app = TestApp::start(&db).await;
    let silent = async |day| {
        let answer = app
            .json(&format!("/api/v1/bottlenecks?by=unit&silent=true&as_of={day}"))
            .await;
        assert_eq!(answer["total"]["parcels"]["total"], 2, "the sum stays that of all");
        let codes = items(&answer)
            .iter()
            .map(|item| item["key"]["unit"].as_str().unwrap().to_owned());
        codes.collect::<Vec<String>>()
    };
    assert_eq!(silent(today()).await, ["164"]);
    assert_eq!(silent(days_ago(6)).await, ["165"], "it was first heard of later");
    let file = app
        .get("/api/v1/bottlenecks?by=unit&silent=true&format=csv&lang=en")
        .await;
    let text = file.expect(200).text();
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 2);
    assert!(rows[1].contains("Đơn vị 164") && rows[1].ends_with(",20,x"), "{text}");
}
