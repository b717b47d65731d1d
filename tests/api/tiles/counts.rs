use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::Value;
use sqlx::PgPool;

use super::grid;
use crate::support::{TestApp, days_ago, random};

const EVERYWHERE: [f64; 4] = [105.7, 21.4, 106.0, 21.7];

/// By project and status: how many counted parcels have a shape.
async fn listed(app: &TestApp, as_of: &str) -> BTreeMap<(String, String), u64> {
    let mut counts = BTreeMap::new();
    for item in app.pages(&format!("/api/v1/parcels?as_of={as_of}"), 500).await {
        if item["has_shape"] == true {
            let text = |name: &str| item[name].as_str().unwrap().to_owned();
            *counts.entry((text("project_code"), text("status"))).or_default() += 1;
        }
    }
    counts
}

#[sqlx::test]
async fn below_the_threshold_the_counts_of_all_cells_add_up_to_the_parcels(db: PgPool) {
    random::province(&db, &mut Rng::with_seed(21), 250).await;
    let app = TestApp::start(&db).await;
    let threshold = app.json("/api/v1/meta").await["parcels_min_zoom"].as_u64().unwrap();
    let as_of = days_ago(50).to_string();
    let expected = listed(&app, &as_of).await;
    assert!(expected.len() > 10);
    for zoom in 0..u32::try_from(threshold).unwrap() {
        let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
        let mut cells = 0;
        for path in grid::paths("parcels", zoom, EVERYWHERE) {
            for layer in grid::layers(&app, &format!("{path}?as_of={as_of}")).await {
                assert_eq!((layer.name.as_str(), layer.extent, layer.version), ("cells", 4096, 2));
                for cell in layer.features {
                    assert_eq!(
                        (cell.kind, cell.parts.len(), cell.parts[0].len()),
                        (1, 1, 1),
                        "a cell is a point"
                    );
                    assert!(
                        cell.parts[0][0].iter().all(|units| (0..4096).contains(units)),
                        "inside its tile"
                    );
                    let mut properties = cell.properties;
                    let project = properties.remove("project").unwrap().as_str().unwrap().to_owned();
                    let total = properties.remove("total").unwrap();
                    let sum: u64 = properties.values().map(|number| number.as_u64().unwrap()).sum();
                    assert_eq!(total, sum, "the statuses of a cell add up to its total");
                    for (status, number) in properties {
                        *counts.entry((project.clone(), status)).or_default() += number.as_u64().unwrap();
                    }
                    cells += 1;
                }
            }
        }
        assert_eq!(counts, expected, "zoom {zoom}");
        assert!(
            zoom > 6 || cells <= 27,
            "{cells} cells at zoom {zoom}: never every parcel by itself"
        );
    }
}

#[sqlx::test]
async fn from_the_threshold_on_every_parcel_with_a_shape_is_there_with_what_the_list_says(db: PgPool) {
    random::province(&db, &mut Rng::with_seed(22), 250).await;
    let app = TestApp::start(&db).await;
    let as_of = days_ago(50).to_string();
    let mut listed = app.pages(&format!("/api/v1/parcels?as_of={as_of}"), 500).await;
    listed.extend(
        app.pages(&format!("/api/v1/parcels?as_of={as_of}&status=excluded"), 500)
            .await,
    );
    let expected: BTreeMap<u64, BTreeMap<String, Value>> = listed
        .iter()
        .filter(|item| item["has_shape"] == true)
        .map(|item| (item["id"].as_u64().unwrap(), as_in_tiles(item)))
        .collect();
    for zoom in [14, 16] {
        let mut found: BTreeMap<u64, BTreeMap<String, Value>> = BTreeMap::new();
        for path in grid::paths("parcels", zoom, EVERYWHERE) {
            for layer in grid::layers(&app, &format!("{path}?as_of={as_of}")).await {
                assert_eq!(layer.name, "parcels");
                for feature in layer.features {
                    assert_eq!(feature.kind, 3);
                    found.insert(feature.id.unwrap(), feature.properties);
                }
            }
        }
        assert_eq!(found, expected, "zoom {zoom}");
    }
}

/// What a tile says of a parcel of a list.
fn as_in_tiles(item: &Value) -> BTreeMap<String, Value> {
    let steps = [
        "notified",
        "inventoried",
        "plan_posted",
        "plan_approved",
        "paid",
        "resettled",
        "recovery_decided",
        "handed_over",
    ];
    let place = |words: &[&str], word: &Value| words.iter().position(|known| word == *known);
    let day = |value: &Value| value.as_str().map(|text| crate::support::day(text).0);
    let mut properties = BTreeMap::from([
        ("project".to_owned(), item["project_code"].clone()),
        ("status".to_owned(), place(&grid::STATUSES, &item["status"]).into()),
        ("days_late".to_owned(), item["days_late"].clone()),
    ]);
    let optional = [
        ("handed_over", day(&item["handed_over_on"]).map(Value::from)),
        ("due", day(&item["due_on"]).map(Value::from)),
        (
            "works_stopped",
            (item["works_stopped"] == true).then_some(Value::Bool(true)),
        ),
        ("waiting", place(&steps, &item["waiting_for"]).map(Value::from)),
    ];
    properties.extend(
        optional
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?))),
    );
    properties
}
