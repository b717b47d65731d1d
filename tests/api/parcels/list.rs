use serde_json::json;
use sqlx::PgPool;

use crate::support::{TestApp, days_ago, seed, today};

/// A late road through both districts, and an industrial park with one parcel of every other kind.
async fn two_projects(db: &PgPool) {
    seed::districts(db).await;
    seed::project(db, "QL3", json!({ "clearance_deadline": days_ago(10) })).await;
    seed::project(db, "KCN", json!({})).await;
    let parcel = |project, key, values| seed::parcel(db, project, key, values);
    let (west, east, nowhere) = ([105.81, 21.55], [105.86, 21.55], [105.95, 21.55]);
    parcel(
        "QL3",
        "1/1",
        json!({ "at": west, "handed_over_on": days_ago(20), "household_code": "H1" }),
    )
    .await;
    parcel(
        "QL3",
        "1/2",
        json!({ "at": east, "notified_on": days_ago(60), "household_code": "H1" }),
    )
    .await;
    let blocked = parcel(
        "QL3",
        "1/3",
        json!({ "at": west, "notified_on": days_ago(60), "household_code": "H2" }),
    )
    .await;
    seed::obstacle(
        db,
        &[blocked],
        json!({ "cause": "PRICE", "intervals": [[days_ago(5), null]] }),
    )
    .await;
    parcel("KCN", "1/1", json!({ "household_code": "H1" })).await;
    parcel(
        "KCN",
        "1/2",
        json!({ "at": nowhere, "notified_on": days_ago(60), "inventoried_on": days_ago(50) }),
    )
    .await;
    parcel("KCN", "1/3", json!({ "at": west, "excluded_on": days_ago(3) })).await;
    parcel("KCN", "1/4", json!({ "at": east, "notified_on": days_ago(60) })).await;
    let stopped = parcel("KCN", "1/5", json!({ "at": west, "handed_over_on": days_ago(9) })).await;
    seed::obstacle(
        db,
        &[stopped],
        json!({ "cause": "WORKS_STOPPED", "intervals": [[days_ago(2), null]] }),
    )
    .await;
    sqlx::query(
        "insert into step_plans (project_id, unit_code, step, planned_on)
         select id, '165', 'handed_over', $1 from projects where code = 'KCN'",
    )
    .bind(today().plus_days(30))
    .execute(db)
    .await
    .unwrap();
}

async fn found(app: &TestApp, query: &str) -> String {
    let list = app.json(&format!("/api/v1/parcels?sort=key&{query}")).await;
    let items = list["items"].as_array().unwrap();
    assert_eq!(list["total"], items.len(), "{query}");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let name = |item: &serde_json::Value| {
        format!(
            "{} {}/{}",
            text(&item["project_code"]),
            text(&item["map_sheet"]),
            text(&item["parcel_no"])
        )
    };
    items.iter().map(name).collect::<Vec<_>>().join(", ")
}

