//! A form with a file, taken in as it comes: the file goes to disk piece by piece.

use std::io;

use axum::{
    extract::{
        Multipart,
        multipart::{Field, MultipartError},
    },
    http::StatusCode,
};
use serde::Deserialize;
use tempfile::TempPath;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Importer, Jobs,
    model::State,
    options::{Options, kind_missing},
    spool::{Incoming, Spool},
    store,
};
use crate::{db, imports::Kind, language::Text, problem::Problem};

/// Bytes that a field may have which is no file.
const LONGEST_TEXT: usize = 64 << 10;

/// What is done with a file once it is received.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ImportThen)]
pub enum Then {
    /// Nothing yet: somebody looks at it first.
    Inspect,
    /// Everything but the commit.
    Check,
    /// It is stored.
    #[default]
    Store,
}

impl Then {
    /// The state in which the work puts the import.
    pub const fn state(self) -> Option<State> {
        match self {
            Self::Inspect => None,
            Self::Check => Some(State::Checking),
            Self::Store => Some(State::Storing),
        }
    }
}

/// The form of an import.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form in the OpenAPI document")]
pub struct ImportForm {
    /// What the file holds; needed unless `then` is `inspect`.
    #[schema(nullable = false)]
    kind: Option<Kind>,
    /// What is done with the file; default `store`. Every option of an import may be a field as well, and `map` may be
    /// repeated as `field=column`.
    #[schema(nullable = false)]
    then: Option<Then>,
    /// The file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A form that was taken in whole.
pub struct Form {
    options: Options,
    then: Then,
    file_name: String,
    file: TempPath,
    bytes: usize,
}

impl Form {
    /// Takes a form in. Whatever goes wrong, and whoever breaks off, leaves nothing on the disk.
    ///
    /// # Errors
    /// [`Problem`]: a field that is not known or cannot be read, a file that is missing or too large, a full disk.
    pub async fn receive(mut form: Multipart, spool: &Spool, most_bytes: usize) -> Result<Self, Problem> {
        let mut options = Options::default();
        let mut then = Then::default();
        let mut file = None;
        while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
            let name = field.name().unwrap_or_default().to_owned();
            match name.as_str() {
                "file" if file.is_some() => {
                    return Err(Problem::field(
                        "/file",
                        "Gửi mỗi lần một tệp.",
                        "Send one file at a time.",
                    ));
                }
                "file" => {
                    let file_name = field.file_name().map_or_else(|| "import.geojson".to_owned(), base_name);
                    let incoming = receive_file(&mut field, spool, most_bytes).await?;
                    let bytes = incoming.bytes;
                    file = Some((file_name, bytes, incoming.end().await.map_err(|error| disk(&error))?));
                }
                "then" => then = then_of(text(&mut field).await?.trim())?,
                _ => options.set(&name, text(&mut field).await?.trim())?,
            }
        }
        let Some((file_name, bytes, file)) = file else {
            return Err(Problem::field("/file", "Cần một tệp.", "Send a file."));
        };
        if options.kind.is_none() && then != Then::Inspect {
            return Err(kind_missing());
        }
        Ok(Self {
            options,
            then,
            file_name,
            file,
            bytes,
        })
    }
}

impl Jobs {
    /// Keeps a received file under an identity, and starts what is to be done with it; where the same sender has an
    /// import with that identity already, nothing is done.
    pub(super) async fn keep(&self, id: Uuid, form: Form, by: Importer) -> Result<(), Problem> {
        let bytes = i64::try_from(form.bytes).unwrap_or(i64::MAX);
        let work = db::transaction(&self.0.pool, async |tx| {
            if store::is_other_operation(&mut *tx, id).await? {
                return Err(Problem::AlreadyRecorded);
            }
            if !store::insert(&mut *tx, id, &form.file_name, bytes, &form.options, &by.author).await? {
                let known = store::get(&mut *tx, id).await?;
                return (known.created_by == by.author.name)
                    .then_some(None)
                    .ok_or(Problem::AlreadyRecorded);
            }
            let work = match form.then.state() {
                Some(state) => self.take_on(tx, id, by, state, form.options, form.file_name).await?,
                None => None,
            };
            self.0.spool.keep(id, form.file).map_err(|error| disk(&error))?;
            Ok(work)
        })
        .await?;
        if let Some(work) = work {
            self.start(work);
        }
        Ok(())
    }
}

/// The value of a field that is no file.
async fn text(field: &mut Field<'_>) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST_TEXT {
            return Err(too_large());
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn receive_file(field: &mut Field<'_>, spool: &Spool, most_bytes: usize) -> Result<Incoming, Problem> {
    let mut incoming = spool.incoming().map_err(|error| disk(&error))?;
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        if incoming.bytes + chunk.len() > most_bytes {
            let mb = most_bytes >> 20;
            return Err(Problem::TooLarge(Text::new(
                format!("Tệp lớn hơn {mb} MB: hãy nhập bằng lệnh matbang import trên máy chủ."),
                format!("The file is larger than {mb} MB: import it on the server with matbang import."),
            )));
        }
        incoming.take(&chunk).await.map_err(|error| disk(&error))?;
    }
    Ok(incoming)
}

fn then_of(value: &str) -> Result<Then, Problem> {
    match value {
        "inspect" => Ok(Then::Inspect),
        "check" => Ok(Then::Check),
        "" | "store" => Ok(Then::Store),
        _ => Err(Problem::field(
            "/then",
            "then là inspect, check hoặc store.",
            "then is inspect, check or store.",
        )),
    }
}

/// What went wrong with the disk of received files.
fn disk(error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Problem::DiskFull,
        _ => Problem::internal(error),
    }
}

fn base_name(path: &str) -> String {
    path.rsplit(['/', '\\'])
        .next()
        .unwrap_or(path)
        .chars()
        .take(200)
        .collect()
}

fn too_large() -> Problem {
    Problem::TooLarge(Text::new("Nội dung gửi lên quá lớn.", "The body is too large."))
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unreadable(error: MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Problem::MalformedBody(Text::new(
        "Không đọc được biểu mẫu gửi lên (multipart/form-data).",
        "The form (multipart/form-data) cannot be read.",
    ))
}
