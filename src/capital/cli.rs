//! The command `capital`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use sqlx::PgPool;
use uuid::Uuid;

use super::{
    import::{self, Imported, MoneyUnit, Options},
    recording::{self, Recorder},
};
use crate::{
    audit::{self, Author, PROGRAM},
    auth::cli::AccountError,
    db,
    imports::NumberStyle,
    language::{Language, Text},
};

/// `matbang capital …`
#[derive(Debug, Subcommand)]
pub enum CapitalCommand {
    /// Take capital figures of many projects from a CSV or XLSX file, all or nothing
    Import(ImportArgs),
}

/// `matbang capital import …`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only say what would become of it
    #[arg(long)]
    dry_run: bool,
    /// The sheet, of a workbook with several
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The unit of amounts whose heading names none
    #[arg(long, value_enum)]
    unit: Option<MoneyUnit>,
    /// How numbers are written that can be read in two ways
    #[arg(long, value_enum)]
    numbers: Option<NumberStyle>,
}

impl CapitalCommand {
    /// Does it.
    ///
    /// # Errors
    /// [`AccountError`] with what is wrong; nothing is changed then.
    pub async fn run(self, pool: &PgPool, language: Language) -> Result<(), AccountError> {
        match self {
            Self::Import(args) => args.run(pool, language).await,
        }
    }
}

impl ImportArgs {
    async fn run(self, pool: &PgPool, language: Language) -> Result<(), AccountError> {
        let options = Options {
            sheet: self.sheet,
            unit: self.unit,
            numbers: self.numbers,
        };
        let read = import::read(&self.file, &options)?;
        let resolved = import::resolve(&mut *pool.acquire().await?, read).await?;
        let fates = if self.dry_run {
            recording::compare(&mut *pool.acquire().await?, &resolved.figures).await?
        } else {
            let name = self.file.file_name().unwrap_or_default().to_string_lossy();
            let recorder = Recorder {
                op_id: Uuid::now_v7(),
                by: PROGRAM,
                source: &name,
            };
            let author = Author::by_command(PROGRAM);
            db::transaction(pool, async |tx| -> sqlx::Result<_> {
                audit::record(&mut *tx, recorder.op_id, &author, "capital.import", &name).await?;
                import::store(tx, &recorder, &resolved).await
            })
            .await?
        };
        show(&resolved.told(fates, self.dry_run), language);
        Ok(())
    }
}

#[expect(clippy::print_stdout, reason = "what became of the file is what the command is for")]
fn show(imported: &Imported, language: Language) {
    for column in imported.columns.iter().filter(|column| column.unit.is_some()) {
        let unit = column.unit.map(MoneyUnit::name);
        let unit = unit.as_ref().map_or("", |unit| unit.in_language(language));
        println!("«{}»: {unit}", column.heading);
    }
    for change in &imported.changes {
        let amounts = |planned: i64, disbursed: i64| format!("{planned} / {disbursed}");
        let before = change.before.map_or_else(
            || "-".to_owned(),
            |before| amounts(before.planned_vnd, before.disbursed_vnd),
        );
        let after = amounts(change.after.planned_vnd, change.after.disbursed_vnd);
        println!(
            "{}\t{}\t{}\t{before} -> {after}",
            change.project, change.year, change.as_of
        );
    }
    let Imported { new, changed, same, .. } = imported;
    let text = if imported.dry_run {
        Text::new(
            format!("Sẽ có {new} số liệu mới, {changed} thay đổi, {same} như cũ. Chưa có gì được lưu."),
            format!("{new} new, {changed} changed, {same} as before. Nothing was stored."),
        )
    } else {
        Text::new(
            format!("Đã lưu {new} số liệu mới, {changed} thay đổi; {same} như cũ."),
            format!("Stored {new} new and {changed} changed; {same} as before."),
        )
    };
    println!("{}", text.in_language(language));
}
