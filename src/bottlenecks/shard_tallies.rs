//! Adds up the parcels of one project: one pass over them, whatever they are grouped by.

use std::collections::{BTreeMap, HashMap};

use super::{
    figures::{Kind, Sum, Tally},
    grouping::{By, Key, Question},
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

/// Parcels that lie in the same units and wait for the same step are in the same groups, but for those by cause.
#[derive(Default)]
struct Cell {
    groups: Vec<usize>,
    /// What the groups by cause have in common beside the cause.
    keys: Vec<Key>,
    touched_on: Option<Day>,
}

/// One group in the making.
#[derive(Default)]
struct Group {
    tally: Tally,
    /// Facts of each household.
    households: Vec<u8>,
    /// Open obstacles, each once, and whether it is overdue.
    obstacles: BTreeMap<i64, bool>,
}

struct Pass<'a> {
    shard: &'a Shard,
    question: &'a Question,
    /// By set of units and step.
    cells: Vec<Cell>,
    /// By set of units and kind.
    sums: Vec<Sum>,
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
            sums: vec![Sum::default(); shard.unit_sets.len() * Kind::COUNT],
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
                let cell = pass.cell(set, step);
                pass.cells.push(cell);
            }
        }
        pass
    }

    /// The groups of parcels that lie in these units and wait for a step.
    fn cell(&mut self, set: &[i32], step: Option<Step>) -> Cell {
        let question = self.question;
        if question.within.as_ref().is_some_and(|within| !within.holds(set)) {
            return Cell::default();
        }
        let units: Vec<i32> = set.iter().copied().filter(|unit| question.units.ids.contains(unit)).collect();
        let mut cell = Cell {
            groups: vec![TOTAL],
            ..Cell::default()
        };
        if question.by.contains(&By::Unit) && units.is_empty() {
            cell.groups.push(OUTSIDE);
            return cell;
        }
        let mut keys = vec![Key::default()];
        for by in &question.by {
            keys = match by {
                By::Project => keys.iter().map(|key| Key { project: Some(self.shard.project.id), ..*key }).collect(),
                By::Step => keys.iter().filter(|_| step.is_some()).map(|key| Key { step, ..*key }).collect(),
                By::Unit => {
                    let with = |unit: &i32| keys.iter().map(|key| Key { unit: Some(*unit), ..*key }).collect::<Vec<_>>();
                    units.iter().flat_map(with).collect()
                }
                By::Cause => keys,
            };
        }
        if question.by.contains(&By::Cause) {
            cell.keys = keys;
        } else {
            cell.groups.extend(keys.into_iter().map(|key| self.number(key)));
        }
        cell
    }

    fn number(&mut self, key: Key) -> usize {
        *self.numbers.entry(key).or_insert_with(|| {
            self.groups.push(Group::default());
            self.groups.len() - 1
        })
    }

    fn add(&mut self, facts: &ParcelFacts, kind: Kind, days_late: i32) {
        let set = usize::from(facts.unit_set);
        let cell = &mut self.cells[set * Kind::STEPS + kind.step_number()];
        if cell.groups.is_empty() {
            return;
        }
        self.sums[set * Kind::COUNT + kind.number()].add(facts.area_tenths_m2, days_late);
        cell.touched_on = cell.touched_on.max(facts.touched_on(self.question.day));
        let households = self.shard.households.len();
        for group in &cell.groups {
            self.groups[*group].add_household(facts, kind, households);
        }
        if facts.rare.is_some() {
            self.add_obstacles(facts, kind, days_late);
        }
    }

    fn add_obstacles(&mut self, facts: &ParcelFacts, kind: Kind, days_late: i32) {
        let day = self.question.day;
        let cell = &self.cells[usize::from(facts.unit_set) * Kind::STEPS + kind.step_number()];
        let open: Vec<&ParcelObstacle> = facts.obstacles().filter(|obstacle| obstacle.is_open(day)).collect();
        let mut causes: Vec<u8> = open.iter().map(|obstacle| obstacle.cause).collect();
        causes.sort_unstable();
        causes.dedup();
        let with = |cause: &u8| cell.keys.iter().map(|key| Key { cause: Some(*cause), ..*key }).collect::<Vec<_>>();
        let keys: Vec<Key> = causes.iter().flat_map(with).collect();
        let mut groups = cell.groups.clone();
        for key in keys {
            let number = self.number(key);
            groups.push(number);
            let group = &mut self.groups[number];
            let mut sum = Sum::default();
            sum.add(facts.area_tenths_m2, days_late);
            group.tally.add(kind, &sum);
            group.tally.touch(facts.touched_on(day));
            group.add_household(facts, kind, self.shard.households.len());
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
        let numbered = self.sums.iter().enumerate().filter(|(_, sum)| sum.parcels > 0);
        for (number, sum) in numbered {
            let (set, kind) = (number / Kind::COUNT, Kind::numbered(number % Kind::COUNT));
            for group in &self.cells[set * Kind::STEPS + kind.step_number()].groups {
                self.groups[*group].tally.add(kind, sum);
            }
        }
        for cell in &self.cells {
            for group in &cell.groups {
                self.groups[*group].tally.touch(cell.touched_on);
            }
        }
        let of_project = self.of_project();
        let keys: HashMap<usize, Key> = self.numbers.into_iter().map(|(key, number)| (number, key)).collect();
        let mut tallies = self.groups.into_iter().map(Group::finish);
        let total = tallies.next().unwrap_or_default();
        let outside = tallies.next().unwrap_or_default();
        let groups = (2..)
            .zip(tallies)
            .map(|(number, tally)| (keys[&number], tally))
            .filter(|(key, tally)| !tally.is_empty() || *key == of_project)
            .collect();
        ShardTallies { groups, total, outside }
    }
}

impl Group {
    fn add_household(&mut self, facts: &ParcelFacts, kind: Kind, households: usize) {
        if facts.household == 0 {
            return;
        }
        if self.households.is_empty() {
            self.households = vec![0; households];
        }
        self.households[facts.household as usize] |= kind.bits();
    }

    fn add_obstacle(&mut self, obstacle: &ParcelObstacle, is_overdue: bool) {
        *self.obstacles.entry(obstacle.id).or_default() |= is_overdue;
    }

    fn finish(mut self) -> Tally {
        self.tally.add_households(&self.households);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let overdue = self.obstacles.values().filter(|overdue| **overdue).count();
        self.tally.add_obstacles(count(self.obstacles.len()), count(overdue));
        self.tally
    }
}

fn is_overdue(obstacle: &ParcelObstacle, day: Day) -> bool {
    obstacle.due_on.is_some_and(|due| due < day)
}
