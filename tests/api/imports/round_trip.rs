use matbang::{
    exports::{Format, export},
    imports::Kind,
};
use sqlx::PgPool;

use super::{counts, import, import_with, load_fixtures, number};

async fn exported(pool: &PgPool, kind: Kind, project: Option<&str>, format: Format) -> String {
    let mut out = Vec::new();
    let mut conn = pool.acquire().await.unwrap();
    export(&mut conn, kind, project, format, &mut out).await.unwrap();
    String::from_utf8(out).unwrap()
}

#[sqlx::test]
async fn what_is_exported_is_read_back_unchanged(pool: PgPool) {
    load_fixtures(&pool).await;
    // A project with both shapes, and a parcel whose coordinates have every digit there is.
    sqlx::query("update projects set boundary = st_multi(st_buffer(alignment, 0.001)) where code = 'D1'")
        .execute(&pool)
        .await
        .unwrap();
    let odd = r#"{"type":"Feature","properties":{"project_code":"D1","parcel_no":"x","land_use":"=1+1"},"geometry":{"type":"Polygon",
        "coordinates":[[[419988.714,2410113.699],[419986.561,2410094.709],[420011.304,2410091.585],[420016.368,2410109.619]]]}}"#;
    import_with(&pool, Kind::Parcels, odd, |options| {
        options.crs = Some("EPSG:9213".to_owned());
    })
    .await;
    for (kind, features) in [(Kind::Units, 2), (Kind::Parcels, 5)] {
        let file = exported(&pool, kind, None, Format::Geojson).await;
        assert_eq!(counts(&import(&pool, kind, file).await), [features, 0, 0, features, 0]);
    }
    // The buffer was not made by an import: its last digits are rounded once.
    for unchanged in [1, 2] {
        let file = exported(&pool, Kind::Projects, None, Format::Geojson).await;
        assert_eq!(
            counts(&import(&pool, Kind::Projects, file).await),
            [2, 0, 2 - unchanged, unchanged, 0]
        );
    }
    let both = "select count(*) from projects where boundary is not null and alignment is not null";
    assert_eq!(number(&pool, both).await, 1);
}

#[sqlx::test]
async fn an_export_into_an_empty_database_gives_the_same_rows(pool: PgPool) {
    load_fixtures(&pool).await;
    let kinds = [Kind::Units, Kind::Projects, Kind::Parcels];
    let mut files = Vec::new();
    for kind in kinds {
        files.push(exported(&pool, kind, None, Format::Geojson).await);
    }
    sqlx::query("truncate admin_units, projects, parcels cascade")
        .execute(&pool)
        .await
        .unwrap();
    for (kind, file) in kinds.into_iter().zip(&files) {
        import(&pool, kind, file).await;
        assert_eq!(&exported(&pool, kind, None, Format::Geojson).await, file);
    }
}

#[sqlx::test]
async fn an_export_names_no_person_and_no_amount(pool: PgPool) {
    load_fixtures(&pool).await;
    for format in [Format::Geojson, Format::Csv] {
        let file = exported(&pool, Kind::Parcels, None, format).await;
        assert!(!file.contains("Nguyễn") && !file.contains("120000000"), "{file}");
    }
}

#[sqlx::test]
async fn one_project_can_be_exported_as_a_table(pool: PgPool) {
    load_fixtures(&pool).await;
    let table = exported(&pool, Kind::Parcels, Some("K2"), Format::Csv).await;
    assert_eq!(
        table,
        "\u{feff}project_code,register_unit_code,map_sheet,parcel_no,land_use,household_code,needs_resettlement,legal_area_m2,\
         recovered_area_m2,notified_on,inventoried_on,plan_posted_on,plan_approved_on,paid_on,resettled_on,recovery_decided_on,\
         handed_over_on\nK2,,4,9,,,false,,,,,,,,,,\n"
    );
    let mut conn = pool.acquire().await.unwrap();
    assert!(
        export(&mut conn, Kind::Parcels, Some("nothing"), Format::Csv, &mut Vec::new())
            .await
            .is_err()
    );
}
