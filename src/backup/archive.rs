//! The container of a backup: a tar of the manifest, the database and the attachments, in this order.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    path::{Component, Path, PathBuf},
};

use sha2::{Digest, Sha256};
use tar::{Archive, Builder, EntryType, Header};
use tempfile::NamedTempFile;
use time::OffsetDateTime;

use super::{
    BackupError, Refusal,
    manifest::{Manifest, Part, hex},
};

const MANIFEST: &str = "manifest.json";
const DATABASE: &str = "database.dump";
const ATTACHMENTS: &str = "attachments";

/// Room for the manifest, which is written last: only then its sums are known.
const MANIFEST_ROOM: usize = 4096;
/// Every entry of a tar begins with its header.
const HEADER: u64 = 512;

/// Told of every so many bytes that went through.
pub type OnBytes<'a> = &'a dyn Fn(u64);

/// Writes a backup, with the attachments of a folder where there is one, and completes its manifest.
///
/// # Errors
/// Those of the files, and of `dump`.
pub fn write(
    file: NamedTempFile,
    mut manifest: Manifest,
    dump: &mut impl Read,
    attachments: Option<&Path>,
    on_bytes: OnBytes<'_>,
) -> io::Result<(NamedTempFile, Manifest)> {
    let mut tar = Builder::new(file);
    let mut header = header_of(manifest.made_at);
    header.set_size(MANIFEST_ROOM as u64);
    tar.append_data(&mut header, MANIFEST, [b' '; MANIFEST_ROOM].as_slice())?;

    let mut header = header_of(manifest.made_at);
    let mut entry = tar.append_writer(&mut header, DATABASE)?;
    let mut sum = Sum::default();
    sum.copy(dump, &mut entry, on_bytes)?;
    entry.finish()?;
    manifest.database = sum.part();

    let mut sum = Sum::default();
    if let Some(folder) = attachments {
        for name in files_in(folder)? {
            let path = Path::new(ATTACHMENTS).join(&name);
            let mut header = header_of(manifest.made_at);
            let mut entry = tar.append_writer(&mut header, &path)?;
            sum.name(&path);
            sum.copy(&mut File::open(folder.join(&name))?, &mut entry, on_bytes)?;
            entry.finish()?;
            manifest.attachments += 1;
        }
    }
    manifest.files = sum.part();

    let mut file = tar.into_inner()?;
    manifest.bytes = file.seek(SeekFrom::End(0))?;
    let mut text = manifest.text()?.into_bytes();
    if text.len() > MANIFEST_ROOM {
        return Err(io::Error::other("the manifest outgrew its room"));
    }
    text.resize(MANIFEST_ROOM, b' ');
    file.seek(SeekFrom::Start(HEADER))?;
    file.write_all(&text)?;
    file.as_file().sync_all()?;
    Ok((file, manifest))
}

fn header_of(made_at: OffsetDateTime) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_mode(0o600);
    header.set_mtime(u64::try_from(made_at.unix_timestamp()).unwrap_or_default());
    header
}

