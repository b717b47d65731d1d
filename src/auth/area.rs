//! Where an account may do what it may do in its own areas only.

use std::collections::{BTreeSet, HashSet};

use super::account::Account;
use crate::{
    board::{Board, Project, Shard, world::WorldPoint},
    language::Text,
    problem::Problem,
};

/// The units and projects that something is limited to; by default nothing.
#[derive(Clone, Debug, Default)]
pub struct Area {
    /// Codes of the units, as the account names them.
    named: Vec<String>,
    /// These units with all below them, by internal number; none: no limit.
    units: Option<BTreeSet<i32>>,
    /// Codes of the projects; none: no limit.
    projects: Option<Vec<String>>,
}

impl Area {
    /// What an account is limited to. Units that are gone hold nothing.
    pub fn of(account: &Account, board: &Board) -> Self {
        let limit = |codes: &Vec<String>| (!codes.is_empty()).then(|| codes.clone());
        Self {
            named: account.unit_codes.clone(),
            units: limit(&account.unit_codes).map(|codes| with_all_below(board, &codes)),
            projects: limit(&account.project_codes),
        }
    }

    /// The units, by internal number; none: no limit.
    pub const fn units(&self) -> Option<&BTreeSet<i32>> {
        self.units.as_ref()
    }

    /// Codes of the projects; none: no limit.
    pub fn projects(&self) -> Option<&[String]> {
        self.projects.as_deref()
    }

    /// Whether nothing is left out.
    pub const fn is_everywhere(&self) -> bool {
        self.units.is_none() && self.projects.is_none()
    }

    /// Whether a parcel lies in it: its project may be one of these, and one of its units must be. A parcel without a
    /// shape lies in no unit.
    pub fn holds_parcel(&self, shard: &Shard, place: u32) -> bool {
        self.allows_project(&shard.project.code) && self.holds_units(shard.units(place))
    }

    /// Whether something of a project lies in it, a parcel or a corner of its outline: enough to list it and to add to it.
    pub fn reaches_project(&self, board: &Board, shard: &Shard) -> bool {
        self.allows_project(&shard.project.code)
            && (lies_nowhere_yet(shard)
                || shard.unit_sets.iter().any(|set| self.holds_units(set))
                || corners(&shard.project).any(|corner| self.holds_corner(board, corner)))
    }

    /// Whether all of a project lies in it, every parcel and every corner of its outline, so that it may be changed as a
    /// whole. One that lies nowhere yet is everybody's whose projects are not limited.
    pub fn holds_project(&self, board: &Board, shard: &Shard) -> bool {
        self.allows_project(&shard.project.code)
            && shard.unit_sets.iter().all(|set| self.holds_units(set))
            && corners(&shard.project).all(|corner| self.holds_corner(board, corner))
    }

    /// Refuses parcels of which one lies elsewhere; numbers that are no parcel's are somebody else's business.
    ///
    /// # Errors
    /// [`Problem::Forbidden`], with the limit.
    pub fn check_parcels(&self, board: &Board, ids: &[i64]) -> Result<(), Problem> {
        if self.is_everywhere() {
            return Ok(());
        }
        for (shard, place) in ids.iter().filter_map(|id| board.parcel(*id)) {
            if !self.allows_project(&shard.project.code) {
                return Err(self.other_project());
            }
            if !self.holds_parcel(shard, place) {
                let units = self.named.join(", ");
                return Err(Problem::Forbidden(Text::new(
                    format!("Có thửa nằm ngoài địa bàn của tài khoản (đơn vị hành chính: {units})."),
                    format!("A parcel lies outside the area of your account (administrative units: {units})."),
                )));
            }
        }
        Ok(())
    }

    /// Refuses a project of which something lies elsewhere.
    ///
    /// # Errors
    /// [`Problem::Forbidden`], with the limit.
    pub fn check_project(&self, board: &Board, shard: &Shard) -> Result<(), Problem> {
        if !self.allows_project(&shard.project.code) {
            return Err(self.other_project());
        }
        if self.holds_project(board, shard) {
            return Ok(());
        }
        let units = self.named.join(", ");
        Err(Problem::Forbidden(Text::new(
            format!("Dự án này không nằm trọn trong địa bàn của tài khoản (đơn vị hành chính: {units})."),
            format!(
                "This project does not lie wholly within the area of your account (administrative units: {units})."
            ),
        )))
    }

