//! What a search by name and a reason must be.

use crate::{
    problem::{FieldProblem, Problem},
    vietnamese::fold,
};

/// Letters that a search has at least.
const FEWEST_LETTERS: usize = 2;

/// Letters that a search or a reason has at most.
const MOST_LETTERS: usize = 200;

/// Patterns of SQL's LIKE that a folded name with a space in front fits if it holds all these words, or words that begin
/// so.
///
/// # Errors
/// [`Problem::Refused`] for fewer than two letters, or too many; the words are not repeated.
pub fn patterns(name: &str) -> Result<Vec<String>, Problem> {
    let folded = fold(name);
    let letters = folded.chars().filter(|letter| letter.is_alphanumeric()).count();
    if letters < FEWEST_LETTERS {
        return Err(Problem::field(
            "/name",
            format!("Cần ít nhất {FEWEST_LETTERS} chữ cái của tên."),
            format!("Give at least {FEWEST_LETTERS} letters of the name."),
        ));
    }
    not_too_long("/name", name)?;
    let pattern = |word: &str| {
        let mut pattern = String::from("% ");
        for letter in word.chars() {
            if matches!(letter, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(letter);
        }
        pattern + "%"
    };
    Ok(folded.split_whitespace().map(pattern).collect())
}

/// A reason as it is recorded: one line.
///
/// # Errors
/// [`Problem::Refused`] for none, or one that is too long.
pub fn reason(text: &str) -> Result<String, Problem> {
    not_too_long("/reason", text)?;
    let text = in_one_line(text);
    if text.is_empty() {
        return Err(Problem::field(
            "/reason",
            "Hãy ghi lý do: lý do được lưu trong nhật ký.",
            "Give a reason: it is kept in the audit.",
        ));
    }
    Ok(text)
}

/// Why somebody looks, as it is recorded; empty where nothing is said.
///
/// # Errors
/// [`Problem::InvalidQuery`] for one that is too long.
pub fn why(text: Option<&str>) -> Result<String, Problem> {
    let text = text.unwrap_or_default();
    match FieldProblem::too_long("why", text, MOST_LETTERS) {
        Some(problem) => Err(Problem::InvalidQuery(vec![problem])),
        None => Ok(in_one_line(text)),
    }
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn not_too_long(pointer: &str, text: &str) -> Result<(), Problem> {
    let problem = FieldProblem::too_long(pointer, text, MOST_LETTERS);
    problem.map_or(Ok(()), |problem| Err(Problem::Refused(vec![problem])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_for_words_that_begin_so_without_marks_and_wildcards() {
        assert_eq!(patterns(" Ðoàn  THỊ a%").unwrap(), ["% doan%", "% thi%", "% a\\%%"]);
        assert_eq!(patterns("Nguye\u{302}\u{303}n").unwrap(), ["% nguyen%"]);
    }

    #[test]
    fn one_letter_or_a_page_of_them_is_no_search() {
        for name in ["", " ", "a", "%%%", "\u{302}\u{303}", &"an ".repeat(100)] {
            assert!(patterns(name).is_err(), "{name}");
        }
        assert!(patterns("Vũ").is_ok());
    }

    #[test]
    fn a_reason_is_one_line_that_says_something() {
        assert_eq!(reason(" Đơn khiếu nại\n số 12 ").unwrap(), "Đơn khiếu nại số 12");
        assert!(reason(" \n").is_err());
        assert!(reason(&"x".repeat(201)).is_err());
        assert_eq!(why(None).unwrap(), "");
    }
}
