use std::io::Write as _;

use axum::{
    extract::{Multipart, State, multipart::MultipartError},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ImportError, ImportOptions, Kind, Outputs, PastImport, Report, Watch, import_file, list, report_of};
use crate::{
    calendar::Day,
    extract::{Json, NoQuery, Writer},
    language::Text,
    problem::Problem,
    state::AppState,
};

/// Routes of imports.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_imports, import))
}

/// Imports that were stored, the newest first.
#[derive(Serialize, ToSchema)]
struct ImportPage {
    /// The imports.
    items: Vec<PastImport>,
}

/// Imports that were stored, the newest first.
#[utoipa::path(get, path = "/imports", tag = "imports", responses((status = 200, body = ImportPage)))]
async fn list_imports(State(app): State<AppState>, _: NoQuery) -> Result<Json<ImportPage>, Problem> {
    let items = list(&mut *app.pool.acquire().await?, 200).await?;
    Ok(Json(ImportPage { items }))
}

/// The form of an import.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form in the OpenAPI document")]
struct ImportForm {
    /// `units`, `projects` or `parcels`; before the file.
    kind: Kind,
    /// Project of parcels that name none.
    project: Option<String>,
    /// Coordinate system, for instance `EPSG:9213`.
    crs: Option<String>,
    /// Level of units that name none.
    level: Option<String>,
    /// Code of the unit above units that name none.
    parent: Option<String>,
    /// First day of units that name none.
    valid_from: Option<Day>,
    /// First day after the end of units that name none.
    valid_to: Option<Day>,
    /// Names of properties: `field=property`; may be repeated.
    map: Option<Vec<String>>,
    /// `true`: overwrite values that a person set last.
    overwrite: Option<bool>,
    /// `true`: new units and parcels may come without a shape.
    allow_no_shape: Option<bool>,
    /// `true`: do everything but keep nothing.
    dry_run: Option<bool>,
    /// The file: `GeoJSON`.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Imports a file: all of it, or nothing and the reasons.
#[utoipa::path(post, path = "/imports", tag = "imports",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Report), (status = 413), (status = 422, description = "Refused; the report says why", body = Report)))]
async fn import(
    State(app): State<AppState>,
    _: NoQuery,
    writer: Writer,
    mut form: Multipart,
) -> Result<Response, Problem> {
    let mut options = ImportOptions::new(Kind::Parcels, "import.geojson".to_owned());
    let mut file = None;
    let mut kind_given = false;
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            options.file_name = field.file_name().map_or_else(|| "import.geojson".to_owned(), base_name);
            let mut spooled = tempfile::NamedTempFile::new().map_err(|error| Problem::internal(&error))?;
            let mut size = 0;
            while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
                size += chunk.len();
                if size > app.settings.max_upload_bytes {
                    let mb = app.settings.max_upload_bytes >> 20;
                    return Err(Problem::TooLarge(Text::new(
                        format!("Tệp lớn hơn {mb} MB: hãy nhập bằng lệnh matbang import trên máy chủ."),
                        format!("The file is larger than {mb} MB: import it on the server with matbang import."),
                    )));
                }
                spooled.write_all(&chunk).map_err(|error| Problem::internal(&error))?;
            }
            spooled.flush().map_err(|error| Problem::internal(&error))?;
            file = Some(spooled.into_temp_path());
        } else {
            let value = field.text().await.map_err(unreadable)?;
            kind_given |= name == "kind";
            set(&mut options, &name, value.trim())?;
        }
    }
    let Some(file) = file.filter(|_| kind_given) else {
        return Err(Problem::field(
            "/file",
            "Cần trường kind và một tệp.",
            "Send the field kind and a file.",
        ));
    };
    let (outputs, watch) = (Outputs::default(), Watch::default());
    let outcome = import_file(
        &app.pool,
        &writer.author,
        writer.op_id,
        &file,
        &options,
        &outputs,
        &watch,
    )
    .await;
    let report = match outcome.map_err(Problem::from) {
        Err(Problem::AlreadyRecorded) => {
            let report = report_of(&mut *app.pool.acquire().await?, writer.op_id).await?;
            return Ok(Json(report).into_response());
        }
        other => other?,
    };
    app.board.catch_up().await;
    let refused = !report.problems.is_empty();
    let status = if refused {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok((status, Json(report)).into_response())
}

fn set(options: &mut ImportOptions, name: &str, value: &str) -> Result<(), Problem> {
    let refuse = |vi: &str, en: &str| Problem::field(&format!("/{name}"), vi, en);
    let text = || Some(value.to_owned()).filter(|value| !value.is_empty());
    let day = || match value {
        "" => Ok(None),
        _ => value
            .parse()
            .map(Some)
            .map_err(|_| refuse("Ngày viết dạng 2026-11-23.", "Write a day as 2026-11-23.")),
    };
    let yes = || match value {
        "true" => Ok(true),
        "" | "false" => Ok(false),
        _ => Err(refuse("Viết true hoặc false.", "Write true or false.")),
    };
    match name {
        "kind" => {
            options.kind = [Kind::Units, Kind::Projects, Kind::Parcels]
                .into_iter()
                .find(|kind| kind.code() == value)
                .ok_or_else(|| {
                    refuse(
                        "kind là units, projects hoặc parcels.",
                        "kind is units, projects or parcels.",
                    )
                })?;
        }
        "project" => options.project = text(),
        "crs" => options.crs = text(),
        "level" => options.level = text(),
        "parent" => options.parent = text(),
        "level_name_vi" => options.level_name_vi = text(),
        "level_name_en" => options.level_name_en = text(),
        "valid_from" => options.valid_from = day()?,
        "valid_to" => options.valid_to = day()?,
        "overwrite" => options.overwrite = yes()?,
        "allow_no_shape" => options.allow_no_shape = yes()?,
        "dry_run" => options.dry_run = yes()?,
        "map" if value.is_empty() => {}
        "map" => {
            let (field, property) = value
                .split_once('=')
                .ok_or_else(|| refuse("map viết dạng trường=thuộc_tính.", "Write map as field=property."))?;
            options.map.push((field.trim().to_owned(), property.trim().to_owned()));
        }
        _ => return Err(refuse("Không có trường này.", "There is no such field.")),
    }
    Ok(())
}

fn base_name(path: &str) -> String {
    path.rsplit(['/', '\\'])
        .next()
        .unwrap_or(path)
        .chars()
        .take(200)
        .collect()
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unreadable(error: MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::TooLarge(Text::new("Nội dung gửi lên quá lớn.", "The body is too large."));
    }
    Problem::MalformedBody(Text::new(
        "Không đọc được biểu mẫu gửi lên (multipart/form-data).",
        "The form (multipart/form-data) cannot be read.",
    ))
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Database(error) => error.into(),
            other => Self::internal(&other),
        }
    }
}
