//! The layers of a GeoPackage.
//!
//! The file is opened as if on a medium that nobody can write to, and what it brings along to be run (views, triggers,
//! functions in its schema) is not run.

mod database;
mod wkb;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _, types::ValueRef};

use self::database::{bound, choose, connect, damaged, is_table, layers, stated};
use super::{CHECK_EVERY, Features, Format, Found, Layer, Opened, Request, Source, StatedCrs, Trouble};
use crate::{
    geometry::RawGeometry,
    imports::{
        broken::{Broken, Flaw},
        feature::{Cell, Feature},
    },
    language::Text,
};

/// Bytes of the largest row that is read, all values together.
const LARGEST: i64 = 16 * 1024 * 1024;

/// A layer of a file.
#[derive(Clone)]
struct GeoPackage {
    path: PathBuf,
    columns: Vec<Column>,
    /// Where the identifier stands among the columns.
    id: Option<usize>,
    /// The statement that gives the number of the row behind another, and its length in bytes.
    next_row: String,
    /// The statement that gives the values of a row.
    values: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Column {
    name: String,
    is_flag: bool,
    is_shape: bool,
}

/// One run through the rows of a layer.
struct Run {
    connection: Connection,
    layer: GeoPackage,
    /// The number of the row read last; rows are found by it.
    row: i64,
    number: u64,
}

/// Chooses a layer and goes through all its rows.
///
/// # Errors
/// What is wrong with the file as a whole; when it cannot be opened.
pub fn open(path: &Path, request: Request<'_>) -> Result<Opened, Broken> {
    let connection = connect(path)?;
    bound(&connection, true)?;
    let layers = layers(&connection)?;
    let layer = choose(&layers, request.options.layer.as_deref())?;
    let package = GeoPackage::open(path, &connection, layer)?;
    let crs = match package.columns.iter().find(|column| column.is_shape) {
        Some(column) => stated(&connection, layer, &column.name)?,
        None => StatedCrs::NoShapes,
    };
    bound(&connection, false)?;
    let mut run = package.run_from(connection);
    let mut features = 0_u64;
    while let Some(length) = run.advance()? {
        // Whatever is damaged is found now rather than in the middle of storing.
        if length <= LARGEST {
            run.feature()?.ok();
        }
        features += 1;
        if features.is_multiple_of(CHECK_EVERY) && !(request.keep_going)() {
            return Err(Broken::whole(Flaw::Stopped));
        }
    }
    let listed = layers.iter().map(|name| Layer {
        name: name.clone(),
        features: (name == layer).then_some(features),
    });
    let columns = package.columns.iter().filter(|column| !column.is_shape);
    Ok(Opened {
        format: Format::Geopackage,
        layers: listed.collect(),
        layer: Some(layer.to_owned()),
        encoding: None,
        crs,
        features,
        columns: columns.map(|column| column.name.clone()).collect(),
        source: Box::new(package),
    })
}

impl GeoPackage {
    fn open(path: &Path, connection: &Connection, layer: &str) -> Result<Self, Broken> {
        if !is_table(connection, layer)? {
            return Err(Broken::whole(Flaw::NoTable(layer.to_owned())));
        }
        // A file of tables only need not have that table.
        let shape: Option<String> = if is_table(connection, "gpkg_geometry_columns")? {
            let shape = "select column_name from gpkg_geometry_columns where table_name = ?1";
            let shape = connection.query_row(shape, [layer], |row| row.get(0)).optional();
            shape.map_err(damaged)?
        } else {
            None
        };
        let mut statement = connection
            .prepare("select name, type, pk from pragma_table_info(?1)")
            .map_err(damaged)?;
        let found = statement
            .query_map([layer], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .map_err(damaged)?;
        let found: Vec<(String, String, i64)> = found.collect::<Result<_, _>>().map_err(damaged)?;
        let id = found.iter().position(|(_, _, key)| *key == 1);
        let columns: Vec<Column> = found
            .into_iter()
            .map(|(name, kind, _)| Column {
                is_flag: kind.eq_ignore_ascii_case("boolean"),
                is_shape: shape.as_deref().is_some_and(|shape| shape.eq_ignore_ascii_case(&name)),
                name,
            })
            .collect();
        // A column may be called like the number of the row, and would hide it.
        let rowid = ["_rowid_", "rowid", "oid"]
            .into_iter()
            .find(|rowid| !columns.iter().any(|column| column.name.eq_ignore_ascii_case(rowid)))
            .ok_or(Broken::whole(Flaw::NotGeoPackage))?;
        let names: Vec<String> = columns.iter().map(|column| quoted(&column.name)).collect();
        // Asked for the length of a value, the database does not load it.
        let lengths = names.iter().map(|name| format!("coalesce(octet_length({name}), 0)"));
        let lengths = lengths.collect::<Vec<_>>().join(" + ");
        let table = quoted(layer);
        let next_row = format!("select {rowid}, {lengths} from {table} where {rowid} > ?1 order by {rowid} limit 1");
        let values = format!("select {} from {table} where {rowid} = ?1", names.join(", "));
        Ok(Self {
            path: path.to_owned(),
            columns,
            id,
            next_row,
            values,
        })
    }

    fn run_from(&self, connection: Connection) -> Run {
        Run {
            connection,
            layer: self.clone(),
            row: i64::MIN,
            number: 0,
        }
    }
}

impl Source for GeoPackage {
    fn run(&self) -> Result<Box<dyn Features>, Trouble> {
        Ok(Box::new(self.run_from(connect(&self.path)?)))
    }
}

impl Run {
    /// Goes to the next row, and gives its length in bytes; `None` at the end.
    fn advance(&mut self) -> Result<Option<i64>, Broken> {
        let mut statement = self.connection.prepare_cached(&self.layer.next_row).map_err(damaged)?;
        let next = statement.query_row([self.row], |row| Ok((row.get(0)?, row.get(1)?)));
        let Some((row, length)) = next.optional().map_err(damaged)? else {
            return Ok(None);
        };
        // In a damaged file the row behind another may stand before it, and the run would never end.
        if row <= self.row {
            return Err(Broken::whole(Flaw::DamagedDatabase("rows out of order".into())));
        }
        self.row = row;
        self.number += 1;
        Ok(Some(length))
    }

