//! One import from the file to the commit.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use sqlx::{PgConnection, PgPool};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    ImportError, ImportOptions, Kind,
    broken::Broken,
    cancel,
    codes::{is_level, level_text},
    fields::{Fields, fold},
    formats::{self, Opened, ReadOptions, StatedCrs},
    ground, jobs,
    place::{Sample, reading, unknown_crs},
    reader::{Batch, Read, Reading, told},
    report::Report,
    shapes::ShapeSample,
    stamp::{Stamp, is_same_file},
    store::{self, Origin},
    watch::{Outputs, Progress, Watch},
};
use crate::{
    audit::{self, Author},
    db,
    geometry::{Country, Crs, Likely, ToWgs84},
    language::Text,
};

/// Batches that may wait for the database: together with the largest features they bound the memory of an import.
const WAITING_BATCHES: usize = 2;

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

/// Imports a file: all of it, or, with a single feature refused, nothing; with `skip_bad` all that is good. Gives the
/// report in either case.
///
/// # Errors
/// Only when the file or the database fails, or when it is cancelled; then nothing is stored.
pub async fn import_file(
    pool: &PgPool,
    author: &Author,
    op_id: Uuid,
    path: &Path,
    options: &ImportOptions,
    outputs: &Outputs,
    watch: &Watch,
) -> Result<Report, ImportError> {
    let mut report = Report::new(options.kind, options.file_name.clone(), options.dry_run);
    watch.tell(Progress::Surveying);
    if outputs
        .refused
        .as_deref()
        .is_some_and(|refused| is_same_file(refused, path))
    {
        report.refuse_file(
            Some("refused"),
            "value",
            Text::new(
                "--refused sẽ ghi đè chính tệp đang nhập; hãy đặt tên khác",
                "--refused would overwrite the file that is imported; give another name",
            ),
        );
        return Ok(report);
    }
    let before = Stamp::of(path)?;
    let Some((opened, fields)) = open(path, options, watch, &mut report).await? else {
        return Ok(report);
    };
    report.format = Some(opened.format);
    report.columns.clone_from(&opened.columns);
    let (opened, sample) = look(opened, options).await?;
    let expected = sample.expected(&mut *pool.acquire().await?).await?;
    let Some(system) = reading(&opened, options, &sample, &expected, &mut report) else {
        return Ok(report);
    };
    report.crs = (opened.crs != StatedCrs::NoShapes).then(|| system.crs.to_string());
    let run = Run {
        before,
        path: path.to_owned(),
        author: author.clone(),
        op_id,
        options: options.clone(),
        outputs: outputs.clone(),
        watch: watch.clone(),
        system,
        country: expected.units.and_then(Country::of),
        features: opened.features,
    };
    let ended = cancel::transaction(pool, &watch.cancelled, async |conn| {
        let again = Arc::clone(&opened);
        let mut report = run.stage_and_merge(conn, opened, fields, report).await?;
        run.write_refused(&mut report, again).await?;
        if run.is_stopped_by(&report) || run.options.dry_run {
            return Err(End::Undone(Box::new(report)));
        }
        report.stored_in_database = true;
        jobs::remember(conn, op_id, &run.author, &run.options, run.before.bytes, &report).await?;
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

/// Opens a file, and finds its fields, where nothing is wrong with the file as a whole or with the options.
async fn open(
    path: &Path,
    options: &ImportOptions,
    watch: &Watch,
    report: &mut Report,
) -> Result<Option<(Opened, Fields)>, ImportError> {
    let (path, asked, cancelled) = (path.to_owned(), options.clone(), watch.cancelled.clone());
    let opened =
        tokio::task::spawn_blocking(move || open_as_asked(&path, &asked, &|| !cancelled.is_cancelled())).await??;
    if watch.cancelled.is_cancelled() {
        return Err(ImportError::Cancelled);
    }
    let opened = opened
        .map_err(|broken| {
            report.read = broken.after;
            report.refuse([told(&broken)]);
        })
        .ok();
    if let Some(level) = options.level.as_deref().filter(|level| !is_level(level)) {
        report.refuse_file(Some("level"), "value", level_text(level));
    }
    let fields = Fields::new(options.kind, &options.map)
        .map_err(|text| report.refuse_file(Some("map"), "value", text))
        .ok();
    if let Some(Err(unknown)) = options.crs.as_deref().map(str::parse::<Crs>) {
        report.refuse_file(Some("crs"), "crs", unknown_crs(&unknown));
    }
    Ok(opened.zip(fields).filter(|_| report.refused == 0))
}

/// Opens a file as whoever imports it says.
///
/// # Errors
/// What is wrong with the file as a whole; the outer error when it cannot be opened.
pub fn open_as_asked(
    path: &Path,
    options: &ImportOptions,
    keep_going: &dyn Fn() -> bool,
) -> io::Result<Result<Opened, Broken>> {
    let how = ReadOptions {
        layer: options.layer.clone(),
        encoding: options.encoding,
    };
    let is_mapped = |name: &str| options.map.iter().any(|(_, column)| fold(column) == fold(name));
    let is_known = |name: &str| Fields::is_known(options.kind, name) || is_mapped(name);
    formats::open(path, &how, &is_known, keep_going)
}

/// Takes a first look at the features.
async fn look(opened: Opened, options: &ImportOptions) -> Result<(Arc<Opened>, Sample), ImportError> {
    let options = options.clone();
    tokio::task::spawn_blocking(move || {
        let sample = Sample::take(&opened, Some(options.kind), &options.map, options.project.as_deref())?;
        Ok((Arc::new(opened), sample))
    })
    .await?
}

/// One import under way.
struct Run {
    path: PathBuf,
    before: Stamp,
    author: Author,
    op_id: Uuid,
    options: ImportOptions,
    outputs: Outputs,
    watch: Watch,
    system: Likely,
    country: Option<Country>,
    features: u64,
}

impl Run {
    /// Whether nothing may be stored.
    fn is_stopped_by(&self, report: &Report) -> bool {
        report.refused > 0 && (!self.options.skip_bad || report.is_refused_as_a_whole)
    }

    async fn stage_and_merge(
        &self,
        conn: &mut PgConnection,
        opened: Arc<Opened>,
        fields: Fields,
        report: Report,
    ) -> Result<Report, ImportError> {
        let options = &self.options;
        let origin = Origin {
            op_id: self.op_id,
            author: &self.author,
            overwrite: options.overwrite,
            allow_no_shape: options.allow_no_shape,
            repair: options.repair,
            level_name_vi: options.level_name_vi.as_deref(),
            level_name_en: options.level_name_en.as_deref(),
        };
        // Files are named after people now and then, and history is for good: their names stand in imports.
        let subject = options.project.as_deref().unwrap_or_default();
        audit::record(conn, self.op_id, &self.author, options.kind.action(), subject).await?;
        let Read {
            mut report,
            mut shapes,
            stored,
        } = self.stage(conn, opened, fields, report).await?;
        self.watch.tell(Progress::Merging);
        store::check(conn, options.kind, &origin, &mut report).await?;
        if !self.is_stopped_by(&report) {
            if report.refused > 0 {
                // What is refused is drawn as well.
                self.add_marked(conn, &report, &mut shapes).await?;
                store::leave_out_refused(conn, options.kind).await?;
            }
            let merged = store::merge(conn, options.kind, &origin).await?;
            if let Some(sender) = &options.sender
                && let Some(limits) = sender.limits(conn, options.kind).await?
            {
                limits.check_file(conn, options.kind, &mut report).await?;
            }
            if !report.is_refused_as_a_whole {
                report.count(stored.counts);
                report.count(merged);
                if options.kind == Kind::Parcels {
                    store::parcels::remarks(conn, |problem| report.warn(problem)).await?;
                    ground::tell(conn, stored.look, &stored.ids, &mut report).await?;
                }
            }
        }
        report.sort();
        self.add_marked(conn, &report, &mut shapes).await?;
        if let Some(path) = &self.outputs.shapes {
            shapes
                .write(&report.marks(), path)
                .map_err(|error| ImportError::Output(path.clone(), error))?;
        }
        Ok(report)
    }

    /// Writes the refused features where that is asked for: before anything is committed, so that no row is left out of
    /// both the database and the file.
    async fn write_refused(&self, report: &mut Report, opened: Arc<Opened>) -> Result<(), ImportError> {
        let refused = std::mem::take(&mut report.refused_features);
        if self.outputs.refused.is_some() && refused.is_full() {
            report.notes.push(Text::new(
                "tệp các đối tượng bị từ chối chỉ có 2.000.000 lỗi đầu tiên",
                "the file of refused features holds the first 2,000,000 refusals only",
            ));
        }
        let Some(path) = self.outputs.refused.clone().filter(|_| !refused.is_empty()) else {
            return Ok(());
        };
        let crs = self.system.crs;
        tokio::task::spawn_blocking(move || match opened.features()? {
            Ok(mut source) => refused
                .write(source.as_mut(), crs, &path)
                .map_err(|error| ImportError::Output(path, error)),
            Err(_changed) => Ok(()),
        })
        .await?
    }

    /// Reads the file on a thread of its own while the rows flow into the tables.
    async fn stage(
        &self,
        conn: &mut PgConnection,
        opened: Arc<Opened>,
        fields: Fields,
        report: Report,
    ) -> Result<Read, ImportError> {
        let known = store::begin(conn, self.options.kind, self.features).await?;
        let (sender, mut batches) = mpsc::channel::<Batch>(WAITING_BATCHES);
        let way = ToWgs84::from(self.system.crs).map_err(io::Error::other)?;
        let reading = Reading {
            options: self.options.clone(),
            opened,
            fields,
            way: way.swapped(self.system.swap_axes),
            country: self.country,
            known,
            import: self.op_id,
            author: self.author.name.clone(),
            drawn: self.outputs.shapes.is_some(),
        };
        let reader =
            tokio::task::spawn_blocking(move || reading.run(report, |batch| sender.blocking_send(batch).is_ok()));
        let told = |features| {
            self.watch.tell(Progress::Reading {
                features,
                of_features: self.features,
            });
        };
        told(0);
        while let Some(batch) = batches.recv().await {
            if self.watch.cancelled.is_cancelled() {
                return Err(ImportError::Cancelled);
            }
            store::copy(conn, self.options.kind, batch.rows).await?;
            told(batch.features);
        }
        let mut read = reader.await??;
        if Stamp::of(&self.path)? != self.before {
            read.report.refuse_file(
                None,
                "broken_file",
                Text::new(
                    "tệp bị thay đổi trong lúc đọc; hãy nhập lại khi tệp đã ghi xong",
                    "the file was changed while it was read; import it again when it is complete",
                ),
            );
        }
        Ok(read)
    }

    /// Adds the shapes of features that are refused or look wrong, as far as they were staged.
    async fn add_marked(
        &self,
        conn: &mut PgConnection,
        report: &Report,
        shapes: &mut ShapeSample,
    ) -> Result<(), ImportError> {
        if self.outputs.shapes.is_none() {
            return Ok(());
        }
        let marked: Vec<i64> = report
            .marks()
            .into_keys()
            .filter_map(|feature| feature.try_into().ok())
            .collect();
        for (feature, key, geometry) in store::staged_shapes(conn, self.options.kind, &marked).await? {
            shapes.keep_staged(u64::try_from(feature).unwrap_or_default(), key, &geometry);
        }
        Ok(())
    }
}
