use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::grid;
use crate::support::{Call, Feature, TestApp, days_ago, random, seed};

const EVERYWHERE: [f64; 4] = [105.7, 21.4, 106.0, 21.7];
const HERE: [f64; 2] = [105.825, 21.55];

/// By id: status, and whether works have stopped.
type States = BTreeMap<u64, (u64, bool)>;

async fn states(app: &TestApp, path: &str) -> States {
    let answer = app.get(path).await;
    if answer.status == 204 {
        return States::new();
    }
    let columns = answer.expect(200).json();
    let numbers = |name: &str| {
        columns[name]
            .as_array()
            .unwrap()
            .iter()
            .map(|number| number.as_i64().unwrap())
    };
    let ids: Vec<i64> = numbers("ids")
        .scan(0, |id, step| {
            *id += step;
            Some(*id)
        })
        .collect();
    let statuses: Vec<u64> = columns["statuses"]
        .as_str()
        .unwrap()
        .bytes()
        .map(|digit| u64::from(digit - b'0'))
        .collect();
    assert_eq!(ids.len(), statuses.len());
    let stopped: Vec<usize> = numbers("works_stopped")
        .map(|place| usize::try_from(place).unwrap())
        .collect();
    (0..)
        .zip(ids.into_iter().zip(statuses))
        .map(|(place, (id, status))| (u64::try_from(id).unwrap(), (status, stopped.contains(&place))))
        .collect()
}

async fn features(app: &TestApp, path: &str) -> Vec<Feature> {
    grid::layers(app, path)
        .await
        .into_iter()
        .flat_map(|layer| layer.features)
        .collect()
}

#[sqlx::test]
async fn shapes_and_states_say_together_what_the_whole_tile_says(db: PgPool) {
    random::province(&db, &mut Rng::with_seed(31), 250).await;
    seed::project(&db, "Q", json!({})).await;
    let handed_over = json!({ "at": HERE, "handed_over_on": days_ago(70) });
    let halted = seed::parcel(&db, "Q", "1/1", handed_over).await;
    let obstacle = json!({ "cause": "WORKS_STOPPED", "intervals": [[days_ago(60), null]] });
    seed::obstacle(&db, &[halted], obstacle).await;
    let app = TestApp::start(&db).await;
    let day = days_ago(50);
    let mut stopped = 0;
    for zoom in [14, 16] {
        for path in grid::paths("parcels", zoom, EVERYWHERE) {
            let whole = features(&app, &format!("{path}?as_of={day}")).await;
            let shapes = features(&app, &format!("{path}?part=shapes")).await;
            let states = states(&app, &format!("{path}?part=states&as_of={day}")).await;
            assert_eq!(shapes.len(), whole.len());
            for (shape, whole) in shapes.iter().zip(&whole) {
                assert_eq!((shape.id, &shape.parts), (whole.id, &whole.parts));
                assert_eq!(
                    shape.properties,
                    BTreeMap::from([("project".to_owned(), whole.properties["project"].clone())])
                );
                let (status, works_stopped) = states[&whole.id.unwrap()];
                assert_eq!(whole.properties["status"], status);
                assert_eq!(whole.properties.contains_key("works_stopped"), works_stopped);
                stopped += usize::from(works_stopped);
            }
        }
    }
    assert!(stopped > 0);
}

#[sqlx::test]
async fn states_of_a_larger_tile_hold_those_of_the_tiles_within_it(db: PgPool) {
    random::province(&db, &mut Rng::with_seed(32), 250).await;
    let app = TestApp::start(&db).await;
    let mut of_zoom = Vec::new();
    for zoom in [12, 14] {
        let mut all = States::new();
        for path in grid::paths("parcels", zoom, EVERYWHERE) {
            all.extend(states(&app, &format!("{path}?part=states")).await);
        }
        of_zoom.push(all);
    }
    assert!(of_zoom[0].len() > 100);
    assert_eq!(of_zoom[0], of_zoom[1]);
}

async fn one_parcel(db: &PgPool) -> (TestApp, i64) {
    seed::districts(db).await;
    seed::project(db, "P", json!({})).await;
    let id = seed::parcel(db, "P", "1/1", json!({ "at": [105.8245, 21.5495] })).await;
    (TestApp::start(db).await, id)
}

#[sqlx::test]
async fn shapes_are_the_same_on_any_day_and_after_an_edit_while_states_follow(db: PgPool) {
    let (app, id) = one_parcel(&db).await;
    let path = grid::path("parcels", 15, HERE);
    let part = |part: &str, day: i32| format!("{path}?part={part}&as_of={}", days_ago(day));
    let shapes = app.get(&part("shapes", 0)).await.expect(200);
    assert_eq!(shapes.header("content-type"), "application/vnd.mapbox-vector-tile");
    let state = app.get(&part("states", 0)).await.expect(200);
    assert_eq!(state.header("content-type"), "application/json");
    assert_eq!(
        state.json(),
        json!({ "ids": [id], "statuses": "4", "works_stopped": [] })
    );
    let known =
        |path: &str, answer: &crate::support::Answer| Call::get(path).header("if-none-match", answer.header("etag"));
    app.send(known(&part("states", 0), &state)).await.expect(304);

    let edit = json!({ "steps": { "handed_over": { "on": days_ago(1) } } });
    let call = Call::patch(&format!("/api/v1/parcels/{id}"))
        .version(&json!(1))
        .json(&edit);
    app.send(call).await.expect(200);
    for day in [0, 1, 500] {
        app.send(known(&part("shapes", day), &shapes)).await.expect(304);
    }
    let after = app.send(known(&part("states", 0), &state)).await.expect(200);
    assert_eq!(after.json()["statuses"], "1");
    assert_eq!(app.get(&part("states", 2)).await.expect(200).json()["statuses"], "4");
}

#[sqlx::test]
async fn where_no_parcels_are_there_are_no_parts(db: PgPool) {
    let (app, _) = one_parcel(&db).await;
    for part in ["shapes", "states"] {
        let answer = app.get(&format!("/tiles/parcels/15/0/0?part={part}")).await.expect(204);
        assert!(answer.body.is_empty());
    }
}

#[sqlx::test]
async fn a_part_that_a_tile_does_not_have_is_refused_with_where_it_is(db: PgPool) {
    let (app, _) = one_parcel(&db).await;
    for (layer, zoom, part) in [
        ("parcels", 13, "shapes"),
        ("parcels", 11, "states"),
        ("projects", 15, "shapes"),
        ("units", 15, "states"),
    ] {
        let path = format!("{}?part={part}", grid::path(layer, zoom, HERE));
        let problem = app.get(&path).await.problem(400, "invalid-query");
        assert!(problem[0].1.contains("từ mức"), "{problem:?}");
    }
    app.get(&format!("{}?part=names", grid::path("parcels", 15, HERE)))
        .await
        .problem(400, "invalid-query");
    let whole: Vec<Value> = features(&app, &grid::path("parcels", 15, HERE))
        .await
        .into_iter()
        .map(|parcel| parcel.properties["status"].clone())
        .collect();
    assert_eq!(whole, [json!(4)]);
}
