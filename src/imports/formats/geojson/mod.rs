//! GeoJSON: cut into features without holding the file ([`splitter`]), each read on its own ([`text`]).

mod splitter;
mod text;

use std::{
    fs::File,
    io::{self, Read as _, Take},
    path::{Path, PathBuf},
};

use self::splitter::Splitter;
use super::{CHECK_EVERY, Features, Format, Found, Opened, Source, StatedCrs, Trouble};
use crate::{
    geometry::Crs,
    imports::{
        broken::{Broken, Flaw},
        encoding::{Decoded, Encoding, Guess, Sample},
        feature::Properties,
    },
};

/// Features whose properties are looked at for the names of columns.
const LOOKED_AT: u64 = 100;

/// A file of GeoJSON.
struct Geojson {
    path: PathBuf,
    /// Bytes of the file when it was opened; what is appended later is left alone.
    bytes: u64,
    encoding: Encoding,
}

/// One run through its features.
struct Run(Splitter<Decoded<Take<File>>>);

/// Goes through the structure of a file, wherever its members stand.
///
/// # Errors
/// What is wrong with the file as a whole; when it cannot be opened.
pub fn open(path: &Path, encoding: Option<Encoding>, keep_going: &dyn Fn() -> bool) -> Result<Opened, Trouble> {
    let source = Geojson {
        path: path.to_owned(),
        bytes: path.metadata()?.len(),
        encoding: encoding.unwrap_or(Encoding::Utf8),
    };
    let found = survey(source.split()?, encoding.is_some(), keep_going)?;
    Ok(Opened {
        format: Format::Geojson,
        layers: Vec::new(),
        layer: None,
        encoding: Some(source.encoding),
        crs: found.crs,
        features: found.features,
        columns: found.columns,
        source: Box::new(source),
    })
}

/// What a run through the structure finds.
struct Survey {
    features: u64,
    crs: StatedCrs,
    columns: Vec<String>,
}

fn survey(
    mut splitter: Splitter<Decoded<Take<File>>>,
    is_told: bool,
    keep_going: &dyn Fn() -> bool,
) -> Result<Survey, Broken> {
    let mut features = 0;
    let mut columns: Vec<String> = Vec::new();
    let mut sample = Sample::default();
    while let Some(piece) = splitter.next()? {
        features = piece.number;
        if features % CHECK_EVERY == 0 && !keep_going() {
            return Err(Broken::whole(Flaw::Stopped));
        }
        sample.add(piece.bytes.unwrap_or_default());
        if features <= LOOKED_AT
            && let Ok(feature) = text::read(&piece)
            && let Properties::List(properties) = feature.properties
        {
            for (name, _) in properties {
                if !columns.iter().any(|known| *known == name) {
                    columns.push(name.into_owned());
                }
            }
        }
    }
    if !is_told {
        match sample.guess() {
            Guess::Utf8 => {}
            Guess::Clear(encoding) => return Err(Broken::whole(Flaw::NotUtf8(Some(encoding)))),
            Guess::Unclear => return Err(Broken::whole(Flaw::NotUtf8(None))),
        }
    }
    Ok(Survey {
        features,
        crs: stated(splitter.crs()),
        columns,
    })
}

/// What the legacy `crs` member says.
fn stated(member: Option<&[u8]>) -> StatedCrs {
    let Some(json) = member else {
        return StatedCrs::Standard;
    };
    match serde_json::from_slice(json).map(|member| Crs::from_member(&member)) {
        Ok(Ok(Some(crs))) => StatedCrs::Named(crs),
        Ok(Ok(None)) => StatedCrs::Standard,
        Ok(Err(unknown)) => StatedCrs::Unknown(unknown.0),
        Err(_broken) => StatedCrs::Unknown(String::from_utf8_lossy(json).chars().take(200).collect()),
    }
}

impl Geojson {
    fn split(&self) -> io::Result<Splitter<Decoded<Take<File>>>> {
        let file = File::open(&self.path)?.take(self.bytes);
        Ok(Splitter::new(Decoded::new(file, self.encoding)))
    }
}

impl Source for Geojson {
    fn run(&self) -> Result<Box<dyn Features>, Trouble> {
        Ok(Box::new(Run(self.split()?)))
    }
}

impl Features for Run {
    fn next(&mut self) -> Result<Option<Found<'_>>, Broken> {
        let Some(piece) = self.0.next()? else {
            return Ok(None);
        };
        Ok(Some(Found {
            number: piece.number,
            feature: text::read(&piece),
            original: piece.bytes,
            merged: Vec::new(),
        }))
    }
}

#[cfg(test)]
mod tests;
