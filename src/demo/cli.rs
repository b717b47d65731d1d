//! The command `demo`.

use clap::Args;
use sqlx::PgPool;

use super::{Summary, is_occupied, load};
use crate::{
    attachments::Attachments,
    calendar::Day,
    db,
    language::{Language, Text},
    problem::Problem,
};

/// `matbang demo`: fills an empty database with a made-up province
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Day as of which the province is made, YYYY-MM-DD; today where not given
    #[arg(long, value_name = "DATE")]
    pub today: Option<Day>,
}

/// Why the demo was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// There are projects already.
    #[error("the database holds projects already")]
    Occupied,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// A file could not be stored.
    #[error("a file could not be stored: {0:?}")]
    File(Problem),
}

impl From<Problem> for DemoError {
    fn from(problem: Problem) -> Self {
        Self::File(problem)
    }
}

impl DemoError {
    /// What to tell the person at the terminal.
    pub fn text(&self) -> Text {
        match self {
            Self::Occupied => Text::new(
                "Cơ sở dữ liệu đã có dự án: dữ liệu minh họa chỉ nạp được vào cơ sở dữ liệu trống.",
                "The database holds projects already: the demo province can only be loaded into an empty one.",
            ),
            Self::Database(error) => Text::new(
                format!("Lỗi cơ sở dữ liệu: {error}"),
                format!("The database failed: {error}"),
            ),
            Self::File(problem) => {
                let Text { vi, en } = problem.detail();
                Text::new(
                    format!("Không lưu được tệp đính kèm minh họa: {vi}"),
                    format!("An attachment of the demo could not be stored: {en}"),
                )
            }
        }
    }
}

impl Summary {
    /// What was loaded, in a few lines.
    pub fn text(&self) -> Text {
        let Self {
            units,
            projects,
            parcels,
            obstacles,
            operations,
        } = self;
        Text::new(
            format!(
                "Đã nạp tỉnh Thái Nguyên minh họa (dữ liệu không có thật): {units} đơn vị hành chính, {projects} dự án, \
                 {parcels} thửa đất, {obstacles} vướng mắc, {operations} lượt cập nhật."
            ),
            format!(
                "Loaded the made-up province of Thái Nguyên: {units} administrative units, {projects} projects, \
                 {parcels} parcels, {obstacles} obstacles, {operations} recorded operations."
            ),
        )
    }
}

/// Loads the demo province and prints what it holds.
///
/// # Errors
/// When there are projects already, or the database fails; nothing is stored then.
pub async fn run(
    pool: &PgPool,
    attachments: &Attachments,
    args: &DemoArgs,
    language: Language,
) -> Result<Summary, DemoError> {
    let today = args.today.unwrap_or_else(Day::today);
    let summary = db::transaction(pool, async |conn| {
        if is_occupied(conn).await? {
            return Err(DemoError::Occupied);
        }
        load(conn, attachments, today).await
    })
    .await?;
    println!("{}", summary.text().in_language(language));
    Ok(summary)
}
