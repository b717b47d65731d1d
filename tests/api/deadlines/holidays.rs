use std::collections::{BTreeMap, BTreeSet};

use sqlx::PgPool;
use time::{Date, Duration, Month, Weekday};

use super::lunar::lunar;

const YEARS: std::ops::RangeInclusive<i32> = 2014..=2027;

async fn holidays(db: &PgPool) -> BTreeMap<Date, String> {
    let rows: Vec<(Date, String)> = sqlx::query_as("select on_date, name_vi from holidays")
        .fetch_all(db)
        .await
        .unwrap();
    rows.into_iter().collect()
}

fn named(holidays: &BTreeMap<Date, String>, year: i32, name: &str) -> Vec<Date> {
    let of_year = holidays.iter().filter(|(on, _)| on.year() == year);
    of_year.filter(|(_, known)| *known == name).map(|(on, _)| *on).collect()
}

fn date(year: i32, month: Month, day: u8) -> Date {
    Date::from_calendar_date(year, month, day).unwrap()
}

fn is_weekend(on: Date) -> bool {
    matches!(on.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[sqlx::test]
async fn the_days_of_the_lunar_calendar_are_where_the_moon_puts_them(db: PgPool) {
    let holidays = holidays(&db).await;
    for year in YEARS {
        assert_eq!(named(&holidays, year, "Giỗ Tổ Hùng Vương"), [lunar(year, 3, 10)]);
        let tet = named(&holidays, year, "Tết Nguyên đán");
        let new_year = lunar(year, 1, 1);
        let before = (new_year - tet[0]).whole_days();
        assert!((1..=2).contains(&before), "{year}: {before} days of the old year");
        let five: Vec<Date> = (0..5).map(|days| tet[0] + Duration::days(days)).collect();
        assert_eq!(tet, five, "five days on end");
    }
}

#[sqlx::test]
async fn the_fixed_days_are_all_there_and_the_national_day_is_two_since_2021(db: PgPool) {
    let holidays = holidays(&db).await;
    for year in YEARS {
        let one = |month, day| [date(year, month, day)];
        assert_eq!(named(&holidays, year, "Tết Dương lịch"), one(Month::January, 1));
        assert_eq!(named(&holidays, year, "Ngày Chiến thắng"), one(Month::April, 30));
        assert_eq!(named(&holidays, year, "Ngày Quốc tế lao động"), one(Month::May, 1));
        let national: BTreeSet<u8> = named(&holidays, year, "Quốc khánh").iter().map(|on| on.day()).collect();
        let right: &[&[u8]] = if year < 2021 { &[&[2]] } else { &[&[1, 2], &[2, 3]] };
        assert!(
            right.iter().any(|days| national.iter().eq(*days)),
            "{year}: {national:?}"
        );
    }
}

#[sqlx::test]
async fn a_holiday_on_a_weekend_gives_the_next_working_day_off(db: PgPool) {
    let holidays = holidays(&db).await;
    let (in_lieu, own): (Vec<_>, Vec<_>) = holidays.iter().partition(|(_, name)| name.starts_with("Nghỉ bù "));
    let mut off: BTreeSet<Date> = own.iter().map(|(on, _)| **on).collect();
    let mut expected = Vec::new();
    for (on, name) in own.iter().filter(|(on, _)| is_weekend(**on)) {
        let free = (1..10)
            .map(|days| **on + Duration::days(days))
            .find(|next| !is_weekend(*next) && !off.contains(next))
            .unwrap();
        off.insert(free);
        expected.push((free, format!("Nghỉ bù {name}")));
    }
    let found: Vec<(Date, String)> = in_lieu.into_iter().map(|(on, name)| (*on, name.clone())).collect();
    assert_eq!(found, expected);
    for year in YEARS {
        let working = off.iter().filter(|on| on.year() == year && !is_weekend(**on)).count();
        assert_eq!(
            working,
            if year < 2021 { 10 } else { 11 },
            "{year}: as many as the law gives"
        );
    }
}
