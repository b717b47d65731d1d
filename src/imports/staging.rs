//! Records on their way into PostgreSQL: COPY in binary form.
//!
//! # Source
//! PostgreSQL manual, COPY, "Binary Format"; dates are days since 2000-01-01, geometries are EWKB.

use geo::{MultiPolygon, Point};
use uuid::Uuid;

use super::{
    land_use::LandUses,
    record::{ParcelRecord, ProjectRecord, UnitRecord},
};
use crate::{
    calendar::Day,
    geometry::{area_m2, interior_point, is_plainly_valid, write_multi_line_string, write_multi_polygon, write_point},
    vietnamese::fold,
};

/// What every binary COPY begins with.
const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// What every binary COPY ends with.
const TAIL: &[u8] = &[0xff, 0xff];

/// 2000-01-01, from which PostgreSQL counts, in our days.
const POSTGRES_EPOCH: i32 = 10_957;

/// The tables that rows of a file go to, in the order in which they are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// The staging table of what the file holds.
    Staged,
    /// Parcels, where nothing can be known of them yet.
    Parcels,
    /// Their personal data.
    Persons,
    /// The units around them.
    Units,
    /// Which parcel each row of the file is.
    Resolved,
}

impl Table {
    const ALL: [Self; 5] = [Self::Staged, Self::Parcels, Self::Persons, Self::Units, Self::Resolved];
}

/// Rows on their way to the database, table by table.
#[derive(Debug, Default)]
pub struct Rows([Vec<u8>; Table::ALL.len()]);

impl Rows {
    /// How many bytes they have.
    pub fn bytes(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    /// What is to be copied into each table that has rows.
    pub fn copies(self) -> impl Iterator<Item = (Table, Vec<u8>)> {
        let filled = Table::ALL.into_iter().zip(self.0).filter(|(_, rows)| !rows.is_empty());
        filled.map(|(table, mut rows)| {
            rows.extend_from_slice(TAIL);
            (table, rows)
        })
    }

    fn row(&mut self, table: Table, columns: i16) -> Tuple<'_> {
        let rows = &mut self.0[table as usize];
        if rows.is_empty() {
            rows.extend_from_slice(HEAD);
        }
        Tuple::new(rows, columns)
    }
}

/// One row of a COPY.
struct Tuple<'a>(&'a mut Vec<u8>);

impl<'a> Tuple<'a> {
    fn new(out: &'a mut Vec<u8>, columns: i16) -> Self {
        out.extend_from_slice(&columns.to_be_bytes());
        Self(out)
    }

    fn bytes(&mut self, bytes: Option<&[u8]>) {
        // No value is near two gigabytes: features are limited.
        let length = bytes.map_or(-1, |bytes| i32::try_from(bytes.len()).unwrap_or(i32::MAX));
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(bytes.unwrap_or_default());
    }

