use matbang::imports::{ImportOptions, Kind, Report};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{
    counts, import, import_with, load_fixtures, number,
    shapes::{at, collection, parcel, square},
};

/// A square of 20 m near the origin of the fixtures in VN-2000 106°30', the zone of the province: east, north.
const SURVEYED: [(f64, f64); 4] = [
    (427_800.0, 2_379_576.0),
    (427_820.0, 2_379_576.0),
    (427_820.0, 2_379_596.0),
    (427_800.0, 2_379_596.0),
];

const MEMBER: &str = r#""crs":{"type":"name","properties":{"name":"NAME"}}"#;

/// A collection of one parcel with these corners as they are, and this member behind the features.
fn file(corners: &[(f64, f64)], member: &str) -> String {
    let mut ring: Vec<Value> = corners.iter().map(|(x, y)| json!([x, y])).collect();
    ring.push(ring[0].clone());
    let text = collection(&[parcel(91, &[ring.into()])]);
    if member.is_empty() {
        text
    } else {
        text.replace("\n]}", &format!("\n],{member}}}"))
    }
}

fn crs(name: &str) -> String {
    MEMBER.replace("NAME", name)
}

fn turned(corners: [(f64, f64); 4]) -> [(f64, f64); 4] {
    corners.map(|(x, y)| (y, x))
}

/// The corners of the square in degrees.
fn degrees() -> [(f64, f64); 4] {
    [at(0., 0.), at(20., 0.), at(20., 20.), at(0., 20.)]
}

/// The options that a refusal suggests first.
fn suggested(report: &Report) -> impl FnOnce(&mut ImportOptions) {
    let words = &report.problems[0].text.en;
    let options = words
        .split_once(": try ")
        .map(|(_, options)| options.split(';').next().unwrap());
    let options = options.unwrap_or_else(|| panic!("nothing is suggested: {words}"));
    let crs = options
        .split_once("--crs ")
        .unwrap()
        .1
        .split(' ')
        .next()
        .unwrap()
        .to_owned();
    let swap = options.contains("--swap-axes");
    move |options| {
        options.crs = Some(crs);
        options.swap_axes = swap;
    }
}

/// Metres between the middle of the stored parcel and the middle of the square.
async fn metres_off(pool: &PgPool) -> i64 {
    number(
        pool,
        "select round(st_distance(st_centroid(geom)::geography,
             st_transform(st_geomfromtext('POINT(427810 2379586)'), 'EPSG:9213', 4326)::geography))::bigint
         from parcels where parcel_no = '91'",
    )
    .await
}

