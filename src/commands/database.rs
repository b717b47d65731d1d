//! Opens the database that a command is for: a private one in a folder, or a given server.

use std::{
    path::PathBuf,
    str::FromStr,
    time::{Duration, Instant},
};

use sqlx::{PgPool, migrate::MigrateError, postgres::PgConnectOptions};

use super::{CommandError, Place, spoken};
use crate::{
    attachments::{AttachmentPlace, Attachments},
    db,
    language::{Language, Text},
    outage::Outage,
    private_postgres::{PrivatePostgres, PrivatePostgresError, default_data_dir},
};

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The program's own PostgreSQL did not start.
    #[error(transparent)]
    Private(#[from] PrivatePostgresError),
    /// The address of the server cannot be read.
    #[error("DATABASE_URL is not an address of a PostgreSQL server: {0}")]
    Address(#[source] sqlx::Error),
    /// The server cannot be reached.
    #[error("the PostgreSQL server cannot be reached: {0}")]
    Connect(#[source] sqlx::Error),
    /// The role may not create the extension, or PostGIS is not there.
    #[error("PostGIS is missing: {0}")]
    PostgisMissing(#[source] MigrateError),
    /// The schema could not be brought up to date.
    #[error("the schema could not be brought up to date: {0}")]
    Migrate(#[source] MigrateError),
}

impl OpenError {
    /// What went wrong and what to do, in both languages.
    pub fn text(&self) -> Text {
        match self {
            Self::Private(error) => Text::new(error.vi(), error.to_string()),
            Self::Address(error) => Text::new(
                format!("DATABASE_URL không phải địa chỉ máy chủ PostgreSQL: {error}"),
                self.to_string(),
            ),
            Self::Connect(error) => Text::new(
                format!("Không kết nối được máy chủ PostgreSQL: {error}. Hãy kiểm tra DATABASE_URL và máy chủ."),
                format!("{self}. Check DATABASE_URL and the server."),
            ),
            Self::PostgisMissing(error) => Text::new(
                format!(
                    "Cơ sở dữ liệu chưa có PostGIS và vai trò này không được tạo ({error}). \
                     Nhờ người quản trị chạy trong cơ sở dữ liệu đó: CREATE EXTENSION postgis;"
                ),
                format!("{self}. Ask the database administrator to run in that database: CREATE EXTENSION postgis;"),
            ),
            Self::Migrate(error) => Text::new(
                format!("Không cập nhật được lược đồ dữ liệu: {error}"),
                self.to_string(),
            ),
        }
    }
}

/// How long a server may be away at the start, as when the machine has just come up.
const PATIENCE: Duration = Duration::from_mins(2);

/// Pause between two attempts.
const PAUSE: Duration = Duration::from_secs(1);

/// The connections to a server; one that starts or cannot be reached yet is waited for.
async fn reach(options: PgConnectOptions) -> sqlx::Result<PgPool> {
    let began = Instant::now();
    let mut told = false;
    loop {
        let error = match db::connect(options.clone()).await {
            Ok(pool) => return Ok(pool),
            Err(error) => error,
        };
        if began.elapsed() > PATIENCE || !Outage::of(&error).is_some_and(Outage::passes) {
            return Err(error);
        }
        if !told {
            told = true;
            let seconds = PATIENCE.as_secs();
            let text = Text::new(
                format!("Máy chủ PostgreSQL chưa trả lời ({error}): đợi tối đa {seconds} giây. Dừng: Ctrl-C"),
                format!("The PostgreSQL server does not answer yet ({error}): waiting up to {seconds} s. Stop: Ctrl-C"),
            );
            eprintln!("{}", text.in_language(spoken()));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// An open database.
pub struct Database {
    /// Its connections.
    pub pool: PgPool,
    /// The folder of a private one.
    pub folder: Option<PathBuf>,
    private: Option<PrivatePostgres>,
}

impl Place {
    /// The folder of the private PostgreSQL; none where a server was given and no folder.
    pub fn folder(&self) -> Option<PathBuf> {
        match (&self.data, &self.database_url) {
            (None, Some(_)) => None,
            (data, _) => Some(data.clone().unwrap_or_else(default_data_dir)),
        }
    }

    /// Where the attachments lie: the place given, else a folder beside the private PostgreSQL, or where that would be. It
    /// may not be there yet.
    pub fn attachments(&self) -> AttachmentPlace {
        let beside = || self.folder().unwrap_or_else(default_data_dir).join("attachments");
        self.attachments
            .clone()
            .unwrap_or_else(|| AttachmentPlace::Folder(beside()))
    }

    /// The store of attachments.
    ///
    /// # Errors
    /// What is wrong with it, in a language.
    pub fn open_attachments(&self, language: Language) -> Result<Attachments, CommandError> {
        let place = self.attachments();
        let opened = Attachments::open(&place);
        opened.map_err(|error| error.text(&place).in_language(language).into())
    }
}

impl Database {
    /// Opens it and brings the schema up to date, where it is not.
    ///
    /// # Errors
    /// [`OpenError`], each with the way out.
    pub async fn open(place: &Place) -> Result<Self, OpenError> {
        let database = Self::connect(place).await?;
        db::migrate(&database.pool).await.map_err(|error| {
            if error.to_string().contains("postgis") {
                OpenError::PostgisMissing(error)
            } else {
                OpenError::Migrate(error)
            }
        })?;
        Ok(database)
    }

    /// Opens it with whatever schema it has.
    ///
    /// # Errors
    /// [`OpenError`], each with the way out.
    pub async fn connect(place: &Place) -> Result<Self, OpenError> {
        let folder = place.folder();
        let (private, options) = match (&folder, &place.database_url) {
            (None, Some(url)) => (None, PgConnectOptions::from_str(url).map_err(OpenError::Address)?),
            (folder, _) => {
                let folder = folder.clone().unwrap_or_else(default_data_dir);
                let private = PrivatePostgres::open(&folder).await?;
                let options = private.connect_options();
                (Some(private), options)
            }
        };
        let pool = reach(options).await.map_err(OpenError::Connect)?;
        Ok(Self { pool, folder, private })
    }

    /// Closes the connections, and stops a private PostgreSQL that nobody else uses.
    ///
    /// # Errors
    /// When it does not stop.
    pub async fn close(self) -> Result<(), OpenError> {
        self.pool.close().await;
        if let Some(private) = self.private {
            private.close().await?;
        }
        Ok(())
    }
}
