//! The two runs through a file: first its structure, then its records.

use std::{
    fs::File,
    io::{self, Read as _, Take},
    path::Path,
};

use super::{
    ImportOptions, Kind,
    broken::{Broken, Flaw},
    feature::Feature,
    fields::Fields,
    parse::{Parser, Refused},
    report::Report,
    splitter::{Piece, Splitter},
    staging::{self, AgriculturalCodes},
};
use crate::{
    calendar::Day,
    geometry::{Bounds, Crs, ToWgs84, UnknownCrs},
    language::Text,
};

/// Bytes of rows that are sent at a time.
const BATCH: usize = 256 * 1024;

/// What the first run found.
#[derive(Debug)]
pub struct Survey {
    /// Features in the file.
    pub features: u64,
    /// Bytes of the file; what is appended while it is read is left alone.
    pub bytes: u64,
    /// The legacy `crs` member.
    pub crs: Option<Result<Crs, UnknownCrs>>,
}

/// Goes through the structure of a file, wherever its members stand.
///
/// # Errors
/// When the file is not GeoJSON; the outer error when it cannot be opened.
pub fn survey(path: &Path) -> io::Result<Result<Survey, Broken>> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let bytes = metadata.len();
    let mut splitter = Splitter::new(file.take(bytes));
    let mut features = 0;
    loop {
        match splitter.next() {
            Ok(Some(_)) => features += 1,
            Ok(None) => break,
            Err(broken) => return Ok(Err(broken)),
        }
    }
    let crs = splitter.crs().and_then(|json| match serde_json::from_slice(json) {
        Ok(member) => Crs::from_member(&member).transpose(),
        Err(_broken) => Some(Err(UnknownCrs(
            String::from_utf8_lossy(json).chars().take(200).collect(),
        ))),
    });
    Ok(Ok(Survey { features, bytes, crs }))
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
    /// Bytes to read.
    pub bytes: u64,
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
    pub fn run(self, path: &Path, report: &mut Report, mut hand_over: impl FnMut(Batch) -> bool) -> io::Result<()> {
        let mut splitter: Splitter<Take<File>> = Splitter::new(File::open(path)?.take(self.bytes));
        let way = match ToWgs84::from(self.crs) {
            Ok(way) => way,
            Err(unknown) => {
                report.refuse_file(Some("crs"), unknown_crs(&unknown));
                return Ok(());
            }
        };
        let mut parser = Parser::new(&self.options, self.fields, way, self.today);
        let mut bounds = Bounds::default();
        let mut remarks = Remarks::default();
        let mut rows = staging::HEAD.to_vec();
        loop {
            let piece = match splitter.next() {
                Ok(Some(piece)) => piece,
                Ok(None) => break,
                // The first run found the structure sound: the file was changed since.
                Err(broken) => {
                    report.refuse_file(None, broken.text());
                    break;
                }
            };
            report.read = piece.number;
            let kind = self.options.kind;
            if let Err(problems) = row(
                kind,
                &mut parser,
                &piece,
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
    piece: &Piece<'_>,
    agricultural: &AgriculturalCodes,
    rows: &mut Vec<u8>,
    bounds: &mut Bounds,
    remarks: &mut Remarks,
) -> Result<(), Refused> {
    let number = piece.number;
    let feature = Feature::read(piece).map_err(|text| {
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
pub fn unknown_crs(unknown: &UnknownCrs) -> Text {
    let name = &unknown.0;
    Text::new(
        format!("không biết hệ tọa độ “{name}”; hãy nêu bằng --crs, ví dụ --crs EPSG:9213"),
        format!("the coordinate system \"{name}\" is unknown; name it by --crs, for instance --crs EPSG:9213"),
    )
}

/// Where the report puts a flaw of the whole file: nowhere in particular, or in the feature that it breaks.
pub fn broken_feature(broken: &Broken) -> u64 {
    match broken.flaw {
        Flaw::NotJson | Flaw::EndsEarly | Flaw::TooLarge(_) => broken.feature(),
        _ => 0,
    }
}
