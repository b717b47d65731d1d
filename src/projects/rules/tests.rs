use super::*;
use crate::{
    board::{Board, Commitment},
    bottlenecks::Tally,
};

const TODAY: Day = Day(20_000);

fn project() -> Project {
    Project {
        id: 1,
        code: "P".to_owned(),
        name: "P".to_owned(),
        sector: "transport".to_owned(),
        group: None,
        investor: String::new(),
        start_on: None,
        clearance_deadline: None,
        corridor_width_m: None,
        min_workable_m: 100.0,
        archived_on: None,
        version: 1,
        boundary: Vec::new(),
        alignment: Vec::new(),
        step_plans: Vec::new(),
        share_plan: Vec::new(),
        commitments: Vec::new(),
        obstacles: Vec::new(),
    }
}

/// Figures of ten parcels of which some remain.
fn figures(remaining: u32, cleared_share: f64) -> Figures {
    let mut figures = Tally::default().figures(&Board::default(), TODAY);
    figures.parcels.total = 10;
    figures.parcels.remaining = remaining;
    figures.cleared_share = cleared_share;
    figures
}

fn promise(due: i32, share: f64) -> Commitment {
    Commitment {
        made_on: TODAY.plus_days(-100),
        due_on: TODAY.plus_days(due),
        share,
        superseded_on: None,
    }
}

fn late(project: &Project, figures: &Figures) -> Vec<(DelayKind, i32)> {
    let delays = delays(project, figures, TODAY);
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
            clearance_deadline: Some(TODAY.plus_days(days)),
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
        share_plan: vec![(TODAY.plus_days(-100), 0.0), (TODAY.plus_days(100), 1.0)],
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
fn the_oldest_broken_promise_counts_and_none_that_is_kept_superseded_or_not_due() {
    let superseded = Commitment {
        superseded_on: Some(TODAY),
        ..promise(-90, 0.9)
    };
    let later = Commitment {
        made_on: TODAY.plus_days(1),
        ..promise(-80, 0.9)
    };
    let commitments = vec![
        superseded,
        later,
        promise(-70, 0.3),
        promise(-20, 0.6),
        promise(-5, 0.9),
        promise(0, 1.0),
    ];
    let project = Project {
        commitments,
        ..project()
    };
    assert_eq!(late(&project, &figures(5, 0.3)), [(DelayKind::Commitment, 20)]);
    assert_eq!(late(&project, &figures(5, 0.6)), [(DelayKind::Commitment, 5)]);
    assert_eq!(late(&project, &figures(5, 0.9)), []);
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
