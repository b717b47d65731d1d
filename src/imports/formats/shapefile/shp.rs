//! The shapes of a shapefile.
//!
//! Source: ESRI Shapefile Technical Description, July 1998.

use std::{
    fs::File,
    io::{self, BufReader, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use super::rings;
use crate::{
    geometry::{Coordinates, RawGeometry},
    imports::broken::{Broken, Flaw},
    language::Text,
};

/// The part, as messages call it.
const PART: &str = ".shp";

/// Bytes of the head of the file.
const HEAD: u64 = 100;

/// The largest shape that is read, bytes: a million vertices.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Rings that a shape may have.
const MOST_RINGS: usize = 4_000;

/// A file of shapes.
pub struct Shp {
    path: PathBuf,
    /// Where the shapes end, bytes from the start.
    end: u64,
}

/// A run through the shapes.
pub struct ShpShapes {
    file: BufReader<File>,
    at: u64,
    end: u64,
    number: u64,
    content: Vec<u8>,
}

impl Shp {
    /// The shapes in a file.
    ///
    /// # Errors
    /// When it is no such file, or ends too early.
    pub fn open(path: &Path) -> Result<Self, super::Trouble> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut head = [0; 28];
        if length < HEAD {
            return Err(Flaw::DamagedPart(PART).into());
        }
        file.read_exact(&mut head)?;
        let mut head = Bytes(&head);
        if head.big() != Some(9994) {
            return Err(Flaw::DamagedPart(PART).into());
        }
        head.skip(20);
        // In words of two bytes; what stands behind is no shape.
        let stated = head.big().map_or(0, |words| u64::from(words) * 2);
        if stated < HEAD {
            return Err(Flaw::DamagedPart(PART).into());
        }
        Ok(Self {
            path: path.to_owned(),
            end: stated,
        })
    }

    /// A run through them.
    pub fn shapes(&self) -> io::Result<ShpShapes> {
        let mut file = BufReader::with_capacity(64 * 1024, File::open(&self.path)?);
        file.seek(SeekFrom::Start(HEAD))?;
        Ok(ShpShapes {
            file,
            at: HEAD,
            end: self.end,
            number: 0,
            content: Vec::new(),
        })
    }
}

impl ShpShapes {
    /// Goes past the next shape; `false` at the end.
    ///
    /// # Errors
    /// When the file ends in the middle of it.
    pub fn skip(&mut self) -> Result<bool, Broken> {
        let Some(length) = self.head()? else {
            return Ok(false);
        };
        self.pass(length)?;
        Ok(true)
    }

    /// The next shape, or why it is none; `None` at the end.
    ///
    /// # Errors
    /// When the file ends in the middle of it.
    pub fn next(&mut self) -> Result<Option<Result<RawGeometry<'static>, Text>>, Broken> {
        let Some(length) = self.head()? else {
            return Ok(None);
        };
        if length > LARGEST {
            self.pass(length)?;
            let limit = LARGEST / 1024 / 1024;
            return Ok(Some(Err(Text::new(
                format!("hình lớn hơn {limit} MB; hãy chia nhỏ hoặc giảm số đỉnh"),
                format!("the shape is larger than {limit} MB; split it, or take vertices away"),
            ))));
        }
        self.content.clear();
        let read = (&mut self.file).take(length).read_to_end(&mut self.content);
        if read.map_err(|error| unreadable(&error))? as u64 != length {
            return Err(self.cut());
        }
        self.at += length;
        Ok(Some(shape(&self.content)))
    }

    /// The length of the next record; `None` at the end.
    fn head(&mut self) -> Result<Option<u64>, Broken> {
        if self.at >= self.end {
            return Ok(None);
        }
        self.number += 1;
        let mut head = [0; 8];
        match self.file.read_exact(&mut head) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(self.cut()),
            Err(error) => return Err(unreadable(&error)),
        }
        let words = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
        self.at += 8;
        let length = u64::from(words) * 2;
        if self.at + length > self.end {
            return Err(self.cut());
        }
        Ok(Some(length))
    }

    /// Goes past so many bytes, all of which must be there.
    fn pass(&mut self, length: u64) -> Result<(), Broken> {
        let passed = io::copy(&mut (&mut self.file).take(length), &mut io::sink());
        if passed.map_err(|error| unreadable(&error))? != length {
            return Err(self.cut());
        }
        self.at += length;
        Ok(())
    }

    const fn cut(&self) -> Broken {
        Broken {
            flaw: Flaw::CutPart(PART, self.number),
            offset: self.at,
            after: self.number - 1,
        }
    }
}

