use matbang::imports::Kind;
use sqlx::PgPool;

use super::{PROJECTS, import, import_with, number, text};

const RING: &str = "[[419988.714,2410113.699],[419986.561,2410094.709],[420011.304,2410091.585],[420016.368,2410109.619],[419988.714,2410113.699]]";

const PARCEL: &str = r#"{"type":"Feature","properties":{"project_code":"D1","parcel_no":1},"geometry":{"type":"Polygon","coordinates":[RING]}}"#;

const MEMBER: &str = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::9213"}}"#;

/// Metres between the stored parcel and what PROJ makes of the same ring, and whether both have the same area.
async fn compare(pool: &PgPool) -> String {
    text(
        pool,
        "with p as (
             select geom, measured_area_m2, st_transform(st_geomfromtext(
                 'MULTIPOLYGON(((419988.714 2410113.699, 419986.561 2410094.709, 420011.304 2410091.585, 420016.368 2410109.619, 419988.714 2410113.699)))'
             ), 'EPSG:9213', 4326) as proj
             from parcels
         )
         select concat_ws(' ', st_hausdorffdistance(st_transform(geom, 32648), st_transform(proj, 32648)) < 0.05,
             abs(measured_area_m2 / st_area(proj::geography) - 1) < 1e-4) from p",
    )
    .await
}

#[sqlx::test]
async fn the_crs_member_is_honoured_before_and_after_the_features(pool: PgPool) {
    import(&pool, Kind::Projects, PROJECTS).await;
    let parcel = PARCEL.replace("RING", RING);
    for content in [
        format!(r#"{{"type":"FeatureCollection",{MEMBER},"features":[{parcel}]}}"#),
        format!(r#"{{"type":"FeatureCollection","features":[{parcel}],{MEMBER}}}"#),
    ] {
        sqlx::query("delete from parcels").execute(&pool).await.unwrap();
        let report = import(&pool, Kind::Parcels, content).await;
        assert_eq!((report.stored, report.crs.as_deref()), (1, Some("EPSG:9213")));
        assert_eq!(compare(&pool).await, "t t");
    }
}

#[sqlx::test]
async fn the_system_may_be_named_by_hand(pool: PgPool) {
    import(&pool, Kind::Projects, PROJECTS).await;
    let report = import_with(&pool, Kind::Parcels, PARCEL.replace("RING", RING), |options| {
        options.crs = Some("EPSG:9213".to_owned());
    })
    .await;
    assert_eq!(report.stored, 1);
    assert_eq!(compare(&pool).await, "t t");
}

#[sqlx::test]
async fn metres_without_a_system_are_refused_with_the_way_out(pool: PgPool) {
    import(&pool, Kind::Projects, PROJECTS).await;
    let report = import(&pool, Kind::Parcels, PARCEL.replace("RING", RING)).await;
    assert_eq!(report.refused, 1);
    assert!(report.problems[0].text.en.contains("--crs EPSG:9213"));
    let unknown = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"local"}},"features":[]}"#;
    let report = import(&pool, Kind::Parcels, unknown).await;
    assert_eq!(report.problems[0].field, Some("crs"));
}

#[sqlx::test]
async fn heights_repeated_vertices_and_winding_make_no_difference(pool: PgPool) {
    import(&pool, Kind::Projects, PROJECTS).await;
    for ring in [
        "[[105.80,21.51],[105.81,21.51],[105.81,21.52],[105.80,21.51]]",
        "[[105.80,21.51,7],[105.80,21.51,9],[105.81,21.51,7],[105.81,21.52,7],[105.81,21.52,8]]",
        "[[105.80,21.51],[105.81,21.52],[105.81,21.51],[105.80,21.51]]",
    ] {
        import(&pool, Kind::Parcels, PARCEL.replace("RING", ring)).await;
        assert_eq!(
            text(&pool, "select st_astext(st_forcepolygonccw(geom)) from parcels").await,
            text(&pool, "select st_astext(geom) from parcels").await
        );
        assert_eq!(number(&pool, "select st_npoints(geom)::bigint from parcels").await, 4);
        let shape = "select st_equals(geom, 'srid=4326;POLYGON((105.80 21.51, 105.81 21.51, 105.81 21.52, 105.80 21.51))')::text from parcels";
        assert_eq!(text(&pool, shape).await, "true");
    }
}
