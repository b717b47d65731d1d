//! Records on their way into PostgreSQL: COPY in binary form.
//!
//! # Source
//! PostgreSQL manual, COPY, "Binary Format"; dates are days since 2000-01-01, geometries are EWKB.

use geo::MultiPolygon;

use super::{
    land_use::LandUses,
    record::{ParcelRecord, ProjectRecord, UnitRecord},
};
use crate::{
    calendar::Day,
    geometry::{area_m2, interior_point, is_plainly_valid, write_multi_line_string, write_multi_polygon, write_point},
};

/// What every binary COPY begins with.
pub const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// What every binary COPY ends with.
pub const TAIL: &[u8] = &[0xff, 0xff];

/// 2000-01-01, from which PostgreSQL counts, in our days.
const POSTGRES_EPOCH: i32 = 10_957;

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
pub fn write_unit(out: &mut Vec<u8>, feature: u64, unit: &UnitRecord) {
    let mut row = Tuple::new(out, 9);
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
pub fn write_project(out: &mut Vec<u8>, feature: u64, project: &ProjectRecord) {
    let mut row = Tuple::new(out, 13);
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

/// Appends a row of `staged_parcels`; `part` tells apart the parcels that one feature names.
pub fn write_parcel(out: &mut Vec<u8>, feature: u64, part: i16, parcel: &ParcelRecord, land_uses: &LandUses) {
    let mut row = Tuple::new(out, 26);
    row.feature(feature);
    row.bytes(Some(&part.to_be_bytes()));
    row.text(Some(&parcel.project_code));
    row.text(Some(&parcel.register_unit_code));
    row.text(Some(&parcel.map_sheet));
    row.text(Some(&parcel.parcel_no));
    row.text(parcel.land_use.as_deref());
    row.flag(
        parcel
            .land_use
            .as_deref()
            .map(|land_use| land_uses.are_agricultural(land_use)),
    );
    row.text(parcel.household_code.as_deref());
    row.text(parcel.holder_name.as_deref());
    row.whole(parcel.compensation_vnd);
    row.flag(parcel.needs_resettlement);
    row.number(parcel.legal_area_m2);
    row.number(parcel.recovered_area_m2);
    for day in parcel.steps {
        row.day(day);
    }
    row.number(parcel.geometry.as_ref().map(area_m2));
    row.doubtful(parcel.geometry.as_ref());
    row.shape(parcel.geometry.as_ref(), write_multi_polygon);
    row.shape(parcel.geometry.as_ref().and_then(interior_point), write_point);
}
