//! The land register: sheets, numbers, land use, households and areas of the plots.

mod uses;

use std::collections::HashMap;

use fastrand::Rng;
use geo::MultiPolygon;

use super::{
    curves::{between, count},
    fields::Land,
    paces::{self, Temper},
    people,
    plane::{Point, area, centroid, polygon},
    province::{District, district_at},
    roads::Plot,
    survey::Site,
};
use crate::imports::ParcelRecord;

/// Side of a map sheet, metres.
const SHEET: f64 = 500.0;
/// Side of a commune, metres: communes are squares here, for they are only written in the register.
const COMMUNE: f64 = 5_000.0;

/// A row of the register that belongs to a project.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Place of its project in the list of sites.
    pub site: usize,
    pub district: &'static str,
    /// Place in the order of the works.
    pub order: f64,
    pub land: Land,
    /// Area that the project takes, m².
    pub counted: f64,
    pub record: ParcelRecord,
}

/// The rows of all sites, those of a project together and in the order of the works.
pub fn rows(sites: &[Site], districts: &[District]) -> Vec<Row> {
    let mut dice = Rng::with_seed(51);
    let mut sheets = Sheets::default();
    let mut rows = Vec::new();
    for (number, site) in sites.iter().enumerate() {
        let mut plots: Vec<&Plot> = site.plots.iter().collect();
        plots.sort_by(|a, b| a.order.total_cmp(&b.order));
        let mut households = Households::default();
        let mut last = None;
        for plot in plots {
            let middle = centroid(&plot.ring);
            let Some(district) = district_at(districts, last, middle) else {
                continue;
            };
            last = Some(district);
            let mut record = sheets.entry(district, middle, &mut dice);
            record.project_code = site.project.code.into();
            let counted = describe(&mut record, plot, district.is_city(), &mut dice);
            households.settle(&mut record, plot, middle, &mut dice);
            // A row without a shape lies in no unit: only districts that work well have any, so that it hides no lateness.
            let steady = matches!(paces::of(district.code).temper, Temper::Steady | Temper::Fair);
            if !steady || dice.f64() > 0.006 {
                record.geometry = Some(MultiPolygon(vec![polygon(&plot.ring)]));
            }
            rows.push(Row {
                site: number,
                district: district.code,
                order: plot.order,
                land: plot.land,
                counted,
                record,
            });
        }
    }
    rows
}

/// Writes land use and areas; gives back the area that counts.
fn describe(record: &mut ParcelRecord, plot: &Plot, city: bool, dice: &mut Rng) -> f64 {
    let measured = area(&plot.ring);
    let tenth = |number: f64| (number * 10.0).round() / 10.0;
    // Papers and ground seldom agree to the square metre, and sometimes not at all.
    let error = if dice.f64() < 0.06 {
        between(dice, -0.18, 0.18)
    } else {
        between(dice, -0.025, 0.025)
    };
    let legal = tenth(measured * (1.0 + error));
    let recovered = if plot.taken > 0.96 {
        legal
    } else {
        tenth(measured * plot.taken)
    };
    record.land_use = Some(uses::written(plot.land, legal, city, dice));
    record.legal_area_m2 = (dice.f64() > 0.04).then_some(legal);
    record.recovered_area_m2 = (record.legal_area_m2.is_none() || dice.f64() > 0.01).then_some(recovered);
    if record.recovered_area_m2.is_some() {
        recovered
    } else {
        legal
    }
}

/// The sheets, each with the last number given on it.
#[derive(Default)]
struct Sheets {
    numbers: HashMap<(String, usize), u32>,
}

impl Sheets {
    /// The key of the parcel at a place.
    fn entry(&mut self, district: &District, place: Point, dice: &mut Rng) -> ParcelRecord {
        let cell = |metres: f64, side: f64| (metres / side).floor();
        let (column, row) = (cell(place.x, COMMUNE), cell(place.y, COMMUNE));
        let commune = column.rem_euclid(7.0) + 7.0 * row.rem_euclid(7.0) + 1.0;
        let within = |metres: f64| cell(metres.rem_euclid(COMMUNE), SHEET);
        let sheet = count(within(place.x) + within(-place.y) * (COMMUNE / SHEET) + 1.0);
        let code = format!("{}{commune:02.0}", district.code);
        let last = self
            .numbers
            .entry((code.clone(), sheet))
            .or_insert_with(|| dice.u32(0..40));
        // Numbers are skipped: they belong to parcels that no project touches.
        *last += [1, 1, 1, 2, 4][dice.usize(..5)];
        ParcelRecord {
            register_unit_code: code,
            map_sheet: sheet.to_string(),
            parcel_no: last.to_string(),
            ..ParcelRecord::default()
        }
    }
}

/// The households of a project, one after the other along the works.
#[derive(Default)]
struct Households {
    count: u32,
    organisations: u32,
    /// Parcels that the latest one may still get, whether it has a house, and where it is.
    room: u32,
    housed: bool,
    home: Option<Point>,
    name: String,
    moves: bool,
}

impl Households {
    /// Gives the parcel to the household at hand or to a new one.
    fn settle(&mut self, record: &mut ParcelRecord, plot: &Plot, place: Point, dice: &mut Rng) {
        if plot.land != Land::House && area(&plot.ring) > 900.0 && dice.f64() < 0.04 {
            self.organisations += 1;
            record.household_code = Some(format!("TC{:02}", self.organisations));
            record.holder_name = Some(people::organisation(dice));
            record.needs_resettlement = Some(false);
            return;
        }
        let house = plot.land == Land::House;
        let far = self.home.is_none_or(|home| (home - place).length() > 150.0);
        if self.room == 0 || far || (house && self.housed) {
            self.count += 1;
            self.room = [1, 1, 2, 2, 3, 4][dice.usize(..6)];
            self.housed = false;
            self.home = Some(place);
            self.name = people::person(dice);
            self.moves = dice.f64() < 0.55;
        }
        self.room -= 1;
        self.housed |= house;
        record.household_code = Some(format!("H{:04}", self.count));
        record.holder_name = Some(self.name.clone());
        record.needs_resettlement = Some(house && plot.taken > 0.5 && self.moves);
    }
}
