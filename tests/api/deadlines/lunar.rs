//! The Vietnamese lunar calendar from the sky: months begin with the new moon at UTC+7, the one with the winter solstice is
//! the eleventh, and of thirteen between two solstices the first without a principal solar term is a leap month.
//!
//! Source: Meeus, Astronomical Algorithms, chapters 25 and 49; good to minutes.

use std::ops::Range;

use time::{Date, Duration, Month};

/// Mean length of a month from new moon to new moon, days.
const LUNATION: f64 = 29.530_588_861;
/// Terms of the sun's and the moon's way that shift a new moon from its mean: days, and how many times the sun's anomaly,
/// the moon's anomaly and the moon's argument of latitude go into the angle.
const SHIFTS: [(f64, [f64; 3]); 15] = [
    (-0.40720, [0.0, 1.0, 0.0]),
    (0.17241, [1.0, 0.0, 0.0]),
    (0.01608, [0.0, 2.0, 0.0]),
    (0.01039, [0.0, 0.0, 2.0]),
    (0.00739, [-1.0, 1.0, 0.0]),
    (-0.00514, [1.0, 1.0, 0.0]),
    (0.00208, [2.0, 0.0, 0.0]),
    (-0.00111, [0.0, 1.0, -2.0]),
    (-0.00057, [0.0, 1.0, 2.0]),
    (0.00056, [1.0, 2.0, 0.0]),
    (-0.00042, [0.0, 3.0, 0.0]),
    (0.00042, [1.0, 0.0, 2.0]),
    (0.00038, [1.0, 0.0, -2.0]),
    (-0.00024, [-1.0, 2.0, 0.0]),
    (-0.00007, [2.0, 1.0, 0.0]),
];
/// Viet Nam's midnight before noon UTC of the Julian day that begins then, days.
const MIDNIGHT: f64 = 0.5 + 7.0 / 24.0;
/// Earth's clock behind the sky's in these years, days.
const DELTA_T: f64 = 69.0 / 86_400.0;

/// The day of Viet Nam on which a new moon falls; number 0 was on 2000-01-06.
fn new_moon(number: i32) -> i32 {
    let k = f64::from(number);
    let angles = [
        2.5534 + 29.105_356_70 * k,
        201.5643 + 385.816_935_28 * k,
        160.7108 + 390.670_502_84 * k,
    ];
    let shift: f64 = SHIFTS
        .iter()
        .map(|(days, times)| {
            let angle: f64 = times.iter().zip(angles).map(|(times, angle)| times * angle).sum();
            days * angle.to_radians().sin()
        })
        .sum();
    local_day(2_451_550.097_66 + LUNATION * k + shift - DELTA_T)
}

#[expect(clippy::cast_possible_truncation, reason = "days of this century")]
fn local_day(julian: f64) -> i32 {
    (julian + MIDNIGHT).floor() as i32
}

/// Which of the twelve parts of its year's way the sun is in as a day begins in Viet Nam; part 9 begins with the winter
/// solstice.
#[expect(clippy::cast_possible_truncation, reason = "0 to 11")]
fn solar_part(day: i32) -> i32 {
    let t = (f64::from(day) - MIDNIGHT + DELTA_T - 2_451_545.0) / 36_525.0;
    let anomaly = (357.529_11 + 35_999.050_29 * t).to_radians();
    let centre = 1.914_602 * anomaly.sin() + 0.019_993 * (2.0 * anomaly).sin() + 0.000_289 * (3.0 * anomaly).sin();
    let node = (125.04 - 1934.136 * t).to_radians();
    let longitude = 280.466_46 + 36_000.769_83 * t + centre - 0.005_69 - 0.004_78 * node.sin();
    (longitude.rem_euclid(360.0) / 30.0).floor() as i32
}

/// The lunations from the one with the winter solstice of the year before until the one with that of the year.
fn year_of_lunations(year: i32) -> Range<i32> {
    let eleventh = |year: i32| {
        let about = (year - 2000) * 12_368_266 / 1_000_000 + 8;
        (about..about + 8)
            .find(|number| solar_part(new_moon(*number)) < 9 && solar_part(new_moon(number + 1)) >= 9)
            .unwrap()
    };
    eleventh(year - 1)..eleventh(year)
}

/// The day of the Gregorian calendar that is the `day` of the `month`, not its leap month, in a lunar year.
pub fn lunar(year: i32, month: i32, day: i32) -> Date {
    let lunations = year_of_lunations(year);
    let has_leap = lunations.len() == 13;
    let is_leap = |number: &i32| solar_part(new_moon(*number)) == solar_part(new_moon(number + 1));
    let leap = lunations.clone().find(is_leap).filter(|_| has_leap);
    let plain: Vec<i32> = lunations.filter(|number| Some(*number) != leap).collect();
    // The first of them is the eleventh month of the year before.
    let first = new_moon(plain[usize::try_from(month + 1).unwrap()]);
    Date::from_julian_day(first).unwrap() + Duration::days(i64::from(day - 1))
}

#[test]
fn the_calendar_from_the_sky_is_that_of_known_years() {
    let date = |year, month: u8, day| Date::from_calendar_date(year, Month::try_from(month).unwrap(), day).unwrap();
    for (year, first) in [
        (1985, date(1985, 1, 21)),
        (2007, date(2007, 2, 17)),
        (2030, date(2030, 2, 2)),
    ] {
        assert_eq!(lunar(year, 1, 1), first, "Tết, on another day than in China");
    }
    assert_eq!(lunar(2023, 8, 15), date(2023, 9, 29), "mid-autumn after a leap month");
}
