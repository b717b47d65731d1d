//! Addresses of the lists behind the numbers.

use super::{
    grouping::By,
    model::{BottleneckQuery, GroupKey, Lists},
};
use crate::calendar::Day;

/// Writes the addresses of the lists behind the numbers.
pub struct Links<'a> {
    pub query: &'a BottleneckQuery,
    pub by: &'a [By],
    pub level: &'a str,
    pub units_at: Day,
}

impl Links<'_> {
    /// Of a group on a day; `also` narrows it further.
    pub fn lists(&self, day: Day, key: &GroupKey, also: Option<&str>) -> Lists {
        let encode =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let mut pairs = vec![format!("as_of={day}")];
        match &key.project {
            Some(code) => pairs.push(format!("project={}", encode(code))),
            None => pairs.extend(
                self.query
                    .project
                    .iter()
                    .map(|code| format!("project={}", encode(code))),
            ),
        }
        let units = key.unit.iter().chain(&self.query.unit);
        pairs.extend(units.map(|code| format!("unit={}", encode(code))));
        if let Some(also) = also {
            pairs.push(also.to_owned());
        }
        // Units of several levels may share a code. Beside a unit that narrows, of whatever level, none can be named.
        if also.is_some() || (key.unit.is_some() && self.query.unit.is_none()) {
            pairs.push(format!("level={}", encode(self.level)));
        }
        pairs.push(format!("units_at={}", self.units_at));
        pairs.extend(key.step.map(|step| format!("waiting_for={}", step.code())));
        pairs.extend(key.cause.as_ref().map(|cause| format!("cause={}", encode(cause))));
        let all = format!("/api/v1/parcels?{}", pairs.join("&"));
        let with = |fact: &str| format!("{all}&fact={fact}");
        Lists {
            cleared: with("cleared"),
            remaining: with("remaining"),
            overdue: with("overdue"),
            blocked: with("blocked"),
            works_stopped: with("works_stopped"),
            no_shape: with("no_shape"),
            total: all,
        }
    }
}
