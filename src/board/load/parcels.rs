use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use futures_util::TryStreamExt;
use serde::Deserialize;
use sqlx::{PgConnection, types::Json};

use super::obstacle;
use crate::{
    board::{Causes, CompactDay, ParcelFacts, ParcelObstacle, RareFacts},
    calendar::Day,
    deadlines::FactKind,
    steps::Step,
};

/// What other tables say of parcels, by internal number of the parcel.
#[derive(Default)]
struct Beside {
    units: ParcelUnits,
    obstacles: HashMap<i64, Vec<ParcelObstacle>>,
    facts: HashMap<i64, Vec<(FactKind, Day)>>,
}

/// The units of parcels; of a million parcels few have a set of their own.
#[derive(Default)]
struct ParcelUnits {
    sets: HashSet<Arc<[i32]>>,
    /// Parcel and its set, ascending.
    of: Vec<(i64, Arc<[i32]>)>,
}

impl ParcelUnits {
    /// Adds the units of the next parcel.
    fn add(&mut self, parcel: i64, units: Vec<i32>) {
        let set = self.sets.get(&*units).cloned().unwrap_or_else(|| {
            let set: Arc<[i32]> = units.into();
            self.sets.insert(Arc::clone(&set));
            set
        });
        self.of.push((parcel, set));
    }

    fn get(&self, parcel: i64) -> Arc<[i32]> {
        let found = self.of.binary_search_by_key(&parcel, |(parcel, _)| *parcel);
        found.map_or_else(|_| Arc::default(), |nth| Arc::clone(&self.of[nth].1))
    }
}

async fn units_of(conn: &mut PgConnection, projects: Option<&[i32]>) -> sqlx::Result<ParcelUnits> {
    let mut found = ParcelUnits::default();
    let mut rows = sqlx::query!(
        "select parcel_id, unit_id from parcel_units u
         where $1::integer[] is null or exists (select from parcels p where p.id = u.parcel_id and p.project_id = any($1))
         order by 1, 2",
        projects
    )
    .fetch(conn);
    let mut next = (0, Vec::new());
    while let Some(row) = rows.try_next().await? {
        if next.0 != row.parcel_id {
            let (parcel, units) = std::mem::replace(&mut next, (row.parcel_id, Vec::new()));
            found.add(parcel, units);
        }
        next.1.push(row.unit_id);
    }
    found.add(next.0, next.1);
    Ok(found)
}

