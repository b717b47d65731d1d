//! What the import is given, and the day on which the registers are said to have been imported.

use fastrand::Rng;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Ids, operations::Numbers};
use crate::{
    calendar::Day,
    demo::{Province, curves::between, fields::Land, histories::History, register::Row},
    imports::{ParcelRecord, ProjectRecord},
    steps::Step,
};

/// Who brought the registers.
const IMPORTER: &str = "Trung tâm Phát triển quỹ đất tỉnh";

/// The projects.
pub fn projects(province: &Province) -> impl Iterator<Item = ProjectRecord> {
    province
        .sites
        .iter()
        .zip(&province.plans)
        .map(|(site, plan)| ProjectRecord {
            code: site.project.code.into(),
            name: Some(site.project.name.into()),
            sector: Some(site.project.sector.into()),
            group: Some(site.project.group.into()),
            investor: Some(site.project.investor.into()),
            start_on: Some(plan.start_on),
            clearance_deadline: plan.clearance_deadline,
            corridor_width_m: site.corridor,
            min_workable_m: site.corridor.map(|width| if width > 40.0 { 200.0 } else { 100.0 }),
            boundary: site.boundary.clone(),
            alignment: site.alignment.clone(),
        })
}

/// The parcels, with the steps that were done before the registers came.
pub fn parcels(province: &Province) -> impl Iterator<Item = ParcelRecord> {
    let mut dice = Rng::with_seed(111);
    province
        .rows
        .iter()
        .zip(&province.histories)
        .map(move |(row, history)| ParcelRecord {
            compensation_vnd: history.day(Step::PlanApproved).map(|_| compensation(row, &mut dice)),
            steps: std::array::from_fn(|step| history.days[step].filter(|_| !is_later(province, row, history, step))),
            ..row.record.clone()
        })
}

/// Whether a step was recorded by a person after the register came.
pub fn is_later(province: &Province, row: &Row, history: &History, step: usize) -> bool {
    history.recorded[step].is_some_and(|recorded| recorded > imported_on(province, row.site))
}

/// The day on which the register of a project came: when it began, or a year ago.
pub fn imported_on(province: &Province, site: usize) -> Day {
    province.plans[site]
        .start_on
        .plus_days(-3)
        .max(province.today.plus_days(-365))
}

/// A plausible amount, whole VND.
fn compensation(row: &Row, dice: &mut Rng) -> i64 {
    let price = match row.land {
        Land::House => between(dice, 2_400_000.0, 5_600_000.0),
        Land::Garden => between(dice, 190_000.0, 330_000.0),
        Land::Rice | Land::Crop | Land::Pond => between(dice, 240_000.0, 390_000.0),
        Land::Slope => between(dice, 45_000.0, 110_000.0),
    };
    thousands(price * row.counted / 1000.0) * 1000
}

#[expect(clippy::cast_possible_truncation, reason = "a few million at most")]
fn thousands(amount: f64) -> i64 {
    amount as i64
}

/// Dates the import of each project's register: an operation of its own, before everything that people recorded.
pub async fn date_imports(
    conn: &mut PgConnection,
    province: &Province,
    ids: &Ids,
    numbers: &mut Numbers,
) -> sqlx::Result<()> {
    let op_ids: Vec<Uuid> = ids.projects.iter().map(|_| numbers.next()).collect();
    let codes: Vec<&str> = province.sites.iter().map(|site| site.project.code).collect();
    let days: Vec<Day> = (0..ids.projects.len())
        .map(|site| imported_on(province, site))
        .collect();
    sqlx::query!(
        "insert into audit (op_id, at, actor, door, action, subject)
         select op_id, (day + time '08:30') at time zone 'Asia/Ho_Chi_Minh', $4, 'demo', 'import.parcels', code
         from unnest($1::uuid[], $2::text[], $3::date[]) as o (op_id, code, day)",
        &op_ids,
        &codes as &[&str],
        &days as &[Day],
        IMPORTER
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into events (op_id, entity, entity_id, action, effective_on)
         select op_id, 'import', 0, 'imported', day from unnest($1::uuid[], $2::date[]) as o (op_id, day)",
        &op_ids,
        &days as &[Day]
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update parcels p set imported_by = o.op_id
         from unnest($1::uuid[], $2::integer[]) as o (op_id, project_id)
         where p.project_id = o.project_id",
        &op_ids,
        &ids.projects
    )
    .execute(conn)
    .await?;
    Ok(())
}
