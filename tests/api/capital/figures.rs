//! The figures of one project: recorded, corrected, taken back, and seen as they were known.

use matbang::auth::Role;
use serde_json::json;
use sqlx::PgPool;

use super::{put, report, scene};
use crate::support::{Call, days_ago, seed, today};

#[sqlx::test]
async fn a_past_day_shows_what_was_known_then(db: PgPool) {
    let app = scene(&db).await;
    // A year in which all of these days lie.
    let year = today().year() - 1;
    let days = ["03-31", "06-30", "09-30"].map(|day| format!("{year}-{day}"));
    for (day, disbursed) in days.iter().zip([100, 250, 400]) {
        let figures = json!({ "as_of": day, "planned_vnd": 1000, "disbursed_vnd": disbursed });
        app.send(put("W", year, &figures)).await.expect(200);
    }
    for (day, known, history) in [
        (format!("{year}-03-30"), None, 0),
        (format!("{year}-03-31"), Some(100), 1),
        (format!("{year}-08-15"), Some(250), 2),
        (days_ago(0).to_string(), Some(400), 3),
    ] {
        let told = app.json(&format!("/api/v1/projects/W/capital?as_of={day}")).await;
        let of_year = &told["years"][0];
        assert_eq!(of_year["disbursed_vnd"].as_i64(), known, "{day}");
        assert_eq!(of_year["history"].as_array().map_or(0, Vec::len), history, "{day}");
        let listed = app
            .json(&format!("/api/v1/capital?as_of={day}&year={year}&project=W"))
            .await;
        assert_eq!(listed["items"][0]["disbursed_vnd"].as_i64(), known, "{day}");
    }
}

#[sqlx::test]
async fn a_correction_of_a_day_needs_the_version_that_it_starts_from(db: PgPool) {
    let app = scene(&db).await;
    let first = report(&app, "W", 3, (1000, 100)).await;
    assert_eq!((&first["version"], &first["recorded_by"]), (&json!(1), &json!("admin")));
    let year = days_ago(3).year();
    let other = json!({ "as_of": days_ago(3), "planned_vnd": 1000, "disbursed_vnd": 150, "note": "theo Kho bạc" });
    app.send(put("W", year, &other)).await.problem(428, "version-missing");
    let corrected = app.send(put("W", year, &other).version(&json!(1)).by("hoa")).await;
    let corrected = corrected.expect(200);
    assert_eq!(corrected.header("etag"), "\"2\"");
    assert_eq!(corrected.json()["recorded_by"], "hoa");
    // Whoever looked before is told what stands there by now.
    let late = app.send(put("W", year, &other).version(&json!(1)).by("lan")).await;
    late.problem(412, "stale-version");
    assert_eq!(late.json()["current"]["disbursed_vnd"], 150);
    // Saying the same again changes nothing.
    let again = app
        .send(put("W", year, &other).version(&json!(2)))
        .await
        .expect(200)
        .json();
    assert_eq!((&again["version"], &again["recorded_by"]), (&json!(2), &json!("hoa")));
}

#[sqlx::test]
async fn of_two_people_who_correct_the_same_figures_at_once_one_is_told(db: PgPool) {
    let app = scene(&db).await;
    report(&app, "W", 3, (1000, 100)).await;
    let year = days_ago(3).year();
    let figures = |disbursed| json!({ "as_of": days_ago(3), "planned_vnd": 1000, "disbursed_vnd": disbursed });
    let (a, b) = tokio::join!(
        app.send(put("W", year, &figures(200)).version(&json!(1)).by("hoa")),
        app.send(put("W", year, &figures(300)).version(&json!(1)).by("lan")),
    );
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    // The same where there was nothing before.
    let figures = |disbursed| json!({ "as_of": days_ago(2), "planned_vnd": 1000, "disbursed_vnd": disbursed });
    let (a, b) = tokio::join!(
        app.send(put("W", year, &figures(200)).by("hoa")),
        app.send(put("W", year, &figures(300)).by("lan")),
    );
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 428]);
}

