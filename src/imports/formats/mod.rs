//! Files of every kind that registers come in, each read as a stream of features.
//!
//! [`open`] tells by the content what a file is and goes through its structure once; [`Opened::features`] then gives
//! its features, as often as asked. No reader holds more of a file in memory than one feature and some tables of
//! bounded size, whatever the file claims of itself.

mod archive;
mod bounded;
mod csv;
mod geojson;
mod geopackage;
mod packed;
mod shapefile;
mod sniff;
mod table;
mod xlsx;

use std::{io, path::Path};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::{archive::Archive, sniff::Content};
use super::{
    broken::{Broken, Flaw},
    encoding::Encoding,
    feature::Feature,
};
use crate::{geometry::Crs, language::Text};

/// Features after which a survey asks whether it should go on.
const CHECK_EVERY: u64 = 512;

/// How a file is to be read, where its own word is not enough.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The layer of a GeoPackage or ZIP, or the sheet of a workbook.
    pub layer: Option<String>,
    /// The encoding of its text.
    pub encoding: Option<Encoding>,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// GeoJSON, also one feature a line.
    Geojson,
    /// A shapefile, zipped.
    Shapefile,
    /// A GeoPackage.
    Geopackage,
    /// A table in a text file.
    Csv,
    /// A sheet of an Excel workbook.
    Xlsx,
}

impl Format {
    /// The word in the API and in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Geojson => "geojson",
            Self::Shapefile => "shapefile",
            Self::Geopackage => "geopackage",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// What a file says about its coordinates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatedCrs {
    /// Nothing, and need not: GeoJSON is in WGS 84.
    Standard,
    /// This system.
    Named(Crs),
    /// Something that is not understood, or contradicts itself; as the file says it.
    Unknown(String),
    /// Nothing: it must be asked.
    Missing,
    /// It has no shapes.
    NoShapes,
}

/// A layer of a file, or a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Its name.
    pub name: String,
    /// How many features it has, where that is known before it is read.
    pub features: Option<u64>,
}

/// A file that was opened and found sound as a whole.
pub struct Opened {
    /// What it is.
    pub format: Format,
    /// Its layers or sheets; none where the format has no such thing.
    pub layers: Vec<Layer>,
    /// The one that is read.
    pub layer: Option<String>,
    /// The encoding of its text; `None` where the format leaves no choice.
    pub encoding: Option<Encoding>,
    /// What it says about its coordinates.
    pub crs: StatedCrs,
    /// How many features it has.
    pub features: u64,
    /// Names of its columns, in the order of the file.
    pub columns: Vec<String>,
    source: Box<dyn Source>,
}

/// Features of a file, one after another, in the order of the file.
pub trait Features {
    /// The next feature; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read on: it was changed since it was opened, or the disk fails.
    fn next(&mut self) -> Result<Option<Found<'_>>, Broken>;
}

/// A feature that was found in a file.
pub struct Found<'a> {
    /// Its place in the file, from 1; in a table the number of its row as a spreadsheet shows it.
    pub number: u64,
    /// The feature, or why it cannot be read.
    pub feature: Result<Feature<'a>, Text>,
    /// Its text where the file is GeoJSON, in UTF-8; `None` where it was too large to be held.
    pub original: Option<&'a [u8]>,
    /// Columns whose value stands in a cell merged with those of rows above: an amount in one is that of all the rows.
    pub merged: Vec<String>,
}

/// A file whose features can be run through again and again.
trait Source: Send + Sync {
    /// A fresh run through the features.
    fn run(&self) -> Result<Box<dyn Features>, Trouble>;
}

/// Why a file is not opened.
enum Trouble {
    /// The disk, or the room on it.
    Disk(io::Error),
    /// The file itself.
    File(Broken),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

impl From<Broken> for Trouble {
    fn from(broken: Broken) -> Self {
        Self::File(broken)
    }
}

impl From<Flaw> for Trouble {
    fn from(flaw: Flaw) -> Self {
        Self::File(Broken::whole(flaw))
    }
}

/// What went wrong with the file apart from what went wrong with the disk.
fn sorted<T>(result: Result<T, Trouble>) -> io::Result<Result<T, Broken>> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(Trouble::File(broken)) => Ok(Err(broken)),
        Err(Trouble::Disk(error)) => Err(error),
    }
}

impl Opened {
    /// A fresh run through the features.
    ///
    /// # Errors
    /// When the file was changed since it was opened; the outer error when it cannot be opened again.
    pub fn features(&self) -> io::Result<Result<Box<dyn Features>, Broken>> {
        sorted(self.source.run())
    }
}

/// What a reader is told about the file that it opens.
#[derive(Clone, Copy)]
struct Request<'a> {
    options: &'a ReadOptions,
    /// Whether a text is the name of a column that means something.
    is_known: &'a dyn Fn(&str) -> bool,
    /// Whether somebody still waits for the answer.
    keep_going: &'a dyn Fn() -> bool,
}

/// Opens a file of any kind and goes through its structure once.
///
/// `is_known` says of a text whether it names a column that means something: so the header of a table is found.
/// `keep_going` is asked now and then whether to go on.
///
/// # Errors
/// What is wrong with the file as a whole; the outer error when it cannot be opened, or no room is left to unpack it.
pub fn open(
    path: &Path,
    options: &ReadOptions,
    is_known: &dyn Fn(&str) -> bool,
    keep_going: &dyn Fn() -> bool,
) -> io::Result<Result<Opened, Broken>> {
    let request = Request {
        options,
        is_known,
        keep_going,
    };
    sorted(match sniff::content(path) {
        Ok(Content::Zip) => packed::open(path, request),
        Ok(content) => open_plain(path, content, request),
        Err(trouble) => Err(trouble),
    })
}

fn open_plain(path: &Path, content: Content, request: Request<'_>) -> Result<Opened, Trouble> {
    let told = request.options.encoding;
    match content {
        // The first bytes of a file know better than whoever was asked.
        Content::Geojson(own) => geojson::open(path, own.or(told), request.keep_going),
        Content::Csv(own) => csv::open(path, own.or(told), request),
        Content::Sqlite => Ok(geopackage::open(path, request)?),
        Content::Zip => {
            let inner = Archive::open(path)?;
            if xlsx::is_workbook(&inner) {
                xlsx::open(inner, request)
            } else {
                Err(Flaw::NothingInside(inner.names()).into())
            }
        }
    }
}

#[cfg(test)]
mod tests;
