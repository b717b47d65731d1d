//! The commands `user` and `token`.

use std::io::{IsTerminal as _, Read as _, stdin};

use clap::{Args, Subcommand};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{
    account::Scope,
    accounts, links,
    model::{NewUser, PasswordLink, UserChange},
    passwords::{self, PasswordCost, Passwords},
    people::TOKEN_PREFIX,
    role::Role,
    secret::Secret,
    store,
};
use crate::{
    audit::{self, Author, PROGRAM},
    db,
    language::{Language, Text},
    problem::{FieldProblem, Problem},
};

/// `matbang user …`
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Make an account; its password is read from standard input, else a one-time link is printed
    Add(AddArgs),
    /// List the accounts
    List,
    /// Switch an account off: it is logged out everywhere at once
    Disable {
        /// Login name
        name: String,
    },
    /// Print a one-time link with which the password of an account is set anew
    Link {
        /// Login name
        name: String,
        /// Where the service is reached
        #[command(flatten)]
        place: Place,
    },
}

/// `matbang user add …`
#[derive(Debug, Args)]
pub struct AddArgs {
    /// Login name: small letters, digits and . _ @ -
    name: String,
    /// What the account is
    #[arg(long, value_enum)]
    role: Role,
    /// A unit to which it is limited, with all below it; may be repeated
    #[arg(long, value_name = "CODE")]
    unit: Vec<String>,
    /// A project to which it is limited; may be repeated
    #[arg(long, value_name = "CODE")]
    project: Vec<String>,
    /// Name of the person or office
    #[arg(long, value_name = "NAME", default_value = "")]
    full_name: String,
    /// What a password costs to hash
    #[arg(
        long,
        value_name = "MIB:PASSES:LANES",
        env = "MATBANG_PASSWORD_COST",
        default_value = "46:1:1"
    )]
    password_cost: PasswordCost,
    #[command(flatten)]
    place: Place,
}

/// Where the service is reached.
#[derive(Debug, Args)]
pub struct Place {
    /// Address of the service, for the link that is printed
    #[arg(
        long,
        value_name = "URL",
        env = "MATBANG_URL",
        default_value = "http://127.0.0.1:8080"
    )]
    url: String,
}

/// `matbang token …`
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token for a program, and print it once
    Add {
        /// Login name of the account that it stands for
        name: String,
        /// What it may do
        #[arg(long, value_enum)]
        scope: Scope,
        /// Days until it ends
        #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(i32).range(1..=730))]
        days: i32,
        /// What it is for
        #[arg(long, value_name = "TEXT", default_value = "matbang token add")]
        label: String,
    },
}

/// Why a command about accounts or rules was refused.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.detail().en)]
pub struct AccountError(Problem);

