use matbang::auth::Role;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{known, recorded, scene};
use crate::support::{Call, TestApp, import_form, seed};

fn search(name: &str) -> Call {
    Call::post("/api/v1/persons/search").json(&json!({ "name": name }))
}

/// Numbers of the parcels whose land users are called so.
async fn found(app: &TestApp, name: &str) -> Vec<String> {
    let found = app.send(search(name)).await.expect(200).json();
    let items = found["items"].as_array().unwrap();
    assert_eq!(found["total"], items.len());
    let number = |item: &Value| item["parcel"]["parcel_no"].as_str().unwrap().to_owned();
    items.iter().map(number).collect()
}

#[sqlx::test]
async fn a_land_user_is_found_by_words_with_and_without_marks(db: PgPool) {
    let (app, _) = scene(&db).await;
    for name in [
        "Đoàn Thị Bí Mật",
        "doan thi",
        "ÐOÀN MẬT",
        "mat  bi",
        "Bi\u{301} Ma\u{323}\u{302}t",
        "đo th m",
    ] {
        assert_eq!(found(&app, name).await, ["1"], "{name}");
    }
    assert_eq!(found(&app, "doan").await, ["1", "2"]);
    for name in ["oan", "doan thi kin", "bí mật khác", "%%", "__ __"] {
        let answer = app.send(search(name)).await;
        let is_none = answer.status == 422 || answer.json()["total"] == 0;
        assert!(is_none, "{name}: {}", answer.text());
    }
}

#[sqlx::test]
async fn a_name_is_found_however_it_came(db: PgPool) {
    let (app, _) = scene(&db).await;
    // Every letter that Vietnamese has, brought by a file, and by a statement that folds nothing.
    let letters = "Aăâàằầáắấảẳẩãẵẫạặậ Eêèềéếẻểẽễẹệ Iìíỉĩị Oôơòồờóốớỏổởõỗỡọộợ Uưùừúứủửũữụự Yỳýỷỹỵ Đđ";
    let plain = "aaaaaaaaaaaaaaaaaa eeeeeeeeeeee iiiiii oooooooooooooooooo uuuuuuuuuuuu yyyyyy dd";
    let by_statement = seed::parcel(&db, "P", "1/3", json!({ "at": [105.83, 21.55] })).await;
    known(&db, by_statement, (letters, 1)).await;
    let feature = json!({
        "type": "Feature", "geometry": null,
        "properties": { "map_sheet": "1", "parcel_no": "4", "holder_name": letters },
    });
    let fields = [("kind", "parcels"), ("project", "P"), ("allow_no_shape", "true")];
    let import = app.settled(import_form(&fields, Some(&feature.to_string()))).await;
    assert_eq!(import["state"], "stored", "{import}");
    assert!(app.board.catch_up().await);
    assert_eq!(found(&app, plain).await, ["3", "4"]);
    assert_eq!(found(&app, &letters.to_uppercase()).await, ["3", "4"]);
}

#[sqlx::test]
async fn a_name_that_an_import_changes_is_found_as_it_is_now(db: PgPool) {
    let (app, _) = scene(&db).await;
    let feature = json!({
        "type": "Feature", "geometry": null,
        "properties": { "map_sheet": "1", "parcel_no": "1", "holder_name": "Lê Thị Mới" },
    });
    let fields = [("kind", "parcels"), ("project", "P"), ("allow_no_shape", "true")];
    let import = app.settled(import_form(&fields, Some(&feature.to_string()))).await;
    assert_eq!(import["state"], "stored", "{import}");
    assert_eq!(found(&app, "moi").await, ["1"]);
    assert_eq!(found(&app, "bi mat").await, [""; 0]);
    let undo = format!("/api/v1/imports/{}/undo", import["id"].as_str().unwrap());
    app.send(Call::post(&undo)).await.expect(200);
    assert_eq!(found(&app, "moi").await, [""; 0]);
    assert_eq!(found(&app, "bi mat").await, ["1"]);
}

#[sqlx::test]
async fn a_search_stays_in_the_areas_of_the_account_and_in_a_project(db: PgPool) {
    let (app, [west, east]) = scene(&db).await;
    seed::project(&db, "Q", json!({})).await;
    let other = seed::parcel(&db, "Q", "9/9", json!({ "at": [105.83, 21.55] })).await;
    known(&db, other, ("Đoàn Văn Ba", 1)).await;
    assert!(app.board.catch_up().await);
    let ids = |found: Value| -> Vec<i64> {
        let items = found["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| item["parcel"]["id"].as_i64().unwrap())
            .collect()
    };
    let of = async |role: Role| ids(app.send(search("đoàn").as_(role)).await.expect(200).json());
    assert_eq!(of(Role::Admin).await, [west, east, other]);
    assert_eq!(of(Role::Field).await, [west, other]);
    assert_eq!(of(Role::Officer).await, [west, other]);
    let body = json!({ "name": "đoàn", "project": "Q" });
    let of_project = Call::post("/api/v1/persons/search").json(&body);
    assert_eq!(ids(app.send(of_project).await.expect(200).json()), [other]);
    let unknown = Call::post("/api/v1/persons/search").json(&json!({ "name": "đoàn", "project": "X" }));
    assert_eq!(app.send(unknown).await.problem(422, "refused")[0].0, "/project");
    for role in [Role::Planner, Role::Leader] {
        app.send(search("đoàn").as_(role)).await.problem(403, "forbidden");
    }
}

#[sqlx::test]
async fn a_search_is_recorded_without_its_words(db: PgPool) {
    let (app, [west, east]) = scene(&db).await;
    let answer = app.send(search("Đoàn").by("lan")).await.expect(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    app.send(search("nobody at all").as_(Role::Field)).await.expect(200);
    assert_eq!(
        recorded(&db).await,
        [
            format!("lan persons.search 2 found: parcels {west}, {east}"),
            "field persons.search 0 found".to_owned()
        ]
    );
}

#[sqlx::test]
async fn fifty_are_shown_and_all_are_counted(db: PgPool) {
    let (app, _) = scene(&db).await;
    for number in 100..160 {
        let id = seed::parcel(&db, "P", &format!("2/{number}"), json!({ "at": [105.82, 21.55] })).await;
        known(&db, id, ("Nguyễn Văn Nhiều", 1)).await;
    }
    assert!(app.board.catch_up().await);
    let found = app.send(search("nhieu")).await.expect(200).json();
    assert_eq!(
        (&found["total"], found["items"].as_array().unwrap().len()),
        (&json!(60), 50)
    );
    assert_eq!(found["items"][0]["parcel"]["parcel_no"], "100");
    assert_eq!(found["items"][0]["holder_name"], "Nguyễn Văn Nhiều");
}

#[sqlx::test]
async fn one_letter_is_refused_and_not_repeated(db: PgPool) {
    let (app, _) = scene(&db).await;
    let refused = app.send(search("Ẩ")).await;
    assert_eq!(refused.problem(422, "refused")[0].0, "/name");
    assert!(!refused.text().contains('Ẩ'));
    assert!(recorded(&db).await.is_empty());
}
