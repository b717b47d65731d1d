//! Land cut into cells: whoever touches along a side has exactly the same corners there.

use std::collections::HashMap;

use super::plane::{Point, area, contains, sides};

/// A cut that ends closer than this to a corner ends in the corner, metres.
const SNAP: f64 = 1.5;
/// Nothing smaller is cut off, m².
const SMALLEST: f64 = 40.0;

/// A cell of a mesh.
pub type Cell = usize;

/// A plane cut into cells, each a simple ring that runs counter-clockwise.
#[derive(Default)]
pub struct Mesh {
    corners: Vec<Point>,
    cells: Vec<Vec<usize>>,
    /// The cell to the left of a directed side.
    owners: HashMap<(usize, usize), Cell>,
}

/// Where a cut meets the outline of a cell: on the side that starts at this place in the ring.
#[derive(Clone, Copy)]
struct Meeting {
    side: usize,
    at: Point,
}

impl Mesh {
    /// Adds a piece of land that touches no other.
    pub fn add(&mut self, ring: &[Point]) -> Cell {
        let first = self.corners.len();
        self.corners.extend_from_slice(ring);
        let ring = (first..self.corners.len()).collect();
        self.cells.push(Vec::new());
        self.own(self.cells.len() - 1, ring);
        self.cells.len() - 1
    }

    /// The outline of a cell.
    pub fn ring(&self, cell: Cell) -> Vec<Point> {
        self.cells[cell].iter().map(|&corner| self.corners[corner]).collect()
    }

    /// Cuts a cell in two along a path through the path's middle point, which must lie inside; gives back the parts to
    /// the left and to the right of the path, or nothing where no clean cut can be made.
    pub fn cut(&mut self, cell: Cell, path: &[Point]) -> Option<(Cell, Cell)> {
        let ring = self.ring(cell);
        let middle = path.len() / 2;
        if !contains(&ring, path[middle]) {
            return None;
        }
        let (exit, after) = way_out(&ring, path[middle..].iter().copied())?;
        let (entry, before) = way_out(&ring, path[..=middle].iter().rev().copied())?;
        let mut inner: Vec<Point> = before.into_iter().rev().chain(after.into_iter().skip(1)).collect();
        if path.len() == 3 && inner.len() == 1 && (path[1] - path[0]).cross(path[2] - path[0]).abs() < 1e-3 {
            inner.clear();
        }
        let (entry, exit) = (snapped(&ring, entry), snapped(&ring, exit));
        let chord: Vec<Point> = [entry.at]
            .into_iter()
            .chain(inner.iter().copied())
            .chain([exit.at])
            .collect();
        if !clean(&ring, &chord) || !worth_it(&ring, entry, exit, &chord) {
            return None;
        }
        let start = self.corner_at(cell, entry.at, entry.side);
        let moved = self.cells[cell].len() > ring.len() && (entry.side < exit.side || ahead(&ring, entry, exit));
        let end = self.corner_at(cell, exit.at, exit.side + usize::from(moved));
        Some(self.part(cell, start, end, &inner))
    }

    /// The corner at a place on a side of a cell, made where there is none; the neighbour gets it too.
    fn corner_at(&mut self, cell: Cell, at: Point, side: usize) -> usize {
        let ring = &self.cells[cell];
        let (a, b) = (ring[side], ring[(side + 1) % ring.len()]);
        if let Some(&corner) = ring.iter().find(|&&corner| self.corners[corner] == at) {
            return corner;
        }
        let corner = self.corners.len();
        self.corners.push(at);
        for (from, to) in [(a, b), (b, a)] {
            if let Some(owner) = self.owners.remove(&(from, to)) {
                let ring = &mut self.cells[owner];
                if let Some(place) = ring.iter().position(|&c| c == from) {
                    ring.insert(place + 1, corner);
                }
                self.owners.insert((from, corner), owner);
                self.owners.insert((corner, to), owner);
            }
        }
        corner
    }

    /// Parts a cell along a chain of corners; the larger part keeps its number.
    fn part(&mut self, cell: Cell, start: usize, end: usize, inner: &[Point]) -> (Cell, Cell) {
        let first = self.corners.len();
        self.corners.extend_from_slice(inner);
        let chain: Vec<usize> = (first..self.corners.len()).collect();
        let mut ring = std::mem::take(&mut self.cells[cell]);
        let place = |ring: &[usize], corner| ring.iter().position(|&c| c == corner).unwrap_or_default();
        let turn = place(&ring, start);
        ring.rotate_left(turn);
        let stop = place(&ring, end);
        // From start to end along the outline lies the right part; it closes backwards along the cut.
        let right: Vec<usize> = ring[..=stop].iter().chain(chain.iter().rev()).copied().collect();
        let left: Vec<usize> = ring[stop..].iter().chain(&ring[..1]).chain(&chain).copied().collect();
        let cut: Vec<usize> = [start].into_iter().chain(chain).chain([end]).collect();
        let new = self.cells.len();
        self.cells.push(Vec::new());
        if left.len() > right.len() {
            // The sides that stay with their cell know it already: only the cut is new to it.
            self.owners
                .extend(cut.windows(2).map(|side| ((side[0], side[1]), cell)));
            self.cells[cell] = left;
            self.own(new, right);
            (cell, new)
        } else {
            self.owners
                .extend(cut.windows(2).map(|side| ((side[1], side[0]), cell)));
            self.cells[cell] = right;
            self.own(new, left);
            (new, cell)
        }
    }

    fn own(&mut self, cell: Cell, ring: Vec<usize>) {
        for (place, &corner) in ring.iter().enumerate() {
            self.owners.insert((corner, ring[(place + 1) % ring.len()]), cell);
        }
        self.cells[cell] = ring;
    }
}

