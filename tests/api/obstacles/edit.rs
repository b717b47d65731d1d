use matbang::auth::Role;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{Call, TestApp, days_ago, seed, today};

/// Obstacles of which the first lies west, in the cast's own district, the second east, the third is the project's.
async fn scene(db: &PgPool) -> (TestApp, [i64; 3]) {
    seed::districts(db).await;
    seed::project(db, "P", json!({})).await;
    let west = seed::parcel(db, "P", "1/1", json!({ "at": [105.82, 21.55] })).await;
    let east = seed::parcel(db, "P", "1/2", json!({ "at": [105.87, 21.55] })).await;
    let open = json!({ "intervals": [[days_ago(20), null]] });
    let of_project = json!({ "scope": "project", "project": "P", "intervals": [[days_ago(5), null]] });
    let ids = [
        seed::obstacle(db, &[west], open.clone()).await,
        seed::obstacle(db, &[east], open).await,
        seed::obstacle(db, &[], of_project).await,
    ];
    (TestApp::start(db).await, ids)
}

fn edit(id: i64, version: i32, change: &Value) -> Call {
    Call::patch(&format!("/api/v1/obstacles/{id}"))
        .version(&json!(version))
        .json(change)
}

fn edit_many(items: &[(i64, i32)], what: &Value) -> Call {
    let items: Vec<Value> = items
        .iter()
        .map(|(id, version)| json!({ "id": id, "version": version }))
        .collect();
    let mut body = json!({ "items": items });
    body.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
    Call::patch("/api/v1/obstacles").json(&body)
}

#[sqlx::test]
async fn an_obstacle_goes_from_any_open_state_to_any_other_and_the_history_tells_it(db: PgPool) {
    let (app, [id, ..]) = scene(&db).await;
    let states = [
        "proposed",
        "cannot_be_resolved",
        "open",
        "cannot_be_resolved",
        "proposed",
        "open",
    ];
    for (version, state) in (1..).zip(states) {
        let edited = app
            .send(edit(id, version, &json!({ "state": state, "note": "theo biên bản" })))
            .await;
        let edited = edited.expect(200).json();
        assert_eq!(
            (&edited["state"], &edited["version"]),
            (&json!(state), &json!(version + 1))
        );
        assert_eq!(
            app.json(&format!("/api/v1/obstacles?state={state}&unit=164")).await["items"][0]["id"],
            id
        );
        assert_eq!(app.json("/api/v1/parcels/1").await["is_blocked"], true);
    }
    let events = app.json(&format!("/api/v1/obstacles/{id}/events")).await;
    let latest = &events["items"][0];
    assert_eq!(
        (&latest["action"], &latest["fields"]["obstacle"]),
        (&json!("obstacle_updated"), &json!(["proposed", "open"]))
    );
    assert_eq!(latest["note"], "theo biên bản");
    let of_parcel = app.json("/api/v1/parcels/1/events").await;
    assert_eq!(of_parcel["items"].as_array().unwrap().len(), states.len());
}

#[sqlx::test]
async fn what_is_sent_changes_and_the_rest_stays(db: PgPool) {
    let (app, [id, ..]) = scene(&db).await;
    let change = json!({
        "cause": "GRAVE", "description": " Còn hai ngôi mộ ", "responsible_unit_code": "165", "responsible_account": "officer",
        "due_on": today().plus_days(9), "next_action": "Di chuyển trước Tết",
    });
    let edited = app.send(edit(id, 1, &change)).await.expect(200).json();
    for (field, value) in [
        ("cause", json!("GRAVE")),
        ("description", json!("Còn hai ngôi mộ")),
        ("responsible_account", json!("officer")),
    ] {
        assert_eq!(edited[field], value);
    }
    let edited = app
        .send(edit(id, 2, &json!({ "due_on": null, "responsible_account": "" })))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&edited["due_on"], &edited["responsible_account"]),
        (&Value::Null, &json!(""))
    );
    assert_eq!(
        (&edited["cause"], &edited["responsible_unit_code"]),
        (&json!("GRAVE"), &json!("165"))
    );
    let events = app.json(&format!("/api/v1/obstacles/{id}/events")).await;
    assert_eq!(events["items"][1]["fields"]["cause"], json!(["PRICE", "GRAVE"]));
}

