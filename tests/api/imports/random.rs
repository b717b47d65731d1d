//! Random valid parcels, broken in a random way: the file is refused with the number of the feature that was broken, or
//! what is stored is what a plain reader sees in the file.

use std::collections::BTreeMap;

use matbang::imports::{Kind, Report};
use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, TestCaseError, TestRunner},
};
use serde_json::{Map, Value, json};
use sqlx::PgPool;
use tokio::runtime::Handle;

use super::{
    import_with, load_fixtures,
    shapes::{at, collection, ring, square},
};

/// A way to break one feature, or the file.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Breakage {
    CrossedRing,
    TooFewVertices,
    NoArea,
    HoleOutside,
    NestedHoles,
    VertexAtZero,
    SwappedAxes,
    Abroad,
    NoGeometry,
    PointInstead,
    TextInPosition,
    DuplicateKey,
    NoNumber,
    UnknownProject,
    AmbiguousNumber,
    NegativeArea,
    FutureDay,
    NoSuchDay,
    PropertiesInAList,
    NotANumber,
    WrongType,
    Truncated,
}

use Breakage as B;

const BREAKAGES: [Breakage; 22] = [
    B::CrossedRing,
    B::TooFewVertices,
    B::NoArea,
    B::HoleOutside,
    B::NestedHoles,
    B::VertexAtZero,
    B::SwappedAxes,
    B::Abroad,
    B::NoGeometry,
    B::PointInstead,
    B::TextInPosition,
    B::DuplicateKey,
    B::NoNumber,
    B::UnknownProject,
    B::AmbiguousNumber,
    B::NegativeArea,
    B::FutureDay,
    B::NoSuchDay,
    B::PropertiesInAList,
    B::NotANumber,
    B::WrongType,
    B::Truncated,
];

/// How a file is laid out.
#[derive(Clone, Copy, Debug)]
enum Layout {
    Collection,
    WithMark,
    Lines,
    Spaced,
}

#[derive(Clone, Debug)]
struct Case {
    features: Vec<Value>,
    layout: Layout,
    broken: Option<(Breakage, usize)>,
    cut: Index,
    skip_bad: bool,
}

/// A valid parcel around a centre in metres: arms of random length never cross.
fn feature() -> impl Strategy<Value = Value> {
    let shape = (
        prop::collection::vec(4.0..12.0f64, 4..10),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    let area = prop_oneof![
        Just(Value::Null),
        (1..9_000_000u32).prop_map(|area| json!(f64::from(area) / 100.0)),
        (1..900_000u32, 0..100u32).prop_map(|(whole, cents)| json!(format!("{},{cents:02}", grouped(whole)))),
        (1_000_000..9_000_000u32).prop_map(|whole| json!(grouped(whole))),
    ];
    let day = (2015..2025, 1..=12, 1..=28).prop_flat_map(|(year, month, day)| {
        prop_oneof![
            Just(json!(format!("{year}-{month:02}-{day:02}"))),
            Just(json!(format!("{day}/{month}/{year}"))),
            Just(json!(format!("{day:02}/{month:02}/{year}"))),
            Just(Value::Null),
        ]
    });
    let land_use = prop::sample::select(vec![json!("LUC"), json!("ONT 120 + CLN 380"), Value::Null]);
    let sheet = prop::sample::select(vec![json!(7), json!("7"), json!("12a"), Value::Null]);
    (shape, area, day, land_use, sheet).prop_map(|((arms, clockwise, closed, repeated), area, day, land_use, sheet)| {
        let count = arms.iter().fold(0.0, |count, _| count + 1.0);
        let corner = |(n, arm): (u8, &f64)| {
            let turn = std::f64::consts::TAU * f64::from(n) / count;
            (arm * turn.cos(), arm * turn.sin())
        };
        let mut corners: Vec<(f64, f64)> = (0..).zip(&arms).map(corner).collect();
        if clockwise {
            corners.reverse();
        }
        if repeated {
            corners.insert(1, corners[1]);
        }
        let mut positions = ring(&corners);
        if !closed {
            positions.as_array_mut().unwrap().pop();
        }
        json!({
            "type": "Feature",
            "properties": {"project_code": "D1", "map_sheet": sheet, "land_use": land_use, "dien_tich": area, "notified_on": day},
            "geometry": {"type": "Polygon", "coordinates": [positions]},
        })
    })
}

fn grouped(whole: u32) -> String {
    let digits = whole.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap())
        .collect();
    groups.join(".")
}

