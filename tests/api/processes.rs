//! Several processes on one database: whatever is written through any of them, or past all of them, every board comes
//! to what a process that starts now would read.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use matbang::{
    board::{Board, LiveBoard, ParcelFacts},
    calendar::Day,
    parcels::Assessment,
};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::{
    bottlenecks::reckoned,
    support::{Call, Stream, TestApp, days_ago, random, seed, today},
    tiles::grid,
};

/// What a board knows of one parcel, with places in its lists replaced by what stands there.
type Known = (String, ParcelFacts, String, Vec<i32>, Assessment);

fn known(board: &Board, day: Day) -> BTreeMap<i64, Known> {
    let mut parcels = BTreeMap::new();
    for shard in board.shards.values() {
        for (place, id) in (0..).zip(shard.ids.iter()) {
            let facts = ParcelFacts {
                household: 0,
                unit_set: 0,
                ..shard.facts(place).clone()
            };
            let (household, units) = (shard.household(place).to_owned(), shard.units(place).to_vec());
            let assessment = shard.assess(place, day);
            parcels.insert(*id, (shard.project.code.clone(), facts, household, units, assessment));
        }
    }
    parcels
}

/// What a process shows: tiles and figures, as bytes.
async fn shown(app: &TestApp) -> BTreeMap<String, Vec<u8>> {
    let mut answers = BTreeMap::new();
    for uri in [
        "/tiles/parcels/9/406/224".to_owned(),
        "/tiles/parcels/14/13008/7187".to_owned(),
        "/tiles/units/9/406/224".to_owned(),
        "/tiles/projects/9/406/224".to_owned(),
        "/api/v1/bottlenecks?by=unit,step".to_owned(),
        format!("/api/v1/bottlenecks?by=project&as_of={}", days_ago(60)),
        "/api/v1/parcels?limit=500".to_owned(),
        "/api/v1/projects".to_owned(),
    ] {
        let body = app.get(&uri).await.body.to_vec();
        answers.insert(uri, body);
    }
    answers
}

/// One write at random, by a process or past both; refusals and stale versions are part of the game.
async fn write(db: &PgPool, apps: &[&TestApp], random: &mut Rng, ids: &[i64]) {
    let app = apps[random.usize(..apps.len())];
    let id = ids[random.usize(..ids.len())];
    let other = ids[random.usize(..ids.len())];
    let day = days_ago(random.i32(0..300));
    let version = |id: i64| {
        app.board
            .current()
            .parcel(id)
            .map_or(1, |(shard, place)| shard.facts(place).version)
    };
    let uri = format!("/api/v1/parcels/{id}");
    let step = random.choice(["notified", "paid", "resettled", "handed_over"]).unwrap();
    match random.u8(..14) {
        0..4 => {
            let on = (random.u8(..4) != 0).then_some(day);
            let edit = json!({ "steps": { step: { "on": on } }, "reason": "x" });
            app.send(Call::patch(&uri).version(&json!(version(id))).json(&edit)).await;
        }
        4 => {
            let set = json!([{ "id": id, "version": version(id) }, { "id": other, "version": version(other) }]);
            let edit = json!({ "parcels": set, "change": { "excluded_on": random.bool().then_some(day) } });
            app.send(Call::patch("/api/v1/parcels").json(&edit)).await;
        }
        5..7 => {
            let cause = random.choice(["PRICE", "WORKS_STOPPED"]);
            let new = json!({ "project_code": "A", "scope": "selection", "parcels": [id], "cause": cause, "opened_on": day });
            app.send(Call::post("/api/v1/obstacles").json(&new)).await;
        }
        7 => {
            let list = app.json("/api/v1/obstacles?limit=5").await;
            let items = list["items"].as_array().unwrap();
            if let Some(obstacle) = items.get(random.usize(..5)) {
                let end = if obstacle["closed_on"].is_null() { "close" } else { "reopen" };
                let call = Call::post(&format!("/api/v1/obstacles/{}/{end}", obstacle["id"]));
                app.send(call.version(&obstacle["version"]).json(&json!({}))).await;
            }
        }
        8 => {
            let deadline = random.bool().then_some(day);
            let current = app.json("/api/v1/projects/B").await["version"].clone();
            let edit = json!({ "clearance_deadline": deadline, "reason": "giao ban" });
            app.send(Call::patch("/api/v1/projects/B").version(&current).json(&edit)).await;
        }
        9 => execute(db, "update parcels set household_code = 'NEW', paid_on = null, version = version + 1 where id = $1", id).await,
        10 => execute(db, "update parcels set geom = st_translate(geom, 0.002, 0), interior_point = st_translate(interior_point, 0.002, 0) where id = $1", id).await,
        11 => execute(db, "delete from parcel_units where parcel_id = $1", id).await,
        12 => execute(db, "insert into parcel_facts (parcel_id, fact, on_date) select id, 'enforcement_complied', '2026-08-01' from parcels where id = $1 on conflict do nothing", id).await,
        _ => execute(db, "delete from parcels where id = $1 and id % 3 = 0", id).await,
    }
}

