//! The row that names the columns of a table.

use std::collections::HashSet;

use super::Row;
use crate::imports::{feature::Cell, fields::fold};

/// Bytes that the name of a column may have. What is longer is none, and is looked at no further: each name is compared
/// many times.
pub const LONGEST_NAME: usize = 1024;

/// The names of the columns and where they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Name of each column, where it has one; no two are the same.
    pub names: Vec<Option<String>>,
    /// The row below which the data begin.
    pub last_row: u64,
    /// How many of the names are known.
    pub known: usize,
}

impl Header {
    /// The header among the first rows of a table: the row, or the two rows, with the most known names; where none is
    /// known, the first row that is full of texts.
    pub fn find(rows: &[Row], is_known: &dyn Fn(&str) -> bool) -> Option<Self> {
        let alone = rows.iter().map(|row| Self::of(None, row, is_known));
        let pairs = rows.iter().zip(rows.iter().skip(1));
        let pairs = pairs
            .filter(|(upper, lower)| upper.number + 1 == lower.number)
            .map(|(upper, lower)| Self::of(Some(upper), lower, is_known));
        let mut best: Option<Self> = None;
        // One row before two, and of two that know as much the upper.
        for header in alone.chain(pairs) {
            if header.known > best.as_ref().map_or(0, |best| best.known) {
                best = Some(header);
            }
        }
        best.or_else(|| {
            let full = rows.iter().map(|row| row.cells.len()).max()?;
            let is_header = |row: &&Row| {
                row.cells.len() >= 2
                    && row.cells.len() * 2 >= full
                    && row
                        .cells
                        .iter()
                        .all(|(_, cell)| matches!(cell, Cell::Text(text) if is_name(text)))
            };
            rows.iter().find(is_header).map(|row| Self::of(None, row, is_known))
        })
    }

    /// The header in a row, with the titles of groups of columns in the row above.
    fn of(upper: Option<&Row>, lower: &Row, is_known: &dyn Fn(&str) -> bool) -> Self {
        let own = texts(lower);
        let above = upper.map(texts).unwrap_or_default();
        let mut names: Vec<Option<String>> = Vec::new();
        let mut group = None;
        for column in 0..own.len().max(above.len()) {
            let own_name = own.get(column).cloned().flatten();
            let title = above.get(column).cloned().flatten();
            group = title.clone().or(group);
            names.push(match (own_name, &group) {
                // A name that says enough by itself, and says it once.
                (Some(name), _)
                    if is_known(&name) && own.iter().flatten().filter(|other| **other == name).count() == 1 =>
                {
                    Some(name)
                }
                (Some(name), Some(group)) => Some(
                    [format!("{group} {name}"), format!("{name} {group}")]
                        .into_iter()
                        .find(|joined| is_known(joined))
                        .unwrap_or(name),
                ),
                (Some(name), None) => Some(name),
                (None, _) => title,
            });
        }
        let known: HashSet<String> = names
            .iter()
            .flatten()
            .filter(|name| is_known(name))
            .map(|name| fold(name))
            .collect();
        let known = known.len();
        number_the_same(&mut names);
        names.resize(names.len().max(lower.width.unwrap_or_default()), None);
        Self {
            names,
            last_row: lower.number,
            known,
        }
    }
}

/// Names by column; line breaks inside them are spaces.
fn texts(row: &Row) -> Vec<Option<String>> {
    let mut texts = Vec::new();
    for (column, cell) in &row.cells {
        texts.resize(*column, None);
        texts.push(match cell {
            Cell::Text(text) if text.len() <= LONGEST_NAME => {
                Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
            }
            Cell::Whole(number) => Some(number.to_string()),
            _ => None,
        });
    }
    texts
}

/// Gives the second and later columns of one name a number.
fn number_the_same(names: &mut [Option<String>]) {
    let mut taken: HashSet<String> = HashSet::new();
    for name in names.iter_mut().flatten() {
        let mut unique = name.clone();
        let mut number = 2;
        while !taken.insert(unique.clone()) {
            unique = format!("{name} ({number})");
            number += 1;
        }
        *name = unique;
    }
}

/// Whether a text can name a column: it is short and holds a letter, and no date or amount begins it.
fn is_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && text.contains(char::is_alphabetic)
        && !text.starts_with(|first: char| first.is_ascii_digit())
}
