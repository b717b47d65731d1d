//! Backups and restores through the program, from one PostgreSQL to another.

mod made;
mod refused;
mod restored;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use fastrand::Rng;
use serde_json::json;
use sqlx::PgPool;
use tempfile::TempDir;

use crate::support::{Call, OwnPostgres, TestApp, days_ago, place, random, run};

/// A served province on a PostgreSQL of its own, with a history and attachments.
struct Province {
    postgres: OwnPostgres,
    app: TestApp,
    parcels: Vec<i64>,
    /// The service ends with it.
    _pool: PgPool,
    folder: TempDir,
}

impl Province {
    async fn start() -> Self {
        let postgres = OwnPostgres::start().await;
        let pool = postgres.pool().await;
        let parcels = random::province(&pool, &mut Rng::with_seed(7), 60).await;
        let app = TestApp::start(&pool).await;
        let attachments = postgres.data().join("attachments/ab");
        fs::create_dir_all(&attachments).unwrap();
        fs::write(attachments.join("abcd"), "ảnh hiện trường").unwrap();
        fs::write(postgres.data().join("attachments/empty"), "").unwrap();
        let province = Self {
            postgres,
            app,
            parcels,
            _pool: pool,
            folder: place(),
        };
        province.note(0, "lần đầu").await;
        let obstacle = json!({ "project_code": "A", "scope": "project", "cause": "PRICE", "opened_on": days_ago(20) });
        province
            .app
            .send(Call::post("/api/v1/obstacles").json(&obstacle))
            .await
            .expect(201);
        province
    }

    /// Writes a remark on a parcel.
    async fn note(&self, parcel: usize, text: &str) {
        let uri = format!("/api/v1/parcels/{}", self.parcels[parcel]);
        let version = self.app.json(&uri).await["version"].clone();
        let note = json!({ "note": text });
        let call = Call::patch(&uri).version(&version).by("an").json(&note);
        self.app.send(call).await.expect(200);
    }

    /// A file beside the data folder.
    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Backs up while the service runs.
    fn back_up(&self, name: &str) -> PathBuf {
        let file = self.file(name);
        let output = run(self.postgres.data(), &[Path::new("backup"), &file]);
        assert!(output.status.success(), "{}", said(&output));
        file
    }
}

/// What a command said, on both its outputs.
fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

/// What a service answers: tiles, figures, lists, versions, histories.
async fn answers(app: &TestApp, parcels: &[i64]) -> Vec<(String, Vec<u8>)> {
    let fixed = [
        "/tiles/parcels/9/406/224",
        "/tiles/parcels/14/13008/7187",
        "/tiles/units/9/406/224",
        "/tiles/projects/9/406/224",
        "/api/v1/bottlenecks?by=unit,step",
        "/api/v1/bottlenecks?by=project",
        "/api/v1/meta",
        "/api/v1/projects",
        "/api/v1/obstacles?limit=500",
        "/api/v1/imports",
        "/api/v1/parcels?limit=500",
        "/api/v1/parcels?format=csv",
    ];
    let past = format!("/api/v1/bottlenecks?by=project&as_of={}", days_ago(60));
    let of_parcels = parcels
        .iter()
        .take(5)
        .flat_map(|id| [format!("/api/v1/parcels/{id}"), format!("/api/v1/parcels/{id}/events")]);
    let mut answers = Vec::new();
    for uri in fixed.map(str::to_owned).into_iter().chain([past]).chain(of_parcels) {
        let answer = app.get(&uri).await;
        assert!([200, 204].contains(&answer.status.as_u16()), "{uri}: {}", answer.text());
        answers.push((uri, answer.body.to_vec()));
    }
    answers
}

/// That two services answer the same.
fn assert_same(found: &[(String, Vec<u8>)], expected: &[(String, Vec<u8>)]) {
    for ((uri, found), (_, expected)) in found.iter().zip(expected) {
        let text = |body: &[u8]| String::from_utf8_lossy(body).into_owned();
        assert!(
            found == expected,
            "{uri}: {} instead of {}",
            text(found),
            text(expected)
        );
    }
    assert_eq!(found.len(), expected.len());
}
