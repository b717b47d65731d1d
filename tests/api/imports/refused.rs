use matbang::imports::{Kind, Report};
use sqlx::PgPool;

use super::{PARCELS, counts, import, import_with, load_fixtures, number, one_parcel};

/// Place, field and English text of every problem.
fn told(report: &Report) -> Vec<(u64, &str, &str)> {
    report
        .problems
        .iter()
        .map(|problem| {
            (
                problem.feature,
                problem.field.unwrap_or_default(),
                problem.text.en.as_str(),
            )
        })
        .collect()
}

#[sqlx::test]
async fn one_refused_feature_stores_nothing_of_the_file(pool: PgPool) {
    load_fixtures(&pool).await;
    let rows = "select (select count(*) from parcels) + (select count(*) from events) + (select count(*) from audit)";
    let before = number(&pool, rows).await;
    let bad = PARCELS
        .replace("\"parcel_no\": 1,", "\"parcel_no\": 101,")
        .replace("\"project_code\": \"K2\"", "\"project_code\": \"K9\"");
    let report = import(&pool, Kind::Parcels, bad).await;
    assert_eq!(counts(&report), [4, 0, 0, 0, 1]);
    assert!(!report.stored_in_database);
    assert_eq!(report.problems[0].key.as_deref(), Some("K9//4/9"));
    assert_eq!(report.problems[0].field, Some("project_code"));
    assert_eq!(number(&pool, rows).await, before);
}

#[sqlx::test]
async fn every_fault_of_a_feature_is_told_at_once(pool: PgPool) {
    load_fixtures(&pool).await;
    let bad = one_parcel(
        r#""map_sheet":[1],"legal_area_m2":"20.000","notified_on":"1989-12-31","paid_on":"2999-01-01","needs_resettlement":"maybe""#,
    );
    let report = import(&pool, Kind::Parcels, bad).await;
    assert_eq!(report.refused, 1);
    let fields: Vec<&str> = told(&report).iter().map(|(_, field, _)| *field).collect();
    assert_eq!(
        fields,
        [
            "parcel_no",
            "map_sheet",
            "legal_area_m2",
            "needs_resettlement",
            "notified_on",
            "paid_on"
        ]
    );
    assert!(
        report
            .problems
            .iter()
            .all(|problem| problem.key.as_deref() == Some("D1///"))
    );
}

#[sqlx::test]
async fn a_key_that_a_file_has_twice_is_refused_with_both_places(pool: PgPool) {
    load_fixtures(&pool).await;
    let twice = PARCELS.replace("\"parcel_no\": 2,", "\"parcel_no\": 1,");
    let report = import(&pool, Kind::Parcels, twice).await;
    assert_eq!(
        told(&report),
        [(
            2,
            "",
            "it has the same key as feature 1 of the same file; keep one of them"
        )]
    );
}

#[sqlx::test]
async fn one_shape_for_several_parcels_is_refused(pool: PgPool) {
    load_fixtures(&pool).await;
    for number in ["17+175", "289+263B"] {
        let report = import(&pool, Kind::Parcels, one_parcel(&format!(r#""parcel_no":"{number}""#))).await;
        assert!(told(&report)[0].2.starts_with("one shape for several parcels"));
    }
}

#[sqlx::test]
async fn only_a_thousand_problems_are_told_and_the_rest_counted(pool: PgPool) {
    load_fixtures(&pool).await;
    let line = r#"{"type":"Feature","properties":{"project_code":"K9","parcel_no":N},"geometry":null}"#;
    let lines: Vec<String> = (0..2500).map(|n| line.replace('N', &n.to_string())).collect();
    let report = import_with(&pool, Kind::Parcels, lines.join("\n"), |options| {
        options.allow_no_shape = true;
    })
    .await;
    assert_eq!(
        (report.read, report.refused, report.problems.len(), report.more_problems),
        (2500, 2500, 1000, 1500)
    );
}

#[sqlx::test]
async fn a_point_is_no_parcel(pool: PgPool) {
    load_fixtures(&pool).await;
    let point = r#"{"type":"Feature","properties":{"project_code":"D1","parcel_no":1},"geometry":{"type":"Point","coordinates":[105,21]}}"#;
    let report = import(&pool, Kind::Parcels, point).await;
    assert_eq!(
        told(&report),
        [(1, "geometry", "the geometry must be a Polygon or a MultiPolygon")]
    );
}

#[sqlx::test]
async fn wrong_options_are_told_before_anything_is_read(pool: PgPool) {
    load_fixtures(&pool).await;
    let report = import_with(&pool, Kind::Units, super::UNITS, |options| {
        options.crs = Some("EPSG:1".to_owned());
        options.level = Some("Huyện".to_owned());
        options.map = vec![("nonsense".to_owned(), "x".to_owned())];
    })
    .await;
    let fields: Vec<&str> = told(&report).iter().map(|(_, field, _)| *field).collect();
    assert_eq!(fields, ["level", "map", "crs"]);
}
