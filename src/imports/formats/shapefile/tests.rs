use std::io::Cursor;

use ::shapefile::{
    Multipoint, Point, PointZ, Polygon, PolygonRing, PolygonZ, Polyline, ShapeWriter, Writer,
    dbase::{Date, FieldName, FieldValue, Record, TableWriterBuilder},
    record::EsriShape,
};
use proptest::prelude::*;

use super::*;
use crate::{
    geometry::{Coordinates, RawGeometry},
    imports::formats::tests::{
        Fixture, all, encoding, geometry, layer, opened, opened_with, spoiled, survives, zipped,
    },
};

const VN_2000: &str = "PROJCS[\"VN-2000 / TM-3 106-30\",GEOGCS[\"VN-2000\",DATUM[\"Vietnam_2000\",\
    SPHEROID[\"WGS 84\",6378137,298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]],\
    PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",0],PARAMETER[\"central_meridian\",106.5],\
    PARAMETER[\"scale_factor\",0.9999],PARAMETER[\"false_easting\",500000],PARAMETER[\"false_northing\",0],\
    UNIT[\"metre\",1]]";

fn ring(x: f64, size: f64) -> Vec<Point> {
    vec![
        Point::new(x, 0.0),
        Point::new(x, size),
        Point::new(x + size, size),
        Point::new(x + size, 0.0),
        Point::new(x, 0.0),
    ]
}

fn name(name: &str) -> FieldName {
    name.try_into().unwrap()
}

/// `.shp` and `.dbf` of two parcels, as another program writes them.
fn parcels() -> (Vec<u8>, Vec<u8>) {
    let mut shp = Cursor::new(Vec::new());
    let mut dbf = Cursor::new(Vec::new());
    let table = TableWriterBuilder::new()
        .add_numeric_field(name("so_to"), 10, 0)
        .add_numeric_field(name("dien_tich"), 12, 2)
        .add_character_field(name("ten_chu"), 20)
        .add_date_field(name("ngay"))
        .add_logical_field(name("tdc"));
    let mut writer = Writer::new(ShapeWriter::new(&mut shp), table.build_with_dest(&mut dbf));
    for (number, owner) in [(1.0, Some("Nguyen Van Bay")), (2.0, None)] {
        let mut record = Record::default();
        record.insert("so_to".into(), FieldValue::Numeric(Some(number)));
        record.insert("dien_tich".into(), FieldValue::Numeric(owner.map(|_| 120.25)));
        record.insert("ten_chu".into(), FieldValue::Character(owner.map(str::to_owned)));
        record.insert(
            "ngay".into(),
            FieldValue::Date(owner.and_then(|_| Date::new(23, 11, 2026).ok())),
        );
        record.insert("tdc".into(), FieldValue::Logical(owner.map(|_| true)));
        let shape = Polygon::with_rings(vec![
            PolygonRing::Outer(ring(10.0 * number, 9.0)),
            PolygonRing::Inner(ring(10.0 * number + 1.0, 2.0)),
        ]);
        writer.write_shape_and_record(&shape, &record).unwrap();
    }
    drop(writer);
    (shp.into_inner(), dbf.into_inner())
}

/// A table of one column of texts, so many bytes wide, and as many points.
fn texts(texts: &[&[u8]], width: u8) -> (Vec<u8>, Vec<u8>) {
    let rows = u32::try_from(texts.len()).unwrap();
    let mut dbf = vec![3, 126, 11, 23];
    dbf.extend(rows.to_le_bytes());
    dbf.extend([65, 0, width + 1, 0]);
    dbf.resize(32, 0);
    dbf.extend(b"ten_chu\0\0\0\0C\0\0\0\0");
    dbf.push(width);
    dbf.resize(64, 0);
    dbf.push(0x0d);
    for text in texts {
        dbf.push(b' ');
        dbf.extend(*text);
        dbf.resize(dbf.len() + usize::from(width) - text.len(), b' ');
    }
    let mut shp = Cursor::new(Vec::new());
    let points: Vec<Point> = texts.iter().map(|_| Point::new(1.0, 2.0)).collect();
    ShapeWriter::new(&mut shp).write_shapes(&points).unwrap();
    (shp.into_inner(), dbf)
}

fn set(shp: &[u8], dbf: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    zipped(&[&[("thua.shp", shp), ("thua.dbf", dbf)], more].concat())
}

fn position(x: f64, y: f64) -> Coordinates {
    Coordinates::Position(x, y)
}

#[test]
fn a_shapefile_is_read_with_its_shapes_values_and_system() {
    let fixture = Fixture::new();
    let (shp, dbf) = parcels();
    let more = [("thua.prj", VN_2000.as_bytes()), ("thua.cpg", b"UTF-8")];
    let file = opened(&fixture.file("a.zip", set(&shp, &dbf, &more))).unwrap();
    assert_eq!(file.format, Format::Shapefile);
    assert_eq!(file.crs, StatedCrs::Named("EPSG:9213".parse().unwrap()));
    assert_eq!(file.columns, ["so_to", "dien_tich", "ten_chu", "ngay", "tdc"]);
    assert_eq!(file.layer.as_deref(), Some("thua"));
    assert_eq!(
        all(&file),
        [
            "1 so_to=1 dien_tich=120.25 ten_chu=‘Nguyen Van Bay’ ngay=‘2026-11-23’ tdc=true",
            "2 so_to=2"
        ]
    );
    let RawGeometry::Object(Some(kind), Coordinates::List(rings), _) = geometry(&file, 1) else {
        panic!("no polygon");
    };
    assert_eq!((kind.as_ref(), rings.len()), ("Polygon", 2));
    let Coordinates::List(outer) = &rings[0] else {
        panic!("no ring");
    };
    assert_eq!(outer[..2], [position(20.0, 0.0), position(20.0, 9.0)]);
}

#[test]
fn names_in_capitals_and_folders_are_found_and_one_of_several_is_chosen() {
    let fixture = Fixture::new();
    let (shp, dbf) = parcels();
    let (points, table) = texts(&[b"An"], 10);
    let zip = fixture.zip(
        "a.zip",
        &[
            ("Du an/THUA.SHP", &shp),
            ("Du an/THUA.DBF", &dbf),
            ("Du an/thua.prj", VN_2000.as_bytes()),
            ("moc.shp", &points),
            ("moc.dbf", &table),
            ("moc.shp.xml", b"<x/>"),
            ("ghi chu.txt", b"x"),
        ],
    );
    let names = || vec!["THUA".to_owned(), "moc".to_owned()];
    assert_eq!(opened(&zip).err(), Some(Flaw::ChooseLayer(names())));
    assert_eq!(
        opened_with(&zip, &layer("x")).err(),
        Some(Flaw::NoSuchLayer("x".into(), names()))
    );
    let parcels = opened_with(&zip, &layer("THUA")).unwrap();
    assert_eq!((parcels.features, &parcels.layers[0].features), (2, &Some(2)));
    assert!(matches!(parcels.crs, StatedCrs::Named(_)));
    let marks = opened_with(&zip, &layer("moc")).unwrap();
    assert_eq!(marks.crs, StatedCrs::Missing);
    assert_eq!(all(&marks), ["1 ten_chu=‘An’"]);
}

#[test]
fn a_part_that_is_missing_is_named() {
    let fixture = Fixture::new();
    let (shp, dbf) = parcels();
    for (part, bytes, missing) in [("thua.shp", &shp, ".dbf"), ("thua.dbf", &dbf, ".shp")] {
        let zip = fixture.zip("a.zip", &[(part, bytes)]);
        assert_eq!(opened(&zip).err(), Some(Flaw::MissingPart("thua".into(), missing)));
    }
    assert_eq!(opened(&fixture.file("a.shp", &shp)).err(), Some(Flaw::BarePart(".shp")));
    assert_eq!(opened(&fixture.file("a.dbf", &dbf)).err(), Some(Flaw::BarePart(".dbf")));
}

#[test]
fn a_system_that_is_not_understood_is_told_as_the_file_says_it() {
    let fixture = Fixture::new();
    let (shp, dbf) = parcels();
    for (prj, crs) in [
        ("", StatedCrs::Missing),
        ("PROJCS[", StatedCrs::Unknown("PROJCS[".into())),
        ("LOCAL_CS[\"Local\"]", StatedCrs::Unknown("Local".into())),
    ] {
        let zip = fixture.file("a.zip", set(&shp, &dbf, &[("thua.prj", prj.as_bytes())]));
        assert_eq!(opened(&zip).unwrap().crs, crs);
    }
}

#[test]
fn deleted_rows_are_passed_over_but_keep_their_numbers() {
    let fixture = Fixture::new();
    let (shp, mut dbf) = texts(&[b"An", b"Ba", b"Chi"], 10);
    dbf[65 + 11] = b'*';
    let file = opened(&fixture.file("a.zip", set(&shp, &dbf, &[]))).unwrap();
    assert_eq!(all(&file), ["1 ten_chu=‘An’", "3 ten_chu=‘Chi’"]);
}

#[test]
fn the_encoding_is_found_where_the_cpg_is_missing_or_cannot_be_right() {
    let fixture = Fixture::new();
    let names: [(&[&[u8]], Encoding); 4] = [
        (&[b"Nguy\xd4n V\xa8n B\xb6y", b"\xa7\xe7 V\xa8n An"], Encoding::Tcvn3),
        (&[b"Nguye\xe3n Va\xean Ba\xfby", b"\xd1o\xe3 Va\xean An"], Encoding::Vni),
        (
            &[b"Nguy\xea\xden V\xe3n Ba\xd2y", b"\xd0\xf4\xde V\xe3n An"],
            Encoding::Windows1258,
        ),
        (&["Nguyễn Văn Bảy".as_bytes(), "Đỗ Văn An".as_bytes()], Encoding::Utf8),
    ];
    for (names, found) in names {
        let (shp, dbf) = texts(names, 30);
        // 1252 is what ESRI's programs write for whatever stands in the table.
        for cpg in [&[][..], &[("thua.cpg", b"1252".as_slice())]] {
            let file = opened(&fixture.file("a.zip", set(&shp, &dbf, cpg))).unwrap();
            assert_eq!(file.encoding, Some(found));
            assert_eq!(all(&file), ["1 ten_chu=‘Nguyễn Văn Bảy’", "2 ten_chu=‘Đỗ Văn An’"]);
        }
    }
}

#[test]
fn the_encoding_is_asked_for_where_it_cannot_be_told() {
    let fixture = Fixture::new();
    let (shp, dbf) = texts(&[b"caf\xe9"], 10);
    let unclear = fixture.file("a.zip", set(&shp, &dbf, &[]));
    assert_eq!(opened(&unclear).err(), Some(Flaw::NotUtf8(None)));
    let told = opened_with(&unclear, &encoding(Encoding::Windows1258)).unwrap();
    assert_eq!(all(&told), ["1 ten_chu=‘café’"]);
    let by_file = opened(&fixture.file("a.zip", set(&shp, &dbf, &[("thua.cpg", b"ANSI 1258\r\n")]))).unwrap();
    assert_eq!(by_file.encoding, Some(Encoding::Windows1258));
    let wrong = opened(&fixture.file("a.zip", set(&shp, &dbf, &[("thua.cpg", b"UTF-8")]))).unwrap();
    assert!(all(&wrong)[0].starts_with("1 !the text in column ten_chu is not utf-8"));
}

#[test]
fn a_text_cut_within_a_letter_by_its_column_loses_that_letter_only() {
    let fixture = Fixture::new();
    let cut = &"Đỗ Văn Bảy".as_bytes()[..13];
    let (shp, dbf) = texts(&[cut, "Đỗ Văn An".as_bytes()], 13);
    let file = opened(&fixture.file("a.zip", set(&shp, &dbf, &[]))).unwrap();
    assert_eq!(all(&file), ["1 ten_chu=‘Đỗ Văn B’", "2 ten_chu=‘Đỗ Văn An’"]);
}

#[test]
fn numbers_that_are_none_are_not_made_up() {
    let fixture = Fixture::new();
    let (shp, mut dbf) = texts(&[b"12", b"1.50", b"-3e2", b"1,5", b"***", b""], 4);
    dbf[32 + 11] = b'N';
    let file = opened(&fixture.file("a.zip", set(&shp, &dbf, &[]))).unwrap();
    let all = all(&file);
    assert_eq!(
        all[..4],
        ["1 ten_chu=12", "2 ten_chu=1.5", "3 ten_chu=-300.0", "4 ten_chu=‘1,5’"]
    );
    assert_eq!(all[4..], ["5", "6"]);
}

#[test]
fn what_is_cut_off_or_does_not_fit_together_is_refused_with_its_place() {
    let fixture = Fixture::new();
    let (shp, dbf) = parcels();
    let flaw = |shp: &[u8], dbf: &[u8]| {
        let file = opened(&fixture.file("a.zip", set(shp, dbf, &[])));
        file.err().unwrap()
    };
    assert_eq!(flaw(&shp[..shp.len() - 1], &dbf), Flaw::CutPart(".shp", 2));
    assert_eq!(flaw(&shp[..104], &dbf), Flaw::CutPart(".shp", 1));
    assert_eq!(flaw(&shp[..50], &dbf), Flaw::DamagedPart(".shp"));
    assert_eq!(flaw(b"", &dbf), Flaw::DamagedPart(".shp"));
    assert_eq!(flaw(&shp, &dbf[..dbf.len() - 20]), Flaw::CutPart(".dbf", 2));
    assert_eq!(flaw(&shp, &dbf[..40]), Flaw::DamagedPart(".dbf"));
    assert_eq!(flaw(&shp, &texts(&[b"An"], 4).1), Flaw::CountsDiffer(2, 1));
    let mut claims = dbf.clone();
    claims[4..8].copy_from_slice(&[0xff; 4]);
    assert_eq!(flaw(&shp, &claims), Flaw::CutPart(".dbf", 3));
    let mut no_shapes = shp.clone();
    no_shapes[3] = 0;
    assert_eq!(flaw(&no_shapes, &dbf), Flaw::DamagedPart(".shp"));
}

#[test]
fn a_damaged_shape_is_the_fault_of_its_feature() {
    let fixture = Fixture::new();
    let (shp, dbf) = parcels();
    // Behind the heads of the file and of the record: the type at 108, the counts at 144 and 148, the starts of rings.
    for (at, bytes) in [
        (144, [0xff; 4]),
        (148, [0xff, 0xff, 0xff, 0x7f]),
        (152, [5, 0, 0, 0]),
        (156, [0xff; 4]),
        (108, [99, 0, 0, 0]),
        (108, [31, 0, 0, 0]),
    ] {
        let mut shp = shp.clone();
        shp[at..at + 4].copy_from_slice(&bytes);
        let found = all(&opened(&fixture.file("a.zip", set(&shp, &dbf, &[]))).unwrap());
        assert!(found[0].starts_with("1 !"), "{at} {}", found[0]);
        assert_eq!(found[1], "2 so_to=2");
    }
    let mut none = shp;
    none[108..112].copy_from_slice(&[0; 4]);
    let file = opened(&fixture.file("a.zip", set(&none, &dbf, &[]))).unwrap();
    assert_eq!(geometry(&file, 0), RawGeometry::Absent);
}

/// The shape that is read where another program wrote this one.
fn read_one<S: EsriShape>(shape: S) -> RawGeometry<'static> {
    let mut shp = Cursor::new(Vec::new());
    ShapeWriter::new(&mut shp).write_shapes(&[shape]).unwrap();
    let fixture = Fixture::new();
    let path = fixture.file("a.zip", set(&shp.into_inner(), &texts(&[b"An"], 4).1, &[]));
    geometry(&opened(&path).unwrap(), 0)
}

