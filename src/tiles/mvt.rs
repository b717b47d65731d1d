//! Writes Mapbox Vector Tiles, version 2.1.
//!
//! Source: <https://github.com/mapbox/vector-tile-spec/tree/master/2.1>; Protocol Buffers wire format.

use std::collections::HashMap;

use super::tile::EXTENT;

/// A value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Text.
    Text(String),
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
pub struct Layer {
    name: &'static str,
    keys: Vec<&'static str>,
    values: HashMap<Value, u32>,
    value_bytes: Vec<u8>,
    features: Vec<u8>,
    is_empty: bool,
    geometry: Vec<u8>,
    tags: Vec<u8>,
}

impl Layer {
    /// An empty layer whose features may have these attributes.
    pub fn new(name: &'static str, keys: &[&'static str]) -> Self {
        Self {
            name,
            keys: keys.to_vec(),
            values: HashMap::new(),
            value_bytes: Vec::new(),
            features: Vec::new(),
            is_empty: true,
            geometry: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// Adds a feature; parts in units of the tile. One whose parts all vanish at this size is left out.
    pub fn add<'a>(
        &mut self,
        id: Option<u64>,
        kind: Kind,
        parts: impl IntoIterator<Item = &'a [[i32; 2]]>,
        attributes: &[(usize, Value)],
    ) {
        self.geometry.clear();
        let mut cursor = [0, 0];
        for part in parts {
            write_part(&mut self.geometry, kind, part, &mut cursor);
        }
        if self.geometry.is_empty() {
            return;
        }
        self.tags.clear();
        for (key, value) in attributes {
            let place = self.value_place(value);
            varint(&mut self.tags, *key as u64);
            varint(&mut self.tags, u64::from(place));
        }
        let mut feature = Vec::with_capacity(self.geometry.len() + self.tags.len() + 24);
        if let Some(id) = id {
            field_varint(&mut feature, 1, id);
        }
        if !self.tags.is_empty() {
            field_bytes(&mut feature, 2, &self.tags);
        }
        field_varint(&mut feature, 3, kind as u64);
        field_bytes(&mut feature, 4, &self.geometry);
        field_bytes(&mut self.features, 2, &feature);
        self.is_empty = false;
    }

    fn value_place(&mut self, value: &Value) -> u32 {
        if let Some(place) = self.values.get(value) {
            return *place;
        }
        let place = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        let mut bytes = Vec::new();
        match value {
            Value::Text(text) => field_bytes(&mut bytes, 1, text.as_bytes()),
            Value::Number(number) => field_varint(&mut bytes, 5, u64::from(*number)),
            Value::True => field_varint(&mut bytes, 7, 1),
        }
        field_bytes(&mut self.value_bytes, 4, &bytes);
        self.values.insert(value.clone(), place);
        place
    }

    /// Appends the layer to a tile; an empty one is left out.
    pub fn write_to(self, tile: &mut Vec<u8>) {
        if self.is_empty {
            return;
        }
        let mut layer = Vec::with_capacity(self.features.len() + self.value_bytes.len() + 256);
        field_varint(&mut layer, 15, 2);
        field_bytes(&mut layer, 1, self.name.as_bytes());
        layer.extend_from_slice(&self.features);
        for key in &self.keys {
            field_bytes(&mut layer, 3, key.as_bytes());
        }
        layer.extend_from_slice(&self.value_bytes);
        field_varint(&mut layer, 5, u64::from(EXTENT.unsigned_abs()));
        field_bytes(tile, 3, &layer);
    }
}

fn write_part(out: &mut Vec<u8>, kind: Kind, part: &[[i32; 2]], cursor: &mut [i32; 2]) {
    const MOVE_TO: u64 = 1;
    const LINE_TO: u64 = 2;
    const CLOSE_PATH: u64 = 7 | 1 << 3;
    let mut points: Vec<[i32; 2]> = part.to_vec();
    points.dedup();
    if matches!(kind, Kind::Polygon) {
        points.pop();
    }
    let fewest = match kind {
        Kind::Point => 1,
        Kind::Line => 2,
        Kind::Polygon => 3,
    };
    let Some((first, rest)) = points.split_first() else {
        return;
    };
    if points.len() < fewest || (matches!(kind, Kind::Polygon) && is_flat(&points)) {
        return;
    }
    varint(out, MOVE_TO | 1 << 3);
    step(out, *first, cursor);
    if !rest.is_empty() {
        varint(out, LINE_TO | (rest.len() as u64) << 3);
        for point in rest {
            step(out, *point, cursor);
        }
    }
    if matches!(kind, Kind::Polygon) {
        varint(out, CLOSE_PATH);
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

#[cfg(test)]
mod tests;
