use matbang::imports::{Kind, Problem, Report};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{
    counts, import, import_with, load_fixtures, number,
    shapes::{at, collection, parcel, ring, square},
    text,
};

/// Rings, what is wrong with them in Vietnamese and English, and where.
type Invalid = (Vec<Value>, &'static str, &'static str, (f64, f64));

/// Squares of 10 m with a spike, crossing themselves, and the like.
fn invalid() -> Vec<Invalid> {
    vec![
        (
            vec![ring(&[(0., 0.), (10., 10.), (10., 0.), (0., 12.)])],
            "ranh giới tự cắt",
            "the boundary crosses itself",
            at(60. / 11., 60. / 11.),
        ),
        (
            // Both halves have the same area: together they come to nothing.
            vec![ring(&[(0., 0.), (10., 10.), (10., 0.), (0., 10.)])],
            "ranh giới tự cắt",
            "the boundary crosses itself",
            at(5., 5.),
        ),
        (
            vec![square(0., 0., 10.), square(20., 0., 5.)],
            "một lỗ nằm ngoài vòng bao",
            "a hole lies outside its shell",
            at(20., 0.),
        ),
        (
            vec![square(0., 0., 10.), square(1., 1., 8.), square(3., 3., 2.)],
            "các lỗ lồng nhau",
            "holes lie within each other",
            at(3., 3.),
        ),
        (
            vec![ring(&[
                (0., 0.),
                (10., 0.),
                (10., 10.),
                (10., 15.),
                (10., 10.),
                (0., 10.),
            ])],
            "một vòng tự chạm hoặc tự cắt",
            "a ring touches or crosses itself",
            at(10., 10.),
        ),
        (
            vec![ring(&[(0., 0.), (5., 5.), (10., 0.), (10., 10.), (5., 5.), (0., 10.)])],
            "một vòng tự chạm hoặc tự cắt",
            "a ring touches or crosses itself",
            at(5., 5.),
        ),
        (
            vec![square(0., 0., 10.), ring(&[(0., 5.), (5., 10.), (10., 5.), (5., 0.)])],
            "các lỗ cắt rời phần trong",
            "holes cut the interior apart",
            at(0., 5.),
        ),
    ]
}

/// The place that a text names, degrees.
fn place_in(text: &str, before: &str) -> (f64, f64) {
    let place = text.split_once(before).unwrap().1.split(';').next().unwrap();
    let (lon, lat) = place.split_once(", ").unwrap();
    (lon.trim().parse().unwrap(), lat.parse().unwrap())
}

fn is_near(one: (f64, f64), other: (f64, f64)) -> bool {
    (one.0 - other.0).abs() < 3e-7 && (one.1 - other.1).abs() < 3e-7
}

/// The only problem of a report.
fn problem(report: &Report) -> &Problem {
    assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
    &report.problems[0]
}

#[sqlx::test]
async fn an_invalid_shape_is_refused_with_reason_and_place_in_both_languages(pool: PgPool) {
    load_fixtures(&pool).await;
    for (rings, vi, en, place) in invalid() {
        let file = collection(&[parcel(90, &[square(20., 0., 5.)]), parcel(91, &rings)]);
        let report = import(&pool, Kind::Parcels, file).await;
        assert_eq!(counts(&report), [2, 0, 0, 0, 1], "{en}");
        let told = problem(&report);
        assert_eq!(
            (told.feature, told.key.as_deref(), told.field, told.code),
            (2, Some("D1///91"), Some("geometry"), "invalid_shape")
        );
        assert!(
            told.text.vi.starts_with(vi) && told.text.vi.contains("--repair"),
            "{vi}: {}",
            told.text.vi
        );
        assert!(
            told.text.en.starts_with(en) && told.text.en.contains("--repair"),
            "{en}: {}",
            told.text.en
        );
        let named = place_in(&told.text.en, " at ");
        assert_eq!(named, place_in(&told.text.vi, " tại "));
        assert!(
            is_near(named, place) || en.contains("apart"),
            "{en}: {named:?}, not {place:?}"
        );
    }
}

