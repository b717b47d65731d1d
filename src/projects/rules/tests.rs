use super::*;
use crate::{board::Board, bottlenecks::Tally, plans::Dated};

const TODAY: Day = Day(20_000);

fn project() -> Project {
    Project::default()
}

/// Figures of ten parcels of which some remain.
fn figures(remaining: u32, cleared_share: f64) -> Figures {
    let mut figures = Tally::default().figures(&Board::default(), TODAY);
    figures.parcels.total = 10;
    figures.parcels.remaining = remaining;
    figures.cleared_share = cleared_share;
    figures
}

fn late(project: &Project, figures: &Figures) -> Vec<(DelayKind, i32)> {
    let delays = delays(project, figures, None, TODAY);
    assert!(delays.iter().all(|delay| TODAY.days_since(delay.since) == delay.days));
    delays.into_iter().map(|delay| (delay.kind, delay.days)).collect()
}

#[test]
fn a_deadline_is_broken_from_the_day_after_it_while_parcels_remain() {
    for (days, remaining, expected) in [
        (1, 1, vec![]),
        (0, 1, vec![]),
        (-1, 1, vec![(DelayKind::Deadline, 1)]),
        (-40, 1, vec![(DelayKind::Deadline, 40)]),
        (-40, 0, vec![]),
    ] {
        let project = Project {
            deadlines: Dated::always(Some(TODAY.plus_days(days))),
            ..project()
        };
        assert_eq!(
            late(&project, &figures(remaining, 0.5)),
            expected,
            "{days} days, {remaining} remain"
        );
    }
}

#[test]
fn five_points_behind_the_curve_are_tolerated_and_more_are_not() {
    let project = Project {
        share_plans: Dated::always(vec![(TODAY.plus_days(-100), 0.0), (TODAY.plus_days(100), 1.0)]),
        ..project()
    };
    for (share, expected) in [
        (0.6, vec![]),
        (0.5, vec![]),
        (0.45, vec![]),
        (0.449, vec![(DelayKind::Curve, 10)]),
        (0.25, vec![(DelayKind::Curve, 49)]),
        (0.0, vec![(DelayKind::Curve, 99)]),
    ] {
        assert_eq!(late(&project, &figures(5, share)), expected, "{share}");
    }
}

#[test]
fn a_broken_promise_delays_while_parcels_remain() {
    let broken = |remaining| delays(&project(), &figures(remaining, 0.3), Some(TODAY.plus_days(-20)), TODAY);
    let delay = Delay {
        kind: DelayKind::Commitment,
        since: TODAY.plus_days(-20),
        days: 20,
    };
    assert_eq!((broken(5), broken(0)), (vec![delay], vec![]));
}

#[test]
fn what_is_planned_today_takes_away_no_lateness_of_before() {
    let mut deadlines = Dated::default();
    deadlines.set(TODAY.plus_days(-200), Some(TODAY.plus_days(-30)));
    let mut curves = Dated::default();
    curves.set(TODAY.plus_days(-200), vec![(TODAY.plus_days(-100), 0.0), (TODAY, 1.0)]);
    let before = Project {
        deadlines: deadlines.clone(),
        share_plans: curves.clone(),
        ..project()
    };
    deadlines.set(TODAY, Some(TODAY.plus_days(60)));
    curves.set(TODAY, vec![(TODAY.plus_days(-100), 0.0), (TODAY.plus_days(100), 1.0)]);
    let after = Project {
        deadlines,
        share_plans: curves,
        ..project()
    };
    let figures = figures(5, 0.5);
    for ago in 1..100 {
        let day = TODAY.plus_days(-ago);
        assert_eq!(
            delays(&after, &figures, None, day),
            delays(&before, &figures, None, day),
            "{ago} days ago"
        );
    }
    assert_eq!(
        late(&before, &figures),
        [(DelayKind::Deadline, 30), (DelayKind::Curve, 49)]
    );
    assert_eq!(late(&after, &figures), []);
}

#[test]
fn a_project_is_without_parcels_done_delayed_or_on_track() {
    let delay = Delay {
        kind: DelayKind::Deadline,
        since: TODAY,
        days: 1,
    };
    let nothing = Figures {
        parcels: crate::bottlenecks::Measure::default(),
        ..figures(0, 0.0)
    };
    assert_eq!(status(&nothing, &[delay]), ProjectStatus::NoParcels);
    assert_eq!(status(&figures(0, 1.0), &[]), ProjectStatus::Done);
    assert_eq!(status(&figures(1, 0.9), &[delay]), ProjectStatus::Delayed);
    assert_eq!(status(&figures(1, 0.9), &[]), ProjectStatus::OnTrack);
}

#[test]
fn the_planned_share_runs_in_straight_lines() {
    let curve = [(Day(100), 0.0), (Day(200), 0.5), (Day(300), 1.0)];
    assert!((planned_share(&curve, Day(50)) - 0.0).abs() < 1e-9);
    assert!((planned_share(&curve, Day(150)) - 0.25).abs() < 1e-9);
    assert!((planned_share(&curve, Day(200)) - 0.5).abs() < 1e-9);
    assert!((planned_share(&curve, Day(999)) - 1.0).abs() < 1e-9);
    assert_eq!(planned_above(&curve, 0.25, Day(400)), Some(Day(151)));
    assert_eq!(planned_above(&curve, 1.0, Day(400)), None);
}
