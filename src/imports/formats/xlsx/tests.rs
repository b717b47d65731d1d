use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format as Style, Formula, Workbook, Worksheet};

use super::*;
use crate::imports::formats::tests::{Fixture, all, layer, opened, opened_with, shown, spoiled, survives, zipped};

fn sheet(fill: impl FnOnce(&mut Worksheet) -> Result<(), rust_xlsxwriter::XlsxError>) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet()).unwrap();
    book.save_to_buffer().unwrap()
}

fn text(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, cell) in (0..).zip(cells) {
        if !cell.is_empty() {
            sheet.write(row, column, *cell).unwrap();
        }
    }
}

fn register() -> Vec<u8> {
    sheet(|sheet| {
        let plain = Style::new();
        let date = Style::new().set_num_format("dd/mm/yyyy;@");
        sheet.merge_range(0, 0, 0, 6, "TỔNG HỢP THỬA ĐẤT THU HỒI", &plain)?;
        sheet.merge_range(2, 0, 3, 0, "TT", &plain)?;
        sheet.merge_range(2, 1, 3, 1, "Tên chủ", &plain)?;
        sheet.merge_range(2, 2, 2, 3, "Thửa đất", &plain)?;
        sheet.merge_range(2, 4, 2, 5, "Diện tích", &plain)?;
        sheet.merge_range(2, 6, 3, 6, "Ngày chi trả", &plain)?;
        text(sheet, 3, &["", "", "Số tờ", "Số thửa", "Pháp lý", "Thu hồi"]);
        for column in 0..7_u16 {
            sheet.write(4, column, i32::from(column) + 1)?;
        }
        sheet.merge_range(5, 1, 6, 1, "Nguyễn Văn Bảy", &plain)?;
        sheet.write(5, 0, 1)?;
        sheet.write(5, 2, 12)?;
        sheet.write(5, 3, "5")?;
        sheet.write(5, 4, 1234.5)?;
        sheet.write_formula(5, 5, Formula::new("E6*2").set_result("2469"))?;
        sheet.write_with_format(5, 6, &ExcelDateTime::from_ymd(2026, 11, 23)?, &date)?;
        sheet.write(6, 0, 2)?;
        sheet.write(6, 2, 12)?;
        sheet.write(6, 3, "6")?;
        sheet.set_row_hidden(6)?;
        sheet.write(8, 0, 3)?;
        sheet.write(8, 1, "Đỗ Văn An")?;
        sheet.write(8, 2, 13)?;
        sheet.write(8, 3, true)?;
        sheet.write_formula(9, 4, Formula::new("1/0").set_result("#DIV/0!"))?;
        sheet.write(9, 2, 14)?;
        sheet.write(10, 0, "Cộng")?;
        sheet.write(10, 4, 99)?;
        sheet.write(12, 5, "Người lập biểu")?;
        Ok(())
    })
}

#[test]
fn a_register_as_offices_write_it_is_read() {
    let fixture = Fixture::new();
    let file = opened(&fixture.file("a.xlsx", register())).unwrap();
    assert_eq!(
        file.columns,
        [
            "TT",
            "Tên chủ",
            "Số tờ",
            "Số thửa",
            "Pháp lý",
            "Diện tích Thu hồi",
            "Ngày chi trả"
        ]
    );
    assert_eq!(file.crs, StatedCrs::NoShapes);
    assert_eq!(
        all(&file),
        [
            "6 TT=1 Tên chủ=‘Nguyễn Văn Bảy’ Số tờ=12 Số thửa=‘5’ Pháp lý=1234.5 Diện tích Thu hồi=2469 Ngày chi trả=‘2026-11-23’",
            "7 TT=2 Tên chủ=‘Nguyễn Văn Bảy’ Số tờ=12 Số thửa=‘6’",
            "9 TT=3 Tên chủ=‘Đỗ Văn An’ Số tờ=13 Số thửa=true",
            "10 !cell E10 shows the error #DIV/0!; mend its formula or fill in the value",
        ]
    );
    let mut features = file.features().unwrap().unwrap();
    assert!(features.next().unwrap().unwrap().merged.is_empty());
    assert_eq!(features.next().unwrap().unwrap().merged, ["Tên chủ"]);
}

