//! The two runs through a file: first its structure, then its records.

use std::{io, path::Path, sync::Arc};

use super::{
    ImportOptions, Kind,
    broken::Broken,
    fields::Fields,
    formats::{self, Found, Opened, ReadOptions},
    parse::{Parser, Refused},
    report::Report,
    staging::{self, AgriculturalCodes},
};
use crate::{
    calendar::Day,
    geometry::{Bounds, Crs, ToWgs84},
    language::Text,
};

/// Bytes of rows that are sent at a time.
const BATCH: usize = 256 * 1024;

/// Opens a file and goes through its structure.
///
/// # Errors
/// What is wrong with the file as a whole; the outer error when it cannot be opened.
pub fn survey(path: &Path, kind: Kind) -> io::Result<Result<Opened, Broken>> {
    let is_known = |name: &str| Fields::is_known(kind, name);
    formats::open(path, &ReadOptions::default(), &is_known, &|| true)
}

/// Rows on their way to the database.
#[derive(Debug)]
pub struct Batch {
    /// Rows in the binary form of COPY.
    pub rows: Vec<u8>,
    /// Features read so far.
    pub features: u64,
}

/// What the second run needs to know.
pub struct Reading {
    /// What was said about the file.
    pub options: ImportOptions,
    /// Where the fields are.
    pub fields: Fields,
    /// The way from its coordinate system.
    pub crs: Crs,
    /// The file.
    pub opened: Arc<Opened>,
    /// Land use codes that are agricultural; needed for parcels only.
    pub agricultural: AgriculturalCodes,
    /// Today.
    pub today: Day,
}

/// Remarks of the second run, counted.
#[derive(Debug, Default)]
struct Remarks {
    out_of_order: u64,
    no_shape: u64,
}

impl Reading {
    /// Reads the records of a file, hands their rows over batch by batch, and writes what is wrong into the report.
    ///
    /// `hand_over` gives back whether it still takes rows.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn run(self, report: &mut Report, mut hand_over: impl FnMut(Batch) -> bool) -> io::Result<()> {
        let mut features = match self.opened.features()? {
            Ok(features) => features,
            Err(broken) => {
                report.refuse_file(None, broken.text());
                return Ok(());
            }
        };
        let way = match ToWgs84::from(self.crs) {
            Ok(way) => way,
            Err(unknown) => {
                report.refuse_file(Some("crs"), unknown_crs(&unknown.0));
                return Ok(());
            }
        };
        let mut parser = Parser::new(&self.options, self.fields, way, self.today);
        let mut bounds = Bounds::default();
        let mut remarks = Remarks::default();
        let mut rows = staging::HEAD.to_vec();
        loop {
            let found = match features.next() {
                Ok(Some(found)) => found,
                Ok(None) => break,
                // The first run found the structure sound: the file was changed since.
                Err(broken) => {
                    report.refuse_file(None, broken.text());
                    break;
                }
            };
            report.read = found.number;
            let kind = self.options.kind;
            if let Err(problems) = row(
                kind,
                &mut parser,
                found,
                &self.agricultural,
                &mut rows,
                &mut bounds,
                &mut remarks,
            ) {
                report.refuse(problems);
            }
            if rows.len() >= BATCH {
                let batch = Batch {
                    rows: std::mem::take(&mut rows),
                    features: report.read,
                };
                if !hand_over(batch) {
                    return Ok(());
                }
                rows.reserve(BATCH + BATCH / 8);
            }
        }
        rows.extend_from_slice(staging::TAIL);
        hand_over(Batch {
            rows,
            features: report.read,
        });
        report.bbox = bounds.to_array();
        report.notes.extend(remarks.texts());
        Ok(())
    }
}

/// Reads one feature and appends its row.
fn row(
    kind: Kind,
    parser: &mut Parser<'_>,
    found: Found<'_>,
    agricultural: &AgriculturalCodes,
    rows: &mut Vec<u8>,
    bounds: &mut Bounds,
    remarks: &mut Remarks,
) -> Result<(), Refused> {
    let number = found.number;
    let feature = found.feature.map_err(|text| {
        vec![super::Problem {
            feature: number,
            key: None,
            field: None,
            text,
        }]
    })?;
    match kind {
        Kind::Units => {
            let unit = parser.unit(number, feature)?;
            bounds.add(unit.geometry.as_ref(), None);
            remarks.no_shape += u64::from(unit.geometry.is_none());
            staging::write_unit(rows, number, &unit);
        }
        Kind::Projects => {
            let project = parser.project(number, feature)?;
            bounds.add(project.boundary.as_ref(), project.alignment.as_ref());
            remarks.no_shape += u64::from(project.boundary.is_none() && project.alignment.is_none());
            staging::write_project(rows, number, &project);
        }
        Kind::Parcels => {
            let parcel = parser.parcel(number, feature)?;
            bounds.add(parcel.geometry.as_ref(), None);
            remarks.no_shape += u64::from(parcel.geometry.is_none());
            remarks.out_of_order += u64::from(parcel.is_out_of_order());
            staging::write_parcel(rows, number, &parcel, agricultural);
        }
    }
    Ok(())
}

impl Remarks {
    fn texts(&self) -> Vec<Text> {
        let mut texts = Vec::new();
        if self.no_shape > 0 {
            let n = self.no_shape;
            texts.push(Text::new(
                format!("{n} đối tượng không có hình học trong tệp"),
                format!("{n} features have no geometry in the file"),
            ));
        }
        if self.out_of_order > 0 {
            let n = self.out_of_order;
            texts.push(Text::new(
                format!("{n} thửa có ngày của bước sau sớm hơn bước trước; đã giữ nguyên như trong tệp"),
                format!("{n} parcels have a later step dated before an earlier one; kept as the file has it"),
            ));
        }
        texts
    }
}

/// Why a coordinate system is refused.
pub fn unknown_crs(name: &str) -> Text {
    Text::new(
        format!("không biết hệ tọa độ “{name}”; hãy nêu bằng --crs, ví dụ --crs EPSG:9213"),
        format!("the coordinate system \"{name}\" is unknown; name it by --crs, for instance --crs EPSG:9213"),
    )
}
