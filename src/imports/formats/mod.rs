//! Files of any kind, read as features one after another.

mod geojson;

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{broken::Broken, feature::Feature};
use crate::{geometry::Crs, language::Text};

/// How a file is to be read, where its own word is not enough.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The layer, or the sheet.
    pub layer: Option<String>,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// RFC 7946, and features one a line.
    Geojson,
}

/// What a file says about its coordinates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatedCrs {
    /// GeoJSON without a member: WGS 84.
    Standard,
    /// It names a system.
    Named(Crs),
    /// It names something that we do not know.
    Unknown(String),
    /// It must be asked.
    Missing,
    /// It has no shapes.
    NoShapes,
}

/// A file that was opened and found sound as a whole.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its kind.
    pub format: Format,
    /// What it says about its coordinates.
    pub crs: StatedCrs,
    /// How many features it has.
    pub features: u64,
    path: PathBuf,
    bytes: u64,
}

/// Features of a file, one after another, in the order of the file.
pub trait Features {
    /// The next feature; `None` at the end.
    ///
    /// # Errors
    /// When the file breaks off.
    fn next(&mut self) -> Result<Option<Found<'_>>, Broken>;
}

/// One feature of a file.
#[derive(Debug)]
pub struct Found<'a> {
    /// Its place in the file, from 1; in tables the number of the row.
    pub number: u64,
    /// The feature, or why it cannot be read.
    pub feature: Result<Feature<'a>, Text>,
    /// Its text, where the file is `GeoJSON`.
    pub original: Option<&'a [u8]>,
}

/// Looks through the structure of a file.
///
/// # Errors
/// The outer error when it cannot be opened, the inner one when it is broken as a whole.
pub fn open(
    path: &Path,
    _file_name: &str,
    _options: &ReadOptions,
    keep_going: &dyn Fn() -> bool,
) -> io::Result<Result<Opened, Broken>> {
    geojson::open(path, keep_going)
}

impl Opened {
    /// A fresh run through the features.
    ///
    /// # Errors
    /// When the file cannot be opened again.
    pub fn features(&self) -> io::Result<Result<Box<dyn Features>, Broken>> {
        let file = io::Read::take(File::open(&self.path)?, self.bytes);
        Ok(Ok(Box::new(geojson::Run::new(file))))
    }
}
