use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Call, TestApp, days_ago, seed, today};

/// What a parcel is like, an edit that is impossible on it, the field at fault, and what is said of it.
struct Impossible {
    parcel: Value,
    edit: Value,
    pointer: &'static str,
    vi: &'static str,
    en: &'static str,
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn cases() -> Vec<Impossible> {
    let tomorrow = today().plus_days(1);
    let case = |parcel, edit, pointer, vi, en| Impossible {
        parcel,
        edit,
        pointer,
        vi,
        en,
    };
    vec![
        case(
            json!({}),
            json!({ "steps": { "paid": { "on": tomorrow } } }),
            "/steps/paid/on",
            "ở tương lai",
            "lies in the future",
        ),
        case(
            json!({}),
            json!({ "steps": { "paid": { "on": "1989-12-31" } } }),
            "/steps/paid/on",
            "trước năm 1990",
            "is before 1990",
        ),
        case(
            json!({}),
            json!({ "steps": { "paid": { "on": days_ago(1), "signed_on": tomorrow } } }),
            "/steps/paid/signed_on",
            "ở tương lai",
            "lies in the future",
        ),
        case(
            json!({}),
            json!({ "not_applicable": { "paid": tomorrow } }),
            "/not_applicable/paid",
            "ở tương lai",
            "lies in the future",
        ),
        case(
            json!({}),
            json!({ "excluded_on": "1975-04-30" }),
            "/excluded_on",
            "trước năm 1990",
            "is before 1990",
        ),
        case(
            json!({ "excluded_on": days_ago(9) }),
            json!({ "steps": { "paid": { "on": days_ago(1) } } }),
            "/steps/paid/on",
            "đã đưa ra khỏi phạm vi dự án",
            "is excluded from the project",
        ),
        case(
            json!({}),
            json!({ "excluded_on": days_ago(1), "steps": { "paid": { "on": days_ago(1) } } }),
            "/steps/paid/on",
            "đã đưa ra khỏi phạm vi dự án",
            "is excluded from the project",
        ),
        case(
            json!({ "paid_na_on": days_ago(9) }),
            json!({ "steps": { "paid": { "on": days_ago(1) } } }),
            "/steps/paid/on",
            "không áp dụng",
            "not applicable",
        ),
        case(
            json!({ "paid_on": days_ago(9) }),
            json!({ "not_applicable": { "paid": days_ago(1) } }),
            "/not_applicable/paid",
            "đã có ngày",
            "has a day",
        ),
        case(
            json!({}),
            json!({ "steps": { "paid": { "on": days_ago(2) } }, "not_applicable": { "paid": days_ago(1) } }),
            "/steps/paid/on",
            "không áp dụng",
            "not applicable",
        ),
        case(
            json!({}),
            json!({ "not_applicable": { "handed_over": days_ago(1) } }),
            "/not_applicable/handed_over",
            "không thể bỏ qua",
            "cannot be set aside",
        ),
        case(
            json!({ "blocked": true }),
            json!({ "steps": { "handed_over": { "on": days_ago(1) } } }),
            "/reason",
            "vướng mắc chưa đóng",
            "has an open obstacle",
        ),
        case(
            json!({ "blocked": true }),
            json!({ "steps": { "handed_over": { "on": days_ago(1) } }, "reason": "  " }),
            "/reason",
            "vướng mắc chưa đóng",
            "has an open obstacle",
        ),
        case(
            json!({}),
            json!({ "note": "x".repeat(2001) }),
            "/note",
            "2000 ký tự",
            "2000 characters",
        ),
        // A document without a day would otherwise take the day back.
        case(
            json!({}),
            json!({ "steps": { "paid": { "document": "1/QĐ" } } }),
            "/steps/paid",
            "không hợp lệ",
            "Not a valid value",
        ),
        case(
            json!({}),
            json!({ "steps": { "bought": { "on": null } } }),
            "/steps/bought",
            "không hợp lệ",
            "Not a valid value",
        ),
        case(
            json!({}),
            json!({ "steps": { "paid": { "on": "31/12/2025" } } }),
            "/steps/paid/on",
            "không hợp lệ",
            "YYYY-MM-DD",
        ),
        case(
            json!({}),
            json!({ "holder_name": "A" }),
            "/holder_name",
            "không hợp lệ",
            "Not a valid value",
        ),
    ]
}

#[sqlx::test]
async fn an_impossible_edit_is_refused_with_its_place_in_both_languages(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let mut ids = Vec::new();
    for (number, case) in (1..).zip(cases()) {
        let mut values = case.parcel;
        let blocked = values.as_object_mut().unwrap().remove("blocked").is_some();
        let id = seed::parcel(&db, "P", &format!("1/{number}"), values).await;
        if blocked {
            seed::obstacle(&db, &[id], json!({ "intervals": [[days_ago(5), null]] })).await;
        }
        ids.push(id);
    }
    let app = TestApp::start(&db).await;
    for (id, case) in ids.into_iter().zip(cases()) {
        let uri = format!("/api/v1/parcels/{id}");
        let before = app.json(&uri).await;
        let edit = || Call::patch(&uri).version(&json!(1)).json(&case.edit);
        let vietnamese = app.send(edit()).await.problem(422, "refused");
        assert_eq!(vietnamese.len(), 1, "{}: {vietnamese:?}", case.edit);
        assert_eq!(vietnamese[0].0, case.pointer, "{}", case.edit);
        assert!(vietnamese[0].1.contains(case.vi), "{}: {vietnamese:?}", case.edit);
        let english = app.send(edit().in_english()).await;
        assert_eq!(english.header("content-language"), "en");
        assert!(
            english.problem(422, "refused")[0].1.contains(case.en),
            "{}",
            english.text()
        );
        assert_eq!(
            app.json(&uri).await,
            before,
            "nothing of a refused edit stays: {}",
            case.edit
        );
    }
    let written: i64 = sqlx::query_scalar("select count(*) from audit")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(written, 0);
}

#[sqlx::test]
async fn every_fault_of_an_edit_is_told_at_once(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let id = seed::parcel(&db, "P", "1/1", json!({ "excluded_on": days_ago(3) })).await;
    let app = TestApp::start(&db).await;
    let tomorrow = today().plus_days(1);
    let edit =
        json!({ "steps": { "paid": { "on": tomorrow }, "notified": { "on": days_ago(1) } }, "note": "x".repeat(2001) });
    let answer = app
        .send(
            Call::patch(&format!("/api/v1/parcels/{id}"))
                .version(&json!(1))
                .json(&edit),
        )
        .await;
    let mut pointers: Vec<String> = answer
        .problem(422, "refused")
        .into_iter()
        .map(|(pointer, _)| pointer)
        .collect();
    pointers.sort();
    assert_eq!(
        pointers,
        ["/note", "/steps/notified/on", "/steps/paid/on", "/steps/paid/on"]
    );
}

#[sqlx::test]
async fn a_body_that_is_no_json_is_no_edit(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let id = seed::parcel(&db, "P", "1/1", json!({})).await;
    let app = TestApp::start(&db).await;
    let edit = || Call::patch(&format!("/api/v1/parcels/{id}")).version(&json!(1));
    app.send(edit().body("application/json", "{"))
        .await
        .problem(400, "malformed-body");
    app.send(edit().body("text/plain", "{}"))
        .await
        .problem(415, "unsupported-media-type");
    app.send(edit()).await.problem(415, "unsupported-media-type");
    app.send(Call::delete(&format!("/api/v1/parcels/{id}")))
        .await
        .problem(405, "method-not-allowed");
}