#[sqlx::test]
async fn every_filter_finds_the_parcels_that_it_names(db: PgPool) {
    two_projects(&db).await;
    let app = TestApp::start(&db).await;
    let all = "QL3 1/1, QL3 1/2, QL3 1/3, KCN 1/1, KCN 1/2, KCN 1/4, KCN 1/5";
    for (query, expected) in [
        ("", all),
        ("project=QL3", "QL3 1/1, QL3 1/2, QL3 1/3"),
        ("project=QL3&project=KCN", all),
        ("unit=164", "QL3 1/1, QL3 1/3, KCN 1/5"),
        ("unit=165&level=district", "QL3 1/2, KCN 1/4"),
        ("unit=19", "QL3 1/1, QL3 1/2, QL3 1/3, KCN 1/4, KCN 1/5"),
        ("unit=19&unit=165", "QL3 1/2, KCN 1/4"),
        ("outside=true", "KCN 1/1, KCN 1/2"),
        ("outside=true&level=province", "KCN 1/1, KCN 1/2"),
        ("status=cleared", "QL3 1/1, KCN 1/5"),
        ("status=blocked", "QL3 1/3"),
        ("status=overdue", "QL3 1/2"),
        ("status=not_started", "KCN 1/1"),
        ("status=undated", "KCN 1/2"),
        ("status=on_track", "KCN 1/4"),
        ("status=excluded", "KCN 1/3"),
        ("status=undated&status=on_track", "KCN 1/2, KCN 1/4"),
        ("fact=cleared", "QL3 1/1, KCN 1/5"),
        ("fact=remaining", "QL3 1/2, QL3 1/3, KCN 1/1, KCN 1/2, KCN 1/4"),
        ("fact=overdue", "QL3 1/2, QL3 1/3"),
        ("fact=blocked", "QL3 1/3"),
        ("fact=works_stopped", "KCN 1/5"),
        ("fact=no_shape", "KCN 1/1"),
        ("waiting_for=notified", "KCN 1/1"),
        ("waiting_for=inventoried", "QL3 1/2, QL3 1/3, KCN 1/4"),
        ("waiting_for=plan_posted", "KCN 1/2"),
        ("cause=PRICE", "QL3 1/3"),
        ("cause=WORKS_STOPPED", "KCN 1/5"),
        ("cause=GRAVE", ""),
        ("household=H1", "QL3 1/1, QL3 1/2, KCN 1/1"),
        ("household=H1&project=QL3&fact=overdue", "QL3 1/2"),
        ("household=H9", ""),
        ("bbox=105.855,21.54,105.87,21.56", "QL3 1/2, KCN 1/4"),
        ("bbox=105.94,21.5,105.96,21.6", "KCN 1/2"),
    ] {
        assert_eq!(found(&app, query).await, expected, "{query}");
    }
}

#[sqlx::test]
async fn a_past_day_is_told_as_it_was_on_that_day(db: PgPool) {
    two_projects(&db).await;
    let app = TestApp::start(&db).await;
    for (days, query, expected) in [
        // The deadline passed ten days ago: the day itself is not late.
        (10, "project=QL3&status=on_track", "QL3 1/2, QL3 1/3"),
        (9, "project=QL3&status=overdue", "QL3 1/2, QL3 1/3"),
        (6, "cause=PRICE", ""),
        (5, "cause=PRICE", "QL3 1/3"),
        (21, "status=cleared", ""),
        (20, "status=cleared", "QL3 1/1"),
        (4, "status=not_started&project=KCN", "KCN 1/1, KCN 1/3"),
        (
            61,
            "status=not_started&project=KCN",
            "KCN 1/1, KCN 1/2, KCN 1/3, KCN 1/4, KCN 1/5",
        ),
        (50, "waiting_for=plan_posted", "KCN 1/2"),
        (51, "waiting_for=plan_posted", ""),
    ] {
        let query = format!("{query}&as_of={}", days_ago(days));
        assert_eq!(found(&app, &query).await, expected, "{query}");
    }
}

#[sqlx::test]
async fn a_question_that_cannot_be_understood_is_refused(db: PgPool) {
    two_projects(&db).await;
    let app = TestApp::start(&db).await;
    let tomorrow = format!("as_of={}", today().plus_days(1));
    for query in [
        "nonsense=1",
        "Status=cleared",
        "status=late",
        "fact=lost",
        "waiting_for=nothing",
        "unit=999",
        "unit=164&level=province",
        "level=county",
        "project=NOPE",
        "cause=NOPE",
        "bbox=1,2,3",
        "bbox=106,21,105,22",
        "near=200,0",
        "near=here",
        "sort=distance",
        "sort=luck",
        "after=rubbish",
        "limit=-1",
        "as_of=23/11/2026",
        &tomorrow,
    ] {
        let answer = app.get(&format!("/api/v1/parcels?{query}")).await;
        let problems = answer.problem(400, "invalid-query");
        assert_eq!(problems.len(), 1, "{query}");
    }
    let answer = app.get(&format!("/api/v1/parcels?{tomorrow}")).await;
    let expected = "ở tương lai";
    assert!(
        answer.problem(400, "invalid-query")[0].1.contains(expected),
        "{}",
        answer.text()
    );
}
