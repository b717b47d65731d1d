use matbang::auth::Role;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::document::operations;
use crate::support::{Call, Stream, TestApp, days_ago, exhibits, import_form, seed};

const NAME: &str = "Hoàng Thị Bí Mật";
const AMOUNT: &str = "987654321";

/// A service that knows a name and an amount, by import and by SQL, and has written all kinds of history.
async fn service(db: &PgPool) -> TestApp {
    seed::districts(db).await;
    seed::project(db, "P", json!({ "line": "LINESTRING(105.81 21.55, 105.89 21.55)" })).await;
    let id = seed::parcel(db, "P", "1/1", json!({ "at": [105.81, 21.55], "household_code": "H1" })).await;
    sqlx::query("insert into parcel_persons (parcel_id, holder_name, compensation_vnd) values ($1, $2, $3::bigint)")
        .bind(id)
        .bind(NAME)
        .bind(AMOUNT.parse::<i64>().unwrap())
        .execute(db)
        .await
        .unwrap();
    let app = TestApp::start(db).await;
    let ring = [[105.82, 21.55], [105.821, 21.55], [105.821, 21.551], [105.82, 21.55]];
    let parcel = |number: Value, amount: Value| {
        let properties = json!({ "map_sheet": "2", "parcel_no": number, "holder_name": NAME, "compensation_vnd": amount, "household_code": "H2" });
        json!({ "type": "Feature", "properties": properties, "geometry": { "type": "Polygon", "coordinates": [ring] } })
            .to_string()
    };
    let amount = json!(AMOUNT.parse::<i64>().unwrap());
    for (file, state) in [
        (parcel(json!("1"), amount.clone()), "stored"),
        (parcel(json!("1"), json!(AMOUNT.parse::<i64>().unwrap() * 10)), "stored"),
        (parcel(json!(""), amount), "refused"),
        (parcel(json!("2"), json!(format!("{AMOUNT} đồng"))), "refused"),
    ] {
        let fields = [("kind", "parcels"), ("project", "P")];
        let import = app.settled(import_form(&fields, Some(&file))).await;
        assert_eq!(import["state"], state);
        tells_nothing("an import with its report", import.to_string().as_bytes());
    }
    let obstacle = json!({ "project_code": "P", "scope": "household", "household_code": "H1", "cause": "PRICE" });
    app.send(Call::post("/api/v1/obstacles").json(&obstacle))
        .await
        .expect(201);
    let exhibit = Call::post("/api/v1/obstacles/1/attachments?name=bien-ban.pdf");
    app.send(exhibit.body("application/octet-stream", exhibits::pdf()))
        .await
        .expect(201);
    let promise =
        json!({ "made_by": "Ủy ban nhân dân huyện", "made_to": "Tỉnh", "due_on": days_ago(-9), "parcels": [id] });
    app.send(Call::post("/api/v1/projects/P/commitments").json(&promise))
        .await
        .expect(201);
    let edit = json!({ "steps": { "paid": { "on": days_ago(3), "document": "9/QĐ" } } });
    let answer = app
        .send(
            Call::patch(&format!("/api/v1/parcels/{id}"))
                .version(&json!(2))
                .json(&edit),
        )
        .await
        .expect(200);
    tells_nothing("the answer to an edit", &answer.body);
    app
}

#[track_caller]
fn tells_nothing(place: &str, body: &[u8]) {
    let text = String::from_utf8_lossy(body);
    for secret in [NAME, "Bí Mật", "B\\u00ed", AMOUNT] {
        assert!(!text.contains(secret), "{place} tells {secret}: {text}");
    }
}

/// Every address of the document that is got, with numbers of what is there, but those that are followed as streams.
async fn all_addresses(app: &TestApp, db: &PgPool) -> Vec<String> {
    let known: i64 = sqlx::query_scalar("select count(*) from parcel_persons where holder_name = $1")
        .bind(NAME)
        .fetch_one(db)
        .await
        .unwrap();
    assert_eq!(known, 2, "there is something to keep");
    let imports = app.json("/api/v1/imports").await;
    let items = imports["items"].as_array().unwrap();
    let imports: Vec<&str> = ["stored", "refused"]
        .iter()
        .filter_map(|state| items.iter().find(|import| import["state"] == *state)?["id"].as_str())
        .collect();
    assert_eq!(imports.len(), 2);
    let mut found = Vec::new();
    for (method, path) in operations(&app.json("/api/openapi.json").await) {
        if method != "get" || path.ends_with("/changes") {
            continue;
        }
        if path.contains("imports/{id}") {
            found.extend(imports.iter().map(|id| path.replace("{id}", id)));
        } else {
            found.extend(addresses(&path));
        }
    }
    let users: i32 = sqlx::query_scalar("select min(id) from users")
        .fetch_one(db)
        .await
        .unwrap();
    for uri in &mut found {
        if uri.contains("/users/") {
            *uri = format!("/api/v1/users/{users}");
        }
    }
    assert!(found.len() > 30, "{found:?}");
    found
}

