//! Limits that end and come: by the API and by command, with what that would do.

use matbang::calendar::Day;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Call, TestApp, days_ago, matbang_on, seed, today};

/// Two parcels approved so many days ago, undecided and unpaid, one not begun.
async fn parcels(db: &PgPool) -> TestApp {
    seed::project(db, "P", json!({})).await;
    for (key, days) in [("1/1", 12), ("1/2", 5)] {
        let on = days_ago(days);
        let row = json!({ "notified_on": on, "inventoried_on": on, "plan_posted_on": on, "plan_approved_on": on });
        seed::parcel(db, "P", key, row).await;
    }
    seed::parcel(db, "P", "1/3", json!({})).await;
    TestApp::start(db).await
}

/// The limit in force for a decision after the approval, where nobody must move.
async fn decision(app: &TestApp) -> Value {
    let rules = app.json("/api/v1/rules").await;
    let mut found = rules["items"].as_array().unwrap().iter().filter(|one| {
        let rule = &one["rule"];
        rule["target_step"] == "recovery_decided"
            && rule["condition"] == "no_resettlement"
            && rule["valid_to"].is_null()
    });
    found.next().unwrap().clone()
}

/// A limit for the decision of so many days, in force from a day on.
fn limit(days: i32, from: Day) -> Value {
    json!({ "regime": "E", "rule": {
        "valid_from": from, "valid_to": null, "start_facts": ["plan_approved"], "target_step": "recovery_decided", "kind": "max",
        "amount": days, "unit": "day", "condition": "no_resettlement", "citation": "Luật mới, Điều 1",
    } })
}

async fn overdue(app: &TestApp) -> Value {
    app.json("/api/v1/parcels?fact=overdue").await["total"].clone()
}

#[sqlx::test]
async fn a_rule_is_ended_and_replaced_as_the_preview_said_it_would_be(db: PgPool) {
    let app = parcels(&db).await;
    let old = decision(&app).await;
    let changes = json!({ "end": [{ "id": old["id"], "on": days_ago(100) }], "add": [limit(20, days_ago(100))] });
    let preview = app
        .send(Call::post("/api/v1/rules/preview").json(&changes))
        .await
        .expect(200)
        .json();
    assert_eq!(
        preview,
        json!({ "parcels": 3, "other_status": 1, "other_due": 2, "changed": 2 })
    );
    assert_eq!(
        (overdue(&app).await, decision(&app).await),
        (json!(1), old.clone()),
        "nothing is changed by asking"
    );

    let end = format!("/api/v1/rules/{}/end", old["id"]);
    let ended = app
        .send(Call::post(&end).json(&json!({ "on": days_ago(100) })))
        .await
        .expect(200)
        .json();
    assert_eq!(ended["rule"]["valid_to"], json!(days_ago(100)));
    let added = app
        .send(Call::post("/api/v1/rules").json(&limit(20, days_ago(100))))
        .await
        .expect(201)
        .json();
    assert_eq!(overdue(&app).await, 0);
    assert_eq!(decision(&app).await, added);
    let parcel = app.json("/api/v1/parcels?sort=key").await["items"][0].clone();
    assert_eq!(
        (&parcel["due_on"], &parcel["due_source"]["citation"]),
        (&json!(days_ago(-8)), &json!("Luật mới, Điều 1"))
    );
    let audit = app.json("/api/v1/audit").await;
    assert_eq!(
        (&audit["items"][0]["action"], &audit["items"][1]["action"]),
        (&json!("rule.add"), &json!("rule.end"))
    );
    app.send(Call::post(&end).json(&json!({ "on": today() })))
        .await
        .expect(422);
}

#[sqlx::test]
async fn a_rule_that_could_not_be_is_refused_and_says_where(db: PgPool) {
    let app = parcels(&db).await;
    for (field, value) in [
        ("amount", json!(-1)),
        ("citation", json!("  ")),
        ("start_facts", json!([])),
        ("start_facts", json!(["recovery_decided"])),
        ("start_facts", json!(["plan_approved", "plan_approved"])),
        ("valid_from", json!("1989-01-01")),
    ] {
        let mut new = limit(20, days_ago(100));
        new["rule"][field] = value;
        let refused = app
            .send(Call::post("/api/v1/rules").json(&new))
            .await
            .expect(422)
            .json();
        assert_eq!(refused["errors"][0]["pointer"], format!("/rule/{field}"));
        let asked = Call::post("/api/v1/rules/preview").json(&json!({ "add": [new] }));
        let refused = app.send(asked).await.expect(422).json();
        assert_eq!(refused["errors"][0]["pointer"], format!("/add/0/rule/{field}"));
    }
    let mut unknown = limit(20, days_ago(100));
    unknown["rule"]["start_facts"] = json!(["moved"]);
    app.send(Call::post("/api/v1/rules").json(&unknown)).await.expect(422);
    app.send(Call::post("/api/v1/rules/9999/end").json(&json!({ "on": today() })))
        .await
        .expect(404);
}

#[sqlx::test]
async fn rules_are_listed_previewed_ended_and_added_by_command(db: PgPool) {
    let app = parcels(&db).await;
    let run = async |args: &[&str]| {
        let output = matbang_on(&db, &["rules"]).args(args).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let id = decision(&app).await["id"].to_string();
    let listed = run(&["list"]).await;
    assert!(
        listed.lines().any(|line| line.starts_with(&format!(
            "{id}\tD\t2026-01-01..\tplan_approved -> recovery_decided\tmax 10 day"
        ))),
        "{listed}"
    );
    let on = today().to_string();
    let from = days_ago(100).to_string();
    let preview = run(&["end", &id, "--on", &from, "--preview"]).await;
    assert_eq!(
        preview,
        "2 of 3 parcels would change: 1 have another status, 2 another due date.\n"
    );
    run(&["end", &id, "--on", &on]).await;
    let add = [
        "add",
        "--regime",
        "E",
        "--from",
        &on,
        "--start",
        "plan_approved",
        "--target",
        "recovery_decided",
        "--kind",
        "max",
        "--amount",
        "15",
        "--unit",
        "working_day",
        "--condition",
        "no_resettlement",
        "--citation",
        "Luật mới, Điều 2",
    ];
    assert_eq!(
        run(&[&add[..], &["--preview"]].concat()).await.split(' ').next(),
        Some("0")
    );
    run(&add).await;
    let listed = run(&["list"]).await;
    assert!(
        listed
            .lines()
            .last()
            .unwrap()
            .ends_with("max 15 working_day\tno_resettlement\tLuật mới, Điều 2"),
        "{listed}"
    );
}
