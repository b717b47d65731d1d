//! Files in, rows out.

mod broken;
mod cancelled;
mod coordinates;
mod files;
mod geometry;
mod kept;
mod neighbours;
mod parcels;
mod place;
mod projects;
mod random;
mod refused;
mod round_trip;
mod shapes;
mod skip_bad;
mod terminal;
mod units;
mod values;
mod ways;

use std::io::Write as _;

use matbang::{
    audit::Author,
    imports::{ImportOptions, Kind, Outputs, Report, Watch, import_file},
};
use sqlx::PgPool;
use tempfile::NamedTempFile;
use uuid::Uuid;

const UNITS: &str = include_str!("../../fixtures/units.geojson");
const PROJECTS: &str = include_str!("../../fixtures/projects.geojson");
const PARCELS: &str = include_str!("../../fixtures/parcels.geojson");

/// Imports a text as a file, with options changed by `say`.
async fn import_with(
    pool: &PgPool,
    kind: Kind,
    content: impl AsRef<[u8]>,
    say: impl FnOnce(&mut ImportOptions),
) -> Report {
    let file = temporary(content);
    let mut options = ImportOptions::new(kind, "test.geojson".to_owned());
    say(&mut options);
    let (outputs, watch) = (Outputs::default(), Watch::nobody());
    import_file(pool, &author(), Uuid::now_v7(), file.path(), &options, &outputs, &watch)
        .await
        .unwrap()
}

/// A file with this content.
fn temporary(content: impl AsRef<[u8]>) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content.as_ref()).unwrap();
    file
}

fn author() -> Author {
    Author {
        name: "chelsea".to_owned(),
        door: "import",
    }
}

async fn import(pool: &PgPool, kind: Kind, content: impl AsRef<[u8]>) -> Report {
    import_with(pool, kind, content, |_| {}).await
}

/// The units, projects and parcels of the fixtures.
async fn load_fixtures(pool: &PgPool) {
    for (kind, content) in [
        (Kind::Units, UNITS),
        (Kind::Projects, PROJECTS),
        (Kind::Parcels, PARCELS),
    ] {
        let report = import(pool, kind, content).await;
        assert_eq!(report.problems, []);
    }
}

/// One number that a query gives.
async fn number(pool: &PgPool, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(pool).await.unwrap()
}

/// One text that a query gives.
async fn text(pool: &PgPool, query: &'static str) -> String {
    sqlx::query_scalar(query).fetch_one(pool).await.unwrap()
}

/// A collection of one square parcel of project D1 with these further properties.
fn one_parcel(properties: &str) -> String {
    let ring = "[[105.8010,21.5100],[105.8013,21.5100],[105.8013,21.5103],[105.8010,21.5103],[105.8010,21.5100]]";
    format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"project_code":"D1",{properties}}},
           "geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}]}}"#
    )
}

/// `[read, stored, updated, unchanged, refused]`.
fn counts(report: &Report) -> [u64; 5] {
    [
        report.read,
        report.stored,
        report.updated,
        report.unchanged,
        report.refused,
    ]
}