#[sqlx::test]
async fn no_route_tells_the_name_of_a_land_user_or_an_amount(db: PgPool) {
    let app = service(&db).await;
    for uri in all_addresses(&app, &db).await {
        if MADE_TO_TELL.iter().any(|end| uri.ends_with(end)) {
            continue;
        }
        let answer = app.get(&uri).await;
        assert_eq!(answer.status, 200, "{uri}: {}", answer.text());
        tells_nothing(&uri, &answer.body);
        if uri.contains("/imports/") {
            // A report says which column is wrong.
            continue;
        }
        for column in ["holder", "compensation"] {
            assert!(
                !answer.text().contains(column),
                "{uri} knows {column}: {}",
                answer.text()
            );
        }
    }
}

/// What shows a received file to whoever sent it, and the land user of a parcel to those who may see it.
const MADE_TO_TELL: [&str; 4] = ["/preview", "/refused", "/shapes", "/persons"];

#[sqlx::test]
async fn a_planner_and_the_public_get_no_name_and_no_amount_at_any_address(db: PgPool) {
    let app = service(&db).await;
    let mut addresses = all_addresses(&app, &db).await;
    addresses.push("/metrics".into());
    for role in [Role::Planner, Role::Public] {
        let (mut answered, mut shut) = (0, 0);
        for uri in &addresses {
            let answer = app.send(Call::get(uri).as_(role)).await;
            match answer.status.as_u16() {
                200 | 204 => answered += 1,
                401 | 403 => shut += 1,
                status => panic!("{role:?} at {uri}: {status}"),
            }
            tells_nothing(uri, &answer.body);
        }
        assert!(answered > 15 && shut > 5, "{role:?}: {answered} answered, {shut} shut");
        for (method, path) in [
            ("POST", "/api/v1/persons/search"),
            ("POST", "/api/v1/parcels/export"),
            ("DELETE", "/api/v1/parcels/1/persons"),
        ] {
            let body = json!({ "name": NAME, "reason": "x" });
            let call = if method == "POST" {
                Call::post(path)
            } else {
                Call::delete(path)
            };
            let answer = app.send(call.as_(role).json(&body)).await;
            assert!(matches!(answer.status.as_u16(), 401 | 403), "{role:?} {method} {path}");
            tells_nothing(path, &answer.body);
        }
    }
    let mut stream = Stream::of(&app, Call::get("/api/v1/changes").as_(Role::Planner)).await;
    seed::sql(&db, "update parcels set version = version + 1").await;
    tells_nothing("the stream", stream.next().await.data.to_string().as_bytes());
}

/// Addresses that a path of the document stands for, exports and every kind of tile among them.
fn addresses(path: &str) -> Vec<String> {
    let path = path
        .replace("{code}", "P")
        .replace("{id}", "1")
        .replace("{number}", "1");
    let csv = |base: &str| {
        vec![
            base.to_owned(),
            format!("{base}{}format=csv", if base.contains('?') { '&' } else { '?' }),
        ]
    };
    match path.as_str() {
        "/tiles/{layer}/{z}/{x}/{y}" => ["0/0/0", "9/406/224", "12/3251/1796", "14/13007/7187", "16/52030/28749"]
            .iter()
            .flat_map(|place| ["units", "projects", "parcels"].map(|layer| format!("/tiles/{layer}/{place}")))
            .collect(),
        "/tiles/{name}" => ["units", "projects", "parcels"]
            .map(|layer| format!("/tiles/{layer}.json"))
            .to_vec(),
        "/api/v1/bottlenecks" => ["unit", "project", "step", "cause", "unit,cause"]
            .iter()
            .flat_map(|by| csv(&format!("{path}?by={by}")))
            .collect(),
        "/api/v1/parcels" => [
            csv(&path),
            vec![
                format!("{path}?q=1"),
                format!("{path}?near=105.8,21.5"),
                format!("{path}?household=H1"),
            ],
        ]
        .concat(),
        "/api/v1/projects" | "/api/v1/obstacles" | "/api/v1/audit" => csv(&path),
        _ => vec![path],
    }
}

#[sqlx::test]
async fn the_history_and_the_stream_hold_no_name_either(db: PgPool) {
    let app = service(&db).await;
    let mut stream = Stream::open(&app, None).await;
    seed::sql(&db, "update parcels set version = version + 1").await;
    tells_nothing("the stream", stream.next().await.data.to_string().as_bytes());
    let kept: Vec<String> = sqlx::query_scalar(
        "select to_jsonb(e)::text from events e union all select to_jsonb(a)::text from audit a
         union all select to_jsonb(i)::text from imports i union all select to_jsonb(s)::text from import_sources s union all select to_jsonb(c)::text from changes c",
    )
    .fetch_all(&db)
    .await
    .unwrap();
    assert!(kept.len() > 5);
    for row in kept {
        for secret in [NAME, AMOUNT] {
            assert!(!row.contains(secret), "{row}");
        }
    }
}