#[sqlx::test]
async fn an_operation_sent_twice_is_done_once(db: PgPool) {
    let app = scene(&db).await;
    let id = uuid::Uuid::now_v7();
    let figures = json!({ "as_of": days_ago(3), "planned_vnd": 1000, "disbursed_vnd": 100 });
    for _ in 0..2 {
        let call = put("W", days_ago(3).year(), &figures).operation(id);
        assert_eq!(app.send(call).await.expect(200).json()["version"], 1);
    }
}

#[sqlx::test]
async fn mistaken_figures_are_taken_back_with_a_reason_that_the_history_keeps(db: PgPool) {
    let app = scene(&db).await;
    report(&app, "W", 30, (1000, 100)).await;
    report(&app, "W", 3, (1000, 900)).await;
    let address = format!("/api/v1/projects/W/capital/{}/{}", days_ago(3).year(), days_ago(3));
    let delete = |reason: &str| Call::delete(&address).json(&json!({ "reason": reason }));
    app.send(delete("Nhầm dự án")).await.problem(428, "version-missing");
    app.send(delete(" ").version(&json!(1))).await.problem(422, "refused");
    app.send(delete("Nhầm dự án").version(&json!(2)))
        .await
        .problem(412, "stale-version");
    app.send(delete("Nhầm dự án").version(&json!(1))).await.expect(204);
    app.send(delete("Nhầm dự án").version(&json!(1)))
        .await
        .problem(404, "not-found");
    let told = app.json("/api/v1/projects/W/capital").await;
    let left: Vec<i64> = told["years"]
        .as_array()
        .unwrap()
        .iter()
        .map(|y| y["disbursed_vnd"].as_i64().unwrap())
        .collect();
    assert_eq!(left, [100]);
    let kept: (String, serde_json::Value) =
        sqlx::query_as("select note, fields from events where action = 'capital_withdrawn'")
            .fetch_one(&db)
            .await
            .unwrap();
    let field = format!("capital/{}/{}", days_ago(3).year(), days_ago(3));
    assert_eq!(kept.0, "Nhầm dự án");
    assert_eq!(
        kept.1[field],
        json!([{ "planned_vnd": 1000, "disbursed_vnd": 900 }, null])
    );
}

#[sqlx::test]
async fn figures_out_of_range_are_refused_by_field(db: PgPool) {
    let app = scene(&db).await;
    let wrong = json!({ "as_of": days_ago(-1), "planned_vnd": -1, "disbursed_vnd": 10_000_000_000_000_001_i64 });
    let answer = app.send(put("W", 1989, &wrong)).await;
    let pointers: Vec<String> = answer.problem(422, "refused").into_iter().map(|(at, _)| at).collect();
    assert_eq!(pointers, ["/year", "/as_of", "/planned_vnd", "/disbursed_vnd"]);
    // More than planned is only worth a look.
    report(&app, "W", 3, (100, 150)).await;
    assert_eq!(
        app.json("/api/v1/projects/W/capital").await["years"][0]["over_plan"],
        true
    );
}

#[sqlx::test]
async fn figures_are_written_by_those_who_manage_the_whole_project_and_read_by_all_who_log_in(db: PgPool) {
    let app = scene(&db).await;
    let figures = json!({ "as_of": days_ago(3), "planned_vnd": 1000, "disbursed_vnd": 100 });
    let year = days_ago(3).year();
    for (role, west, east) in [
        (Role::Public, 401, 401),
        (Role::Planner, 403, 403),
        (Role::Field, 403, 403),
        (Role::Leader, 403, 403),
        (Role::Officer, 200, 403),
    ] {
        for (code, status) in [("W", west), ("E", east)] {
            let answer = app.send(put(code, year, &figures).as_(role)).await;
            assert_eq!(answer.status.as_u16(), status, "{role:?} {code}");
        }
    }
    for role in [Role::Planner, Role::Field, Role::Officer, Role::Leader] {
        for uri in ["/api/v1/capital", "/api/v1/projects/W/capital"] {
            app.send(Call::get(uri).as_(role)).await.expect(200);
        }
    }
    app.send(Call::get("/api/v1/capital").anonymous())
        .await
        .problem(401, "login-needed");
    app.get("/api/v1/projects/X/capital").await.problem(404, "not-found");
    seed::sql(&db, "update projects set archived_on = current_date where code = 'E'").await;
    app.send(put("X", year, &figures)).await.problem(404, "not-found");
}
