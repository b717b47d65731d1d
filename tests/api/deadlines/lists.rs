//! Lists of what lapses and of what is odd, against a count past the service.

use matbang::calendar::Day;
use serde_json::json;
use sqlx::PgPool;

use crate::{
    bottlenecks::reckoned::{self, Holds},
    support::{Call, TestApp, days_ago, random, seed},
};

async fn ids(app: &TestApp, filter: &str) -> Vec<i64> {
    let mut ids: Vec<i64> = app
        .pages(&format!("/api/v1/parcels?{filter}"), 40)
        .await
        .iter()
        .map(|parcel| parcel["id"].as_i64().unwrap())
        .collect();
    ids.sort_unstable();
    ids
}

async fn counted(db: &PgPool, query: &'static str, day: &str, days: i32) -> Vec<i64> {
    sqlx::query_scalar(query)
        .bind(day)
        .bind(days)
        .fetch_all(db)
        .await
        .unwrap()
}

#[sqlx::test]
async fn lists_of_lapses_and_oddities_hold_what_an_independent_count_holds(db: PgPool) {
    let mut random = fastrand::Rng::with_seed(11);
    random::province(&db, &mut random, 400).await;
    let app = TestApp::start(&db).await;
    let mut found = [0; 4];
    for day in [days_ago(0), days_ago(200), days_ago(500)].map(|day| day.to_string()) {
        for within in [30, 60] {
            let lapsing = ids(&app, &format!("as_of={day}&lapsing={within}")).await;
            assert_eq!(
                lapsing,
                counted(&db, include_str!("lapsing.sql"), &day, within).await,
                "{within} from {day}"
            );
            found[0] += lapsing.len();
        }
        let queries = [
            ("too_early", include_str!("too_early.sql")),
            ("out_of_order", include_str!("out_of_order.sql")),
            ("lapsed", include_str!("lapsing.sql")),
        ];
        for (place, (warning, query)) in queries.into_iter().enumerate() {
            let listed = ids(&app, &format!("as_of={day}&warning={warning}")).await;
            assert_eq!(listed, counted(&db, query, &day, -1).await, "{warning} on {day}");
            found[place + 1] += listed.len();
        }
    }
    assert!(
        found.iter().all(|count| *count > 0),
        "each list holds something: {found:?}"
    );
}

#[sqlx::test]
async fn lists_of_what_is_late_by_law_plan_or_deadline_and_of_what_lacks_a_day_hold_what_is_reckoned(db: PgPool) {
    let mut random = fastrand::Rng::with_seed(12);
    random::province(&db, &mut random, 400).await;
    let app = TestApp::start(&db).await;
    let mut found = [0; 5];
    for day in [days_ago(0), days_ago(150), days_ago(400)] {
        let parcels = reckoned::parcels(&db, day).await;
        let lists: [(&str, Holds); 5] = [
            ("late_by=law", |parcel| parcel.is_late_by("law")),
            ("late_by=plan", |parcel| parcel.is_late_by("plan")),
            ("late_by=deadline", |parcel| parcel.is_late_by("deadline")),
            ("fact=undated", |parcel| !parcel.cleared && !parcel.dated),
            ("fact=no_shape", |parcel| parcel.no_shape),
        ];
        for (place, (filter, holds)) in lists.into_iter().enumerate() {
            let expected: Vec<i64> = parcels
                .iter()
                .filter(|parcel| holds(parcel))
                .map(|parcel| parcel.id)
                .collect();
            assert_eq!(
                ids(&app, &format!("as_of={day}&{filter}")).await,
                expected,
                "{filter} on {day}"
            );
            found[place] += expected.len();
        }
    }
    assert!(
        found.iter().all(|count| *count > 0),
        "each list holds something: {found:?}"
    );
}