async fn beside_projects(conn: &mut PgConnection, causes: &Causes, projects: Option<&[i32]>) -> sqlx::Result<Beside> {
    let mut found = Beside {
        units: units_of(&mut *conn, projects).await?,
        ..Beside::default()
    };
    let rows = sqlx::query!(
        "select op.parcel_id, o.id, o.cause, o.due_on, i.opened_on, i.closed_on
         from obstacle_parcels op
         join parcels p on p.id = op.parcel_id
         join obstacles o on o.id = op.obstacle_id
         join obstacle_intervals i on i.obstacle_id = o.id
         where $1::integer[] is null or p.project_id = any($1)
         order by op.parcel_id, o.id, i.opened_on",
        projects
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in rows {
        let obstacle = obstacle(causes, row.id, &row.cause, row.opened_on, row.closed_on, row.due_on);
        found.obstacles.entry(row.parcel_id).or_default().push(obstacle);
    }
    let rows = sqlx::query!(
        "select f.parcel_id, f.fact, f.on_date from parcel_facts f join parcels p on p.id = f.parcel_id
         where $1::integer[] is null or p.project_id = any($1) order by f.parcel_id, f.on_date",
        projects
    )
    .fetch_all(conn)
    .await?;
    for row in rows {
        if let Ok(kind) = row.fact.parse() {
            found.facts.entry(row.parcel_id).or_default().push((kind, row.on_date));
        }
    }
    Ok(found)
}

/// An obstacle's interval as PostgreSQL writes it into JSON.
#[derive(Debug, Deserialize)]
struct ReadObstacle {
    id: i64,
    cause: String,
    opened_on: Day,
    closed_on: Option<Day>,
    due_on: Option<Day>,
}

/// One parcel as read, before its household and units have a place in a shard.
pub struct ReadParcel {
    /// Internal number.
    pub id: i64,
    /// Internal number of the project.
    pub project_id: i32,
    /// Household code; empty: unknown.
    pub household: String,
    /// Units, by internal number, ascending.
    pub units: Arc<[i32]>,
    /// Facts with household and units not yet set.
    pub facts: ParcelFacts,
    /// Register unit, map sheet and parcel number.
    pub key: (String, String, String),
    /// Shape as well-known binary, where it was asked for.
    pub shape: Option<Vec<u8>>,
    /// A point inside the shape, lon/lat degrees.
    pub label: Option<(f64, f64)>,
}

/// A row of parcels.
struct ParcelRow {
    id: i64,
    project_id: i32,
    version: i32,
    shape_version: i32,
    register_unit_code: String,
    map_sheet: String,
    parcel_no: String,
    household_code: String,
    area_m2: f64,
    agricultural: bool,
    needs_resettlement: bool,
    excluded_on: Option<Day>,
    touched_days: Option<Vec<Day>>,
    notified_on: Option<Day>,
    inventoried_on: Option<Day>,
    plan_posted_on: Option<Day>,
    plan_approved_on: Option<Day>,
    paid_on: Option<Day>,
    resettled_on: Option<Day>,
    recovery_decided_on: Option<Day>,
    handed_over_on: Option<Day>,
    /// By step, but for the last, where there is any.
    not_applicable: Option<Vec<Option<Day>>>,
    units: Option<Vec<i32>>,
    obstacles: Option<Json<Vec<ReadObstacle>>>,
    facts: Option<Json<Vec<(String, Day)>>>,
    shape: Option<Vec<u8>>,
    label_x: Option<f64>,
    label_y: Option<f64>,
}

impl ParcelRow {
    /// The parcel with what was read of other tables at once.
    fn with(self, beside: &mut Beside) -> ReadParcel {
        let units = beside.units.get(self.id);
        let obstacles = beside.obstacles.remove(&self.id).unwrap_or_default();
        let facts = beside.facts.remove(&self.id).unwrap_or_default();
        self.beside(units, obstacles, facts)
    }

    /// The parcel with what its row says of other tables.
    fn alone(mut self, causes: &Causes) -> ReadParcel {
        let units = self.units.take().unwrap_or_default();
        let obstacles = self.obstacles.take().map(|Json(read)| read).unwrap_or_default();
        let obstacles = obstacles
            .into_iter()
            .map(|o| obstacle(causes, o.id, &o.cause, o.opened_on, o.closed_on, o.due_on));
        let facts = self.facts.take().map(|Json(read)| read).unwrap_or_default();
        let facts = facts
            .into_iter()
            .filter_map(|(code, on)| Some((code.parse().ok()?, on)));
        let (obstacles, facts) = (obstacles.collect(), facts.collect());
        self.beside(units.into(), obstacles, facts)
    }

    fn beside(self, units: Arc<[i32]>, obstacles: Vec<ParcelObstacle>, facts: Vec<(FactKind, Day)>) -> ReadParcel {
        let row = self;
        let mut not_applicable = [CompactDay::default(); Step::COUNT];
        for (known, day) in not_applicable.iter_mut().zip(row.not_applicable.into_iter().flatten()) {
            *known = day.into();
        }
        let mut touched: Vec<CompactDay> = row.touched_days.into_iter().flatten().map(CompactDay::from).collect();
        let last_touched = touched.pop().unwrap_or_default();
        let rare = RareFacts {
            not_applicable,
            obstacles,
            facts,
            touched_before: touched,
        };
        let steps = [
            row.notified_on,
            row.inventoried_on,
            row.plan_posted_on,
            row.plan_approved_on,
            row.paid_on,
            row.resettled_on,
            row.recovery_decided_on,
            row.handed_over_on,
        ];
        ReadParcel {
            id: row.id,
            project_id: row.project_id,
            household: row.household_code,
            units,
            facts: ParcelFacts {
                version: row.version,
                shape_version: row.shape_version,
                household: 0,
                area_tenths_m2: tenths(row.area_m2),
                steps: steps.map(CompactDay::from),
                excluded: row.excluded_on.into(),
                unit_set: 0,
                touched: last_touched,
                agricultural: row.agricultural,
                needs_resettlement: row.needs_resettlement,
                rare: (rare != RareFacts::default()).then(|| Arc::new(rare)),
            },
            key: (row.register_unit_code, row.map_sheet, row.parcel_no),
            shape: row.shape,
            label: row.label_x.zip(row.label_y),
        }
    }
}

/// The parcels of these projects (`None`: all) with their shapes, in no order.
pub async fn parcels_of(
    conn: &mut PgConnection,
    causes: &Causes,
    projects: Option<&[i32]>,
    mut each: impl FnMut(ReadParcel),
) -> sqlx::Result<()> {
    let mut beside = beside_projects(&mut *conn, causes, projects).await?;
    let mut rows = sqlx::query_as!(
        ParcelRow,
        r#"select id, project_id, version, shape_version, register_unit_code, map_sheet, parcel_no, household_code,
                  coalesce(recovered_area_m2, legal_area_m2, measured_area_m2, 0) as "area_m2!",
                  agricultural, needs_resettlement, excluded_on, nullif(touched_days, '{}') as "touched_days: Vec<Day>",
                  notified_on, inventoried_on, plan_posted_on, plan_approved_on, paid_on, resettled_on,
                  recovery_decided_on, handed_over_on,
                  case when num_nonnulls(notified_na_on, inventoried_na_on, plan_posted_na_on, plan_approved_na_on, paid_na_on,
                                         resettled_na_on, recovery_decided_na_on) > 0
                      then array[notified_na_on, inventoried_na_on, plan_posted_na_on, plan_approved_na_on, paid_na_on,
                                 resettled_na_on, recovery_decided_na_on]
                  end as "not_applicable: Vec<Option<Day>>",
                  null::integer[] as units, null::jsonb as "obstacles: Json<Vec<ReadObstacle>>",
                  null::jsonb as "facts: Json<Vec<(String, Day)>>",
                  st_asbinary(geom) as shape, st_x(interior_point) as label_x, st_y(interior_point) as label_y
           from parcels
           where $1::integer[] is null or project_id = any($1)"#,
        projects
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        each(row.with(&mut beside));
    }
    Ok(())
}

/// The parcels with these internal numbers without their shapes, in no order.
pub async fn parcels(conn: &mut PgConnection, causes: &Causes, ids: &[i64]) -> sqlx::Result<Vec<ReadParcel>> {
    let rows = sqlx::query_as!(
        ParcelRow,
        r#"select id, project_id, version, shape_version, register_unit_code, map_sheet, parcel_no, household_code,
                  coalesce(recovered_area_m2, legal_area_m2, measured_area_m2, 0) as "area_m2!",
                  agricultural, needs_resettlement, excluded_on, nullif(touched_days, '{}') as "touched_days: Vec<Day>",
                  notified_on, inventoried_on, plan_posted_on, plan_approved_on, paid_on, resettled_on,
                  recovery_decided_on, handed_over_on,
                  case when num_nonnulls(notified_na_on, inventoried_na_on, plan_posted_na_on, plan_approved_na_on, paid_na_on,
                                         resettled_na_on, recovery_decided_na_on) > 0
                      then array[notified_na_on, inventoried_na_on, plan_posted_na_on, plan_approved_na_on, paid_na_on,
                                 resettled_na_on, recovery_decided_na_on]
                  end as "not_applicable: Vec<Option<Day>>",
                  array(select unit_id from parcel_units where parcel_id = p.id order by 1) as units,
                  (
                      select jsonb_agg(o order by o.id, o.opened_on)
                      from (
                          select o.id, o.cause, o.due_on, i.opened_on, i.closed_on
                          from obstacle_parcels op
                          join obstacles o on o.id = op.obstacle_id
                          join obstacle_intervals i using (obstacle_id)
                          where op.parcel_id = p.id
                      ) o
                  ) as "obstacles: Json<Vec<ReadObstacle>>",
                  (
                      select jsonb_agg(jsonb_build_array(fact, on_date) order by on_date)
                      from parcel_facts where parcel_id = p.id
                  ) as "facts: Json<Vec<(String, Day)>>",
                  null::bytea as shape, null::float8 as label_x, null::float8 as label_y
           from parcels p
           where id = any($1)"#,
        ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.alone(causes)).collect())
}

/// Whole tenths, so that sums are exact. Halves go to the even one, as in PostgreSQL.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
fn tenths(area_m2: f64) -> u32 {
    (area_m2 * 10.0).round_ties_even() as u32
}
