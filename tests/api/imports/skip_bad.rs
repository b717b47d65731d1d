use std::path::Path;

use matbang::{
    audit::Author,
    imports::{ImportOptions, Kind, Outputs, Report, Watch, import_file},
};
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{
    counts, import, load_fixtures, number,
    shapes::{collection, parcel, ring, square, with},
    text,
};

/// Imports parcels, with the refused ones written to a file.
async fn import_refusing(pool: &PgPool, content: &str, refused: &Path, say: impl FnOnce(&mut ImportOptions)) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("in.geojson");
    std::fs::write(&path, content).unwrap();
    let mut options = ImportOptions::new(Kind::Parcels, "in.geojson".to_owned());
    options.skip_bad = true;
    say(&mut options);
    let author = Author {
        name: "chelsea".to_owned(),
        door: "import",
    };
    let outputs = Outputs {
        refused: Some(refused.to_owned()),
        shapes: None,
    };
    import_file(
        pool,
        &author,
        Uuid::now_v7(),
        &path,
        &options,
        &outputs,
        &Watch::nobody(),
    )
    .await
    .unwrap()
}

/// Six parcels, of which the second, third, fifth and sixth are bad in their own ways.
fn mixed() -> Vec<Value> {
    let mut other = parcel("6", &[square(100., 0., 10.)]);
    other["id"] = json!({"any": ["thing"]});
    other["properties"]["remarks"] = json!({"nested": [1, 2]});
    vec![
        parcel("91", &[square(0., 0., 10.)]),
        parcel("92", &[ring(&[(20., 0.), (30., 10.), (30., 0.), (20., 10.)])]),
        with(parcel("93", &[square(40., 0., 10.)]), "paid_on", "2999-01-01"),
        parcel("94", &[square(60., 0., 10.)]),
        parcel("91", &[square(80., 0., 10.)]),
        with(with(other, "project_code", "NOWHERE"), "legal_area_m2", "20.000"),
    ]
}

#[sqlx::test]
async fn the_good_are_stored_and_the_bad_are_listed_and_written_out_to_be_mended(pool: PgPool) {
    load_fixtures(&pool).await;
    let folder = tempfile::tempdir().unwrap();
    let refused = folder.path().join("refused.geojson");
    let report = import_refusing(&pool, &collection(&mixed()), &refused, |_| {}).await;
    assert_eq!((counts(&report), report.stored_in_database), ([6, 2, 0, 0, 4], true));
    let told: Vec<(u64, &str)> = report.problems.iter().map(|told| (told.feature, told.code)).collect();
    assert_eq!(
        told,
        [(2, "invalid_shape"), (3, "value"), (5, "repeated"), (6, "value")]
    );
    let stored = "select string_agg(parcel_no, ' ' order by parcel_no) from parcels where parcel_no like '9_'";
    assert_eq!(text(&pool, stored).await, "91 94");
    let mut written: Value = serde_json::from_slice(&std::fs::read(&refused).unwrap()).unwrap();
    let features = written["features"].as_array_mut().unwrap();
    let numbers: Vec<&str> = features
        .iter()
        .map(|feature| feature["properties"]["parcel_no"].as_str().unwrap())
        .collect();
    assert_eq!(numbers, ["92", "93", "91", "6"]);
    for (feature, (vi, en)) in features.iter().zip([
        ("ranh giới tự cắt", "the boundary crosses itself"),
        ("ngày 01/01/2999 ở tương lai", "the day 2999-01-01 lies in the future"),
        ("trùng khóa với đối tượng số 1", "the same key as feature 1"),
        ("có thể hiểu hai cách", "can be read in two ways"),
    ]) {
        let said = |name: &str| feature["properties"][name].as_str().unwrap();
        assert!(said("matbang_ly_do").contains(vi), "{feature}");
        assert!(said("matbang_reason").contains(en), "{feature}");
    }
    assert_eq!(
        (&features[3]["id"], &features[3]["properties"]["remarks"]),
        (&mixed()[5]["id"], &mixed()[5]["properties"]["remarks"])
    );
    assert_eq!(features[0]["geometry"], mixed()[1]["geometry"]);
    // Mended, it is a file like any other; the reasons in it are no fields.
    features[0]["geometry"] = parcel(0, &[square(20., 0., 10.)])["geometry"].clone();
    features[1]["properties"]["paid_on"] = json!("2024-01-01");
    features[2]["properties"]["parcel_no"] = json!(95);
    features[3]["properties"]["project_code"] = json!("D1");
    features[3]["properties"]["legal_area_m2"] = json!(100);
    let report = import(&pool, Kind::Parcels, written.to_string()).await;
    assert_eq!(counts(&report), [4, 4, 0, 0, 0], "{:?}", report.problems);
    // Sent again, the first file finds two of its rows stored; what was mended differs.
    let again = import_refusing(&pool, &collection(&mixed()), &refused, |_| {}).await;
    assert_eq!(counts(&again), [6, 0, 0, 2, 4]);
}