async fn execute(db: &PgPool, statement: &'static str, id: i64) {
    sqlx::query(statement).bind(id).execute(db).await.unwrap();
}

#[sqlx::test]
async fn after_random_writes_by_two_processes_and_by_sql_both_boards_equal_a_fresh_one(db: PgPool) {
    let mut random = Rng::with_seed(31);
    let ids = random::province(&db, &mut random, 120).await;
    let (one, two) = (TestApp::start(&db).await, TestApp::start(&db).await);
    for round in 0..8 {
        for _ in 0..12 {
            write(&db, &[&one, &two], &mut random, &ids).await;
        }
        one.board.catch_up().await;
        two.board.catch_up().await;
        let fresh = TestApp::start(&db).await;
        for day in [today(), days_ago(90)] {
            let expected = known(&fresh.board.current(), day);
            for app in [&one, &two] {
                let found = known(&app.board.current(), day);
                for (id, expected) in &expected {
                    assert_eq!(found.get(id), Some(expected), "round {round}");
                }
                assert_eq!(
                    found.len(),
                    expected.len(),
                    "round {round}: nothing is left of what was deleted"
                );
            }
        }
        let expected = shown(&fresh).await;
        for app in [&one, &two] {
            for (uri, body) in shown(app).await {
                assert!(body == expected[&uri], "round {round}: {uri}");
            }
        }
        fresh.cut_off().await;
    }
}

/// The status of every parcel with a shape, as tiles name it, reckoned past the service.
async fn true_statuses(db: &PgPool) -> BTreeMap<u64, u64> {
    let counted = reckoned::parcels(db, today()).await;
    let of_counted = |id: i64| {
        counted
            .iter()
            .find(|parcel| parcel.id == id)
            .map_or("excluded", reckoned::Parcel::status)
    };
    let with_shape: Vec<i64> = sqlx::query_scalar("select id from parcels where geom is not null")
        .fetch_all(db)
        .await
        .unwrap();
    let status = |id| {
        grid::STATUSES
            .iter()
            .zip(0..)
            .find(|(name, _)| **name == of_counted(id))
            .unwrap()
            .1
    };
    with_shape
        .into_iter()
        .map(|id| (id.unsigned_abs(), status(id)))
        .collect()
}

/// The status of every parcel in the tiles of a process.
async fn shown_statuses(app: &TestApp) -> BTreeMap<u64, u64> {
    let mut statuses = BTreeMap::new();
    for path in grid::paths("parcels", 14, [105.78, 21.49, 105.95, 21.61]) {
        for layer in grid::layers(app, &path).await {
            for parcel in layer.features {
                statuses.insert(parcel.id.unwrap(), parcel.properties["status"].as_u64().unwrap());
            }
        }
    }
    statuses
}

