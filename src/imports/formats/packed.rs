//! What a ZIP holds: a workbook, a shapefile, or files of any other kind.

use std::path::Path;

use tempfile::TempDir;

use super::{
    Features, Layer, Opened, ReadOptions, Request, Source, Trouble, archive::Archive, open_plain, shapefile, sniff,
    xlsx,
};
use crate::imports::broken::Flaw;

/// Opens what a ZIP holds: a workbook, which is a ZIP itself, or the chosen one of the data sets packed into it.
pub fn open(path: &Path, request: Request<'_>) -> Result<Opened, Trouble> {
    let archive = Archive::open(path)?;
    if xlsx::is_workbook(&archive) {
        return xlsx::open(archive, request);
    }
    let sets = archive.data_sets();
    let names: Vec<String> = sets.iter().map(|set| set.name.clone()).collect();
    let wanted = request.options.layer.as_ref();
    let chosen = match (&sets[..], wanted) {
        ([], _) => return Err(Flaw::NothingInside(archive.names()).into()),
        // The only file may have layers of its own to choose from.
        ([only], wanted) if only.is_file() || wanted.is_none() => only,
        (_, Some(wanted)) => match sets.iter().find(|set| set.name == *wanted) {
            Some(set) => set,
            None => return Err(Flaw::NoSuchLayer(wanted.clone(), names).into()),
        },
        (_, None) => return Err(Flaw::ChooseLayer(names).into()),
    };
    let mut opened = if chosen.is_file() {
        let inside = ReadOptions {
            layer: request.options.layer.clone().filter(|_| sets.len() == 1),
            ..request.options.clone()
        };
        let request = Request {
            options: &inside,
            ..request
        };
        open_file(archive, chosen.part, request)?
    } else {
        shapefile::open(archive, chosen, request)?
    };
    if sets.len() > 1 || !chosen.is_file() {
        let layer = |name: String| Layer {
            features: (name == chosen.name).then_some(opened.features),
            name,
        };
        opened.layers = names.into_iter().map(layer).collect();
        opened.layer = Some(chosen.name.clone());
    }
    Ok(opened)
}

/// A file that was unpacked, with the folder that it lives in.
struct Unpacked {
    source: Box<dyn Source>,
    _folder: TempDir,
}

impl Source for Unpacked {
    fn run(&self) -> Result<Box<dyn Features>, Trouble> {
        self.source.run()
    }
}

fn open_file(mut archive: Archive, part: usize, request: Request<'_>) -> Result<Opened, Trouble> {
    let path = archive.unpack(part, request.keep_going)?;
    let opened = open_plain(&path, sniff::content(&path)?, request)?;
    Ok(Opened {
        source: Box::new(Unpacked {
            source: opened.source,
            _folder: archive.into_folder(),
        }),
        ..opened
    })
}
