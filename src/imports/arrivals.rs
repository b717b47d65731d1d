//! Parcels as they arrive from a file: which are refused for what is known already, and which way the others go.
//!
//! Of a project without parcels everything that arrives is new: where its shape needs no second look either, a parcel goes
//! straight into the tables. What may be stored already, and what the database must judge, is staged.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::{BuildHasher as _, RandomState},
    ops::Range,
};

use uuid::Uuid;

use super::{
    ground::{Ground, Look},
    record::ParcelRecord,
    report::{Counts, Problem},
    staging::{New, Placed, Row, Rows},
    store::{Known, Refusal},
};

/// The keys that a file has had so far, each with the first feature that had it.
///
/// Of a key a hash of 64 bits is kept, with secret numbers: among a million parcels two keys share one in one of
/// thirty million files.
#[derive(Default)]
pub struct Keys {
    secret: RandomState,
    first: HashMap<u64, u64>,
}

impl Keys {
    /// Why a parcel is refused whose key the file has had before.
    pub fn refusal(&mut self, feature: u64, parcel: &ParcelRecord) -> Option<Problem> {
        let key = (
            &parcel.project_code,
            &parcel.register_unit_code,
            &parcel.map_sheet,
            &parcel.parcel_no,
        );
        match self.first.entry(self.secret.hash_one(key)) {
            Entry::Vacant(place) => {
                place.insert(feature);
                None
            }
            Entry::Occupied(first) => Some(Refusal::of(feature, parcel, "repeated", Some(*first.get())).problem()),
        }
    }
}

/// The new parcels of a file that went straight into the tables.
pub struct Stored {
    /// Their numbers, and those of no other parcel.
    pub ids: Range<i64>,
    /// How many there are.
    pub counts: Counts,
    /// A look at them.
    pub look: Look,
}

/// Takes the parcels of one file.
pub struct Arrivals {
    known: Known,
    keys: Keys,
    import: Uuid,
    author: String,
    allow_no_shape: bool,
    stored: Stored,
}

impl Arrivals {
    /// Parcels that an author imports under an operation; new ones may come without a shape where that is allowed.
    pub fn new(known: Known, import: Uuid, author: String, allow_no_shape: bool) -> Self {
        let first = known.free.start;
        Self {
            known,
            keys: Keys::default(),
            import,
            author,
            allow_no_shape,
            stored: Stored {
                ids: first..first,
                counts: Counts::default(),
                look: Look::default(),
            },
        }
    }

    /// Why a parcel is refused for what the database and the file so far say of it.
    pub fn refusals(&mut self, feature: u64, parcel: &ParcelRecord) -> Vec<Problem> {
        let needs_shape = !self.allow_no_shape && parcel.geometry.is_none();
        let is_without = needs_shape && self.known.is_new(&parcel.project_code);
        [
            self.known.refusal(feature, parcel),
            self.keys.refusal(feature, parcel),
            is_without.then(|| Refusal::of(feature, parcel, "no_shape", None).problem()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Appends the rows of a parcel that is not refused; `is_kept` says whether anything of the file may still be stored.
    pub fn take(&mut self, row: &Row<'_>, is_alone: bool, is_kept: bool, rows: &mut Rows) {
        let is_sound = row.placed.is_none_or(|placed| placed.is_plainly_valid);
        let Some(project) = self.known.empty_project(&row.parcel.project_code) else {
            return row.stage(rows);
        };
        let id = self.stored.ids.end;
        if !is_sound || !is_alone || id >= self.known.free.end {
            return row.stage(rows);
        }
        if is_kept {
            self.stored.ids.end += 1;
            self.store(row, id, project, rows);
        }
    }

    fn store(&mut self, row: &Row<'_>, id: i64, project: i32, rows: &mut Rows) {
        let Stored { counts, look, .. } = &mut self.stored;
        counts.stored += 1;
        let mut units = Vec::new();
        if let Some(Placed {
            shape, interior_point, ..
        }) = row.placed
        {
            units = interior_point.map_or_else(Vec::new, |at| self.known.units.around(at));
            counts.outside_units += u64::from(units.is_empty());
            look.add(&Ground {
                project,
                parcel: id,
                feature: i64::try_from(row.feature).ok(),
                recovered_area_m2: row.parcel.recovered_area_m2,
                shape,
            });
        }
        let new = New {
            id,
            project,
            units: &units,
            import: self.import,
            author: &self.author,
        };
        row.store(rows, &new);
    }

    /// What went straight into the tables, when all have arrived.
    pub fn end(self) -> Stored {
        self.stored
    }
}
