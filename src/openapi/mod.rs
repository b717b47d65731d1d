//! The OpenAPI document, made from the code, and a page to read it.

mod problems;

use std::sync::Arc;

use axum::{
    Extension,
    http::Method,
    response::{Html, IntoResponse, Response},
};
use utoipa::{
    OpenApi as _,
    openapi::{
        OpenApi,
        path::{Operation, PathItem},
    },
};

pub use problems::{FieldError, ProblemDetails, tell};

use crate::{
    audit::Door,
    capital::CapitalSort,
    commitments,
    csv_file::ListFormat,
    extract::Json,
    language::Language,
    obstacles,
    parcels::{self, Fact},
    problem::Problem,
    projects,
};

/// What the document says beside the routes.
#[derive(utoipa::OpenApi)]
// Types that only query parameters name are not found by themselves.
#[openapi(
    components(schemas(
        CapitalSort,
        Door,
        Fact,
        FieldError,
        Language,
        ListFormat,
        ProblemDetails,
        obstacles::ObstacleSort,
        parcels::Sort,
        commitments::CommitmentSort,
        projects::ProjectSort
    )),
    info(
        title = "matbang",
        description = "Land clearance of a province's key infrastructure projects. Errors are RFC 9457 problems; edits need If-Match; dates are YYYY-MM-DD, areas m², coordinates WGS 84 lon/lat."
    )
)]
struct Document;

/// The document before the routes are added.
pub fn base() -> OpenApi {
    Document::openapi()
}

/// The operations at one address.
pub fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let of_method = [
        (Method::GET, &mut item.get),
        (Method::PUT, &mut item.put),
        (Method::POST, &mut item.post),
        (Method::DELETE, &mut item.delete),
        (Method::PATCH, &mut item.patch),
    ];
    of_method
        .into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// The document.
pub async fn document(Extension(document): Extension<Arc<OpenApi>>) -> Json<Arc<OpenApi>> {
    Json(document)
}

/// A page that lists every operation; plain HTML, so that it works in a closed network.
pub async fn docs(Extension(document): Extension<Arc<OpenApi>>) -> Result<Response, Problem> {
    let document = serde_json::to_value(document.as_ref()).map_err(|error| Problem::internal(&error))?;
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>matbang API</title>\
         <style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
         code{background:#eef;padding:.1em .3em;border-radius:3px}h2{margin-top:2rem;font-size:1.1rem}td{padding:.1rem .8rem .1rem 0;vertical-align:top}</style>\
         <h1>matbang API</h1><p>The same as <a href=\"/api/openapi.json\">an OpenAPI 3.1 document</a>. \
         Errors are RFC 9457 problems; edits need <code>If-Match</code>.</p>",
    );
    let paths = document["paths"].as_object().into_iter().flatten();
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().into_iter().flatten() {
            let text = |value: &serde_json::Value| escape(value.as_str().unwrap_or_default());
            page += format!(
                "<h2><code>{} {}</code></h2><p>{}</p><table>",
                escape(&method.to_uppercase()),
                escape(path),
                text(&operation["summary"]),
            )
            .as_str();
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                page += format!(
                    "<tr><td><code>{}</code><td>{}",
                    text(&parameter["name"]),
                    text(&parameter["description"]),
                )
                .as_str();
            }
            page += "</table>";
        }
    }
    Ok(Html(page).into_response())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
