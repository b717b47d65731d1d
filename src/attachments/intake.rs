//! How a file is taken in: to the disk piece by piece, then looked at, cleaned and kept under its SHA-256.

use std::{fmt::Display, io};

use futures_util::{Stream, StreamExt as _};
use img_parts::Bytes;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _};

use super::{Attachments, Kind, picture};
use crate::{backup::hex, language::Text, problem::Problem};

/// Largest file that may be attached, bytes.
pub const LARGEST_FILE: usize = 20 << 20;

/// A file that was taken in and lies in the store.
#[derive(Clone, Debug)]
pub struct StoredFile {
    /// What it is.
    pub kind: Kind,
    /// Its length, bytes.
    pub bytes: usize,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
}

impl Attachments {
    /// Takes a file in. Whatever goes wrong, and whoever breaks off, leaves nothing behind.
    ///
    /// # Errors
    /// [`Problem`]: too large, of another kind, a damaged picture, a full disk, a store that cannot be reached.
    pub async fn take_in<E: Display>(
        &self,
        mut content: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<StoredFile, Problem> {
        let received = tempfile::tempfile().map_err(|error| disk(&error))?;
        let mut received = tokio::fs::File::from_std(received);
        let mut bytes = 0;
        while let Some(piece) = content.next().await {
            let piece = piece.map_err(|_| broken_off())?;
            bytes += piece.len();
            if bytes > LARGEST_FILE {
                return Err(too_large());
            }
            received.write_all(&piece).await.map_err(|error| disk(&error))?;
        }
        // From here on in memory, a few at a time.
        let _one_of_few = self
            .in_memory
            .acquire()
            .await
            .map_err(|error| Problem::internal(&error))?;
        received.rewind().await.map_err(|error| disk(&error))?;
        let mut content = Vec::with_capacity(bytes);
        received.read_to_end(&mut content).await.map_err(|error| disk(&error))?;
        let looked_at = tokio::task::spawn_blocking(move || look_at(content.into())).await;
        let (file, content) = looked_at.map_err(|error| Problem::internal(&error))??;
        let kept = self.keep(&file.sha256, content).await;
        kept.map_err(|error| Problem::internal(&error))?;
        Ok(file)
    }
}

/// What is to be kept of a file.
fn look_at(content: Bytes) -> Result<(StoredFile, Bytes), Problem> {
    let kind = Kind::of(&content).map_err(Problem::UnsupportedMediaType)?;
    let content = picture::clean(kind, content).map_err(|_| {
        Problem::field(
            "",
            "Ảnh bị hỏng hoặc chưa gửi hết: hãy mở thử trên máy rồi gửi lại.",
            "The picture is damaged, or a part of it is missing: see whether it opens on your device, then send it again.",
        )
    })?;
    let sha256 = Sha256::digest(&content);
    let file = StoredFile {
        kind,
        bytes: content.len(),
        sha256: hex(&sha256),
    };
    Ok((file, content))
}

/// What to say of a file that is too large.
pub fn too_large() -> Problem {
    let mb = LARGEST_FILE >> 20;
    Problem::TooLarge(Text::new(
        format!("Tệp lớn hơn {mb} MB: hãy thu nhỏ ảnh hoặc chia tài liệu ra."),
        format!("The file is larger than {mb} MB: make the picture smaller, or split the document."),
    ))
}

fn broken_off() -> Problem {
    Problem::MalformedBody(Text::new(
        "Tệp chưa được gửi hết; hãy gửi lại.",
        "The file did not arrive as a whole; send it again.",
    ))
}

fn disk(error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Problem::DiskFull,
        _ => Problem::internal(error),
    }
}