/// The files of a folder and of those in it, in order, without those that are not finished: their names begin with a
/// dot, or have a number after a `#`. None where there is no folder.
fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inside) = folders.pop() {
        let entries = match fs::read_dir(folder.join(&inside)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let name = inside.join(entry.file_name());
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(name);
            } else if kind.is_file() && !is_unfinished(&entry.file_name().to_string_lossy()) {
                found.push(name);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_unfinished(name: &str) -> bool {
    name.starts_with('.') || name.contains('#')
}

/// A backup that was read to its end, and is whole.
pub struct Verified {
    /// What it says of itself.
    pub manifest: Manifest,
    file: File,
    database_at: u64,
}

impl Verified {
    /// Reads a backup to its end.
    ///
    /// # Errors
    /// [`Refusal::Truncated`], [`Refusal::Foreign`], [`Refusal::NewerFormat`], [`Refusal::Damaged`], or
    /// those of the file.
    pub fn read(path: &Path, on_begin: impl FnOnce(u64), on_bytes: OnBytes<'_>) -> Result<Self, BackupError> {
        let unreadable = |error| BackupError::file(path, error);
        let file = File::open(path).map_err(unreadable)?;
        let bytes = file.metadata().map_err(unreadable)?.len();
        let mut archive = Archive::new(BufReader::new(&file));
        let mut entries = archive.entries().map_err(unreadable)?;
        let mut first = entries
            .next()
            .and_then(Result::ok)
            .filter(|entry| entry.path().is_ok_and(|path| path == Path::new(MANIFEST)))
            .filter(|entry| entry.size() == MANIFEST_ROOM as u64)
            .ok_or(Refusal::Foreign)?;
        let mut text = Vec::new();
        if first.read_to_end(&mut text).is_err() || text.len() < MANIFEST_ROOM {
            return Err(Refusal::Truncated { bytes, of: None }.into());
        }
        let manifest = Manifest::parse(&text)?;
        if bytes < manifest.bytes {
            let of = Some(manifest.bytes);
            return Err(Refusal::Truncated { bytes, of }.into());
        }
        on_begin(manifest.bytes);

        let damaged = |part: &str| BackupError::from(Refusal::Damaged { part: part.to_owned() });
        let mut database_at = 0;
        let (mut database, mut files, mut attachments) = (Sum::default(), Sum::default(), 0);
        for entry in entries {
            let mut entry = entry.map_err(|_| damaged("tar"))?;
            let path = entry.path().map_err(|_| damaged("tar"))?.into_owned();
            let read = if path == Path::new(DATABASE) {
                database_at = entry.raw_file_position();
                database.copy(&mut entry, &mut io::sink(), on_bytes)
            } else if is_attachment(&path) && entry.header().entry_type() == EntryType::Regular {
                attachments += 1;
                files.name(&path);
                files.copy(&mut entry, &mut io::sink(), on_bytes)
            } else {
                return Err(damaged(&path.display().to_string()));
            };
            read.map_err(|_| damaged(&path.display().to_string()))?;
        }
        if database.part() != manifest.database {
            return Err(damaged(DATABASE));
        }
        if files.part() != manifest.files || attachments != manifest.attachments {
            return Err(damaged(ATTACHMENTS));
        }
        if bytes != manifest.bytes {
            return Err(damaged("tar"));
        }
        Ok(Self {
            manifest,
            file,
            database_at,
        })
    }

    /// The database, as `pg_dump` wrote it.
    ///
    /// # Errors
    /// Those of the file.
    pub fn database(&self) -> io::Result<io::Take<File>> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(self.database_at))?;
        Ok(file.take(self.manifest.database.bytes))
    }

    /// Puts the attachments that are missing into a folder; gives the new files, for whoever must take them back.
    /// A file there already is the same: its name is made from what is in it.
    ///
    /// # Errors
    /// Those of the files; what was written until then comes along.
    pub fn unpack_attachments(&self, folder: &Path) -> Result<Vec<PathBuf>, (Vec<PathBuf>, io::Error)> {
        let mut new = Vec::new();
        match self.unpack_into(folder, &mut new) {
            Ok(()) => Ok(new),
            Err(error) => Err((new, error)),
        }
    }

    fn unpack_into(&self, folder: &Path, new: &mut Vec<PathBuf>) -> io::Result<()> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        for entry in Archive::new(BufReader::new(file)).entries()? {
            let mut entry = entry?;
            let path = entry.path()?.into_owned();
            let Ok(name) = path.strip_prefix(ATTACHMENTS) else {
                continue;
            };
            let place = folder.join(name);
            if place.exists() {
                continue;
            }
            let inside = place.parent().unwrap_or(folder);
            fs::create_dir_all(inside)?;
            let mut unfinished = NamedTempFile::new_in(inside)?;
            io::copy(&mut entry, &mut unfinished)?;
            unfinished.as_file().sync_all()?;
            unfinished.persist(&place)?;
            new.push(place);
        }
        Ok(())
    }
}

/// Whether a path is that of an attachment, and leads nowhere else.
fn is_attachment(path: &Path) -> bool {
    let inside = path.strip_prefix(ATTACHMENTS);
    inside.is_ok_and(|inside| {
        inside.components().count() > 0 && inside.components().all(|part| matches!(part, Component::Normal(_)))
    })
}

/// Sums up a part while it goes through.
#[derive(Default)]
struct Sum {
    digest: Sha256,
    bytes: u64,
}

impl Sum {
    /// Where one file ends and the next begins counts too.
    fn name(&mut self, path: &Path) {
        self.digest.update(path.as_os_str().as_encoded_bytes());
        self.digest.update([0]);
    }

    fn copy(&mut self, from: &mut impl Read, to: &mut impl Write, on_bytes: OnBytes<'_>) -> io::Result<()> {
        let mut buffer = vec![0; 1 << 17];
        loop {
            let read = match from.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            to.write_all(&buffer[..read])?;
            self.digest.update(&buffer[..read]);
            self.bytes += read as u64;
            on_bytes(read as u64);
        }
    }

    fn part(self) -> Part {
        Part {
            bytes: self.bytes,
            sha256: hex(&self.digest.finalize()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_attachment_leads_out_of_its_folder() {
        assert!(is_attachment(Path::new("attachments/ab/cdef")));
        for path in [
            "attachments",
            "attachments/../x",
            "/attachments/x",
            "x",
            "attachments/a/../../x",
        ] {
            assert!(!is_attachment(Path::new(path)), "{path}");
        }
    }

    #[test]
    fn a_folder_s_files_are_found_in_order_without_unfinished_ones() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("b")).unwrap();
        for name in ["c", "b/a", ".unfinished", "b/a#1"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        assert_eq!(files_in(folder.path()).unwrap(), [Path::new("b/a"), Path::new("c")]);
        assert!(files_in(&folder.path().join("none")).unwrap().is_empty());
    }
}
