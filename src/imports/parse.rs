//! From a feature to a record: every field parsed, every fault told.

use geo::MultiPolygon;

use super::{
    ImportOptions,
    codes::{self, is_level, level_text},
    columns::Field,
    feature::{Cell, Feature},
    fields::{Fields, Row, cell, is_contradicted},
    land_use::LandUses,
    record::{ParcelRecord, ProjectRecord, UnitRecord},
    report::Problem,
    values,
};
use crate::{
    calendar::Day,
    geometry::{Country, Shape, ToWgs84, misplaced},
    language::Text,
    steps::Step,
};

/// Reads the records of one file.
pub struct Parser<'o> {
    options: &'o ImportOptions,
    fields: Fields,
    way: ToWgs84,
    land_uses: LandUses,
    country: Option<Country>,
    today: Day,
}

/// A feature that is refused.
#[derive(Debug)]
pub struct Refused {
    /// All that is wrong with it.
    pub problems: Vec<Problem>,
    /// Its shape, where that could be read: for the map.
    pub shape: Option<MultiPolygon<f64>>,
}

/// What a row of a register of parcels says.
#[derive(Debug)]
pub struct ParcelRow {
    /// The parcel.
    pub parcel: ParcelRecord,
    /// Numbers of further parcels of which the row says the same; areas and amounts stay with the first.
    pub others: Vec<String>,
    /// A land use that the list does not have.
    pub unknown_land_use: Option<String>,
}

impl<'o> Parser<'o> {
    /// A parser of a file in the system that `way` leads from; `country` where all shapes must lie in it.
    pub fn new(
        options: &'o ImportOptions,
        fields: Fields,
        way: ToWgs84,
        land_uses: LandUses,
        country: Option<Country>,
    ) -> Self {
        Self {
            options,
            fields,
            way,
            land_uses,
            country,
            today: Day::today(),
        }
    }

    /// Whether a field is read from one of these columns.
    pub fn is_read_from(&self, field: Field, columns: &[String]) -> bool {
        columns.iter().any(|column| self.fields.may_mean(column, field))
    }

    /// The land uses that the parser knows.
    pub const fn land_uses(&self) -> &LandUses {
        &self.land_uses
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
        let unit = UnitRecord {
            geometry: self.areas(&feature, &mut faults),
            code,
            name,
            level,
            parent_code,
            valid_from,
            valid_to,
        };
        match faults.told(number, &unit.code) {
            None => Ok(unit),
            Some(problems) => Err(Refused {
                problems,
                shape: unit.geometry,
            }),
        }
    }

