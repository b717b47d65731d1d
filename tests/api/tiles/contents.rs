use serde_json::json;
use sqlx::PgPool;

use super::grid;
use crate::support::{TestApp, days_ago, seed};

const WEST: [f64; 2] = [105.825, 21.55];
const EAST: [f64; 2] = [105.875, 21.55];

#[sqlx::test]
async fn a_parcel_stands_where_its_shape_is(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    seed::parcel(&db, "P", "1/1", json!({ "at": [105.8251, 21.5501] })).await;
    let app = TestApp::start(&db).await;
    for zoom in [14, 18, 22] {
        let layers = grid::layers(&app, &grid::path("parcels", zoom, [105.8256, 21.5506])).await;
        let ring = &layers[0].features[0].parts[0];
        assert_eq!(ring.first(), ring.last(), "closed");
        let doubled: i64 = ring
            .windows(2)
            .map(|edge| edge[0][0] * edge[1][1] - edge[1][0] * edge[0][1])
            .sum();
        assert!(doubled > 0, "an exterior ring runs clockwise as seen on the map");
        let [x, y] = grid::position(zoom, [105.8256, 21.5506]).map(f64::floor);
        let units = |place| {
            let [column, row] = grid::position(zoom, place);
            [(column - x) * 4096.0, (row - y) * 4096.0].map(|at| at.clamp(-80.0, 4176.0))
        };
        let [west, north] = units([105.8251, 21.5511]);
        let [east, south] = units([105.8261, 21.5501]);
        #[expect(clippy::cast_precision_loss, reason = "units of a tile are small")]
        let side =
            |axis: usize, pick: fn(f64, f64) -> f64| ring.iter().map(|point| point[axis] as f64).reduce(pick).unwrap();
        for (found, expected) in [
            (side(0, f64::min), west),
            (side(0, f64::max), east),
            (side(1, f64::min), north),
            (side(1, f64::max), south),
        ] {
            assert!((found - expected).abs() <= 1.0, "{found} is {expected} at zoom {zoom}");
        }
    }
}

#[sqlx::test]
async fn units_are_drawn_with_their_severity_and_one_name_each(db: PgPool) {
    seed::districts(&db).await;
    seed::project(&db, "P", json!({ "clearance_deadline": days_ago(40) })).await;
    seed::parcel(&db, "P", "1/1", json!({ "at": WEST, "legal_area_m2": 10 })).await;
    seed::parcel(
        &db,
        "P",
        "1/2",
        json!({ "at": EAST, "legal_area_m2": 10, "handed_over_on": days_ago(50) }),
    )
    .await;
    let app = TestApp::start(&db).await;
    let layers = grid::layers(&app, &grid::path("units", 9, WEST)).await;
    assert_eq!(
        layers.iter().map(|layer| layer.name.as_str()).collect::<Vec<_>>(),
        ["units", "labels"]
    );
    let west = grid::feature(&layers, "units", "code", "164");
    assert_eq!(
        (&west["name"], &west["level"], &west["severity"], &west["silent"]),
        (&json!("Đơn vị 164"), &json!("district"), &json!(2), &json!(true))
    );
    let east = grid::feature(&layers, "units", "code", "165");
    assert_eq!(
        (&east["severity"], east.get("silent")),
        (&json!(1), None),
        "what is clear is never silent"
    );
    for zoom in [9, 12, 13] {
        let mut names = Vec::new();
        for path in grid::paths("units", zoom, [105.79, 21.49, 105.91, 21.61]) {
            let layers = grid::layers(&app, &path).await;
            let labels = layers
                .iter()
                .filter(|layer| layer.name == "labels")
                .flat_map(|layer| &layer.features);
            names.extend(labels.map(|label| label.properties["code"].as_str().unwrap().to_owned()));
        }
        names.sort();
        assert_eq!(names, ["164", "165"], "zoom {zoom}");
    }
    let provinces = grid::layers(&app, &format!("{}?level=province", grid::path("units", 9, WEST))).await;
    assert_eq!(provinces[0].features.len(), 1);
    let before = format!("{}?as_of={}", grid::path("units", 9, WEST), days_ago(45));
    let layers = grid::layers(&app, &before).await;
    assert_eq!(
        grid::feature(&layers, "units", "code", "164")["severity"],
        5,
        "the deadline had not passed"
    );
}

#[sqlx::test]
async fn projects_are_drawn_as_lines_and_areas_with_their_state(db: PgPool) {
    let road = json!({ "name": "Đường", "line": "LINESTRING(105.81 21.51, 105.89 21.59)", "clearance_deadline": days_ago(12) });
    let park =
        json!({ "sector": "industrial", "area": "POLYGON((105.82 21.52, 105.86 21.52, 105.86 21.56, 105.82 21.52))" });
    seed::project(&db, "ROAD", road).await;
    seed::project(&db, "PARK", park).await;
    seed::project(
        &db,
        "GONE",
        json!({ "line": "LINESTRING(105.81 21.51, 105.89 21.59)", "archived_on": days_ago(1) }),
    )
    .await;
    let parcel = seed::parcel(&db, "ROAD", "1/1", json!({ "at": WEST })).await;
    let open = json!([[days_ago(3), null]]);
    let on_all = json!({ "scope": "project", "project": "ROAD", "intervals": open });
    seed::obstacle(&db, &[], on_all).await;
    seed::obstacle(&db, &[parcel], json!({ "intervals": open })).await;
    seed::obstacle(
        &db,
        &[],
        json!({ "scope": "project", "project": "PARK", "intervals": [[days_ago(3), days_ago(1)]] }),
    )
    .await;
    let app = TestApp::start(&db).await;
    let layers = grid::layers(&app, &grid::path("projects", 10, WEST)).await;
    assert_eq!(
        (layers.len(), layers[0].features.len()),
        (1, 2),
        "what was put away is not drawn"
    );
    let road = grid::feature(&layers, "projects", "code", "ROAD");
    assert_eq!(
        (&road["name"], &road["sector"], &road["status"], &road["days_late"]),
        (&json!("Đường"), &json!("transport"), &json!(2), &json!(12))
    );
    let park = grid::feature(&layers, "projects", "code", "PARK");
    assert_eq!(park["status"], 0);
    assert_eq!(
        (road.get("obstacle"), park.get("obstacle")),
        (Some(&json!(true)), None),
        "an open obstacle of the whole project marks it"
    );
    let kinds: Vec<u64> = layers[0].features.iter().map(|feature| feature.kind).collect();
    assert_eq!(kinds, [2, 3]);
}
