//! Lists of what lapses and of what is odd, against a count past the service.

use serde_json::json;
use sqlx::PgPool;

use crate::support::{Call, TestApp, days_ago, random, seed};

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
    for query in ["warning=late", "lapsing=soon", "lapsing=-1"] {
        app.get(&format!("/api/v1/parcels?{query}")).await.expect(400);
    }
}
