//! The commit is done, but its answer never arrives.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use rustix::process::Signal;
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions, PgSslMode},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream, UnixStream},
};
use uuid::Uuid;

use super::Scene;
use crate::support::{TestApp, days_ago};

/// A line to PostgreSQL that, once armed with an operation, is cut after the statement that records it has been committed
/// and before its answer is passed on.
#[derive(Clone)]
struct Line {
    socket: PathBuf,
    armed: Arc<Mutex<Option<Uuid>>>,
}

impl Line {
    async fn lay(scene: &Scene) -> (Self, PgConnectOptions) {
        let folder = scene.postgres.options.get_socket().unwrap();
        let line = Self {
            socket: folder.join(".s.PGSQL.5432"),
            armed: Arc::default(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let options = PgConnectOptions::new_without_pgpass()
            .host("127.0.0.1")
            .port(listener.local_addr().unwrap().port())
            .ssl_mode(PgSslMode::Disable)
            .username("matbang")
            .database("matbang");
        let laid = line.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(laid.clone().carry(client));
            }
        });
        (line, options)
    }

    fn arm(&self, operation: Uuid) {
        *self.armed.lock().unwrap() = Some(operation);
    }

    fn is_armed(&self) -> bool {
        self.armed.lock().unwrap().is_some()
    }

    /// Whether these bytes name the operation that it is armed with, which it is no more then.
    fn is_set_off_by(&self, bytes: &[u8]) -> bool {
        let mut armed = self.armed.lock().unwrap();
        let names = armed.is_some_and(|operation| {
            let operation = operation.to_string();
            bytes.windows(operation.len()).any(|word| word == operation.as_bytes())
        });
        armed.take_if(|_| names).is_some()
    }

    async fn carry(self, client: TcpStream) {
        let Ok(server) = UnixStream::connect(&self.socket).await else {
            return;
        };
        let (client_out, client_in) = client.into_split();
        let (server_out, server_in) = server.into_split();
        let cut = Arc::new(AtomicBool::new(false));
        let noticed = Arc::clone(&cut);
        let there = tokio::spawn(pass(client_out, server_in, move |bytes| {
            if self.is_set_off_by(bytes) {
                noticed.store(true, Ordering::SeqCst);
            }
            true
        }));
        // The statement is a transaction of its own: its answer shows that it is committed; it goes no further.
        pass(server_out, client_in, move |_| !cut.load(Ordering::SeqCst)).await;
        there.abort();
    }
}

/// Passes bytes on until an end hangs up, or `may_pass` says no.
async fn pass(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, may_pass: impl Fn(&[u8]) -> bool) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        if !may_pass(&buffer[..read]) || to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

/// A service at the end of the line; it ends with the pool.
async fn app_on(options: PgConnectOptions) -> (TestApp, PgPool) {
    let pool = PgPoolOptions::new().connect_lazy_with(options);
    (TestApp::start(&pool).await, pool)
}

#[tokio::test]
async fn a_commit_whose_answer_is_lost_is_looked_up_and_answered_as_done() {
    let scene = Scene::start().await;
    let (line, options) = Line::lay(&scene).await;
    let (app, _pool) = app_on(options).await;
    let operation = Uuid::new_v4();
    line.arm(operation);
    let edited = app
        .send(scene.edit(1, days_ago(3)).operation(operation))
        .await
        .expect(200)
        .json();
    assert!(!line.is_armed(), "the line was cut");
    assert_eq!(edited["version"], 2);
    let again = app
        .send(scene.edit(1, days_ago(3)).operation(operation))
        .await
        .expect(200);
    assert_eq!(again.json(), edited, "as the first time");
    assert_eq!(scene.events().await, 1);
}

#[tokio::test]
async fn a_commit_right_before_the_end_of_postgresql_counts_once_when_it_is_sent_again() {
    let scene = Scene::start().await;
    let (line, options) = Line::lay(&scene).await;
    let (app, _pool) = app_on(options).await;
    let operation = Uuid::new_v4();
    let edit = || scene.edit(1, days_ago(3)).operation(operation);
    app.get("/api/v1/parcels").await.expect(200);
    line.arm(operation);
    let sent = app.send(edit());
    // Whether anybody can still be asked depends on who is faster; what comes of it must not.
    let ended = async {
        crate::support::until("the line is cut", async || !line.is_armed()).await;
        scene.postgres.end(Signal::QUIT).await;
    };
    let (answer, ()) = tokio::join!(sent, ended);
    if answer.status != 200 {
        Scene::refused(&answer, &["unconfirmed", "unseen", "away", "busy"]);
    }
    scene.postgres.start_again().await;
    crate::support::until("the service is ready", async || app.get("/readyz").await.status == 200).await;
    let again = app.send(edit()).await.expect(200).json();
    assert_eq!(again["version"], 2);
    assert_eq!(scene.events().await, 1);
}