#[sqlx::test]
async fn an_invalid_shape_is_repaired_where_that_is_asked_with_its_area_before_and_after(pool: PgPool) {
    load_fixtures(&pool).await;
    let parcels: Vec<Value> = (91..)
        .zip(invalid())
        .map(|(number, (rings, ..))| parcel(number, &rings))
        .collect();
    let all = parcels.len() as u64;
    let file = collection(&parcels);
    let repair =
        async |content: &str| import_with(&pool, Kind::Parcels, content, |options| options.repair = true).await;
    let report = repair(&file).await;
    assert_eq!((counts(&report), report.repaired), ([all, all, 0, 0, 0], all));
    let repairs: Vec<&Problem> = report
        .warnings
        .iter()
        .filter(|warning| warning.code == "repaired")
        .collect();
    assert_eq!(repairs.len(), parcels.len());
    // A bow tie counts one half against the other before; after, both are ground.
    let bow_tie = repairs.iter().find(|repair| repair.feature == 2).unwrap();
    assert!(
        bow_tie.text.en.contains("area before 0.0 m², after 50."),
        "{}",
        bow_tie.text.en
    );
    assert!(
        bow_tie.text.vi.contains("diện tích trước 0.0 m², sau 50."),
        "{}",
        bow_tie.text.vi
    );
    let wrong = "select count(*) from parcels where parcel_no::text like '9_' and project_id = 1 and not (
        st_isvalid(geom) and st_ispolygonccw(geom) and st_intersects(geom, interior_point)
        and abs(measured_area_m2 / st_area(geom::geography) - 1) < 1e-3)";
    assert_eq!(number(&pool, wrong).await, 0);
    let areas = "select string_agg(round(measured_area_m2)::text, ' ' order by parcel_no)
        from parcels where parcel_no::text like '9_' and parcel_no <> '9'";
    // A hole outside its shell becomes ground, and nested holes become one.
    assert_eq!(text(&pool, areas).await, "55 50 125 36 100 50 50");
    let again = repair(&file).await;
    assert_eq!((counts(&again), again.repaired), ([all, 0, 0, all, 0], all));
    assert_eq!(number(&pool, "select max(version)::bigint from parcels").await, 1);
}

#[sqlx::test]
async fn what_cannot_be_repaired_is_refused_with_that_reason(pool: PgPool) {
    load_fixtures(&pool).await;
    // Three spikes and no ground.
    let spikes = ring(&[(0., 0.), (5., 5.), (10., 0.), (5., 5.), (5., 12.), (5., 5.)]);
    let file = collection(&[parcel(91, &[spikes])]);
    let report = import_with(&pool, Kind::Parcels, file, |options| options.repair = true).await;
    let told = problem(&report);
    assert!(told.text.en.contains("cannot be repaired"), "{}", told.text.en);
    assert!(told.text.vi.contains("không sửa tự động được"), "{}", told.text.vi);
}

#[sqlx::test]
async fn vertices_that_repeat_the_one_before_are_dropped(pool: PgPool) {
    load_fixtures(&pool).await;
    let corners = [(0., 0.), (10., 0.), (10., 10.), (0., 10.)];
    let repeated: Vec<(f64, f64)> = corners.iter().flat_map(|corner| [*corner; 3]).collect();
    import(&pool, Kind::Parcels, collection(&[parcel(91, &[ring(&repeated)])])).await;
    assert_eq!(
        number(
            &pool,
            "select st_npoints(geom)::bigint from parcels where parcel_no = '91'"
        )
        .await,
        5
    );
    let once = import(&pool, Kind::Parcels, collection(&[parcel(91, &[ring(&corners)])])).await;
    assert_eq!(counts(&once), [1, 0, 0, 1, 0]);
}

