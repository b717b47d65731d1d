//! Staged areas that are not plainly valid: PostGIS says what is wrong with them, and repairs them where that is asked for.

use futures_util::TryStreamExt as _;
use sqlx::{PgConnection, prelude::FromRow};

use crate::{
    imports::{
        Kind,
        report::{Problem, Report},
    },
    language::Text,
};

/// A shape that was repaired.
#[derive(Debug, FromRow)]
struct Repaired {
    feature: i64,
    key: String,
    before_m2: Option<f64>,
    after_m2: Option<f64>,
}

impl Repaired {
    /// The repair as reports tell it.
    fn problem(&self) -> Problem {
        let (before, after) = (self.before_m2.unwrap_or_default(), self.after_m2.unwrap_or_default());
        Problem {
            feature: u64::try_from(self.feature).unwrap_or_default(),
            key: Some(self.key.clone()),
            field: Some("geometry"),
            code: "repaired",
            text: Text::new(
                format!(
                    "hình học không hợp lệ đã được sửa: diện tích trước {before:.1} m², sau {after:.1} m²; hãy kiểm tra"
                ),
                format!(
                    "the invalid shape was repaired: area before {before:.1} m², after {after:.1} m²; please check"
                ),
            ),
        }
    }
}

/// Notes invalid shapes as refused, or repairs them and tells the report.
///
/// # Errors
/// Only those of the database.
pub async fn settle(conn: &mut PgConnection, kind: Kind, repair: bool, report: &mut Report) -> sqlx::Result<()> {
    let doubtful = sqlx::query(match kind {
        Kind::Units => {
            "insert into doubtful_shapes (feature, key, geom)
             select feature, level || '/' || code, geom from staged_units where doubtful"
        }
        Kind::Projects => {
            "insert into doubtful_shapes (feature, key, geom) select feature, code, boundary from staged_projects where doubtful"
        }
        Kind::Parcels => {
            "insert into doubtful_shapes (feature, key, geom)
             select feature, concat_ws('/', project_code, register_unit_code, map_sheet, parcel_no), geom
             from staged_parcels where doubtful"
        }
    })
    .execute(&mut *conn)
    .await?
    .rows_affected();
    if doubtful == 0 {
        return Ok(());
    }
    sqlx::query(include_str!("judge_shapes.sql"))
        .execute(&mut *conn)
        .await?;
    if repair {
        sqlx::query(include_str!("repair_shapes.sql"))
            .execute(&mut *conn)
            .await?;
        sqlx::query(match kind {
            Kind::Units => {
                "update staged_units s set geom = d.repaired
                 from doubtful_shapes d where d.feature = s.feature and d.repaired is not null"
            }
            Kind::Projects => {
                "update staged_projects s set boundary = d.repaired
                 from doubtful_shapes d where d.feature = s.feature and d.repaired is not null"
            }
            Kind::Parcels => {
                "update staged_parcels s
                 set geom = d.repaired, interior_point = st_pointonsurface(d.repaired), measured_area_m2 = d.repaired_area_m2
                 from doubtful_shapes d where d.feature = s.feature and d.repaired is not null"
            }
        })
        .execute(&mut *conn)
        .await?;
    }
    sqlx::query(include_str!("refuse_shapes.sql"))
        .bind(repair)
        .execute(&mut *conn)
        .await?;
    let mut repaired = sqlx::query_as::<_, Repaired>(
        "select feature, key, area_m2 as before_m2, repaired_area_m2 as after_m2 from doubtful_shapes where repaired is not null order by feature",
    )
    .fetch(conn);
    while let Some(one) = repaired.try_next().await? {
        report.repaired += 1;
        report.warn(one.problem());
    }
    Ok(())
}
