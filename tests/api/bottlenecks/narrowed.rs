use fastrand::Rng;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{TestApp, days_ago, random, seed, today};

/// Each item's key and number of parcels, and the total's.
async fn totals(app: &TestApp, query: &str) -> (Vec<(Value, Value)>, Value) {
    let told = app.json(&format!("/api/v1/bottlenecks?{query}")).await;
    let items = told["items"].as_array().unwrap();
    for item in items
        .iter()
        .chain([&told["total"]])
        .chain(told.get("outside").filter(|outside| outside.is_object()))
    {
        let list = item["lists"]["overdue"].as_str().unwrap();
        assert_eq!(
            app.json(list).await["total"],
            item["parcels"]["overdue"],
            "{query}: {list}"
        );
    }
    let number = |item: &Value| item["parcels"]["total"].clone();
    (
        items.iter().map(|item| (item["key"].clone(), number(item))).collect(),
        number(&told["total"]),
    )
}

#[sqlx::test]
async fn figures_are_narrowed_to_projects_or_to_a_unit(db: PgPool) {
    random::province(&db, &mut Rng::with_seed(11), 200).await;
    let app = TestApp::start(&db).await;
    let count = async |statement: &'static str| -> i64 { sqlx::query_scalar(statement).fetch_one(&db).await.unwrap() };
    let of_a = count("select count(*) from parcels where project_id = 1 and (excluded_on is null or excluded_on > (now() at time zone 'Asia/Ho_Chi_Minh')::date)").await;
    let (_, total) = totals(&app, "by=unit&project=A").await;
    assert_eq!(total, of_a);
    let in_east = count(
        "select count(*) from parcels p join parcel_units on parcel_id = p.id join admin_units u on u.id = unit_id
         where u.code = '165' and (excluded_on is null or excluded_on > (now() at time zone 'Asia/Ho_Chi_Minh')::date)",
    )
    .await;
    let (items, total) = totals(&app, "by=project&unit=165").await;
    assert_eq!((items.len(), total), (4, json!(in_east)));
    let (items, total) = totals(&app, "by=unit&level=commune&unit=165").await;
    let sum: u64 = items.iter().map(|(_, number)| number.as_u64().unwrap()).sum();
    assert_eq!(
        (json!(sum), items.len()),
        (total, 3),
        "the communes of a district add up to it"
    );
}

#[sqlx::test]
async fn units_that_are_gone_can_still_be_read_by(db: PgPool) {
    seed::districts(&db).await;
    seed::level(&db, "commune", 3).await;
    seed::unit(&db, "commune", "00001", [105.80, 21.50, 105.90, 21.60]).await;
    seed::sql(
        &db,
        "update admin_units set valid_to = '2025-07-01' where level = 'district';
         update admin_units set valid_from = '2025-07-01' where level = 'commune'",
    )
    .await;
    seed::project(&db, "P", json!({ "clearance_deadline": days_ago(5) })).await;
    seed::parcel(&db, "P", "1/1", json!({ "at": [105.81, 21.55] })).await;
    seed::parcel(&db, "P", "1/2", json!({ "at": [105.86, 21.55] })).await;
    let app = TestApp::start(&db).await;
    let (districts, _) = totals(&app, "by=unit&level=district").await;
    assert_eq!(districts.len(), 0, "no district exists today");
    let (districts, _) = totals(&app, "by=unit&level=district&units_at=2025-06-30").await;
    assert_eq!(
        districts,
        [
            (json!({ "unit": "164" }), json!(1)),
            (json!({ "unit": "165" }), json!(1))
        ]
    );
    let (communes, _) = totals(&app, "by=unit&level=commune").await;
    assert_eq!(communes, [(json!({ "unit": "00001" }), json!(2))]);
    let (communes, _) = totals(&app, "by=unit&level=commune&as_of=2025-06-30").await;
    assert_eq!(communes.len(), 0, "units are those of the day");
}

#[sqlx::test]
async fn a_question_about_bottlenecks_that_cannot_be_understood_is_refused(db: PgPool) {
    seed::districts(&db).await;
    let app = TestApp::start(&db).await;
    let tomorrow = format!("by=unit&as_of={}", today().plus_days(1));
    for query in [
        "",
        "by=",
        "by=village",
        "by=unit,unit",
        "by=unit,step,cause",
        "by=unit&level=county",
        "by=unit&unit=999",
        "by=unit&project=NOPE",
        "by=unit&x=1",
        &tomorrow,
    ] {
        app.get(&format!("/api/v1/bottlenecks?{query}"))
            .await
            .problem(400, "invalid-query");
    }
}

#[sqlx::test]
async fn bottlenecks_open_in_excel(db: PgPool) {
    seed::districts(&db).await;
    seed::project(&db, "P", json!({ "clearance_deadline": days_ago(5) })).await;
    seed::parcel(
        &db,
        "P",
        "1/1",
        json!({ "at": [105.86, 21.55], "legal_area_m2": 12.5, "household_code": "H" }),
    )
    .await;
    let app = TestApp::start(&db).await;
    let text = app
        .get("/api/v1/bottlenecks?by=unit&format=csv")
        .await
        .expect(200)
        .text();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("\u{feff}Hạng;Đơn vị;Tổng số thửa;"),
        "{}",
        lines[0]
    );
    assert_eq!(
        lines[1],
        "1;Đơn vị 165;1;0;1;1;0;0;0;1;1;0,0;12,5;12,5;5;5,0;0;Rất nghiêm trọng;;x"
    );
    assert_eq!(
        lines[2],
        "2;Đơn vị 164;0;0;0;0;0;0;0;0;0;0,0;0,0;0,0;0;0,0;0;Không có thửa;;"
    );
}
