use serde_json::{Value, json};
use sqlx::PgPool;

use super::{PARCELS, address, parcels, service, shown, stored};
use crate::support::{Call, Stream, import_form};

#[sqlx::test]
async fn a_file_is_looked_at_checked_stored_listed_and_undone(db: PgPool) {
    let app = service(&db).await;
    let fields = [("then", "inspect"), ("kind", "parcels")];
    let call = import_form(&fields, Some(&parcels(&["1", "2", "3"]))).by("lan");
    let answer = app.send(call).await.expect(202);
    let import = answer.json();
    assert_eq!(answer.header("location"), address(&import, ""));
    let told = [
        "state",
        "kind",
        "file_name",
        "created_by",
        "report",
        "failure",
        "progress",
    ]
    .map(|name| &import[name]);
    assert_eq!(
        json!(told),
        json!(["received", "parcels", "thua.geojson", "lan", null, null, null])
    );
    let options = json!({ "kind": "parcels", "project": "P" });

    let check = Call::post(&address(&import, "/check")).json(&options);
    let checked = app.settled(check).await;
    assert_eq!(
        (&checked["state"], &checked["options"]["project"]),
        (&json!("checked"), &json!("P"))
    );
    let report = &checked["report"];
    let counts = ["read", "stored", "refused", "dry_run", "stored_in_database"].map(|name| &report[name]);
    assert_eq!(json!(counts), json!([3, 3, 0, true, false]));
    assert_eq!(shown(&app).await, 0, "a check keeps nothing");

    // As some programs send what they call a body of nothing.
    let store = Call::post(&address(&import, "/store")).header("content-length", 0);
    let stored = app
        .settled(store.by("minh").header("content-type", "application/json"))
        .await;
    assert_eq!(stored["state"], "stored", "by the options of the check");
    let counts = [
        "read",
        "stored",
        "updated",
        "unchanged",
        "refused",
        "outside_units",
        "stored_in_database",
    ]
    .map(|name| &stored["report"][name]);
    assert_eq!(json!(counts), json!([3, 3, 0, 0, 0, 0, true]));
    assert_eq!(shown(&app).await, 3, "on the map when it is told");
    assert_eq!(app.json("/api/v1/parcels?unit=164").await["total"], 3);
    let can = json!({ "check": false, "store": false, "cancel": false, "undo": true, "discard": false });
    assert_eq!(stored["can"], can);

    let list = app.json("/api/v1/imports").await["items"].clone();
    assert_eq!((&list[0]["id"], &list[0]["state"]), (&import["id"], &json!("stored")));
    assert_eq!(list[0]["report"], Value::Null, "lists hold no reports");

    let undone = app
        .send(Call::post(&address(&import, "/undo")))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&undone["state"], &undone["can"]["undo"]),
        (&json!("undone"), &json!(false))
    );
    assert_eq!(shown(&app).await, 0);
    let audit: Vec<(String, String)> = sqlx::query_as("select action, actor from audit order by at")
        .fetch_all(&db)
        .await
        .unwrap();
    let pair = |action: &str, actor: &str| (action.to_owned(), actor.to_owned());
    assert_eq!(audit, [pair("import.parcels", "minh"), pair("import.undo", "admin")]);
}

#[sqlx::test]
async fn a_file_that_is_sent_without_more_ado_is_stored(db: PgPool) {
    let app = service(&db).await;
    let import = stored(&app, &parcels(&["1", "2"])).await;
    assert_eq!((&import["report"]["stored"], shown(&app).await), (&json!(2), json!(2)));
    let again = stored(&app, &parcels(&["1", "2"])).await;
    assert_eq!(
        (&again["report"]["unchanged"], &again["report"]["stored"]),
        (&json!(2), &json!(0))
    );
}

#[sqlx::test]
async fn the_stream_tells_every_state_and_ends_with_the_work(db: PgPool) {
    let app = service(&db).await;
    let import = app
        .send(import_form(&PARCELS, Some(&parcels(&["1"]))))
        .await
        .expect(202)
        .json();
    let mut stream = Stream::of_import(&app, import["id"].as_str().unwrap()).await;
    let mut states = Vec::new();
    while let Some(event) = stream.next_or_end().await {
        assert_eq!((event.name.as_str(), &event.data["id"]), ("import", &import["id"]));
        assert_eq!(event.data["report"], Value::Null);
        states.push(event.data["state"].as_str().unwrap().to_owned());
    }
    states.dedup();
    assert!(states == ["storing", "stored"] || states == ["stored"], "{states:?}");
    let mut late = Stream::of_import(&app, import["id"].as_str().unwrap()).await;
    assert_eq!(late.next().await.data["state"], "stored", "the present state at once");
    assert!(late.next_or_end().await.is_none());
}

