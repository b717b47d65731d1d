//! One import from the file to the commit.

use std::{io, path::Path, sync::Arc};

use sqlx::{PgConnection, PgPool};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    ImportOptions, Outputs, Progress, Watch,
    broken::Broken,
    cancel::{self, Cancelled},
    codes::{is_level, level_text},
    fields::Fields,
    jobs,
    reader::{Batch, Reading, Survey, broken_feature, survey, unknown_crs},
    report::{Problem, Report},
    staging::AgriculturalCodes,
    store::{self, Origin, Refusal},
};
use crate::{
    audit::{self, Author},
    calendar::Day,
    db,
    geometry::Crs,
    language::Text,
};

/// Batches that may wait for the database: together with the largest feature they bound the memory of an import.
const WAITING_BATCHES: usize = 8;

/// Why an import came to no report.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened.
    #[error("the file cannot be opened: {0}")]
    File(#[from] io::Error),
    /// The database fails.
    #[error("the database failed during an import")]
    Database(#[from] sqlx::Error),
    /// The reading thread died.
    #[error("reading the file failed")]
    Reader(#[from] tokio::task::JoinError),
    /// It was taken for dead: its session was lost, and with it the right to commit.
    #[error("the import lost its hold")]
    Superseded,
    /// Somebody wanted it to stop.
    #[error("the import was cancelled")]
    Cancelled,
}

impl From<Cancelled> for ImportError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// How the transaction of an import ends.
enum End {
    /// Nothing may stay: rows are refused, or it was a rehearsal.
    Undone(Box<Report>),
    Failed(ImportError),
}

impl<E: Into<ImportError>> From<E> for End {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Imports a file: all of it, or, with a single feature refused, nothing. Gives the report in either case.
///
/// # Errors
/// Only when the file or the database fails; then nothing is stored.
pub async fn import_file(
    pool: &PgPool,
    author: &Author,
    op_id: Uuid,
    path: &Path,
    options: &ImportOptions,
    _outputs: &Outputs,
    watch: &Watch,
) -> Result<Report, ImportError> {
    let mut report = Report::new(options.kind, options.file_name.clone(), options.dry_run);
    let of_bytes = tokio::fs::metadata(path).await?.len();
    watch.tell(Progress::Surveying { bytes: 0, of_bytes });
    let opened = path.to_owned();
    let surveyed = tokio::task::spawn_blocking(move || survey(&opened)).await??;
    let Some((survey, fields, crs)) = prepare(surveyed, options, &mut report) else {
        return Ok(report);
    };
    report.crs = Some(crs.to_string());
    let run = Run {
        author,
        op_id,
        path,
        options,
        watch,
        survey,
        crs,
    };
    let ended = cancel::transaction(pool, &watch.cancelled, async |conn| {
        let mut report = run.stage_and_merge(conn, fields, report).await?;
        if report.refused > 0 || options.dry_run {
            return Err(End::Undone(Box::new(report)));
        }
        report.stored_in_database = true;
        jobs::remember(conn, op_id, author, options, of_bytes, &report).await?;
        Ok(report)
    })
    .await;
    match ended {
        Ok(report) => {
            // The data are stored: a bell that fails only makes other servers learn of it later.
            if let Err(error) = db::ring(pool).await {
                tracing::warn!(%error, "no bell was rung after an import");
            }
            Ok(report)
        }
        Err(End::Undone(report)) => Ok(*report),
        Err(End::Failed(error)) => Err(error),
    }
}

/// What is known after the first run, where nothing is wrong with the file as a whole or with the options.
fn prepare(
    surveyed: Result<Survey, Broken>,
    options: &ImportOptions,
    report: &mut Report,
) -> Option<(Survey, Fields, Crs)> {
    let survey = match surveyed {
        Ok(survey) => survey,
        Err(broken) => {
            report.read = broken.after;
            let feature = broken_feature(&broken);
            report.refuse([Problem {
                feature,
                key: None,
                field: None,
                text: broken.text(),
            }]);
            return None;
        }
    };
    if let Some(level) = options.level.as_deref().filter(|level| !is_level(level)) {
        report.refuse_file(Some("level"), level_text(level));
    }
    let fields = Fields::new(options.kind, &options.map)
        .map_err(|text| report.refuse_file(Some("map"), text))
        .ok();
    let chosen = options.crs.as_deref().map(str::parse::<Crs>);
    if let (Some(Ok(chosen)), Some(Ok(own))) = (&chosen, &survey.crs)
        && chosen != own
    {
        report.notes.push(Text::new(
            format!("tệp ghi hệ tọa độ {own}, nhưng đã đọc theo {chosen} như được yêu cầu"),
            format!("the file says {own}, but was read in {chosen} as asked"),
        ));
    }
    let crs = match chosen.or_else(|| survey.crs.clone()) {
        None => Some(Crs::WGS_84),
        Some(Ok(crs)) => Some(crs),
        Some(Err(unknown)) => {
            report.refuse_file(Some("crs"), unknown_crs(&unknown));
            None
        }
    };
    if report.refused > 0 {
        None
    } else {
        Some((survey, fields?, crs?))
    }
}

/// One import under way.
struct Run<'a> {
    author: &'a Author,
    op_id: Uuid,
    path: &'a Path,
    options: &'a ImportOptions,
    watch: &'a Watch,
    survey: Survey,
    crs: Crs,
}

impl Run<'_> {
    async fn stage_and_merge(
        &self,
        conn: &mut PgConnection,
        fields: Fields,
        report: Report,
    ) -> Result<Report, ImportError> {
        let options = self.options;
        let origin = Origin {
            op_id: self.op_id,
            author: self.author,
            overwrite: options.overwrite,
            allow_no_shape: options.allow_no_shape,
            level_name_vi: options.level_name_vi.as_deref(),
            level_name_en: options.level_name_en.as_deref(),
        };
        audit::record(conn, self.op_id, self.author, options.kind.action(), &options.file_name).await?;
        let agricultural = store::begin(conn, options.kind).await?;
        let mut report = self.stage(conn, fields, agricultural, report).await?;
        self.watch.tell(Progress::Merging);
        let refusals = store::check(conn, options.kind, &origin).await?;
        let untold = Refusal::total(&refusals) - refusals.len() as u64;
        for refusal in refusals {
            report.refuse([refusal.problem()]);
        }
        report.refused += untold;
        report.more_problems += untold;
        if report.refused == 0 {
            report.count(store::merge(conn, options.kind, &origin).await?);
        } else {
            report.problems.sort_by_key(|problem| problem.feature);
        }
        Ok(report)
    }

    /// Reads the file on a thread of its own while the rows flow into the staging table.
    async fn stage(
        &self,
        conn: &mut PgConnection,
        fields: Fields,
        agricultural: AgriculturalCodes,
        mut report: Report,
    ) -> Result<Report, ImportError> {
        let (sender, mut batches) = mpsc::channel::<Batch>(WAITING_BATCHES);
        let reading = Reading {
            options: self.options.clone(),
            fields,
            crs: self.crs,
            bytes: self.survey.bytes,
            agricultural,
            today: Day::today(),
        };
        let path: Arc<Path> = self.path.into();
        let reader = tokio::task::spawn_blocking(move || {
            let read = reading.run(&path, &mut report, |batch| sender.blocking_send(batch).is_ok());
            read.map(|()| report)
        });
        let mut copy = conn.copy_in_raw(store::copy_statement(self.options.kind)).await?;
        while let Some(batch) = batches.recv().await {
            if self.watch.cancelled.is_cancelled() {
                return Err(ImportError::Cancelled);
            }
            copy.send(batch.rows).await?;
            self.watch.tell(Progress::Reading {
                features: batch.features,
                of_features: self.survey.features,
            });
        }
        let report = reader.await??;
        copy.finish().await?;
        Ok(report)
    }
}
