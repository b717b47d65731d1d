//! Reads the board, or parts of it, from the database. Every function here reads within the caller's transaction,
//! so that all parts are of one moment.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use super::{
    AdminUnit, Board, Causes, Commitment, CompactDay, Level, ParcelFacts, ParcelObstacle, Project, RareFacts, Shard,
    StepPlan, Units,
    shapes::ShapesBuilder,
    shard::ShardParts,
    wkb,
    world::{WorldBox, from_lon_lat},
};
use crate::{
    calendar::Day,
    deadlines::{FactKind, load_rule_book},
    steps::Step,
};

static GENERATION: AtomicU64 = AtomicU64::new(1);

/// A number that no state of anything on this process's board had before.
pub fn next_generation() -> u64 {
    GENERATION.fetch_add(1, Ordering::Relaxed)
}

/// The whole board.
pub async fn board(conn: &mut PgConnection) -> sqlx::Result<Board> {
    let causes = causes(&mut *conn).await?;
    let units = units(&mut *conn).await?;
    let rules = Arc::new(load_rule_book(&mut *conn).await?);
    let shards = shards(&mut *conn, &units, &causes, None).await?;
    Ok(Board {
        units,
        rules,
        rules_generation: next_generation(),
        causes,
        shards,
    })
}

async fn causes(conn: &mut PgConnection) -> sqlx::Result<Causes> {
    let codes = sqlx::query_scalar!("select code from obstacle_causes order by rank, code")
        .fetch_all(conn)
        .await?;
    Ok(codes.into())
}

/// All administrative units.
pub async fn units(conn: &mut PgConnection) -> sqlx::Result<Arc<Units>> {
    let levels = sqlx::query_as!(
        Level,
        "select level, name_vi, name_en, rank from unit_levels order by rank, level"
    )
    .fetch_all(&mut *conn)
    .await?;
    let rows = sqlx::query!(
        r#"select u.id, u.code, u.name, u.level, l.rank, u.parent_code, u.valid_from, u.valid_to, u.version,
                  st_asbinary(u.geom) as shape, st_x(c.label) as label_x, st_y(c.label) as label_y
           from admin_units u
           join unit_levels l using (level)
           cross join lateral (select (st_maximuminscribedcircle(st_simplify(u.geom, 0.0005))).center as label) c
           order by l.rank, u.level, u.code, u.valid_from nulls first"#
    )
    .fetch_all(conn)
    .await?;
    let all = rows
        .into_iter()
        .map(|row| {
            let rings = row.shape.as_deref().map(wkb::parts).unwrap_or_default();
            let mut bounds = WorldBox::EMPTY;
            rings.iter().flatten().for_each(|point| bounds.add(*point));
            Arc::new(AdminUnit {
                id: row.id,
                code: row.code,
                name: row.name,
                level: row.level,
                rank: row.rank,
                parent_code: row.parent_code,
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                version: row.version,
                rings,
                label: row.label_x.zip(row.label_y).map(|(lon, lat)| from_lon_lat(lon, lat)),
                bounds,
            })
        })
        .collect();
    Ok(Arc::new(Units::new(levels, all, next_generation())))
}