#[sqlx::test]
async fn the_refused_keep_the_coordinates_and_the_system_of_their_file(pool: PgPool) {
    load_fixtures(&pool).await;
    let folder = tempfile::tempdir().unwrap();
    let refused = folder.path().join("refused.geojson");
    let at = |number: u32, x: f64| {
        let (y, side) = (2_379_576.5, 20.25);
        parcel(
            number,
            &[json!([
                [x, y],
                [x + side, y],
                [x + side, y + side],
                [x, y + side],
                [x, y]
            ])],
        )
    };
    let bad = with(at(92, 427_900.125), "paid_on", "2999-01-01");
    let report = import_refusing(
        &pool,
        &collection(&[at(91, 427_800.0), bad.clone()]),
        &refused,
        |options| {
            options.crs = Some("EPSG:9213".to_owned());
        },
    )
    .await;
    assert_eq!(counts(&report), [2, 1, 0, 0, 1]);
    let written = std::fs::read_to_string(&refused).unwrap();
    let mut parsed: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(parsed["crs"]["properties"]["name"], "EPSG:9213");
    assert_eq!(parsed["features"][0]["geometry"], bad["geometry"]);
    parsed["features"][0]["properties"]["paid_on"] = Value::Null;
    assert_eq!(
        counts(&import(&pool, Kind::Parcels, parsed.to_string()).await),
        [1, 1, 0, 0, 0]
    );
}

#[sqlx::test]
async fn more_than_a_thousand_refused_are_counted_and_all_written_out(pool: PgPool) {
    load_fixtures(&pool).await;
    let folder = tempfile::tempdir().unwrap();
    let refused = folder.path().join("refused.geojson");
    let mut parcels: Vec<Value> = (0..1300)
        .map(|number| with(parcel(number, &[square(0., 0., 10.)]), "project_code", "NOWHERE"))
        .collect();
    parcels.insert(700, parcel(5000, &[square(0., 0., 10.)]));
    let report = import_refusing(&pool, &collection(&parcels), &refused, |_| {}).await;
    assert_eq!(
        (counts(&report), report.problems.len(), report.more_problems),
        ([1301, 1, 0, 0, 1300], 1000, 300)
    );
    let written: Value = serde_json::from_slice(&std::fs::read(&refused).unwrap()).unwrap();
    let features = written["features"].as_array().unwrap();
    assert_eq!(features.len(), 1300);
    assert_eq!(
        (
            &features[0]["properties"]["parcel_no"],
            &features[1299]["properties"]["parcel_no"]
        ),
        (&json!(0), &json!(1299))
    );
    assert_eq!(
        number(&pool, "select count(*) from parcels where parcel_no = '5000'").await,
        1
    );
}

#[sqlx::test]
async fn a_rehearsal_skips_repairs_and_counts_but_keeps_nothing(pool: PgPool) {
    load_fixtures(&pool).await;
    let folder = tempfile::tempdir().unwrap();
    let refused = folder.path().join("refused.geojson");
    let rows = "select (select count(*) from parcels) + (select count(*) from events) + (select count(*) from audit)
        + (select count(*) from imports) + (select count(*) from changes)";
    let before = number(&pool, rows).await;
    let report = import_refusing(&pool, &collection(&mixed()), &refused, |options| {
        options.dry_run = true;
        options.repair = true;
    })
    .await;
    assert_eq!(
        (counts(&report), report.repaired, report.stored_in_database),
        ([6, 3, 0, 0, 3], 1, false)
    );
    assert_eq!(number(&pool, rows).await, before);
    let written: Value = serde_json::from_slice(&std::fs::read(&refused).unwrap()).unwrap();
    assert_eq!(written["features"].as_array().unwrap().len(), 3);
}

#[sqlx::test]
async fn a_line_that_is_no_json_is_written_out_as_text_and_the_others_are_stored(pool: PgPool) {
    load_fixtures(&pool).await;
    let folder = tempfile::tempdir().unwrap();
    let refused = folder.path().join("refused.geojson");
    let good = parcel(91, &[square(0., 0., 10.)]);
    let file = format!(
        "{good}\n{{\"type\":\"Feature\",\"properties\":{{\"parcel_no\":NaN}},\"geometry\":null}}\n{}",
        with(good.clone(), "parcel_no", 92)
    );
    let report = import_refusing(&pool, &file, &refused, |_| {}).await;
    assert_eq!((counts(&report), report.problems[0].feature), ([3, 2, 0, 0, 1], 2));
    let written: Value = serde_json::from_slice(&std::fs::read(&refused).unwrap()).unwrap();
    let properties = &written["features"][0]["properties"];
    assert!(
        properties["matbang_text"]
            .as_str()
            .unwrap()
            .contains("\"parcel_no\":NaN"),
        "{properties}"
    );
}

#[sqlx::test]
async fn units_and_projects_are_skipped_likewise(pool: PgPool) {
    let units = super::UNITS.replace("\"name\": \"Huyện B\"", "\"name\": [1]");
    let skip = |options: &mut ImportOptions| options.skip_bad = true;
    let report = super::import_with(&pool, Kind::Units, units, skip).await;
    assert_eq!((counts(&report), report.stored_in_database), ([2, 1, 0, 0, 1], true));
    let projects = super::PROJECTS.replace("\"industrial\"", "\"nothing\"");
    let report = super::import_with(&pool, Kind::Projects, projects, skip).await;
    assert_eq!((counts(&report), report.stored_in_database), ([2, 1, 0, 0, 1], true));
}
