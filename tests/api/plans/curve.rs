//! The planned curve of the cleared share.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{curve, plans, plans_on};
use crate::support::{TestApp, days_ago, seed};

async fn scene(db: &PgPool) -> TestApp {
    seed::project(db, "P", json!({})).await;
    let half = json!({ "legal_area_m2": 100, "handed_over_on": days_ago(70) });
    seed::parcel(db, "P", "1/1", half).await;
    seed::parcel(db, "P", "1/2", json!({ "legal_area_m2": 100 })).await;
    TestApp::start(db).await
}

#[sqlx::test]
async fn a_project_is_late_by_the_curve_of_the_day(db: PgPool) {
    let app = scene(&db).await;
    // Set 80 days ago: a line of 0.01 a day, which passed one half 30 days ago.
    sqlx::query("insert into share_plans (project_id, set_on, on_dates, shares) values (1, $1, $2, '{0.2, 1}')")
        .bind(days_ago(80))
        .bind([days_ago(60), days_ago(-20)].as_slice())
        .execute(&db)
        .await
        .unwrap();
    app.board.catch_up().await;
    let late = async |ago: i32| {
        let project = app.json(&format!("/api/v1/projects/P?as_of={}", days_ago(ago))).await;
        project["days_late"].clone()
    };
    let before = [late(0).await, late(1).await, late(10).await, late(28).await];
    assert_eq!(before, [29, 28, 19, 0].map(|days| json!(days)));
    let points = [(days_ago(60), 0.2), (days_ago(-40), 0.6), (days_ago(-90), 1.0)];
    let changed = app.send(curve(1, &points, "Lập lại kế hoạch")).await.expect(200).json();
    assert_eq!(
        [late(0).await, late(1).await, late(10).await, late(28).await],
        [0, 28, 19, 0].map(|days| json!(days))
    );
    let of = |points: &Value| points.as_array().unwrap().len();
    assert_eq!(
        (
            of(&changed["curve"]["original"]),
            of(&changed["curve"]["current"]),
            of(&changed["curve"]["changes"])
        ),
        (2, 3, 2)
    );
    let then = plans_on(&app, days_ago(1)).await;
    assert_eq!((of(&then["curve"]["current"]), of(&then["curve"]["changes"])), (2, 1));
    let withdrawn = app.send(curve(2, &[], "Dự án dừng")).await.expect(200).json();
    assert_eq!(
        (of(&withdrawn["curve"]["current"]), of(&withdrawn["curve"]["original"])),
        (0, 2)
    );
}

#[sqlx::test]
async fn what_was_cleared_stands_at_the_ends_of_months_and_on_the_day(db: PgPool) {
    let app = scene(&db).await;
    app.send(curve(1, &[(days_ago(100), 0.0), (days_ago(-100), 1.0)], ""))
        .await
        .expect(200);
    for as_of in [days_ago(0), days_ago(40), days_ago(100)] {
        let actual = plans_on(&app, as_of).await["curve"]["actual"].clone();
        let reckoned: Vec<(String, f64)> = sqlx::query_as(
            "select day::text, case when day >= $1 then 0.5 else 0 end::float8 from (
                 select $2 union select $3
                 union select (date_trunc('month', d) + interval '1 month' - interval '1 day')::date
                 from generate_series($2, $3, '1 day') d
             ) days (day) where day <= $3 order by day",
        )
        .bind(days_ago(70))
        .bind(days_ago(100))
        .bind(as_of)
        .fetch_all(&db)
        .await
        .unwrap();
        let reckoned: Vec<Value> = reckoned
            .into_iter()
            .map(|(on, share)| json!({ "on_date": on, "share": share }))
            .collect();
        assert_eq!(actual, json!(reckoned), "up to {as_of}");
    }
    assert_eq!(plans_on(&app, days_ago(101)).await["curve"]["actual"], json!([]));
}

#[sqlx::test]
async fn an_impossible_curve_is_refused_with_its_place(db: PgPool) {
    let app = scene(&db).await;
    let first = [(days_ago(10), 0.1), (days_ago(-10), 0.9)];
    app.send(curve(1, &first, "")).await.expect(200);
    let many: Vec<_> = (0..401).map(|day| (days_ago(300 - day), 0.5)).collect();
    for (points, reason, pointer) in [
        (
            vec![(days_ago(10), 0.5), (days_ago(-10), 0.4)],
            "giao ban",
            "/points/1/share",
        ),
        (
            vec![(days_ago(10), 0.5), (days_ago(10), 0.6)],
            "giao ban",
            "/points/1/on_date",
        ),
        (
            vec![(days_ago(10), 0.5), (days_ago(11), 0.6)],
            "giao ban",
            "/points/1/on_date",
        ),
        (vec![(days_ago(10), -0.1)], "giao ban", "/points/0/share"),
        (vec![(days_ago(10), 1.1)], "giao ban", "/points/0/share"),
        (vec![(days_ago(60_000), 0.1)], "giao ban", "/points/0/on_date"),
        (vec![(days_ago(10), 0.5)], "", "/reason"),
        (first.to_vec(), "giao ban", "/points"),
        (many, "giao ban", "/points"),
    ] {
        let problems = app.send(curve(2, &points, reason)).await.problem(422, "refused");
        assert_eq!(problems[0].0, pointer);
    }
    app.send(curve(1, &[(days_ago(10), 0.5)], "giao ban"))
        .await
        .problem(412, "stale-version");
    assert_eq!(plans(&app).await["version"], 2);
}