fn case() -> impl Strategy<Value = Case> {
    let layout = prop::sample::select(vec![
        Layout::Collection,
        Layout::WithMark,
        Layout::Lines,
        Layout::Spaced,
    ]);
    let broken = prop::option::weighted(0.85, (prop::sample::select(BREAKAGES.to_vec()), any::<Index>()));
    (
        prop::collection::vec(feature(), 3..8),
        layout,
        broken,
        any::<Index>(),
        any::<bool>(),
    )
        .prop_map(|(mut features, layout, broken, cut, skip_bad)| {
            for (number, feature) in (100..).zip(&mut features) {
                feature["properties"]["parcel_no"] = json!(number);
            }
            // The key of the first stands a second time behind it.
            let broken = broken.map(|(breakage, index)| match breakage {
                B::DuplicateKey => (breakage, 1 + index.index(features.len() - 1)),
                _ => (breakage, index.index(features.len())),
            });
            Case {
                features,
                layout,
                broken,
                cut,
                skip_bad,
            }
        })
}

/// Breaks a feature; what only shows in the text is broken there.
fn break_feature(feature: &mut Value, breakage: Breakage, first: &Value) {
    let polygon = |rings: &[Value]| json!({"type": "Polygon", "coordinates": rings});
    let (lon, lat) = at(0., 0.);
    match breakage {
        B::CrossedRing => feature["geometry"] = polygon(&[ring(&[(0., 0.), (9., 9.), (9., 0.), (0., 9.)])]),
        B::TooFewVertices => feature["geometry"] = polygon(&[ring(&[(0., 0.), (9., 9.)])]),
        B::NoArea => {
            feature["geometry"] = polygon(&[json!([[lon, lat], [lon + 1e-4, lat], [lon + 2e-4, lat], [lon, lat]])]);
        }
        B::HoleOutside => feature["geometry"] = polygon(&[square(0., 0., 9.), square(20., 0., 3.)]),
        B::NestedHoles => feature["geometry"] = polygon(&[square(0., 0., 9.), square(1., 1., 7.), square(2., 2., 3.)]),
        B::VertexAtZero => feature["geometry"]["coordinates"][0][2] = json!([0, 0]),
        B::SwappedAxes => turn(feature, |lon, lat| (lat, lon)),
        B::Abroad => turn(feature, |lon, lat| (lon - 100., lat + 27.)),
        B::NoGeometry => feature["geometry"] = Value::Null,
        B::PointInstead => feature["geometry"] = json!({"type": "Point", "coordinates": [lon, lat]}),
        B::TextInPosition => feature["geometry"]["coordinates"][0][1][0] = json!("105.8"),
        B::DuplicateKey => feature["properties"] = first["properties"].clone(),
        B::NoNumber => feature["properties"]["parcel_no"] = Value::Null,
        B::UnknownProject => feature["properties"]["project_code"] = json!("NOWHERE"),
        B::AmbiguousNumber => feature["properties"]["dien_tich"] = json!("20.000"),
        B::NegativeArea => feature["properties"]["dien_tich"] = json!(-1),
        B::FutureDay => feature["properties"]["notified_on"] = json!("23/11/2999"),
        B::NoSuchDay => feature["properties"]["notified_on"] = json!("11/23/2024"),
        B::PropertiesInAList => feature["properties"] = json!([feature["properties"]]),
        B::NotANumber => feature["properties"]["remark"] = json!("HERE"),
        B::WrongType => feature["type"] = json!("feature"),
        B::Truncated => {}
    }
}

