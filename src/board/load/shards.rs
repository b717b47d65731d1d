use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use sqlx::PgConnection;

use super::{
    parcels::{ReadParcel, parcels_of},
    projects::projects,
    world_parts,
};
use crate::{
    board::{
        Causes, ParcelFacts, Project, Shard, Units, shapes::ShapesBuilder, shard::ShardParts, world::from_lon_lat,
    },
    deadlines::RuleBook,
};

/// The shards of the projects with these internal numbers (`None`: all).
pub async fn shards(
    conn: &mut PgConnection,
    units: &Units,
    book: &RuleBook,
    causes: &Causes,
    only: Option<&[i32]>,
) -> sqlx::Result<BTreeMap<i32, Arc<Shard>>> {
    let projects = projects(&mut *conn, causes, only).await?;
    let mut building: BTreeMap<i32, ShardBuilder> = BTreeMap::new();
    parcels_of(conn, causes, only, |parcel| {
        building.entry(parcel.project_id).or_default().push(parcel);
    })
    .await?;
    let parts: Vec<(i32, Project, ShardBuilder)> = projects
        .into_iter()
        .map(|(id, project)| (id, project, building.remove(&id).unwrap_or_default()))
        .collect();
    Ok(parts
        .into_par_iter()
        .map(|(id, project, builder)| (id, Arc::new(builder.build(project, units, book))))
        .collect())
}

/// Parcels of a project, in the order in which they are read.
#[derive(Default)]
struct ShardBuilder {
    ids: Vec<i64>,
    keys: Keys,
    shapes: ShapesBuilder,
    households: HashMap<String, u32>,
    unit_sets: HashMap<Arc<[i32]>, u16>,
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
        self.shapes.push(rings, label);
        self.ids.push(parcel.id);
        let (unit, sheet, number) = &parcel.key;
        self.keys.push([unit, sheet, number]);
        self.facts.push(facts);
    }

    fn build(self, project: Project, units: &Units, book: &RuleBook) -> Shard {
        let mut households = vec![String::new(); self.households.len() + 1];
        for (code, place) in self.households {
            households[place as usize] = code;
        }
        let mut unit_sets = vec![Vec::new(); self.unit_sets.len()];
        for (set, place) in self.unit_sets {
            unit_sets[usize::from(place)] = set.to_vec();
        }
        let (shapes, order) = self.shapes.build(&self.ids);
        let ranks = self.keys.ranks();
        let mut facts: Vec<Option<ParcelFacts>> = self.facts.into_iter().map(Some).collect();
        let parts = ShardParts {
            ids: order.iter().map(|nth| self.ids[*nth as usize]).collect(),
            key_rank: order.iter().map(|nth| ranks[*nth as usize]).collect(),
            shapes,
            households,
            unit_sets,
            facts: order.iter().filter_map(|nth| facts[*nth as usize].take()).collect(),
        };
        Shard::new(project, parts, units, book)
    }
}

/// Register unit, map sheet and parcel number of parcels, one after the other.
#[derive(Default)]
struct Keys {
    text: String,
    ends: Vec<[u32; 3]>,
}

impl Keys {
    fn push(&mut self, key: [&str; 3]) {
        let ends = key.map(|part| {
            self.text.push_str(part);
            u32::try_from(self.text.len()).unwrap_or(u32::MAX)
        });
        self.ends.push(ends);
    }

    fn get(&self, nth: usize) -> [&str; 3] {
        let start = nth.checked_sub(1).map_or(0, |before| self.ends[before][2]);
        let [unit, sheet, number] = self.ends[nth];
        [(start, unit), (unit, sheet), (sheet, number)].map(|(from, to)| &self.text[from as usize..to as usize])
    }

    /// The place of each key in the order of unit, sheet and number, numbers by value.
    fn ranks(&self) -> Vec<u32> {
        fn natural(text: &str) -> (u64, &str) {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            (text[..digits].parse().unwrap_or(u64::MAX), text)
        }
        let mut order: Vec<u32> = (0..).take(self.ends.len()).collect();
        order.sort_by_cached_key(|nth| {
            let [unit, sheet, number] = self.get(*nth as usize);
            (unit, natural(sheet), natural(number))
        });
        let mut ranks = vec![0; order.len()];
        for (rank, nth) in (0u32..).zip(order) {
            ranks[nth as usize] = rank;
        }
        ranks
    }
}
