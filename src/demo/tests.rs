use std::{collections::HashMap, sync::LazyLock};

use super::*;
use crate::steps::Step;

const TODAY: Day = Day(20_780);

static PROVINCE: LazyLock<Province> = LazyLock::new(|| province(TODAY));

#[test]
fn the_same_day_gives_the_same_province() {
    let again = province(TODAY);
    assert!(again.rows == PROVINCE.rows);
    assert!(again.histories == PROVINCE.histories);
    assert!(again.plans == PROVINCE.plans);
    assert!(again.obstacles == PROVINCE.obstacles);
}

#[test]
fn another_day_moves_the_dates_and_leaves_the_land() {
    let later = province(TODAY.plus_days(100));
    assert!(later.rows == PROVINCE.rows);
    let moved = |days: stages::Days| days.map(|day| day.map(|day| day.plus_days(100)));
    assert!(
        later
            .histories
            .iter()
            .zip(&PROVINCE.histories)
            .all(|(late, early)| late.days == moved(early.days))
    );
}

#[test]
fn it_has_about_forty_projects_and_twenty_thousand_parcels() {
    assert!((38..=42).contains(&PROVINCE.sites.len()));
    assert!(
        (18_000..=25_000).contains(&PROVINCE.rows.len()),
        "{}",
        PROVINCE.rows.len()
    );
    assert!(PROVINCE.sites.iter().all(|site| site.plots.len() >= 50));
}

#[test]
fn every_side_of_a_district_is_a_side_of_its_neighbour_or_of_the_province() {
    let units = province::units(&PROVINCE.districts);
    let mut sides: HashMap<[u64; 4], u32> = HashMap::new();
    for unit in &units {
        let ring = unit
            .geometry
            .as_ref()
            .map(|shape| shape.0[0].exterior().clone())
            .unwrap();
        for side in ring.lines() {
            let (a, b) = (side.start, side.end);
            // The province's own sides are turned round, as if it were a neighbour.
            let (a, b) = if unit.level == "province" { (b, a) } else { (a, b) };
            *sides.entry([a.x, a.y, b.x, b.y].map(f64::to_bits)).or_default() += 1;
        }
    }
    for ([ax, ay, bx, by], times) in &sides {
        assert_eq!((*times, sides.get(&[*bx, *by, *ax, *ay])), (1, Some(&1)));
    }
}

#[test]
fn parcels_have_four_to_twelve_corners_and_a_size_that_people_use() {
    for plot in PROVINCE.sites.iter().flat_map(|site| &site.plots) {
        assert!((4..=12).contains(&plot.ring.len()));
        let size = plane::area(&plot.ring);
        assert!((60.0..=3_300.0).contains(&size), "{size}");
        assert!((0.0..=1.000_001).contains(&plot.taken), "{}", plot.taken);
    }
}

#[test]
fn nothing_has_been_done_or_recorded_after_today() {
    for history in &PROVINCE.histories {
        assert!(
            history
                .days
                .iter()
                .chain(&history.recorded)
                .flatten()
                .all(|&day| day <= TODAY)
        );
        assert_eq!(
            history.days.map(|day| day.is_some()),
            history.recorded.map(|day| day.is_some())
        );
    }
}

#[test]
fn nearly_all_steps_follow_the_order_of_the_law() {
    let in_order = |history: &&History| {
        let days: Vec<Day> = history.days.into_iter().flatten().collect();
        days.is_sorted()
    };
    let ordered = PROVINCE.histories.iter().filter(in_order).count();
    let share = curves::whole(ordered) / curves::whole(PROVINCE.histories.len());
    assert!((0.9..1.0).contains(&share), "{share}");
}

#[test]
fn only_parcels_that_are_still_to_be_handed_over_are_blocked() {
    for obstacle in PROVINCE
        .obstacles
        .iter()
        .filter(|obstacle| obstacle.cause != "WORKS_STOPPED")
    {
        if obstacle.open.iter().any(|(_, closed)| closed.is_none()) {
            assert!(obstacle.rows.iter().all(|&row| PROVINCE.histories[row].remains()));
        }
        assert!(
            obstacle
                .open
                .windows(2)
                .all(|pair| pair[0].1.is_some_and(|closed| closed < pair[1].0))
        );
    }
}

#[test]
fn planned_days_follow_each_other() {
    for plan in &PROVINCE.plans {
        let days: Vec<Day> = plan
            .steps
            .iter()
            .filter(|step| step.unit_code.is_empty())
            .map(|step| step.current_on)
            .collect();
        assert!(days.is_sorted());
        assert!(days.is_empty() || days.len() == Step::COUNT);
        assert!(
            plan.curve
                .windows(2)
                .all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1)
        );
    }
}

#[test]
fn capital_is_reported_from_time_to_time_late_by_one_project_and_not_at_all_for_what_is_only_announced() {
    let reported = |code: &str| {
        let place = PROVINCE
            .sites
            .iter()
            .position(|site| site.project.code == code)
            .unwrap();
        PROVINCE.plans[place].capital.clone()
    };
    let usual = reported("GT01");
    let years: std::collections::BTreeSet<i16> = usual.iter().map(|capital| capital.year).collect();
    assert_eq!(years.len(), 2);
    assert!(usual.len() > 4 && usual.is_sorted_by_key(|capital| capital.as_of));
    for pair in usual.windows(2).filter(|pair| pair[0].year == pair[1].year) {
        assert!(pair[0].disbursed <= pair[1].disbursed && pair[0].planned == pair[1].planned);
    }
    let latest = |code: &str| reported(code).last().map(|capital| TODAY.days_since(capital.as_of));
    assert_eq!(latest("GT01"), Some(6));
    assert!(latest("CN05").is_some_and(|days| days > 45));
    let silent = PROVINCE.plans.iter().filter(|plan| plan.capital.is_empty()).count();
    assert!((1..=3).contains(&silent), "{silent}");
}
