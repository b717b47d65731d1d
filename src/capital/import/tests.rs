use std::{fs, path::PathBuf};

use proptest::prelude::*;
use tempfile::TempDir;

use super::{
    amounts::{MoneyUnit, amount},
    columns::Column,
    *,
};
use crate::{
    calendar::Day,
    imports::{Cell, NumberStyle},
};

const HEADINGS: &str = "Mã dự án;Năm;Kế hoạch vốn (triệu đồng);Đã giải ngân (triệu đồng);Tính đến ngày\n";

fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("von.csv");
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn rows(text: &str, options: &Options) -> Vec<(String, i16, i64, i64, Day)> {
    let (_folder, path) = file(text);
    let read = read(&path, options).unwrap();
    let told = read.rows.into_iter().map(|row| {
        let Amounts {
            planned_vnd,
            disbursed_vnd,
        } = row.amounts;
        (row.project, row.year, planned_vnd, disbursed_vnd, row.as_of)
    });
    told.collect()
}

/// Everything that is wrong: pointers, and the words in Vietnamese.
fn faults(text: &str, options: &Options) -> Vec<(String, String)> {
    let (_folder, path) = file(text);
    match read(&path, options) {
        Err(Problem::Refused(problems)) => problems
            .into_iter()
            .map(|problem| {
                assert!(!problem.text.en.is_empty());
                (problem.pointer, problem.text.vi)
            })
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn headings_are_known_in_both_languages_with_their_unit() {
    for (heading, column, unit) in [
        ("Mã dự án", Column::Project, None),
        ("project_code", Column::Project, None),
        ("NĂM", Column::Year, None),
        ("Kế hoạch vốn (tỷ đồng)", Column::Planned, Some(MoneyUnit::Billion)),
        ("Kế hoạch vốn", Column::Planned, None),
        ("planned_vnd", Column::Planned, Some(MoneyUnit::Dong)),
        ("Planned (million VND)", Column::Planned, Some(MoneyUnit::Million)),
        (
            "Đã giải ngân, ĐVT: triệu đồng",
            Column::Disbursed,
            Some(MoneyUnit::Million),
        ),
        ("Disbursed (billion VND)", Column::Disbursed, Some(MoneyUnit::Billion)),
        ("Đã giải ngân (đồng)", Column::Disbursed, Some(MoneyUnit::Dong)),
        ("Tính đến ngày", Column::AsOf, None),
        ("as_of", Column::AsOf, None),
    ] {
        assert_eq!(Column::of(heading), Some((column, unit)), "{heading}");
    }
    for heading in ["Tên dự án", "Ghi chú", "Năm (tỷ đồng)", "đồng", ""] {
        assert_eq!(Column::of(heading), None, "{heading}");
    }
}

#[test]
fn an_amount_is_exact_in_every_unit_and_writing() {
    let text = |text: &'static str| Cell::Text(text.into());
    for (cell, unit, vnd) in [
        (text("1.234,5"), MoneyUnit::Million, 1_234_500_000),
        (text("1,234.5"), MoneyUnit::Million, 1_234_500_000),
        (text("1.500.000.000"), MoneyUnit::Dong, 1_500_000_000),
        (text("9.999.999.999.999.999"), MoneyUnit::Dong, 9_999_999_999_999_999),
        (text("0,123456789"), MoneyUnit::Billion, 123_456_789),
        (Cell::Whole(12), MoneyUnit::Billion, 12_000_000_000),
        (Cell::Number(0.1 + 0.2), MoneyUnit::Billion, 300_000_000),
        (Cell::Whole(0), MoneyUnit::Dong, 0),
    ] {
        assert_eq!(amount(&cell, unit, None), Ok(Some(vnd)), "{cell:?}");
    }
    assert_eq!(
        amount(&text("20.000"), MoneyUnit::Million, Some(NumberStyle::Vi)),
        Ok(Some(20_000_000_000))
    );
    for cell in [
        text("20.000"),
        text("abc"),
        text("-5"),
        text("0,1234567"),
        Cell::Whole(-1),
        Cell::Number(1.0 / 3.0),
        Cell::Whole(i64::MAX),
        Cell::Number(f64::MAX),
        Cell::Flag(true),
    ] {
        assert!(amount(&cell, MoneyUnit::Million, None).is_err(), "{cell:?}");
    }
}

proptest! {
    #[test]
    fn any_number_of_millions_is_read_as_it_is_written(millions in 0..10_000_000_000_i64, rest in 0..1_000_000_i64) {
        let written = format!("{millions},{rest:06}");
        prop_assert_eq!(
            amount(&Cell::Text(written.into()), MoneyUnit::Million, Some(NumberStyle::Vi)),
            Ok(Some(millions * 1_000_000 + rest))
        );
    }
}

#[test]
fn a_table_with_a_title_headings_of_groups_and_a_total_is_read() {
    let text = format!(
        "Tình hình giải ngân;;;;\n{HEADINGS};;;;\nGT01;2026;1.234,5;1.000,0;31/10/2026\nGT02;2026;12,5;0;2026-10-31\nTổng cộng;;1.247,0;1.000,0;\n"
    );
    let day = "2026-10-31".parse().unwrap();
    assert_eq!(
        rows(&text, &Options::default()),
        [
            ("GT01".to_owned(), 2026, 1_234_500_000, 1_000_000_000, day),
            ("GT02".to_owned(), 2026, 12_500_000, 0, day),
        ]
    );
}

#[test]
fn every_fault_of_a_row_is_told_with_row_column_and_what_to_do() {
    let text = format!(
        "{HEADINGS}GT01;2026;abc;;32/10/2026\n;1800;5,5;1,5;1/1/2999\nGT02;2026;5,5;1,5;1/10/2026\nGT02;2026;6,5;1,5;01/10/2026\n"
    );
    insta::assert_snapshot!(
        faults(&text, &Options::default()).into_iter().map(|(at, told)| format!("{at} | {told}")).collect::<Vec<_>>().join("\n"),
        @r"
    /rows/2/planned | Dòng 2, cột «Kế hoạch vốn (triệu đồng)»: «abc» không phải là số tiền; hãy ghi thành số, ví dụ 1.234,5.
    /rows/2/disbursed | Dòng 2, cột «Đã giải ngân (triệu đồng)»: ô trống; nếu chưa giải ngân hãy ghi 0.
    /rows/2/as_of | Dòng 2, cột «Tính đến ngày»: “32/10/2026” không phải là ngày; hãy viết 2026-11-23 hoặc 23/11/2026.
    /rows/3/project | Dòng 3, cột «Mã dự án»: ô trống; hãy điền vào.
    /rows/3/year | Dòng 3, cột «Năm»: năm 1800 nằm ngoài khoảng 1990–2100; hãy kiểm tra lại năm.
    /rows/3/as_of | Dòng 3, cột «Tính đến ngày»: ngày 01/01/2999 ở tương lai; hãy ghi ngày của số liệu, muộn nhất là hôm nay.
    /rows/5/project | Dòng 5, cột «Mã dự án»: cùng dự án, năm và ngày với dòng 4; hãy giữ lại một dòng.
    "
    );
}

#[test]
fn an_amount_without_unit_is_refused_until_somebody_says_it() {
    let text = "project,year,planned,disbursed,as of\nGT01,2026,1.5,1,2026-10-31\n";
    let found = faults(text, &Options::default());
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].1.contains("không ghi đơn vị"));
    let told = Options {
        unit: Some(MoneyUnit::Billion),
        ..Options::default()
    };
    assert_eq!(rows(text, &told)[0].2, 1_500_000_000);
}

#[test]
fn missing_columns_are_named_and_other_files_refused() {
    let found = faults("Mã dự án;Năm;Ghi chú\nGT01;2026;x\n", &Options::default());
    let words: Vec<&str> = found.iter().map(|(_, told)| told.as_str()).collect();
    assert!(
        words[0].contains("«Kế hoạch vốn»") && words[2].contains("«Tính đến ngày»"),
        "{words:?}"
    );
    let geojson = r#"{"type":"FeatureCollection","features":[]}"#;
    assert!(faults(geojson, &Options::default())[0].1.contains("CSV"));
    assert_eq!(faults(HEADINGS, &Options::default()).len(), 1);
}