    /// The row that was gone to.
    fn feature(&self) -> Result<Result<Feature<'static>, Text>, Broken> {
        let mut statement = self.connection.prepare_cached(&self.layer.values).map_err(damaged)?;
        let feature = statement.query_row([self.row], |row| Ok(feature(row, &self.layer)));
        feature.map_err(damaged)
    }
}

impl Features for Run {
    fn next(&mut self) -> Result<Option<Found<'_>>, Broken> {
        let Some(length) = self.advance()? else {
            return Ok(None);
        };
        Ok(Some(Found {
            number: self.number,
            feature: if length > LARGEST {
                Err(too_large())
            } else {
                self.feature()?
            },
            original: None,
            merged: Vec::new(),
        }))
    }
}

fn feature(row: &rusqlite::Row<'_>, layer: &GeoPackage) -> Result<Feature<'static>, Text> {
    let mut properties = Vec::with_capacity(layer.columns.len());
    let mut geometry = RawGeometry::Absent;
    let mut own_id = Cell::Null;
    for (place, column) in layer.columns.iter().enumerate() {
        let value = row.get_ref(place).unwrap_or(ValueRef::Null);
        if column.is_shape {
            geometry = match value {
                ValueRef::Null => RawGeometry::Absent,
                ValueRef::Blob(blob) => wkb::read(blob)?,
                _ => RawGeometry::NotAnObject,
            };
            continue;
        }
        let cell = cell(value, column)?;
        if layer.id == Some(place) {
            own_id = cell.clone();
        }
        properties.push((column.name.clone().into(), cell));
    }
    Ok(Feature::new(own_id, properties, geometry))
}

fn cell(value: ValueRef<'_>, column: &Column) -> Result<Cell<'static>, Text> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(flag @ (0 | 1)) if column.is_flag => Cell::Flag(flag == 1),
        ValueRef::Integer(whole) => Cell::Whole(whole),
        ValueRef::Real(number) => Cell::Number(number),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text).map_err(|_| {
                let name = &column.name;
                Text::new(
                    format!("chữ ở cột {name} không mã hóa bằng UTF-8; hãy sửa lại hoặc xuất lại lớp này"),
                    format!("the text in column {name} is not encoded in UTF-8; mend it, or export the layer again"),
                )
            })?;
            Cell::Text(text.to_owned().into())
        }
        ValueRef::Blob(_) => Cell::Nested,
    })
}

fn too_large() -> Text {
    let limit = LARGEST / 1024 / 1024;
    Text::new(
        format!("đối tượng lớn hơn {limit} MB; hãy chia nhỏ hoặc giảm số đỉnh"),
        format!("the feature is larger than {limit} MB; split it, or take vertices away"),
    )
}

/// A name as a statement has it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests;
