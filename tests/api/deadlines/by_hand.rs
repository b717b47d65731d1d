//! Parcels worked out by hand with the articles of the law, each as it is told on one or more days.

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Call, TestApp, seed};

const PAYMENT: &str = "Luật Đất đai 2024, Điều 94.3a";
const DECISION: &str = "Luật Đất đai 2024, Điều 87.5";

/// What somebody wrote down of a parcel: its row, and other dated facts.
struct Parcel {
    project: &'static str,
    row: Value,
    facts: &'static [(&'static str, &'static str)],
}

fn parcel(row: Value) -> Parcel {
    Parcel {
        project: "P",
        row,
        facts: &[],
    }
}

impl Parcel {
    const fn of(mut self, project: &'static str) -> Self {
        self.project = project;
        self
    }

    const fn with(mut self, facts: &'static [(&'static str, &'static str)]) -> Self {
        self.facts = facts;
        self
    }
}

/// Project P has no dates of its own, D must be cleared by the end of 2025, S plans the inventory of all by the end of May.
async fn projects(db: &PgPool) {
    seed::project(db, "P", json!({})).await;
    seed::project(db, "D", json!({ "clearance_deadline": "2025-12-31" })).await;
    seed::project(db, "S", json!({})).await;
    seed::sql(
        db,
        "insert into step_plans (project_id, unit_code, step, planned_on)
         select id, '', 'inventoried', '2025-05-30' from projects where code = 'S'",
    )
    .await;
}

/// Asserts what is told of a parcel on days. `due` is the step, its last day, the source and the days late; `early` is a
/// step done too early with the first day allowed; `lapsed` the last valid day of a notice that must be served again.
async fn told(db: &PgPool, parcel: Parcel, days: &[(&str, Value)]) {
    projects(db).await;
    let id = seed::parcel(db, parcel.project, "1/1", parcel.row).await;
    for (fact, on) in parcel.facts {
        sqlx::query("insert into parcel_facts (parcel_id, fact, on_date) values ($1, $2, $3::date)")
            .bind(id)
            .bind(fact)
            .bind(on)
            .execute(db)
            .await
            .unwrap();
    }
    let app = TestApp::start(db).await;
    for (day, expected) in days {
        let told = app.json(&format!("/api/v1/parcels/{id}?as_of={day}")).await;
        let source = &told["due_source"];
        let of_warning = |code: &str| {
            let found = told["warnings"]
                .as_array()
                .unwrap()
                .iter()
                .find(|one| one["code"] == code);
            found.map_or(Value::Null, |one| json!([one["step"], one["limit"]["on"]]))
        };
        let due = if told["due_on"].is_null() {
            Value::Null
        } else {
            let by = if source["citation"].is_null() {
                &source["kind"]
            } else {
                &source["citation"]
            };
            json!([told["due_step"], told["due_on"], by, told["days_late"]])
        };
        let found = json!({
            "status": told["status"], "waits": told["waiting_for"], "due": due, "earliest": told["earliest_on"],
            "lapses": told["lapses_on"], "early": of_warning("too_early"), "lapsed": of_warning("lapsed"),
        });
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(&found[name], value, "{name} on {day}: {found}");
        }
    }
}

// The wait between notice and decision: Art. 67.1 of 2013, 85.1 of 2024, Resolution 254/2025 Art. 3.9a.

#[sqlx::test]
async fn a_notice_of_2024_and_a_decision_of_2026_are_each_under_the_law_of_their_day(db: PgPool) {
    // The notice is under the law of 2013: 90 days for farmland, no lapse. The approval is under that of 2024.
    let row = json!({
        "notified_on": "2024-05-20", "inventoried_on": "2024-11-15", "plan_posted_on": "2025-12-20",
        "plan_approved_on": "2026-01-28", "recovery_decided_on": "2026-02-05",
    });
    let days = [
        (
            "2024-06-01",
            json!({ "status": "undated", "waits": "inventoried", "due": null, "lapses": null }),
        ),
        (
            "2026-02-04",
            json!({ "due": ["recovery_decided", "2026-02-07", DECISION, 0], "waits": "paid" }),
        ),
        (
            "2026-02-10",
            json!({ "due": ["paid", "2026-02-27", PAYMENT, 0], "early": null, "lapses": null }),
        ),
        (
            "2026-02-28",
            json!({ "due": ["paid", "2026-02-27", PAYMENT, 1], "status": "overdue" }),
        ),
    ];
    told(&db, parcel(row), &days).await;
}

