//! Adds up the parcels of one project: one pass over them, whatever they are grouped by.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    figures::{ByBits, Sum, Tally},
    grouping::{By, Key, Question},
    kind::Kind,
};
use crate::{
    board::{ParcelFacts, ParcelObstacle, Shard},
    calendar::Day,
    steps::Step,
};

/// The parcels of one project, grouped and added up.
pub struct ShardTallies {
    /// Each group that has a parcel; where projects are asked for, also one that has none.
    pub groups: Vec<(Key, Tally)>,
    /// All parcels together.
    pub total: Tally,
    /// Parcels in none of the units asked for.
    pub outside: Tally,
}

impl ShardTallies {
    /// Adds up a project.
    pub fn of(shard: &Shard, question: &Question) -> Self {
        let mut pass = Pass::new(shard, question);
        shard.for_each(shard.places(), question.day, |place, facts, assessment| {
            if assessment.counts() {
                let kind = Kind::of(&assessment, shard.shapes.has_shape(place));
                pass.add(facts, kind, assessment.days_late);
            } else {
                pass.add_of_project(facts.obstacles(), false);
            }
        });
        pass.add_of_project(&shard.project.obstacles, true);
        pass.finish()
    }

    /// About how much memory it takes.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.groups.len() * size_of::<(Key, Tally)>()
    }
}

/// The groups that have no key: all parcels, and those in none of the units.
const TOTAL: usize = 0;
const OUTSIDE: usize = 1;

/// The facts of each household of a project, and how many households have the same ones.
#[derive(Clone, Default)]
struct Households {
    bits: Vec<u8>,
    by_bits: ByBits,
}

impl Households {
    /// So many, none with any fact.
    fn new(count: usize) -> Self {
        Self {
            bits: vec![0; count],
            by_bits: ByBits::default(),
        }
    }

    /// Adds the facts of a parcel; household 0 stands for those that are not known.
    #[inline]
    fn add(&mut self, household: u32, bits: u8) {
        let known = &mut self.bits[household as usize];
        // Whether anything changes is not asked: a guess that fails takes longer than this.
        self.by_bits.leave(*known);
        *known |= bits;
        self.by_bits.enter(*known);
    }

    /// How many households have which facts.
    fn counts(mut self) -> ByBits {
        if let Some(unknown) = self.bits.first() {
            self.by_bits.leave(*unknown);
        }
        self.by_bits
    }

    /// The households of all of these.
    fn all<'a>(mut of: impl Iterator<Item = &'a Self>) -> Self {
        let mut all = of.next().cloned().unwrap_or_default();
        let mut is_sum = false;
        for more in of {
            is_sum = true;
            for (known, bits) in all.bits.iter_mut().zip(&more.bits) {
                *known |= bits;
            }
        }
        if is_sum {
            all.by_bits = all.bits.iter().copied().collect();
        }
        all
    }
}

/// Parcels that are in the same groups, but for those by cause.
struct Row {
    groups: Vec<usize>,
    /// What the groups by cause have in common beside the cause.
    keys: Vec<Key>,
    /// By kind.
    sums: Vec<Sum>,
    households: Households,
    touched_on: Option<Day>,
}

/// One group in the making.
#[derive(Default)]
struct Group {
    tally: Tally,
    /// Of the parcels that are in no row of the group.
    households: Households,
    /// Open obstacles, each once, and whether it is overdue.
    obstacles: BTreeMap<i64, bool>,
}

struct Pass<'a> {
    shard: &'a Shard,
    question: &'a Question,
    /// By set of units and step waited for: the row; none where no parcel is asked for.
    cells: Vec<Option<usize>>,
    rows: Vec<Row>,
    groups: Vec<Group>,
    numbers: HashMap<Key, usize>,
    /// The groups that the project as a whole makes.
    whole: Vec<usize>,
}

impl<'a> Pass<'a> {
    fn new(shard: &'a Shard, question: &'a Question) -> Self {
        let mut pass = Self {
            shard,
            question,
            cells: Vec::with_capacity(shard.unit_sets.len() * Kind::STEPS),
            rows: Vec::new(),
            groups: vec![Group::default(), Group::default()],
            numbers: HashMap::new(),
            whole: vec![TOTAL],
        };
        if question.by == [By::Project] {
            let number = pass.number(pass.of_project());
            pass.whole.push(number);
        }
        for set in &*shard.unit_sets {
            for step in Step::ALL.into_iter().map(Some).chain([None]) {
                let row = pass.row(set, step);
                pass.cells.push(row);
            }
        }
        pass
    }

    /// The row of parcels that lie in these units and wait for a step.
    fn row(&mut self, set: &[i32], step: Option<Step>) -> Option<usize> {
        let question = self.question;
        if !question.within.iter().all(|within| within.holds(set)) {
            return None;
        }
        let units: Vec<i32> = set
            .iter()
            .copied()
            .filter(|unit| question.units.ids.contains(unit))
            .collect();
        let mut groups = vec![TOTAL];
        let mut keys = Vec::new();
        if question.by.contains(&By::Unit) && units.is_empty() {
            groups.push(OUTSIDE);
        } else {
            keys = self.keys(&units, step);
            if !question.by.contains(&By::Cause) {
                groups.extend(keys.drain(..).map(|key| self.number(key)));
            }
        }
        let known = self
            .rows
            .iter()
            .position(|row| row.groups == groups && row.keys == keys);
        Some(known.unwrap_or_else(|| {
            self.rows.push(Row {
                groups,
                keys,
                sums: vec![Sum::default(); Kind::COUNT],
                households: Households::new(self.shard.households.len()),
                touched_on: None,
            });
            self.rows.len() - 1
        }))
    }

