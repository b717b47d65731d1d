use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Call, TestApp, day, days_ago, seed};

async fn one_parcel(db: &PgPool) -> (TestApp, String) {
    seed::project(db, "P", json!({})).await;
    let id = seed::parcel(db, "P", "1/1", json!({ "notified_on": days_ago(100) })).await;
    (TestApp::start(db).await, format!("/api/v1/parcels/{id}"))
}

fn refused_on(on: impl serde::Serialize) -> Value {
    json!({ "facts": { "inventory_refused": on } })
}

#[sqlx::test]
async fn a_recorded_fact_starts_its_clock_and_is_in_the_history(db: PgPool) {
    let (app, uri) = one_parcel(&db).await;
    let change = Call::patch(&uri)
        .version(&json!(1))
        .by("lan")
        .json(&refused_on(days_ago(30)));
    let parcel = app.send(change).await.expect(200).json();
    assert_eq!(parcel, app.json(&uri).await);
    assert_eq!(
        parcel["facts"],
        json!([{ "fact": "inventory_refused", "on": days_ago(30) }])
    );
    assert_eq!(
        (&parcel["due_step"], &parcel["due_on"]),
        (&json!("inventoried"), &json!(days_ago(5)))
    );
    assert_eq!((&parcel["days_late"], &parcel["version"]), (&json!(5), &json!(2)));
    let history = app.json(&format!("{uri}/events")).await;
    assert_eq!(
        history["items"][0]["fields"],
        json!({ "inventory_refused_on": [null, days_ago(30)] })
    );
    assert_eq!(
        (&history["items"][0]["actor"], &history["items"][0]["effective_on"]),
        (&json!("lan"), &json!(days_ago(30)))
    );
}

#[sqlx::test]
async fn a_fact_is_dated_anew_and_taken_back(db: PgPool) {
    let (app, uri) = one_parcel(&db).await;
    for (version, on) in [
        (1, Some(days_ago(30))),
        (2, Some(days_ago(20))),
        (3, Some(days_ago(20))),
        (4, None),
    ] {
        let change = Call::patch(&uri).version(&json!(version)).json(&refused_on(on));
        let parcel = app.send(change).await.expect(200).json();
        let expected: Vec<Value> = on
            .iter()
            .map(|on| json!({ "fact": "inventory_refused", "on": on }))
            .collect();
        assert_eq!(parcel["facts"], json!(expected));
        assert_eq!(parcel, app.json(&uri).await);
    }
    let history = app.json(&format!("{uri}/events")).await;
    assert_eq!(
        history["items"][0]["fields"]["inventory_refused_on"],
        json!([days_ago(20), null])
    );
}

#[sqlx::test]
async fn many_parcels_are_given_a_fact_together_and_one_meets_an_old_version(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let a = seed::parcel(&db, "P", "1/1", json!({})).await;
    let b = seed::parcel(&db, "P", "1/2", json!({})).await;
    let app = TestApp::start(&db).await;
    let set = |version| {
        let parcels = json!([{ "id": a, "version": 1 }, { "id": b, "version": version }]);
        Call::patch("/api/v1/parcels")
            .json(&json!({ "parcels": parcels, "change": { "facts": { "disagreed": days_ago(3) } } }))
    };
    app.send(set(7)).await.expect(412);
    assert_eq!(app.json(&format!("/api/v1/parcels/{a}")).await["facts"], json!([]));
    app.send(set(1)).await.expect(200);
    for id in [a, b] {
        let parcel = app.json(&format!("/api/v1/parcels/{id}")).await;
        assert_eq!(parcel["facts"][0]["fact"], "disagreed");
    }
}

#[sqlx::test]
async fn a_fact_of_tomorrow_or_of_another_name_is_refused(db: PgPool) {
    let (app, uri) = one_parcel(&db).await;
    let send = async |change: Value| {
        app.send(Call::patch(&uri).version(&json!(1)).json(&change))
            .await
            .expect(422)
            .json()
    };
    for on in [days_ago(-1), day("1989-12-31")] {
        assert_eq!(
            send(refused_on(on)).await["errors"][0]["pointer"],
            "/facts/inventory_refused"
        );
    }
    send(json!({ "facts": { "agreed": days_ago(1) } })).await;
}

#[sqlx::test]
async fn a_day_before_the_fact_knows_nothing_of_it(db: PgPool) {
    let (app, uri) = one_parcel(&db).await;
    app.send(Call::patch(&uri).version(&json!(1)).json(&refused_on(days_ago(30))))
        .await
        .expect(200);
    let before = app.json(&format!("{uri}?as_of={}", days_ago(31))).await;
    assert_eq!((&before["facts"], &before["due_on"]), (&json!([]), &json!(null)));
}