#[test]
fn the_sheet_is_chosen_by_its_name_or_by_its_header() {
    let fixture = Fixture::new();
    let book = |known: &[bool]| {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("Trống").unwrap();
        for (n, known) in known.iter().enumerate() {
            let sheet = book.add_worksheet().set_name(format!("Tờ {n}")).unwrap();
            text(
                sheet,
                0,
                if *known {
                    &["Số tờ", "Số thửa"]
                } else {
                    &["a", "b"]
                },
            );
            text(sheet, 1, &["x1", "y2"]);
        }
        fixture.file("a.xlsx", book.save_to_buffer().unwrap())
    };
    assert_eq!(opened(&book(&[false])).unwrap().layer.as_deref(), Some("Tờ 0"));
    let second = opened(&book(&[false, true])).unwrap();
    assert_eq!(second.layer.as_deref(), Some("Tờ 1"));
    assert_eq!(second.layers.len(), 3);
    let both = book(&[true, true]);
    let names = || vec!["Tờ 0".to_owned(), "Tờ 1".to_owned()];
    assert_eq!(opened(&both).err(), Some(Flaw::ChooseLayer(names())));
    assert_eq!(opened(&book(&[false, false])).err(), Some(Flaw::ChooseLayer(names())));
    let both = book(&[true, true]);
    assert_eq!(
        all(&opened_with(&both, &layer("Tờ 1")).unwrap()),
        ["2 Số tờ=‘x1’ Số thửa=‘y2’"]
    );
    assert!(matches!(
        opened_with(&both, &layer("Tờ 2")).err(),
        Some(Flaw::NoSuchLayer(..))
    ));
    assert_eq!(opened(&book(&[])).err(), Some(Flaw::Empty));
}

const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#;

/// A workbook written by hand: its sheet, and its shared texts.
fn raw(sheet: &str, strings: &str) -> Vec<u8> {
    let workbook = r#"<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let main =
        format!(r#"{RELATIONS}<Relationship Id="m" Type="x/officeDocument" Target="/xl/book.xml"/></Relationships>"#);
    let inner = format!(
        r#"{RELATIONS}<Relationship Id="r1" Type="x/worksheet" Target="s.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="t.xml"/><Relationship Id="r3" Type="x/styles" Target="f.xml"/></Relationships>"#
    );
    let styles = r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", main.as_bytes()),
        ("xl/book.xml", workbook.as_bytes()),
        ("xl/_rels/book.xml.rels", inner.as_bytes()),
        ("xl/s.xml", sheet.as_bytes()),
        ("xl/t.xml", strings.as_bytes()),
        ("xl/f.xml", styles.as_bytes()),
    ])
}

const STRINGS: &str = r#"<x:sst xmlns:x="s" count="9999999999999" uniqueCount="9999999999999"><x:si><x:t>Số tờ</x:t></x:si><x:si><x:r><x:t>Số </x:t></x:r><x:r><x:t>th&#7917;a</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh></x:si></x:sst>"#;

fn cells(row: &str) -> String {
    format!(
        r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><t>Ngày chi trả</t></is></c></row>{row}</sheetData></worksheet>"#
    )
}

#[test]
fn what_a_sheet_claims_of_its_size_is_of_no_account() {
    let fixture = Fixture::new();
    let row = r#"<row r="1048576"><c r="A1048576"><v>12</v></c><c t="str"><v>5&amp;6_x000D_</v></c><c s="1"><v>1</v></c><c r="XFD1048576" t="d"><v>2026-11-23</v></c></row>"#;
    let file = opened(&fixture.file("a.xlsx", raw(&cells(row), STRINGS))).unwrap();
    assert_eq!(
        all(&file),
        ["1048576 Số tờ=12 Số thửa=‘5&6\r’ Ngày chi trả=‘1904-01-02’ XFD=‘2026-11-23’"]
    );
}

#[test]
fn a_cell_that_refers_to_nothing_is_the_fault_of_its_row() {
    let fixture = Fixture::new();
    let row = r#"<row><c t="s"><v>7</v></c></row><row><c t="e"><v>#SPILL!</v></c></row><row><c><v>1e999</v></c></row>"#;
    let file = opened(&fixture.file("a.xlsx", raw(&cells(row), STRINGS))).unwrap();
    let all = all(&file);
    assert!(all[0].starts_with("2 !cell A2 shows the error #7"), "{}", all[0]);
    assert!(all[1].starts_with("3 !cell A3 shows the error #SPILL!"), "{}", all[1]);
    assert_eq!(all[2], "4 Số tờ=‘1e999’");
}