#[sqlx::test]
async fn a_decision_one_day_before_180_days_is_too_early_for_a_house(db: PgPool) {
    // 2023-03-01 and 180 days: 2023-08-28.
    let row = json!({ "agricultural": false, "notified_on": "2023-03-01", "recovery_decided_on": "2023-08-27" });
    told(
        &db,
        parcel(row),
        &[("2023-09-01", json!({ "early": ["recovery_decided", "2023-08-28"] }))],
    )
    .await;
}

#[sqlx::test]
async fn a_decision_on_the_day_after_180_days_is_in_time(db: PgPool) {
    let row = json!({ "agricultural": false, "notified_on": "2023-03-01", "recovery_decided_on": "2023-08-28" });
    told(&db, parcel(row), &[("2023-09-01", json!({ "early": null }))]).await;
}

#[sqlx::test]
async fn a_decision_on_farmland_of_2025_waits_90_days(db: PgPool) {
    let row = json!({
        "notified_on": "2025-10-01", "inventoried_on": "2025-10-10", "plan_posted_on": "2025-10-15",
        "plan_approved_on": "2025-11-20", "paid_on": "2025-11-25",
    });
    // 30 October days, 30 November days, 30 December days. Due 10 days after the approval all the same.
    let told_then = json!({
        "waits": "recovery_decided", "earliest": "2025-12-30", "lapses": "2026-10-01",
        "due": ["recovery_decided", "2025-11-30", DECISION, 2],
    });
    told(&db, parcel(row), &[("2025-12-02", told_then)]).await;
}

#[sqlx::test]
async fn since_2026_a_house_waits_120_days(db: PgPool) {
    let row = json!({
        "agricultural": false, "notified_on": "2026-01-05", "inventoried_on": "2026-01-20", "plan_posted_on": "2026-02-02",
        "plan_approved_on": "2026-03-02", "paid_on": "2026-03-20",
    });
    let late_though_early = json!({
        "waits": "recovery_decided", "earliest": "2026-05-05", "due": ["recovery_decided", "2026-03-12", DECISION, 20],
    });
    told(&db, parcel(row), &[("2026-04-01", late_though_early)]).await;
}

#[sqlx::test]
async fn since_2026_farmland_waits_60_days(db: PgPool) {
    let row = json!({ "notified_on": "2026-01-05", "recovery_decided_on": "2026-03-05" });
    told(
        &db,
        parcel(row),
        &[("2026-04-01", json!({ "early": ["recovery_decided", "2026-03-06"] }))],
    )
    .await;
}

// The notice is valid for 12 months: Art. 85.5 of 2024.

#[sqlx::test]
async fn a_notice_lapses_twelve_months_after_it_was_served(db: PgPool) {
    let row = json!({ "notified_on": "2024-09-16", "inventoried_on": "2025-01-06" });
    let days = [
        ("2025-09-16", json!({ "lapses": "2025-09-16", "lapsed": null })),
        (
            "2025-09-17",
            json!({ "lapses": "2025-09-16", "lapsed": ["notified", "2025-09-16"], "status": "undated" }),
        ),
    ];
    told(&db, parcel(row), &days).await;
}

