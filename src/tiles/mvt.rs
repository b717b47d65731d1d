//! Writes Mapbox Vector Tiles, version 2.1.
//!
//! Source: <https://github.com/mapbox/vector-tile-spec/tree/master/2.1>; Protocol Buffers wire format.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::tile::EXTENT;

/// A value of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value<'a> {
    /// Text.
    Text(&'a str),
    /// A whole number, not negative.
    Number(u32),
    /// True (false is left out).
    True,
}

/// Kind of geometry.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
pub enum Kind {
    /// One point.
    Point = 1,
    /// Lines.
    Line = 2,
    /// Rings; exteriors clockwise as seen on the map, each followed by its holes.
    Polygon = 3,
}

/// One layer in the making.
pub struct Layer<'a> {
    name: &'static str,
    keys: &'static [&'static str],
    values: FxHashMap<Value<'a>, u32>,
    value_bytes: Vec<u8>,
    features: Vec<u8>,
    /// The feature in the making: where its last point is, its geometry, and its other fields.
    cursor: [i32; 2],
    geometry: Vec<u8>,
    tags: Vec<u8>,
    points: Vec<[i32; 2]>,
}

impl<'a> Layer<'a> {
    /// An empty layer whose features may have these attributes.
    pub fn new(name: &'static str, keys: &'static [&'static str]) -> Self {
        Self {
            name,
            keys,
            values: FxHashMap::default(),
            value_bytes: Vec::new(),
            features: Vec::new(),
            cursor: [0, 0],
            geometry: Vec::new(),
            tags: Vec::new(),
            points: Vec::new(),
        }
    }

    /// Adds a point, a line or a ring to the feature in the making, in units of the tile. What vanishes at this size is
    /// left out.
    pub fn part(&mut self, kind: Kind, part: &[[i32; 2]]) {
        const MOVE_TO: u64 = 1;
        const LINE_TO: u64 = 2;
        const CLOSE_PATH: u64 = 7 | 1 << 3;
        self.points.clear();
        self.points.extend_from_slice(part);
        self.points.dedup();
        if matches!(kind, Kind::Polygon) {
            self.points.pop();
        }
        let fewest = match kind {
            Kind::Point => 1,
            Kind::Line => 2,
            Kind::Polygon => 3,
        };
        let Some((first, rest)) = self.points.split_first() else {
            return;
        };
        if self.points.len() < fewest || (matches!(kind, Kind::Polygon) && is_flat(&self.points)) {
            return;
        }
        varint(&mut self.geometry, MOVE_TO | 1 << 3);
        step(&mut self.geometry, *first, &mut self.cursor);
        if !rest.is_empty() {
            varint(&mut self.geometry, LINE_TO | (rest.len() as u64) << 3);
            for point in rest {
                step(&mut self.geometry, *point, &mut self.cursor);
            }
        }
        if matches!(kind, Kind::Polygon) {
            varint(&mut self.geometry, CLOSE_PATH);
        }
    }

    /// Ends the feature in the making; one without parts is left out.
    pub fn end(&mut self, id: Option<u64>, kind: Kind, attributes: impl IntoIterator<Item = (usize, Value<'a>)>) {
        if self.geometry.is_empty() {
            return;
        }
        self.tags.clear();
        for (key, value) in attributes {
            let place = self.value_place(value);
            varint(&mut self.tags, key as u64);
            varint(&mut self.tags, u64::from(place));
        }
        let of_id = id.map_or(0, |id| 1 + varint_len(id));
        let of_tags = if self.tags.is_empty() { 0 } else { bytes_len(&self.tags) };
        let length = of_id + of_tags + 2 + bytes_len(&self.geometry);
        varint(&mut self.features, 2 << 3 | 2);
        varint(&mut self.features, length as u64);
        if let Some(id) = id {
            field_varint(&mut self.features, 1, id);
        }
        if !self.tags.is_empty() {
            field_bytes(&mut self.features, 2, &self.tags);
        }
        field_varint(&mut self.features, 3, kind as u64);
        field_bytes(&mut self.features, 4, &self.geometry);
        self.geometry.clear();
        self.cursor = [0, 0];
    }

    /// Adds a feature of one part.
    pub fn add(
        &mut self,
        id: Option<u64>,
        kind: Kind,
        part: &[[i32; 2]],
        attributes: impl IntoIterator<Item = (usize, Value<'a>)>,
    ) {
        self.part(kind, part);
        self.end(id, kind, attributes);
    }

    fn value_place(&mut self, value: Value<'a>) -> u32 {
        let next = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        match self.values.entry(value) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let mut bytes = Vec::new();
                match value {
                    Value::Text(text) => field_bytes(&mut bytes, 1, text.as_bytes()),
                    Value::Number(number) => field_varint(&mut bytes, 5, u64::from(number)),
                    Value::True => field_varint(&mut bytes, 7, 1),
                }
                field_bytes(&mut self.value_bytes, 4, &bytes);
                *new.insert(next)
            }
        }
    }

    /// Appends the layer to a tile; an empty one is left out.
    pub fn write_to(self, tile: &mut Vec<u8>) {
        if self.features.is_empty() {
            return;
        }
        let mut layer = Vec::with_capacity(self.features.len() + self.value_bytes.len() + 256);
        field_varint(&mut layer, 15, 2);
        field_bytes(&mut layer, 1, self.name.as_bytes());
        layer.extend_from_slice(&self.features);
        for key in self.keys {
            field_bytes(&mut layer, 3, key.as_bytes());
        }
        layer.extend_from_slice(&self.value_bytes);
        field_varint(&mut layer, 5, u64::from(EXTENT.unsigned_abs()));
        field_bytes(tile, 3, &layer);
    }
}

/// Whether a ring has no area: decoders tell exteriors from holes by its sign.
fn is_flat(points: &[[i32; 2]]) -> bool {
    let doubled: i64 = (0..points.len())
        .map(|at| {
            let [x1, y1] = points[at];
            let [x2, y2] = points[(at + 1) % points.len()];
            i64::from(x1) * i64::from(y2) - i64::from(x2) * i64::from(y1)
        })
        .sum();
    doubled == 0
}

fn step(out: &mut Vec<u8>, point: [i32; 2], cursor: &mut [i32; 2]) {
    for axis in 0..2 {
        let delta = point[axis] - cursor[axis];
        varint(out, u64::from(((delta << 1) ^ (delta >> 31)).cast_unsigned()));
    }
    *cursor = point;
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(low_seven_bits(value) | 0x80);
        value >>= 7;
    }
    out.push(low_seven_bits(value));
}

const fn low_seven_bits(value: u64) -> u8 {
    (value & 0x7f) as u8
}

fn field_varint(out: &mut Vec<u8>, number: u64, value: u64) {
    varint(out, number << 3);
    varint(out, value);
}

fn field_bytes(out: &mut Vec<u8>, number: u64, bytes: &[u8]) {
    varint(out, number << 3 | 2);
    varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Length of a number as written by [`varint`].
fn varint_len(value: u64) -> usize {
    let bits = 64 - (value | 1).leading_zeros() as usize;
    bits.div_ceil(7)
}

/// Length of a field of bytes with a number below 16.
fn bytes_len(bytes: &[u8]) -> usize {
    1 + varint_len(bytes.len() as u64) + bytes.len()
}

#[cfg(test)]
mod tests;
