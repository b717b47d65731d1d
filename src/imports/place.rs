//! Where the shapes of a file belong, and the coordinate system that it is read in.

use sqlx::PgConnection;

use super::{
    ImportOptions, Kind,
    columns::Field,
    fields::{Fields, cell},
    formats::{Opened, StatedCrs},
    report::Report,
    values,
};
use crate::{
    geometry::{Box4, Crs, Expected, Likely, UnknownCrs, Verdict, judge, likely},
    language::Text,
};

/// Positions that are looked at.
const POSITIONS: usize = 300;

/// Features that are looked at for them.
const FEATURES: usize = 5000;

/// A first look at a file.
#[derive(Debug, Default)]
pub struct Sample {
    /// The first position of some of its features, as it stands there.
    pub positions: Vec<(f64, f64)>,
    /// Codes of the projects that those speak of.
    pub projects: Vec<String>,
}

impl Sample {
    /// Looks at the first features of a file; `project` is the one of parcels that name none.
    pub fn take(
        opened: &Opened,
        kind: Option<Kind>,
        map: &[(String, String)],
        project: Option<&str>,
    ) -> std::io::Result<Self> {
        let mut sample = Self::default();
        let mut fields = kind
            .filter(|kind| *kind == Kind::Parcels)
            .and_then(|kind| Fields::new(kind, map).ok());
        let Ok(mut source) = opened.features()? else {
            return Ok(sample);
        };
        for _ in 0..FEATURES {
            let Ok(Some(found)) = source.next() else { break };
            let Ok(mut feature) = found.feature else { continue };
            let Some(position) = feature.geometry.first_position() else {
                continue;
            };
            sample.positions.push(position);
            if let Some(fields) = &mut fields {
                let row = fields.row(&mut feature);
                let code = values::label(cell(&row, Field::ProjectCode)).ok().flatten();
                if let Some(code) = code.or_else(|| project.map(str::to_owned))
                    && !sample.projects.contains(&code)
                {
                    sample.projects.push(code);
                }
            }
            if sample.positions.len() == POSITIONS {
                break;
            }
        }
        Ok(sample)
    }

    /// Where such a file belongs, as far as the database knows.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn expected(&self, conn: &mut PgConnection) -> sqlx::Result<Expected> {
        let units = sqlx::query!(
            r#"select st_xmin(e) as "w", st_ymin(e) as "s", st_xmax(e) as "e", st_ymax(e) as "n"
               from (select st_extent(geom) as e from admin_units) all_units"#
        )
        .fetch_one(&mut *conn)
        .await?;
        let projects = sqlx::query!(
            r#"select st_xmin(e) as "w", st_ymin(e) as "s", st_xmax(e) as "e", st_ymax(e) as "n", known
               from (
                   select st_extent(st_collect(boundary, alignment)) as e,
                       count(*) filter (where coalesce(boundary, alignment) is not null) as "known!"
                   from projects where code = any($1)
               ) these (e, known)"#,
            &self.projects
        )
        .fetch_one(conn)
        .await?;
        let all_known = projects.known == i64::try_from(self.projects.len()).ok();
        Ok(Expected {
            units: corners(units.w, units.s, units.e, units.n),
            projects: corners(projects.w, projects.s, projects.e, projects.n).filter(|_| all_known),
        })
    }
}

fn corners(west: Option<f64>, south: Option<f64>, east: Option<f64>, north: Option<f64>) -> Option<Box4> {
    Some([west?, south?, east?, north?])
}

/// The reading of the coordinates: what whoever imports says, else what the file says. Where that cannot be, or where
/// nobody says, the report tells what the file seems to be in, and the file is refused: nothing is guessed.
pub fn reading(
    opened: &Opened,
    options: &ImportOptions,
    sample: &Sample,
    expected: &Expected,
    report: &mut Report,
) -> Option<Likely> {
    let seems = || in_words(&likely(&sample.positions, expected));
    let chosen = match (options.crs.as_deref().map(str::parse::<Crs>), &opened.crs) {
        (Some(Err(unknown)), _) => Err(unknown_crs(&unknown)),
        (Some(Ok(crs)), stated) => {
            if let StatedCrs::Named(own) = stated
                && *own != crs
            {
                report.notes.push(Text::new(
                    format!("tệp ghi hệ tọa độ {own}, nhưng đã đọc theo {crs} như được yêu cầu"),
                    format!("the file says {own}, but was read in {crs} as asked"),
                ));
            }
            Ok(crs)
        }
        (None, StatedCrs::Named(crs)) => Ok(*crs),
        (None, StatedCrs::Standard | StatedCrs::NoShapes) => Ok(Crs::WGS_84),
        (None, StatedCrs::Unknown(name)) => {
            let (unknown, seems) = (unknown_crs(&UnknownCrs(name.clone())), seems());
            Err(Text::new(
                format!("{}{}", unknown.vi, seems.vi),
                format!("{}{}", unknown.en, seems.en),
            ))
        }
        (None, StatedCrs::Missing) => {
            let seems = seems();
            Err(Text::new(
                format!("tệp không ghi hệ tọa độ; hãy nêu bằng --crs{}", seems.vi),
                format!(
                    "the file does not say its coordinate system; name it by --crs{}",
                    seems.en
                ),
            ))
        }
    };
    let judged = chosen.and_then(|crs| {
        let said = Likely {
            crs,
            swap_axes: options.swap_axes,
        };
        match judge(&sample.positions, said, expected) {
            Verdict::Fits => Ok(said),
            Verdict::Misses { lands, likely } => Err(misses(said, sample.positions.first(), lands, &likely)),
        }
    });
    judged.map_err(|text| report.refuse_file(Some("crs"), "crs", text)).ok()
}

