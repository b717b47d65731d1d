//! The geometry of a GeoJSON feature as it stands in the file, before anything is believed about it.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// What stands under `geometry`.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum RawGeometry<'a> {
    /// Nothing, or null.
    #[default]
    Absent,
    /// Not an object: a number, a text, a list.
    NotAnObject,
    /// An object; `type`, `coordinates`, `geometries`.
    Object(Option<Cow<'a, str>>, Coordinates, Vec<RawGeometry<'a>>),
}

impl RawGeometry<'_> {
    /// The first position in it, as it stands in the file.
    pub fn first_position(&self) -> Option<(f64, f64)> {
        match self {
            Self::Object(_, coordinates, parts) => coordinates
                .first_position()
                .or_else(|| parts.iter().find_map(Self::first_position)),
            Self::Absent | Self::NotAnObject => None,
        }
    }
}

impl Coordinates {
    fn first_position(&self) -> Option<(f64, f64)> {
        match self {
            Self::Position(x, y) => Some((*x, *y)),
            Self::List(list) => list.iter().find_map(Self::first_position),
            Self::Absent | Self::Number(_) | Self::TooShort | Self::NotNumbers => None,
        }
    }
}

/// Nested coordinates of any depth; positions keep their first two numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Coordinates {
    /// Nothing, or null.
    #[default]
    Absent,
    /// A number that stands where it has no place, or the number within a position.
    Number(f64),
    /// Two or more numbers: the first two.
    Position(f64, f64),
    /// A list of the others.
    List(Vec<Self>),
    /// A list with a single number.
    TooShort,
    /// A text, a truth value or an object in the place of a number.
    NotNumbers,
}

impl<'de> Deserialize<'de> for Coordinates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Coordinates;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("coordinates")
            }

            fn visit_f64<E>(self, number: f64) -> Result<Coordinates, E> {
                Ok(Coordinates::Number(number))
            }

            #[expect(
                clippy::cast_precision_loss,
                reason = "no coordinate has sixteen digits before the point"
            )]
            fn visit_u64<E>(self, number: u64) -> Result<Coordinates, E> {
                Ok(Coordinates::Number(number as f64))
            }

            #[expect(
                clippy::cast_precision_loss,
                reason = "no coordinate has sixteen digits before the point"
            )]
            fn visit_i64<E>(self, number: i64) -> Result<Coordinates, E> {
                Ok(Coordinates::Number(number as f64))
            }

            fn visit_unit<E>(self) -> Result<Coordinates, E> {
                Ok(Coordinates::Absent)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Coordinates, E> {
                Ok(Coordinates::NotNumbers)
            }

            fn visit_str<E>(self, _: &str) -> Result<Coordinates, E> {
                Ok(Coordinates::NotNumbers)
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Coordinates, M::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Coordinates::NotNumbers)
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Coordinates, S::Error> {
                match list.next_element()? {
                    None => Ok(Coordinates::List(Vec::new())),
                    Some(Coordinates::Number(x)) => position(x, list),
                    Some(Coordinates::NotNumbers) => {
                        while list.next_element::<IgnoredAny>()?.is_some() {}
                        Ok(Coordinates::NotNumbers)
                    }
                    Some(first) => {
                        let mut all = vec![first];
                        while let Some(next) = list.next_element()? {
                            all.push(next);
                        }
                        Ok(Coordinates::List(all))
                    }
                }
            }
        }

        fn position<'de, S: SeqAccess<'de>>(x: f64, mut rest: S) -> Result<Coordinates, S::Error> {
            let mut found = Coordinates::TooShort;
            while let Some(next) = rest.next_element()? {
                found = match (found, next) {
                    (Coordinates::TooShort, Coordinates::Number(y)) => Coordinates::Position(x, y),
                    (found @ Coordinates::Position(..), Coordinates::Number(_) | Coordinates::Absent) => found,
                    _ => Coordinates::NotNumbers,
                };
            }
            Ok(found)
        }

        deserializer.deserialize_any(Reader)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for RawGeometry<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = RawGeometry<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a geometry")
            }

            fn visit_unit<E>(self) -> Result<RawGeometry<'de>, E> {
                Ok(RawGeometry::Absent)
            }

            fn visit_bool<E>(self, _: bool) -> Result<RawGeometry<'de>, E> {
                Ok(RawGeometry::NotAnObject)
            }

            fn visit_f64<E>(self, _: f64) -> Result<RawGeometry<'de>, E> {
                Ok(RawGeometry::NotAnObject)
            }

            fn visit_u64<E>(self, _: u64) -> Result<RawGeometry<'de>, E> {
                Ok(RawGeometry::NotAnObject)
            }

            fn visit_i64<E>(self, _: i64) -> Result<RawGeometry<'de>, E> {
                Ok(RawGeometry::NotAnObject)
            }

            fn visit_str<E>(self, _: &str) -> Result<RawGeometry<'de>, E> {
                Ok(RawGeometry::NotAnObject)
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<RawGeometry<'de>, S::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(RawGeometry::NotAnObject)
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<RawGeometry<'de>, M::Error> {
                let members = Members::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(RawGeometry::Object(
                    members.kind.0,
                    members.coordinates,
                    members.geometries.0,
                ))
            }
        }

        #[derive(Deserialize)]
        struct Members<'a> {
            #[serde(rename = "type", default, borrow)]
            kind: Kind<'a>,
            #[serde(default)]
            coordinates: Coordinates,
            #[serde(default, borrow)]
            geometries: Geometries<'a>,
        }

        #[derive(Default)]
        struct Geometries<'a>(Vec<RawGeometry<'a>>);

        impl<'de: 'a, 'a> Deserialize<'de> for Geometries<'a> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Option::<Vec<RawGeometry<'de>>>::deserialize(deserializer).map(|list| Self(list.unwrap_or_default()))
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

/// The text under `type`; `None` where something else stands there.
#[derive(Default)]
struct Kind<'a>(Option<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for Kind<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Any<'a> {
            Text(#[serde(borrow)] Cow<'a, str>),
            Other(IgnoredAny),
        }

        Ok(match Any::deserialize(deserializer)? {
            Any::Text(text) => Self(Some(text)),
            Any::Other(_) => Self(None),
        })
    }
}
