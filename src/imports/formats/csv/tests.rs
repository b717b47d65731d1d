use proptest::prelude::*;

use super::*;
use crate::imports::formats::tests::{Fixture, all, encoding, opened, opened_with, spoiled, survives};

const REGISTER: &str = "\
TỔNG HỢP THỬA ĐẤT THU HỒI,,,\n\
Dự án: đường Vành đai,,,\n\
\n\
TT,Số tờ,Số thửa,\"Diện tích\nthu hồi\",Tên chủ\n\
(1),(2),(3),(4)=(2)x(3),(5)\n\
1,12,5,\"1.234,5\",Nguyễn Văn Bảy\n\
\n\
2,12,6,,\"Trần Thị Hạnh\ncùng chồng\"\n\
Cộng,,,\"1.234,5\",\n\
3,13,7,20,Đỗ Văn An\n\
,Tổng cộng:,,\"1.254,5\",\n\
,,Người lập biểu,,Giám đốc\n";

fn features(bytes: impl AsRef<[u8]>) -> Vec<String> {
    let fixture = Fixture::new();
    all(&opened(&fixture.file("a.csv", bytes)).unwrap())
}

#[test]
fn titles_totals_and_signatures_are_told_apart_from_the_rows() {
    let expected = [
        "7 TT=‘1’ Số tờ=‘12’ Số thửa=‘5’ Diện tích thu hồi=‘1.234,5’ Tên chủ=‘Nguyễn Văn Bảy’",
        "9 TT=‘2’ Số tờ=‘12’ Số thửa=‘6’ Tên chủ=‘Trần Thị Hạnh\ncùng chồng’",
        "11 TT=‘3’ Số tờ=‘13’ Số thửa=‘7’ Diện tích thu hồi=‘20’ Tên chủ=‘Đỗ Văn An’",
    ];
    // Spreadsheets count rows, not lines: the header is row 4, of two lines.
    let expected = expected.map(|line| {
        let (number, rest) = line.split_once(' ').unwrap();
        format!("{} {rest}", number.parse::<u64>().unwrap() - 1)
    });
    assert_eq!(features(REGISTER), expected);
    assert_eq!(features(REGISTER.replace('\n', "\r\n")), expected);
    assert_eq!(features(REGISTER.replace('\n', "\r")), expected);
    assert_eq!(features(format!("\u{feff}{REGISTER}")), expected);
    assert_eq!(features(REGISTER.trim_end()), expected);
}

#[test]
fn the_separator_is_found() {
    for separator in [",", ";", "\t", "|"] {
        let text = format!("Số tờ{separator}Số thửa{separator}Diện tích\n1{separator}2{separator}\"3,5\"\n");
        assert_eq!(
            features(&text),
            ["2 Số tờ=‘1’ Số thửa=‘2’ Diện tích=‘3,5’"],
            "{separator}"
        );
    }
    // Commas within the cells are more than the separators.
    assert_eq!(
        features("Số tờ;Ghi chú\n1;a,b,c,d\n2;e,f,g,h\n"),
        ["2 Số tờ=‘1’ Ghi chú=‘a,b,c,d’", "3 Số tờ=‘2’ Ghi chú=‘e,f,g,h’"]
    );
    // No name is known.
    assert_eq!(features("x;y\n1;2,5\n3;4,5\n"), ["2 x=‘1’ y=‘2,5’", "3 x=‘3’ y=‘4,5’"]);
}

#[test]
fn a_row_of_another_length_is_refused_by_its_number() {
    let found = features("Số tờ,Số thửa,Diện tích\n1,2,3\n1,2\n\n1,2,3,4\n1,2,3,\n");
    assert_eq!(found[0], "2 Số tờ=‘1’ Số thửa=‘2’ Diện tích=‘3’");
    assert!(
        found[1].starts_with("3 !the row has 2 cells but the header has 3"),
        "{}",
        found[1]
    );
    assert!(
        found[2].starts_with("5 !the row has 4 cells but the header has 3"),
        "{}",
        found[2]
    );
    assert_eq!(found[3], "6 Số tờ=‘1’ Số thửa=‘2’ Diện tích=‘3’");
}

#[test]
fn a_header_of_two_rows_is_joined() {
    let text = "Tên chủ,Thửa đất,,Diện tích,,\n,Số tờ,Số thửa,Pháp lý,Thu hồi,Ghi chú\nAn,1,2,3,4,5\n";
    assert_eq!(
        features(text),
        ["3 Tên chủ=‘An’ Số tờ=‘1’ Số thửa=‘2’ Pháp lý=‘3’ Diện tích Thu hồi=‘4’ Ghi chú=‘5’"]
    );
}

