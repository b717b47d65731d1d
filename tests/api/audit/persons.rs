use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Call, TestApp, seed};

const NAME: &str = "Hoàng Thị Bí Mật";
const OTHER_NAME: &str = "Nguyễn Văn Kín";
const AMOUNT: i64 = 987_654_321;

/// A file of one parcel, called like the land user.
fn import(name: &str, amount: i64) -> Call {
    let ring = [[105.82, 21.55], [105.821, 21.55], [105.821, 21.551], [105.82, 21.55]];
    let file = json!({
        "type": "Feature",
        "properties": { "map_sheet": "2", "parcel_no": "1", "household_code": "H2", "holder_name": name, "compensation_vnd": amount },
        "geometry": { "type": "Polygon", "coordinates": [ring] },
    });
    let field = |name: &str, value: &str| {
        format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = format!(
        "{}{}--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}.geojson\"\r\n\r\n{file}\r\n--edge--\r\n",
        field("kind", "parcels"),
        field("project", "P")
    );
    Call::post("/api/v1/imports").body("multipart/form-data; boundary=edge", body)
}

async fn stored(app: &TestApp, call: Call) -> Value {
    let import = app.settled(call).await;
    assert_eq!(import["state"], "stored", "{import}");
    import["id"].clone()
}

#[sqlx::test]
async fn no_column_of_the_history_holds_a_name_or_an_amount_of_a_land_user(db: PgPool) {
    seed::districts(&db).await;
    seed::project(&db, "P", json!({})).await;
    let app = TestApp::start(&db).await;
    stored(&app, import(NAME, AMOUNT)).await;
    let last = stored(&app, import(OTHER_NAME, AMOUNT + 1)).await;
    let known: i64 =
        sqlx::query_scalar("select count(*) from parcel_persons where holder_name = $1 and compensation_vnd = $2")
            .bind(OTHER_NAME)
            .bind(AMOUNT + 1)
            .fetch_one(&db)
            .await
            .unwrap();
    assert_eq!(known, 1, "there is something to keep");
    let undo = format!("/api/v1/imports/{}/undo", last.as_str().unwrap());
    app.send(Call::post(&undo)).await.expect(200);

    let columns: Vec<(String, String)> = sqlx::query_as(
        "select table_name::text, column_name::text from information_schema.columns
         where table_name in ('audit', 'events') and data_type in ('text', 'jsonb', 'json', 'character varying')
         order by 1, 2",
    )
    .fetch_all(&db)
    .await
    .unwrap();
    assert!(columns.len() >= 8, "{columns:?}");
    let mut read = 0;
    for (table, column) in columns {
        let question = format!("select coalesce({column}::text, '') from {table}");
        let values: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(question))
            .fetch_all(&db)
            .await
            .unwrap();
        assert!(!values.is_empty());
        for value in values {
            for secret in [NAME, OTHER_NAME, "Bí Mật", "Văn Kín", "98765432"] {
                assert!(!value.contains(secret), "{table}.{column} holds {secret}: {value}");
            }
            read += 1;
        }
    }
    assert!(read > 20, "{read}");
    let told: Value =
        sqlx::query_scalar("select fields from events where fields ? 'holder_name' and action = 'imported'")
            .fetch_one(&db)
            .await
            .unwrap();
    for field in ["holder_name", "compensation_vnd"] {
        let is_digest = |value: &Value| value.as_str().is_some_and(|text| text.len() == 64);
        let (old, new) = (&told[field][0], &told[field][1]);
        assert!(
            is_digest(old) && is_digest(new) && old != new,
            "that it changed is told: {told}"
        );
    }
}