/// The projects with these internal numbers (`None`: all) and what belongs to them alone.
pub async fn projects(
    conn: &mut PgConnection,
    causes: &Causes,
    only: Option<&[i32]>,
) -> sqlx::Result<BTreeMap<i32, Project>> {
    let rows = sqlx::query!(
        r#"select id, code, name, sector, project_group, investor, start_on, clearance_deadline, corridor_width_m,
                  min_workable_m, archived_on, version, st_asbinary(boundary) as boundary, st_asbinary(alignment) as alignment
           from projects where $1::integer[] is null or id = any($1)"#,
        only
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut projects: BTreeMap<i32, Project> = rows
        .into_iter()
        .map(|row| {
            let project = Project {
                id: row.id,
                code: row.code,
                name: row.name,
                sector: row.sector,
                group: row.project_group,
                investor: row.investor,
                start_on: row.start_on,
                clearance_deadline: row.clearance_deadline,
                corridor_width_m: row.corridor_width_m,
                min_workable_m: row.min_workable_m,
                archived_on: row.archived_on,
                version: row.version,
                boundary: row.boundary.as_deref().map(wkb::parts).unwrap_or_default(),
                alignment: row.alignment.as_deref().map(wkb::parts).unwrap_or_default(),
                step_plans: Vec::new(),
                share_plan: Vec::new(),
                commitments: Vec::new(),
                obstacles: Vec::new(),
            };
            (row.id, project)
        })
        .collect();
    add_plans(&mut *conn, only, &mut projects).await?;
    add_project_obstacles(conn, causes, only, &mut projects).await?;
    Ok(projects)
}

async fn add_plans(
    conn: &mut PgConnection,
    only: Option<&[i32]>,
    projects: &mut BTreeMap<i32, Project>,
) -> sqlx::Result<()> {
    let plans = sqlx::query!(
        "select project_id, unit_code, step, current_on from step_plans
         where $1::integer[] is null or project_id = any($1) order by project_id, unit_code",
        only
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in plans {
        let (Some(project), Ok(step)) = (projects.get_mut(&row.project_id), row.step.parse::<Step>()) else {
            continue;
        };
        if project
            .step_plans
            .last()
            .is_none_or(|plan| plan.unit_code != row.unit_code)
        {
            project.step_plans.push(StepPlan {
                unit_code: row.unit_code,
                days: [None; Step::COUNT],
            });
        }
        if let Some(plan) = project.step_plans.last_mut() {
            plan.days[step.index()] = Some(row.current_on);
        }
    }
    let points = sqlx::query!(
        "select project_id, on_date, share from share_plans
         where $1::integer[] is null or project_id = any($1) order by project_id, on_date",
        only
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in points {
        if let Some(project) = projects.get_mut(&row.project_id) {
            project.share_plan.push((row.on_date, row.share));
        }
    }
    let commitments = sqlx::query!(
        "select project_id, made_on, due_on, share, superseded_on from commitments
         where $1::integer[] is null or project_id = any($1) order by project_id, due_on, id",
        only
    )
    .fetch_all(conn)
    .await?;
    for row in commitments {
        if let Some(project) = projects.get_mut(&row.project_id) {
            project.commitments.push(Commitment {
                made_on: row.made_on,
                due_on: row.due_on,
                share: row.share,
                superseded_on: row.superseded_on,
            });
        }
    }
    Ok(())
}

async fn add_project_obstacles(
    conn: &mut PgConnection,
    causes: &Causes,
    only: Option<&[i32]>,
    projects: &mut BTreeMap<i32, Project>,
) -> sqlx::Result<()> {
    let rows = sqlx::query!(
        "select o.id, o.project_id, o.cause, o.due_on, i.opened_on, i.closed_on
         from obstacles o join obstacle_intervals i on i.obstacle_id = o.id
         where o.scope = 'project' and ($1::integer[] is null or o.project_id = any($1))
         order by o.id, i.opened_on",
        only
    )
    .fetch_all(conn)
    .await?;
    for row in rows {
        if let Some(project) = projects.get_mut(&row.project_id) {
            project.obstacles.push(obstacle(
                causes,
                row.id,
                &row.cause,
                row.opened_on,
                row.closed_on,
                row.due_on,
            ));
        }
    }
    Ok(())
}

fn obstacle(
    causes: &Causes,
    id: i64,
    cause: &str,
    opened_on: Day,
    closed_on: Option<Day>,
    due_on: Option<Day>,
) -> ParcelObstacle {
    let place = causes
        .iter()
        .position(|code| code == cause)
        .unwrap_or(usize::from(u8::MAX));
    ParcelObstacle {
        id,
        cause: u8::try_from(place).unwrap_or(u8::MAX),
        stops_works: cause == "WORKS_STOPPED",
        opened_on,
        closed_on,
        due_on,
    }
}

/// What other tables say of parcels, by internal number of the parcel.
#[derive(Default)]
struct Beside {
    units: HashMap<i64, Vec<i32>>,
    obstacles: HashMap<i64, Vec<ParcelObstacle>>,
    facts: HashMap<i64, Vec<(FactKind, Day)>>,
}

async fn beside(
    conn: &mut PgConnection,
    causes: &Causes,
    projects: &[i32],
    parcels: Option<&[i64]>,
) -> sqlx::Result<Beside> {
    let mut found = Beside::default();
    {
        let mut rows = sqlx::query!(
            "select u.parcel_id, u.unit_id from parcel_units u join parcels p on p.id = u.parcel_id
             where p.project_id = any($1) and ($2::bigint[] is null or p.id = any($2)) order by 1, 2",
            projects,
            parcels
        )
        .fetch(&mut *conn);
        while let Some(row) = rows.try_next().await? {
            found.units.entry(row.parcel_id).or_default().push(row.unit_id);
        }
    }
    let rows = sqlx::query!(
        "select op.parcel_id, o.id, o.cause, o.due_on, i.opened_on, i.closed_on
         from obstacle_parcels op
         join parcels p on p.id = op.parcel_id
         join obstacles o on o.id = op.obstacle_id
         join obstacle_intervals i on i.obstacle_id = o.id
         where p.project_id = any($1) and ($2::bigint[] is null or p.id = any($2))
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
         where p.project_id = any($1) and ($2::bigint[] is null or p.id = any($2)) order by f.parcel_id, f.on_date",
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
pub struct ReadParcel {
    /// Internal number.
    pub id: i64,
    /// Internal number of the project.
    pub project_id: i32,
    /// Household code; empty: unknown.
    pub household: String,
    /// Units, by internal number, ascending.
    pub units: Vec<i32>,
    /// Facts with household and units not yet set.
    pub facts: ParcelFacts,
    key: (String, String, String),
    shape: Option<Vec<u8>>,
    label: Option<(f64, f64)>,
}

/// The parcels of these projects, in the order of project and internal number; only those with these internal
/// numbers where some are given. Shapes are read only where asked for.
pub async fn parcels(
    conn: &mut PgConnection,
    causes: &Causes,
    projects: &[i32],
    only: Option<&[i64]>,
    with_shapes: bool,
    mut each: impl FnMut(ReadParcel),
) -> sqlx::Result<()> {
    let mut beside = beside(&mut *conn, causes, projects, only).await?;
    let mut rows = sqlx::query!(
        r#"select id, project_id, version, shape_version, register_unit_code, map_sheet, parcel_no, household_code,
                  coalesce(recovered_area_m2, legal_area_m2, measured_area_m2, 0)::real as "area_m2!",
                  agricultural, needs_resettlement, excluded_on, touched_days as "touched_days: Vec<Day>",
                  notified_on, inventoried_on, plan_posted_on, plan_approved_on, paid_on, resettled_on,
                  recovery_decided_on, handed_over_on,
                  notified_na_on, inventoried_na_on, plan_posted_na_on, plan_approved_na_on, paid_na_on,
                  resettled_na_on, recovery_decided_na_on,
                  case when $3 then st_asbinary(geom) end as shape,
                  st_x(interior_point) as label_x, st_y(interior_point) as label_y
           from parcels
           where project_id = any($1) and ($2::bigint[] is null or id = any($2))
           order by project_id, id"#,
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
        let rare = RareFacts {
            not_applicable: not_applicable.map(CompactDay::from),
            obstacles: beside.obstacles.remove(&row.id).unwrap_or_default(),
            facts: beside.facts.remove(&row.id).unwrap_or_default(),
            touched: row
                .touched_days
                .into_iter()
                .map(|day| CompactDay::from(Some(day)))
                .collect(),
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
            units: beside.units.remove(&row.id).unwrap_or_default(),
            facts: ParcelFacts {
                version: row.version,
                shape_version: row.shape_version,
                household: 0,
                area_m2: row.area_m2,
                steps: steps.map(CompactDay::from),
                excluded: row.excluded_on.into(),
                unit_set: 0,
                agricultural: row.agricultural,
                needs_resettlement: row.needs_resettlement,
                rare: (rare != RareFacts::default()).then(|| Box::new(rare)),
            },
            key: (row.register_unit_code, row.map_sheet, row.parcel_no),
            shape: row.shape,
            label: row.label_x.zip(row.label_y),
        });
    }
    Ok(())
}

/// The shards of the projects with these internal numbers (`None`: all).
pub async fn shards(
    conn: &mut PgConnection,
    units: &Units,
    causes: &Causes,
    only: Option<&[i32]>,
) -> sqlx::Result<BTreeMap<i32, Arc<Shard>>> {
    let projects = projects(&mut *conn, causes, only).await?;
    let ids: Vec<i32> = projects.keys().copied().collect();
    let mut building: BTreeMap<i32, ShardBuilder> = BTreeMap::new();
    parcels(conn, causes, &ids, None, true, |parcel| {
        building.entry(parcel.project_id).or_default().push(parcel);
    })
    .await?;
    Ok(projects
        .into_iter()
        .map(|(id, project)| {
            let builder = building.remove(&id).unwrap_or_default();
            (id, Arc::new(builder.build(project, units)))
        })
        .collect())
}

#[derive(Default)]
struct ShardBuilder {
    ids: Vec<i64>,
    keys: Vec<(String, String, String)>,
    shapes: ShapesBuilder,
    households: HashMap<String, u32>,
    unit_sets: HashMap<Vec<i32>, u16>,
    facts: Vec<ParcelFacts>,
}

impl ShardBuilder {
    fn push(&mut self, parcel: ReadParcel) {
        let mut facts = parcel.facts;
        if !parcel.household.is_empty() {
            let next = u32::try_from(self.households.len() + 1).unwrap_or(u32::MAX);
            facts.household = *self.households.entry(parcel.household).or_insert(next);
        }
        let next = u16::try_from(self.unit_sets.len()).unwrap_or(u16::MAX);
        facts.unit_set = *self.unit_sets.entry(parcel.units).or_insert(next);
        let rings = parcel.shape.as_deref().map(wkb::parts).unwrap_or_default();
        let label = parcel.label.map_or([0, 0], |(lon, lat)| from_lon_lat(lon, lat));
        self.shapes.push(&rings, label);
        self.ids.push(parcel.id);
        self.keys.push(parcel.key);
        self.facts.push(facts);
    }

    fn build(self, project: Project, units: &Units) -> Shard {
        let mut households = vec![String::new(); self.households.len() + 1];
        for (code, place) in self.households {
            households[place as usize] = code;
        }
        let mut unit_sets = vec![Vec::new(); self.unit_sets.len()];
        for (set, place) in self.unit_sets {
            unit_sets[usize::from(place)] = set;
        }
        let plans = unit_sets.iter().map(|set| planned_days(&project, units, set)).collect();
        let parts = ShardParts {
            project: Arc::new(project),
            key_rank: key_ranks(&self.keys),
            ids: self.ids,
            shapes: self.shapes.build(),
            households,
            unit_sets,
            plans,
            facts: self.facts,
        };
        Shard::new(parts, next_generation())
    }
}

/// The planned day of each step for parcels in a set of units: of the lowest unit that has one, else the project's.
pub fn planned_days(project: &Project, units: &Units, set: &[i32]) -> [Option<Day>; Step::COUNT] {
    let mut containing: Vec<_> = set.iter().filter_map(|id| units.by_id(*id)).collect();
    containing.sort_by_key(|unit| std::cmp::Reverse(unit.rank));
    let plan_of = |code: &str| project.step_plans.iter().find(|plan| plan.unit_code == code);
    let nearest_first: Vec<_> = containing
        .iter()
        .filter_map(|unit| plan_of(&unit.code))
        .chain(plan_of(""))
        .collect();
    std::array::from_fn(|step| nearest_first.iter().find_map(|plan| plan.days[step]))
}

/// The place of each key in the order of unit, sheet and number, numbers by value.
fn key_ranks(keys: &[(String, String, String)]) -> Vec<u32> {
    fn natural(text: &str) -> (u64, &str) {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        (text[..digits].parse().unwrap_or(u64::MAX), text)
    }
    let mut order: Vec<u32> = (0..u32::try_from(keys.len()).unwrap_or(u32::MAX)).collect();
    order.sort_by_cached_key(|place| {
        let (unit, sheet, number) = &keys[*place as usize];
        (unit.as_str(), natural(sheet), natural(number))
    });
    let mut ranks = vec![0; keys.len()];
    for (rank, place) in (0u32..).zip(order) {
        ranks[place as usize] = rank;
    }
    ranks
}
