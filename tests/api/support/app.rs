//! The service in-process, on the database of a test.

use std::{fs::Permissions, os::unix::fs::PermissionsExt as _, sync::Arc};

use axum::{Router, body::to_bytes};
use matbang::{
    attachments::{AttachmentPlace, Attachments},
    auth::{AuthSettings, Passwords, People},
    board::LiveBoard,
    bottlenecks::Tallies,
    db::{self, Pools},
    imports::Jobs,
    parcels::EditQueue,
    router,
    state::{AppState, Settings},
    tiles::TileCache,
};
use serde_json::Value;
use sqlx::PgPool;
use tempfile::TempDir;
use tower::ServiceExt;

use super::{Answer, Call, cast};

/// A folder that nobody else may read, gone with the value.
pub fn private_folder() -> TempDir {
    let mode = Permissions::from_mode(0o700);
    tempfile::Builder::new().permissions(mode).tempdir().unwrap()
}

/// One process of the service.
pub struct TestApp {
    pub board: LiveBoard,
    pub imports: Jobs,
    /// The folder of received files.
    pub spool: TempDir,
    /// The folder of attachments.
    pub attachments: TempDir,
    pool: PgPool,
    pools: Pools,
    router: Router,
}

impl TestApp {
    /// A process on the database that a test was given.
    pub async fn start(database: &PgPool) -> Self {
        Self::start_with(database, AuthSettings::default()).await
    }

    /// The same, where the operator chose otherwise.
    pub async fn start_with(database: &PgPool, settings: AuthSettings) -> Self {
        let pool = db::connect(PgPool::connect_options(database).as_ref().clone())
            .await
            .unwrap();
        // The test's database is dropped after it, which takes that nobody is connected any more.
        let pools = Pools::beside(&pool);
        let (ended, ours) = (database.close_event(), (pools.clone(), pool.clone()));
        tokio::spawn(async move {
            ended.await;
            ours.0.close().await;
            ours.1.close().await;
        });
        cast::seed(&pool).await;
        let board = LiveBoard::start(pool.clone(), &pools).await.unwrap();
        let spool = private_folder();
        let attachments = private_folder();
        let store = Attachments::open(&AttachmentPlace::Folder(attachments.path().to_owned())).unwrap();
        let imports = Jobs::open(pool.clone(), board.clone(), spool.path()).unwrap();
        // A hash of a test need not keep anybody busy.
        let passwords = Passwords::new("1:1:1".parse().unwrap()).unwrap();
        let people = People::new(pool.clone(), board.clone(), passwords, settings);
        let settings = Settings {
            base_maps: Vec::new(),
            max_upload_bytes: 1 << 20,
        };
        let router = router::router(AppState {
            edits: EditQueue::start(&pools),
            pool: pools.requests.clone(),
            people,
            attachments: store,
            board: board.clone(),
            imports: imports.clone(),
            tallies: Tallies::default(),
            tiles: TileCache::new(16 << 20),
            settings: Arc::new(settings),
        });
        let app = Self {
            board,
            imports,
            spool,
            attachments,
            pool,
            pools,
            router,
        };
        // Whoever calls is known by now, also to a test that takes the database away.
        app.get("/api/v1/session").await.expect(200);
        app
    }

    /// Takes the database away from the process, for good.
    pub async fn cut_off(&self) {
        self.pools.close().await;
        self.pool.close().await;
    }

    /// The answer to a request, which is not read.
    pub async fn open(&self, call: Call) -> axum::response::Response {
        self.router.clone().oneshot(call.into_request()).await.unwrap()
    }

    pub async fn send(&self, call: Call) -> Answer {
        let (parts, body) = self.open(call).await.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.unwrap(),
        }
    }

    pub async fn get(&self, uri: &str) -> Answer {
        self.send(Call::get(uri)).await
    }

    /// What is at an address, which must be there.
    pub async fn json(&self, uri: &str) -> Value {
        let answer = self.get(uri).await;
        assert_eq!(answer.status, 200, "{uri}: {}", answer.text());
        answer.json()
    }

    /// Every item of a list, by following its pages; no page may be longer than `limit`.
    pub async fn pages(&self, uri: &str, limit: usize) -> Vec<Value> {
        let mut items = Vec::new();
        let mut next = Some(format!(
            "{uri}{}limit={limit}",
            if uri.contains('?') { '&' } else { '?' }
        ));
        while let Some(uri) = next {
            let page = self.json(&uri).await;
            let found = page["items"].as_array().or(page["features"].as_array()).unwrap();
            assert!(
                !found.is_empty() || items.is_empty(),
                "an empty page was announced: {uri}"
            );
            assert!(found.len() <= limit, "{uri}");
            items.extend(found.iter().cloned());
            next = page["next"].as_str().map(str::to_owned);
        }
        items
    }
}
