//! The store of attachments: each file once, under its SHA-256.

use std::{fs::DirBuilder, io, os::unix::fs::DirBuilderExt as _, sync::Arc};

use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use img_parts::Bytes;
use object_store::{
    ObjectStore, ObjectStoreExt as _, aws::AmazonS3Builder, local::LocalFileSystem, path::Path, prefix::PrefixStore,
};
use time::OffsetDateTime;
use tokio::sync::Semaphore;

use super::AttachmentPlace;
use crate::language::Text;

/// Files that are in memory at once, to be looked at and cleaned; others wait on the disk.
const IN_MEMORY: usize = 2;

/// Why the store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AttachmentError {
    /// The folder cannot be made.
    #[error("{0}")]
    Folder(#[from] io::Error),
    /// The store refuses, or cannot be reached.
    #[error("{0}")]
    Store(#[from] object_store::Error),
}

impl AttachmentError {
    /// What went wrong with a place and what to do.
    pub fn text(&self, place: &AttachmentPlace) -> Text {
        Text::new(
            format!(
                "Không dùng được nơi lưu tệp đính kèm {place}: {self}. Hãy chọn nơi khác: --attachments DIR hoặc s3://BUCKET/PREFIX"
            ),
            format!(
                "The place of attachments {place} cannot be used: {self}. Choose another: --attachments DIR or s3://BUCKET/PREFIX"
            ),
        )
    }
}

/// A file that lies in the store.
pub struct Found {
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
    /// Its length, bytes.
    pub bytes: u64,
    /// When it was put there.
    pub put_at: OffsetDateTime,
}

/// The store of attachments.
#[derive(Clone)]
pub struct Attachments {
    store: Arc<dyn ObjectStore>,
    pub(super) in_memory: Arc<Semaphore>,
}

impl Attachments {
    /// The store at a place. A folder is made where it is missing, open to this account only; the keys to a store that
    /// speaks S3 come from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT` and the like.
    ///
    /// # Errors
    /// [`AttachmentError`].
    pub fn open(place: &AttachmentPlace) -> Result<Self, AttachmentError> {
        let store: Arc<dyn ObjectStore> = match place {
            AttachmentPlace::Folder(folder) => {
                DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
                Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))
            }
            AttachmentPlace::S3 { bucket, prefix } => {
                let bucket = AmazonS3Builder::from_env().with_bucket_name(bucket).build()?;
                Arc::new(PrefixStore::new(bucket, prefix.as_str()))
            }
        };
        Ok(Self {
            store,
            in_memory: Arc::new(Semaphore::new(IN_MEMORY)),
        })
    }

    /// The store at a place, unless it is a folder that nobody has made yet: whoever only looks makes none.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_if_there(place: &AttachmentPlace) -> Result<Option<Self>, AttachmentError> {
        let is_there = place.folder().is_none_or(|folder| folder.exists());
        is_there.then(|| Self::open(place)).transpose()
    }

    /// Keeps a file under its SHA-256; one that is there already is the same.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn keep(&self, sha256: &str, content: Bytes) -> Result<(), AttachmentError> {
        let path = path_of(sha256);
        match self.store.head(&path).await {
            Ok(_) => Ok(()),
            Err(object_store::Error::NotFound { .. }) => {
                self.store.put(&path, content.into()).await?;
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A file, piece by piece; none where it is missing.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn read(
        &self,
        sha256: &str,
    ) -> Result<Option<impl Stream<Item = object_store::Result<Bytes>> + Send + 'static>, AttachmentError> {
        match self.store.get(&path_of(sha256)).await {
            Ok(found) => Ok(Some(found.into_stream())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Everything that lies there, in no order; what is no attachment is left out.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn all(&self) -> Result<Vec<Found>, AttachmentError> {
        let found = self.store.list(None).try_filter_map(async |object| {
            let put_at = OffsetDateTime::from_unix_timestamp(object.last_modified.timestamp());
            Ok(sha256_of(&object.location)
                .zip(put_at.ok())
                .map(|(sha256, put_at)| Found {
                    sha256,
                    bytes: object.size,
                    put_at,
                }))
        });
        Ok(found.boxed().try_collect().await?)
    }

    /// Removes a file.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn remove(&self, sha256: &str) -> Result<(), AttachmentError> {
        Ok(self.store.delete(&path_of(sha256)).await?)
    }
}

/// Where a file lies: in a folder of the first two digits, so that no folder grows large.
fn path_of(sha256: &str) -> Path {
    let (folder, name) = sha256.split_at_checked(2).unwrap_or((sha256, ""));
    Path::from_iter([folder, name])
}

/// The SHA-256 of what lies at a path; none where it is something else.
fn sha256_of(path: &Path) -> Option<String> {
    let (folder, name) = path.as_ref().split_once('/')?;
    let sha256 = format!("{folder}{name}");
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (folder.len() == 2 && sha256.len() == 64 && sha256.bytes().all(is_digit)).then_some(sha256)
}