    /// Refuses the part of a project in a unit that is neither one of these nor below one.
    ///
    /// # Errors
    /// [`Problem::Forbidden`], with the limit.
    pub fn check_part(&self, board: &Board, shard: &Shard, unit_code: &str) -> Result<(), Problem> {
        if !self.allows_project(&shard.project.code) {
            return Err(self.other_project());
        }
        let units: Vec<i32> = board
            .units
            .all
            .iter()
            .filter(|unit| unit.code == unit_code)
            .map(|unit| unit.id)
            .collect();
        if units.is_empty() || self.holds_units(&units) {
            return Ok(());
        }
        let units = self.named.join(", ");
        Err(Problem::Forbidden(Text::new(
            format!("Đơn vị «{unit_code}» nằm ngoài địa bàn của tài khoản (đơn vị hành chính: {units})."),
            format!("The unit «{unit_code}» lies outside the area of your account (administrative units: {units})."),
        )))
    }

    /// Refuses a new project where projects are limited.
    ///
    /// # Errors
    /// [`Problem::Forbidden`], with the limit.
    pub fn check_new_project(&self) -> Result<(), Problem> {
        if self.projects.is_none() {
            Ok(())
        } else {
            Err(self.other_project())
        }
    }

    fn other_project(&self) -> Problem {
        let projects = self.projects.as_deref().unwrap_or_default().join(", ");
        Problem::Forbidden(Text::new(
            format!("Tài khoản chỉ làm việc với các dự án: {projects}."),
            format!("Your account is limited to the projects: {projects}."),
        ))
    }

    fn allows_project(&self, code: &str) -> bool {
        let allowed = self.projects.as_ref();
        allowed.is_none_or(|codes| codes.iter().any(|allowed| allowed == code))
    }

    fn holds_units(&self, units: &[i32]) -> bool {
        let limit = self.units.as_ref();
        limit.is_none_or(|limit| units.iter().any(|unit| limit.contains(unit)))
    }

    fn holds_corner(&self, board: &Board, corner: WorldPoint) -> bool {
        let Some(limit) = &self.units else { return true };
        let mut units = limit.iter().filter_map(|id| board.units.by_id(*id));
        units.any(|unit| unit.bounds.holds(corner) && contains(&unit.rings, corner))
    }
}

/// The corners of the outline of a project.
fn corners(project: &Project) -> impl Iterator<Item = WorldPoint> {
    project.boundary.iter().chain(&project.alignment).flatten().copied()
}

/// Whether a project has neither parcels nor an outline.
fn lies_nowhere_yet(shard: &Shard) -> bool {
    shard.is_empty() && corners(&shard.project).next().is_none()
}

/// Units with these codes, and all that stand below one of them.
fn with_all_below(board: &Board, codes: &[String]) -> BTreeSet<i32> {
    let mut reached: HashSet<&str> = codes.iter().map(String::as_str).collect();
    let is_below = |reached: &HashSet<&str>, parent: &Option<String>| {
        parent.as_ref().is_some_and(|parent| reached.contains(parent.as_str()))
    };
    // Levels stand from the top in no order of the units: as often as there may be levels.
    loop {
        let before = reached.len();
        for unit in &board.units.all {
            if is_below(&reached, &unit.parent_code) {
                reached.insert(&unit.code);
            }
        }
        if reached.len() == before {
            break;
        }
    }
    let units = board.units.all.iter();
    units
        .filter(|unit| reached.contains(unit.code.as_str()))
        .map(|unit| unit.id)
        .collect()
}

/// Whether a point lies within closed rings, holes left out, by the number of sides to its right.
fn contains(rings: &[Vec<WorldPoint>], [x, y]: WorldPoint) -> bool {
    let (x, y) = (i64::from(x), i64::from(y));
    let crosses = |pair: &[WorldPoint]| {
        let [[x1, y1], [x2, y2]] = [pair[0], pair[1]].map(|corner| corner.map(i64::from));
        let spans = (y1 > y) != (y2 > y);
        // The side is at (x1 + (x2 - x1) (y - y1) / (y2 - y1), y): compared without dividing.
        spans && ((x - x1) * (y2 - y1) < (x2 - x1) * (y - y1)) == (y2 > y1)
    };
    rings
        .iter()
        .flat_map(|ring| ring.windows(2))
        .filter(|pair| crosses(pair))
        .count()
        % 2
        == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_within_a_ring_and_not_within_its_hole() {
        let square = |from: i32, to: i32| vec![[from, from], [to, from], [to, to], [from, to], [from, from]];
        let rings = [square(0, 100), square(40, 60)];
        for (point, within) in [
            ([10, 10], true),
            ([50, 50], false),
            ([110, 50], false),
            ([-1, 50], false),
            ([70, 50], true),
        ] {
            assert_eq!(contains(&rings, point), within, "{point:?}");
        }
    }
}
