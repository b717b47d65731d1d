//! The shapes of a project's parcels: one flat array of points with offsets, and an index by place.

use std::ops::Range;

use static_aabb2d_index::{StaticAABB2DIndex, StaticAABB2DIndexBuilder};

use super::world::{WorldBox, WorldPoint, morton};

/// Shapes in world coordinates, by place of the parcel in its shard. Parcels with a shape come first, in the order of
/// their labels on the Morton curve: those of a tile of any zoom follow each other.
#[derive(Debug)]
pub struct Shapes {
    points: Vec<WorldPoint>,
    ring_ends: Vec<u32>,
    shape_ends: Vec<u32>,
    labels: Vec<WorldPoint>,
    index: Option<StaticAABB2DIndex<i32>>,
    bounds: WorldBox,
}

/// Collects shapes in any order.
#[derive(Debug, Default)]
pub struct ShapesBuilder {
    points: Vec<WorldPoint>,
    ring_ends: Vec<u32>,
    shape_ends: Vec<u32>,
    labels: Vec<WorldPoint>,
}

impl ShapesBuilder {
    /// Adds the shape of the next parcel; no rings for one without a shape. `label` is a point inside it.
    pub fn push<R>(&mut self, rings: impl IntoIterator<Item = R>, label: WorldPoint)
    where
        R: IntoIterator<Item = WorldPoint>,
    {
        for ring in rings {
            self.points.extend(ring);
            self.ring_ends.push(len_u32(self.points.len()));
        }
        self.shape_ends.push(len_u32(self.ring_ends.len()));
        self.labels.push(label);
    }

    /// The finished shapes, and which of the parcels added, counted from 0, is at each place. Where labels do not tell,
    /// the smaller number comes first.
    pub fn build(self, numbers: &[i64]) -> (Shapes, Vec<u32>) {
        let unordered = Shapes {
            points: self.points,
            ring_ends: self.ring_ends,
            shape_ends: self.shape_ends,
            labels: self.labels,
            index: None,
            bounds: WorldBox::EMPTY,
        };
        let (mut order, mut shapeless): (Vec<u32>, Vec<u32>) =
            (0..len_u32(unordered.shape_ends.len())).partition(|nth| unordered.has_shape(*nth));
        order.sort_unstable_by_key(|nth| (morton(unordered.labels[*nth as usize]), numbers[*nth as usize]));
        shapeless.sort_unstable_by_key(|nth| numbers[*nth as usize]);
        let mut shapes = Shapes {
            points: Vec::with_capacity(unordered.points.len()),
            ring_ends: Vec::with_capacity(unordered.ring_ends.len()),
            shape_ends: Vec::with_capacity(unordered.shape_ends.len()),
            labels: order.iter().map(|nth| unordered.labels[*nth as usize]).collect(),
            index: None,
            bounds: WorldBox::EMPTY,
        };
        let mut index = StaticAABB2DIndexBuilder::new(order.len());
        for nth in &order {
            for ring in unordered.rings(*nth) {
                shapes.points.extend_from_slice(ring);
                shapes.ring_ends.push(len_u32(shapes.points.len()));
            }
            shapes.shape_ends.push(len_u32(shapes.ring_ends.len()));
            let bounds = unordered.bounds_of(*nth);
            index.add(bounds.min_x, bounds.min_y, bounds.max_x, bounds.max_y);
            shapes.bounds = shapes.bounds.union(bounds);
        }
        shapes.index = index.build().ok();
        order.extend(shapeless);
        (shapes, order)
    }
}

impl Shapes {
    /// The box around all shapes.
    pub const fn bounds(&self) -> WorldBox {
        self.bounds
    }

    /// Whether a parcel has a shape.
    pub fn has_shape(&self, place: u32) -> bool {
        !self.ring_range(place).is_empty()
    }

    /// A point inside a parcel's shape.
    pub fn label(&self, place: u32) -> Option<WorldPoint> {
        self.labels.get(place as usize).copied()
    }

    /// The closed rings of a parcel: exteriors clockwise as seen on the map, each followed by its holes.
    pub fn rings(&self, place: u32) -> impl Iterator<Item = &[WorldPoint]> {
        self.ring_range(place).map(|ring| {
            let start = if ring == 0 { 0 } else { self.ring_ends[ring - 1] };
            &self.points[start as usize..self.ring_ends[ring] as usize]
        })
    }

    /// The box around a parcel's shape.
    pub fn bounds_of(&self, place: u32) -> WorldBox {
        let mut bounds = WorldBox::EMPTY;
        self.rings(place).flatten().for_each(|point| bounds.add(*point));
        bounds
    }

    /// The box around each shape.
    pub fn all_bounds(&self) -> impl Iterator<Item = WorldBox> {
        (0..len_u32(self.labels.len())).map(|place| self.bounds_of(place))
    }

    /// Calls `visit` with the place of every parcel whose box meets `area`.
    pub fn for_each_in(&self, area: &WorldBox, mut visit: impl FnMut(u32)) {
        if let Some(index) = &self.index {
            let mut visitor = |place: usize| visit(len_u32(place));
            index.visit_query(area.min_x, area.min_y, area.max_x, area.max_y, &mut visitor);
        }
    }

    /// The places of the parcels whose label lies in a tile, given by its box without margin.
    pub fn labelled_in(&self, tile: &WorldBox) -> Range<u32> {
        let first = morton([tile.min_x, tile.min_y]);
        let last = morton([tile.max_x, tile.max_y]);
        let start = self.labels.partition_point(|label| morton(*label) < first);
        let end = self.labels.partition_point(|label| morton(*label) <= last);
        len_u32(start)..len_u32(end)
    }

    fn ring_range(&self, place: u32) -> Range<usize> {
        let place = place as usize;
        let end_of = |nth: usize| self.shape_ends.get(nth).copied();
        // Behind the last with a shape there are no ends.
        let start = place.checked_sub(1).map_or(Some(0), end_of);
        let (Some(start), Some(end)) = (start, end_of(place)) else {
            return 0..0;
        };
        start as usize..end as usize
    }
}

fn len_u32(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