#[sqlx::test]
async fn after_random_writes_at_the_same_time_the_tiles_of_every_process_equal_the_database(db: PgPool) {
    let ids = random::province(&db, &mut Rng::with_seed(33), 120).await;
    let (one, two) = (TestApp::start(&db).await, TestApp::start(&db).await);
    for round in 0..3 {
        let writers = (0..6).map(async |writer| {
            let mut random = Rng::with_seed(40 + round * 6 + writer);
            for _ in 0..10 {
                write(&db, &[&one, &two], &mut random, &ids).await;
            }
        });
        futures_util::future::join_all(writers).await;
        let expected = true_statuses(&db).await;
        assert!(
            expected.values().collect::<BTreeSet<_>>().len() > 4,
            "parcels of all kinds: {expected:?}"
        );
        for app in [&one, &two] {
            app.board.catch_up().await;
            assert_eq!(shown_statuses(app).await, expected, "round {round}");
        }
    }
}

#[sqlx::test]
async fn writes_by_many_at_once_are_all_seen_by_all(db: PgPool) {
    let ids = random::province(&db, &mut Rng::with_seed(32), 60).await;
    let (one, two) = (TestApp::start(&db).await, TestApp::start(&db).await);
    let edit = |id: i64| {
        let app = if id % 2 == 0 { &one } else { &two };
        app.send(
            Call::patch(&format!("/api/v1/parcels/{id}"))
                .version(&json!(1))
                .json(&json!({ "note": "cùng lúc" })),
        )
    };
    let answers = futures_util::future::join_all(ids.iter().map(|id| edit(*id))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    for app in [&one, &two] {
        app.board.catch_up().await;
        let board = app.board.current();
        for id in &ids {
            let (shard, place) = board.parcel(*id).unwrap();
            assert_eq!(shard.facts(place).version, 2);
        }
    }
}

#[sqlx::test]
async fn an_edit_by_one_process_reaches_the_streams_of_the_other(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let id = seed::parcel(&db, "P", "1/1", json!({})).await;
    let (one, two) = (TestApp::start(&db).await, TestApp::start(&db).await);
    let mut stream = Stream::open(&two, None).await;
    let edit = json!({ "steps": { "handed_over": { "on": days_ago(1) } } });
    one.send(
        Call::patch(&format!("/api/v1/parcels/{id}"))
            .version(&json!(1))
            .json(&edit),
    )
    .await
    .expect(200);
    let told = stream.next_of(id).await;
    assert_eq!((&told["version"], &told["status"]), (&json!(2), &json!(1)));
    let parcel = two.json(&format!("/api/v1/parcels/{id}")).await;
    assert_eq!(parcel["status"], "cleared");
    let stale: Value = two
        .send(
            Call::patch(&format!("/api/v1/parcels/{id}"))
                .version(&json!(1))
                .json(&json!({})),
        )
        .await
        .json();
    assert_eq!(stale["status"], 412);
}

#[sqlx::test]
async fn a_transaction_that_commits_late_is_not_skipped(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let slow = seed::parcel(&db, "P", "1/1", json!({})).await;
    let quick = seed::parcel(&db, "P", "1/2", json!({})).await;
    let app = TestApp::start(&db).await;
    let mut late = db.begin().await.unwrap();
    sqlx::query("update parcels set version = 7 where id = $1")
        .bind(slow)
        .execute(&mut *late)
        .await
        .unwrap();
    execute(&db, "update parcels set version = 8 where id = $1", quick).await;
    app.board.catch_up().await;
    let version = |board: &LiveBoard, id| {
        let board = board.current();
        let (shard, place) = board.parcel(id).unwrap();
        shard.facts(place).version
    };
    assert_eq!((version(&app.board, slow), version(&app.board, quick)), (1, 8));
    late.commit().await.unwrap();
    app.board.catch_up().await;
    assert_eq!(version(&app.board, slow), 7);
}
