//! The made-up province written to the database: through the import, then what no file carries.

mod documents;
mod obstacles;
mod operations;
mod plans;
mod records;
mod talk;
mod updates;

use std::collections::HashMap;

use sqlx::PgConnection;

use super::{Province, Row, cli::DemoError, province};
use crate::{
    attachments::Attachments,
    audit::{self, Author},
    calendar::Day,
    imports::{store_parcels, store_projects, store_units},
};

/// What was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Administrative units, the province included.
    pub units: usize,
    /// Projects.
    pub projects: usize,
    /// Parcels.
    pub parcels: usize,
    /// Obstacles, open and closed.
    pub obstacles: usize,
    /// Things that people recorded, each for many parcels.
    pub operations: usize,
}

/// Internal numbers, in the order of sites and rows.
struct Ids {
    projects: Vec<i32>,
    parcels: Vec<i64>,
}

/// Whether the database holds projects already, in which case nothing may be loaded beside them.
///
/// # Errors
/// Only those of the database.
pub async fn is_occupied(conn: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists (select from projects) as "occupied!""#)
        .fetch_one(conn)
        .await
}

/// Stores the made-up province as it is on a day, within the caller's transaction; its files go to the store of attachments.
///
/// # Errors
/// Those of the database and of the store.
pub async fn load(conn: &mut PgConnection, attachments: &Attachments, today: Day) -> Result<Summary, DemoError> {
    let province = super::province(today);
    let mut numbers = operations::Numbers::new();
    let author = Author {
        name: province::PROVINCE_NAME.into(),
        door: "demo",
    };
    let op_id = numbers.next();
    audit::record(conn, op_id, &author, "demo.load", province::PROVINCE).await?;
    levels(conn).await?;
    store_units(conn, op_id, &author, province::units(&province.districts).into_iter()).await?;
    store_projects(conn, op_id, &author, records::projects(&province)).await?;
    store_parcels(conn, op_id, &author, records::parcels(&province)).await?;
    let ids = ids(conn, &province).await?;
    records::date_imports(conn, &province, &ids, &mut numbers).await?;
    documents::store(conn, &province, &ids).await?;
    plans::store(conn, &province, &ids).await?;
    let mut operations = updates::store(conn, &province, &ids, &mut numbers).await?;
    let numbered = obstacles::number(conn, &province).await?;
    operations.extend(obstacles::store(conn, &province, &ids, &numbered, &mut numbers).await?);
    talk::store(conn, attachments, &numbered, &mut numbers).await?;
    updates::settle(conn, &province, &ids, &operations).await?;
    Ok(Summary {
        units: province.districts.len() + 1,
        projects: ids.projects.len(),
        parcels: ids.parcels.len(),
        obstacles: province.obstacles.len(),
        operations: operations.len(),
    })
}

/// The levels of the demo's units.
async fn levels(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into unit_levels (level, name_vi, name_en, rank)
         values ('province', 'Tỉnh', 'Province', 1), ('district', 'Huyện, thành phố', 'District or city', 2)
         on conflict (level) do nothing"
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Looks the stored rows up by their keys.
async fn ids(conn: &mut PgConnection, province: &Province) -> sqlx::Result<Ids> {
    let projects: HashMap<String, i32> = sqlx::query!("select code, id from projects")
        .fetch_all(&mut *conn)
        .await?
        .into_iter()
        .map(|row| (row.code, row.id))
        .collect();
    let parcels: HashMap<(i32, String, String, String), i64> =
        sqlx::query!("select id, project_id, register_unit_code, map_sheet, parcel_no from parcels")
            .fetch_all(conn)
            .await?
            .into_iter()
            .map(|row| {
                (
                    (row.project_id, row.register_unit_code, row.map_sheet, row.parcel_no),
                    row.id,
                )
            })
            .collect();
    let project = |code: &str| projects.get(code).copied().ok_or(sqlx::Error::RowNotFound);
    let parcel = |row: &Row| {
        let record = &row.record;
        let key = (
            project(&record.project_code)?,
            record.register_unit_code.clone(),
            record.map_sheet.clone(),
            record.parcel_no.clone(),
        );
        parcels.get(&key).copied().ok_or(sqlx::Error::RowNotFound)
    };
    Ok(Ids {
        projects: province
            .sites
            .iter()
            .map(|site| project(site.project.code))
            .collect::<sqlx::Result<_>>()?,
        parcels: province.rows.iter().map(parcel).collect::<sqlx::Result<_>>()?,
    })
}
