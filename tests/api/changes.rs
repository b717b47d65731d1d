//! The stream of changes.

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Call, Stream, TestApp, days_ago, seed};

async fn two_parcels(db: &PgPool) -> (TestApp, [i64; 2]) {
    seed::project(db, "P", json!({})).await;
    let ids = [
        seed::parcel(db, "P", "1/1", json!({ "at": [105.82, 21.55] })).await,
        seed::parcel(db, "P", "1/2", json!({})).await,
    ];
    (TestApp::start(db).await, ids)
}

fn notified(id: i64, version: i32) -> Call {
    let edit = json!({ "steps": { "notified": { "on": days_ago(version) } } });
    Call::patch(&format!("/api/v1/parcels/{id}"))
        .version(&json!(version))
        .json(&edit)
}

#[sqlx::test]
async fn an_edit_shows_up_on_every_open_stream(db: PgPool) {
    let (app, [one, _]) = two_parcels(&db).await;
    let mut streams = [Stream::open(&app, None).await, Stream::open(&app, None).await];
    app.send(notified(one, 1)).await.expect(200);
    for stream in &mut streams {
        let event = stream.next().await;
        assert_eq!(event.name, "change");
        let parcel = json!({ "id": one, "project_code": "P", "version": 2, "status": 5, "days_late": 0 });
        assert_eq!(
            event.data,
            json!({ "parcels": [parcel], "projects": [], "reload": [], "units": false })
        );
        assert_ne!(event.id, stream.opened_at);
    }
}

#[sqlx::test]
async fn whoever_was_away_is_told_what_was_missed(db: PgPool) {
    let (app, [one, two]) = two_parcels(&db).await;
    let mut stream = Stream::open(&app, None).await;
    app.send(notified(one, 1)).await.expect(200);
    let seen = stream.next().await.id;
    drop(stream);
    app.send(notified(two, 1)).await.expect(200);
    app.send(notified(two, 2)).await.expect(200);
    let mut again = Stream::open(&app, Some(&seen)).await;
    let event = again.next().await;
    assert_eq!(event.name, "change");
    let parcels = event.data["parcels"].as_array().unwrap();
    let told: Vec<(&Value, &Value)> = parcels
        .iter()
        .map(|parcel| (&parcel["id"], &parcel["version"]))
        .collect();
    assert_eq!(
        told,
        [(&json!(two), &json!(3))],
        "once, as it is now; what was seen is not told again"
    );
    app.send(notified(one, 2)).await.expect(200);
    assert_eq!(again.next_of(one).await["version"], 3, "then it goes on");
}

#[sqlx::test]
async fn whoever_missed_a_new_shape_is_told_to_fetch_the_tiles_again(db: PgPool) {
    let (app, [one, _]) = two_parcels(&db).await;
    let seen = Stream::open(&app, None).await.opened_at;
    seed::sql(
        &db,
        "update parcels set geom = st_translate(geom, 0.001, 0), interior_point = st_translate(interior_point, 0.001, 0)
         where geom is not null",
    )
    .await;
    app.board.catch_up().await;
    let event = Stream::open(&app, Some(&seen)).await.next().await;
    assert_eq!(
        (&event.data["reload"], &event.data["parcels"][0]["id"]),
        (&json!(["P"]), &json!(one))
    );
}

#[sqlx::test]
async fn whoever_missed_the_end_of_a_project_begins_anew(db: PgPool) {
    seed::project(&db, "GONE", json!({})).await;
    let app = TestApp::start(&db).await;
    let seen = Stream::open(&app, None).await.opened_at;
    seed::sql(&db, "delete from projects").await;
    app.board.catch_up().await;
    assert_eq!(Stream::open(&app, Some(&seen)).await.next().await.name, "reset");
}

#[sqlx::test]
async fn whoever_missed_nothing_is_told_nothing(db: PgPool) {
    let (app, [one, _]) = two_parcels(&db).await;
    let mut stream = Stream::open(&app, None).await;
    app.send(notified(one, 1)).await.expect(200);
    let seen = stream.next().await.id;
    let mut again = Stream::open(&app, Some(&seen)).await;
    app.send(notified(one, 2)).await.expect(200);
    let event = again.next().await;
    assert_eq!(
        event.data["parcels"][0]["version"], 3,
        "the next event is the next change"
    );
}

#[sqlx::test]
async fn an_identity_that_means_nothing_begins_anew(db: PgPool) {
    let (app, _) = two_parcels(&db).await;
    let now = Stream::open(&app, None).await.opened_at;
    let [at, era, snapshot] = now.split('-').collect::<Vec<_>>()[..] else {
        panic!("{now}")
    };
    let two_days_ago = at.parse::<i64>().unwrap() - 2 * 86_400;
    for last in [
        "rubbish",
        "",
        "1-2",
        "1-1.1-5:3:",
        "1-'; drop table changes;--",
        &format!("{two_days_ago}-{era}-{snapshot}"),
        &format!("{at}-{era}-{snapshot}:9"),
        // Of a database that had come further, before this one took its place.
        &format!("{at}-{era}-99999999:99999999:"),
        // From before a crash.
        &format!("{at}-1.2-{snapshot}"),
    ] {
        let mut stream = Stream::open(&app, Some(last)).await;
        let event = stream.next().await;
        assert_eq!(event.name, "reset", "{last}");
        assert!(!event.id.is_empty());
    }
}

#[sqlx::test]
async fn sql_by_others_reaches_board_tiles_and_streams(db: PgPool) {
    let (app, [one, _]) = two_parcels(&db).await;
    let tile = "/tiles/parcels/8/203/112";
    let before = app.get(tile).await.expect(200).header("etag").to_owned();
    let mut stream = Stream::open(&app, None).await;
    seed::sql(
        &db,
        "update parcels set handed_over_on = '2026-01-05', version = version + 1 where parcel_no = '1'",
    )
    .await;
    let told = stream.next_of(one).await;
    assert_eq!((&told["status"], &told["version"]), (&json!(1), &json!(2)));
    assert_eq!(app.json(&format!("/api/v1/parcels/{one}")).await["status"], "cleared");
    assert_ne!(app.get(tile).await.expect(200).header("etag"), before);
}

#[sqlx::test]
async fn what_changes_beside_parcels_is_told_too(db: PgPool) {
    let (app, _) = two_parcels(&db).await;
    let mut stream = Stream::open(&app, None).await;
    let plan = json!({ "clearance_deadline": days_ago(1) });
    app.send(Call::patch("/api/v1/projects/P").version(&json!(1)).json(&plan))
        .await
        .expect(200);
    assert_eq!(stream.next().await.data["projects"], json!(["P"]));
    seed::sql(&db, "update parcels set geom = st_translate(geom, 0.001, 0), interior_point = st_translate(interior_point, 0.001, 0) where geom is not null").await;
    assert_eq!(
        stream.next().await.data["reload"],
        json!(["P"]),
        "its shapes must be fetched again"
    );
    seed::districts(&db).await;
    let mut told = stream.next().await.data;
    while told["units"] != true {
        told = stream.next().await.data;
    }
}