#[sqlx::test]
async fn a_notice_lapsed_and_served_again_waits_and_lapses_anew(db: PgPool) {
    let row = json!({ "notified_on": "2024-09-16", "inventoried_on": "2025-01-06" });
    projects(&db).await;
    let id = seed::parcel(&db, "P", "1/1", row).await;
    let app = TestApp::start(&db).await;
    let uri = format!("/api/v1/parcels/{id}");
    let lapsed = app.json(&format!("{uri}?as_of=2025-09-30")).await;
    assert_eq!(lapsed["warnings"][0]["code"], "lapsed");
    let again = json!({ "steps": { "notified": { "on": "2025-10-01" } } });
    let refused = app
        .send(Call::patch(&uri).version(&json!(1)).json(&again))
        .await
        .expect(422)
        .json();
    assert_eq!(
        refused["errors"][0]["pointer"], "/reason",
        "the notice that lapsed is voided, not corrected"
    );
    let mut with_reason = again;
    with_reason["reason"] = json!("Thông báo cũ hết hiệu lực");
    app.send(Call::patch(&uri).version(&json!(1)).json(&with_reason))
        .await
        .expect(200);
    let served = app.json(&format!("{uri}?as_of=2025-10-02")).await;
    assert_eq!(
        (&served["lapses_on"], &served["warnings"][0]["code"]),
        (&json!("2026-10-01"), &json!("out_of_order"))
    );
    assert_eq!(served["steps"][6]["earliest"]["on"], "2025-12-30");
    let history = app.json(&format!("{uri}/events")).await;
    assert_eq!(
        history["items"][0]["fields"]["notified_on"],
        json!(["2024-09-16", "2025-10-01"])
    );
    assert_eq!(history["items"][0]["note"], "Thông báo cũ hết hiệu lực");
}

#[sqlx::test]
async fn a_notice_lapses_no_more_once_the_land_is_handed_over_or_the_decision_set_aside(db: PgPool) {
    let row = json!({ "notified_on": "2024-09-16", "recovery_decided_na_on": "2025-03-01" });
    let days = [
        ("2025-02-28", json!({ "lapses": "2025-09-16" })),
        ("2025-10-01", json!({ "lapses": null, "lapsed": null })),
    ];
    told(&db, parcel(row), &days).await;
}

#[sqlx::test]
async fn nothing_is_due_and_nothing_lapses_after_the_handover(db: PgPool) {
    let row = json!({ "notified_on": "2024-09-16", "plan_approved_on": "2024-12-02", "handed_over_on": "2025-02-10" });
    let days = [
        (
            "2025-02-09",
            json!({ "due": ["recovery_decided", "2024-12-12", DECISION, 59], "lapses": "2025-09-16" }),
        ),
        (
            "2026-01-01",
            json!({ "status": "cleared", "waits": null, "due": null, "lapses": null, "lapsed": null }),
        ),
    ];
    told(&db, parcel(row), &days).await;
}

// The plan is posted for 20 days by the practice under the law of 2013, 30 by Art. 87.3a of 2024, 10 by Art. 3.9b.

#[sqlx::test]
async fn a_plan_posted_under_the_law_of_2013_stays_for_20_days(db: PgPool) {
    let row = json!({ "plan_posted_on": "2023-05-10", "plan_approved_on": "2023-05-29" });
    told(
        &db,
        parcel(row),
        &[("2023-06-01", json!({ "early": ["plan_approved", "2023-05-30"] }))],
    )
    .await;
}

#[sqlx::test]
async fn a_plan_posted_under_the_law_of_2024_stays_for_30_days(db: PgPool) {
    let row = json!({ "plan_posted_on": "2024-10-01", "plan_approved_on": "2024-10-30" });
    told(
        &db,
        parcel(row),
        &[("2024-11-01", json!({ "early": ["plan_approved", "2024-10-31"] }))],
    )
    .await;
}

#[sqlx::test]
async fn a_plan_posted_on_the_last_day_of_2025_stays_for_30_days_still(db: PgPool) {
    let row = json!({ "plan_posted_on": "2025-12-31", "plan_approved_on": "2026-01-10" });
    told(
        &db,
        parcel(row),
        &[("2026-02-01", json!({ "early": ["plan_approved", "2026-01-30"] }))],
    )
    .await;
}

#[sqlx::test]
async fn a_plan_posted_since_2026_stays_for_10_days(db: PgPool) {
    let row = json!({ "plan_posted_on": "2026-03-02", "plan_approved_on": "2026-03-12" });
    told(&db, parcel(row), &[("2026-03-12", json!({ "early": null }))]).await;
}

// Payment: 30 days after the decision by Art. 93.1 of 2013, after the approval by Art. 94.3a of 2024.

