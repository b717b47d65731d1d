//! What accounts may be like.

use super::{model::User, role::Role};
use crate::problem::FieldProblem;

/// Longest name of a person or office, characters.
const LONGEST_FULL_NAME: usize = 120;
/// Most units, or projects, to which an account is limited.
const MOST_CODES: usize = 200;

/// Whether a login name is well formed.
pub fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (2..=40).contains(&name.len()) && name.starts_with(plain) && name.chars().all(|c| plain(c) || "._@-".contains(c))
}

/// What is wrong with a login name.
pub fn name_problem(name: &str) -> Option<FieldProblem> {
    (!is_name(name)).then(|| {
        FieldProblem::new(
            "/name",
            "Tên đăng nhập gồm 2 đến 40 chữ thường không dấu, chữ số và . _ @ -, bắt đầu bằng chữ hoặc số.",
            "A login name has 2 to 40 small letters, digits and . _ @ -, with a letter or digit first.",
        )
    })
}

/// What is wrong with an account as it is to be; `unknown` are the codes of its areas that name nothing.
pub fn problems(user: &User, (unknown_units, unknown_projects): &(Vec<String>, Vec<String>)) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if user.full_name.chars().count() > LONGEST_FULL_NAME {
        problems.push(FieldProblem::new(
            "/full_name",
            format!("Họ tên dài tối đa {LONGEST_FULL_NAME} ký tự."),
            format!("A name has at most {LONGEST_FULL_NAME} characters."),
        ));
    }
    if user.role == Role::Public {
        problems.push(FieldProblem::new(
            "/role",
            "Không có tài khoản nào mang vai trò public.",
            "No account has the role public.",
        ));
    }
    let limits = [
        ("/unit_codes", &user.unit_codes),
        ("/project_codes", &user.project_codes),
    ];
    for (pointer, codes) in limits {
        if !user.role.has_areas() && !codes.is_empty() {
            problems.push(FieldProblem::new(
                pointer,
                "Chỉ vai trò field và officer mới giới hạn theo địa bàn và dự án; hãy bỏ trống.",
                "Only the roles field and officer are limited to areas and projects; leave it empty.",
            ));
        }
        if codes.len() > MOST_CODES {
            problems.push(FieldProblem::new(
                pointer,
                format!("Tối đa {MOST_CODES} mã."),
                format!("At most {MOST_CODES} codes."),
            ));
        }
    }
    if user.role.has_areas() && user.unit_codes.is_empty() && user.project_codes.is_empty() {
        problems.push(FieldProblem::new(
            "/unit_codes",
            "Cần ít nhất một đơn vị hành chính hoặc một dự án mà tài khoản phụ trách.",
            "Name at least one administrative unit or project that the account looks after.",
        ));
    }
    if !unknown_units.is_empty() {
        let codes = unknown_units.join(", ");
        problems.push(FieldProblem::new(
            "/unit_codes",
            format!("Không có đơn vị hành chính: {codes}."),
            format!("There are no administrative units: {codes}."),
        ));
    }
    if !unknown_projects.is_empty() {
        let codes = unknown_projects.join(", ");
        problems.push(FieldProblem::new(
            "/project_codes",
            format!("Không có dự án: {codes}."),
            format!("There are no projects: {codes}."),
        ));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn login_names_are_small_and_plain() {
        for good in ["an", "lan.nguyen", "a@b.vn", "2-gpmb_x"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "a", "An", "-an", "lê", "a b", &"a".repeat(41)] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
