//! Parcels along an alignment: blocks between lanes and streams, kept where they touch the corridor.

use fastrand::Rng;

use super::{
    curves::{Alignment, between},
    fields::{Land, Manner, land, part},
    mesh::{Cell, Mesh},
    plane::{Point, area, centroid, clip},
    terrain::{Country, country, grain},
};

/// How far beyond the corridor the land is cut, so that whole parcels reach out of it.
const MARGIN: f64 = 55.0;

/// A piece of land that a project needs.
pub struct Plot {
    pub ring: Vec<Point>,
    pub land: Land,
    /// Place in the order of the works: metres along the road, or across the area.
    pub order: f64,
    /// Share of it that the project takes, 0 to 1.
    pub taken: f64,
}

/// What the ground along a road is like.
pub struct Ground {
    /// Full width of the strip to clear, metres.
    pub corridor: f64,
    /// Width of the road that is there already; none where a new one is laid across the fields.
    pub carriageway: Option<f64>,
    /// How settled, 0 to 1.
    pub urban: f64,
    /// Distance of the pylons, metres, where only their feet take land.
    pub pylons: Option<f64>,
}

/// A block between two cuts across the ribbon.
#[derive(Clone, Copy)]
struct Block {
    cell: Cell,
    from: f64,
    to: f64,
    country: Country,
}

/// The parcels along an alignment.
pub fn parcels(alignment: &Alignment, ground: &Ground, dice: &mut Rng) -> Vec<Plot> {
    let reach = ground.corridor / 2.0 + MARGIN;
    let ribbons = match ground.carriageway {
        None => vec![(-reach, reach)],
        Some(width) => vec![(width / 2.0, reach), (-reach, -width / 2.0)],
    };
    let mut plots = Vec::new();
    for (low, high) in ribbons {
        let mut mesh = Mesh::default();
        let mut outline = alignment.beside(low);
        outline.extend(alignment.beside(high).into_iter().rev());
        let ribbon = mesh.add(&outline);
        let mut cells = Vec::new();
        for block in blocks(&mut mesh, ribbon, alignment, ground, f64::midpoint(low, high), dice) {
            let chainage = f64::midpoint(block.from, block.to);
            let along = match (ground.carriageway, block.country) {
                (None, Country::Paddy | Country::Hill) => grain(alignment.at(chainage)),
                _ => alignment.heading(chainage).left().angle() + between(dice, -0.12, 0.12),
            };
            let manner = Manner::of(block.country, along, ground.urban, dice);
            cells.extend(
                part(&mut mesh, block.cell, &manner, dice)
                    .into_iter()
                    .map(|cell| (cell, block)),
            );
        }
        // Only now is every corner known that a neighbour put on a common side.
        plots.extend(
            cells
                .iter()
                .filter_map(|(cell, block)| plot(alignment, ground, block, mesh.ring(*cell), dice)),
        );
    }
    plots
}

/// Cuts a ribbon across, block after block, with lanes and streams between; land that the works do not touch is left out.
fn blocks(
    mesh: &mut Mesh,
    ribbon: Cell,
    alignment: &Alignment,
    ground: &Ground,
    middle: f64,
    dice: &mut Rng,
) -> Vec<Block> {
    let end = alignment.length();
    let mut blocks = Vec::new();
    let (mut rest, mut from) = (ribbon, 0.0);
    loop {
        let here = country(alignment.at(from), ground.urban);
        let size = match here {
            Country::Hamlet => between(dice, 45.0, 95.0),
            Country::Paddy => between(dice, 80.0, 170.0),
            Country::Hill => between(dice, 110.0, 240.0),
        };
        let (gap, untouched) = between_blocks(ground, dice);
        let size = ground.pylons.map_or(size, |_| between(dice, 34.0, 48.0));
        let to = from + size;
        if to + gap + 60.0 > end {
            break;
        }
        let skew = if ground.carriageway.is_some() { 0.2 } else { 0.45 };
        let across = alignment.heading(to).left().angle() + between(dice, -skew, skew);
        let bank = bank(alignment, to, middle, across, dice);
        from = to;
        let Some((cell, ahead)) = mesh.cut(rest, &bank) else {
            continue;
        };
        rest = ahead;
        if !untouched {
            blocks.push(Block {
                cell,
                from: to - size,
                to,
                country: here,
            });
        }
        if gap > 0.0 {
            let far_bank = bank.map(|p| p + alignment.heading(to) * gap);
            if let Some((_, beyond)) = mesh.cut(rest, &far_bank) {
                rest = beyond;
                from = to + gap;
            }
        }
    }
    blocks
}

/// How wide the gap after a block is, and whether the block itself needs no clearing (public land, cleared long ago).
fn between_blocks(ground: &Ground, dice: &mut Rng) -> (f64, bool) {
    if let Some(distance) = ground.pylons {
        return (distance + between(dice, -30.0, 30.0), false);
    }
    let gap = match dice.f64() {
        chance if chance < 0.16 => between(dice, 3.0, 5.5),
        chance if chance < 0.22 => between(dice, 7.0, 16.0),
        chance if chance < 0.27 => between(dice, 60.0, 420.0),
        _ => 0.0,
    };
    (gap, dice.f64() < 0.11)
}

/// A cut across the ribbon, directed to the left of the road so that what lies behind is on its left.
fn bank(alignment: &Alignment, chainage: f64, middle: f64, across: f64, dice: &mut Rng) -> [Point; 5] {
    let seed = alignment.at(chainage) + alignment.heading(chainage).left() * middle;
    let way = Point::toward(across);
    let bend = |distance: f64, stray: f64| seed + way * distance + way.left() * stray;
    let (a, b) = (between(dice, -2.2, 2.2), between(dice, -2.2, 2.2));
    [
        bend(-300.0, a * 2.0),
        bend(-22.0, a),
        seed,
        bend(22.0, b),
        bend(300.0, b * 2.0),
    ]
}

/// The parcel of a cell, where it reaches into the corridor.
fn plot(alignment: &Alignment, ground: &Ground, block: &Block, ring: Vec<Point>, dice: &mut Rng) -> Option<Plot> {
    let middle = centroid(&ring);
    let chainage = nearest(alignment, middle, block.from - 120.0, block.to + 120.0);
    let (foot, heading) = (alignment.at(chainage), alignment.heading(chainage));
    let half = heading.left() * (ground.corridor / 2.0);
    let inside = clip(&clip(&ring, foot - half, heading), foot + half, heading * -1.0);
    let size = area(&ring);
    let taken = area(&inside) / size;
    let land = land(block.country, size, dice);
    (taken * size > 60.0 && taken > 0.12).then_some(Plot {
        ring,
        land,
        order: chainage,
        taken,
    })
}

/// The chainage within a stretch that is nearest to a place.
fn nearest(alignment: &Alignment, place: Point, from: f64, to: f64) -> f64 {
    let mut chainage = from.max(0.0);
    let mut best = (f64::MAX, chainage);
    while chainage <= to {
        best = match (alignment.at(chainage) - place).length() {
            distance if distance < best.0 => (distance, chainage),
            _ => best,
        };
        chainage += 5.0;
    }
    best.1
}
