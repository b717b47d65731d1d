//! Values that only some fields may have: codes, sectors, days of plans and of steps.

use super::{feature::Cell, fields::fold, numbers::NumberStyle, values};
use crate::{calendar::Day, language::Text};

/// A name, at most 500 characters.
///
/// # Errors
/// When the cell holds anything else, in words.
pub fn name(cell: &Cell<'_>) -> Result<Option<String>, Text> {
    values::text(cell, 500)
}

/// Whether a text can be the code of a level of units.
pub fn is_level(level: &str) -> bool {
    level.len() <= 32
        && level.starts_with(|c: char| c.is_ascii_lowercase())
        && level
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Why a text cannot be the code of a level.
pub fn level_text(level: &str) -> Text {
    Text::new(
        format!("mã cấp “{level}” phải gồm chữ thường không dấu, ví dụ district"),
        format!("a level is written in small letters without marks, for instance district, not \"{level}\""),
    )
}

/// The code of a project: it stands in addresses, so it holds no white space and no slash.
///
/// # Errors
/// When the cell holds anything else, in words.
pub fn project_code(cell: &Cell<'_>) -> Result<Option<String>, Text> {
    let code = values::label(cell)?;
    if code
        .as_deref()
        .is_some_and(|code| code.contains(|c: char| c.is_whitespace() || "/?#".contains(c)))
    {
        return Err(Text::new(
            "mã dự án không được có khoảng trắng hoặc các ký tự / ? #",
            "the code of a project must hold no white space and none of / ? #",
        ));
    }
    Ok(code)
}

/// The numbers of the parcels of a row: `17+175` are two, `289+263B` as well.
///
/// # Errors
/// When the cell holds anything else, in words.
pub fn parcel_numbers(cell: &Cell<'_>) -> Result<Option<Vec<String>>, Text> {
    let Some(numbers) = values::label(cell)? else {
        return Ok(None);
    };
    let numbers: Vec<String> = numbers
        .split(['+', ',', ';', '&'])
        .map(|one| one.trim().to_owned())
        .collect();
    if numbers.iter().any(String::is_empty) {
        return Err(Text::new(
            "số thửa viết dở dang; nhiều thửa viết dạng 17+175",
            "the parcel number is unfinished; several parcels are written 17+175",
        ));
    }
    if let Some(twice) = (1..numbers.len()).find(|n| numbers[..*n].contains(&numbers[*n])) {
        let twice = &numbers[twice];
        return Err(Text::new(
            format!("số thửa {twice} ghi hai lần trong một dòng"),
            format!("the parcel number {twice} stands twice in one row"),
        ));
    }
    Ok(Some(numbers))
}

/// The code of a sector, from it or from its Vietnamese name.
///
/// # Errors
/// When the cell holds anything else, in words.
pub fn sector(cell: &Cell<'_>) -> Result<Option<String>, Text> {
    let Some(text) = values::text(cell, 60)? else {
        return Ok(None);
    };
    let code = match fold(&text).as_str() {
        "transport" | "giaothong" => "transport",
        "industrial" | "congnghiep" => "industrial",
        "urban" | "dothi" => "urban",
        "irrigation" | "thuyloi" => "irrigation",
        "energy" | "nangluong" => "energy",
        "social" | "xahoi" => "social",
        "other" | "khac" => "other",
        _ => {
            return Err(Text::new(
                format!(
                    "không có lĩnh vực “{text}”; dùng transport, industrial, urban, irrigation, energy, social hoặc other"
                ),
                format!(
                    "there is no sector \"{text}\"; use transport, industrial, urban, irrigation, energy, social or other"
                ),
            ));
        }
    };
    Ok(Some(code.to_owned()))
}

/// The group of a project under the Law on Public Investment.
///
/// # Errors
/// When the cell holds anything else, in words.
pub fn group(cell: &Cell<'_>) -> Result<Option<String>, Text> {
    match values::text(cell, 20)?.map(|group| group.to_uppercase()) {
        Some(group) if !["QG", "A", "B", "C"].contains(&group.as_str()) => Err(Text::new(
            format!("nhóm dự án phải là QG, A, B hoặc C, không phải “{group}”"),
            format!("the group of a project is QG, A, B or C, not \"{group}\""),
        )),
        group => Ok(group),
    }
}

/// The width of a corridor, metres.
///
/// # Errors
/// When the cell holds anything else, in words.
pub fn corridor_width(cell: &Cell<'_>, style: Option<NumberStyle>) -> Result<Option<f64>, Text> {
    match values::number(cell, style)? {
        Some(width) if width > 2000.0 || width <= 0.0 => Err(Text::new(
            "bề rộng hành lang phải lớn hơn 0 và không quá 2.000 m",
            "the corridor must be wider than 0 and at most 2,000 m",
        )),
        width => Ok(width),
    }
}

/// A day of a plan: it may lie ahead, but not in another century.
///
/// # Errors
/// When the cell holds anything else, in words.
pub fn plausible_day(cell: &Cell<'_>) -> Result<Option<Day>, Text> {
    match values::day(cell)? {
        Some(day) if day < Day::EARLIEST || Day::from_ymd(2100, 1, 1).is_some_and(|end| day >= end) => Err(Text::new(
            format!("ngày {} không hợp lý", day.to_vietnamese()),
            format!("the day {day} is not plausible"),
        )),
        day => Ok(day),
    }
}

/// A day on which something happened.
///
/// # Errors
/// When the cell holds anything else, in words.
pub fn step_day(cell: &Cell<'_>, today: Day) -> Result<Option<Day>, Text> {
    match values::day(cell)? {
        Some(day) if day < Day::EARLIEST => Err(Text::new(
            format!("ngày {} trước năm 1990", day.to_vietnamese()),
            format!("the day {day} is before 1990"),
        )),
        Some(day) if day > today => Err(Text::new(
            format!("ngày {} ở tương lai: chỉ ghi việc đã làm xong", day.to_vietnamese()),
            format!("the day {day} lies in the future: only what was done has a date"),
        )),
        day => Ok(day),
    }
}
