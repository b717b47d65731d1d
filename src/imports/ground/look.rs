//! A look at parcels that come in any order.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufWriter, Write as _},
    os::unix::fs::FileExt as _,
    panic::resume_unwind,
    thread,
};

use super::{MOST_VERTICES, Oddities, Origin, Outline, OutlinePiece, Parcel, Shape, Sweep};
use crate::geometry::wkb_parts;

/// Bytes of what stands before a shape on disk: parcel, feature, area to be recovered.
const HEAD: usize = 24;

/// A parcel with its shape.
#[derive(Debug)]
pub struct Ground<'a> {
    /// Its project.
    pub project: i32,
    /// The parcel.
    pub parcel: i64,
    /// Its place in the file; `None` where the file does not speak of it.
    pub feature: Option<i64>,
    /// The area to be recovered, m².
    pub recovered_area_m2: Option<f64>,
    /// Well-known binary, extended or not; longitude and latitude, degrees.
    pub shape: &'a [u8],
}

/// Where on disk a parcel is kept, in the order in which parcels are compared.
struct Place {
    project: i32,
    length: u32,
    west: f64,
    at: u64,
}

/// Takes parcels in and compares them when all have come.
#[derive(Default)]
pub struct Look {
    places: Vec<Place>,
    kept: Option<BufWriter<File>>,
    end: u64,
    left_out: u64,
    trouble: Option<io::Error>,
}

impl Look {
    /// Takes a parcel in. Trouble with the disk is told by [`Look::found`].
    pub fn add(&mut self, ground: &Ground<'_>) {
        let parts = wkb_parts(ground.shape, |lon, _| lon);
        if parts.iter().map(Vec::len).sum::<usize>() > MOST_VERTICES {
            self.left_out += 1;
            return;
        }
        let west = parts.into_iter().flatten().fold(f64::INFINITY, f64::min);
        if west.is_finite()
            && let Err(error) = self.keep(ground, west)
        {
            self.trouble.get_or_insert(error);
        }
    }

    fn keep(&mut self, ground: &Ground<'_>, west: f64) -> io::Result<()> {
        let kept = match &mut self.kept {
            Some(kept) => kept,
            None => self.kept.insert(BufWriter::new(tempfile::tempfile()?)),
        };
        kept.write_all(&ground.parcel.to_le_bytes())?;
        kept.write_all(&ground.feature.unwrap_or_default().to_le_bytes())?;
        kept.write_all(&ground.recovered_area_m2.unwrap_or(f64::NAN).to_le_bytes())?;
        kept.write_all(ground.shape)?;
        // A shape of so many vertices at most has a few megabytes.
        let length = u32::try_from(HEAD + ground.shape.len()).unwrap_or(u32::MAX);
        self.places.push(Place {
            project: ground.project,
            length,
            west,
            at: self.end,
        });
        self.end += u64::from(length);
        Ok(())
    }

    /// What is odd about the parcels, in the order of the file, with these outlines of projects in mind.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn found(mut self, outlines: Vec<OutlinePiece>) -> io::Result<Oddities> {
        if let Some(error) = self.trouble {
            return Err(error);
        }
        let Some(kept) = self.kept else {
            return Ok(Oddities {
                forgotten: self.left_out,
                ..Oddities::default()
            });
        };
        let kept = kept.into_inner().map_err(io::IntoInnerError::into_error)?;
        self.places
            .sort_unstable_by(|one, other| (one.project.cmp(&other.project)).then(one.west.total_cmp(&other.west)));
        let outlines = Outline::all(outlines);
        let walk = |places: &[Place]| Walk::new(&outlines).through(places, &kept);
        // Projects have nothing to do with each other: two halves at a time.
        let middle = self.places.get(self.places.len() / 2).map(|place| place.project);
        let half = self.places.partition_point(|place| Some(place.project) < middle);
        let (one, other) = self.places.split_at(half);
        let (one, other) = thread::scope(|scope| {
            let one = scope.spawn(|| walk(one));
            let other = walk(other);
            (one.join().unwrap_or_else(|panic| resume_unwind(panic)), other)
        });
        let mut oddities = one?;
        oddities.join(other?);
        oddities.forgotten += self.left_out;
        oddities.sort();
        Ok(oddities)
    }
}

/// The way through the parcels, project by project, within each from west to east.
struct Walk<'a> {
    outlines: &'a HashMap<i32, (Origin, Outline)>,
    project: Option<(i32, Origin)>,
    sweep: Sweep,
    found: Oddities,
}

impl<'a> Walk<'a> {
    fn new(outlines: &'a HashMap<i32, (Origin, Outline)>) -> Self {
        Self {
            outlines,
            project: None,
            sweep: Sweep::default(),
            found: Oddities::default(),
        }
    }

    /// What is odd about the parcels in these places.
    fn through(mut self, places: &[Place], kept: &File) -> io::Result<Oddities> {
        let mut bytes = Vec::new();
        for place in places {
            bytes.resize(place.length as usize, 0);
            kept.read_exact_at(&mut bytes, place.at)?;
            self.reach(place.project, &bytes);
        }
        self.found.forgotten += self.sweep.forgotten;
        Ok(self.found)
    }

    /// Comes to the next parcel, as it is kept on disk.
    fn reach(&mut self, project: i32, kept: &[u8]) {
        let Some((head, shape)) = kept.split_first_chunk::<HEAD>() else {
            return;
        };
        let [id, feature, recovered] = [0, 8, 16].map(|at| std::array::from_fn(|byte| head[at + byte]));
        let feature = Some(i64::from_le_bytes(feature)).filter(|feature| *feature > 0);
        let recovered_area_m2 = Some(f64::from_le_bytes(recovered)).filter(|area| !area.is_nan());
        let rings = wkb_parts(shape, |lon, lat| (lon, lat));
        let Some(&(lon, lat)) = rings.first().and_then(|ring| ring.first()) else {
            return;
        };
        let outline = self.outlines.get(&project);
        let origin = match self.project {
            Some((same, origin)) if same == project => origin,
            _ => {
                let origin = outline.map_or(Origin(lon, lat), |(origin, _)| *origin);
                self.project = Some((project, origin));
                self.found.forgotten += std::mem::take(&mut self.sweep).forgotten;
                origin
            }
        };
        let parcel = Parcel {
            id: i64::from_le_bytes(id),
            feature,
            shape: Shape::new(rings, origin),
            others: 0,
        };
        if let (Some(feature), Some((_, outline))) = (feature, outline)
            && let Some(outside) = outline.outside(&parcel.shape, recovered_area_m2)
        {
            let outside = (feature, parcel.id, outside);
            self.found.outside.add(outside, |(feature, ..)| *feature);
        }
        self.sweep.add(parcel, |overlap| {
            self.found.overlaps.add(overlap, |overlap| overlap.feature);
        });
    }
}
