use serde_json::json;
use sqlx::PgPool;

use crate::support::{Call, TestApp, days_ago, seed};

async fn odd_names(db: &PgPool) {
    seed::districts(db).await;
    seed::project(
        db,
        "QL3",
        json!({ "name": "Đường Đồng Hỷ; «mới»", "clearance_deadline": days_ago(10) }),
    )
    .await;
    for (key, household) in [
        ("1/1", "=1+1"),
        ("1/2", "+84a"),
        ("1/3", "@SUM(A1)"),
        ("1/4", "H\"4"),
        ("1/5", "-x"),
    ] {
        let values = json!({ "household_code": household, "at": [105.81, 21.55], "recovered_area_m2": 1234.5 });
        seed::parcel(db, "QL3", key, values).await;
    }
}

#[sqlx::test]
async fn excel_opens_the_vietnamese_list_with_its_marks(db: PgPool) {
    odd_names(&db).await;
    let app = TestApp::start(&db).await;
    let answer = app.get("/api/v1/parcels?format=csv&sort=key&limit=2").await.expect(200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"matbang-thua-dat.csv\""
    );
    let text = answer.text();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("\u{feff}Mã dự án;Dự án;Đơn vị theo sổ;Tờ bản đồ;Số thửa;"),
        "{}",
        lines[0]
    );
    assert_eq!(lines.len(), 6, "the whole list, whatever the page");
    let first = "QL3;\"Đường Đồng Hỷ; «mới»\";;1;1;LUC;'=1+1;1234,5;;1234,5;;Quá hạn;Thông báo thu hồi đất;";
    assert!(lines[1].starts_with(first), "{}", lines[1]);
    assert!(
        lines[1].ends_with(&format!(
            "{};10;;;;Đơn vị 19, Đơn vị 164;Đơn vị 164",
            days_ago(10).to_vietnamese()
        )),
        "{}",
        lines[1]
    );
}

#[sqlx::test]
async fn the_english_list_has_commas_and_points(db: PgPool) {
    odd_names(&db).await;
    let app = TestApp::start(&db).await;
    let by_header = app
        .send(Call::get("/api/v1/parcels?format=csv&sort=key").in_english())
        .await
        .text();
    let by_query = app.get("/api/v1/parcels?format=csv&sort=key&lang=en").await.text();
    assert_eq!(by_header, by_query);
    let lines: Vec<&str> = by_query.lines().collect();
    assert!(lines[0].starts_with("\u{feff}Project code,Project,"), "{}", lines[0]);
    assert!(
        lines[1].contains(",1234.5,,1234.5,,Overdue,Notice served,"),
        "{}",
        lines[1]
    );
}

#[sqlx::test]
async fn no_cell_is_a_formula(db: PgPool) {
    odd_names(&db).await;
    let app = TestApp::start(&db).await;
    let text = app.get("/api/v1/parcels?format=csv&sort=key").await.text();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let households: Vec<String> = reader.records().map(|row| row.unwrap()[6].to_owned()).collect();
    assert_eq!(households, ["'=1+1", "'+84a", "'@SUM(A1)", "H\"4", "'-x"]);
}
