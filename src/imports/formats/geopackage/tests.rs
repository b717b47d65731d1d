use proptest::prelude::*;

use super::*;
use crate::{
    geometry::Coordinates,
    imports::formats::tests::{Fixture, all, geometry, layer, opened, opened_with, spoiled, survives},
};

const SCHEMA: &str = "\
    create table gpkg_spatial_ref_sys (srs_name text, srs_id integer primary key, organization text, \
        organization_coordsys_id integer, definition text, description text);
    create table gpkg_contents (table_name text primary key, data_type text, srs_id integer);
    create table gpkg_geometry_columns (table_name text, column_name text, geometry_type_name text, srs_id integer);
    insert into gpkg_spatial_ref_sys values
        ('Undefined', -1, 'NONE', -1, 'undefined', ''),
        ('WGS 84', 4326, 'EPSG', 4326, 'undefined', ''),
        ('VN-2000 / TM-3 106-30', 9213, 'epsg', 9213, 'undefined', ''),
        ('Ours', 100000, 'OURS', 1, 'LOCAL_CS[\"Ours\"]', '');";

/// A point at 1, 2 as the file keeps it.
const POINT: &str = "x'47500001000000000101000000000000000000f03f0000000000000040'";

/// A table of two parcels, the first a point.
fn parcels(srs: i64) -> String {
    format!(
        "create table \"thửa \"\"đất\"\"\" \
            (fid integer primary key, geom blob, so_to integer, ten_chu text, dien_tich real, tdc boolean);
        insert into gpkg_contents values ('thửa \"đất\"', 'features', {srs});
        insert into gpkg_geometry_columns values ('thửa \"đất\"', 'geom', 'POINT', {srs});
        insert into \"thửa \"\"đất\"\"\" values
            (3, {POINT}, 1, 'Nguyễn Văn Bảy', 120.25, 1),
            (7, null, 2, null, null, 0);"
    )
}

fn file(fixture: &Fixture, statements: &[&str]) -> PathBuf {
    let path = fixture.path("a.gpkg");
    if path.exists() {
        std::fs::remove_file(&path).unwrap();
    }
    let connection = Connection::open(&path).unwrap();
    for statement in statements {
        connection.execute_batch(statement).unwrap();
    }
    connection.close().unwrap();
    path
}

#[test]
fn a_layer_is_read_with_its_shapes_values_and_system() {
    let fixture = Fixture::new();
    let file = opened(&file(&fixture, &[SCHEMA, &parcels(9213)])).unwrap();
    assert_eq!(file.format, Format::Geopackage);
    assert_eq!(file.crs, StatedCrs::Named("EPSG:9213".parse().unwrap()));
    assert_eq!(file.columns, ["fid", "so_to", "ten_chu", "dien_tich", "tdc"]);
    let layer = Layer {
        name: "thửa \"đất\"".into(),
        features: Some(2),
    };
    assert_eq!(file.layers, [layer]);
    assert_eq!(
        all(&file),
        [
            "1 fid=3 so_to=1 ten_chu=‘Nguyễn Văn Bảy’ dien_tich=120.25 tdc=true",
            "2 fid=7 so_to=2 tdc=false",
        ]
    );
    let point = RawGeometry::Object(Some("Point".into()), Coordinates::Position(1.0, 2.0), Vec::new());
    assert_eq!(geometry(&file, 0), point);
    assert_eq!(geometry(&file, 1), RawGeometry::Absent);
    let mut features = file.features().unwrap().unwrap();
    let first = features.next().unwrap().unwrap();
    assert_eq!(first.feature.unwrap().id, Cell::Whole(3));
}

#[test]
fn of_several_layers_one_is_chosen_and_tables_have_no_shapes() {
    let fixture = Fixture::new();
    let more = "create table ho (id integer primary key, ten text); insert into ho values (1, 'An');
        insert into gpkg_contents values ('ho', 'attributes', null), ('anh', 'tiles', 4326);";
    let path = file(&fixture, &[SCHEMA, &parcels(4326), more]);
    let names = || vec!["thửa \"đất\"".to_owned(), "ho".to_owned()];
    assert_eq!(opened(&path).err(), Some(Flaw::ChooseLayer(names())));
    assert_eq!(
        opened_with(&path, &layer("anh")).err(),
        Some(Flaw::NoSuchLayer("anh".into(), names()))
    );
    let table = opened_with(&path, &layer("ho")).unwrap();
    assert_eq!(table.crs, StatedCrs::NoShapes);
    assert_eq!(all(&table), ["1 id=1 ten=‘An’"]);
    let contents = "create table gpkg_contents (table_name text, data_type text, srs_id integer)";
    let only_tables = opened(&file(&fixture, &[contents, more])).unwrap();
    assert_eq!(only_tables.crs, StatedCrs::NoShapes);
}

