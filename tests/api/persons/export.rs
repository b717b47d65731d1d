use matbang::auth::Role;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{EAST, WEST, recorded, scene};
use crate::support::{Answer, Call, TestApp};

async fn export(app: &TestApp, role: Role, body: Value) -> Answer {
    app.send(Call::post("/api/v1/parcels/export").as_(role).json(&body))
        .await
}

/// The rows of a file, the headings first.
fn rows(answer: &Answer) -> Vec<Vec<String>> {
    let text = answer.text();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let records = reader.records().map(Result::unwrap);
    records.map(|row| row.iter().map(str::to_owned).collect()).collect()
}

#[sqlx::test]
async fn a_list_with_names_says_in_every_row_who_took_it_along_and_why(db: PgPool) {
    let (app, _) = scene(&db).await;
    let body = json!({ "filter": "project=P&sort=key", "reason": "Họp chi trả đợt 2" });
    let answer = export(&app, Role::Admin, body).await.expect(200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    let rows = rows(&answer);
    assert_eq!(
        rows[0][20..],
        ["Người sử dụng đất", "Tiền bồi thường (đồng)", "Xuất bởi, lúc, lý do"]
    );
    for (row, (name, amount)) in rows[1..].iter().zip([WEST, EAST]) {
        assert_eq!(row[20..22], [name.to_owned(), amount.to_string()]);
        assert!(
            row[22].starts_with("admin, ") && row[22].ends_with(", Họp chi trả đợt 2"),
            "{row:?}"
        );
    }
    assert_eq!(rows.len(), 3);
    assert_eq!(
        recorded(&db).await,
        ["admin persons.export 2 parcels: name, amount; Họp chi trả đợt 2"]
    );
}

#[sqlx::test]
async fn parcels_of_other_districts_are_left_out(db: PgPool) {
    let (app, _) = scene(&db).await;
    let answer = export(&app, Role::Officer, json!({ "reason": "kiểm tra" }))
        .await
        .expect(200);
    let rows = rows(&answer);
    assert_eq!((rows.len(), &rows[1][20]), (2, &WEST.0.to_owned()));
    assert!(!answer.text().contains("Kín"));
    assert_eq!(
        recorded(&db).await,
        ["officer persons.export 1 parcels: name, amount; kiểm tra"]
    );
}

#[sqlx::test]
async fn who_may_not_see_amounts_takes_none_along(db: PgPool) {
    let (app, _) = scene(&db).await;
    let answer = export(&app, Role::Field, json!({ "reason": "đi thực địa" }))
        .await
        .expect(200);
    let rows = rows(&answer);
    assert_eq!(rows[0][20..], ["Người sử dụng đất", "Xuất bởi, lúc, lý do"]);
    assert_eq!(rows[1][20], WEST.0);
    assert!(!answer.text().contains(&WEST.1.to_string()));
    assert_eq!(
        recorded(&db).await,
        ["field persons.export 1 parcels: name; đi thực địa"]
    );
}

#[sqlx::test]
async fn without_a_reason_or_the_right_there_is_no_list_with_names(db: PgPool) {
    let (app, _) = scene(&db).await;
    let refused = export(&app, Role::Admin, json!({ "reason": " " })).await;
    assert_eq!(refused.problem(422, "refused")[0].0, "/reason");
    let refused = export(&app, Role::Admin, json!({ "reason": "x", "filter": "nonsense=1" })).await;
    assert_eq!(refused.problem(422, "refused")[0].0, "/filter");
    for role in [Role::Planner, Role::Leader] {
        let refused = export(&app, role, json!({ "reason": "x" })).await;
        refused.problem(403, "forbidden");
    }
    assert!(recorded(&db).await.is_empty());
}

#[sqlx::test]
async fn the_list_that_everybody_takes_along_has_no_names(db: PgPool) {
    let (app, _) = scene(&db).await;
    let answer = app.get("/api/v1/parcels?format=csv").await.expect(200);
    let rows = rows(&answer);
    assert_eq!((rows.len(), rows[0].len()), (3, 20));
    assert!(!answer.text().contains("Bí Mật") && !answer.text().contains(&WEST.1.to_string()));
    assert!(recorded(&db).await.is_empty());
}
