//! What a ZIP holds, unpacked part by part into a folder that goes away with it.
//!
//! No name in the archive becomes a path: parts are written under numbers. What the archive says of itself is counted
//! before it is believed.

use std::{
    fs::File,
    io::{BufReader, Read, Write as _},
    path::{Path, PathBuf},
};

use memchr::memmem;
use tempfile::TempDir;
use zip::{ZipArchive, result::ZipError};

use super::Trouble;
use crate::imports::broken::Flaw;

/// Entries that an archive may have.
const MOST_ENTRIES: usize = 1_000;

/// Bytes that the names and remarks of its entries may have together.
const LONGEST_NAMES: usize = 1024 * 1024;

/// Bytes that may be unpacked from one archive.
const MOST_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// How many times its packed size a part may be, if it is larger than [`ANY_RATIO`].
const HIGHEST_RATIO: u64 = 250;
const ANY_RATIO: u64 = 64 * 1024 * 1024;

/// First bytes of an entry of the list at the end of an archive.
const ENTRY: &[u8] = b"PK\x01\x02";

/// Endings of files that hold shapes of their own.
const MAPS: [&str; 2] = ["geojson", "gpkg"];

/// Endings of files that may hold data, or be a remark on a map beside them.
const TABLES: [&str; 5] = ["json", "csv", "tsv", "txt", "xlsx"];

/// An archive whose list of entries was read.
pub struct Archive {
    zip: ZipArchive<BufReader<File>>,
    /// Names of the entries; folders and what macOS leaves behind are passed over.
    entries: Vec<(usize, String)>,
    folder: TempDir,
    unpacked: u64,
}

/// Something in an archive that can be read: a file, or the files of a shapefile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataSet {
    /// Its name: that of its file, with its folder where needed.
    pub name: String,
    /// The entry of its main file.
    pub part: usize,
    kind: SetKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SetKind {
    File,
    Shapefile,
}

impl DataSet {
    /// Whether it is a single file.
    pub fn is_file(&self) -> bool {
        self.kind == SetKind::File
    }
}

impl Archive {
    /// The archive in a file; nothing is unpacked yet.
    ///
    /// # Errors
    /// When it is none, or is too much; when it cannot be opened, or no folder can be made.
    pub fn open(path: &Path) -> Result<Self, Trouble> {
        weigh(File::open(path)?)?;
        let zip = ZipArchive::new(BufReader::new(File::open(path)?)).map_err(damaged)?;
        let entries = (0..zip.len())
            .filter_map(|entry| Some((entry, zip.name_for_index(entry)?.ok()?.replace('\\', "/"))))
            .filter(|(_, name)| !name.ends_with('/') && !is_junk(name))
            .collect();
        Ok(Self {
            zip,
            entries,
            folder: tempfile::tempdir()?,
            unpacked: 0,
        })
    }

    /// Names of all its files.
    pub fn names(&self) -> Vec<String> {
        self.entries.iter().map(|(_, name)| name.clone()).collect()
    }

    /// The entry of a name, small and capital letters alike.
    pub fn find(&self, name: &str) -> Option<usize> {
        let name = name.to_lowercase();
        self.entries
            .iter()
            .find(|(_, other)| other.to_lowercase() == name)
            .map(|(entry, _)| *entry)
    }

    /// What can be read in it: shapefiles and files, in the order of the archive.
    ///
    /// A `.dbf` without its `.shp` counts as a shapefile, so that what is missing can be said; a table or a text
    /// beside a map is a remark on it.
    pub fn data_sets(&self) -> Vec<DataSet> {
        let shapefiles = [&["shp"][..], &["dbf"]].map(|endings| self.ending(endings, SetKind::Shapefile));
        let shapefiles = shapefiles
            .into_iter()
            .find(|found| !found.is_empty())
            .unwrap_or_default();
        let maps = self.ending(&MAPS, SetKind::File);
        if shapefiles.is_empty() && maps.is_empty() {
            return self.ending(&TABLES, SetKind::File);
        }
        [shapefiles, maps].concat()
    }

