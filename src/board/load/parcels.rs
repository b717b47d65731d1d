use std::{collections::HashMap, sync::Arc};

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use super::obstacle;
use crate::{
    board::{Causes, CompactDay, ParcelFacts, ParcelObstacle, RareFacts},
    calendar::Day,
    deadlines::FactKind,
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
    sets: Vec<Vec<i32>>,
    numbers: HashMap<Vec<i32>, u32>,
    /// Parcel and number of its set, ascending.
    of: Vec<(i64, u32)>,
}

impl ParcelUnits {
    fn add(&mut self, parcel: i64, units: &[i32]) {
        let number = self.numbers.get(units).copied().unwrap_or_else(|| {
            let next = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
            self.sets.push(units.to_vec());
            self.numbers.insert(units.to_vec(), next);
            next
        });
        self.of.push((parcel, number));
    }

    fn get(&self, parcel: i64) -> &[i32] {
        let found = self.of.binary_search_by_key(&parcel, |(parcel, _)| *parcel);
        found.map_or(&[], |nth| &self.sets[self.of[nth].1 as usize])
    }
}

async fn units(
    conn: &mut PgConnection,
    projects: Option<&[i32]>,
    parcels: Option<&[i64]>,
) -> sqlx::Result<ParcelUnits> {
    let mut found = ParcelUnits::default();
    let mut last = (0, Vec::new());
    let mut rows = sqlx::query!(
        "select parcel_id, unit_id from parcel_units u
         where ($1::integer[] is null or exists (select from parcels p where p.id = u.parcel_id and p.project_id = any($1)))
             and ($2::bigint[] is null or parcel_id = any($2))
         order by 1, 2",
        projects,
        parcels
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        if last.0 != row.parcel_id {
            found.add(last.0, &last.1);
            last = (row.parcel_id, Vec::new());
        }
        last.1.push(row.unit_id);
    }
    found.add(last.0, &last.1);
    Ok(found)
}

async fn beside(
    conn: &mut PgConnection,
    causes: &Causes,
    projects: Option<&[i32]>,
    parcels: Option<&[i64]>,
) -> sqlx::Result<Beside> {
    let mut found = Beside {
        units: units(&mut *conn, projects, parcels).await?,
        ..Beside::default()
    };
    let rows = sqlx::query!(
        "select op.parcel_id, o.id, o.cause, o.due_on, i.opened_on, i.closed_on
         from obstacle_parcels op
         join parcels p on p.id = op.parcel_id
         join obstacles o on o.id = op.obstacle_id
         join obstacle_intervals i on i.obstacle_id = o.id
         where ($1::integer[] is null or p.project_id = any($1)) and ($2::bigint[] is null or p.id = any($2))
         order by op.parcel_id, o.id, i.opened_on",
        projects,
        parcels
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in rows {
        let obstacle = obstacle(causes, row.id, &row.cause, row.opened_on, row.closed_on, row.due_on);
        found.obstacles.entry(row.parcel_id).or_default().push(obstacle);
    }
    let rows = sqlx::query!(
        "select f.parcel_id, f.fact, f.on_date from parcel_facts f join parcels p on p.id = f.parcel_id
         where ($1::integer[] is null or p.project_id = any($1)) and ($2::bigint[] is null or p.id = any($2)) order by f.parcel_id, f.on_date",
        projects,
        parcels
    )
    .fetch_all(conn)
    .await?;
    for row in rows {
        if let Some(kind) = FactKind::from_code(&row.fact) {
            found.facts.entry(row.parcel_id).or_default().push((kind, row.on_date));
        }
    }
    Ok(found)
}

/// One parcel as read, before its household and units have a place in a shard.
pub struct ReadParcel<'a> {
    /// Internal number.
    pub id: i64,
    /// Internal number of the project.
    pub project_id: i32,
    /// Household code; empty: unknown.
    pub household: String,
    /// Units, by internal number, ascending.
    pub units: &'a [i32],
    /// Facts with household and units not yet set.
    pub facts: ParcelFacts,
    /// Register unit, map sheet and parcel number.
    pub key: (String, String, String),
    /// Shape as well-known binary, where it was asked for.
    pub shape: Option<Vec<u8>>,
    /// A point inside the shape, lon/lat degrees.
    pub label: Option<(f64, f64)>,
}

/// The parcels of these projects, in no order (`None`: all); only those with these internal numbers where some are
/// given. Shapes are read only where asked for.
pub async fn parcels(
    conn: &mut PgConnection,
    causes: &Causes,
    projects: Option<&[i32]>,
    only: Option<&[i64]>,
    with_shapes: bool,
    mut each: impl FnMut(ReadParcel<'_>),
) -> sqlx::Result<()> {
    let mut beside = beside(&mut *conn, causes, projects, only).await?;
    let mut rows = sqlx::query!(
        r#"select id, project_id, version, shape_version, register_unit_code, map_sheet, parcel_no, household_code,
                  least(round(coalesce(recovered_area_m2, legal_area_m2, measured_area_m2, 0) * 10), 4e9)::bigint as "area_tenths_m2!",
                  agricultural, needs_resettlement, excluded_on, nullif(touched_days, '{}') as "touched_days: Vec<Day>",
                  notified_on, inventoried_on, plan_posted_on, plan_approved_on, paid_on, resettled_on,
                  recovery_decided_on, handed_over_on,
                  notified_na_on, inventoried_na_on, plan_posted_na_on, plan_approved_na_on, paid_na_on,
                  resettled_na_on, recovery_decided_na_on,
                  case when $3 then st_asbinary(geom) end as shape,
                  st_x(interior_point) as label_x, st_y(interior_point) as label_y
           from parcels
           where ($1::integer[] is null or project_id = any($1)) and ($2::bigint[] is null or id = any($2))"#,
        projects,
        only,
        with_shapes
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        let not_applicable = [
            row.notified_na_on,
            row.inventoried_na_on,
            row.plan_posted_na_on,
            row.plan_approved_na_on,
            row.paid_na_on,
            row.resettled_na_on,
            row.recovery_decided_na_on,
            None,
        ];
        let mut touched: Vec<CompactDay> = row.touched_days.into_iter().flatten().map(CompactDay::from).collect();
        let last_touched = touched.pop().unwrap_or_default();
        let rare = RareFacts {
            not_applicable: not_applicable.map(CompactDay::from),
            obstacles: beside.obstacles.remove(&row.id).unwrap_or_default(),
            facts: beside.facts.remove(&row.id).unwrap_or_default(),
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
        each(ReadParcel {
            id: row.id,
            project_id: row.project_id,
            household: row.household_code,
            units: beside.units.get(row.id),
            facts: ParcelFacts {
                version: row.version,
                shape_version: row.shape_version,
                household: 0,
                area_tenths_m2: u32::try_from(row.area_tenths_m2).unwrap_or(u32::MAX),
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
        });
    }
    Ok(())
}
