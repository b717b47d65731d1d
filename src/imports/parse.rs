//! From a feature to a record: every field parsed, every fault told.

use geo::MultiPolygon;

use super::{
    ImportOptions,
    feature::{Cell, Feature},
    fields::{Field, Fields, Row, cell, fold},
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
        let name = faults.needed(&row, Field::Name, name);
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
        let code = faults.needed(&row, Field::Code, project_code);
        let record = ProjectRecord {
            code: code.clone(),
            name: faults.field(&row, Field::Name, name),
            sector: faults.field(&row, Field::Sector, sector),
            group: faults.field(&row, Field::Group, group),
            investor: faults.field(&row, Field::Investor, name),
            start_on: faults.field(&row, Field::StartOn, plausible_day),
            clearance_deadline: faults.field(&row, Field::ClearanceDeadline, plausible_day),
            corridor_width_m: faults.field(&row, Field::CorridorWidth, corridor_width),
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
            .field(&row, Field::ProjectCode, project_code)
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
            parcel_no: faults.needed(&row, Field::ParcelNo, parcel_no),
            land_use: faults.field(&row, Field::LandUse, |cell| values::text(cell, 200)),
            household_code: faults.field(&row, Field::HouseholdCode, values::label),
            holder_name: faults.field(&row, Field::HolderName, name),
            legal_area_m2: faults.field(&row, Field::LegalArea, values::number),
            recovered_area_m2: faults.field(&row, Field::RecoveredArea, values::number),
            compensation_vnd: faults.field(&row, Field::Compensation, values::money),
            needs_resettlement: faults.field(&row, Field::NeedsResettlement, values::flag),
            ..ParcelRecord::default()
        };
        let today = self.today;
        for step in Step::ALL {
            record.steps[step.index()] = faults.field(&row, Field::On(step), |cell| step_day(cell, today));
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

fn name(cell: &Cell<'_>) -> Result<Option<String>, Text> {
    values::text(cell, 500)
}

/// Whether a text can be the code of a level of units.
pub fn is_level(level: &str) -> bool {
    level.len() <= 32
        && level.starts_with(|c: char| c.is_ascii_lowercase())
        && level
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Why a text cannot be the code of a level.
pub fn level_text(level: &str) -> Text {
    Text::new(
        format!("mã cấp “{level}” phải gồm chữ thường không dấu, ví dụ district"),
        format!("a level is written in small letters without marks, for instance district, not \"{level}\""),
    )
}

fn project_code(cell: &Cell<'_>) -> Result<Option<String>, Text> {
    let code = values::label(cell)?;
    if code
        .as_deref()
        .is_some_and(|code| code.contains(|c: char| c.is_whitespace() || "/?#".contains(c)))
    {
        return Err(Text::new(
            "mã dự án không được có khoảng trắng hoặc các ký tự / ? #",
            "the code of a project must hold no white space and none of / ? #",
        ));
    }
    Ok(code)
}

fn parcel_no(cell: &Cell<'_>) -> Result<Option<String>, Text> {
    let number = values::label(cell)?;
    if number.as_deref().is_some_and(|number| number.contains(['+', ',', ';'])) {
        return Err(Text::new(
            "một dòng ghi nhiều thửa; hãy tách thành mỗi thửa một đối tượng",
            "one row names several parcels; make each parcel a feature of its own",
        ));
    }
    Ok(number)
}

fn sector(cell: &Cell<'_>) -> Result<Option<String>, Text> {
    let Some(text) = values::text(cell, 60)? else {
        return Ok(None);
    };
    let code = match fold(&text).as_str() {
        "transport" | "giaothong" => "transport",
        "industrial" | "congnghiep" => "industrial",
        "urban" | "dothi" => "urban",
        "irrigation" | "thuyloi" => "irrigation",
        "energy" | "nangluong" => "energy",
        "social" | "xahoi" => "social",
        "other" | "khac" => "other",
        _ => {
            return Err(Text::new(
                format!(
                    "không có lĩnh vực “{text}”; dùng transport, industrial, urban, irrigation, energy, social hoặc other"
                ),
                format!(
                    "there is no sector \"{text}\"; use transport, industrial, urban, irrigation, energy, social or other"
                ),
            ));
        }
    };
    Ok(Some(code.to_owned()))
}

fn group(cell: &Cell<'_>) -> Result<Option<String>, Text> {
    match values::text(cell, 20)?.map(|group| group.to_uppercase()) {
        Some(group) if !["QG", "A", "B", "C"].contains(&group.as_str()) => Err(Text::new(
            format!("nhóm dự án phải là QG, A, B hoặc C, không phải “{group}”"),
            format!("the group of a project is QG, A, B or C, not \"{group}\""),
        )),
        group => Ok(group),
    }
}

fn corridor_width(cell: &Cell<'_>) -> Result<Option<f64>, Text> {
    match values::number(cell)? {
        Some(width) if width > 2000.0 || width <= 0.0 => Err(Text::new(
            "bề rộng hành lang phải lớn hơn 0 và không quá 2.000 m",
            "the corridor must be wider than 0 and at most 2,000 m",
        )),
        width => Ok(width),
    }
}

/// A day of a plan: it may lie ahead, but not in another century.
fn plausible_day(cell: &Cell<'_>) -> Result<Option<Day>, Text> {
    match values::day(cell)? {
        Some(day) if day < Day::EARLIEST || Day::from_ymd(2100, 1, 1).is_some_and(|end| day >= end) => Err(Text::new(
            format!("ngày {} không hợp lý", day.to_vietnamese()),
            format!("the day {day} is not plausible"),
        )),
        day => Ok(day),
    }
}

/// A day on which something happened.
fn step_day(cell: &Cell<'_>, today: Day) -> Result<Option<Day>, Text> {
    match values::day(cell)? {
        Some(day) if day < Day::EARLIEST => Err(Text::new(
            format!("ngày {} trước năm 1990", day.to_vietnamese()),
            format!("the day {day} is before 1990"),
        )),
        Some(day) if day > today => Err(Text::new(
            format!("ngày {} ở tương lai: chỉ ghi việc đã làm xong", day.to_vietnamese()),
            format!("the day {day} lies in the future: only what was done has a date"),
        )),
        day => Ok(day),
    }
}
