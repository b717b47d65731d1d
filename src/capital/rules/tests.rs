use proptest::prelude::*;

use super::*;

const TY: i64 = 1_000_000_000;

fn ground(remaining: u32, remaining_tenths_m2: i64, total_tenths_m2: i64) -> Ground {
    Ground {
        remaining,
        remaining_tenths_m2,
        total_tenths_m2,
    }
}

fn on(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn what_is_not_disbursed_waits_as_far_as_land_is_not_cleared() {
    // 500 tỷ planned, 200 paid out, a quarter of 40 ha not cleared: 300 x 1/4.
    assert_eq!(
        waiting_for_land(500 * TY, 200 * TY, ground(12, 1_000_000, 4_000_000)),
        75 * TY
    );
    // Nothing is cleared: all that is left waits.
    assert_eq!(
        waiting_for_land(500 * TY, 200 * TY, ground(40, 4_000_000, 4_000_000)),
        300 * TY
    );
    // A third of one đồng is none, two thirds are one.
    assert_eq!(waiting_for_land(1, 0, ground(1, 1, 3)), 0);
    assert_eq!(waiting_for_land(1, 0, ground(2, 2, 3)), 1);
}

#[test]
fn nothing_waits_where_nothing_remains_or_all_is_disbursed() {
    assert_eq!(waiting_for_land(500 * TY, 0, ground(0, 0, 4_000_000)), 0);
    assert_eq!(waiting_for_land(500 * TY, 0, Ground::default()), 0);
    assert_eq!(waiting_for_land(500 * TY, 500 * TY, ground(3, 10, 20)), 0);
    assert_eq!(waiting_for_land(500 * TY, 700 * TY, ground(3, 10, 20)), 0);
}

#[test]
fn of_parcels_whose_area_nobody_knows_all_that_is_left_waits() {
    assert_eq!(waiting_for_land(9, 4, ground(3, 0, 0)), 5);
}

#[test]
fn a_share_of_no_plan_is_none() {
    assert_eq!(disbursed_share(0, 5), None);
    assert_eq!(disbursed_share(200, 50), Some(0.25));
    assert_eq!(disbursed_share(200, 300), Some(1.5));
}

#[test]
fn figures_are_stale_after_45_days_and_those_of_a_past_year_age_until_its_end() {
    let of = |year, reported: Option<&str>, day| Freshness::of(year, reported.map(on), on(day));
    assert_eq!(of(2026, None, "2026-11-24"), Freshness::Absent);
    assert_eq!(of(2026, Some("2026-10-10"), "2026-11-24"), Freshness::Current);
    assert_eq!(of(2026, Some("2026-10-09"), "2026-11-24"), Freshness::Stale);
    assert_eq!(of(2025, Some("2025-12-31"), "2026-11-24"), Freshness::Current);
    assert_eq!(of(2025, Some("2025-09-30"), "2026-11-24"), Freshness::Stale);
    assert_eq!(of(2025, Some("2026-01-31"), "2026-11-24"), Freshness::Current);
}

proptest! {
    #[test]
    fn what_waits_is_never_negative_nor_more_than_is_left(
        planned in 0..=MOST_VND, disbursed in 0..=MOST_VND, remaining in 0..100_000_u32,
        (part, total) in (0..1_000_000_000_i64).prop_flat_map(|total| (0..=total, Just(total))),
    ) {
        let waiting = waiting_for_land(planned, disbursed, ground(remaining, part, total));
        prop_assert!((0..=(planned - disbursed).max(0)).contains(&waiting));
    }

    #[test]
    fn less_waits_the_more_is_cleared(unspent in 0..=MOST_VND, total in 1..1_000_000_000_i64, a in 0.0..=1.0, b in 0.0..=1.0) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a part of the whole")]
        let left = |share: f64| (total as f64 * share) as i64;
        let (less, more) = (left(a).min(left(b)), left(a).max(left(b)));
        let waiting = |left| waiting_for_land(unspent, 0, ground(1, left, total));
        prop_assert!(waiting(less) <= waiting(more));
    }
}
