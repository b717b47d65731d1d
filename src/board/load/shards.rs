use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use sqlx::PgConnection;

use super::{
    next_generation,
    parcels::{ReadParcel, parcels_of},
    projects::{planned_days, projects},
    world_parts,
};
use crate::board::{
    Causes, ParcelFacts, Project, Shard, Units, shapes::ShapesBuilder, shard::ShardParts, world::from_lon_lat,
};

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
    parcels_of(conn, causes, &ids, |parcel| {
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
        let rings = parcel.shape.as_deref().map(world_parts).unwrap_or_default();
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