fn turn(feature: &mut Value, turn: fn(f64, f64) -> (f64, f64)) {
    for position in feature["geometry"]["coordinates"][0].as_array_mut().unwrap() {
        let (x, y) = turn(position[0].as_f64().unwrap(), position[1].as_f64().unwrap());
        *position = json!([x, y]);
    }
}

impl Case {
    /// The file, and where each of its features ends.
    fn file(&self) -> (Vec<u8>, Vec<usize>) {
        let mut features = self.features.clone();
        if let Some((breakage, at)) = self.broken {
            let first = features[0].clone();
            break_feature(&mut features[at], breakage, &first);
        }
        let text = match self.layout {
            Layout::Collection => collection(&features),
            Layout::WithMark => format!("\u{feff}{}", collection(&features)),
            Layout::Lines => features.iter().map(Value::to_string).collect::<Vec<_>>().join("\n"),
            Layout::Spaced => {
                let pretty = json!({"name": "x", "features": features, "type": "FeatureCollection"});
                serde_json::to_string_pretty(&pretty).unwrap().replace('\n', "\r\n")
            }
        };
        // The end of a feature is where its geometry, and then it, is closed: known by the start of the next one.
        let starts: Vec<usize> = text.match_indices("\"Feature\"").map(|(at, _)| at).collect();
        let mut bytes = text.replace("\"HERE\"", "NaN").into_bytes();
        if self.broken.is_some_and(|(breakage, _)| breakage == B::Truncated) {
            // Somewhere within a feature: between two lines nothing would be missing.
            let from = starts[0] + 9;
            bytes.truncate(from + self.cut.index(starts.last().unwrap() + 30 - from));
        }
        (bytes, starts)
    }

    fn check(
        &self,
        file: &[u8],
        starts: &[usize],
        report: &Report,
        stored: &BTreeMap<String, Value>,
    ) -> Result<(), TestCaseError> {
        let expected = match self.broken {
            None => reference(file, None),
            Some((B::Truncated, _)) => {
                prop_assert_eq!((report.refused, report.stored_in_database), (1, false));
                let begun = starts.iter().filter(|start| **start < file.len()).count() as u64;
                let told = &report.problems[0];
                prop_assert!(told.text.en.contains("cut off"), "{}", told.text.en);
                prop_assert!(
                    told.feature == begun || told.feature == begun + 1,
                    "{} of {begun}",
                    told.feature
                );
                BTreeMap::new()
            }
            Some((breakage, at)) => {
                prop_assert_eq!(report.refused, 1, "{:?}: {:?}", breakage, &report.problems);
                for told in &report.problems {
                    prop_assert_eq!(told.feature, at as u64 + 1, "{:?}: {}", breakage, &told.text.en);
                    prop_assert!(!told.text.vi.is_empty() && told.text.vi != told.text.en);
                }
                prop_assert_eq!(report.stored_in_database, self.skip_bad);
                if self.skip_bad {
                    reference(file, Some(at))
                } else {
                    BTreeMap::new()
                }
            }
        };
        prop_assert!(self.broken.is_some() || report.refused == 0, "{:?}", &report.problems);
        prop_assert_eq!(stored, &expected);
        Ok(())
    }
}

