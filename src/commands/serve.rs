//! The command `serve`.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use clap::Args;
use sqlx::PgPool;
use tokio::{net::TcpListener, signal::unix, sync::Notify};

use super::{CommandError, Database, OpenError, Place, logins::LoginArgs};
use crate::{
    attachments::Attachments,
    audit::seals,
    auth::{self, People, cli::AccountError},
    board::LiveBoard,
    bottlenecks::Tallies,
    calendar::Day,
    db::{self, Pools},
    demo::{self, cli::DemoError},
    imports::{Jobs, Spool},
    language::{Language, Text},
    parcels::EditQueue,
    private_postgres::ServeLock,
    router,
    state::{AppState, BaseMap, Settings},
    tiles::TileCache,
};

/// How long open requests may take to end after a signal.
const PATIENCE: Duration = Duration::from_secs(3);

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address and port to listen on
    #[arg(long, value_name = "ADDR", env = "MATBANG_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Load the made-up demo province first, where there are no projects yet
    #[arg(long)]
    demo: bool,
    /// Offer accounts to try the demo with, though other machines can reach the service
    #[arg(long, requires = "demo")]
    demo_accounts_anywhere: bool,
    #[command(flatten)]
    logins: LoginArgs,
    /// A base map: NAME=URL with {z}, {x} and {y}; may be repeated, the first is shown at first
    #[arg(
        long,
        value_name = "NAME=URL",
        env = "MATBANG_BASE_MAPS",
        value_delimiter = ' ',
        value_parser = base_map,
        default_value = "OpenStreetMap=https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    )]
    base_map: Vec<BaseMap>,
    /// Largest file that may be imported over HTTP, MB
    #[arg(long, value_name = "MB", env = "MATBANG_MAX_UPLOAD_MB", default_value_t = 1024)]
    max_upload_mb: usize,
    /// Folder where received files wait [default: the folder spool in the data folder, else one for temporary files]
    #[arg(long, value_name = "DIR", env = "MATBANG_SPOOL")]
    spool: Option<PathBuf>,
    /// Memory for tiles made before, MB; 0 keeps none
    #[arg(long, value_name = "MB", env = "MATBANG_TILE_CACHE_MB", default_value_t = 64)]
    tile_cache_mb: u64,
}

fn base_map(text: &str) -> Result<BaseMap, String> {
    let (name, url) = text.split_once('=').ok_or("write NAME=URL")?;
    if !["{z}", "{x}", "{y}"].iter().all(|part| url.contains(part)) {
        return Err("the URL needs {z}, {x} and {y}".to_owned());
    }
    let attribution = if url.contains("openstreetmap.org") {
        "© OpenStreetMap contributors"
    } else {
        name
    };
    Ok(BaseMap {
        name: name.to_owned(),
        url: url.to_owned(),
        attribution: attribution.to_owned(),
        max_zoom: 19,
    })
}