#[test]
fn columns_of_one_name_are_told_apart_and_those_of_none_have_their_letter() {
    assert_eq!(
        features("Số tờ,Số thửa,Ghi chú,Ghi chú,\n1,2,a,b,c\n"),
        ["2 Số tờ=‘1’ Số thửa=‘2’ Ghi chú=‘a’ Ghi chú (2)=‘b’ E=‘c’"]
    );
}

#[test]
fn the_encoding_is_found_or_asked_for() {
    let fixture = Fixture::new();
    let file = opened(&fixture.file(
        "a",
        b"So to,Ten chu\n1,Nguy\xd4n V\xa8n B\xb6y\n2,\xa7\xe7 V\xa8n \xb8nh\n",
    ))
    .unwrap();
    assert_eq!(file.encoding, Some(Encoding::Tcvn3));
    assert_eq!(
        all(&file),
        [
            "2 So to=‘1’ Ten chu=‘Nguyễn Văn Bảy’",
            "3 So to=‘2’ Ten chu=‘Đỗ Văn ánh’"
        ]
    );
    let wide: Vec<u8> = "\u{feff}Số tờ\tTên chủ\n1\tAn\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(features(wide), ["2 Số tờ=‘1’ Tên chủ=‘An’"]);
    let unclear = fixture.file("a", b"So to,Ten chu\n1,caf\xe9\n");
    assert_eq!(opened(&unclear).err(), Some(Flaw::NotUtf8(None)));
    let told = opened_with(&unclear, &encoding(Encoding::Windows1258)).unwrap();
    assert_eq!(all(&told), ["2 So to=‘1’ Ten chu=‘café’"]);
    let mixed = features([REGISTER.as_bytes(), b"4,13,8,20,caf\xe9\n"].concat());
    assert!(
        mixed[4].contains("!the text in column E is not encoded in UTF-8"),
        "{}",
        mixed[4]
    );
}

#[test]
fn rows_behind_a_sum_count_as_long_as_data_follow() {
    let text = "Tổng cộng,,30\nSố tờ,Số thửa,Diện tích\n1,2,10\nCộng,,10\n1,3,20\nTotal,,30\n";
    assert_eq!(
        features(text),
        [
            "3 Số tờ=‘1’ Số thửa=‘2’ Diện tích=‘10’",
            "5 Số tờ=‘1’ Số thửa=‘3’ Diện tích=‘20’"
        ]
    );
    // A name that only resembles the word.
    assert_eq!(features("Tên chủ,Số tờ\nCông,1\n"), ["2 Tên chủ=‘Công’ Số tờ=‘1’"]);
}

#[test]
fn a_quote_that_is_never_closed_is_given_up_with_its_row() {
    let fixture = Fixture::new();
    let text = format!("Số tờ,Số thửa\n1,2\n\"3,4\n{}", "5,6\n".repeat(LONGEST_ROW / 3));
    assert_eq!(opened(&fixture.file("a", text)).err(), Some(Flaw::LongRow(3)));
}

#[test]
fn what_is_no_table_is_refused() {
    let fixture = Fixture::new();
    let wide = format!("Số tờ{}\n", ",".repeat(MOST_COLUMNS));
    for (text, flaw) in [
        ("1,2\n3,4\n", Flaw::NoHeader),
        (",,,\n,,\n", Flaw::Empty),
        (&wide, Flaw::TooManyColumns),
    ] {
        assert_eq!(opened(&fixture.file("a", text)).err(), Some(flaw));
    }
}

proptest! {
    #[test]
    fn any_text_like_a_table_is_read_or_refused(
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..6),
        cut in proptest::option::of(any::<usize>()),
    ) {
        let fixture = Fixture::new();
        survives(&fixture.file("a", spoiled(REGISTER.as_bytes(), &changes, cut)));
    }

    #[test]
    fn rows_keep_their_numbers_whatever_stands_in_their_cells(
        cells in proptest::collection::vec(("[a-c \n\r\",;]{0,6}", 0..3usize), 1..20),
    ) {
        let mut text = "Số tờ,Tên chủ\r\n".to_owned();
        let mut expected = Vec::new();
        let mut row = 1;
        for (cell, blank) in &cells {
            text.push_str(&"\r\n".repeat(*blank));
            text = format!("{text}1,\"{}\"\r\n", cell.replace('"', "\"\""));
            row += 1 + blank;
            expected.push(row.to_string());
        }
        let found = features(&text);
        let numbers: Vec<String> = found.iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
        prop_assert_eq!(numbers, expected);
    }
}