#[test]
fn points_lines_and_shapes_with_heights_are_given_as_such() {
    let object = |kind: &'static str, coordinates| RawGeometry::Object(Some(kind.into()), coordinates, Vec::new());
    let line = || vec![Point::new(0.0, 0.0), Point::new(1.0, 2.0)];
    let positions = || Coordinates::List(vec![position(0.0, 0.0), position(1.0, 2.0)]);
    assert_eq!(
        read_one(PointZ::new(1.0, 2.0, 3.0, 4.0)),
        object("Point", position(1.0, 2.0))
    );
    assert_eq!(
        read_one(Polyline::new(line())),
        object("MultiLineString", Coordinates::List(vec![positions()]))
    );
    assert_eq!(read_one(Multipoint::new(line())), object("MultiPoint", positions()));
    let high = |x: f64| {
        let ring = ring(x, 1.0).into_iter();
        ring.map(|at| PointZ::new(at.x, at.y, 9.0, 9.0)).collect()
    };
    let two = vec![PolygonRing::Outer(high(0.0)), PolygonRing::Outer(high(5.0))];
    let RawGeometry::Object(Some(kind), Coordinates::List(polygons), _) = read_one(PolygonZ::with_rings(two)) else {
        panic!("no polygons");
    };
    assert_eq!((kind.as_ref(), polygons.len()), ("MultiPolygon", 2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn any_shapefile_is_read_or_refused(
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..6),
        cut in proptest::option::of(any::<usize>()),
        in_shapes in any::<bool>(),
    ) {
        let fixture = Fixture::new();
        let (shp, dbf) = parcels();
        let (shp, dbf) = if in_shapes {
            (spoiled(&shp, &changes, cut), dbf)
        } else {
            (shp, spoiled(&dbf, &changes, cut))
        };
        survives(&fixture.file("a.zip", set(&shp, &dbf, &[])));
    }
}
