//! Comments on obstacles and files attached to them.

use sqlx::PgConnection;
use time::{OffsetDateTime, Time, macros::offset};
use uuid::Uuid;

use super::operations::{Numbers, Operation, officer, record};
use crate::{
    attachments::{Attachments, StoredFile},
    calendar::Day,
    demo::{
        cli::DemoError,
        exhibits,
        obstacles::{Exhibit, Obstacle, Remark},
        province::PROVINCE,
    },
    problem::Problem,
};

/// Stores what was said about the obstacles and shown of them; the files go to the store of attachments.
///
/// # Errors
/// Those of the database and of the store.
pub async fn store(
    conn: &mut PgConnection,
    attachments: &Attachments,
    numbered: &[(i64, &Obstacle)],
    numbers: &mut Numbers,
) -> Result<(), DemoError> {
    let mut operations = Vec::new();
    let mut begin = |unit, recorded_on, action| {
        let op_id = numbers.next();
        operations.push(Operation {
            op_id,
            unit,
            recorded_on,
            action,
            column: None,
        });
        op_id
    };
    let mut said: Vec<(Uuid, i64, &Remark, String)> = Vec::new();
    let mut shown: Vec<(Uuid, i64, &Exhibit, String)> = Vec::new();
    for &(id, obstacle) in numbered {
        for remark in &obstacle.remarks {
            let unit = if remark.of_province {
                PROVINCE
            } else {
                obstacle.raised_in
            };
            said.push((begin(unit, remark.on, "obstacle.comment"), id, remark, officer(unit)));
        }
        for exhibit in &obstacle.exhibits {
            let unit = obstacle.raised_in;
            shown.push((begin(unit, exhibit.on, "obstacle.attach"), id, exhibit, officer(unit)));
        }
    }
    record(&mut *conn, &operations).await?;
    for (op_id, id, remark, author) in said {
        sqlx::query!(
            "insert into obstacle_comments (obstacle_id, op_id, at, author, body) values ($1, $2, least(now(), $3), $4, $5)",
            id,
            op_id,
            noon(remark.on),
            author,
            remark.text
        )
        .execute(&mut *conn)
        .await?;
    }
    for (op_id, id, exhibit, author) in shown {
        let file = file(attachments, exhibit).await?;
        sqlx::query!(
            "insert into obstacle_attachments (obstacle_id, op_id, at, author, name, media_type, size_bytes, sha256)
             values ($1, $2, least(now(), $3), $4, $5, $6, $7, $8)",
            id,
            op_id,
            noon(exhibit.on),
            author,
            exhibit.name,
            file.kind.media_type(),
            i64::try_from(file.bytes).unwrap_or(i64::MAX),
            file.sha256
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// The file of an exhibit, taken in as if somebody had sent it.
async fn file(attachments: &Attachments, exhibit: &Exhibit) -> Result<StoredFile, Problem> {
    let content = if exhibit.is_document {
        exhibits::document(exhibit.number)
    } else {
        exhibits::picture(exhibit.number)
    };
    let whole = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(content.into())]);
    attachments.take_in(whole).await
}

fn noon(day: Day) -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH
        .replace_offset(offset!(+7))
        .replace_time(Time::MIDNIGHT)
        + time::Duration::days(day.0.into())
        + time::Duration::hours(12)
}