/// A part that the disk does not give.
pub fn unreadable(error: &io::Error) -> Broken {
    Broken::whole(Flaw::Unreadable(error.to_string()))
}

/// The shape in the content of a record; heights and measures behind the positions are left away.
fn shape(content: &[u8]) -> Result<RawGeometry<'static>, Text> {
    let mut bytes = Bytes(content);
    let geometry = match bytes.little().ok_or_else(damaged)? {
        0 => return Ok(RawGeometry::Absent),
        1 | 11 | 21 => bytes.position().map(|position| of("Point", position)),
        8 | 18 | 28 => {
            bytes.skip(BOX);
            let count = bytes.little();
            count
                .and_then(|count| bytes.positions(count))
                .map(|all| of("MultiPoint", Coordinates::List(all)))
        }
        3 | 13 | 23 => bytes.lines()?.map(|lines| {
            let lines = lines.into_iter().map(Coordinates::List);
            of("MultiLineString", Coordinates::List(lines.collect()))
        }),
        5 | 15 | 25 => bytes.lines()?.map(rings::polygons),
        31 => {
            return Err(Text::new(
                "hình ba chiều (MultiPatch) không được hỗ trợ; hãy xuất lại thành vùng (Polygon)",
                "a body in space (MultiPatch) is not read; export it as polygons",
            ));
        }
        _ => None,
    };
    geometry.ok_or_else(damaged)
}

fn damaged() -> Text {
    Text::new(
        "hình bị hỏng trong .shp: số đỉnh không khớp với độ dài bản ghi",
        "the shape is damaged in the .shp: its number of vertices does not fit the length of its record",
    )
}

fn of(kind: &'static str, coordinates: Coordinates) -> RawGeometry<'static> {
    RawGeometry::Object(Some(kind.into()), coordinates, Vec::new())
}

/// Bytes of the box around a shape.
const BOX: usize = 32;

/// Bytes that are taken from the front.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*head)
    }

    fn skip(&mut self, bytes: usize) {
        self.0 = self.0.get(bytes..).unwrap_or_default();
    }

    fn big(&mut self) -> Option<u32> {
        self.take().map(u32::from_be_bytes)
    }

    fn little(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn position(&mut self) -> Option<Coordinates> {
        let x = self.take().map(f64::from_le_bytes)?;
        let y = self.take().map(f64::from_le_bytes)?;
        Some(Coordinates::Position(x, y))
    }

    /// So many positions; `None`, and no memory taken, where there are not as many.
    fn positions(&mut self, count: u32) -> Option<Vec<Coordinates>> {
        let count = usize::try_from(count).ok()?;
        if self.0.len() / 16 < count {
            return None;
        }
        (0..count).map(|_| self.position()).collect()
    }

    /// The lines or rings of a shape.
    fn lines(&mut self) -> Result<Option<Vec<Vec<Coordinates>>>, Text> {
        self.skip(BOX);
        let (Some(lines), Some(positions)) = (self.little(), self.little()) else {
            return Ok(None);
        };
        let count = lines as usize;
        if count > MOST_RINGS {
            return Err(Text::new(
                format!("hình có {count} phần, nhiều hơn {MOST_RINGS}; hãy tách thành nhiều đối tượng"),
                format!("the shape has {count} parts, more than {MOST_RINGS}; split it into several features"),
            ));
        }
        Ok(self.cut_lines(count, positions))
    }

    fn cut_lines(&mut self, count: usize, positions: u32) -> Option<Vec<Vec<Coordinates>>> {
        let mut starts: Vec<u32> = (0..count).map(|_| self.little()).collect::<Option<_>>()?;
        starts.push(positions);
        if starts.first() != Some(&0) || usize::try_from(positions).ok()? > self.0.len() / 16 {
            return None;
        }
        starts
            .array_windows()
            .map(|[start, end]| self.positions(end.checked_sub(*start)?))
            .collect()
    }
}
