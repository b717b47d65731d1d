//! The commands `backup` and `restore`.

use std::path::PathBuf;

use clap::Args;
use sqlx::PgPool;

use super::{
    BackupError,
    archive::Verified,
    display::Display,
    make,
    manifest::Manifest,
    restore::{check_schema, restore},
};
use crate::{
    attachments::AttachmentPlace,
    language::{Language, Text},
};

/// `matbang backup …`
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// File to write; it appears when it is complete
    file: PathBuf,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
}

/// `matbang restore …`
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// File that `matbang backup` wrote
    file: PathBuf,
    /// Replace what the database holds
    #[arg(long)]
    replace: bool,
}

impl BackupArgs {
    /// Makes a backup and says what is in it.
    ///
    /// # Errors
    /// [`BackupError`]; no file is left then.
    pub async fn run(
        self,
        pool: &PgPool,
        attachments: &AttachmentPlace,
        language: Language,
    ) -> Result<(), BackupError> {
        let display = Display::new(language);
        let manifest = make::make(pool, attachments, &self.file, self.force, &display).await?;
        drop(display);
        let (file, megabytes) = (self.file.display(), megabytes(manifest.bytes));
        let text = Text::new(
            format!("Đã sao lưu vào {file} ({megabytes} MB): {}", contents(&manifest).vi),
            format!("Backed up to {file} ({megabytes} MB): {}", contents(&manifest).en),
        );
        println!("{}", text.in_language(language));
        Ok(())
    }
}

impl RestoreArgs {
    /// Reads the whole file, before anything is touched.
    ///
    /// # Errors
    /// [`BackupError`] when it is no whole backup, or too new for this program.
    pub fn verify(&self, language: Language) -> Result<Verified, BackupError> {
        let display = Display::new(language);
        let text = Text::new("Kiểm tra tệp sao lưu", "Checking the backup");
        let backup = Verified::read(&self.file, |bytes| display.stage(&text, Some(bytes)), &|bytes| {
            display.advance(bytes);
        })?;
        check_schema(&backup.manifest)?;
        Ok(backup)
    }

    /// Puts a verified backup back and says what was in it.
    ///
    /// # Errors
    /// [`BackupError`]; everything is as before then.
    pub async fn run(
        self,
        backup: &Verified,
        pool: &PgPool,
        attachments: &AttachmentPlace,
        language: Language,
    ) -> Result<(), BackupError> {
        let display = Display::new(language);
        restore(pool, attachments, backup, self.replace, &display).await?;
        drop(display);
        let contents = contents(&backup.manifest);
        let text = Text::new(
            format!("Đã phục hồi {}: {}", self.file.display(), contents.vi),
            format!("Restored {}: {}", self.file.display(), contents.en),
        );
        println!("{}", text.in_language(language));
        Ok(())
    }
}

/// What a backup holds, and of when.
fn contents(manifest: &Manifest) -> Text {
    let Manifest {
        counts,
        attachments,
        attachments_at,
        made_at,
        ..
    } = manifest;
    let files = match attachments_at {
        None => Text::new(
            format!("{attachments} tệp đính kèm"),
            format!("{attachments} attachments"),
        ),
        Some(place) => Text::new(
            format!("không có tệp đính kèm (chúng nằm ở {place}, cần sao lưu riêng)"),
            format!("no attachments (they lie at {place}, which needs a backup of its own)"),
        ),
    };
    let at = made_at.to_offset(time::macros::offset!(+7));
    let at = format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute());
    Text::new(
        format!(
            "{} đơn vị hành chính, {} dự án, {} thửa, {} vướng mắc, {}, tính đến {at}",
            counts.units, counts.projects, counts.parcels, counts.obstacles, files.vi
        ),
        format!(
            "{} administrative units, {} projects, {} parcels, {} obstacles, {}, as of {at}",
            counts.units, counts.projects, counts.parcels, counts.obstacles, files.en
        ),
    )
}

fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{}.{}", tenths / 10, tenths % 10)
}