#[test]
fn a_damaged_workbook_is_refused() {
    let fixture = Fixture::new();
    let refused = |sheet: &str, strings: &str| {
        let flaw = opened(&fixture.file("a.xlsx", raw(sheet, strings))).err();
        assert!(matches!(flaw, Some(Flaw::DamagedWorkbook(_))), "{sheet:.300} {flaw:?}");
    };
    refused(&cells(r#"<row r="1"><c><v>1</v></c></row>"#), STRINGS);
    refused(&cells(r#"<row r="4294967297"><c><v>1</v></c></row>"#), STRINGS);
    refused(
        &cells(r#"<row><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>"#),
        STRINGS,
    );
    refused(&cells(r#"<row><c r="XFE2"><v>1</v></c></row>"#), STRINGS);
    refused(&cells(r#"<row><c r="2"><v>1</v></c></row>"#), STRINGS);
    refused(&cells("<row><c><v>1</v></c>"), STRINGS);
    refused(&cells("<row><c><v>&unknown;</v></c></row>"), STRINGS);
    refused(&cells(&"<x>".repeat(10_000)), STRINGS);
    refused(
        &cells(&format!("<row><c><v>{}</v></c></row>", "1".repeat(2_000_000))),
        STRINGS,
    );
    refused(
        &cells(&format!("<row><c><v>{}</v></c></row>", "1<!-- -->".repeat(300_000))),
        STRINGS,
    );
    refused(&cells(&format!("<row x='{}'/>", "<".repeat(2_000_000))), STRINGS);
    refused(&format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{}", cells("")), STRINGS);
    refused(&cells(""), "<sst><si><t>a");
}

#[test]
fn other_workbooks_are_told_what_they_are() {
    let fixture = Fixture::new();
    let old = fixture.file("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    assert_eq!(opened(&old).err(), Some(Flaw::Other("Excel 97 (.xls)")));
    let main = format!(
        r#"{RELATIONS}<Relationship Id="m" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>"#
    );
    let binary = [
        ("[Content_Types].xml", b"<Types/>".as_slice()),
        ("_rels/.rels", main.as_bytes()),
        ("xl/workbook.bin", b"x"),
    ];
    assert_eq!(
        opened(&fixture.zip("a.xlsb", &binary)).err(),
        Some(Flaw::Other("Excel binary (.xlsb)"))
    );
}

#[test]
fn days_are_counted_as_excel_counts_them() {
    let day = |number, from_1904| sheet::day_of(number, from_1904);
    let text = |text: &str| Some(crate::imports::feature::Cell::Text(text.to_owned().into()));
    for (number, expected) in [
        (1.0, "1900-01-01"),
        (59.0, "1900-02-28"),
        (61.0, "1900-03-01"),
        (46_349.0, "2026-11-23"),
        (46_349.5, "2026-11-23T12:00:00"),
        (2_958_465.0, "9999-12-31"),
    ] {
        assert_eq!(day(number, false), text(expected), "{number}");
    }
    assert_eq!(day(44_887.0, true), text("2026-11-23"));
    for number in [0.5, -1.0, 2_958_466.0, f64::NAN] {
        assert_eq!(day(number, false), None, "{number}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_sheet_is_read_or_refused(
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..6),
        cut in proptest::option::of(any::<usize>()),
    ) {
        let fixture = Fixture::new();
        let row = r#"<row r="2"><c r="A2"><v>12</v></c><c t="str"><v>5&amp;6_x000D_</v></c></row><mergeCell ref="A1:B2"/>"#;
        let sheet = String::from_utf8_lossy(&spoiled(cells(row).as_bytes(), &changes, cut)).into_owned();
        survives(&fixture.file("a.xlsx", raw(&sheet, STRINGS)));
        let strings = String::from_utf8_lossy(&spoiled(STRINGS.as_bytes(), &changes, cut)).into_owned();
        survives(&fixture.file("b.xlsx", raw(&cells(row), &strings)));
        survives(&fixture.file("c.xlsx", spoiled(&register(), &changes, cut)));
    }
}

#[test]
fn a_feature_of_a_sheet_has_no_text_of_its_own() {
    let fixture = Fixture::new();
    let file = opened(&fixture.file("a.xlsx", register())).unwrap();
    let mut features = file.features().unwrap().unwrap();
    let found = features.next().unwrap().unwrap();
    assert!(found.original.is_none() && shown(&found).starts_with("6 "));
}