/// What a plain reader sees in a file, by the number of the parcel, but for the feature that is left out.
fn reference(file: &[u8], left_out: Option<usize>) -> BTreeMap<String, Value> {
    let text = std::str::from_utf8(file)
        .unwrap()
        .trim_start_matches('\u{feff}')
        .replace("NaN", "null");
    let features: Vec<Value> = match serde_json::from_str::<Value>(&text) {
        Ok(collection) => collection["features"].as_array().unwrap().clone(),
        Err(_lines) => text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
    };
    let kept = features.iter().enumerate().filter(|(at, _)| Some(*at) != left_out);
    kept.map(|(_, feature)| {
        let said = &feature["properties"];
        let text = |name: &str| match &said[name] {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let area = match &said["dien_tich"] {
            Value::String(text) => json!(text.replace('.', "").replace(',', ".").parse::<f64>().unwrap()),
            other => other.clone(),
        };
        let day = match said["notified_on"].as_str() {
            Some(text) if text.contains('/') => {
                let mut parts = text.split('/').map(|part| part.parse::<u32>().unwrap());
                let (day, month, year) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
                json!(format!("{year}-{month:02}-{day:02}"))
            }
            day => json!(day),
        };
        let row = json!({"sheet": text("map_sheet"), "land_use": text("land_use"), "area": area, "day": day, "ring": tidy(&feature["geometry"])});
        (text("parcel_no"), row)
    })
    .collect()
}

/// The ring of a polygon closed, without repeats, counter-clockwise, in billionths of a degree.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a billionth of a degree is counted in whole numbers"
)]
fn tidy(geometry: &Value) -> Vec<[i64; 2]> {
    let whole = |number: &Value| (number.as_f64().unwrap() * 1e9).round() as i64;
    let rings = geometry["coordinates"].as_array().unwrap();
    let mut ring: Vec<[i64; 2]> = rings[0]
        .as_array()
        .unwrap()
        .iter()
        .map(|at| [whole(&at[0]), whole(&at[1])])
        .collect();
    ring.dedup();
    if ring.first() != ring.last() {
        ring.push(ring[0]);
    }
    let [x, y] = ring[0];
    let turn: i64 = ring
        .windows(2)
        .map(|edge| (edge[0][0] - x) * (edge[1][1] - y) - (edge[1][0] - x) * (edge[0][1] - y))
        .sum();
    if turn < 0 {
        ring.reverse();
    }
    ring
}

/// What is stored, by the number of the parcel.
async fn stored(pool: &PgPool) -> BTreeMap<String, Value> {
    let rows: Vec<(String, Value)> = sqlx::query_as(
        "select parcel_no, jsonb_build_object('sheet', map_sheet, 'land_use', land_use, 'area', legal_area_m2, 'day', notified_on,
             'geometry', st_asgeojson(st_geometryn(geom, 1), 9)::jsonb,
             'sound', st_isvalid(geom) and st_contains(geom, interior_point) and abs(measured_area_m2 / st_area(geom::geography) - 1) < 1e-3)
         from parcels where parcel_no like '1__'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let row = |(number, row): (String, Value)| {
        let Value::Object(mut row) = row else {
            panic!("a row is an object")
        };
        assert_eq!(row.remove("sound"), Some(json!(true)), "{number}");
        let ring = tidy(&row.remove("geometry").unwrap());
        let area = row["area"].as_f64();
        row.extend(Map::from_iter([
            ("ring".to_owned(), json!(ring)),
            ("area".to_owned(), json!(area)),
        ]));
        (number, Value::Object(row))
    };
    rows.into_iter().map(row).collect()
}

#[sqlx::test]
async fn a_random_file_broken_at_random_is_refused_where_it_is_broken_or_stored_as_a_plain_reader_sees_it(
    pool: PgPool,
) {
    load_fixtures(&pool).await;
    let runtime = Handle::current();
    let run = move || {
        let mut runner = TestRunner::new(Config {
            cases: 200,
            failure_persistence: None,
            ..Config::default()
        });
        runner.run(&case(), |case| {
            let (file, starts) = case.file();
            let (report, stored) = runtime.block_on(async {
                sqlx::query("delete from parcels where parcel_no like '1__'")
                    .execute(&pool)
                    .await
                    .unwrap();
                let report = import_with(&pool, Kind::Parcels, &file, |options| options.skip_bad = case.skip_bad).await;
                (report, stored(&pool).await)
            });
            case.check(&file, &starts, &report, &stored)
        })
    };
    let outcome = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
}