#[sqlx::test]
async fn an_impossible_change_is_refused_at_its_field(db: PgPool) {
    let (app, [id, ..]) = scene(&db).await;
    for (change, pointer) in [
        (json!({}), ""),
        (json!({ "cause": "LOST" }), "/cause"),
        (json!({ "cause": "OTHER" }), "/description"),
        (json!({ "description": "ờ".repeat(2001) }), "/description"),
        (json!({ "responsible_unit_code": "999" }), "/responsible_unit_code"),
        (json!({ "responsible_account": "planner" }), "/responsible_account"),
        (json!({ "due_on": days_ago(21) }), "/due_on"),
        (json!({ "state": "resolved" }), "/state"),
    ] {
        assert_eq!(
            app.send(edit(id, 1, &change)).await.problem(422, "refused")[0].0,
            pointer,
            "{change}"
        );
    }
    app.send(edit(999, 1, &json!({ "note": "x" })))
        .await
        .problem(404, "not-found");
    app.send(
        Call::post(&format!("/api/v1/obstacles/{id}/close"))
            .version(&json!(1))
            .json(&json!({})),
    )
    .await
    .expect(200);
    app.send(edit(id, 2, &json!({ "next_action": "x" })))
        .await
        .problem(422, "refused");
}

#[sqlx::test]
async fn of_two_people_at_once_the_second_is_told_what_the_first_did(db: PgPool) {
    let (app, [id, ..]) = scene(&db).await;
    app.send(edit(id, 1, &json!({ "next_action": "một" })).by("an"))
        .await
        .expect(200);
    let second = app.send(edit(id, 1, &json!({ "next_action": "hai" })).by("hoa")).await;
    second.problem(412, "stale-version");
    let current = &second.json()["current"];
    assert_eq!(
        (&current["version"], &current["next_action"]),
        (&json!(2), &json!("một"))
    );
    app.send(Call::patch(&format!("/api/v1/obstacles/{id}")).json(&json!({ "note": "x" })))
        .await
        .problem(428, "version-missing");
}

#[sqlx::test]
async fn each_role_changes_what_is_its_own_where_it_may(db: PgPool) {
    let (app, [west, east, of_project]) = scene(&db).await;
    let follow = json!({ "state": "proposed", "next_action": "họp" });
    let assign = json!({ "due_on": today() });
    let redefine = json!({ "cause": "GRAVE" });
    for (role, id, change, allowed) in [
        (Role::Field, west, &follow, true),
        (Role::Field, west, &assign, false),
        (Role::Field, west, &redefine, true),
        (Role::Field, east, &follow, false),
        (Role::Field, of_project, &follow, false),
        (Role::Officer, west, &assign, true),
        (Role::Officer, east, &assign, false),
        (Role::Leader, east, &assign, true),
        (Role::Leader, east, &follow, true),
        (Role::Leader, east, &redefine, false),
        (Role::Planner, west, &follow, false),
    ] {
        let version = app.json(&format!("/api/v1/obstacles/{id}")).await["version"]
            .as_i64()
            .unwrap();
        let answer = app
            .send(edit(id, i32::try_from(version).unwrap(), change).as_(role))
            .await;
        let status = if allowed { 200 } else { 403 };
        assert_eq!(
            answer.status.as_u16(),
            status,
            "{role:?} {id} {change}: {}",
            answer.text()
        );
    }
    let officers = app
        .send(Call::get("/api/v1/officers").as_(Role::Leader))
        .await
        .expect(200)
        .json();
    assert_eq!(officers["items"], json!([{ "account": "officer", "full_name": "" }]));
    app.send(Call::get("/api/v1/officers").as_(Role::Field))
        .await
        .problem(403, "forbidden");
}

