//! The command itself: what it prints, writes and gives back.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;
use sqlx::{ConnectOptions as _, PgPool};
use tempfile::TempDir;

use super::{
    PARCELS, PROJECTS, UNITS, number,
    shapes::{collection, parcel, square, with},
};

/// A folder with files, and the command run in it against the database of the test.
struct Terminal {
    folder: TempDir,
    database: String,
}

impl Terminal {
    async fn open(pool: &PgPool) -> Self {
        let terminal = Self {
            folder: tempfile::tempdir().unwrap(),
            database: pool.connect_options().to_url_lossy().to_string(),
        };
        for (kind, content) in [("units", UNITS), ("projects", PROJECTS)] {
            terminal.file(kind, content);
            assert_eq!(terminal.import(&[kind, kind]).await.status.code(), Some(0));
        }
        terminal
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    async fn import(&self, args: &[&str]) -> Output {
        self.import_in("en", args).await
    }

    async fn import_in(&self, language: &str, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_matbang"));
        command
            .arg("import")
            .args(args)
            .current_dir(&self.folder)
            .env("DATABASE_URL", &self.database)
            .env("MATBANG_LANG", language);
        tokio::task::spawn_blocking(move || command.output())
            .await
            .unwrap()
            .unwrap()
    }
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn bad() -> String {
    collection(&[
        parcel(91, &[square(0., 0., 10.)]),
        with(parcel(92, &[square(20., 0., 10.)]), "paid_on", "2999-01-01"),
    ])
}

#[sqlx::test]
async fn it_ends_with_zero_where_all_is_stored_and_with_one_where_anything_is_refused(pool: PgPool) {
    let terminal = Terminal::open(&pool).await;
    terminal.file("good", PARCELS);
    terminal.file("bad", bad());
    let count = "select count(*) from parcels";
    for (args, code, says, stored) in [
        (
            ["parcels", "bad", "--json", "--by=Lan"],
            1,
            "\"stored_in_database\": false",
            0,
        ),
        (
            ["parcels", "bad", "--dry-run", "--skip-bad"],
            1,
            "REFUSED: nothing was stored: bad",
            0,
        ),
        (
            ["parcels", "good", "--dry-run", "--by=Lan"],
            0,
            "DRY RUN: nothing was stored: good",
            0,
        ),
        (["parcels", "good", "--by", "Lan"], 0, "STORED: good", 4),
        (
            ["parcels", "bad", "--skip-bad", "--by=Lan"],
            1,
            "STORED WHAT IS GOOD, left out what was refused: bad",
            5,
        ),
    ] {
        let output = terminal.import(&args).await;
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", printed(&output));
        assert!(printed(&output).contains(says), "{args:?}: {}", printed(&output));
        assert_eq!(number(&pool, count).await, stored, "{args:?}");
    }
}

#[sqlx::test]
async fn the_report_is_printed_in_words_of_both_languages_and_as_json(pool: PgPool) {
    let terminal = Terminal::open(&pool).await;
    terminal.file("bad", bad());
    let english = printed(&terminal.import(&["parcels", "bad"]).await);
    assert!(
        english.contains("✗ feature 2 (D1///92) paid_on: the day 2999-01-01 lies in the future"),
        "{english}"
    );
    assert!(
        english.contains("read 2 · new 0 · updated 0 · unchanged 0 · refused 1"),
        "{english}"
    );
    let vietnamese = printed(&terminal.import_in("vi", &["parcels", "bad"]).await);
    assert!(
        vietnamese.contains("✗ đối tượng 2 (D1///92) paid_on: ngày 01/01/2999 ở tương lai"),
        "{vietnamese}"
    );
    let json = printed(&terminal.import(&["parcels", "bad", "--json"]).await);
    let report: Value = serde_json::from_str(&json).unwrap();
    let told = &report["problems"][0];
    let members: Vec<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["feature", "key", "field", "code", "vi", "en"]);
    assert_eq!(
        (&told["feature"], &told["key"], &told["field"]),
        (&2.into(), &"D1///92".into(), &"paid_on".into())
    );
    assert_eq!((&report["read"], &report["refused"]), (&2.into(), &1.into()));
}

#[sqlx::test]
async fn a_full_disk_is_told_and_nothing_is_half_done(pool: PgPool) {
    let terminal = Terminal::open(&pool).await;
    terminal.file("bad", bad());
    for (refused, says) in [
        ("/dev/full", "/dev/full cannot be written (No space left on device"),
        (
            "missing/refused.geojson",
            "missing/refused.geojson cannot be written (No such file or directory",
        ),
    ] {
        let output = terminal
            .import(&["parcels", "bad", "--skip-bad", "--refused", refused])
            .await;
        assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(
            errors.contains(says) && errors.contains("Nothing was stored"),
            "{errors}"
        );
        assert_eq!(number(&pool, "select count(*) from parcels").await, 0);
    }
    let output = terminal
        .import(&["parcels", "bad", "--skip-bad", "--refused", "refused.geojson"])
        .await;
    assert_eq!(
        (
            output.status.code(),
            number(&pool, "select count(*) from parcels").await
        ),
        (Some(1), 1)
    );
    assert!(terminal.path("refused.geojson").exists());
}

#[sqlx::test]
async fn the_file_that_is_imported_is_never_overwritten_by_what_is_refused_of_it(pool: PgPool) {
    let terminal = Terminal::open(&pool).await;
    terminal.file("bad", bad());
    std::os::unix::fs::symlink(terminal.path("bad"), terminal.path("link")).unwrap();
    for refused in ["bad", "./bad", "link"] {
        let output = terminal
            .import(&["parcels", "bad", "--skip-bad", "--refused", refused])
            .await;
        assert_eq!(output.status.code(), Some(1));
        assert!(
            printed(&output).contains("--refused would overwrite the file that is imported"),
            "{}",
            printed(&output)
        );
        assert_eq!(std::fs::read_to_string(terminal.path("bad")).unwrap(), bad());
    }
}

#[sqlx::test]
async fn a_file_that_is_not_there_or_is_a_folder_is_told(pool: PgPool) {
    let terminal = Terminal::open(&pool).await;
    for (file, says) in [("nothing", "No such file"), (".", "irectory")] {
        assert!(Path::new(file) != terminal.folder.path());
        let output = terminal.import(&["parcels", file]).await;
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && errors.contains(says), "{errors}");
    }
}
