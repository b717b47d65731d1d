//! The merged cells of a sheet.

use std::path::Path;

use quick_xml::events::Event;

use super::{
    sheet::column_of,
    xml::{Xml, attribute, damaged},
};
use crate::imports::{broken::Flaw, formats::Trouble};

/// Merged ranges that a sheet may have.
const MOST: usize = 1_000_000;

/// Events after which somebody is asked whether to go on.
const CHECK_EVERY: u64 = 100_000;

/// The merged ranges of a sheet that reach over several rows, by their first row.
#[derive(Debug, Default)]
pub struct Merges(Vec<Merge>);

/// A merged range: what stands in its first cell counts for all its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    pub first_row: u64,
    pub last_row: u64,
    /// Its leftmost column, from 0.
    pub column: usize,
}

impl Merges {
    /// The merged ranges of the sheet in a file; they stand behind all its rows.
    pub fn read(path: &Path, keep_going: &dyn Fn() -> bool) -> Result<Self, Trouble> {
        let mut xml = Xml::open(path)?;
        let mut merges = Vec::new();
        let mut events = 0_u64;
        loop {
            events += 1;
            if events.is_multiple_of(CHECK_EVERY) && !keep_going() {
                return Err(Flaw::Stopped.into());
            }
            match xml.next()? {
                Event::Start(start) if start.local_name().as_ref() == "mergeCell" => {
                    if let Some(merge) = attribute(&start, "ref").and_then(|range| Merge::read(&range)) {
                        merges.push(merge);
                    }
                    if merges.len() > MOST {
                        return Err(damaged("too many merged cells").into());
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        merges.sort_by_key(|merge| (merge.first_row, merge.column));
        Ok(Self(merges))
    }

    /// The ranges that reach over several rows, by their first row.
    pub fn downward(&self) -> &[Merge] {
        &self.0
    }
}

impl Merge {
    /// The range in a text such as `B4:B6`, where it reaches over several rows.
    fn read(range: &str) -> Option<Self> {
        let (first, last) = range.split_once(':')?;
        let row = |place: &str| {
            let digits = place.trim_start_matches(|sign: char| sign.is_ascii_alphabetic());
            digits.parse::<u32>().ok().map(u64::from)
        };
        let merge = Self {
            first_row: row(first)?,
            last_row: row(last)?,
            column: column_of(first)?,
        };
        (merge.last_row > merge.first_row).then_some(merge)
    }
}
