//! When a project is delayed, and since when. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{board::Project, bottlenecks::Figures, calendar::Day};

/// How far behind its planned curve a project may be, in shares of its area: 5 points, and what rounding may add.
const CURVE_TOLERANCE: f64 = 0.05 + 1e-9;

/// State of a project on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum ProjectStatus {
    /// No parcels yet.
    NoParcels,
    /// Nothing remains.
    Done,
    /// Late by deadline, curve or commitment.
    Delayed,
    /// In time.
    OnTrack,
}

/// Why a project is delayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DelayKind {
    /// Its clearance deadline has passed with parcels remaining.
    Deadline,
    /// Its cleared share is more than 5 points behind its planned curve.
    Curve,
    /// A commitment is past and unmet.
    Commitment,
}

/// One reason for which a project is delayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Delay {
    /// Why.
    pub kind: DelayKind,
    /// Since when.
    pub since: Day,
    /// Days since then.
    pub days: i32,
}

/// The planned cleared share on a day, 0 to 1: straight lines between the points of the curve, 0 before the first
/// and the last one's share after it.
pub fn planned_share(curve: &[(Day, f64)], day: Day) -> f64 {
    let after = curve.partition_point(|(on, _)| *on <= day);
    match (after.checked_sub(1).map(|before| curve[before]), curve.get(after)) {
        (None, _) => 0.0,
        (Some((_, share)), None) => share,
        (Some((from, low)), Some((to, high))) => {
            low + (high - low) * f64::from(day.days_since(from)) / f64::from(to.days_since(from).max(1))
        }
    }
}

/// The first day on which the planned share was above `share`.
fn planned_above(curve: &[(Day, f64)], share: f64, day: Day) -> Option<Day> {
    let start = curve.first()?.0;
    (start.0..=day.0).map(Day).find(|on| planned_share(curve, *on) > share)
}

/// Why a project, of whose promises the oldest broken one was due on a day, is delayed on another; empty when it is not.
pub fn delays(project: &Project, figures: &Figures, broken: Option<Day>, day: Day) -> Vec<Delay> {
    let mut delays = Vec::new();
    if figures.parcels.remaining == 0 {
        return delays;
    }
    let mut push = |kind, since: Day| {
        delays.push(Delay {
            kind,
            since,
            days: day.days_since(since),
        });
    };
    if let Some(deadline) = project.clearance_deadline(day).filter(|deadline| *deadline < day) {
        push(DelayKind::Deadline, deadline);
    }
    let share = figures.cleared_share;
    let curve = project.share_plan(day);
    if planned_share(curve, day) - share > CURVE_TOLERANCE
        && let Some(since) = planned_above(curve, share, day)
    {
        push(DelayKind::Curve, since);
    }
    if let Some(oldest) = broken {
        push(DelayKind::Commitment, oldest);
    }
    delays
}

/// The largest of the delays, days.
pub fn days_late(delays: &[Delay]) -> i32 {
    delays.iter().map(|delay| delay.days).max().unwrap_or(0)
}

/// State of a project.
pub fn status(figures: &Figures, delays: &[Delay]) -> ProjectStatus {
    if figures.parcels.total == 0 {
        ProjectStatus::NoParcels
    } else if figures.parcels.remaining == 0 {
        ProjectStatus::Done
    } else if delays.is_empty() {
        ProjectStatus::OnTrack
    } else {
        ProjectStatus::Delayed
    }
}

#[cfg(test)]
mod tests;