    /// The data sets whose main file has one of these endings.
    fn ending(&self, endings: &[&str], kind: SetKind) -> Vec<DataSet> {
        let found = self.entries.iter();
        let found: Vec<(usize, &str)> = found
            .filter(|(_, name)| endings.contains(&parts(name).1.as_str()))
            .map(|(part, name)| (*part, if kind == SetKind::File { name } else { parts(name).0 }))
            .collect();
        let file = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        let set = |(part, path): &(usize, &str)| {
            let is_alone = found.iter().filter(|(_, other)| file(other) == file(path)).count() == 1;
            DataSet {
                name: if is_alone { file(path) } else { (*path).to_owned() },
                part: *part,
                kind,
            }
        };
        found.iter().map(set).collect()
    }

    /// The entry that stands beside another, with another ending.
    pub fn beside(&self, part: usize, ending: &str) -> Option<usize> {
        let (_, name) = self.entries.iter().find(|(entry, _)| *entry == part)?;
        self.find(&format!("{}.{ending}", parts(name).0))
    }

    /// A part, unpacked.
    ///
    /// # Errors
    /// When the part is damaged, has a password or is larger than allowed; when it cannot be written.
    pub fn unpack(&mut self, part: usize, keep_going: &dyn Fn() -> bool) -> Result<PathBuf, Trouble> {
        let path = self.folder.path().join(part.to_string());
        let mut entry = self.zip.by_index(part).map_err(damaged)?;
        let packed = entry.compressed_size();
        let mut out = File::create(&path)?;
        let mut chunk = vec![0; 256 * 1024];
        let mut bytes = 0;
        loop {
            let read = entry.read(&mut chunk).map_err(ZipError::Io).map_err(damaged)?;
            if read == 0 {
                return Ok(path);
            }
            bytes += read as u64;
            self.unpacked += read as u64;
            if self.unpacked > MOST_BYTES || (bytes > ANY_RATIO && bytes / HIGHEST_RATIO > packed) {
                return Err(Flaw::ZipBomb.into());
            }
            if !keep_going() {
                return Err(Flaw::Stopped.into());
            }
            out.write_all(&chunk[..read])?;
        }
    }

    /// The folder of what was unpacked; it goes away when it is dropped.
    pub fn into_folder(self) -> TempDir {
        self.folder
    }
}

/// Counts what the list of entries would take in memory, wherever it stands in the file: reading it comes later.
fn weigh(mut file: impl Read) -> Result<(), Trouble> {
    const HEAD: usize = 46;
    let finder = memmem::Finder::new(ENTRY);
    let mut buffer = Vec::new();
    let mut entries = 0;
    let mut names = 0;
    loop {
        let read = (&mut file).take(1024 * 1024).read_to_end(&mut buffer)?;
        for at in finder.find_iter(&buffer).filter(|at| at + HEAD <= buffer.len()) {
            entries += 1;
            for length in buffer[at + 28..at + 34].chunks_exact(2) {
                names += usize::from(u16::from_le_bytes([length[0], length[1]]));
            }
            if entries > MOST_ENTRIES || names > LONGEST_NAMES {
                return Err(Flaw::ZipBomb.into());
            }
        }
        if read == 0 {
            return Ok(());
        }
        // A head that is cut by the end of the chunk is found in the next one; a whole one is not found again.
        let rest = buffer.len().saturating_sub(HEAD - 1);
        buffer.drain(..rest);
    }
}

fn damaged(error: ZipError) -> Flaw {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => Flaw::Password,
        error => Flaw::DamagedZip(error.to_string()),
    }
}

/// What macOS and Windows add to a folder.
fn is_junk(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    name.starts_with("__MACOSX/") || file.starts_with("._") || file == ".DS_Store" || file == "Thumbs.db"
}

/// A path without its ending, and the ending in small letters.
fn parts(path: &str) -> (&str, String) {
    let file = path.rfind('/').map_or(0, |slash| slash + 1);
    path[file..].rfind('.').map_or((path, String::new()), |dot| {
        (&path[..file + dot], path[file + dot + 1..].to_lowercase())
    })
}

#[cfg(test)]
mod tests;