impl From<Problem> for AccountError {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<sqlx::Error> for AccountError {
    fn from(error: sqlx::Error) -> Self {
        Self(error.into())
    }
}

impl AccountError {
    /// What is wrong and what to do.
    pub fn text(&self) -> Text {
        match &self.0 {
            Problem::Refused(fields) => {
                let all =
                    |of: fn(&FieldProblem) -> &String| fields.iter().map(of).cloned().collect::<Vec<_>>().join("\n");
                Text::new(all(|field| &field.text.vi), all(|field| &field.text.en))
            }
            problem => problem.detail(),
        }
    }
}

impl UserCommand {
    /// Does it.
    ///
    /// # Errors
    /// [`AccountError`] with what is wrong; nothing is changed then.
    pub async fn run(self, pool: &PgPool, language: Language) -> Result<(), AccountError> {
        match self {
            Self::Add(args) => args.run(pool, language).await,
            Self::List => list(pool, language).await,
            Self::Disable { name } => disable(pool, &name).await,
            Self::Link { name, place } => {
                let link = recorded(pool, "user.link", &name, async |tx| {
                    let id = known(&mut *tx, &name).await?;
                    accounts::new_link(tx, id).await
                })
                .await?;
                show(&place, &link, language);
                Ok(())
            }
        }
    }
}

impl AddArgs {
    async fn run(self, pool: &PgPool, language: Language) -> Result<(), AccountError> {
        let new = NewUser {
            name: self.name,
            full_name: self.full_name,
            role: self.role,
            unit_codes: self.unit,
            project_codes: self.project,
        };
        let hash = match password()? {
            None => None,
            Some(password) => {
                if let Some(text) = passwords::weakness(&password, &new.name) {
                    return Err(Problem::Refused(vec![FieldProblem {
                        pointer: "/password".to_owned(),
                        text,
                    }])
                    .into());
                }
                Some(Passwords::new(self.password_cost)?.hash(password).await?)
            }
        };
        let subject = accounts::subject(&new.name, &UserChange::from(&new));
        let link = recorded(pool, "user.create", &subject, async |tx| {
            let id = accounts::create(&mut *tx, &new).await?;
            match &hash {
                Some(hash) => {
                    accounts::set_password(tx, id, hash).await?;
                    Ok(None)
                }
                None => links::make(tx, Some(id)).await.map(Some),
            }
        })
        .await?;
        if let Some(link) = link {
            show(&self.place, &link, language);
        }
        Ok(())
    }
}

impl TokenCommand {
    /// Does it.
    ///
    /// # Errors
    /// [`AccountError`] with what is wrong; nothing is changed then.
    #[expect(clippy::print_stdout, reason = "the token is what the command is for")]
    pub async fn run(self, pool: &PgPool) -> Result<(), AccountError> {
        let Self::Add {
            name,
            scope,
            days,
            label,
        } = self;
        let secret = Secret::new(TOKEN_PREFIX).map_err(|error| Problem::internal(&error))?;
        recorded(pool, "token.create", &format!("{name} {label}"), async |tx| {
            let id = known(&mut *tx, &name).await?;
            store::insert_token(tx, id, secret.hash(), label.trim(), scope, days).await?;
            Ok(())
        })
        .await?;
        println!("{}", secret.reveal());
        Ok(())
    }
}

#[expect(clippy::print_stdout, reason = "the list is what the command is for")]
async fn list(pool: &PgPool, language: Language) -> Result<(), AccountError> {
    let off = Text::new("đã khóa", "switched off");
    for user in store::list(&mut *pool.acquire().await?).await? {
        let areas: Vec<&str> = user
            .unit_codes
            .iter()
            .chain(&user.project_codes)
            .map(String::as_str)
            .collect();
        let state = if user.disabled { off.in_language(language) } else { "" };
        let line = [
            user.name.as_str(),
            user.role.code(),
            &areas.join(","),
            &user.full_name,
            state,
        ]
        .join("\t");
        println!("{}", line.trim_end());
    }
    Ok(())
}

async fn disable(pool: &PgPool, name: &str) -> Result<(), AccountError> {
    let change = UserChange {
        disabled: Some(true),
        ..UserChange::default()
    };
    let subject = accounts::subject(name, &change);
    recorded(pool, "user.update", &subject, async |tx| {
        let id = known(&mut *tx, name).await?;
        let version = store::get(&mut *tx, id).await?.version;
        accounts::change(tx, id, version, change).await
    })
    .await
}

/// Internal number of the account with this name.
async fn known(conn: &mut PgConnection, name: &str) -> Result<i32, Problem> {
    let found = store::by_name(conn, name).await?;
    found.ok_or_else(|| {
        Problem::field(
            "/name",
            format!("Không có tài khoản «{name}»; xem danh sách bằng: matbang user list"),
            format!("There is no account «{name}»; see them with: matbang user list"),
        )
    })
}

/// Does something in one transaction with its audit row, and tells the processes that serve.
///
/// # Errors
/// Whatever `work` fails with; nothing is changed then.
pub async fn recorded<T>(
    pool: &PgPool,
    action: &str,
    subject: &str,
    work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, Problem>,
) -> Result<T, AccountError> {
    let author = Author::by_command(PROGRAM);
    let done = db::transaction(pool, async |tx| {
        audit::record(&mut *tx, Uuid::now_v7(), &author, action, subject).await?;
        work(tx).await
    })
    .await?;
    db::ring(pool).await?;
    Ok(done)
}

/// The password on standard input; none at a terminal, or where there is nothing.
fn password() -> Result<Option<String>, Problem> {
    let mut text = String::new();
    if !stdin().is_terminal() {
        stdin().read_to_string(&mut text).map_err(|error| {
            Problem::MalformedBody(Text::new(
                format!("Không đọc được mật khẩu từ đầu vào chuẩn: {error}"),
                format!("The password cannot be read from standard input: {error}"),
            ))
        })?;
    }
    let text = text.trim_end_matches(['\r', '\n']);
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

#[expect(clippy::print_stdout, reason = "the link is what the command is for")]
fn show(place: &Place, link: &PasswordLink, language: Language) {
    let text = Text::new(
        "Mở liên kết này một lần, trong 48 giờ, để đặt mật khẩu:",
        "Open this link once, within 48 hours, to set a password:",
    );
    println!("{}\n{}", text.in_language(language), links::address(&place.url, link));
}
