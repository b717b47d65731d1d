use super::{header::LONGEST_NAME, *};
use crate::imports::formats::tests::is_known;

fn row(number: u64, cells: &[&str]) -> Row {
    let cells = cells.iter().enumerate().filter(|(_, text)| !text.is_empty());
    Row {
        number,
        cells: cells
            .map(|(column, text)| (column, Cell::Text((*text).to_owned().into())))
            .collect(),
        ..Row::default()
    }
}

fn names(rows: &[Row]) -> (Vec<String>, u64) {
    let header = Header::find(rows, &is_known).unwrap();
    let names = header.names.into_iter().map(Option::unwrap_or_default);
    (names.collect(), header.last_row)
}

#[test]
fn the_header_is_the_row_that_knows_most() {
    let rows = [
        row(1, &["Số tờ"]),
        row(3, &["TT", "Số\n tờ", "Số thửa", "Ghi chú"]),
        row(4, &["1", "2", "3", "Số thửa"]),
    ];
    assert_eq!(
        names(&rows),
        (["TT", "Số tờ", "Số thửa", "Ghi chú"].map(String::from).to_vec(), 3)
    );
}

#[test]
fn a_long_text_names_no_column_and_is_not_compared_with_names() {
    let long = "Số tờ ".repeat(LONGEST_NAME);
    let compared = |name: &str| {
        assert!(name.len() <= 2 * LONGEST_NAME, "{} bytes are compared", name.len());
        is_known(name)
    };
    let rows = [
        row(1, &[&long, "Sổ mục kê"]),
        row(2, &["Số tờ", &long, "Số thửa"]),
        row(3, &["1", &long, "2"]),
    ];
    let header = Header::find(&rows, &compared).unwrap();
    assert_eq!(header.last_row, 2);
    let names: Vec<Option<&str>> = header.names.iter().map(Option::as_deref).collect();
    assert_eq!(names, [Some("Số tờ"), None, Some("Số thửa")]);
}

#[test]
fn a_title_of_a_group_helps_where_a_name_says_too_little() {
    // As a sheet has it whose cells are merged downwards.
    let rows = [
        row(5, &["TT", "Tên chủ", "Diện tích", "", "Thửa đất"]),
        row(6, &["TT", "Tên chủ", "Pháp lý", "Thu hồi", "Số tờ"]),
        row(7, &["1", "An", "3", "4", ""]),
    ];
    assert_eq!(
        names(&rows).0,
        ["TT", "Tên chủ", "Pháp lý", "Diện tích Thu hồi", "Số tờ"]
    );
}

#[test]
fn a_table_without_known_names_has_the_first_full_row_of_texts_as_header() {
    let rows = [row(1, &["Bảng kê"]), row(2, &["a", "b", "c"]), row(3, &["d", "e", "f"])];
    assert_eq!(names(&rows).1, 2);
    assert!(Header::find(&[row(1, &["1", "2"]), row(2, &["x", "4"])], &is_known).is_none());
}

#[test]
fn a_row_of_data_is_not_taken_for_numbers_of_columns() {
    assert!(numbers_columns(&row(1, &["(1)", "(2)", "(3)=(1)+(2)"]), 9));
    assert!(numbers_columns(&row(1, &["1", "2", "3", "4", "5"]), 5));
    for cells in [
        &["1", "2", "3"][..],
        &["1", "2", "3", "4"],
        &["1", "2", "4", "5", "6"],
        &["(1)", "(3)", "(4)"],
        &["(1)"],
    ] {
        assert!(!numbers_columns(&row(1, cells), 4), "{cells:?}");
    }
}

#[test]
fn columns_are_called_as_spreadsheets_call_them() {
    for (column, name) in [
        (0, "A"),
        (25, "Z"),
        (26, "AA"),
        (701, "ZZ"),
        (702, "AAA"),
        (16_383, "XFD"),
    ] {
        assert_eq!(letters(column), name);
    }
}