/// Why coordinates cannot be what they are said to be.
fn misses(said: Likely, first: Option<&(f64, f64)>, lands: Option<(f64, f64)>, likely: &[Likely]) -> Text {
    let name = said.crs.name();
    let (x, y) = first.copied().unwrap_or_default();
    // Degrees that are wrong by a turn are degrees still; metres are larger than that.
    let degrees = x.abs() <= 1000.0 && y.abs() <= 1000.0;
    let seems = in_words(likely);
    let (vi, en) = match lands {
        _ if x == 0.0 && y == 0.0 => (
            "tọa độ 0, 0: tệp thiếu tọa độ thật; hãy xuất lại tệp".to_owned(),
            "the positions are 0, 0: the file lacks its real coordinates; export it again".to_owned(),
        ),
        _ if said.crs.is_in_degrees() && !degrees => (
            format!(
                "tọa độ {x}, {y} tính bằng mét, không phải độ theo {name}; hãy nêu hệ tọa độ, ví dụ --crs EPSG:9213"
            ),
            format!(
                "the coordinates {x}, {y} are metres, not degrees as in {name}; name the system, for instance --crs EPSG:9213"
            ),
        ),
        _ if !said.crs.is_in_degrees() && degrees => (
            format!("tọa độ {x}, {y} là độ, không phải mét theo {name}; hãy dùng --crs EPSG:4326"),
            format!("the coordinates {x}, {y} are degrees, not metres as in {name}; use --crs EPSG:4326"),
        ),
        Some((lon, lat)) if likely.is_empty() => (
            format!(
                "theo {name}, tọa độ {x}, {y} rơi vào {lon:.4}, {lat:.4}, ngoài Việt Nam, và không hệ tọa độ nào thường dùng đưa nó về tỉnh; hãy kiểm tra tệp, hoặc nêu hệ tọa độ bằng --crs"
            ),
            format!(
                "in {name} the coordinates {x}, {y} land at {lon:.4}, {lat:.4}, outside Việt Nam, and no system in use brings them to the province; check the file, or name its system by --crs"
            ),
        ),
        Some((lon, lat)) => (
            format!(
                "theo {name}, tọa độ {x}, {y} rơi vào {lon:.4}, {lat:.4}, ngoài tỉnh hoặc xa dự án: sai múi hoặc đảo trục"
            ),
            format!(
                "in {name} the coordinates {x}, {y} land at {lon:.4}, {lat:.4}, outside the province or far from the project: a wrong zone, or turned axes"
            ),
        ),
        None => (
            format!(
                "theo {name}, tọa độ {x}, {y} không nằm trên trái đất; hãy kiểm tra hệ tọa độ (--crs) và thứ tự trục (--swap-axes)"
            ),
            format!(
                "in {name} the coordinates {x}, {y} are not on the earth; check the system (--crs) and the order of the axes (--swap-axes)"
            ),
        ),
    };
    Text::new(format!("{vi}{}", seems.vi), format!("{en}{}", seems.en))
}

/// What a file seems to be in, and the options that say so; empty where nothing is known.
fn in_words(likely: &[Likely]) -> Text {
    let tell = |one: &Likely| {
        let swap = if one.swap_axes { " --swap-axes" } else { "" };
        (one.crs.name(), format!("--crs {}{swap}", one.crs))
    };
    let all: Vec<(String, String)> = likely.iter().map(tell).collect();
    if all.is_empty() {
        return Text::new("", "");
    }
    let list = |join: &str, word: &str| {
        all.iter()
            .map(|(name, options)| format!("{name}{word}{options}"))
            .collect::<Vec<_>>()
            .join(join)
    };
    Text::new(
        format!(". Có vẻ là {}", list("; hoặc ", ": thử ")),
        format!(". It looks like {}", list("; or ", ": try ")),
    )
}

/// Why a coordinate system is refused.
pub fn unknown_crs(unknown: &UnknownCrs) -> Text {
    let name = &unknown.0;
    Text::new(
        format!("không biết hệ tọa độ “{name}”; hãy nêu bằng --crs, ví dụ --crs EPSG:9213"),
        format!("the coordinate system \"{name}\" is unknown; name it by --crs, for instance --crs EPSG:9213"),
    )
}