#[sqlx::test]
async fn each_parcel_names_the_unit_whose_move_it_is(db: PgPool) {
    seed::districts(&db).await;
    seed::level(&db, "commune", 3).await;
    seed::unit(&db, "commune", "05443", [105.0, 21.0, 107.0, 22.0]).await;
    // Districts are gone for a hundred days.
    let gone = days_ago(100);
    sqlx::query("update admin_units set valid_to = $1 where level = 'district'")
        .bind(gone)
        .execute(&db)
        .await
        .unwrap();
    seed::project(&db, "P", json!({})).await;
    let at = [105.82, 21.55];
    let plain = seed::parcel(&db, "P", "1/1", json!({ "at": at })).await;
    let blocked = seed::parcel(&db, "P", "1/2", json!({ "at": at })).await;
    let cleared = seed::parcel(&db, "P", "1/3", json!({ "at": at, "handed_over_on": days_ago(5) })).await;
    for (unit, due) in [("19", days_ago(-30)), ("05443", days_ago(-60))] {
        let obstacle = json!({ "responsible_unit_code": unit, "due_on": due, "intervals": [[days_ago(40), null]] });
        seed::obstacle(&db, &[blocked], obstacle).await;
    }
    let app = TestApp::start(&db).await;
    let responsible = async |id: i64, day: Day| {
        let listed = app.json(&format!("/api/v1/parcels?as_of={day}")).await;
        let mut items = listed["items"].as_array().unwrap().iter();
        let item = items.find(|item| item["id"] == id).unwrap();
        let alone = app.json(&format!("/api/v1/parcels/{id}?as_of={day}")).await;
        assert_eq!(item["responsible_unit"], alone["responsible_unit"]);
        item["responsible_unit"]["code"].clone()
    };
    assert_eq!(responsible(plain, days_ago(101)).await, "164", "districts decided");
    assert_eq!(responsible(plain, days_ago(0)).await, "05443", "communes decide");
    assert_eq!(responsible(blocked, days_ago(50)).await, "05443", "before the obstacle");
    assert_eq!(
        responsible(blocked, days_ago(0)).await,
        "19",
        "its obstacle that is due first"
    );
    assert_eq!(
        responsible(cleared, days_ago(0)).await,
        json!(null),
        "nothing is left to do"
    );
    let file = app
        .send(Call::get("/api/v1/parcels?format=csv&lang=en"))
        .await
        .expect(200)
        .text();
    let rows: Vec<&str> = file.lines().collect();
    assert!(rows[0].ends_with("Responsible unit"), "{file}");
    assert!(rows.iter().any(|row| row.contains("05443")), "{file}");
}

#[sqlx::test]
async fn a_list_of_what_lapses_goes_into_a_file_with_the_day(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    seed::parcel(&db, "P", "1/1", json!({ "notified_on": days_ago(350) })).await;
    seed::parcel(&db, "P", "1/2", json!({ "notified_on": days_ago(200) })).await;
    let app = TestApp::start(&db).await;
    let listed = app.json("/api/v1/parcels?lapsing=30").await;
    assert_eq!(
        (&listed["total"], &listed["items"][0]["parcel_no"]),
        (&json!(1), &json!("1"))
    );
    let last = listed["items"][0]["lapses_on"].as_str().unwrap().to_owned();
    let file = app
        .send(Call::get("/api/v1/parcels?lapsing=30&format=csv&lang=en"))
        .await
        .expect(200)
        .text();
    let rows: Vec<&str> = file.lines().collect();
    assert_eq!(rows.len(), 2);
    assert!(
        rows[0].contains("Notice lapses after") && rows[1].contains(&last),
        "{file}"
    );
}

#[sqlx::test]
async fn a_kind_of_oddity_that_does_not_exist_is_refused(db: PgPool) {
    let app = TestApp::start(&db).await;
    for query in ["late_by=law_of_nature", "warning=late", "lapsing=soon", "lapsing=-1"] {
        app.get(&format!("/api/v1/parcels?{query}")).await.expect(400);
    }
}
