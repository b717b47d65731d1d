//! A made-up province to try the service with: Thái Nguyên as nobody has surveyed it.
//!
//! Everything is drawn by seeded chance and dated relative to a given day, so that the same day always gives the same
//! province. [`province`] makes it, [`load`] stores it; what belongs to the land users in it is invented too.

pub mod cli;

mod areas;
mod curves;
mod exhibits;
mod fields;
mod histories;
mod mesh;
mod obstacles;
mod paces;
mod people;
mod plane;
mod plans;
mod projects;
mod province;
mod register;
mod roads;
mod stages;
mod store;
mod survey;
mod terrain;
#[cfg(test)]
mod tests;

use histories::History;
use obstacles::Obstacle;
use plans::Plan;
use province::District;
use register::Row;
pub use store::{Summary, is_occupied, load};
use survey::Site;

use crate::calendar::Day;

/// The made-up province on a day.
pub struct Province {
    districts: Vec<District>,
    sites: Vec<Site>,
    rows: Vec<Row>,
    histories: Vec<History>,
    plans: Vec<Plan>,
    obstacles: Vec<Obstacle>,
    today: Day,
}

/// The province as it is on a day.
pub fn province(today: Day) -> Province {
    let districts = province::districts();
    let sites = survey::sites(projects::all());
    let rows = register::rows(&sites, &districts);
    let histories = histories::histories(&sites, &rows, today);
    let plans = plans::plans(&sites, &rows, &histories, today);
    let obstacles = obstacles::obstacles(&sites, &rows, &histories, today);
    Province {
        districts,
        sites,
        rows,
        histories,
        plans,
        obstacles,
        today,
    }
}