/// Where a path that begins inside first meets the ring, and the points passed until then (its first one included).
fn way_out(ring: &[Point], path: impl Iterator<Item = Point>) -> Option<(Meeting, Vec<Point>)> {
    let mut passed: Vec<Point> = Vec::new();
    for to in path {
        if let Some(&from) = passed.last() {
            let nearest = sides(ring)
                .enumerate()
                .filter_map(|(side, (a, b))| crossing(from, to, a, b).map(|(share, at)| (share, Meeting { side, at })))
                .min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, meeting)) = nearest {
                return Some((meeting, passed));
            }
        }
        passed.push(to);
    }
    None
}

/// Where the way from `from` to `to` crosses the side, as a share of the way and a place.
fn crossing(from: Point, to: Point, a: Point, b: Point) -> Option<(f64, Point)> {
    let (way, side) = (to - from, b - a);
    let across = way.cross(side);
    if across.abs() < 1e-9 {
        return None;
    }
    let along_way = (a - from).cross(side) / across;
    let along_side = (a - from).cross(way) / across;
    ((0.0..=1.0).contains(&along_way) && (0.0..=1.0).contains(&along_side))
        .then(|| (along_way, a.between(b, along_side)))
}

/// The meeting moved into a corner of its side where one is near.
fn snapped(ring: &[Point], meeting: Meeting) -> Meeting {
    let next = (meeting.side + 1) % ring.len();
    let near = [meeting.side, next]
        .into_iter()
        .find(|&corner| (ring[corner] - meeting.at).length() < SNAP);
    near.map_or(meeting, |corner| Meeting {
        side: meeting.side,
        at: ring[corner],
    })
}

/// Whether a chord touches the ring in its two ends alone and does not cross itself.
fn clean(ring: &[Point], chord: &[Point]) -> bool {
    let (start, end) = (chord[0], chord[chord.len() - 1]);
    let is_end = |p: Point| (p - start).length() < 1e-6 || (p - end).length() < 1e-6;
    if (start - end).length() < SNAP {
        return false;
    }
    chord.windows(2).enumerate().all(|(place, way)| {
        sides(ring).all(|(a, b)| crossing(way[0], way[1], a, b).is_none_or(|(_, at)| is_end(at)))
            && chord[place + 1..]
                .windows(2)
                .skip(1)
                .all(|later| crossing(way[0], way[1], later[0], later[1]).is_none())
    })
}

/// Whether the exit follows the entry on the same side.
fn ahead(ring: &[Point], entry: Meeting, exit: Meeting) -> bool {
    let start = ring[entry.side];
    entry.side == exit.side && (exit.at - start).length() > (entry.at - start).length()
}

/// Whether both parts would be large enough.
fn worth_it(ring: &[Point], entry: Meeting, exit: Meeting, chord: &[Point]) -> bool {
    let whole = area(ring);
    let mut right = vec![entry.at];
    let mut side = entry.side;
    if !ahead(ring, entry, exit) {
        loop {
            side = (side + 1) % ring.len();
            right.push(ring[side]);
            if side == exit.side {
                break;
            }
        }
    }
    right.extend(chord.iter().skip(1).rev());
    let right = area(&right);
    right > SMALLEST && whole - right > SMALLEST
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::*;
    use crate::demo::curves::between;

    /// Cuts a square mile at random many times.
    fn shattered(seed: u64) -> Mesh {
        let mut dice = Rng::with_seed(seed);
        let mut mesh = Mesh::default();
        let corner = |x: f64, y: f64| Point { x, y };
        let mut cells = vec![mesh.add(&[
            corner(0.0, 0.0),
            corner(900.0, 0.0),
            corner(900.0, 900.0),
            corner(0.0, 900.0),
        ])];
        for _ in 0..300 {
            let cell = cells[dice.usize(..cells.len())];
            let middle = crate::demo::plane::centroid(&mesh.ring(cell));
            let way = Point::toward(between(&mut dice, 0.0, 3.0));
            let bend = way.left() * between(&mut dice, -3.0, 3.0);
            let path = [
                middle - way * 2000.0,
                middle - way * 15.0 + bend,
                middle,
                middle + way * 9.0,
                middle + way * 2000.0,
            ];
            if let Some((left, right)) = mesh.cut(cell, &path) {
                cells.retain(|&c| c != cell);
                cells.extend([left, right]);
            }
        }
        mesh
    }

    #[test]
    fn neighbours_share_every_corner_of_a_common_side() {
        for seed in 0..20 {
            let mesh = shattered(seed);
            for (cell, ring) in mesh.cells.iter().enumerate() {
                for (place, &corner) in ring.iter().enumerate() {
                    let next = ring[(place + 1) % ring.len()];
                    assert_eq!(mesh.owners.get(&(corner, next)), Some(&cell), "seed {seed}");
                    let outside = |c: usize| {
                        let p = mesh.corners[c];
                        [p.x, p.y].iter().any(|m| m.abs() < 1e-6 || (m - 900.0).abs() < 1e-6)
                    };
                    let twin = mesh.owners.contains_key(&(next, corner));
                    assert!(twin || (outside(corner) && outside(next)), "seed {seed}");
                }
            }
        }
    }

    #[test]
    fn nothing_is_lost_or_gained_by_cutting() {
        for seed in 0..20 {
            let mesh = shattered(seed);
            let areas: Vec<f64> = (0..mesh.cells.len()).map(|cell| area(&mesh.ring(cell))).collect();
            assert!(areas.iter().all(|&area| area > SMALLEST));
            assert!((areas.iter().sum::<f64>() - 810_000.0).abs() < 1e-3);
        }
    }
}