#[sqlx::test]
async fn a_wrong_system_is_refused_with_the_likely_one_which_then_works(pool: PgPool) {
    load_fixtures(&pool).await;
    for (what, file, says) in [
        (
            "metres without a system",
            file(&SURVEYED, ""),
            "are metres, not degrees as in WGS 84",
        ),
        (
            "metres declared as degrees",
            file(&SURVEYED, &crs("urn:ogc:def:crs:OGC:1.3:CRS84")),
            "are metres, not degrees",
        ),
        (
            "northing first, without a system",
            file(&turned(SURVEYED), ""),
            "are metres, not degrees",
        ),
        (
            "northing first",
            file(&turned(SURVEYED), &crs("EPSG:9213")),
            "try --crs EPSG:9213 --swap-axes",
        ),
        (
            "the zone next to it",
            file(&SURVEYED, &crs("EPSG:9212")),
            "a wrong zone, or turned axes",
        ),
        (
            "a zone two degrees away",
            file(&SURVEYED, &crs("EPSG:9207")),
            "a wrong zone, or turned axes",
        ),
        (
            "the zone of UTM",
            file(&SURVEYED, &crs("EPSG:3405")),
            "a wrong zone, or turned axes",
        ),
        (
            "the zone at the other end of the country",
            file(&SURVEYED, &crs("VN-2000 / TM-3 zone 108-15")),
            "VN-2000 106°30': try",
        ),
        (
            "latitude first",
            file(&turned(degrees()), ""),
            "WGS 84: try --crs EPSG:4326 --swap-axes",
        ),
        (
            "degrees declared as metres",
            file(&degrees(), &crs("urn:ogc:def:crs:EPSG::9213")),
            "are degrees, not metres as in VN-2000 106°30'; use --crs EPSG:4326",
        ),
        (
            "a system nobody knows",
            file(&SURVEYED, &crs("HN-72")),
            "the coordinate system \"HN-72\" is unknown",
        ),
        (
            "a system by a link",
            file(&SURVEYED, r#""crs":{"type":"link","properties":{"href":"a.prj"}}"#),
            "is unknown",
        ),
    ] {
        let refused = import(&pool, Kind::Parcels, &file).await;
        assert_eq!(counts(&refused), [0, 0, 0, 0, 1], "{what}");
        let told = &refused.problems[0];
        assert_eq!((told.feature, told.field, told.code), (0, Some("crs"), "crs"), "{what}");
        assert!(told.text.en.contains(says), "{what}: {}", told.text.en);
        assert!(
            told.text.vi.contains("--crs") && told.text.vi != told.text.en,
            "{what}: {}",
            told.text.vi
        );
        let report = import_with(&pool, Kind::Parcels, &file, suggested(&refused)).await;
        assert_eq!((report.refused, report.stored), (0, 1), "{what}: {:?}", report.problems);
        assert!(metres_off(&pool).await <= 1, "{what}");
        sqlx::query("delete from parcels where parcel_no = '91'")
            .execute(&pool)
            .await
            .unwrap();
    }
}

#[sqlx::test]
async fn the_member_is_honoured_at_the_end_of_the_file_and_may_be_overruled(pool: PgPool) {
    load_fixtures(&pool).await;
    let report = import(&pool, Kind::Parcels, file(&SURVEYED, &crs("EPSG:9213"))).await;
    assert_eq!((report.stored, report.crs.as_deref()), (1, Some("EPSG:9213")));
    assert_eq!(metres_off(&pool).await, 0);
    let overruled = import_with(&pool, Kind::Parcels, file(&SURVEYED, &crs("EPSG:9212")), |options| {
        options.crs = Some("EPSG:9213".to_owned());
    })
    .await;
    assert_eq!(counts(&overruled), [1, 0, 0, 1, 0]);
    assert_eq!(
        overruled.notes[0].en,
        "the file says EPSG:9212, but was read in EPSG:9213 as asked"
    );
}

#[sqlx::test]
async fn two_members_that_differ_are_refused_and_two_that_agree_are_one(pool: PgPool) {
    load_fixtures(&pool).await;
    let twice =
        |first: &str, second: &str| file(&SURVEYED, &crs(second)).replacen('{', &format!("{{{},", crs(first)), 1);
    let report = import(&pool, Kind::Parcels, twice("EPSG:9213", "EPSG:9212")).await;
    assert_eq!((report.refused, report.stored, report.problems[0].feature), (1, 0, 0));
    assert!(report.problems[0].text.en.contains("two different coordinate systems"));
    let report = import(&pool, Kind::Parcels, twice("EPSG:9213", "EPSG:9213")).await;
    assert_eq!(counts(&report), [1, 1, 0, 0, 0]);
}

#[sqlx::test]
async fn a_single_feature_out_of_place_is_refused_by_its_number(pool: PgPool) {
    load_fixtures(&pool).await;
    let moved = |turn: fn((f64, f64)) -> (f64, f64)| {
        let mut ring: Vec<Value> = degrees().map(turn).iter().map(|(x, y)| json!([x, y])).collect();
        ring.push(ring[0].clone());
        Value::from(ring)
    };
    let mut one_at_zero = square(0., 0., 20.);
    one_at_zero[2] = json!([0.0, 0.0]);
    for (what, ring, says) in [
        (
            "latitude first",
            moved(|(lon, lat)| (lat, lon)),
            "seems to have latitude before longitude",
        ),
        ("all at zero", moved(|_| (0.0, 0.0)), "too few distinct points"),
        ("one vertex at zero", one_at_zero, "a position is at 0, 0"),
        (
            "abroad",
            moved(|(lon, lat)| (lon - 100.0, lat + 20.0)),
            "lies outside Việt Nam",
        ),
        (
            "metres",
            moved(|(lon, lat)| (lon * 4000.0, lat * 100_000.0)),
            "is in metres",
        ),
    ] {
        let report = import(
            &pool,
            Kind::Parcels,
            collection(&[parcel(90, &[square(40., 0., 5.)]), parcel(91, &[ring])]),
        )
        .await;
        assert_eq!(counts(&report), [2, 0, 0, 0, 1], "{what}");
        let told = &report.problems[0];
        assert_eq!((told.feature, told.field), (2, Some("geometry")), "{what}");
        assert!(told.text.en.contains(says), "{what}: {}", told.text.en);
    }
}

#[sqlx::test]
async fn a_file_at_zero_or_abroad_is_refused_as_a_whole(pool: PgPool) {
    load_fixtures(&pool).await;
    for (corners, says) in [
        (
            [(0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0)],
            "the positions are 0, 0: the file lacks its real coordinates",
        ),
        (
            [(2.30, 48.80), (2.31, 48.80), (2.31, 48.81), (2.30, 48.81)],
            "outside Việt Nam, and no system in use",
        ),
    ] {
        let report = import(&pool, Kind::Parcels, file(&corners, "")).await;
        assert_eq!((counts(&report), report.problems[0].feature), ([0, 0, 0, 0, 1], 0));
        assert!(
            report.problems[0].text.en.contains(says),
            "{}",
            report.problems[0].text.en
        );
    }
}

#[sqlx::test]
async fn zero_is_refused_where_no_unit_is_known_as_well(pool: PgPool) {
    let zero = json!({"type": "Feature", "properties": {"code": "A", "name": "A", "level": "district"},
        "geometry": {"type": "Polygon", "coordinates": [[[105.8, 21.5], [0, 0], [105.9, 21.5], [105.8, 21.5]]]}});
    let report = import(&pool, Kind::Units, zero.to_string()).await;
    assert_eq!((report.refused, report.problems[0].feature), (1, 1));
    assert!(report.problems[0].text.en.contains("a position is at 0, 0"));
}