#[sqlx::test]
async fn a_file_with_a_fault_is_refused_as_a_whole_and_can_be_tried_again(db: PgPool) {
    let app = service(&db).await;
    let import = app
        .settled(import_form(&PARCELS, Some(&parcels(&["1", "", "3"]))))
        .await;
    assert_eq!(import["state"], "refused");
    let report = &import["report"];
    let counts = ["read", "refused", "stored_in_database"].map(|name| &report[name]);
    assert_eq!(json!(counts), json!([3, 1, false]));
    let problem = &report["problems"][0];
    assert_eq!(
        (&problem["feature"], &problem["field"]),
        (&json!(2), &json!("parcel_no"))
    );
    assert!(!problem["vi"].as_str().unwrap().is_empty() && !problem["en"].as_str().unwrap().is_empty());
    assert_eq!(shown(&app).await, 0);
    let can = json!({ "check": true, "store": true, "cancel": false, "undo": false, "discard": true });
    assert_eq!(import["can"], can);
    let mapped = json!({ "kind": "parcels", "project": "P", "map": { "parcel_no": "ma_ho" } });
    let again = app.settled(Call::post(&address(&import, "/check")).json(&mapped)).await;
    assert_eq!(again["state"], "refused", "the numbers are now all the same");
    assert_eq!(again["report"]["refused"], 2);
}

#[sqlx::test]
async fn a_file_that_is_no_geojson_is_refused(db: PgPool) {
    let app = service(&db).await;
    for broken in [
        "",
        "xin chào",
        "{\"type\":\"FeatureCollection\"",
        "[1,2]",
        "PK\u{3}\u{4}",
    ] {
        let import = app.settled(import_form(&PARCELS, Some(broken))).await;
        assert_eq!(import["state"], "refused", "{broken}");
        assert_ne!(import["report"]["problems"], json!([]), "{broken}");
    }
    assert_eq!(shown(&app).await, 0);
}

#[sqlx::test]
async fn what_the_state_does_not_allow_is_refused(db: PgPool) {
    let app = service(&db).await;
    let done = stored(&app, &parcels(&["1"])).await;
    let options = json!({ "kind": "parcels", "project": "P" });
    for call in [
        Call::post(&address(&done, "/check")).json(&options),
        Call::post(&address(&done, "/store")),
        Call::post(&address(&done, "/cancel")),
        Call::delete(&address(&done, "")),
        Call::get(&address(&done, "/preview")),
    ] {
        app.send(call).await.problem(409, "conflict");
    }
    for rest in ["/refused", "/shapes"] {
        app.get(&address(&done, rest)).await.problem(404, "not-found");
    }
    let waiting = app
        .send(import_form(&[("then", "inspect")], Some(&parcels(&["2"]))))
        .await
        .expect(202)
        .json();
    app.send(Call::post(&address(&waiting, "/undo")))
        .await
        .problem(409, "conflict");
    app.send(Call::post(&address(&waiting, "/cancel")))
        .await
        .problem(409, "conflict");
    let problems = app
        .send(Call::post(&address(&waiting, "/store")))
        .await
        .problem(422, "refused");
    assert_eq!(problems[0].0, "/kind", "nobody said what it holds");
    let unknown = json!({ "kind": "parcels", "colour": "red" });
    let check = Call::post(&address(&waiting, "/check")).json(&unknown);
    app.send(check).await.problem(422, "refused");
    let nothing = json!({ "id": "0190a3c4-0000-7000-8000-000000000000" });
    for call in [
        Call::get(&address(&nothing, "")),
        Call::get(&address(&nothing, "/events")),
        Call::get(&address(&nothing, "/preview")),
        Call::post(&address(&nothing, "/cancel")),
        Call::post(&address(&nothing, "/undo")),
        Call::delete(&address(&nothing, "")),
    ] {
        app.send(call).await.problem(404, "not-found");
    }
}

#[sqlx::test]
async fn two_files_at_once_are_stored_one_after_the_other(db: PgPool) {
    let app = service(&db).await;
    let (one, two) = (parcels(&["1", "2", "3"]), parcels(&["2", "3", "4"]));
    let (one, two) = tokio::join!(stored(&app, &one), stored(&app, &two));
    let sum = |name: &str| {
        [&one, &two]
            .iter()
            .map(|import| import["report"][name].as_i64().unwrap())
            .sum::<i64>()
    };
    assert_eq!(sum("stored"), 4, "no parcel is new twice");
    assert_eq!(shown(&app).await, 4);
    let undoable = [&one, &two].map(|import| address(import, ""));
    let mut can = Vec::new();
    for uri in undoable {
        can.push(app.json(&uri).await["can"]["undo"].clone());
    }
    can.sort_by_key(Value::to_string);
    assert_eq!(json!(can), json!([false, true]), "the last one can be undone");
}

#[sqlx::test]
async fn the_list_is_read_page_by_page_and_holds_imports_of_the_command_line(db: PgPool) {
    let app = service(&db).await;
    for number in ["1", "2", "3"] {
        stored(&app, &parcels(&[number])).await;
    }
    let old = "insert into imports (id, kind, file_name, created_by, created_at, state, options, report)
               values (gen_random_uuid(), 'units', 'xa.geojson', 'import', '2026-01-01', 'stored', '{\"kind\": \"units\"}', '{}')";
    sqlx::query(old).execute(&db).await.unwrap();
    let pages = app.pages("/api/v1/imports", 2).await;
    let told: Vec<Value> = pages
        .iter()
        .map(|import| json!([import["kind"], import["created_by"]]))
        .collect();
    let parcels = json!(["parcels", "lan"]);
    assert_eq!(
        told,
        [parcels.clone(), parcels.clone(), parcels, json!(["units", "import"])]
    );
    let old = pages.last().unwrap();
    assert_eq!(old["can"]["undo"], false, "nothing of it was kept");
    app.send(Call::post(&address(old, "/undo")))
        .await
        .problem(409, "conflict");
    app.get("/api/v1/imports?colour=red")
        .await
        .problem(400, "invalid-query");
}
