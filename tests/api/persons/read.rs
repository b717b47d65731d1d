use matbang::auth::Role;
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use super::{EAST, WEST, recorded, scene};
use crate::support::{Call, seed};

fn read(parcel: i64) -> Call {
    Call::get(&format!("/api/v1/parcels/{parcel}/persons"))
}

#[sqlx::test]
async fn an_officer_reads_a_name_and_an_amount_and_it_is_recorded(db: PgPool) {
    let (app, [west, _]) = scene(&db).await;
    let call = Call::get(&format!(
        "/api/v1/parcels/{west}/persons?why=%C4%91%C6%A1n%20s%E1%BB%91%2012"
    ));
    let answer = app.send(call.as_(Role::Officer)).await.expect(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(
        answer.json(),
        json!({ "holder_name": WEST.0, "compensation_vnd": WEST.1, "with_compensation": true })
    );
    assert_eq!(
        recorded(&db).await,
        [format!("officer persons.read parcel {west}: name, amount; đơn số 12")]
    );
}

#[sqlx::test]
async fn a_field_team_reads_the_name_and_not_the_amount(db: PgPool) {
    let (app, [west, _]) = scene(&db).await;
    let answer = app.send(read(west).as_(Role::Field)).await.expect(200);
    assert_eq!(
        answer.json(),
        json!({ "holder_name": WEST.0, "compensation_vnd": null, "with_compensation": false })
    );
    assert_eq!(recorded(&db).await, [format!("field persons.read parcel {west}: name")]);
}

#[sqlx::test]
async fn the_land_user_of_another_district_stays_unknown(db: PgPool) {
    let (app, [_, east]) = scene(&db).await;
    for role in [Role::Field, Role::Officer] {
        let refused = app.send(read(east).as_(role)).await;
        refused.problem(403, "forbidden");
        assert!(!refused.text().contains("Kín"), "{}", refused.text());
    }
    assert!(recorded(&db).await.is_empty(), "nothing was read");
}

#[sqlx::test]
async fn a_leader_and_an_administrator_read_anywhere_and_a_planner_nowhere(db: PgPool) {
    let (app, [west, east]) = scene(&db).await;
    for role in [Role::Leader, Role::Admin] {
        let answer = app.send(read(east).as_(role)).await.expect(200).json();
        assert_eq!(answer["holder_name"], EAST.0);
        assert_eq!(answer["compensation_vnd"], EAST.1);
    }
    app.send(read(west).as_(Role::Planner)).await.problem(403, "forbidden");
    app.send(read(west).anonymous()).await.problem(401, "login-needed");
    assert_eq!(recorded(&db).await.len(), 2);
}

#[sqlx::test]
async fn what_is_not_known_is_told_as_null_and_no_parcel_is_none(db: PgPool) {
    let (app, _) = scene(&db).await;
    let parcel = seed::parcel(&db, "P", "1/3", json!({ "at": [105.83, 21.55] })).await;
    assert!(app.board.catch_up().await);
    let answer = app.send(read(parcel)).await.expect(200).json();
    assert_eq!(
        answer,
        json!({ "holder_name": null, "compensation_vnd": null, "with_compensation": true })
    );
    app.send(read(4711)).await.problem(404, "not-found");
}

#[sqlx::test]
async fn nobody_is_told_anything_that_cannot_be_recorded(db: PgPool) {
    let (app, [west, _]) = scene(&db).await;
    seed::sql(
        &db,
        "alter table audit add constraint full_up check (action not like 'persons.%')",
    )
    .await;
    let answer = app.send(read(west)).await;
    answer.problem(500, "internal");
    assert!(!answer.text().contains("Bí Mật"));
}

#[sqlx::test]
async fn what_is_read_twice_is_recorded_twice_whatever_it_is_called(db: PgPool) {
    let (app, [west, _]) = scene(&db).await;
    let id = Uuid::new_v4();
    for _ in 0..2 {
        app.send(read(west).operation(id)).await.expect(200);
    }
    assert_eq!(recorded(&db).await.len(), 2);
}
