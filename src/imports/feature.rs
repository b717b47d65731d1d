//! One feature as it stands in the file: an id, flat properties, and a raw geometry.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::geometry::RawGeometry;

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
    /// The `type` that GeoJSON gives it.
    #[serde(rename = "type", default, borrow)]
    pub kind: Cell<'a>,
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
    /// A feature of a file that is no GeoJSON.
    pub fn new(id: Cell<'a>, properties: Vec<(Cow<'a, str>, Cell<'a>)>, geometry: RawGeometry<'a>) -> Self {
        Self {
            kind: Cell::Null,
            id,
            properties: Properties::List(properties),
            geometry,
        }
    }
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
