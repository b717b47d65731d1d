//! What the database of a GeoPackage says of itself: which layers it has, and in which system their shapes are.

use std::path::Path;

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, limits::Limit};

use crate::{
    geometry::Crs,
    imports::{
        broken::{Broken, Flaw},
        formats::StatedCrs,
    },
};

/// Bytes of a value before the database itself refuses it; a row must be found to be told as too large.
const LARGEST_VALUE: i32 = 64 * 1024 * 1024;

/// Bytes that the database may take for itself, in all readings together.
const MOST_MEMORY: i64 = 128 * 1024 * 1024;

/// Millions of steps that it may take to find out what a file holds.
const MOST_WORK: u32 = 200;

/// Layers that are listed.
const MOST_LAYERS: usize = 10_000;

/// The database in a file, which nobody writes to and whose statements are not run.
pub fn connect(path: &Path) -> Result<Connection, Broken> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let path = percent_encode(path.as_os_str().as_encoded_bytes(), NON_ALPHANUMERIC);
    // Nothing beside the file is looked for: no journal, no lock.
    let address = format!("file:{path}?mode=ro&immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(address, flags).map_err(damaged)?;
    connection
        .set_limit(Limit::SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
        .map_err(damaged)?;
    let settings = format!(
        "pragma hard_heap_limit = {MOST_MEMORY}; pragma trusted_schema = off; pragma cell_size_check = on; \
         pragma query_only = on; pragma mmap_size = 0"
    );
    connection.execute_batch(&settings).map_err(damaged)?;
    Ok(connection)
}

/// Sets or lifts the bound on the work of finding out what a file holds: a damaged one may send the database round in
/// circles.
pub fn bound(connection: &Connection, is_bound: bool) -> Result<(), Broken> {
    let mut stretches = 0;
    let is_too_much = move || {
        stretches += 1;
        stretches > MOST_WORK
    };
    connection
        .progress_handler(1_000_000, is_bound.then_some(is_too_much))
        .map_err(damaged)
}

/// Layers of features and tables of attributes, in the order of the file.
pub fn layers(connection: &Connection) -> Result<Vec<String>, Broken> {
    if !is_table(connection, "gpkg_contents")? {
        return Err(Broken::whole(Flaw::NotGeoPackage));
    }
    let statement = "select table_name from gpkg_contents where data_type in ('features', 'attributes') order by rowid";
    let mut statement = connection.prepare(statement).map_err(damaged)?;
    let names = statement.query_map([], |row| row.get(0)).map_err(damaged)?;
    names.take(MOST_LAYERS).collect::<Result<_, _>>().map_err(damaged)
}

/// Whether the file has a table of that name that is one, neither a view nor computed in another way.
pub fn is_table(connection: &Connection, name: &str) -> Result<bool, Broken> {
    let statement = "select type = 'table' from pragma_table_list where schema = 'main' and name = ?1";
    let found = connection.query_row(statement, [name], |row| row.get(0)).optional();
    Ok(found.map_err(damaged)?.unwrap_or_default())
}

/// The layer that is meant: the one that was named, or the only one.
pub fn choose<'a>(layers: &'a [String], wanted: Option<&str>) -> Result<&'a str, Broken> {
    let flaw = match (layers, wanted) {
        ([], _) => Flaw::NotGeoPackage,
        (_, Some(wanted)) => match layers.iter().find(|layer| *layer == wanted) {
            Some(layer) => return Ok(layer),
            None => Flaw::NoSuchLayer(wanted.to_owned(), layers.to_vec()),
        },
        ([only], None) => return Ok(only),
        (_, None) => Flaw::ChooseLayer(layers.to_vec()),
    };
    Err(Broken::whole(flaw))
}

/// What the file says about the coordinates of a column of shapes.
pub fn stated(connection: &Connection, layer: &str, column: &str) -> Result<StatedCrs, Broken> {
    if !is_table(connection, "gpkg_spatial_ref_sys")? {
        return Ok(StatedCrs::Missing);
    }
    let statement = "select s.srs_id, s.srs_name, s.organization, s.organization_coordsys_id, s.definition \
        from gpkg_geometry_columns g join gpkg_spatial_ref_sys s using (srs_id) \
        where g.table_name = ?1 and g.column_name = ?2";
    let system = connection
        .query_row(statement, [layer, column], |row| {
            let text = |place: usize| row.get::<_, Option<String>>(place).map(Option::unwrap_or_default);
            Ok((
                row.get::<_, i64>(0)?,
                text(1)?,
                text(2)?,
                row.get::<_, Option<i64>>(3)?,
                text(4)?,
            ))
        })
        .optional()
        .map_err(damaged)?;
    Ok(match system {
        // -1 and 0: systems that nobody knows, by the standard.
        None | Some((-1 | 0, ..)) => StatedCrs::Missing,
        Some((_, name, organization, number, definition)) => {
            let registered = number.and_then(|number| format!("{organization}:{number}").parse::<Crs>().ok());
            match (registered, Crs::from_wkt(&definition)) {
                (Some(crs), Ok(other)) if crs != other => StatedCrs::Unknown(format!("{name}: {crs}, {other}")),
                (Some(crs), _) | (None, Ok(crs)) => StatedCrs::Named(crs),
                (None, Err(unknown)) if name.is_empty() => StatedCrs::Unknown(unknown.0),
                (None, Err(_)) => StatedCrs::Unknown(name),
            }
        }
    })
}

/// A database that cannot be read on.
pub fn damaged(error: rusqlite::Error) -> Broken {
    Broken::whole(match error {
        rusqlite::Error::SqliteFailure(failure, _) if failure.code == rusqlite::ErrorCode::NotADatabase => {
            Flaw::NotGeoPackage
        }
        error => Flaw::DamagedDatabase(error.to_string()),
    })
}
