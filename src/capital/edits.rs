//! Which figures may be recorded. Pure.

use super::{
    model::FigureInput,
    rules::{MOST_VND, YEARS},
};
use crate::{calendar::Day, language::Text, problem::FieldProblem};

/// Longest remark, characters.
const LONGEST_NOTE: usize = 500;

/// What is wrong with a year.
pub fn wrong_year(year: i64) -> Option<Text> {
    let (first, last) = YEARS.into_inner();
    (!(i64::from(first)..=i64::from(last)).contains(&year)).then(|| {
        Text::new(
            format!("năm {year} nằm ngoài khoảng {first}–{last}; hãy kiểm tra lại năm"),
            format!("the year {year} does not lie within {first}–{last}; check it"),
        )
    })
}

/// What is wrong with the day for which figures were reported.
pub fn wrong_day(as_of: Day, today: Day) -> Option<Text> {
    if as_of > today {
        let shown = as_of.to_vietnamese();
        return Some(Text::new(
            format!("ngày {shown} ở tương lai; hãy ghi ngày của số liệu, muộn nhất là hôm nay"),
            format!("{as_of} lies in the future; give the day of the figures, today at the latest"),
        ));
    }
    (as_of < Day::EARLIEST).then(|| {
        Text::new(
            format!("ngày {} quá xa; hãy kiểm tra lại ngày", as_of.to_vietnamese()),
            format!("{as_of} is too long ago; check the day"),
        )
    })
}

/// What is wrong with figures of a year.
pub fn check(year: i16, input: &FigureInput, today: Day) -> Vec<FieldProblem> {
    let at = |pointer: &str, text: Text| FieldProblem {
        pointer: pointer.to_owned(),
        text,
    };
    let amounts = [
        ("/planned_vnd", input.planned_vnd),
        ("/disbursed_vnd", input.disbursed_vnd),
    ];
    let out_of_range = amounts
        .into_iter()
        .filter(|(_, amount)| !(0..=MOST_VND).contains(amount));
    let amounts = out_of_range.map(|(pointer, _)| {
        FieldProblem::new(
            pointer,
            "Số tiền phải từ 0 đến 10^16 đồng.",
            "An amount lies between 0 and 10^16 VND.",
        )
    });
    wrong_year(year.into())
        .map(|text| at("/year", text))
        .into_iter()
        .chain(wrong_day(input.as_of, today).map(|text| at("/as_of", text)))
        .chain(amounts)
        .chain(FieldProblem::too_long("/note", &input.note, LONGEST_NOTE))
        .collect()
}
