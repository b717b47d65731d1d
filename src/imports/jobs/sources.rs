//! How files of the same source were read: a source is known by the columns of its files.

use serde::Serialize;
use serde_json::Value;
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::options::Options;
use crate::imports::{Kind, fields::fold};

/// What was used last for a file with the same columns.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ImportRemembered)]
pub struct Remembered {
    /// The options.
    pub options: Options,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// By whom.
    pub by: String,
}

/// What the columns of a file have in common with those of the next file of its source.
fn signature(columns: &[String]) -> String {
    let mut folded: Vec<String> = columns.iter().map(|column| fold(column)).collect();
    folded.sort_unstable();
    folded.join("\u{1f}")
}

/// What was used last for a file with these columns, of one kind or of any; nothing where it has none.
pub async fn find(conn: &mut PgConnection, kind: Option<Kind>, columns: &[String]) -> sqlx::Result<Option<Remembered>> {
    if columns.is_empty() {
        return Ok(None);
    }
    let found = sqlx::query!(
        "select options, used_at, used_by from import_sources
         where signature = encode(sha256(convert_to($1, 'UTF8')), 'hex') and ($2::text is null or kind = $2)
         order by used_at desc limit 1",
        signature(columns),
        kind.map(Kind::code)
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.and_then(|row| {
        Some(Remembered {
            options: read_options(row.options)?,
            at: row.used_at,
            by: row.used_by,
        })
    }))
}

/// Options as stored; none where they are of a version that knew others.
pub fn read_options(stored: Value) -> Option<Options> {
    serde_json::from_value(stored).ok()
}

/// Remembers how a file with these columns was read.
pub async fn remember(
    conn: &mut PgConnection,
    kind: Kind,
    columns: &[String],
    options: &Options,
    by: &str,
) -> sqlx::Result<()> {
    if columns.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into import_sources (kind, signature, options, used_by)
         values ($1, encode(sha256(convert_to($2, 'UTF8')), 'hex'), $3, $4)
         on conflict (kind, signature) do update
         set options = excluded.options, used_at = excluded.used_at, used_by = excluded.used_by",
        kind.code(),
        signature(columns),
        Json(options.to_remember()) as _,
        by
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_capitals_and_marks_make_no_other_source() {
        let of = |columns: &[&str]| signature(&columns.iter().map(|&column| column.to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["Số tờ", "Số thửa"]), of(&["SO_THUA", "so_to"]));
        assert_ne!(of(&["Số tờ", "Số thửa"]), of(&["Số tờ", "Số thửa", "Mã hộ"]));
    }
}