#[sqlx::test]
async fn a_payment_is_late_by_one_day_across_tet(db: PgPool) {
    // 2026-01-19 and 30 calendar days: 2026-02-18, the second day of Tết Bính Ngọ; days of Tết count.
    let row = json!({
        "notified_on": "2025-09-01", "inventoried_on": "2025-10-01", "plan_posted_on": "2025-11-03",
        "plan_approved_on": "2026-01-19", "recovery_decided_on": "2026-01-26",
    });
    let days = [
        (
            "2026-02-18",
            json!({ "due": ["paid", "2026-02-18", PAYMENT, 0], "status": "on_track" }),
        ),
        (
            "2026-02-19",
            json!({ "due": ["paid", "2026-02-18", PAYMENT, 1], "status": "overdue" }),
        ),
    ];
    told(&db, parcel(row), &days).await;
}

#[sqlx::test]
async fn under_the_law_of_2013_payment_follows_the_decision(db: PgPool) {
    let row = json!({
        "notified_on": "2022-11-01", "inventoried_on": "2023-01-10", "plan_posted_on": "2023-04-03",
        "plan_approved_on": "2023-06-01", "recovery_decided_on": "2023-06-01",
    });
    let article = "Luật Đất đai 2013, Điều 93.1";
    told(
        &db,
        parcel(row),
        &[("2023-07-11", json!({ "due": ["paid", "2023-07-01", article, 10] }))],
    )
    .await;
}

#[sqlx::test]
async fn an_approval_under_the_old_law_and_a_decision_under_the_new_start_no_clock_for_payment(db: PgPool) {
    let row = json!({
        "notified_on": "2023-11-01", "inventoried_on": "2024-01-10", "plan_posted_on": "2024-06-03",
        "plan_approved_on": "2024-07-20", "recovery_decided_on": "2024-08-05",
    });
    told(
        &db,
        parcel(row),
        &[(
            "2024-12-01",
            json!({ "waits": "paid", "due": null, "status": "undated" }),
        )],
    )
    .await;
}

// The decision: with the approval by Art. 69.3 of 2013; 10 days after approval or resettlement by Art. 87.5 of 2024.

#[sqlx::test]
async fn under_the_law_of_2013_the_decision_is_of_the_day_of_the_approval(db: PgPool) {
    let row = json!({ "plan_approved_on": "2023-04-10" });
    let article = "Luật Đất đai 2013, Điều 69.3";
    told(
        &db,
        parcel(row),
        &[(
            "2023-04-12",
            json!({ "due": ["recovery_decided", "2023-04-10", article, 2] }),
        )],
    )
    .await;
}

#[sqlx::test]
async fn a_decision_is_overdue_while_payment_is_waited_for(db: PgPool) {
    let row = json!({
        "notified_on": "2025-03-03", "inventoried_on": "2025-04-01", "plan_posted_on": "2025-06-02",
        "plan_approved_on": "2025-09-01",
    });
    let expected =
        json!({ "waits": "paid", "due": ["recovery_decided", "2025-09-11", DECISION, 9], "status": "overdue" });
    told(&db, parcel(row), &[("2025-09-20", expected)]).await;
}

#[sqlx::test]
async fn who_must_move_is_decided_on_ten_days_after_resettlement(db: PgPool) {
    let row = json!({
        "needs_resettlement": true, "notified_on": "2024-09-02", "inventoried_on": "2024-11-04",
        "plan_posted_on": "2025-01-06", "plan_approved_on": "2025-03-03", "paid_on": "2025-03-28", "resettled_on": "2025-06-02",
    });
    let days = [
        (
            "2025-03-20",
            json!({ "waits": "paid", "due": ["paid", "2025-04-02", PAYMENT, 0] }),
        ),
        (
            "2025-05-30",
            json!({ "waits": "resettled", "due": null, "status": "undated" }),
        ),
        (
            "2025-06-20",
            json!({ "waits": "recovery_decided", "due": ["recovery_decided", "2025-06-12", DECISION, 8] }),
        ),
    ];
    told(&db, parcel(row), &days).await;
}

// Clocks that recorded facts start.

#[sqlx::test]
async fn an_appraisal_ends_within_30_days(db: PgPool) {
    let filed = parcel(json!({ "plan_posted_on": "2025-01-02" })).with(&[("appraisal_filed", "2025-02-10")]);
    let article = "Nghị định 88/2024/NĐ-CP, Điều 3.3";
    let days = [
        ("2025-02-09", json!({ "due": null })),
        (
            "2025-03-15",
            json!({ "due": ["plan_approved", "2025-03-12", article, 3] }),
        ),
    ];
    told(&db, filed, &days).await;
}