    /// What the groups have in common, but for the cause.
    fn keys(&self, units: &[i32], step: Option<Step>) -> Vec<Key> {
        let mut keys = vec![Key::default()];
        for by in &self.question.by {
            let values: Vec<Key> = match by {
                By::Project => vec![self.of_project()],
                By::Step => step
                    .map(|step| Key {
                        step: Some(step),
                        ..Key::default()
                    })
                    .into_iter()
                    .collect(),
                By::Unit => units
                    .iter()
                    .map(|unit| Key {
                        unit: Some(*unit),
                        ..Key::default()
                    })
                    .collect(),
                By::Cause => vec![Key::default()],
            };
            let with = |key: Key| values.iter().map(move |value| key.and(*value));
            keys = keys.into_iter().flat_map(with).collect();
        }
        keys
    }

    fn number(&mut self, key: Key) -> usize {
        *self.numbers.entry(key).or_insert_with(|| {
            self.groups.push(Group::default());
            self.groups.len() - 1
        })
    }

    fn add(&mut self, facts: &ParcelFacts, kind: Kind, days_late: i32) {
        let Some(number) = self.cells[usize::from(facts.unit_set) * Kind::STEPS + kind.step_number()] else {
            return;
        };
        let row = &mut self.rows[number];
        row.sums[kind.number()].add(facts.area_tenths_m2, days_late);
        row.households.add(facts.household, kind.bits());
        row.touched_on = row.touched_on.max(facts.touched_on(self.question.day));
        if facts.rare.is_some() {
            self.add_obstacles(number, facts, kind, days_late);
        }
    }

    fn add_obstacles(&mut self, row: usize, facts: &ParcelFacts, kind: Kind, days_late: i32) {
        let day = self.question.day;
        let open: Vec<&ParcelObstacle> = facts.obstacles().filter(|obstacle| obstacle.is_open(day)).collect();
        let causes: BTreeSet<u8> = open.iter().map(|obstacle| obstacle.cause).collect();
        let mut groups = self.rows[row].groups.clone();
        let keys = self.rows[row].keys.clone();
        let of_cause = |cause: u8| Key {
            cause: Some(cause),
            ..Key::default()
        };
        for key in causes
            .iter()
            .flat_map(|cause| keys.iter().map(|key| key.and(of_cause(*cause))))
        {
            let number = self.number(key);
            groups.push(number);
            let group = &mut self.groups[number];
            let mut sum = Sum::default();
            sum.add(facts.area_tenths_m2, days_late);
            group.tally.add(kind, &sum);
            group.tally.touch(facts.touched_on(day));
            if group.households.bits.is_empty() {
                group.households = Households::new(self.shard.households.len());
            }
            group.households.add(facts.household, kind.bits());
        }
        for group in groups {
            for obstacle in &open {
                self.groups[group].tally.add_cause(obstacle.cause);
                self.groups[group].add_obstacle(obstacle, is_overdue(obstacle, day));
            }
        }
    }

    fn of_project(&self) -> Key {
        Key {
            project: Some(self.shard.project.id),
            ..Key::default()
        }
    }

    /// Adds open obstacles of the project itself or of parcels that do not count: these are nobody's delay.
    fn add_of_project<'o>(&mut self, obstacles: impl IntoIterator<Item = &'o ParcelObstacle>, may_be_overdue: bool) {
        let day = self.question.day;
        for obstacle in obstacles.into_iter().filter(|obstacle| obstacle.is_open(day)) {
            for group in &self.whole {
                self.groups[*group].add_obstacle(obstacle, may_be_overdue && is_overdue(obstacle, day));
            }
        }
    }

    fn finish(mut self) -> ShardTallies {
        for (number, group) in self.groups.iter_mut().enumerate() {
            let rows = || self.rows.iter().filter(|row| row.groups.contains(&number));
            for row in rows() {
                for (kind, sum) in row.sums.iter().enumerate().filter(|(_, sum)| sum.parcels > 0) {
                    group.tally.add(Kind::numbered(kind), sum);
                }
                group.tally.touch(row.touched_on);
            }
            if rows().next().is_some() {
                group.households = Households::all(rows().map(|row| &row.households));
            }
        }
        let of_project = self.of_project();
        let keys: HashMap<usize, Key> = self.numbers.into_iter().map(|(key, number)| (number, key)).collect();
        let mut tallies = self.groups.into_iter().map(Group::finish);
        let total = tallies.next().unwrap_or_default();
        let outside = tallies.next().unwrap_or_default();
        let mut groups: Vec<(Key, Tally)> = (2..)
            .zip(tallies)
            .map(|(number, tally)| (keys[&number], tally))
            .filter(|(key, tally)| !tally.is_empty() || *key == of_project)
            .collect();
        groups.shrink_to_fit();
        ShardTallies { groups, total, outside }
    }
}

impl Group {
    fn add_obstacle(&mut self, obstacle: &ParcelObstacle, is_overdue: bool) {
        *self.obstacles.entry(obstacle.id).or_default() |= is_overdue;
    }

    fn finish(mut self) -> Tally {
        self.tally.add_households(&self.households.counts());
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let overdue = self.obstacles.values().filter(|overdue| **overdue).count();
        self.tally.add_obstacles(count(self.obstacles.len()), count(overdue));
        self.tally
    }
}

fn is_overdue(obstacle: &ParcelObstacle, day: Day) -> bool {
    obstacle.due_on.is_some_and(|due| due < day)
}
