//! One feature as it stands in the file: an id, flat properties, and a raw geometry.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::splitter::Piece;
use crate::{geometry::RawGeometry, language::Text};

/// Values that a feature may have, by its commas: a million vertices with heights. Taken apart, they need ten times the
/// memory of their text.
const MOST_VALUES: usize = 3_000_000;

/// A value under a property.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell<'a> {
    /// Nothing, or null.
    #[default]
    Null,
    /// True or false.
    Flag(bool),
    /// A number written without a point.
    Whole(i64),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// A list or an object.
    Nested,
}

/// A feature as it stands in the file.
#[derive(Debug, Deserialize)]
pub struct Feature<'a> {
    #[serde(rename = "type", default, borrow)]
    kind: Cell<'a>,
    /// Its `id`.
    #[serde(default, borrow)]
    pub id: Cell<'a>,
    /// Its properties, in the order of the file.
    #[serde(default, borrow)]
    pub properties: Properties<'a>,
    /// Its geometry.
    #[serde(default, borrow)]
    pub geometry: RawGeometry<'a>,
}

/// The properties of a feature.
#[derive(Debug, Default, PartialEq)]
pub enum Properties<'a> {
    /// Null, or none at all.
    #[default]
    Absent,
    /// Neither an object nor null.
    NotAnObject,
    /// Names and values.
    List(Vec<(Cow<'a, str>, Cell<'a>)>),
}

impl<'a> Feature<'a> {
    /// The feature in a piece of a file.
    ///
    /// # Errors
    /// Why it is none, in words.
    pub fn read(piece: &Piece<'a>) -> Result<Self, Text> {
        if piece.bytes.len() > MOST_VALUES && piece.bytes.split(|byte| *byte == b',').nth(MOST_VALUES).is_some() {
            return Err(Text::new(
                "đối tượng có quá nhiều đỉnh (hơn 3 triệu số); hãy tách nhỏ hoặc đơn giản hóa",
                "the feature has too many vertices (more than 3 million numbers); split or simplify it",
            ));
        }
        let feature: Self = serde_json::from_slice(piece.bytes).map_err(|error| why(piece, &error))?;
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
}

/// Whether a `type` is that of a geometry.
fn is_geometry(kind: &str) -> bool {
    let single = kind.strip_prefix("Multi").unwrap_or(kind);
    matches!(single, "Point" | "LineString" | "Polygon" | "GeometryCollection")
}

/// Why a piece cannot be read as a feature.
fn why(piece: &Piece<'_>, error: &serde_json::Error) -> Text {
    if std::str::from_utf8(piece.bytes).is_err() {
        return Text::new(
            "chữ không mã hóa bằng UTF-8 (có thể là Windows-1258 hoặc TCVN3); hãy lưu lại tệp bằng UTF-8",
            "the text is not encoded in UTF-8 (perhaps in Windows-1258 or TCVN3); save the file as UTF-8",
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
    let lines = piece.bytes.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines.take(error.line().saturating_sub(1)).map(<[u8]>::len).sum();
    let inside = (before + error.column())
        .saturating_sub(1)
        .min(piece.bytes.len().saturating_sub(1));
    let at = piece.offset + inside as u64;
    let near = &piece.bytes[inside.saturating_sub(8)..(inside + 8).min(piece.bytes.len())];
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

impl<'de: 'a, 'a> Deserialize<'de> for Cell<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Cell<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Cell<'de>, E> {
                Ok(Cell::Null)
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Cell<'de>, E> {
                Ok(Cell::Flag(flag))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Cell<'de>, E> {
                Ok(Cell::Whole(number))
            }

            #[expect(clippy::cast_precision_loss, reason = "no value of a register is that large")]
            fn visit_u64<E>(self, number: u64) -> Result<Cell<'de>, E> {
                Ok(i64::try_from(number).map_or(Cell::Number(number as f64), Cell::Whole))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Cell<'de>, E> {
                Ok(Cell::Number(number))
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Cell<'de>, S::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Cell::Nested)
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Cell<'de>, M::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Cell::Nested)
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Properties<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Properties<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("properties")
            }

            fn visit_unit<E>(self) -> Result<Properties<'de>, E> {
                Ok(Properties::Absent)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Properties<'de>, E> {
                Ok(Properties::NotAnObject)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Properties<'de>, E> {
                Ok(Properties::NotAnObject)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Properties<'de>, E> {
                Ok(Properties::NotAnObject)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Properties<'de>, E> {
                Ok(Properties::NotAnObject)
            }

            fn visit_str<E>(self, _: &str) -> Result<Properties<'de>, E> {
                Ok(Properties::NotAnObject)
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Properties<'de>, S::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Properties::NotAnObject)
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Properties<'de>, M::Error> {
                let mut list = Vec::with_capacity(24);
                while let Some((name, cell)) = map.next_entry::<Name<'de>, Cell<'de>>()? {
                    list.push((name.0, cell));
                }
                Ok(Properties::List(list))
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

/// A name, borrowed from the file where it has no escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
