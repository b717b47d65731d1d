//! What a backup says of itself, at its very beginning.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::Refusal;

/// What every backup calls itself.
const KIND: &str = "matbang-backup";

/// The format that this program writes; it reads the ones before too. The second one tells of attachments elsewhere.
const FORMAT: u64 = 2;

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    kind: String,
    format: u64,
    /// Version of the program that made it.
    pub program: String,
    /// Number of the latest migration of its schema.
    pub schema: i64,
    /// Major version of the PostgreSQL that it is of.
    pub postgres: i32,
    /// The moment that all of it is of.
    #[serde(with = "time::serde::rfc3339")]
    pub made_at: OffsetDateTime,
    /// How much is in the database.
    pub counts: Counts,
    /// Number of attachments.
    pub attachments: u64,
    /// Where the attachments lie, where that is elsewhere: they are not in the backup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments_at: Option<String>,
    /// Length of the whole file, bytes.
    pub bytes: u64,
    /// The database as `pg_dump` writes it.
    pub database: Part,
    /// The attachments, one after the other.
    pub files: Part,
    /// SHA-256 of the manifest with this field empty.
    seal: String,
}

/// How much is in a database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Administrative units.
    pub units: i64,
    /// Projects.
    pub projects: i64,
    /// Parcels.
    pub parcels: i64,
    /// Obstacles.
    pub obstacles: i64,
}

/// One part of a backup.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its length, bytes.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    /// The manifest of a backup that is about to be written: lengths and sums are still missing.
    pub fn begin(schema: i64, postgres: i32, made_at: OffsetDateTime, counts: Counts) -> Self {
        Self {
            kind: KIND.to_owned(),
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            schema,
            postgres,
            made_at,
            counts,
            attachments: 0,
            attachments_at: None,
            bytes: 0,
            database: Part::default(),
            files: Part::default(),
            seal: String::new(),
        }
    }

    /// Its text, sealed.
    ///
    /// # Errors
    /// Never for a manifest.
    pub fn text(&self) -> serde_json::Result<String> {
        let sealed = Self {
            seal: self.sum()?,
            ..self.clone()
        };
        serde_json::to_string_pretty(&sealed)
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// [`Refusal::Foreign`], [`Refusal::NewerFormat`] or [`Refusal::Damaged`].
    pub fn parse(text: &[u8]) -> Result<Self, Refusal> {
        let value: Value = serde_json::from_slice(text).map_err(|_| Refusal::Foreign)?;
        if value["kind"] != KIND {
            return Err(Refusal::Foreign);
        }
        // What follows may be written in another way by a later format.
        if value["format"].as_u64().is_some_and(|format| format > FORMAT) {
            return Err(Refusal::NewerFormat {
                program: value["program"].as_str().unwrap_or("?").to_owned(),
            });
        }
        let damaged = || Refusal::Damaged {
            part: "manifest".to_owned(),
        };
        let manifest: Self = serde_json::from_value(value).map_err(|_| damaged())?;
        if manifest.sum().ok().as_ref() == Some(&manifest.seal) {
            Ok(manifest)
        } else {
            Err(damaged())
        }
    }

    fn sum(&self) -> serde_json::Result<String> {
        let open = Self {
            seal: String::new(),
            ..self.clone()
        };
        Ok(hex(&Sha256::digest(serde_json::to_vec(&open)?)))
    }
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest::begin(20_261_123_080_800, 15, OffsetDateTime::UNIX_EPOCH, Counts::default())
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let read = Manifest::parse(manifest().text().unwrap().as_bytes()).unwrap();
        assert_eq!(read.schema, manifest().schema);
        assert_eq!(read.counts, manifest().counts);
    }

    #[test]
    fn a_manifest_with_one_changed_figure_is_damaged_and_one_of_a_later_format_is_newer() {
        let text = manifest().text().unwrap();
        let changed = text.replace("\"parcels\": 0", "\"parcels\": 1");
        assert!(matches!(
            Manifest::parse(changed.as_bytes()),
            Err(Refusal::Damaged { .. })
        ));
        let newer = text.replace("\"format\": 2", "\"format\": 3");
        assert!(matches!(
            Manifest::parse(newer.as_bytes()),
            Err(Refusal::NewerFormat { .. })
        ));
        assert!(matches!(Manifest::parse(b"{}"), Err(Refusal::Foreign)));
    }
}
