//! Calendar days: the only notion of a date in the code.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sqlx::{
    Decode, Encode, Postgres, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef},
};
use time::{Date, Duration, Month, OffsetDateTime, macros::offset};
use utoipa::{PartialSchema, ToSchema, openapi};

/// Julian day number of 1970-01-01.
const EPOCH_JULIAN_DAY: i32 = 2_440_588;

/// A day of the Gregorian calendar, counted in days since 1970-01-01.
///
/// Written `2026-11-23` in JSON, in addresses and in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// A text that is not a day written `YYYY-MM-DD`.
#[derive(Debug, thiserror::Error)]
#[error("a day is written YYYY-MM-DD, for instance 2026-11-23")]
pub struct NotADay;

impl Day {
    /// The earliest day that a step or a fact may carry: 1990-01-01.
    pub const EARLIEST: Self = Self(7305);

    /// Today in Việt Nam (UTC+7, no daylight saving time).
    pub fn today() -> Self {
        Self::of(OffsetDateTime::now_utc())
    }

    /// The day in Việt Nam at a moment.
    pub fn of(moment: OffsetDateTime) -> Self {
        Self::from_date(moment.to_offset(offset!(+7)).date())
    }

    /// The day with these numbers, if the calendar has it.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Self> {
        let month = Month::try_from(month).ok()?;
        Date::from_calendar_date(year, month, day).ok().map(Self::from_date)
    }

    /// The day `days` later (earlier where negative).
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The same day of the month `months` later, or the last day of that month where it is shorter.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let date = self.to_date();
        let month0 = date.year() * 12 + i32::from(u8::from(date.month())) - 1 + months;
        let year = month0.div_euclid(12);
        let month = u8::try_from(month0.rem_euclid(12) + 1).unwrap_or(1);
        (1..=date.day())
            .rev()
            .find_map(|day| Self::from_ymd(year, month, day))
            .unwrap_or(self)
    }

    /// The last day of its month.
    #[must_use]
    pub fn month_end(self) -> Self {
        let date = self.to_date();
        let length = date.month().length(date.year());
        self.plus_days(i32::from(length) - i32::from(date.day()))
    }

    /// Whether the day is a Saturday or a Sunday.
    pub fn is_weekend(self) -> bool {
        // 1970-01-01 was a Thursday.
        matches!((self.0 + 3).rem_euclid(7), 5 | 6)
    }

    fn from_date(date: Date) -> Self {
        Self(date.to_julian_day() - EPOCH_JULIAN_DAY)
    }

    fn to_date(self) -> Date {
        Date::from_julian_day(self.0.saturating_add(EPOCH_JULIAN_DAY)).unwrap_or(if self.0 < 0 {
            Date::MIN
        } else {
            Date::MAX
        })
    }

    /// The calendar year.
    pub fn year(self) -> i16 {
        i16::try_from(self.to_date().year()).unwrap_or(i16::MAX)
    }

    /// Days from `earlier` to this day; negative when this day is before it.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// Written for Vietnamese readers: `23/11/2026`.
    pub fn to_vietnamese(self) -> String {
        let date = self.to_date();
        format!("{:02}/{:02}/{:04}", date.day(), u8::from(date.month()), date.year())
    }

    /// The last moment of the day in Việt Nam.
    pub fn end(self) -> OffsetDateTime {
        (self.to_date().midnight() + Duration::DAY - Duration::MICROSECOND).assume_offset(offset!(+7))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.to_date();
        write!(f, "{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
    }
}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let mut parts = text.split('-');
        let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotADay);
        };
        if (year.len(), month.len(), day.len()) != (4, 2, 2) || !text.bytes().all(|b| b == b'-' || b.is_ascii_digit()) {
            return Err(NotADay);
        }
        match (year.parse(), month.parse(), day.parse()) {
            (Ok(year), Ok(month), Ok(day)) => Self::from_ymd(year, month, day).ok_or(NotADay),
            _ => Err(NotADay),
        }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl Type<Postgres> for Day {
    fn type_info() -> PgTypeInfo {
        <Date as Type<Postgres>>::type_info()
    }
}

impl PgHasArrayType for Day {
    fn array_type_info() -> PgTypeInfo {
        <Date as PgHasArrayType>::array_type_info()
    }
}

impl Encode<'_, Postgres> for Day {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <Date as Encode<'_, Postgres>>::encode(self.to_date(), buffer)
    }
}

impl<'r> Decode<'r, Postgres> for Day {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        <Date as Decode<'r, Postgres>>::decode(value).map(Self::from_date)
    }
}

impl PartialSchema for Day {
    fn schema() -> openapi::RefOr<openapi::schema::Schema> {
        openapi::ObjectBuilder::new()
            .schema_type(openapi::schema::Type::String)
            .format(Some(openapi::SchemaFormat::KnownFormat(openapi::KnownFormat::Date)))
            .into()
    }
}

impl ToSchema for Day {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_month_later_keeps_to_the_shorter_month() {
        let day: Day = "2024-01-31".parse().unwrap();
        assert_eq!(day.plus_months(1).to_string(), "2024-02-29");
        assert_eq!(day.plus_months(13).to_string(), "2025-02-28");
        assert_eq!(day.plus_months(-2).to_string(), "2023-11-30");
    }

    #[test]
    fn a_month_ends_on_its_last_day() {
        for (day, end) in [
            ("2024-02-01", "2024-02-29"),
            ("2026-11-30", "2026-11-30"),
            ("2026-12-24", "2026-12-31"),
        ] {
            assert_eq!(day.parse::<Day>().unwrap().month_end().to_string(), end);
        }
    }

    #[test]
    fn the_weekend_is_saturday_and_sunday() {
        let monday: Day = "2026-11-23".parse().unwrap();
        let weekend: Vec<bool> = (0..7).map(|n| monday.plus_days(n).is_weekend()).collect();
        assert_eq!(weekend, [false, false, false, false, false, true, true]);
    }

    #[test]
    fn only_a_day_of_the_calendar_is_read() {
        for text in ["2026-02-29", "2026-2-01", "23/11/2026", "2026-11-23x", "", "-026-01-01"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
        assert_eq!("1990-01-01".parse::<Day>().unwrap(), Day::EARLIEST);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(days in -20_000..60_000i32) {
            prop_assert_eq!(Day(days).to_string().parse::<Day>().unwrap(), Day(days));
        }
    }
}
