//! The history as a table for Excel, however long it is.

use std::io;

use async_stream::try_stream;
use axum::{body::Body, response::Response};
use futures_util::stream::BoxStream;
use sqlx::PgPool;
use time::{OffsetDateTime, macros::offset};

use super::{
    model::{AuditQuery, AuditRow},
    store,
};
use crate::{
    calendar::Day,
    csv_file::{self, CsvFile},
    language::Language,
    problem::Problem,
};

/// Rows read at once.
const PAGE: i64 = 5000;

/// The rows of a filter, one a line, in their order; sent as they are read.
///
/// # Errors
/// Never in memory. Where the database fails on the way, the answer breaks off.
pub fn file(pool: PgPool, language: Language, query: AuditQuery) -> Result<Response, Problem> {
    let headings: [&str; 8] = match language {
        Language::Vi => [
            "Số thứ tự",
            "Thời điểm",
            "Người thực hiện",
            "Kênh",
            "Thao tác",
            "Đối tượng",
            "Mã thao tác",
            "Niêm phong",
        ],
        Language::En => [
            "Number",
            "At",
            "Actor",
            "Door",
            "Action",
            "Subject",
            "Operation",
            "Seal",
        ],
    };
    let head = CsvFile::new(language, &headings)?.into_bytes()?;
    let pieces = try_stream! {
        yield head;
        let mut before = None;
        loop {
            let rows = read(&pool, &query, before).await.map_err(|problem| broken_off(&problem))?;
            let Some(last) = rows.last() else { break };
            before = Some(last.number);
            yield lines(&rows, language).map_err(|problem| broken_off(&problem))?;
        }
    };
    let body = Body::from_stream(Box::pin(pieces) as BoxStream<'static, io::Result<Vec<u8>>>);
    Ok(csv_file::answer("matbang-nhat-ky", body))
}

async fn read(pool: &PgPool, query: &AuditQuery, before: Option<i64>) -> Result<Vec<AuditRow>, Problem> {
    Ok(store::list(&mut *pool.acquire().await?, query, before, PAGE).await?)
}

/// Breaks an answer off that has begun, so that nobody takes it for the whole.
fn broken_off(problem: &Problem) -> io::Error {
    tracing::warn!(?problem, "the export of the history broke off");
    io::Error::other(problem.slug())
}

fn lines(rows: &[AuditRow], language: Language) -> Result<Vec<u8>, Problem> {
    let mut file = CsvFile::continued(language);
    for row in rows {
        file.row([
            row.number.to_string(),
            moment(&file, row.at),
            row.actor.clone(),
            row.door.clone(),
            row.action.clone(),
            row.subject.clone(),
            row.id.to_string(),
            row.seal.map(|seal| seal.to_string()).unwrap_or_default(),
        ])?;
    }
    file.into_bytes()
}

/// A moment in Việt Nam, to a second.
fn moment(file: &CsvFile, at: OffsetDateTime) -> String {
    let (day, time) = (file.day(Some(Day::of(at))), at.to_offset(offset!(+7)).time());
    format!("{day} {:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
}
