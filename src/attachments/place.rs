//! Where the attachments lie.

use std::{convert::Infallible, fmt, path::PathBuf, str::FromStr};

/// Where the attachments lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachmentPlace {
    /// In a folder.
    Folder(PathBuf),
    /// In a store that speaks S3: bucket, and what all names in it begin with.
    S3 {
        /// The bucket.
        bucket: String,
        /// The beginning of all names; may be empty.
        prefix: String,
    },
}

impl AttachmentPlace {
    /// The folder; none where it is a store elsewhere.
    pub fn folder(&self) -> Option<&PathBuf> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::S3 { .. } => None,
        }
    }
}

impl FromStr for AttachmentPlace {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text.strip_prefix("s3://") {
            None => Self::Folder(text.into()),
            Some(address) => {
                let (bucket, prefix) = address.split_once('/').unwrap_or((address, ""));
                Self::S3 {
                    bucket: bucket.to_owned(),
                    prefix: prefix.trim_matches('/').to_owned(),
                }
            }
        })
    }
}

impl fmt::Display for AttachmentPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::S3 { bucket, prefix } if prefix.is_empty() => write!(f, "s3://{bucket}"),
            Self::S3 { bucket, prefix } => write!(f, "s3://{bucket}/{prefix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        for text in [
            "/var/lib/matbang/attachments",
            "attachments",
            "s3://gpmb",
            "s3://gpmb/anh/2026",
        ] {
            let Ok(place) = text.parse::<AttachmentPlace>();
            assert_eq!(place.to_string(), text);
            assert_eq!(place.folder().is_none(), text.starts_with("s3:"));
        }
    }
}
