//! `GeoJSON`.

use std::{
    fs::File,
    io::{self, Read as _, Take},
    path::Path,
};

use super::{Features, Format, Found, Opened, StatedCrs};
use crate::{
    geometry::{Crs, UnknownCrs},
    imports::{broken::Broken, feature::Feature, splitter::Splitter},
};

/// Goes through the structure of a file, wherever its members stand.
pub fn open(path: &Path, keep_going: &dyn Fn() -> bool) -> io::Result<Result<Opened, Broken>> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let bytes = metadata.len();
    let mut splitter = Splitter::new(file.take(bytes));
    let mut features = 0;
    while keep_going() {
        match splitter.next() {
            Ok(Some(_)) => features += 1,
            Ok(None) => break,
            Err(broken) => return Ok(Err(broken)),
        }
    }
    let crs = match splitter.crs().map(serde_json::from_slice) {
        None => StatedCrs::Standard,
        Some(Ok(member)) => match Crs::from_member(&member) {
            Ok(None) => StatedCrs::Standard,
            Ok(Some(crs)) => StatedCrs::Named(crs),
            Err(UnknownCrs(name)) => StatedCrs::Unknown(name),
        },
        Some(Err(_broken)) => StatedCrs::Unknown(
            String::from_utf8_lossy(splitter.crs().unwrap_or_default())
                .chars()
                .take(200)
                .collect(),
        ),
    };
    Ok(Ok(Opened {
        format: Format::Geojson,
        crs,
        features,
        path: path.to_owned(),
        bytes,
    }))
}

/// One run through the features.
pub struct Run(Splitter<Take<File>>);

impl Run {
    /// A run from the start.
    pub fn new(file: Take<File>) -> Self {
        Self(Splitter::new(file))
    }
}

impl Features for Run {
    fn next(&mut self) -> Result<Option<Found<'_>>, Broken> {
        Ok(self.0.next()?.map(|piece| Found {
            number: piece.number,
            feature: Feature::read(&piece),
            original: Some(piece.bytes),
        }))
    }
}