    fn whole(&mut self, number: Option<i64>) {
        self.bytes(number.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
    }

    fn integer(&mut self, number: i32) {
        self.bytes(Some(&number.to_be_bytes()));
    }

    fn feature(&mut self, number: u64) {
        self.whole(i64::try_from(number).ok());
    }

    fn number(&mut self, number: Option<f64>) {
        self.bytes(number.map(f64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
    }

    fn text(&mut self, text: Option<&str>) {
        self.bytes(text.map(str::as_bytes));
    }

    fn flag(&mut self, flag: Option<bool>) {
        self.bytes(flag.map(|flag| [u8::from(flag)]).as_ref().map(<[u8; 1]>::as_slice));
    }

    fn day(&mut self, day: Option<Day>) {
        let days = day.map(|day| (day.0 - POSTGRES_EPOCH).to_be_bytes());
        self.bytes(days.as_ref().map(<[u8; 4]>::as_slice));
    }

    /// Whether the database must look at a shape before it is believed.
    fn doubtful(&mut self, shape: Option<&MultiPolygon<f64>>) {
        self.flag(Some(shape.is_some_and(|shape| !is_plainly_valid(shape))));
    }

    /// A shape written straight into place, its length put in front afterwards.
    fn shape<S>(&mut self, shape: Option<S>, write: impl FnOnce(&mut Vec<u8>, S)) {
        let Some(shape) = shape else { return self.bytes(None) };
        let at = self.0.len();
        self.0.extend_from_slice(&[0; 4]);
        write(self.0, shape);
        let length = i32::try_from(self.0.len() - at - 4).unwrap_or(i32::MAX);
        self.0[at..at + 4].copy_from_slice(&length.to_be_bytes());
    }
}

/// Appends a row of `staged_units`.
pub fn write_unit(rows: &mut Rows, feature: u64, unit: &UnitRecord) {
    let mut row = rows.row(Table::Staged, 9);
    row.feature(feature);
    row.text(Some(&unit.code));
    row.text(Some(&unit.name));
    row.text(Some(&unit.level));
    row.text(unit.parent_code.as_deref());
    row.day(unit.valid_from);
    row.day(unit.valid_to);
    row.doubtful(unit.geometry.as_ref());
    row.shape(unit.geometry.as_ref(), write_multi_polygon);
}

/// Appends a row of `staged_projects`.
pub fn write_project(rows: &mut Rows, feature: u64, project: &ProjectRecord) {
    let mut row = rows.row(Table::Staged, 13);
    row.feature(feature);
    row.text(Some(&project.code));
    row.text(project.name.as_deref());
    row.text(project.sector.as_deref());
    row.text(project.group.as_deref());
    row.text(project.investor.as_deref());
    row.day(project.start_on);
    row.day(project.clearance_deadline);
    row.number(project.corridor_width_m);
    row.number(project.min_workable_m);
    row.doubtful(project.boundary.as_ref());
    row.shape(project.boundary.as_ref(), write_multi_polygon);
    row.shape(project.alignment.as_ref(), write_multi_line_string);
}

/// What follows from the shape of a parcel.
pub struct Placed {
    /// Well-known binary, extended.
    pub shape: Vec<u8>,
    /// Its area, m².
    pub area_m2: f64,
    /// A place in it.
    pub interior_point: Option<Point<f64>>,
    /// Whether it is certainly valid; else the database must look at it before it is believed.
    pub is_plainly_valid: bool,
}

impl Placed {
    /// What follows from a shape.
    pub fn of(shape: &MultiPolygon<f64>) -> Self {
        let mut bytes = Vec::with_capacity(256);
        write_multi_polygon(&mut bytes, shape);
        Self {
            shape: bytes,
            area_m2: area_m2(shape),
            interior_point: interior_point(shape),
            is_plainly_valid: is_plainly_valid(shape),
        }
    }
}

/// A parcel on its way into a table, with what is known of it besides its record.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// Its place in the file.
    pub feature: u64,
    /// Tells apart the parcels that one feature names.
    pub part: i16,
    /// What the file says.
    pub parcel: &'a ParcelRecord,
    /// What follows from its shape.
    pub placed: Option<&'a Placed>,
    /// Whether all its land uses are agricultural.
    pub agricultural: Option<bool>,
}

impl<'a> Row<'a> {
    /// A parcel of a feature.
    pub fn new(
        feature: u64,
        part: i16,
        parcel: &'a ParcelRecord,
        placed: Option<&'a Placed>,
        land_uses: &LandUses,
    ) -> Self {
        let land_use = parcel.land_use.as_deref();
        Self {
            feature,
            part,
            parcel,
            placed,
            agricultural: land_use.map(|land_use| land_uses.are_agricultural(land_use)),
        }
    }

    /// Appends a row of `staged_parcels`.
    pub fn stage(&self, rows: &mut Rows) {
        let Self { parcel, placed, .. } = self;
        let mut row = rows.row(Table::Staged, 27);
        row.feature(self.feature);
        row.bytes(Some(&self.part.to_be_bytes()));
        row.text(Some(&parcel.project_code));
        self.write_facts(&mut row, None, None);
        row.text(parcel.holder_name.as_deref());
        row.whole(parcel.compensation_vnd);
        row.text(self.holder_folded().as_deref());
        row.flag(Some(placed.is_some_and(|placed| !placed.is_plainly_valid)));
    }

    /// Appends the rows of a parcel that is new and needs no further look.
    pub fn store(&self, rows: &mut Rows, new: &New<'_>) {
        let parcel = self.parcel;
        let mut row = rows.row(Table::Parcels, 24);
        row.whole(Some(new.id));
        row.integer(new.project);
        // What the file does not say is empty, not null.
        self.write_facts(&mut row, Some(""), Some(false));
        row.text(Some(new.author));
        row.bytes(Some(new.import.as_bytes()));
        if parcel.holder_name.is_some() || parcel.compensation_vnd.is_some() {
            let mut row = rows.row(Table::Persons, 4);
            row.whole(Some(new.id));
            row.text(parcel.holder_name.as_deref().or(Some("")));
            row.whole(parcel.compensation_vnd);
            row.text(self.holder_folded().as_deref());
        }
        for unit in new.units {
            let mut row = rows.row(Table::Units, 2);
            row.whole(Some(new.id));
            row.integer(*unit);
        }
        let mut row = rows.row(Table::Resolved, 5);
        row.feature(self.feature);
        row.bytes(Some(&self.part.to_be_bytes()));
        row.integer(new.project);
        row.whole(Some(new.id));
        row.flag(Some(true));
    }

    fn holder_folded(&self) -> Option<String> {
        self.parcel.holder_name.as_deref().map(fold)
    }

    /// The columns that the staging table and the table of parcels have in common; `no_text` and `no_flag` stand where the
    /// file says nothing.
    fn write_facts(&self, row: &mut Tuple<'_>, no_text: Option<&str>, no_flag: Option<bool>) {
        let Self { parcel, placed, .. } = self;
        row.text(Some(&parcel.register_unit_code));
        row.text(Some(&parcel.map_sheet));
        row.text(Some(&parcel.parcel_no));
        row.text(parcel.land_use.as_deref().or(no_text));
        row.flag(self.agricultural.or(no_flag));
        row.text(parcel.household_code.as_deref().or(no_text));
        row.flag(parcel.needs_resettlement.or(no_flag));
        row.number(parcel.legal_area_m2);
        row.number(parcel.recovered_area_m2);
        for day in parcel.steps {
            row.day(day);
        }
        row.number(placed.map(|placed| placed.area_m2));
        row.bytes(placed.map(|placed| placed.shape.as_slice()));
        row.shape(placed.and_then(|placed| placed.interior_point), write_point);
    }
}

/// What a new parcel gets besides what the file says.
pub struct New<'a> {
    /// Its number.
    pub id: i64,
    /// Its project.
    pub project: i32,
    /// The units around it.
    pub units: &'a [i32],
    /// The import that brings it.
    pub import: Uuid,
    /// Who imports.
    pub author: &'a str,
}