/// Serves until a signal ends it.
pub async fn serve(place: &Place, args: ServeArgs, language: Language) -> Result<u8, CommandError> {
    let _lock = match place.folder() {
        Some(folder) => Some(ServeLock::take(&folder).map_err(OpenError::from)?),
        None => None,
    };
    let listener = TcpListener::bind(args.listen).await.map_err(|error| {
        let text = Text::new(
            format!(
                "Không mở được địa chỉ {}: {error}. Hãy chọn cổng khác: --listen 127.0.0.1:8081",
                args.listen
            ),
            format!(
                "Cannot listen on {}: {error}. Choose another port: --listen 127.0.0.1:8081",
                args.listen
            ),
        );
        text.in_language(language).to_owned()
    })?;
    let attachments = place.open_attachments(language)?;
    let database = Database::open(place).await?;
    if args.demo {
        load_demo(&database.pool, &attachments).await?;
    }
    let address = listener.local_addr()?;
    let with_accounts = args.demo && (address.ip().is_loopback() || args.demo_accounts_anywhere);
    let (passwords, settings) = args.logins.prepare(&database.pool, with_accounts).await?;
    let first = auth::first::link(&database.pool).await.map_err(AccountError::from)?;
    let pools = Pools::beside(&database.pool);
    let board = LiveBoard::start(database.pool.clone(), &pools).await?;
    let spool = args.spool.unwrap_or_else(|| match &database.folder {
        Some(folder) => folder.join("spool"),
        None => Spool::in_temp(),
    });
    let imports = Jobs::open(database.pool.clone(), board.clone(), &spool).map_err(|error| {
        let folder = spool.display();
        let text = Text::new(
            format!("Không dùng được thư mục nhận tệp {folder}: {error}. Hãy chọn thư mục khác: --spool DIR"),
            format!("The folder for received files {folder} cannot be used: {error}. Choose another: --spool DIR"),
        );
        text.in_language(language).to_owned()
    })?;
    imports.sweep_always();
    seals::seal_always(database.pool.clone());
    let interrupted = imports.clone();
    let app = AppState {
        people: People::new(database.pool.clone(), board.clone(), passwords, settings),
        board,
        attachments,
        imports,
        edits: EditQueue::start(&pools),
        pool: pools.requests.clone(),
        tallies: Tallies::default(),
        tiles: TileCache::new(args.tile_cache_mb << 20),
        settings: Arc::new(Settings {
            base_maps: args.base_map,
            max_upload_bytes: args.max_upload_mb << 20,
        }),
    };
    greet(address, place, language);
    if let Some(link) = first {
        welcome(&auth::first::address(&format!("http://{address}"), &link), language);
    }
    let ending = Arc::new(Notify::new());
    let signalled = Arc::clone(&ending);
    let service = router::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(async move {
        ended_by_signal().await;
        signalled.notify_one();
    });
    tokio::select! {
        outcome = served => outcome?,
        // Open streams never end by themselves.
        () = async { ending.notified().await; tokio::time::sleep(PATIENCE).await } => {}
    }
    // Statements are stopped through the database, which then closes once nobody uses it any more.
    if tokio::time::timeout(PATIENCE, interrupted.end()).await.is_err() {
        tracing::warn!("an import could not be stopped in time");
    }
    pools.close().await;
    database.close().await?;
    Ok(0)
}

/// Loads the demo province where there are no projects yet.
async fn load_demo(pool: &PgPool, attachments: &Attachments) -> Result<(), CommandError> {
    let loaded: Result<(), DemoError> = db::transaction(pool, async |tx| {
        if !demo::is_occupied(&mut *tx).await? {
            demo::load(tx, attachments, Day::today()).await?;
        }
        Ok(())
    })
    .await;
    Ok(loaded?)
}

async fn ended_by_signal() {
    let mut terminate = match unix::signal(unix::SignalKind::terminate()) {
        Ok(terminate) => terminate,
        Err(error) => {
            tracing::warn!(%error, "only an interrupt will end the service");
            let _ = tokio::signal::ctrl_c().await;
            return;
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[expect(clippy::print_stdout, reason = "whoever started it must learn the address")]
fn greet(address: SocketAddr, place: &Place, language: Language) {
    let data = place
        .folder()
        .map_or_else(|| "DATABASE_URL".to_owned(), |folder| folder.display().to_string());
    let text = Text::new(
        format!(
            "\nmatbang đang chạy tại http://{address}/\n\
             Dữ liệu: {data}\n\
             Thử: bấm một huyện tô đỏ, mở một dự án chậm, phóng to đến thửa đất rồi ghi một bước.\n\
             Giao diện lập trình: http://{address}/api/docs   Dừng: Ctrl-C\n"
        ),
        format!(
            "\nmatbang runs at http://{address}/\n\
             Data: {data}\n\
             Try: click a red district, open a delayed project, zoom in to a parcel and record a step.\n\
             API: http://{address}/api/docs   Stop: Ctrl-C\n"
        ),
    );
    println!("{}", text.in_language(language));
}

#[expect(clippy::print_stdout, reason = "nobody can log in without it")]
fn welcome(link: &str, language: Language) {
    let text = Text::new(
        format!("Chưa có tài khoản nào. Mở liên kết này một lần, trong 48 giờ, để tạo quản trị viên:\n{link}\n"),
        format!("There are no accounts yet. Open this link once, within 48 hours, to make an administrator:\n{link}\n"),
    );
    println!("{}", text.in_language(language));
}
