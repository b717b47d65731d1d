//! The commands of the program, and what they share: the database that they open.

mod backup;
mod check;
mod database;
mod logins;
mod serve;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use crate::{
    attachments::AttachmentPlace,
    audit::cli::AuditCommand,
    auth::{
        self,
        cli::{AccountError, TokenCommand, UserCommand},
    },
    backup::{
        BackupError,
        cli::{BackupArgs, RestoreArgs},
    },
    capital::cli::CapitalCommand,
    deadlines::cli::RulesCommand,
    demo::{self, cli::DemoArgs},
    exports::cli::ExportArgs,
    imports::{ImportError, cli::ImportArgs},
    language::Language,
    outage::Outage,
    router,
};
pub use check::CheckArgs;
pub use database::{Database, OpenError};
pub use serve::ServeArgs;

/// matbang: land clearance of a province's key infrastructure projects, on a map.
#[derive(Debug, Parser)]
#[command(name = "matbang", version, about, propagate_version = true)]
pub struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// Where the data are.
#[derive(Clone, Debug, Args)]
pub struct Place {
    /// Folder of the program's own PostgreSQL [default: /var/lib/matbang for root, else ~/.local/share/matbang]
    #[arg(long, global = true, value_name = "DIR", env = "MATBANG_DATA")]
    data: Option<PathBuf>,
    /// A PostgreSQL server to use where no folder is given: <postgres://user:password@host/database>
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "DATABASE_URL",
        hide_env_values = true
    )]
    database_url: Option<String>,
    /// Where attachments lie: a folder, or <s3://bucket/prefix> with the keys in the usual AWS variables [default: the folder attachments in the folder of the data]
    #[arg(long, global = true, value_name = "DIR|URL", env = "MATBANG_ATTACHMENTS")]
    attachments: Option<AttachmentPlace>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages, the API and the tiles
    Serve(ServeArgs),
    /// Import units, projects or parcels from a file
    Import(ImportArgs),
    /// Export units, projects or parcels to a file
    Export(ExportArgs),
    /// Load the made-up demo province into an empty database
    Demo(DemoArgs),
    /// Write database and attachments to one file, while the service runs
    Backup(BackupArgs),
    /// Put a backup back, all of it or nothing
    Restore(RestoreArgs),
    /// Make, list and switch off accounts
    #[command(subcommand)]
    User(UserCommand),
    /// Make tokens for programs
    #[command(subcommand)]
    Token(TokenCommand),
    /// List, end and add the limits of the law
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Take figures of capital from a file
    #[command(subcommand)]
    Capital(CapitalCommand),
    /// Seal the history, and find out whether it was tampered with
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Check the database and say what to do where something is missing
    Check(CheckArgs),
    /// Print the OpenAPI document of the API
    Openapi,
    /// Print the table of who may do what
    Rights,
}

/// Runs the command of the command line: 0 done, 1 refused, 2 wrong usage.
pub async fn run(cli: Cli) -> ExitCode {
    let language = spoken();
    let outcome = match cli.command {
        Command::Serve(args) => serve::serve(&cli.place, args, language).await,
        Command::Check(args) => check::check(&cli.place, args, language).await,
        Command::Openapi => openapi(),
        Command::Rights => Ok(rights()),
        Command::Backup(args) => backup::backup(&cli.place, args, language).await,
        Command::Restore(args) => backup::restore(&cli.place, args, language).await,
        Command::User(command) => {
            with_database(&cli.place, async |database| {
                command.run(&database.pool, language).await?;
                Ok(0)
            })
            .await
        }
        Command::Token(command) => {
            with_database(&cli.place, async |database| {
                command.run(&database.pool).await?;
                Ok(0)
            })
            .await
        }
        Command::Rules(command) => {
            with_database(&cli.place, async |database| {
                command.run(&database.pool, language).await?;
                Ok(0)
            })
            .await
        }
        Command::Capital(command) => {
            with_database(&cli.place, async |database| {
                command.run(&database.pool, language).await?;
                Ok(0)
            })
            .await
        }
        Command::Audit(command) => {
            with_database(&cli.place, async |database| {
                Ok(command.run(&database.pool, language).await?)
            })
            .await
        }
        Command::Import(args) => {
            with_database(&cli.place, async |database| {
                Ok(args.run(&database.pool, language).await?)
            })
            .await
        }
        Command::Export(args) => {
            with_database(&cli.place, async |database| {
                Ok(args.run(&database.pool, language).await?)
            })
            .await
        }
        Command::Demo(args) => {
            with_database(&cli.place, async |database| {
                let attachments = cli.place.open_attachments(language)?;
                match demo::cli::run(&database.pool, &attachments, &args, language).await {
                    Ok(_) => Ok(0),
                    Err(error) => Err(error.text().in_language(language).into()),
                }
            })
            .await
        }
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("{}", explain(error.as_ref(), language));
            ExitCode::FAILURE
        }
    }
}

/// What went wrong and what to do, as far as it is known.
fn explain(error: &(dyn std::error::Error + 'static), language: Language) -> String {
    if let Some(known) = error.downcast_ref::<OpenError>() {
        return known.text().in_language(language).to_owned();
    }
    if let Some(known) = error.downcast_ref::<BackupError>() {
        return known.text().in_language(language).to_owned();
    }
    if let Some(known) = error.downcast_ref::<ImportError>() {
        return known.text().in_language(language).to_owned();
    }
    if let Some(known) = error.downcast_ref::<AccountError>() {
        return known.text().in_language(language).to_owned();
    }
    let causes = std::iter::successors(Some(error), |error| error.source());
    let outage = causes
        .filter_map(<dyn std::error::Error>::downcast_ref::<sqlx::Error>)
        .find_map(Outage::of);
    match outage {
        Some(outage) => format!("{}\n({error})", outage.text().in_language(language)),
        None => error.to_string(),
    }
}

/// What went wrong with a command, whatever it is.
type CommandError = Box<dyn std::error::Error + Send + Sync>;

async fn with_database(
    place: &Place,
    work: impl AsyncFnOnce(&Database) -> Result<u8, CommandError>,
) -> Result<u8, CommandError> {
    let database = Database::open(place).await?;
    let outcome = work(&database).await;
    database.close().await?;
    outcome
}

#[expect(clippy::print_stdout, reason = "the document is what the command is for")]
fn openapi() -> Result<u8, CommandError> {
    println!("{}", router::document().to_pretty_json()?);
    Ok(0)
}

#[expect(clippy::print_stdout, reason = "the table is what the command is for")]
fn rights() -> u8 {
    print!("{}", auth::rights_page());
    0
}

/// The language of the terminal: `MATBANG_LANG`, else `LANG`, else Vietnamese.
fn spoken() -> Language {
    let asked = std::env::var("MATBANG_LANG")
        .or_else(|_| std::env::var("LANG"))
        .unwrap_or_default();
    Language::preferred(&asked)
}
