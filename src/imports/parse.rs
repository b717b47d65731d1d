//! From a feature to a record: every field parsed, every fault told.

use geo::MultiPolygon;

use super::{
    ImportOptions,
    codes::{self, is_level, level_text},
    columns::Field,
    feature::{Cell, Feature},
    fields::{Fields, Row, cell},
    record::{ParcelRecord, ProjectRecord, UnitRecord},
    report::Problem,
    values,
};
use crate::{
    calendar::Day,
    geometry::{Shape, ToWgs84},
    language::Text,
    steps::Step,
};

/// Reads the records of one file.
pub struct Parser<'o> {
    options: &'o ImportOptions,
    fields: Fields,
    way: ToWgs84,
    today: Day,
}

/// The problems of a refused feature.
pub type Refused = Vec<Problem>;

impl<'o> Parser<'o> {
    /// A parser of a file in the system that `way` leads from.
    pub const fn new(options: &'o ImportOptions, fields: Fields, way: ToWgs84, today: Day) -> Self {
        Self {
            options,
            fields,
            way,
            today,
        }
    }

    /// The administrative unit that a feature describes.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn unit(&mut self, number: u64, mut feature: Feature<'_>) -> Result<UnitRecord, Refused> {
        let row = self.fields.row(&mut feature);
        let mut faults = Faults::default();
        let options = self.options;
        let code = faults.needed(&row, Field::Code, values::label);
        let name = faults.needed(&row, Field::Name, codes::name);
        let level = match faults
            .field(&row, Field::Level, values::label)
            .or_else(|| options.level.clone())
        {
            Some(level) if is_level(&level) => level,
            Some(level) => faults.push(Field::Level, level_text(&level)),
            None => faults.push(
                Field::Level,
                Text::new(
                    "thiếu cấp; hãy nêu, ví dụ --level district",
                    "the level is missing; name it, for instance --level district",
                ),
            ),
        };
        let valid_from = faults.field(&row, Field::ValidFrom, values::day).or(options.valid_from);
        let valid_to = faults.field(&row, Field::ValidTo, values::day).or(options.valid_to);
        if let (Some(from), Some(to)) = (valid_from, valid_to)
            && from >= to
        {
            faults.push::<()>(
                Field::ValidTo,
                Text::new(
                    "ngày hết hiệu lực phải sau ngày bắt đầu",
                    "the unit must end after it begins",
                ),
            );
        }
        let parent_code = faults
            .field(&row, Field::ParentCode, values::label)
            .or_else(|| options.parent.clone());
        let geometry = self.areas(&feature, &mut faults);
        faults.end(
            number,
            &code.clone(),
            UnitRecord {
                code,
                name,
                level,
                parent_code,
                valid_from,
                valid_to,
                geometry,
            },
        )
    }

    /// The project that a feature describes.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn project(&mut self, number: u64, mut feature: Feature<'_>) -> Result<ProjectRecord, Refused> {
        let row = self.fields.row(&mut feature);
        let mut faults = Faults::default();
        let code = faults.needed(&row, Field::Code, codes::project_code);
        let record = ProjectRecord {
            code: code.clone(),
            name: faults.field(&row, Field::Name, codes::name),
            sector: faults.field(&row, Field::Sector, codes::sector),
            group: faults.field(&row, Field::Group, codes::group),
            investor: faults.field(&row, Field::Investor, codes::name),
            start_on: faults.field(&row, Field::StartOn, codes::plausible_day),
            clearance_deadline: faults.field(&row, Field::ClearanceDeadline, codes::plausible_day),
            corridor_width_m: faults.field(&row, Field::CorridorWidth, codes::corridor_width),
            min_workable_m: faults.field(&row, Field::MinWorkable, values::number),
            ..ProjectRecord::default()
        };
        let shape = self.shape(&feature, &mut faults).unwrap_or_default();
        if shape.has_points {
            faults.geometry(Text::new(
                "hình học của dự án phải là vùng hoặc đường, không phải điểm",
                "the geometry of a project must be an area or a line, not a point",
            ));
        }
        faults.end(
            number,
            &code,
            ProjectRecord {
                boundary: shape.areas,
                alignment: shape.lines,
                ..record
            },
        )
    }

    /// The parcel that a feature describes.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parcel(&mut self, number: u64, mut feature: Feature<'_>) -> Result<ParcelRecord, Refused> {
        let row = self.fields.row(&mut feature);
        let mut faults = Faults::default();
        let project_code = match faults
            .field(&row, Field::ProjectCode, codes::project_code)
            .or_else(|| self.options.project.clone())
        {
            Some(code) => code,
            None if faults.has(Field::ProjectCode) => String::new(),
            None => faults.push(
                Field::ProjectCode,
                Text::new(
                    "thiếu mã dự án; hãy nêu bằng --project",
                    "the project is missing; name it by --project",
                ),
            ),
        };
        let mut record = ParcelRecord {
            project_code,
            register_unit_code: faults
                .field(&row, Field::RegisterUnitCode, values::label)
                .unwrap_or_default(),
            map_sheet: faults.field(&row, Field::MapSheet, values::label).unwrap_or_default(),
            parcel_no: faults.needed(&row, Field::ParcelNo, codes::parcel_no),
            land_use: faults.field(&row, Field::LandUse, |cell| values::text(cell, 200)),
            household_code: faults.field(&row, Field::HouseholdCode, values::label),
            holder_name: faults.field(&row, Field::HolderName, codes::name),
            legal_area_m2: faults.field(&row, Field::LegalArea, values::number),
            recovered_area_m2: faults.field(&row, Field::RecoveredArea, values::number),
            compensation_vnd: faults.field(&row, Field::Compensation, values::money),
            needs_resettlement: faults.field(&row, Field::NeedsResettlement, values::flag),
            ..ParcelRecord::default()
        };
        let today = self.today;
        for step in Step::ALL {
            record.steps[step.index()] = faults.field(&row, Field::On(step), |cell| codes::step_day(cell, today));
        }
        record.geometry = self.areas(&feature, &mut faults);
        let key = record.key();
        faults.end(number, &key, record)
    }

    fn shape(&self, feature: &Feature<'_>, faults: &mut Faults) -> Option<Shape> {
        Shape::read(&feature.geometry, &self.way).unwrap_or_else(|fault| {
            faults.geometry(fault.text());
            None
        })
    }

    /// The areas of a feature that must be made of areas only.
    fn areas(&self, feature: &Feature<'_>, faults: &mut Faults) -> Option<MultiPolygon<f64>> {
        let shape = self.shape(feature, faults)?;
        if shape.has_points || shape.lines.is_some() {
            faults.geometry(Text::new(
                "hình học phải là Polygon hoặc MultiPolygon",
                "the geometry must be a Polygon or a MultiPolygon",
            ));
        }
        shape.areas
    }
}

