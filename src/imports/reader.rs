//! The run through a file that makes rows of its features.

use std::sync::Arc;

use uuid::Uuid;

use super::{
    ImportOptions, Kind, ParcelRecord,
    arrivals::{Arrivals, Stored},
    broken::Broken,
    columns::Field,
    feature::Feature,
    fields::Fields,
    formats::{Features, Found, Opened},
    parse::{Parser, Refused},
    report::{Problem, Report, no_shape},
    shapes::ShapeSample,
    staging::{self, Placed, Row, Rows},
    store::Known,
};
use crate::{
    geometry::{Bounds, Country, ToWgs84},
    language::Text,
};

/// Bytes of rows that are sent at a time: enough for what a statement costs besides its rows to be little.
const BATCH: usize = 2 * 1024 * 1024;

/// Rows on their way to the database.
#[derive(Debug)]
pub struct Batch {
    /// The rows.
    pub rows: Rows,
    /// Features read so far.
    pub features: u64,
}

/// What is known before the run.
pub struct Reading {
    /// What was said about the file.
    pub options: ImportOptions,
    /// The file.
    pub opened: Arc<Opened>,
    /// Where the fields are.
    pub fields: Fields,
    /// The way from its coordinate system.
    pub way: ToWgs84,
    /// The country that all shapes lie in.
    pub country: Option<Country>,
    /// What the database knows of parcels; needed for them only.
    pub known: Known,
    /// The operation.
    pub import: Uuid,
    /// Who imports.
    pub author: String,
    /// Whether anybody wants a look at the shapes.
    pub drawn: bool,
}

/// What the run came to.
pub struct Read {
    /// What is told of it.
    pub report: Report,
    /// A look at it.
    pub shapes: ShapeSample,
    /// The parcels that need no merging.
    pub stored: Stored,
}

impl Reading {
    /// Reads the records of a file, hands their rows over batch by batch, and writes what is wrong into the report.
    ///
    /// `hand_over` gives back whether it still takes rows.
    ///
    /// # Errors
    /// When the file cannot be opened again.
    pub fn run(self, report: Report, mut hand_over: impl FnMut(Batch) -> bool) -> std::io::Result<Read> {
        let mut known = self.known;
        let land_uses = std::mem::take(&mut known.land_uses);
        let mut run = Run {
            options: &self.options,
            parser: Parser::new(&self.options, self.fields, self.way, land_uses, self.country),
            arrivals: Arrivals::new(known, self.import, self.author, self.options.allow_no_shape),
            rows: Rows::default(),
            bounds: Bounds::default(),
            shapes: ShapeSample::new(self.opened.features, self.drawn),
            report,
        };
        let mut source = match self.opened.features()? {
            Ok(source) => source,
            Err(broken) => {
                run.breaks(&broken);
                return Ok(run.end());
            }
        };
        run.go(source.as_mut(), &mut hand_over);
        Ok(run.end())
    }
}

/// The run under way.
struct Run<'o> {
    options: &'o ImportOptions,
    parser: Parser<'o>,
    arrivals: Arrivals,
    rows: Rows,
    bounds: Bounds,
    shapes: ShapeSample,
    report: Report,
}

