//! The text of one feature, read.

use super::splitter::{LARGEST, Piece};
use crate::{
    imports::feature::{Cell, Feature, Properties},
    language::Text,
};

/// Values that a feature may have, by its commas: a million vertices with heights. Taken apart, they need ten times the
/// memory of their text.
const MOST_VALUES: usize = 3_000_000;

/// The feature in a piece of a file.
///
/// # Errors
/// Why it is none, in words.
pub fn read<'a>(piece: &Piece<'a>) -> Result<Feature<'a>, Text> {
    let Some(bytes) = piece.bytes else {
        return Err(too_large());
    };
    if bytes.len() > MOST_VALUES && bytes.split(|byte| *byte == b',').nth(MOST_VALUES).is_some() {
        return Err(Text::new(
            "đối tượng có quá nhiều đỉnh (hơn 3 triệu số); hãy tách nhỏ hoặc đơn giản hóa",
            "the feature has too many vertices (more than 3 million numbers); split or simplify it",
        ));
    }
    let feature: Feature<'a> = serde_json::from_slice(bytes).map_err(|error| why(bytes, piece.offset, &error))?;
    match &feature.kind {
        Cell::Text(kind) if kind == "Feature" => match feature.properties {
            Properties::NotAnObject => Err(Text::new(
                "“properties” không phải là một đối tượng",
                "\"properties\" is not an object",
            )),
            _ => Ok(feature),
        },
        Cell::Text(kind) if is_geometry(kind) => Err(Text::new(
            format!(
                "đây là hình học ({kind}) trần, không có thuộc tính; phải là một đối tượng Feature có hình học này"
            ),
            format!("this is a bare geometry ({kind}) without properties; make it the geometry of a Feature"),
        )),
        Cell::Text(kind) => {
            let kind: String = kind.chars().take(40).collect();
            Err(Text::new(
                format!("“type” phải là \"Feature\", ở đây là \"{kind}\""),
                format!("\"type\" must be \"Feature\", here it is \"{kind}\""),
            ))
        }
        _ => Err(Text::new(
            "thiếu “type”: \"Feature\"",
            "\"type\": \"Feature\" is missing",
        )),
    }
}

fn too_large() -> Text {
    let limit = LARGEST / 1024 / 1024;
    Text::new(
        format!("đối tượng lớn hơn {limit} MB; hãy chia nhỏ hoặc giảm số đỉnh"),
        format!("the feature is larger than {limit} MB; split it, or take vertices away"),
    )
}

/// Whether a `type` is that of a geometry.
fn is_geometry(kind: &str) -> bool {
    let single = kind.strip_prefix("Multi").unwrap_or(kind);
    matches!(single, "Point" | "LineString" | "Polygon" | "GeometryCollection")
}

/// Why a piece cannot be read as a feature.
fn why(bytes: &[u8], offset: u64, error: &serde_json::Error) -> Text {
    if std::str::from_utf8(bytes).is_err() {
        return Text::new(
            "chữ không mã hóa bằng UTF-8 như phần còn lại của tệp; hãy sửa lại chữ của đối tượng này",
            "the text is not encoded in UTF-8 as the rest of the file is; mend the text of this feature",
        );
    }
    // The only way that serde_json tells it.
    let said = error.to_string();
    if let Some(member) = said
        .strip_prefix("duplicate field `")
        .and_then(|rest| rest.split('`').next())
    {
        return Text::new(
            format!("“{member}” có hai lần trong một đối tượng"),
            format!("\"{member}\" stands twice in one object"),
        );
    }
    if error.classify() == serde_json::error::Category::Data {
        return Text::new("không phải là một đối tượng Feature", "this is not a Feature object");
    }
    if said.starts_with("recursion limit exceeded") {
        return Text::new("danh sách lồng nhau quá sâu", "lists are nested too deep");
    }
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines.take(error.line().saturating_sub(1)).map(<[u8]>::len).sum();
    let inside = (before + error.column())
        .saturating_sub(1)
        .min(bytes.len().saturating_sub(1));
    let at = offset + inside as u64;
    let near = &bytes[inside.saturating_sub(8)..(inside + 8).min(bytes.len())];
    if [b"NaN".as_slice(), b"Infinity", b"nan"]
        .iter()
        .any(|word| near.windows(word.len()).any(|found| found == *word))
    {
        return Text::new(
            format!("JSON không có số NaN hay Infinity (byte {at})"),
            format!("JSON has no number NaN or Infinity (byte {at})"),
        );
    }
    Text::new(
        format!("JSON hỏng tại byte {at}"),
        format!("the JSON is broken at byte {at}"),
    )
}
