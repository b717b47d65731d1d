//! Parcels that lie on others or outside their project, in words.

use std::ops::Range;

use sqlx::PgConnection;

use super::{Look, Oddities, Outside, Overlap};
use crate::{
    imports::{
        ImportError,
        report::{Problem, Report},
        store::parcels,
    },
    language::Text,
};

/// Warns of parcels that lie on others or outside their project. The look has met the new parcels with these numbers; the
/// others of their projects are shown to it here.
///
/// # Errors
/// When the database or the disk fails.
pub async fn tell(
    conn: &mut PgConnection,
    mut look: Look,
    met: &Range<i64>,
    report: &mut Report,
) -> Result<(), ImportError> {
    parcels::grounds(conn, met, |ground| look.add(&ground)).await?;
    let outlines = parcels::outlines(conn).await?;
    let Oddities {
        overlaps,
        outside,
        forgotten,
    } = tokio::task::spawn_blocking(move || look.found(outlines)).await??;
    if forgotten > 0 {
        report.notes.push(Text::new(
            format!("{forgotten} thửa có quá nhiều đỉnh nên chưa được so với các thửa lân cận"),
            format!("{forgotten} parcels have too many vertices to be compared with all of their neighbours"),
        ));
    }
    let told = overlaps
        .first
        .iter()
        .flat_map(|overlap| [overlap.parcel, overlap.other]);
    let told: Vec<i64> = told.chain(outside.first.iter().map(|(_, parcel, _)| *parcel)).collect();
    let keys = parcels::keys(conn, &told).await?;
    let key = |parcel: i64| keys.get(&parcel).cloned().unwrap_or_default();
    for (feature, parcel, outside) in outside.first {
        report.warn(warning(feature, key(parcel), "outside_project", outside_text(outside)));
    }
    report.count_warnings("outside_project", outside.more);
    for Overlap {
        feature,
        parcel,
        other,
        area_m2,
    } in overlaps.first
    {
        report.warn(warning(
            feature,
            key(parcel),
            "overlap",
            overlap_text(area_m2, &key(other)),
        ));
    }
    report.count_warnings("overlap", overlaps.more);
    Ok(())
}

fn warning(feature: i64, key: String, code: &'static str, text: Text) -> Problem {
    Problem {
        feature: u64::try_from(feature).unwrap_or_default(),
        key: Some(key),
        field: Some("geometry"),
        code,
        text,
    }
}

fn overlap_text(area_m2: f64, other: &str) -> Text {
    Text::new(
        format!("chồng {area_m2:.1} m² lên thửa {other} của cùng dự án; hãy kiểm tra ranh giới hai thửa"),
        format!("overlaps parcel {other} of the same project by {area_m2:.1} m²; check the boundary of both"),
    )
}

fn outside_text(Outside { area_m2, wholly }: Outside) -> Text {
    if wholly {
        Text::new(
            format!("nằm hoàn toàn ngoài ranh giới, hành lang dự án ({area_m2:.1} m²); hãy kiểm tra dự án và tọa độ"),
            format!(
                "lies wholly outside the boundary and corridor of the project ({area_m2:.1} m²); check project and coordinates"
            ),
        )
    } else {
        Text::new(
            format!("{area_m2:.1} m² nằm ngoài ranh giới dự án; nếu chỉ thu hồi một phần, hãy ghi diện tích thu hồi"),
            format!(
                "{area_m2:.1} m² lie outside the boundary of the project; if only a part is recovered, write the recovered area"
            ),
        )
    }
}
