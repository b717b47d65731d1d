//! Reads Mapbox Vector Tiles, version 2: enough of the format to say what a tile shows.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A layer of a tile.
#[derive(Debug, Default, PartialEq)]
pub struct Layer {
    pub name: String,
    pub extent: u64,
    pub version: u64,
    pub features: Vec<Feature>,
}

/// A feature of a layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feature {
    pub id: Option<u64>,
    /// 1 point, 2 line, 3 polygon.
    pub kind: u64,
    pub properties: BTreeMap<String, Value>,
    /// Points, lines or rings in units of the tile.
    pub parts: Vec<Vec<[i64; 2]>>,
}

/// The layers of a tile.
pub fn decode(tile: &[u8]) -> Vec<Layer> {
    fields(tile)
        .filter(|(number, _)| *number == 3)
        .map(|(_, layer)| read_layer(layer.bytes()))
        .collect()
}

enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    fn number(&self) -> u64 {
        match self {
            Self::Number(number) => *number,
            Self::Bytes(_) => panic!("bytes where a number belongs"),
        }
    }

    fn bytes(&self) -> &'a [u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Number(_) => panic!("a number where bytes belong"),
        }
    }

    fn text(&self) -> String {
        String::from_utf8(self.bytes().to_vec()).unwrap()
    }
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for place in 0.. {
        let (byte, rest) = bytes.split_first().unwrap();
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            break;
        }
    }
    value
}

/// The fields of a message with their numbers.
fn fields(mut message: &[u8]) -> impl Iterator<Item = (u64, Field<'_>)> {
    std::iter::from_fn(move || {
        if message.is_empty() {
            return None;
        }
        let tag = varint(&mut message);
        let field = match tag & 7 {
            0 => Field::Number(varint(&mut message)),
            2 => {
                let length = usize::try_from(varint(&mut message)).unwrap();
                let (bytes, rest) = message.split_at(length);
                message = rest;
                Field::Bytes(bytes)
            }
            other => panic!("wire type {other} is not used by these tiles"),
        };
        Some((tag >> 3, field))
    })
}

fn packed(mut bytes: &[u8]) -> Vec<u64> {
    std::iter::from_fn(|| (!bytes.is_empty()).then(|| varint(&mut bytes))).collect()
}

fn read_layer(message: &[u8]) -> Layer {
    let mut layer = Layer::default();
    let (mut keys, mut values, mut features) = (Vec::new(), Vec::new(), Vec::new());
    for (number, field) in fields(message) {
        match number {
            1 => layer.name = field.text(),
            2 => features.push(field.bytes()),
            3 => keys.push(field.text()),
            4 => values.push(read_value(field.bytes())),
            5 => layer.extent = field.number(),
            15 => layer.version = field.number(),
            other => panic!("field {other} of a layer"),
        }
    }
    layer.features = features
        .into_iter()
        .map(|feature| read_feature(feature, &keys, &values))
        .collect();
    layer
}

fn read_value(message: &[u8]) -> Value {
    let (number, field) = fields(message).next().unwrap();
    match number {
        1 => json!(field.text()),
        4 | 5 => json!(field.number()),
        7 => json!(field.number() != 0),
        other => panic!("value of kind {other}"),
    }
}

fn read_feature(message: &[u8], keys: &[String], values: &[Value]) -> Feature {
    let mut feature = Feature::default();
    let place = |number: u64| usize::try_from(number).unwrap();
    for (number, field) in fields(message) {
        match number {
            1 => feature.id = Some(field.number()),
            2 => {
                let tags = packed(field.bytes());
                let pairs = tags
                    .chunks_exact(2)
                    .map(|pair| (keys[place(pair[0])].clone(), values[place(pair[1])].clone()));
                feature.properties = pairs.collect();
            }
            3 => feature.kind = field.number(),
            4 => feature.parts = read_geometry(&packed(field.bytes())),
            other => panic!("field {other} of a feature"),
        }
    }
    feature
}

fn read_geometry(commands: &[u64]) -> Vec<Vec<[i64; 2]>> {
    let mut parts: Vec<Vec<[i64; 2]>> = Vec::new();
    let mut cursor = [0i64; 2];
    let mut commands = commands.iter().copied();
    while let Some(command) = commands.next() {
        for _ in 0..command >> 3 {
            match command & 7 {
                7 => {
                    let first = parts.last().unwrap()[0];
                    parts.last_mut().unwrap().push(first);
                }
                kind => {
                    for axis in &mut cursor {
                        let zigzag = commands.next().unwrap();
                        *axis += (zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed();
                    }
                    if kind == 1 {
                        parts.push(Vec::new());
                    }
                    parts.last_mut().unwrap().push(cursor);
                }
            }
        }
    }
    parts
}
