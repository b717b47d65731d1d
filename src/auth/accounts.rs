//! What is done to accounts, within the caller's transaction: the same by HTTP and by command.

use std::fmt::Write as _;

use serde_json::json;
use sqlx::PgConnection;

use super::{
    links,
    model::{NewUser, PasswordLink, User, UserChange},
    role::Role,
    rules, store,
};
use crate::{
    language::Text,
    problem::{OnConstraint as _, Problem},
};

/// Makes an account, which nobody can log in to before a password is set. Gives back its number.
///
/// # Errors
/// [`Problem::Refused`] with what is wrong, [`Problem::Conflict`] for a name that is taken, those of the database.
pub async fn create(conn: &mut PgConnection, new: &NewUser) -> Result<i32, Problem> {
    let as_stored = User {
        id: 0,
        name: new.name.clone(),
        full_name: new.full_name.clone(),
        role: new.role,
        unit_codes: new.unit_codes.clone(),
        project_codes: new.project_codes.clone(),
        disabled: false,
        has_password: false,
        created_at: time::OffsetDateTime::UNIX_EPOCH,
        seen_at: None,
        version: 1,
    };
    let mut problems: Vec<_> = rules::name_problem(&new.name).into_iter().collect();
    problems.extend(wrong(&mut *conn, &as_stored).await?);
    if !problems.is_empty() {
        return Err(Problem::Refused(problems));
    }
    let name = &new.name;
    store::insert(conn, new).await.on_constraint("user_name_key", || {
        Problem::Conflict(Text::new(
            format!("Đã có tài khoản tên «{name}»; hãy chọn tên đăng nhập khác."),
            format!("There is an account called «{name}» already; choose another login name."),
        ))
    })
}

/// Changes an account that starts from a version. Whoever is switched off or gets another role is logged out
/// everywhere.
///
/// # Errors
/// [`Problem::NotFound`], [`Problem::StaleVersion`] with the account now, [`Problem::Refused`] with what is wrong,
/// [`Problem::Conflict`] for the last administrator, those of the database.
pub async fn change(conn: &mut PgConnection, id: i32, version: i32, change: UserChange) -> Result<(), Problem> {
    store::take_turn(&mut *conn).await?;
    let was = store::lock(&mut *conn, id).await?;
    if was.version != version {
        return Err(Problem::StaleVersion(json!(was)));
    }
    let user = User {
        full_name: change.full_name.unwrap_or_else(|| was.full_name.clone()),
        role: change.role.unwrap_or(was.role),
        unit_codes: change.unit_codes.unwrap_or_else(|| was.unit_codes.clone()),
        project_codes: change.project_codes.unwrap_or_else(|| was.project_codes.clone()),
        disabled: change.disabled.unwrap_or(was.disabled),
        ..was.clone()
    };
    let problems = wrong(&mut *conn, &user).await?;
    if !problems.is_empty() {
        return Err(Problem::Refused(problems));
    }
    let governs = |user: &User| user.role == Role::Admin && !user.disabled;
    if governs(&was) && !governs(&user) && !store::has_other_admin(&mut *conn, id).await? {
        return Err(Problem::Conflict(Text::new(
            "Đây là quản trị viên cuối cùng; hãy tạo một quản trị viên khác trước.",
            "This is the last administrator; make another one first.",
        )));
    }
    store::update(&mut *conn, &user).await?;
    if user.role != was.role || (user.disabled && !was.disabled) {
        store::end_logins(conn, id).await?;
    }
    Ok(())
}

/// A new one-time link for an account.
///
/// # Errors
/// [`Problem::NotFound`], [`Problem::Conflict`] for an account that is switched off, those of the database.
pub async fn new_link(conn: &mut PgConnection, id: i32) -> Result<PasswordLink, Problem> {
    if store::lock(&mut *conn, id).await?.disabled {
        return Err(Problem::Conflict(Text::new(
            "Tài khoản đang bị khóa; hãy mở lại trước khi cấp liên kết.",
            "The account is switched off; switch it on before it gets a link.",
        )));
    }
    links::make(conn, Some(id)).await
}

/// Keeps a new password, and logs the account out everywhere.
///
/// # Errors
/// [`Problem::Conflict`] for an account of the demo, those of the database.
pub async fn set_password(conn: &mut PgConnection, id: i32, hash: &str) -> Result<(), Problem> {
    if !store::set_password(&mut *conn, id, hash).await? {
        return Err(Problem::Conflict(Text::new(
            "Tài khoản minh họa giữ nguyên mật khẩu ghi trên trang đăng nhập.",
            "An account of the demo keeps the password that stands on the page of the login.",
        )));
    }
    store::end_logins(conn, id).await?;
    Ok(())
}

/// What the audit says of an account that was made or changed: what it may do from now on.
pub fn subject(name: &str, change: &UserChange) -> String {
    let mut subject = name.to_owned();
    let mut say = |word: &str, value: Option<String>| {
        if let Some(value) = value {
            // Writing to a string cannot fail.
            let _ = write!(subject, " {word}={value}");
        }
    };
    say("role", change.role.map(|role| role.code().to_owned()));
    say("units", change.unit_codes.as_ref().map(|codes| codes.join(",")));
    say("projects", change.project_codes.as_ref().map(|codes| codes.join(",")));
    say("disabled", change.disabled.map(|disabled| disabled.to_string()));
    subject
}

async fn wrong(conn: &mut PgConnection, user: &User) -> Result<Vec<crate::problem::FieldProblem>, Problem> {
    let unknown = store::unknown_codes(conn, &user.unit_codes, &user.project_codes).await?;
    Ok(rules::problems(user, &unknown))
}

impl From<&NewUser> for UserChange {
    fn from(new: &NewUser) -> Self {
        Self {
            full_name: None,
            role: Some(new.role),
            unit_codes: (!new.unit_codes.is_empty()).then(|| new.unit_codes.clone()),
            project_codes: (!new.project_codes.is_empty()).then(|| new.project_codes.clone()),
            disabled: None,
        }
    }
}
