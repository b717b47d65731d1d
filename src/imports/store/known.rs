//! What the database knows before the parcels of a file are read.

use std::{collections::HashMap, ops::Range};

use sqlx::PgConnection;

use super::Refusal;
use crate::{
    geometry::wkb_parts,
    imports::{ParcelRecord, ground::Units, land_use::LandUses, report::Problem},
};

/// What the database knows before the parcels of a file are read; nothing changes it until the import ends, because
/// imports wait for each other and nobody else makes projects smaller, units or parcels.
#[derive(Default)]
pub struct Known {
    /// The land uses.
    pub land_uses: LandUses,
    /// The units.
    pub units: Units,
    /// Numbers for new parcels.
    pub free: Range<i64>,
    projects: HashMap<String, Project>,
}

struct Project {
    id: i32,
    is_empty: bool,
}

impl Known {
    /// What the database knows, with numbers for so many parcels of projects that have none yet.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn read(conn: &mut PgConnection, parcels: u64) -> sqlx::Result<Self> {
        let land_uses = sqlx::query!("select code, agricultural from land_uses")
            .fetch_all(&mut *conn)
            .await?;
        let projects: HashMap<String, Project> = sqlx::query!(
            r#"select code, id, not exists (select from parcels where project_id = p.id) as "is_empty!" from projects p"#
        )
        .fetch_all(&mut *conn)
        .await?
        .into_iter()
        .map(|row| {
            let (id, is_empty) = (row.id, row.is_empty);
            (row.code, Project { id, is_empty })
        })
        .collect();
        let count = i64::try_from(parcels).unwrap_or(i64::MAX);
        let mut known = Self {
            land_uses: LandUses(land_uses.into_iter().map(|row| (row.code, row.agricultural)).collect()),
            ..Self::default()
        };
        if count > 0 && projects.values().any(|project| project.is_empty) {
            let pieces = sqlx::query!(r#"select unit_id, st_asbinary(geom) as "piece!" from admin_unit_pieces"#)
                .fetch_all(&mut *conn)
                .await?;
            known.units = Units::new(
                pieces
                    .into_iter()
                    .map(|row| (row.unit_id, wkb_parts(&row.piece, |lon, lat| (lon, lat)))),
            );
            let first = sqlx::query_scalar!(
                r#"select setval(seq, nextval(seq) + $1) - $1 as "first!"
                   from cast(pg_get_serial_sequence('parcels', 'id') as regclass) seq"#,
                count
            )
            .fetch_one(conn)
            .await?;
            known.free = first..first + count;
        }
        known.projects = projects;
        Ok(known)
    }

    /// Why a parcel is refused whose project is not there.
    pub fn refusal(&self, feature: u64, parcel: &ParcelRecord) -> Option<Problem> {
        let is_known = self.projects.contains_key(&parcel.project_code);
        (!is_known).then(|| Refusal::of(feature, parcel, "unknown_project", None).problem())
    }

    /// Whether every parcel of a project is new: also where there is no such project.
    pub fn is_new(&self, project: &str) -> bool {
        self.projects.get(project).is_none_or(|project| project.is_empty)
    }

    /// The project, where it has no parcels yet.
    pub fn empty_project(&self, code: &str) -> Option<i32> {
        let project = self.projects.get(code).filter(|project| project.is_empty)?;
        Some(project.id)
    }
}
