//! Extended well-known binary: the bytes by which shapes enter PostGIS.

use geo::{Coord, LineString, MultiLineString, MultiPolygon, Point};

/// SRID of everything that is stored.
const SRID: u32 = 4326;

const POINT: u32 = 1;
const LINE_STRING: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_LINE_STRING: u32 = 5;
const MULTI_POLYGON: u32 = 6;

/// Set in the type where a reference system follows it.
pub const HAS_SRID: u32 = 0x2000_0000;

/// Appends a point as EWKB, SRID 4326, longitude first.
pub fn write_point(out: &mut Vec<u8>, point: Point<f64>) {
    head(out, POINT | HAS_SRID);
    number(out, SRID);
    position(out, point.0);
}

/// Appends lines as EWKB, SRID 4326, longitude first.
pub fn write_multi_line_string(out: &mut Vec<u8>, lines: &MultiLineString<f64>) {
    head(out, MULTI_LINE_STRING | HAS_SRID);
    number(out, SRID);
    count(out, lines.0.len());
    for line in lines {
        head(out, LINE_STRING);
        positions(out, line);
    }
}

/// Appends areas as EWKB, SRID 4326, longitude first.
pub fn write_multi_polygon(out: &mut Vec<u8>, shape: &MultiPolygon<f64>) {
    head(out, MULTI_POLYGON | HAS_SRID);
    number(out, SRID);
    count(out, shape.0.len());
    for polygon in shape {
        head(out, POLYGON);
        count(out, polygon.interiors().len() + 1);
        positions(out, polygon.exterior());
        for ring in polygon.interiors() {
            positions(out, ring);
        }
    }
}

/// Little-endian, then the type.
fn head(out: &mut Vec<u8>, kind: u32) {
    out.push(1);
    number(out, kind);
}

fn positions(out: &mut Vec<u8>, line: &LineString<f64>) {
    count(out, line.0.len());
    for at in &line.0 {
        position(out, *at);
    }
}

fn position(out: &mut Vec<u8>, at: Coord<f64>) {
    out.extend_from_slice(&at.x.to_le_bytes());
    out.extend_from_slice(&at.y.to_le_bytes());
}

fn count(out: &mut Vec<u8>, n: usize) {
    // A shape is read from at most some megabytes of text: its counts fit.
    number(out, u32::try_from(n).unwrap_or(u32::MAX));
}

fn number(out: &mut Vec<u8>, n: u32) {
    out.extend_from_slice(&n.to_le_bytes());
}
