//! Projects by their capital beside their clearance.

use matbang::auth::Role;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{report, scene};
use crate::support::{Call, days_ago, seed, today};

type Row = (String, Option<i64>, Option<i64>, i64, i64, i64, i64);

fn row(item: &Value) -> Row {
    let number = |value: &Value| value.as_i64().unwrap();
    (
        item["project"].as_str().unwrap().to_owned(),
        item["planned_vnd"].as_i64(),
        item["disbursed_vnd"].as_i64(),
        number(&item["waiting_vnd"]),
        number(&item["remaining_parcels"]),
        number(&item["late_payments"]["parcels"]),
        number(&item["late_payments"]["days"]),
    )
}

#[sqlx::test]
async fn a_project_worked_by_hand(db: PgPool) {
    let app = scene(&db).await;
    report(&app, "W", 3, (1000, 200)).await;
    let list = app.json(&format!("/api/v1/capital?year={}", days_ago(3).year())).await;
    let items = list["items"].as_array().unwrap();
    // Three quarters of the ground are not cleared: 800 x 3/4. Due 30 days after approvals 40 and 35 days ago.
    assert_eq!(row(&items[0]), ("W".into(), Some(1000), Some(200), 600, 3, 2, 15));
    assert_eq!(
        (&items[0]["disbursed_share"], &items[0]["cleared_share"]),
        (&json!(0.2), &json!(0.25))
    );
    assert_eq!(
        (&items[0]["freshness"], &items[1]["freshness"]),
        (&json!("current"), &json!("absent"))
    );
    assert_eq!(row(&items[1]), ("E".into(), None, None, 0, 1, 0, 0));
    let total = &list["total"];
    assert_eq!(
        [
            &total["projects"],
            &total["absent"],
            &total["waiting_vnd"],
            &total["remaining_parcels"],
            &total["late_payments"]["days"]
        ],
        [&json!(2), &json!(1), &json!(600), &json!(4), &json!(15)]
    );
}

#[sqlx::test]
async fn every_number_is_that_of_an_independent_count_and_opens_the_list_that_adds_up(db: PgPool) {
    let app = scene(&db).await;
    report(&app, "W", 70, (1_000_000_007, 200_000_003)).await;
    report(&app, "W", 3, (1_000_000_007, 400_000_009)).await;
    report(&app, "E", 20, (77, 100)).await;
    for days in [0, 8, 38, 65] {
        let day = days_ago(days);
        let year = day.year();
        let list = app.json(&format!("/api/v1/capital?as_of={day}&year={year}")).await;
        let items = list["items"].as_array().unwrap();
        let mut told: Vec<Row> = items.iter().map(row).collect();
        told.sort();
        let counted: Vec<Row> = sqlx::query_as(include_str!("list.sql"))
            .bind(year)
            .bind(day)
            .fetch_all(&db)
            .await
            .unwrap();
        assert_eq!(told, counted, "{day}");
        let sum = |of: fn(&Row) -> i64| told.iter().map(of).sum::<i64>();
        let total = &list["total"];
        assert_eq!(total["planned_vnd"], sum(|row| row.1.unwrap_or(0)));
        assert_eq!(total["disbursed_vnd"], sum(|row| row.2.unwrap_or(0)));
        assert_eq!(total["waiting_vnd"], sum(|row| row.3));
        assert_eq!(total["remaining_parcels"], sum(|row| row.4));
        assert_eq!(
            total["late_payments"],
            json!({ "parcels": sum(|row| row.5), "days": sum(|row| row.6) })
        );
        for one in items.iter().chain([total]) {
            let listed = async |name: &str| app.json(one["lists"][name].as_str().unwrap()).await["total"].clone();
            assert_eq!(
                listed("late_payments").await,
                one["late_payments"]["parcels"],
                "{day} {one}"
            );
            assert_eq!(listed("remaining").await, one["remaining_parcels"], "{day} {one}");
        }
    }
}

#[sqlx::test]
async fn projects_are_filtered_and_put_in_order(db: PgPool) {
    let app = scene(&db).await;
    report(&app, "W", 3, (1000, 900)).await;
    report(&app, "E", 3, (2000, 100)).await;
    let year = days_ago(3).year();
    let codes = async |query: &str| -> Vec<String> {
        let list = app.json(&format!("/api/v1/capital?year={year}&{query}")).await;
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| item["project"].as_str().unwrap().to_owned()).collect()
    };
    for (query, expected) in [
        ("sort=-waiting", vec!["E", "W"]),
        ("sort=-planned", vec!["E", "W"]),
        ("sort=disbursed_share", vec!["E", "W"]),
        ("sort=cleared_share", vec!["E", "W"]),
        ("sort=-late_payment_days", vec!["W", "E"]),
        ("sector=urban", vec!["E"]),
        ("investor=Ban%20A", vec!["W"]),
        ("project=W", vec!["W"]),
        ("q=du%20an%20e", vec!["E"]),
    ] {
        assert_eq!(codes(query).await, expected, "{query}");
    }
    for (query, pointer) in [
        ("year=1989", "year"),
        ("project=X", "project"),
        ("as_of=2999-01-01", "as_of"),
    ] {
        let refused = app
            .get(&format!("/api/v1/capital?{query}"))
            .await
            .problem(400, "invalid-query");
        assert_eq!(refused[0].0, pointer);
    }
    let years = app.json("/api/v1/capital").await["years"].clone();
    assert_eq!(years, json!([year]));
    assert_eq!(app.json("/api/v1/capital").await["year"], today().year());
}

#[sqlx::test]
async fn the_table_to_take_along_keeps_to_areas_holds_no_formulas_and_is_recorded(db: PgPool) {
    let app = scene(&db).await;
    seed::sql(&db, "update projects set name = '=1+1' where code = 'W'").await;
    let app = {
        drop(app);
        crate::support::TestApp::start(&db).await
    };
    report(&app, "W", 3, (1000, 250)).await;
    let year = days_ago(3).year();
    let file = async |role: Role, lang: &str| {
        let uri = format!("/api/v1/capital?year={year}&format=csv&lang={lang}");
        app.send(Call::get(&uri).as_(role)).await.expect(200).text()
    };
    let all = file(Role::Leader, "vi").await;
    assert!(all.starts_with("\u{feff}Mã dự án;Tên dự án;"), "{all}");
    let line = all.lines().find(|line| line.starts_with("W;")).unwrap();
    assert!(line.contains(";'=1+1;") && line.contains(";1000;250;25,0;"), "{line}");
    assert!(line.ends_with(";25,0;3;563;2;15"), "{line}");
    assert_eq!(all.lines().count(), 3);
    let own = file(Role::Officer, "en").await;
    assert!(own.starts_with("\u{feff}Project code,"), "{own}");
    assert_eq!(own.lines().count(), 2, "{own}");
    let exports: i64 =
        sqlx::query_scalar("select count(*) from audit where action = 'export' and subject like '% capital'")
            .fetch_one(&db)
            .await
            .unwrap();
    assert_eq!(exports, 2);
}
