//! Parcels that fill an area: parted by streams and tracks first, then block by block.

use fastrand::Rng;

use super::{
    curves::{between, count},
    fields::{Manner, land, part},
    mesh::{Cell, Mesh},
    plane::{Point, area, centroid, contains},
    roads::Plot,
    terrain::{Country, country, grain},
};

/// A block between tracks is smaller than this, m².
const BLOCK: f64 = 15_000.0;

/// The parcels within an outline.
pub fn parcels(outline: &[Point], urban: f64, dice: &mut Rng) -> Vec<Plot> {
    let mut mesh = Mesh::default();
    let whole = mesh.add(outline);
    let sweep = Point::toward(between(dice, 0.0, std::f64::consts::TAU));
    let mut cells = Vec::new();
    for block in quarters(&mut mesh, whole, true, dice) {
        let middle = centroid(&mesh.ring(block));
        let country = country(middle, urban);
        let along = grain(middle) + between(dice, -0.2, 0.2);
        let manner = Manner::of(country, along, urban, dice);
        cells.extend(
            part(&mut mesh, block, &manner, dice)
                .into_iter()
                .map(|cell| (cell, country)),
        );
    }
    // Only now is every corner known that a neighbour put on a common side.
    let plot = |(cell, country): (Cell, Country)| {
        let ring = mesh.ring(cell);
        Plot {
            land: land(country, area(&ring), dice),
            order: centroid(&ring).dot(sweep),
            taken: 1.0,
            ring,
        }
    };
    cells.into_iter().map(plot).collect()
}

/// Parts an area along streams (at the first cuts) and tracks until the blocks are small.
fn quarters(mesh: &mut Mesh, cell: Cell, first: bool, dice: &mut Rng) -> Vec<Cell> {
    let ring = mesh.ring(cell);
    let size = area(&ring);
    if size < BLOCK * between(dice, 0.5, 1.3) {
        return vec![cell];
    }
    for _ in 0..6 {
        let stream = first && size > 4.0 * BLOCK;
        let (width, unrest) = if stream {
            (between(dice, 6.0, 14.0), 0.2)
        } else {
            (between(dice, 2.5, 5.0), 0.05)
        };
        let Some((path, aside)) = course(&ring, unrest, dice) else {
            continue;
        };
        let Some((left, right)) = mesh.cut(cell, &path) else {
            continue;
        };
        let beside: Vec<Point> = path.iter().map(|&p| p + aside * width).collect();
        // The strip between the two cuts is the stream or the track; where it cannot be cut, it runs on the boundary.
        let right = mesh.cut(right, &beside).map_or(right, |(_, beyond)| beyond);
        let mut blocks = quarters(mesh, left, false, dice);
        blocks.extend(quarters(mesh, right, false, dice));
        return blocks;
    }
    vec![cell]
}

/// A winding way across an area by its middle, and the direction to its right.
fn course(ring: &[Point], unrest: f64, dice: &mut Rng) -> Option<(Vec<Point>, Point)> {
    let middle = centroid(ring);
    let along = Point::toward(grain(middle));
    let spread = |way: Point| {
        let reach: Vec<f64> = ring.iter().map(|p| p.dot(way)).collect();
        reach.iter().copied().fold(f64::MIN, f64::max) - reach.iter().copied().fold(f64::MAX, f64::min)
    };
    let across = if spread(along) > spread(along.left()) {
        along.left()
    } else {
        along
    };
    let way = Point::toward(across.angle() + between(dice, -0.18, 0.18));
    let step = way.left() * -1.0;
    let seed = middle + step * (spread(step) * between(dice, -0.14, 0.14));
    if !contains(ring, seed) {
        return None;
    }
    let reach = spread(way);
    let bends = count((reach / 70.0).clamp(2.0, 14.0));
    let mut path = vec![seed];
    for direction in [-1.0, 1.0] {
        let mut stray = 0.0;
        for n in 1..=bends {
            stray += between(dice, -unrest, unrest) * 70.0;
            let distance = direction * reach * 1.2 * super::curves::whole(n) / super::curves::whole(bends);
            path.push(seed + way * distance + step * stray);
        }
        if direction < 0.0 {
            path.reverse();
        }
    }
    Some((path, step))
}