#[sqlx::test]
async fn what_is_no_polygon_is_refused_by_feature(pool: PgPool) {
    load_fixtures(&pool).await;
    let (lon, lat) = at(0., 0.);
    let line = square(0., 0., 10.);
    for (geometry, says) in [
        (json!({"type": "Polygon", "coordinates": []}), "no coordinates"),
        (json!({"type": "Polygon", "coordinates": [[]]}), "no coordinates"),
        (json!({"type": "Polygon"}), "no coordinates"),
        (
            json!({"type": "MultiPolygon", "coordinates": [[[[lon, lat]]], []]}),
            "too few distinct points",
        ),
        (
            json!({"type": "Polygon", "coordinates": [[[lon, lat], [lon + 1e-4, lat], [lon, lat]]]}),
            "too few distinct points",
        ),
        (
            json!({"type": "Polygon", "coordinates": [[[lon, lat], [lon + 1e-4, lat], [lon + 2e-4, lat]]]}),
            "encloses no area",
        ),
        (
            json!({"type": "Polygon", "coordinates": [line[0], line[1]]}),
            "not nested as a Polygon needs",
        ),
        (
            json!({"type": "Polygon", "coordinates": [[line]]}),
            "not nested as a Polygon needs",
        ),
        (
            json!({"type": "Polygon", "coordinates": [[[lon.to_string(), lat.to_string()]]]}),
            "not a number",
        ),
        (
            json!({"type": "Polygon", "coordinates": [[[lon, null], [lon, lat], [lon, lat]]]}),
            "not a number",
        ),
        (json!({"type": "polygon", "coordinates": [line]}), "no geometry type"),
        (
            json!({"type": "LineString", "coordinates": line}),
            "must be a Polygon or a MultiPolygon",
        ),
        (
            json!({"type": "Point", "coordinates": [lon, lat]}),
            "must be a Polygon or a MultiPolygon",
        ),
        (
            json!({"type": "GeometryCollection", "geometries": []}),
            "no coordinates",
        ),
        (
            json!({"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [line]}, {"type": "Point", "coordinates": [lon, lat]}]}),
            "must be a Polygon or a MultiPolygon",
        ),
        (json!("POLYGON((0 0, 1 0, 1 1, 0 0))"), "not a GeoJSON object"),
        (json!([lon, lat]), "not a GeoJSON object"),
        (Value::Null, "--allow-no-shape"),
    ] {
        let mut bad = parcel(92, &[]);
        bad["geometry"] = geometry.clone();
        let file = collection(&[parcel(91, &[square(20., 0., 5.)]), bad]);
        let report = import(&pool, Kind::Parcels, file).await;
        assert_eq!(counts(&report), [2, 0, 0, 0, 1], "{geometry}");
        let told = problem(&report);
        assert_eq!((told.feature, told.field), (2, Some("geometry")), "{geometry}");
        assert!(told.text.en.contains(says), "{geometry}: {}", told.text.en);
        assert_ne!(told.text.vi, told.text.en);
    }
}

#[sqlx::test]
async fn a_row_without_shape_is_told_until_its_shape_comes(pool: PgPool) {
    load_fixtures(&pool).await;
    let mut row = parcel(91, &[]);
    row["geometry"] = Value::Null;
    let no_shape = |report: &Report| report.warning_counts.iter().any(|warning| warning.code == "no_shape");
    let report = import_with(&pool, Kind::Parcels, collection(&[row.clone()]), |options| {
        options.allow_no_shape = true;
    })
    .await;
    assert_eq!((counts(&report), no_shape(&report)), ([1, 1, 0, 0, 0], true));
    let shape = import(&pool, Kind::Parcels, collection(&[parcel(91, &[square(0., 0., 10.)])])).await;
    assert_eq!((counts(&shape), no_shape(&shape)), ([1, 0, 1, 0, 0], false));
    // The register again: it still has no shape, the parcel has.
    let report = import(&pool, Kind::Parcels, collection(&[row])).await;
    assert_eq!((counts(&report), no_shape(&report)), ([1, 0, 0, 1, 0], false));
}

#[sqlx::test]
async fn a_hole_and_parts_that_are_valid_are_stored_as_they_are(pool: PgPool) {
    load_fixtures(&pool).await;
    let mut parts = parcel(92, &[]);
    parts["geometry"] = json!({"type": "MultiPolygon", "coordinates": [[square(20., 0., 5.)], [square(30., 0., 5.)]]});
    let file = collection(&[parcel(91, &[square(0., 0., 10.), square(2., 2., 5.)]), parts]);
    let report = import(&pool, Kind::Parcels, file).await;
    assert_eq!((counts(&report), report.repaired), ([2, 2, 0, 0, 0], 0));
    let areas = "select string_agg(round(measured_area_m2)::text, ' ' order by parcel_no) from parcels where parcel_no in ('91', '92')";
    assert_eq!(text(&pool, areas).await, "75 50");
}
