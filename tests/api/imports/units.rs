use matbang::imports::Kind;
use sqlx::PgPool;

use super::{UNITS, counts, import, import_with, load_fixtures, number, text};

#[sqlx::test]
async fn units_of_several_levels_stand_side_by_side(pool: PgPool) {
    load_fixtures(&pool).await;
    let communes = UNITS
        .replace("\"level\": \"district\"", "\"parent_code\": \"A\"")
        .replace("Huyện", "Xã");
    let report = import_with(&pool, Kind::Units, communes, |options| {
        options.level = Some("commune".to_owned());
        options.valid_from = Some("2025-07-01".parse().unwrap());
        options.level_name_vi = Some("Xã, phường".to_owned());
    })
    .await;
    assert_eq!(counts(&report), [2, 2, 0, 0, 0]);
    let levels = "select string_agg(concat_ws(' ', level, name_vi, rank), ', ' order by rank) from unit_levels";
    assert_eq!(text(&pool, levels).await, "district district 1, commune Xã, phường 2");
    let assigned =
        "select string_agg(u.level || ' ' || u.code || ' ' || x.parcel_no, ', ' order by u.level, x.parcel_no)
        from parcel_units pu join admin_units u on u.id = pu.unit_id join parcels x on x.id = pu.parcel_id";
    assert_eq!(
        text(&pool, assigned).await,
        "commune A 1, commune A 2, commune B 7a, district A 1, district A 2, district B 7a"
    );
}

#[sqlx::test]
async fn the_levels_of_one_file_rank_by_their_place_in_the_tree(pool: PgPool) {
    let unit = |code: &str, level: &str, parent: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","name":"{code}","level":"{level}","parent_code":{parent}}},
            "geometry":{{"type":"Polygon","coordinates":[[[105,21],[106,21],[106,22],[105,22],[105,21]]]}}}}"#
        )
    };
    let lines = [
        unit("X", "commune", "\"D\""),
        unit("D", "district", "\"P\""),
        unit("P", "province", "null"),
    ];
    let report = import(&pool, Kind::Units, lines.join("\n")).await;
    assert_eq!(counts(&report), [3, 3, 0, 0, 0]);
    let levels = "select string_agg(level, ' ' order by rank) from unit_levels";
    assert_eq!(text(&pool, levels).await, "province district commune");
}

#[sqlx::test]
async fn parcels_move_with_the_outlines_of_units(pool: PgPool) {
    load_fixtures(&pool).await;
    let wider = UNITS.replace("105.82,", "105.91,");
    let report = import(&pool, Kind::Units, wider).await;
    assert_eq!(counts(&report), [2, 0, 1, 1, 0]);
    let parcels_of_b =
        "select count(*) from parcel_units pu join admin_units u on u.id = pu.unit_id where u.code = 'B'";
    assert_eq!(number(&pool, parcels_of_b).await, 2);
    let pieces = "select count(*) from admin_unit_pieces";
    assert_eq!(number(&pool, pieces).await, 2);
}

#[sqlx::test]
async fn the_same_units_again_change_nothing(pool: PgPool) {
    load_fixtures(&pool).await;
    let report = import(&pool, Kind::Units, UNITS).await;
    assert_eq!(counts(&report), [2, 0, 0, 2, 0]);
    assert_eq!(number(&pool, "select max(version)::bigint from admin_units").await, 1);
    assert_eq!(
        number(&pool, "select count(*) from events where entity = 'unit'").await,
        2
    );
}

#[sqlx::test]
async fn an_outline_that_crosses_itself_is_refused_or_repaired(pool: PgPool) {
    load_fixtures(&pool).await;
    let bow = r#"{"type":"Feature","properties":{"code":"N","name":"Nơ","level":"zone"},"geometry":
        {"type":"Polygon","coordinates":[[[105.80,21.50],[105.82,21.52],[105.82,21.50],[105.80,21.53],[105.80,21.50]]]}}"#;
    let report = import(&pool, Kind::Units, bow).await;
    assert_eq!(counts(&report), [1, 0, 0, 0, 1]);
    assert!(
        report.problems[0]
            .text
            .en
            .starts_with("the boundary crosses itself, at 105.8")
    );
    let report = import_with(&pool, Kind::Units, bow, |options| options.repair = true).await;
    assert_eq!((counts(&report), report.repaired), ([1, 1, 0, 0, 0], 1));
    let parcels = "select count(*) from parcel_units pu join admin_units u on u.id = pu.unit_id where u.code = 'N'";
    assert!(number(&pool, parcels).await > 0);
}

#[sqlx::test]
async fn a_deleted_unit_leaves_no_trace_on_parcels(pool: PgPool) {
    load_fixtures(&pool).await;
    sqlx::query("delete from admin_units where code = 'A'")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(number(&pool, "select count(*) from parcel_units").await, 1);
    sqlx::query("delete from parcels where parcel_no = '7a'")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(number(&pool, "select count(*) from parcel_units").await, 0);
}
