//! Sheets of Excel workbooks.
//!
//! A workbook is a ZIP of XML parts. They are unpacked, and the sheet is read as a stream of rows beside the texts
//! and formats that its cells refer to; whatever size a sheet claims to have is of no account.

mod merges;
mod sheet;
mod workbook;
mod xml;

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use tempfile::TempDir;

use self::{
    merges::Merges,
    sheet::{Shared, SheetRows},
    workbook::{SheetEntry, Strings, Styles},
    xml::damaged,
};
use super::{
    Features, Format, Layer, Opened, Request, Source, StatedCrs, Trouble,
    archive::Archive,
    table::{self, Header, Run, Table},
};
use crate::imports::broken::Flaw;

/// Known names that make a sheet without a doubt one of those that are meant.
const ENOUGH_KNOWN: usize = 2;

/// A sheet of a workbook.
struct Sheet {
    path: PathBuf,
    shared: Arc<Shared>,
    merges: Arc<Merges>,
    table: Arc<Table>,
    _folder: TempDir,
}

/// Whether an archive is a workbook.
pub fn is_workbook(archive: &Archive) -> bool {
    archive.find("[Content_Types].xml").is_some() && archive.names().iter().any(|name| name.starts_with("xl/"))
}

/// Chooses a sheet, finds its header, and goes through all its rows.
///
/// # Errors
/// What is wrong with the file as a whole; when it cannot be unpacked.
pub fn open(mut archive: Archive, request: Request<'_>) -> Result<Opened, Trouble> {
    let mut parts = Parts {
        archive: &mut archive,
        unpacked: HashMap::new(),
        request,
    };
    let main = parts.main()?;
    let (sheets, shared) = parts.shared(&main)?;
    let shared = Arc::new(shared);
    let chosen = parts.choose(&sheets, &shared)?;
    let path = parts.unpack(&chosen.path)?;
    let merges = Arc::new(Merges::read(&path, request.keep_going)?);
    let mut rows = SheetRows::open(&path, Arc::clone(&shared), Arc::clone(&merges))?;
    let table = Arc::new(Table::survey(&mut rows, request)?);
    let layers = sheets.iter().map(|sheet| Layer {
        name: sheet.name.clone(),
        features: (sheet.name == chosen.name).then_some(table.features),
    });
    Ok(Opened {
        format: Format::Xlsx,
        layers: layers.collect(),
        layer: Some(chosen.name),
        encoding: None,
        crs: StatedCrs::NoShapes,
        features: table.features,
        columns: table.columns(),
        source: Box::new(Sheet {
            path,
            shared,
            merges,
            table,
            _folder: archive.into_folder(),
        }),
    })
}

impl Source for Sheet {
    fn run(&self) -> Result<Box<dyn Features>, Trouble> {
        let rows = SheetRows::open(&self.path, Arc::clone(&self.shared), Arc::clone(&self.merges))?;
        Ok(Box::new(Run::new(rows, Arc::clone(&self.table))))
    }
}

/// The parts of a workbook, unpacked as they are asked for.
struct Parts<'a> {
    archive: &'a mut Archive,
    unpacked: HashMap<String, PathBuf>,
    request: Request<'a>,
}

impl Parts<'_> {
    fn unpack(&mut self, path: &str) -> Result<PathBuf, Trouble> {
        if let Some(unpacked) = self.unpacked.get(path) {
            return Ok(unpacked.clone());
        }
        let Some(part) = self.archive.find(path) else {
            return Err(damaged(format!("no part {path}")).into());
        };
        let unpacked = self.archive.unpack(part, self.request.keep_going)?;
        self.unpacked.insert(path.to_owned(), unpacked.clone());
        Ok(unpacked)
    }

    /// The path of the main part.
    fn main(&mut self) -> Result<String, Trouble> {
        let relations = self.unpack("_rels/.rels")?;
        let relations = workbook::relations(&relations)?;
        let main = relations.values().find(|(kind, _)| kind.ends_with("/officeDocument"));
        match main {
            Some((_, path)) if path.to_lowercase().ends_with(".bin") => Err(Flaw::Other("Excel binary (.xlsb)").into()),
            Some((_, path)) => Ok(path.trim_start_matches('/').to_owned()),
            None => Err(damaged("no main part").into()),
        }
    }

    /// The sheets, and what their cells refer to.
    fn shared(&mut self, main: &str) -> Result<(Vec<SheetEntry>, Shared), Trouble> {
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", main));
        let inside = |target: &str| match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None if folder.is_empty() => target.to_owned(),
            None => format!("{folder}/{target}"),
        };
        let relations = self.unpack(&inside(&format!("_rels/{file}.rels")))?;
        let relations = workbook::relations(&relations)?;
        let path = self.unpack(main)?;
        let (mut sheets, from_1904) = workbook::sheets(&path, &relations)?;
        for sheet in &mut sheets {
            sheet.path = inside(&sheet.path);
        }
        let part = |kind: &str| {
            let found = relations.values().find(|(other, _)| other.ends_with(kind));
            found.map(|(_, target)| inside(target))
        };
        let strings = match part("/sharedStrings") {
            Some(path) => {
                let path = self.unpack(&path)?;
                Strings::read(&path, self.request.keep_going)?
            }
            None => Strings::default(),
        };
        let styles = match part("/styles") {
            Some(path) => {
                let path = self.unpack(&path)?;
                Styles::read(&path)?
            }
            None => Styles::default(),
        };
        let shared = Shared {
            strings,
            styles,
            from_1904,
        };
        Ok((sheets, shared))
    }

    /// The sheet that is meant: the one that was named, the only one that is shown and not empty, or the only one of
    /// these with a header that is known.
    fn choose(&mut self, sheets: &[SheetEntry], shared: &Arc<Shared>) -> Result<SheetEntry, Trouble> {
        let names = |sheets: &[&SheetEntry]| sheets.iter().map(|sheet| sheet.name.clone()).collect();
        if let Some(wanted) = &self.request.options.layer {
            let found = sheets.iter().find(|sheet| sheet.name.trim() == wanted.trim());
            let all: Vec<&SheetEntry> = sheets.iter().collect();
            let missing = || Flaw::NoSuchLayer(wanted.clone(), names(&all));
            return Ok(found.cloned().ok_or_else(missing)?);
        }
        let mut full = Vec::new();
        let mut known = Vec::new();
        for sheet in sheets.iter().filter(|sheet| sheet.is_visible) {
            let path = self.unpack(&sheet.path)?;
            let mut rows = SheetRows::open(&path, Arc::clone(shared), Arc::default())?;
            let head = table::head(&mut rows)?;
            if head.is_empty() {
                continue;
            }
            full.push(sheet);
            if Header::find(&head, self.request.is_known).is_some_and(|header| header.known >= ENOUGH_KNOWN) {
                known.push(sheet);
            }
        }
        match (&full[..], &known[..]) {
            ([], _) => Err(Flaw::Empty.into()),
            ([only], _) | (_, [only]) => Ok((*only).clone()),
            _ => Err(Flaw::ChooseLayer(names(&full)).into()),
        }
    }
}

#[cfg(test)]
mod tests;
