//! Which values a project may have. Pure.

use super::{model::ProjectInput, store::LockedProject};
use crate::{
    plans::{check_day, check_reason},
    problem::FieldProblem,
};

/// Longest name, characters.
const LONGEST: usize = 500;

/// What is wrong with an input for a project as it stands; without one, for a new project.
pub fn check(input: &ProjectInput, stored: Option<&LockedProject>) -> Vec<FieldProblem> {
    let new = stored.is_none();
    let texts = [("/name", &input.name), ("/investor", &input.investor)];
    let too_long = |(pointer, text): (&str, &Option<String>)| FieldProblem::too_long(pointer, text.as_ref()?, LONGEST);
    let mut problems: Vec<FieldProblem> = texts.into_iter().filter_map(too_long).collect();
    let mut refuse = |pointer: &str, vi: &str, en: &str| problems.push(FieldProblem::new(pointer, vi, en));
    match &input.code {
        Some(_) if !new => refuse(
            "/code",
            "Mã dự án không đổi được.",
            "The code of a project cannot change.",
        ),
        None if new => refuse("/code", "Cần mã dự án.", "Give the code."),
        Some(code)
            if code.is_empty()
                || code.chars().count() > 40
                || code.contains(|letter: char| letter.is_whitespace() || "/?#".contains(letter)) =>
        {
            refuse(
                "/code",
                "Mã dự án dài 1–40 ký tự, không có dấu cách, «/», «?», «#».",
                "A code has 1 to 40 characters, without spaces, “/”, “?” and “#”.",
            );
        }
        _ => {}
    }
    if input.name.as_ref().map_or(new, |name| name.trim().is_empty()) {
        refuse("/name", "Cần tên dự án.", "Give the name.");
    }
    if new && input.sector.is_none() {
        refuse("/sector", "Cần lĩnh vực.", "Give the sector.");
    }
    if let Some(Some(group)) = &input.project_group
        && !["QG", "A", "B", "C"].contains(&group.as_str())
    {
        refuse(
            "/project_group",
            "Nhóm dự án là QG, A, B hoặc C.",
            "The group is QG, A, B or C.",
        );
    }
    for (pointer, day) in [
        ("/start_on", input.start_on),
        ("/clearance_deadline", input.clearance_deadline),
    ] {
        problems.extend(day.flatten().and_then(|day| check_day(pointer, day)));
    }
    let replaces = |stored: &LockedProject| {
        let new = input.clearance_deadline;
        stored.clearance_deadline.is_some() && new.is_some_and(|new| new != stored.clearance_deadline)
    };
    problems.extend(check_reason(&input.reason, stored.is_some_and(replaces)));
    let mut refuse = |pointer: &str, vi: &str, en: &str| problems.push(FieldProblem::new(pointer, vi, en));
    let start = input.start_on.unwrap_or(stored.and_then(|stored| stored.start_on));
    let deadline = input
        .clearance_deadline
        .unwrap_or(stored.and_then(|stored| stored.clearance_deadline));
    if start.zip(deadline).is_some_and(|(start, deadline)| deadline < start) {
        refuse(
            "/clearance_deadline",
            "Hạn giải phóng mặt bằng phải sau ngày bắt đầu.",
            "The deadline must follow the start.",
        );
    }
    if input
        .corridor_width_m
        .flatten()
        .is_some_and(|width| !(width > 0.0 && width <= 2000.0))
    {
        refuse(
            "/corridor_width_m",
            "Chiều rộng hành lang từ trên 0 đến 2000 m.",
            "The corridor is more than 0 and at most 2000 m wide.",
        );
    }
    if input
        .min_workable_m
        .is_some_and(|length| !(0.0..=100_000.0).contains(&length))
    {
        refuse(
            "/min_workable_m",
            "Chiều dài thi công tối thiểu từ 0 m.",
            "The shortest workable length is 0 m or more.",
        );
    }
    problems
}