#[sqlx::test]
async fn a_dialogue_after_disagreement_has_60_days_and_30_since_2026(db: PgPool) {
    let old = parcel(json!({})).with(&[("disagreed", "2025-12-31")]);
    let article = "Luật Đất đai 2024, Điều 87.3";
    told(
        &db,
        old,
        &[(
            "2026-01-31",
            json!({ "due": ["plan_approved", "2026-03-01", article, 0] }),
        )],
    )
    .await;
}

#[sqlx::test]
async fn a_dialogue_of_2026_has_30_days(db: PgPool) {
    let new = parcel(json!({})).with(&[("disagreed", "2026-02-02")]);
    let article = "Nghị quyết 254/2025/QH15, Điều 3.9b";
    told(
        &db,
        new,
        &[(
            "2026-03-05",
            json!({ "due": ["plan_approved", "2026-03-04", article, 1] }),
        )],
    )
    .await;
}

#[sqlx::test]
async fn a_refused_inventory_is_made_within_15_and_10_days(db: PgPool) {
    let refused = parcel(json!({ "notified_on": "2025-07-07" })).with(&[("inventory_refused", "2025-08-01")]);
    let article = "Luật Đất đai 2024, Điều 87.2 (vận động 15 ngày, kiểm đếm bắt buộc 10 ngày)";
    told(
        &db,
        refused,
        &[(
            "2025-08-27",
            json!({ "due": ["inventoried", "2025-08-26", article, 1] }),
        )],
    )
    .await;
}

#[sqlx::test]
async fn the_land_is_handed_over_within_30_days_of_complying(db: PgPool) {
    let complied = parcel(json!({})).with(&[("enforcement_complied", "2024-07-31")]);
    let article = "Luật Đất đai 2013, Điều 71";
    told(
        &db,
        complied,
        &[(
            "2024-09-01",
            json!({ "due": ["handed_over", "2024-08-30", article, 2] }),
        )],
    )
    .await;
}

// No clock of the law.

#[sqlx::test]
async fn a_parcel_without_any_clock_is_undated_and_never_late(db: PgPool) {
    let row = json!({ "inventoried_on": "2020-03-03", "notified_na_on": "2020-01-01" });
    let expected =
        json!({ "status": "undated", "waits": "plan_posted", "due": null, "earliest": null, "lapses": null });
    told(
        &db,
        parcel(row),
        &[("2020-04-01", expected.clone()), ("2026-10-01", expected)],
    )
    .await;
}

#[sqlx::test]
async fn surveying_is_due_when_the_plan_of_the_project_says(db: PgPool) {
    let planned = parcel(json!({ "notified_on": "2025-03-03" })).of("S");
    told(
        &db,
        planned,
        &[("2025-06-02", json!({ "due": ["inventoried", "2025-05-30", "plan", 3] }))],
    )
    .await;
}

#[sqlx::test]
async fn whatever_has_no_clock_is_due_by_the_clearance_deadline(db: PgPool) {
    let open = parcel(json!({})).of("D");
    let days = [
        (
            "2025-12-31",
            json!({ "status": "not_started", "due": ["notified", "2025-12-31", "deadline", 0] }),
        ),
        (
            "2026-01-05",
            json!({ "status": "overdue", "due": ["notified", "2025-12-31", "deadline", 5] }),
        ),
    ];
    told(&db, open, &days).await;
}

#[sqlx::test]
async fn working_days_of_a_local_limit_leave_out_weekends_and_tet(db: PgPool) {
    seed::sql(
        &db,
        "insert into deadline_rules (regime, valid_from, start_facts, target_step, kind, amount, unit, citation)
         values ('D', '2026-01-01', '{appraisal_filed}', 'plan_approved', 'max', 10, 'working_day', 'Quyết định của tỉnh')",
    )
    .await;
    // Monday 9 February 2026: four days that week, Tết from the 16th to the 20th, five days, and Monday 2 March.
    let filed = parcel(json!({})).with(&[("appraisal_filed", "2026-02-09")]);
    told(
        &db,
        filed,
        &[(
            "2026-03-03",
            json!({ "due": ["plan_approved", "2026-03-02", "Quyết định của tỉnh", 1] }),
        )],
    )
    .await;
}
