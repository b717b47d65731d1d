//! Shapefiles: shapes in one file, their properties in a table beside it, row by row.
//!
//! Read by hand: the common crates pass over deleted rows in silence, so that rows and shapes fall out of step, and
//! reserve memory by the counts that a file claims.

mod dbf;
mod rings;
mod shp;

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use tempfile::TempDir;

use self::{
    dbf::{Dbf, DbfRows},
    shp::{Shp, ShpShapes},
};
use super::{
    CHECK_EVERY, Features, Format, Found, Opened, Request, Source, StatedCrs, Trouble,
    archive::{Archive, DataSet},
};
use crate::{
    geometry::Crs,
    imports::{
        broken::{Broken, Flaw},
        encoding::{Encoding, Guess, Sample},
        feature::{Cell, Feature},
    },
};

/// Bytes of a `.prj` or `.cpg` that are read.
const LONGEST_REMARK: u64 = 64 * 1024;

/// A shapefile whose parts are unpacked.
struct Shapefile {
    shp: PathBuf,
    dbf: PathBuf,
    table: Arc<Dbf>,
    encoding: Encoding,
    _folder: TempDir,
}

/// One run through shapes and rows.
struct Run {
    shapes: ShpShapes,
    rows: DbfRows,
    encoding: Encoding,
    number: u64,
}

/// Unpacks a shapefile and goes through its shapes and rows.
///
/// # Errors
/// What is wrong with it as a whole; when it cannot be unpacked.
pub fn open(mut archive: Archive, set: &DataSet, request: Request<'_>) -> Result<Opened, Trouble> {
    let mut unpacked = |ending: &str| -> Result<Option<PathBuf>, Trouble> {
        let part = archive.beside(set.part, ending);
        part.map(|part| archive.unpack(part, request.keep_going)).transpose()
    };
    let missing = |part| Flaw::MissingPart(set.name.clone(), part);
    let shp = unpacked("shp")?.ok_or_else(|| missing(".shp"))?;
    let dbf = unpacked("dbf")?.ok_or_else(|| missing(".dbf"))?;
    let prj = unpacked("prj")?.map(remark).transpose()?;
    let cpg = unpacked("cpg")?.map(remark).transpose()?;
    let table = Arc::new(Dbf::open(&dbf)?);
    let shapes = count_shapes(&shp, request)?;
    if shapes != table.rows {
        return Err(Flaw::CountsDiffer(shapes, table.rows).into());
    }
    let told = request
        .options
        .encoding
        .or_else(|| cpg.and_then(|cpg| Encoding::by_name(&cpg)));
    let (features, sample) = survey_rows(&dbf, &table, request)?;
    let encoding = match (told, sample.guess()) {
        (Some(encoding), _) | (None, Guess::Clear(encoding)) => encoding,
        (None, Guess::Utf8) => Encoding::Utf8,
        (None, Guess::Unclear) => return Err(Flaw::NotUtf8(None).into()),
    };
    Ok(Opened {
        format: Format::Shapefile,
        layers: Vec::new(),
        layer: Some(set.name.clone()),
        encoding: Some(encoding),
        crs: stated(prj.as_deref()),
        features,
        columns: table.columns(encoding),
        source: Box::new(Shapefile {
            shp,
            dbf,
            table,
            encoding,
            _folder: archive.into_folder(),
        }),
    })
}

/// The text of a small file beside the data.
fn remark(path: PathBuf) -> io::Result<String> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LONGEST_REMARK).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
}

/// What a `.prj` says.
fn stated(prj: Option<&str>) -> StatedCrs {
    match prj {
        None | Some("") => StatedCrs::Missing,
        Some(text) => match Crs::from_wkt(text) {
            Ok(crs) => StatedCrs::Named(crs),
            Err(unknown) => StatedCrs::Unknown(unknown.0),
        },
    }
}

fn count_shapes(path: &Path, request: Request<'_>) -> Result<u64, Trouble> {
    let mut shapes = Shp::open(path)?.shapes()?;
    let mut count = 0_u64;
    while shapes.skip()? {
        count += 1;
        if count.is_multiple_of(CHECK_EVERY) && !(request.keep_going)() {
            return Err(Flaw::Stopped.into());
        }
    }
    Ok(count)
}

/// How many rows are not deleted, and a sample of their texts.
fn survey_rows(path: &Path, table: &Arc<Dbf>, request: Request<'_>) -> Result<(u64, Sample), Trouble> {
    let mut rows = DbfRows::open(path, Arc::clone(table))?;
    let mut sample = Sample::default();
    table.names().for_each(|name| sample.add(name));
    let mut features = 0_u64;
    let mut number = 0_u64;
    while let Some(row) = rows.next()? {
        number += 1;
        if number.is_multiple_of(CHECK_EVERY) && !(request.keep_going)() {
            return Err(Flaw::Stopped.into());
        }
        if !row.is_deleted() {
            features += 1;
            row.texts().for_each(|text| sample.add(text));
        }
    }
    Ok((features, sample))
}

impl Source for Shapefile {
    fn run(&self) -> Result<Box<dyn Features>, Trouble> {
        Ok(Box::new(Run {
            shapes: Shp::open(&self.shp)?.shapes()?,
            rows: DbfRows::open(&self.dbf, Arc::clone(&self.table))?,
            encoding: self.encoding,
            number: 0,
        }))
    }
}

impl Features for Run {
    fn next(&mut self) -> Result<Option<Found<'_>>, Broken> {
        loop {
            let (Some(shape), Some(row)) = (self.shapes.next()?, self.rows.next()?) else {
                return Ok(None);
            };
            self.number += 1;
            if row.is_deleted() {
                continue;
            }
            let feature = match (shape, row.properties(self.encoding)) {
                (Ok(geometry), Ok(properties)) => Ok(Feature::new(Cell::Null, properties, geometry)),
                (Err(text), _) | (_, Err(text)) => Err(text),
            };
            return Ok(Some(Found {
                number: self.number,
                feature,
                original: None,
                merged: Vec::new(),
            }));
        }
    }
}

#[cfg(test)]
mod tests;