    /// The project that a feature describes.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn project(&mut self, number: u64, mut feature: Feature<'_>) -> Result<ProjectRecord, Refused> {
        let row = self.fields.row(&mut feature);
        let mut faults = Faults::default();
        let style = self.options.numbers;
        let number_of = |cell: &Cell<'_>| values::number(cell, style);
        let code = faults.needed(&row, Field::Code, codes::project_code);
        let record = ProjectRecord {
            code: code.clone(),
            name: faults.field(&row, Field::Name, codes::name),
            sector: faults.field(&row, Field::Sector, codes::sector),
            group: faults.field(&row, Field::Group, codes::group),
            investor: faults.field(&row, Field::Investor, codes::name),
            start_on: faults.field(&row, Field::StartOn, codes::plausible_day),
            clearance_deadline: faults.field(&row, Field::ClearanceDeadline, codes::plausible_day),
            corridor_width_m: faults.field(&row, Field::CorridorWidth, |cell| codes::corridor_width(cell, style)),
            min_workable_m: faults.field(&row, Field::MinWorkable, number_of),
            ..ProjectRecord::default()
        };
        let shape = self.shape(&feature, &mut faults).unwrap_or_default();
        if shape.has_points {
            faults.geometry(Text::new(
                "hình học của dự án phải là vùng hoặc đường, không phải điểm",
                "the geometry of a project must be an area or a line, not a point",
            ));
        }
        match faults.told(number, &code) {
            None => Ok(ProjectRecord {
                boundary: shape.areas,
                alignment: shape.lines,
                ..record
            }),
            Some(problems) => Err(Refused {
                problems,
                shape: shape.areas,
            }),
        }
    }

    /// The parcel that a feature describes.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parcel(&mut self, number: u64, mut feature: Feature<'_>) -> Result<ParcelRow, Refused> {
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
        let style = self.options.numbers;
        let number_of = |cell: &Cell<'_>| values::number(cell, style);
        let mut numbers = faults.needed(&row, Field::ParcelNo, codes::parcel_numbers).into_iter();
        let land_use = faults.field(&row, Field::LandUse, |cell| {
            let text = values::text(cell, 200)?;
            text.map(|text| self.land_uses.read(&text, style)).transpose()
        });
        let unknown_land_use = land_use.as_ref().and_then(|land_use| land_use.unknown.clone());
        let mut parcel = ParcelRecord {
            project_code,
            parcel_no: numbers.next().unwrap_or_default(),
            register_unit_code: faults
                .field(&row, Field::RegisterUnitCode, values::label)
                .unwrap_or_default(),
            map_sheet: faults.field(&row, Field::MapSheet, values::label).unwrap_or_default(),
            land_use: land_use.map(|land_use| land_use.text),
            household_code: faults.field(&row, Field::HouseholdCode, values::label),
            holder_name: faults.field(&row, Field::HolderName, codes::name),
            legal_area_m2: faults.field(&row, Field::LegalArea, number_of),
            recovered_area_m2: faults.field(&row, Field::RecoveredArea, number_of),
            compensation_vnd: faults.field(&row, Field::Compensation, |cell| values::money(cell, style)),
            needs_resettlement: faults.field(&row, Field::NeedsResettlement, values::flag),
            ..ParcelRecord::default()
        };
        let today = self.today;
        for step in Step::ALL {
            parcel.steps[step.index()] = faults.field(&row, Field::On(step), |cell| codes::step_day(cell, today));
        }
        parcel.geometry = self.areas(&feature, &mut faults);
        let others: Vec<String> = numbers.collect();
        if let (Some(_), Some(other)) = (&parcel.geometry, others.first()) {
            let first = &parcel.parcel_no;
            faults.push::<()>(
                Field::ParcelNo,
                Text::new(
                    format!("một hình cho nhiều thửa ({first}, {other}…); hãy tách thành mỗi thửa một đối tượng có hình riêng"),
                    format!("one shape for several parcels ({first}, {other}…); make each parcel a feature with a shape of its own"),
                ),
            );
        }
        if faults.0.is_empty() {
            return Ok(ParcelRow {
                parcel,
                others,
                unknown_land_use,
            });
        }
        let key = parcel.key();
        Err(Refused {
            problems: faults.told(number, &key).unwrap_or_default(),
            shape: parcel.geometry,
        })
    }

    fn shape(&self, feature: &Feature<'_>, faults: &mut Faults) -> Option<Shape> {
        let shape = Shape::read(&feature.geometry, &self.way).unwrap_or_else(|fault| {
            faults.geometry(fault.text());
            None
        })?;
        if let Some(misplaced) = misplaced(&shape, self.country) {
            faults.0.push((Some("geometry"), "place", misplaced.text()));
        }
        Some(shape)
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

/// The faults of one feature, as they are found: field, kind and words.
#[derive(Default)]
struct Faults(Vec<(Option<&'static str>, &'static str, Text)>);

impl Faults {
    /// The value of a field; a fault in it is noted and reads as nothing.
    fn field<T>(
        &mut self,
        row: &Row<'_>,
        field: Field,
        parse: impl FnOnce(&Cell<'_>) -> Result<Option<T>, Text>,
    ) -> Option<T> {
        if is_contradicted(row, field) {
            return self.push(
                field,
                Text::new(
                    "có hai thuộc tính cùng tên với giá trị khác nhau; hãy giữ lại một",
                    "two properties of this name say different things; keep one of them",
                ),
            );
        }
        parse(cell(row, field)).unwrap_or_else(|text| self.push(field, text))
    }

    /// The value of a field that must be there.
    fn needed<T: Default>(
        &mut self,
        row: &Row<'_>,
        field: Field,
        parse: impl FnOnce(&Cell<'_>) -> Result<Option<T>, Text>,
    ) -> T {
        match self.field(row, field, parse) {
            Some(value) => value,
            None if self.has(field) => T::default(),
            None => {
                let name = field.name();
                let text = Text::new(
                    format!("thiếu “{name}”; nếu cột có tên khác, dùng --map {name}=tên_cột"),
                    format!("\"{name}\" is missing; if its column has another name, use --map {name}=column"),
                );
                self.0.push((Some(name), "missing", text));
                T::default()
            }
        }
    }

    fn has(&self, field: Field) -> bool {
        self.0.iter().any(|(name, ..)| *name == Some(field.name()))
    }

    /// Notes a fault of a field, which then reads as its default.
    fn push<T: Default>(&mut self, field: Field, text: Text) -> T {
        self.0.push((Some(field.name()), "value", text));
        T::default()
    }

    fn geometry(&mut self, text: Text) {
        self.0.push((Some("geometry"), "geometry", text));
    }

    /// The faults as reports tell them; `None` where there are none.
    fn told(self, feature: u64, key: &str) -> Option<Vec<Problem>> {
        let key = Some(key).filter(|key| !key.is_empty());
        let told = |(field, code, text)| Problem {
            feature,
            key: key.map(str::to_owned),
            field,
            code,
            text,
        };
        (!self.0.is_empty()).then(|| self.0.into_iter().map(told).collect())
    }
}