/// The faults of one feature, as they are found.
#[derive(Default)]
struct Faults(Vec<(Option<&'static str>, Text)>);

impl Faults {
    /// The value of a field; a fault in it is noted and reads as nothing.
    fn field<T>(
        &mut self,
        row: &Row<'_>,
        field: Field,
        parse: impl FnOnce(&Cell<'_>) -> Result<Option<T>, Text>,
    ) -> Option<T> {
        parse(cell(row, field)).unwrap_or_else(|text| {
            self.0.push((Some(field.name()), text));
            None
        })
    }

    /// The value of a field that must be there.
    fn needed(
        &mut self,
        row: &Row<'_>,
        field: Field,
        parse: impl FnOnce(&Cell<'_>) -> Result<Option<String>, Text>,
    ) -> String {
        match self.field(row, field, parse) {
            Some(value) => value,
            None if self.has(field) => String::new(),
            None => {
                let name = field.name();
                self.push(
                    field,
                    Text::new(
                        format!("thiếu “{name}”; nếu cột có tên khác, dùng --map {name}=tên_cột"),
                        format!("\"{name}\" is missing; if its column has another name, use --map {name}=column"),
                    ),
                )
            }
        }
    }

    fn has(&self, field: Field) -> bool {
        self.0.iter().any(|(name, _)| *name == Some(field.name()))
    }

    /// Notes a fault of a field, which then reads as its default.
    fn push<T: Default>(&mut self, field: Field, text: Text) -> T {
        self.0.push((Some(field.name()), text));
        T::default()
    }

    fn geometry(&mut self, text: Text) {
        self.0.push((Some("geometry"), text));
    }

    /// The record where there are no faults.
    fn end<T>(self, feature: u64, key: &str, record: T) -> Result<T, Refused> {
        if self.0.is_empty() {
            return Ok(record);
        }
        let key = Some(key).filter(|key| !key.is_empty());
        Err(self
            .0
            .into_iter()
            .map(|(field, text)| Problem {
                feature,
                key: key.map(str::to_owned),
                field,
                text,
            })
            .collect())
    }
}