impl Run<'_> {
    fn go(&mut self, source: &mut dyn Features, hand_over: &mut dyn FnMut(Batch) -> bool) {
        loop {
            match source.next() {
                Ok(Some(found)) => self.take(found),
                Ok(None) => break,
                // Its structure was sound before: the file was changed since.
                Err(broken) => {
                    self.breaks(&broken);
                    break;
                }
            }
            if self.rows.bytes() >= BATCH && !self.hand_over(hand_over) {
                return;
            }
        }
        self.hand_over(hand_over);
    }

    fn hand_over(&mut self, hand_over: &mut dyn FnMut(Batch) -> bool) -> bool {
        hand_over(Batch {
            rows: std::mem::take(&mut self.rows),
            features: self.report.read,
        })
    }

    fn end(mut self) -> Read {
        self.report.bbox = self.bounds.to_array();
        Read {
            report: self.report,
            shapes: self.shapes,
            stored: self.arrivals.end(),
        }
    }

    fn breaks(&mut self, broken: &Broken) {
        self.report.refuse_as_a_whole(told(broken));
    }

    fn take(&mut self, found: Found<'_>) {
        self.report.read += 1;
        if let Err(refused) = self.row(found) {
            if let Some(shape) = refused.shape {
                let key = refused.problems.first().and_then(|problem| problem.key.clone());
                let feature = refused.problems.first().map_or(0, |problem| problem.feature);
                self.shapes.keep_refused(feature, key, shape);
            }
            self.report.refuse(refused.problems);
        }
    }

    /// Reads one feature and appends its row, or its rows.
    fn row(&mut self, found: Found<'_>) -> Result<(), Refused> {
        let number = found.number;
        let sampled = self.shapes.wants(self.report.read);
        let feature = found.feature.map_err(|text| unreadable(number, text))?;
        match self.options.kind {
            Kind::Units => {
                let unit = self.parser.unit(number, feature)?;
                self.bounds.add(unit.geometry.as_ref(), None);
                self.note_shape(unit.geometry.is_some(), number, &unit.code);
                staging::write_unit(&mut self.rows, number, &unit);
                if let Some(shape) = unit.geometry.filter(|_| sampled) {
                    self.shapes.keep(number, unit.code, shape);
                }
            }
            Kind::Projects => {
                let project = self.parser.project(number, feature)?;
                self.bounds.add(project.boundary.as_ref(), project.alignment.as_ref());
                self.note_shape(
                    project.boundary.is_some() || project.alignment.is_some(),
                    number,
                    &project.code,
                );
                staging::write_project(&mut self.rows, number, &project);
                if let Some(shape) = project.boundary.filter(|_| sampled) {
                    self.shapes.keep(number, project.code, shape);
                } else if let Some(line) = project.alignment.filter(|_| sampled) {
                    self.shapes.keep(number, project.code, line);
                }
            }
            Kind::Parcels => self.parcel(number, sampled, feature, &found.merged)?,
        }
        Ok(())
    }

    fn parcel(&mut self, number: u64, sampled: bool, feature: Feature<'_>, merged: &[String]) -> Result<(), Refused> {
        let row = self.parser.parcel(number, feature)?;
        let mut parcel = row.parcel;
        if !merged.is_empty() {
            self.take_amounts_once(number, &mut parcel, merged);
        }
        self.bounds.add(parcel.geometry.as_ref(), None);
        if parcel.is_out_of_order() || row.unknown_land_use.is_some() || !row.others.is_empty() {
            let key = parcel.key();
            self.remark(number, &key, &parcel, row.unknown_land_use.as_deref(), &row.others);
        }
        let mut parcels = vec![parcel];
        for other in row.others {
            // Areas and amounts of the row are those of all its parcels together: told once, they add up.
            parcels.push(ParcelRecord {
                parcel_no: other,
                legal_area_m2: None,
                recovered_area_m2: None,
                compensation_vnd: None,
                ..parcels[0].clone()
            });
        }
        let problems: Vec<Problem> = parcels
            .iter()
            .flat_map(|parcel| self.arrivals.refusals(number, parcel))
            .collect();
        if !problems.is_empty() {
            let shape = parcels.swap_remove(0).geometry;
            return Err(Refused { problems, shape });
        }
        // Nothing of a file with a refused feature is stored, unless the rest was asked for.
        let is_kept = self.report.refused == 0 || self.options.skip_bad;
        let is_alone = parcels.len() == 1;
        for (part, mut parcel) in (0..).zip(parcels) {
            let placed = parcel.geometry.as_ref().map(Placed::of);
            let row = Row::new(number, part, &parcel, placed.as_ref(), self.parser.land_uses());
            self.arrivals.take(&row, is_alone, is_kept, &mut self.rows);
            if let Some(shape) = parcel.geometry.take_if(|_| sampled) {
                self.shapes.keep(number, parcel.key(), shape);
            }
        }
        Ok(())
    }

    /// An amount in a cell that is merged with those of rows above is that of all the rows: told once, they add up.
    fn take_amounts_once(&mut self, feature: u64, parcel: &mut ParcelRecord, merged: &[String]) {
        let given = (parcel.legal_area_m2, parcel.recovered_area_m2, parcel.compensation_vnd);
        if self.parser.is_read_from(Field::LegalArea, merged) {
            parcel.legal_area_m2 = None;
        }
        if self.parser.is_read_from(Field::RecoveredArea, merged) {
            parcel.recovered_area_m2 = None;
        }
        if self.parser.is_read_from(Field::Compensation, merged) {
            parcel.compensation_vnd = None;
        }
        if given != (parcel.legal_area_m2, parcel.recovered_area_m2, parcel.compensation_vnd) {
            let key = parcel.key();
            self.warn(
                feature,
                &key,
                "legal_area_m2",
                "merged_cell",
                Text::new(
                    "diện tích hoặc số tiền nằm trong ô gộp nhiều dòng: chỉ ghi cho dòng đầu, hãy chia lại nếu biết",
                    "an area or amount stands in a cell merged over several rows: kept with the first, divide it where known",
                ),
            );
        }
    }

    fn note_shape(&mut self, there: bool, feature: u64, key: &str) {
        if !there {
            self.warn(feature, key, "geometry", "no_shape", no_shape());
        }
    }

    fn remark(
        &mut self,
        feature: u64,
        key: &str,
        parcel: &ParcelRecord,
        unknown_land_use: Option<&str>,
        others: &[String],
    ) {
        if parcel.is_out_of_order() {
            self.warn(
                feature,
                key,
                "steps",
                "out_of_order",
                Text::new(
                    "ngày của bước sau sớm hơn bước trước; giữ nguyên như trong tệp, hãy kiểm tra lại",
                    "a later step is dated before an earlier one; kept as the file has it, please check",
                ),
            );
        }
        if let Some(code) = unknown_land_use {
            self.warn(
                feature,
                key,
                "land_use",
                "unknown_land_use",
                Text::new(
                    format!(
                        "loại đất “{code}” chưa có trong danh mục: được tính là đất phi nông nghiệp (thời hạn dài hơn)"
                    ),
                    format!(
                        "the land use \"{code}\" is not in the list: counted as non-agricultural (the longer limits)"
                    ),
                ),
            );
        }
        if !others.is_empty() {
            let numbers = others.join(", ");
            let first = &parcel.parcel_no;
            self.warn(feature, key, "parcel_no", "split_parcel", Text::new(
                format!("một dòng ghi nhiều thửa: tách thành {first}, {numbers}; diện tích và số tiền ghi vào thửa {first}, hãy chia lại nếu biết"),
                format!("one row names several parcels: split into {first}, {numbers}; areas and amounts went to {first}, divide them where known"),
            ));
        }
    }

    fn warn(&mut self, feature: u64, key: &str, field: &'static str, code: &'static str, text: Text) {
        self.report.warn(Problem {
            feature,
            key: Some(key.to_owned()).filter(|key| !key.is_empty()),
            field: Some(field),
            code,
            text,
        });
    }
}

fn unreadable(feature: u64, text: Text) -> Refused {
    let problem = Problem {
        feature,
        key: None,
        field: None,
        code: "unreadable",
        text,
    };
    Refused {
        problems: vec![problem],
        shape: None,
    }
}

/// A flaw of the whole file as reports tell it: of the feature that it breaks, where it breaks one.
pub fn told(broken: &Broken) -> Problem {
    Problem {
        feature: broken.feature(),
        key: None,
        field: None,
        code: "broken_file",
        text: broken.text(),
    }
}
