//! The service while PostgreSQL is restarted, killed, full, slow or used up, and after: each test has a PostgreSQL of
//! its own to do this to.

mod away;
mod killed;
mod lost_answer;
mod refusing;
mod startup;
mod streams;

use matbang::calendar::Day;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Call, OwnPostgres, TestApp, days_ago, seed, until};

const TILE: &str = "/tiles/parcels/14/13008/7187";
const FIGURES: &str = "/api/v1/bottlenecks?by=project,step";

/// A service on a PostgreSQL of its own, with one project of one parcel.
struct Scene {
    postgres: OwnPostgres,
    app: TestApp,
    parcel: i64,
    /// The service ends with it.
    _pool: PgPool,
}

impl Scene {
    async fn start() -> Self {
        let postgres = OwnPostgres::start().await;
        let pool = postgres.pool().await;
        seed::districts(&pool).await;
        seed::project(&pool, "P", json!({})).await;
        let parcel = seed::parcel(&pool, "P", "1/1", json!({ "at": [105.82, 21.55] })).await;
        let app = TestApp::start(&pool).await;
        Self {
            postgres,
            app,
            parcel,
            _pool: pool,
        }
    }

    fn address(&self) -> String {
        format!("/api/v1/parcels/{}", self.parcel)
    }

    /// Records the first step, from a version.
    fn edit(&self, version: i32, on: Day) -> Call {
        let change = json!({ "steps": { "notified": { "on": on } } });
        Call::patch(&self.address()).version(&json!(version)).json(&change)
    }

    /// A write that is refused for its version once the transaction has a number.
    fn stale() -> Call {
        Call::patch("/api/v1/projects/P")
            .version(&json!(0))
            .json(&json!({ "name": "X" }))
    }

    /// An answer that says what is wrong with the database, and when to come back.
    #[track_caller]
    fn refused(answer: &crate::support::Answer, causes: &[&str]) {
        answer.problem(503, "unavailable");
        let cause = answer.json()["cause"].clone();
        assert!(causes.iter().any(|known| cause == *known), "{cause}");
        assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
    }

    /// Waits until the board sees the database again; then nothing is missing and edits are possible.
    async fn healed(&self, version: i32) {
        until("the service is ready", async || {
            self.app.get("/readyz").await.status == 200
        })
        .await;
        let parcel = self.app.json(&self.address()).await;
        assert_eq!(parcel["version"], version);
        let edited = self.app.send(self.edit(version, days_ago(1))).await.expect(200).json();
        assert_eq!(edited["version"], version + 1);
        let figures = self.app.get(FIGURES).await.expect(200);
        assert_eq!(figures.header("age"), "", "the board is kept true again");
    }

    /// How often the parcel was written.
    async fn events(&self) -> i64 {
        self.postgres
            .ask("select count(*) from events where entity = 'parcel'")
            .await
    }
}

/// The form of an import of one project.
fn import_form() -> Call {
    let file: Value = json!({ "type": "FeatureCollection", "features": [{
        "type": "Feature",
        "properties": { "code": "NEW", "name": "Đường mới", "sector": "transport" },
        "geometry": { "type": "Polygon", "coordinates": [[[105.8, 21.5], [105.81, 21.5], [105.81, 21.51], [105.8, 21.5]]] },
    }] });
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nprojects\r\n\
         --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.geojson\"\r\n\r\n{file}\r\n--x--\r\n"
    );
    Call::post("/api/v1/imports").body("multipart/form-data; boundary=x", body)
}
