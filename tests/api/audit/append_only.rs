use serde_json::json;
use sqlx::{ConnectOptions, PgPool};
use uuid::Uuid;

use super::{command, remark, seal, service, verify};
use crate::support::{Call, TestApp, import_form, matbang_on};

const TABLES: [(&str, &str); 3] = [
    ("audit", "audit_append_only"),
    ("events", "event_append_only"),
    ("audit_seals", "audit_seal_append_only"),
];

/// What somebody may try on a table of the history.
fn attempts(table: &str) -> [String; 3] {
    [
        format!("update {table} set op_id = op_id")
            .replace("audit_seals set op_id = op_id", "audit_seals set xid = xid"),
        format!("delete from {table}"),
        format!("truncate {table} cascade"),
    ]
}

async fn error_of(db: &PgPool, statement: String) -> (String, Option<String>) {
    let outcome = sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(db).await;
    let error = outcome.unwrap_err().into_database_error().unwrap();
    (
        error.code().unwrap().into_owned(),
        error.constraint().map(str::to_owned),
    )
}

#[sqlx::test]
async fn nobody_changes_or_removes_what_was_recorded_not_even_the_owner_by_accident(db: PgPool) {
    service(&db, 1).await;
    seal(&db);
    for (table, constraint) in TABLES {
        for attempt in attempts(table) {
            let error = error_of(&db, attempt.clone()).await;
            assert_eq!(error, ("23001".to_owned(), Some(constraint.to_owned())), "{attempt}");
        }
    }
    assert!(verify(&db, &[]).0);
}

#[sqlx::test]
async fn a_role_with_the_printed_grants_runs_the_service_and_cannot_lift_the_protection(db: PgPool) {
    let app = service(&db, 1).await;
    seal(&db);
    let role = format!("service_{}", Uuid::new_v4().simple());
    let run = async |statement: String| {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
            .execute(&db)
            .await
            .unwrap();
    };
    run(format!("create role {role} login")).await;
    let (done, grants) = command(&db, &["check", "--grants", &role]);
    assert!(done, "{grants}");
    run(grants).await;

    let options = db.connect_options().as_ref().clone().username(&role);
    let pool = PgPool::connect_with(options.clone()).await.unwrap();
    let granted = TestApp::start(&pool).await;
    remark(&granted, 2).await;
    let ring = [[105.82, 21.55], [105.821, 21.55], [105.821, 21.551], [105.82, 21.55]];
    let file = json!({ "type": "Feature", "properties": { "map_sheet": "2", "parcel_no": "1", "holder_name": "A" },
        "geometry": { "type": "Polygon", "coordinates": [ring] } });
    let import = granted
        .settled(import_form(
            &[("kind", "parcels"), ("project", "P")],
            Some(&file.to_string()),
        ))
        .await;
    assert_eq!(import["state"], "stored", "{import}");
    let undo = format!("/api/v1/imports/{}/undo", import["id"].as_str().unwrap());
    granted.send(Call::post(&undo)).await.expect(200);
    let as_role = |arguments: &[&str]| {
        let mut command = matbang_on(&db, arguments);
        let output = command
            .env("DATABASE_URL", options.to_url_lossy().as_str())
            .output()
            .unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    assert!(as_role(&["audit", "seal"]).starts_with("2 "));
    let said = as_role(&["audit", "verify"]);
    assert!(said.contains("4 rows in 2 seals"), "{said}");
    let said = as_role(&["check"]);
    assert!(said.contains(&format!("the role {role} may only add")), "{said}");
    let said = command(&db, &["check"]).1;
    assert!(said.contains("could lift that"), "{said}");

    for (table, _) in TABLES {
        let lift = format!("alter table {table} disable trigger user");
        for attempt in attempts(table).into_iter().chain([lift]) {
            assert_eq!(error_of(&pool, attempt.clone()).await.0, "42501", "{attempt}");
        }
    }
    pool.close().await;
    drop((app, granted));
    run(format!("drop owned by {role}; drop role {role}")).await;
}