#[test]
fn a_system_that_is_missing_unknown_or_contradicts_itself_is_told() {
    let fixture = Fixture::new();
    let crs = |srs, more| {
        let path = file(&fixture, &[SCHEMA, &parcels(srs), more]);
        opened(&path).unwrap().crs
    };
    assert_eq!(crs(-1, ""), StatedCrs::Missing);
    assert_eq!(crs(77, ""), StatedCrs::Missing);
    assert_eq!(crs(100_000, ""), StatedCrs::Unknown("Ours".into()));
    let contradiction = "update gpkg_spatial_ref_sys set definition = 'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\"]]' \
        where srs_id = 9213";
    assert_eq!(
        crs(9213, contradiction),
        StatedCrs::Unknown("VN-2000 / TM-3 106-30: EPSG:9213, EPSG:4326".into())
    );
}

#[test]
fn a_database_that_is_no_geopackage_says_so() {
    let fixture = Fixture::new();
    for statements in [&["create table a (b)"][..], &[SCHEMA]] {
        let path = file(&fixture, statements);
        assert_eq!(opened(&path).err(), Some(Flaw::NotGeoPackage));
    }
    let broken = fixture.file("b.gpkg", [b"SQLite format 3\0".as_slice(), &[7; 500]].concat());
    assert_eq!(opened(&broken).err(), Some(Flaw::NotGeoPackage));
}

#[test]
fn statements_that_the_file_brings_along_are_not_run() {
    let fixture = Fixture::new();
    let endless = "create view v as \
            with recursive n(i) as (select 1 union all select i + 1 from n) select i as fid from n;
        insert into gpkg_contents values ('v', 'attributes', null);";
    let path = file(&fixture, &[SCHEMA, endless]);
    assert_eq!(opened(&path).err(), Some(Flaw::NoTable("v".into())));
    // The tables that describe the layers are trusted no more than these.
    let instead = "create view gpkg_contents as \
        with recursive n(i) as (select 1 union all select i + 1 from n) select i as table_name from n";
    let path = file(&fixture, &[instead]);
    assert_eq!(opened(&path).err(), Some(Flaw::NotGeoPackage));
    let missing = "insert into gpkg_contents values ('nothing', 'features', null)";
    let path = file(&fixture, &[SCHEMA, missing]);
    assert_eq!(opened(&path).err(), Some(Flaw::NoTable("nothing".into())));
    let endless = "drop table gpkg_spatial_ref_sys; create view gpkg_spatial_ref_sys as \
        with recursive n(i) as (select 1 union all select i + 1 from n) select i as srs_id from n";
    let path = file(&fixture, &[SCHEMA, &parcels(4326), endless]);
    assert_eq!(opened(&path).unwrap().crs, StatedCrs::Missing);
}

#[test]
fn a_damaged_or_too_large_value_is_the_fault_of_its_feature() {
    let fixture = Fixture::new();
    let statements = format!(
        "{} insert into \"thửa \"\"đất\"\"\" values (8, x'00', 3, null, null, null), (9, 'text', 4, null, null, null), \
         (10, null, 5, cast(x'ff' as text), null, null), (11, zeroblob({}), 6, null, null, null), \
         (12, null, 7, x'00', null, null)",
        parcels(4326),
        LARGEST + 1
    );
    let all = all(&opened(&file(&fixture, &[SCHEMA, &statements])).unwrap());
    for (line, start) in all[2..].iter().zip([
        "3 !the shape is damaged",
        "4 fid=9 so_to=4",
        "5 !the text in column ten_chu is not encoded in UTF-8",
        "6 !the feature is larger than 16 MB",
        "7 fid=12 so_to=7 ten_chu=[]",
    ]) {
        assert!(line.starts_with(start), "{line}");
    }
}

#[test]
fn a_column_called_like_the_number_of_the_row_hides_nothing() {
    let fixture = Fixture::new();
    let table = "create table a (rowid text, _rowid_ text); insert into a values ('x', 'y'), ('z', 'w');
        insert into gpkg_contents values ('a', 'attributes', null);";
    let file = opened(&file(&fixture, &[SCHEMA, table])).unwrap();
    assert_eq!(all(&file), ["1 rowid=‘x’ _rowid_=‘y’", "2 rowid=‘z’ _rowid_=‘w’"]);
}

#[test]
fn a_database_that_is_cut_off_is_refused() {
    let fixture = Fixture::new();
    let table = "create table ho (id integer primary key, ten text);
        insert into gpkg_contents values ('ho', 'attributes', null);";
    let rows = "with recursive n(i) as (select 1 union all select i + 1 from n limit 200) \
        insert into ho select i, hex(zeroblob(500)) from n";
    let path = file(&fixture, &[SCHEMA, table, rows]);
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(opened(&path).unwrap().features, 200);
    let cut = fixture.file("b.gpkg", &bytes[..bytes.len() / 2]);
    assert!(matches!(opened(&cut).err(), Some(Flaw::DamagedDatabase(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_database_is_read_or_refused(
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..20),
        cut in proptest::option::of(any::<usize>()),
    ) {
        let fixture = Fixture::new();
        let bytes = std::fs::read(file(&fixture, &["pragma page_size = 512", SCHEMA, &parcels(4326)])).unwrap();
        let spoiled = spoiled(&bytes[100..], &changes, cut);
        survives(&fixture.file("b.gpkg", [&bytes[..100], &spoiled].concat()));
    }
}
