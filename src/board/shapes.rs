//! The shapes of a project's parcels: one flat array of points with offsets, and an index by place.

use static_aabb2d_index::{StaticAABB2DIndex, StaticAABB2DIndexBuilder};

use super::world::{WorldBox, WorldPoint};

/// Shapes in world coordinates, by place of the parcel in its shard. A parcel without a shape has no rings.
#[derive(Debug)]
pub struct Shapes {
    points: Vec<WorldPoint>,
    ring_ends: Vec<u32>,
    shape_ends: Vec<u32>,
    labels: Vec<WorldPoint>,
    index: Option<StaticAABB2DIndex<i32>>,
    indexed: Vec<u32>,
    bounds: WorldBox,
}

/// Collects shapes in the order of the parcels.
#[derive(Debug, Default)]
pub struct ShapesBuilder {
    points: Vec<WorldPoint>,
    ring_ends: Vec<u32>,
    shape_ends: Vec<u32>,
    labels: Vec<WorldPoint>,
}

impl ShapesBuilder {
    /// Adds the shape of the next parcel; no rings for one without a shape. `label` is a point inside it.
    pub fn push(&mut self, rings: &[Vec<WorldPoint>], label: WorldPoint) {
        for ring in rings {
            self.points.extend_from_slice(ring);
            self.ring_ends.push(len_u32(self.points.len()));
        }
        self.shape_ends.push(len_u32(self.ring_ends.len()));
        self.labels.push(label);
    }

    /// The finished shapes.
    pub fn build(mut self) -> Shapes {
        self.points.shrink_to_fit();
        self.ring_ends.shrink_to_fit();
        let mut shapes = Shapes {
            points: self.points,
            ring_ends: self.ring_ends,
            shape_ends: self.shape_ends,
            labels: self.labels,
            index: None,
            indexed: Vec::new(),
            bounds: WorldBox::EMPTY,
        };
        let boxes: Vec<(u32, WorldBox)> = (0..len_u32(shapes.shape_ends.len()))
            .map(|place| (place, shapes.bounds_of(place)))
            .filter(|(_, bounds)| !bounds.is_empty())
            .collect();
        let mut builder = StaticAABB2DIndexBuilder::new(boxes.len());
        for (place, bounds) in boxes {
            builder.add(bounds.min_x, bounds.min_y, bounds.max_x, bounds.max_y);
            shapes.indexed.push(place);
            shapes.bounds = shapes.bounds.union(bounds);
        }
        shapes.index = builder.build().ok();
        shapes
    }
}

impl Shapes {
    /// The box around all shapes.
    pub const fn bounds(&self) -> WorldBox {
        self.bounds
    }

    /// Whether a parcel has a shape.
    pub fn has_shape(&self, place: u32) -> bool {
        let rings = self.ring_range(place);
        rings.start < rings.end
    }

    /// A point inside a parcel's shape.
    pub fn label(&self, place: u32) -> Option<WorldPoint> {
        self.has_shape(place).then(|| self.labels[place as usize])
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

    /// Calls `visit` with the place of every parcel whose box meets `area`.
    pub fn for_each_in(&self, area: &WorldBox, mut visit: impl FnMut(u32)) {
        if let Some(index) = &self.index {
            let mut visitor = |entry: usize| visit(self.indexed[entry]);
            index.visit_query(area.min_x, area.min_y, area.max_x, area.max_y, &mut visitor);
        }
    }

    fn ring_range(&self, place: u32) -> std::ops::Range<usize> {
        let place = place as usize;
        let start = if place == 0 { 0 } else { self.shape_ends[place - 1] };
        start as usize..self.shape_ends[place] as usize
    }
}

fn len_u32(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