#[sqlx::test]
async fn many_are_changed_together_or_none(db: PgPool) {
    let (app, [west, east, of_project]) = scene(&db).await;
    let all = [(west, 1), (east, 1), (of_project, 1)];
    let due = today().plus_days(7);
    let assign = || json!({ "change": { "responsible_unit_code": "19", "due_on": due } });
    let stale = app.send(edit_many(&[(west, 1), (east, 7)], &assign())).await;
    stale.problem(412, "stale-version");
    let current = &stale.json()["current"];
    assert_eq!(
        (current.as_array().unwrap().len(), &current[0]["id"]),
        (1, &json!(east))
    );
    let elsewhere = app.send(edit_many(&all, &assign()).as_(Role::Officer)).await;
    elsewhere.problem(403, "forbidden");
    assert!(
        elsewhere.json()["detail"]
            .as_str()
            .unwrap()
            .contains(&format!("số {east}")),
        "{}",
        elsewhere.text()
    );
    let missing = app
        .send(edit_many(&[(west, 1), (999, 1)], &assign()))
        .await
        .problem(422, "refused");
    assert_eq!(missing[0].0, "/items/1");
    for body in [json!({}), json!({ "change": { "note": "x" }, "reopen": {} })] {
        app.send(edit_many(&all, &body)).await.problem(422, "refused");
    }
    app.send(edit_many(&[(west, 1), (west, 1)], &assign()))
        .await
        .problem(422, "refused");
    let untouched = app.json("/api/v1/obstacles?responsible=19").await;
    assert_eq!(untouched["total"], 0, "nothing of it was written");

    let operation = Uuid::now_v7();
    for _ in 0..2 {
        let done = app
            .send(edit_many(&all, &assign()).operation(operation))
            .await
            .expect(200)
            .json();
        assert_eq!(done["changed"], 3);
    }
    let changed = app.json("/api/v1/obstacles?responsible=19").await;
    assert_eq!(changed["total"], 3);
    assert!(
        changed["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|item| item["version"] == 2 && item["due_on"] == json!(due))
    );
}

#[sqlx::test]
async fn many_are_closed_and_opened_again_and_a_parcel_tells_of_all_its_own(db: PgPool) {
    let (app, [west, ..]) = scene(&db).await;
    let grave = json!({ "cause": "GRAVE", "intervals": [[days_ago(3), null]] });
    let second = seed::obstacle(&db, &[1], grave).await;
    let both = |version| [(west, version), (second, version)];
    let too_early = app
        .send(edit_many(&both(1), &json!({ "close": { "closed_on": days_ago(4) } })))
        .await;
    let problems = too_early.problem(422, "refused");
    assert_eq!((problems.len(), problems[0].0.as_str()), (1, "/items/1"));
    app.send(edit_many(
        &both(1),
        &json!({ "close": { "closed_on": days_ago(1), "result": "xong" } }),
    ))
    .await
    .expect(200);
    assert_eq!(app.json("/api/v1/parcels/1").await["is_blocked"], false);
    let events = app.json("/api/v1/parcels/1/events").await;
    assert_eq!(
        events["items"][0]["fields"]["cause"],
        json!(["PRICE, GRAVE", "PRICE, GRAVE"])
    );
    app.send(edit_many(&both(2), &json!({ "reopen": {} })))
        .await
        .expect(200);
    assert_eq!(app.json("/api/v1/parcels/1").await["is_blocked"], true);
    let detail = app.json(&format!("/api/v1/obstacles/{west}")).await;
    assert_eq!(
        detail["intervals"],
        json!([
            { "opened_on": days_ago(20), "closed_on": days_ago(1) },
            { "opened_on": today(), "closed_on": null },
        ])
    );
}

#[sqlx::test]
async fn comments_stand_in_their_order_and_disturb_nobody_s_form(db: PgPool) {
    let (app, [west, east, _]) = scene(&db).await;
    let comment =
        |id: i64, text: &str| Call::post(&format!("/api/v1/obstacles/{id}/comments")).json(&json!({ "text": text }));
    let operation = Uuid::now_v7();
    for _ in 0..2 {
        let said = app
            .send(comment(west, " Đã gặp hộ ").operation(operation).as_(Role::Field))
            .await
            .expect(201)
            .json();
        assert_eq!((&said["by"], &said["text"]), (&json!("field"), &json!("Đã gặp hộ")));
    }
    app.send(comment(west, "=1+1").as_(Role::Leader)).await.expect(201);
    app.send(comment(east, "x").as_(Role::Field))
        .await
        .problem(403, "forbidden");
    app.send(comment(west, "x").as_(Role::Planner))
        .await
        .problem(403, "forbidden");
    app.send(comment(999, "x")).await.problem(404, "not-found");
    for text in ["  ", &"ờ".repeat(2001)] {
        assert_eq!(
            app.send(comment(west, text)).await.problem(422, "refused")[0].0,
            "/text"
        );
    }
    let detail = app.json(&format!("/api/v1/obstacles/{west}")).await;
    let texts: Vec<&Value> = detail["comments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["text"])
        .collect();
    assert_eq!(texts, ["Đã gặp hộ", "=1+1"]);
    assert_eq!((&detail["comment_count"], &detail["version"]), (&json!(2), &json!(1)));
    let events = app.json(&format!("/api/v1/obstacles/{west}/events")).await;
    assert_eq!(events["items"][0]["action"], "obstacle_commented");
    assert!(
        !events.to_string().contains("Đã gặp hộ"),
        "what was said can still be taken out"
    );
}
