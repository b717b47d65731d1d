//! Amounts of money as tables write them, exact to the đồng.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    capital::rules::MOST_VND,
    imports::{
        Cell, NumberStyle,
        numbers::{self, NoNumber},
        shown,
    },
    language::Text,
};

/// In what amounts are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum MoneyUnit {
    /// Đồng.
    Dong,
    /// Millions, triệu đồng.
    Million,
    /// Thousand millions, tỷ đồng.
    Billion,
}

/// Their names at the end of a heading, without marks, capitals and signs; longer ones first.
const NAMES: [(&str, MoneyUnit); 12] = [
    ("millionvnd", MoneyUnit::Million),
    ("billionvnd", MoneyUnit::Billion),
    ("milliondong", MoneyUnit::Million),
    ("billiondong", MoneyUnit::Billion),
    ("trieudong", MoneyUnit::Million),
    ("tydong", MoneyUnit::Billion),
    ("tidong", MoneyUnit::Billion),
    ("trieu", MoneyUnit::Million),
    ("trd", MoneyUnit::Million),
    ("dong", MoneyUnit::Dong),
    ("vnd", MoneyUnit::Dong),
    ("ty", MoneyUnit::Billion),
];

impl MoneyUnit {
    /// The unit that ends a heading without marks, capitals and signs, and what stands before it.
    pub fn at_the_end_of(heading: &str) -> Option<(&str, Self)> {
        NAMES.iter().find_map(|(name, unit)| {
            let before = heading.strip_suffix(name)?;
            Some((before.strip_suffix("dvt").unwrap_or(before), *unit))
        })
    }

    /// How many zeros it stands for.
    const fn zeros(self) -> usize {
        match self {
            Self::Dong => 0,
            Self::Million => 6,
            Self::Billion => 9,
        }
    }

    /// Its name.
    pub fn name(self) -> Text {
        match self {
            Self::Dong => Text::new("đồng", "VND"),
            Self::Million => Text::new("triệu đồng", "million VND"),
            Self::Billion => Text::new("tỷ đồng", "billion VND"),
        }
    }
}

/// The amount in a cell, whole VND; none where it says nothing.
///
/// # Errors
/// When it is no amount, can be read in two ways, is no whole number of đồng, or is out of range; in words.
pub fn amount(cell: &Cell<'_>, unit: MoneyUnit, style: Option<NumberStyle>) -> Result<Option<i64>, Text> {
    let written = match cell {
        Cell::Null => return Ok(None),
        Cell::Text(text) if text.trim().is_empty() => return Ok(None),
        Cell::Text(text) => numbers::plain(text.trim(), style),
        Cell::Whole(number) => Ok(number.to_string()),
        Cell::Number(number) => as_shown(*number),
        Cell::Flag(_) | Cell::Nested => Err(NoNumber::Unreadable),
    };
    let shown = shown(cell);
    let plain = written.map_err(|why| match why {
        NoNumber::Unreadable => Text::new(
            format!("«{shown}» không phải là số tiền; hãy ghi thành số, ví dụ 1.234,5"),
            format!("«{shown}» is not an amount; write a number, for instance 1,234.5"),
        ),
        NoNumber::Ambiguous => Text::new(
            format!("«{shown}» có thể hiểu hai cách; hãy chọn cách viết số (1.234,5 hay 1,234.5)"),
            format!("«{shown}» can be read in two ways; say how numbers are written (1.234,5 or 1,234.5)"),
        ),
    })?;
    if plain.starts_with('-') {
        return Err(Text::new(
            format!("«{shown}» là số âm; số tiền phải từ 0 trở lên"),
            format!("«{shown}» is below zero; an amount is zero or more"),
        ));
    }
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let (fraction, zeros) = (fraction.trim_end_matches('0'), unit.zeros());
    if fraction.len() > zeros {
        let name = unit.name();
        return Err(Text::new(
            format!("«{shown}» {} không tròn đồng; hãy làm tròn đến đồng", name.vi),
            format!("«{shown}» {} is no whole number of đồng; round it", name.en),
        ));
    }
    let vnd = format!("{whole}{fraction:0<zeros$}").parse::<i64>();
    vnd.ok().filter(|vnd| *vnd <= MOST_VND).map(Some).ok_or_else(|| {
        Text::new(
            format!("«{shown}» vượt 10^16 đồng; hãy kiểm tra đơn vị tính"),
            format!("«{shown}» is more than 10^16 VND; check the unit"),
        )
    })
}

/// A number of a spreadsheet as it shows it: with fifteen digits that count, which is all that it keeps right.
fn as_shown(number: f64) -> Result<String, NoNumber> {
    let rounded: f64 = format!("{number:.14e}").parse().map_err(|_| NoNumber::Unreadable)?;
    if rounded.is_finite() {
        Ok(rounded.to_string())
    } else {
        Err(NoNumber::Unreadable)
    }
}
