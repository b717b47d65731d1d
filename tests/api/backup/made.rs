use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use super::{Province, said};
use crate::support::{OwnPostgres, place, run};

#[tokio::test]
async fn a_backup_is_for_its_owner_alone_and_replaces_no_file_unless_asked() {
    let province = Province::start().await;
    let file = province.back_up("a.backup");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let first = fs::read(&file).unwrap();
    let back_up = |more: &[&str]| {
        let file = file.to_str().unwrap();
        run(province.postgres.data(), &[&["backup", file], more].concat())
    };
    let refused = back_up(&[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("--force"), "{}", said(&refused));
    assert!(fs::read(&file).unwrap() == first);
    let replaced = back_up(&["--force"]);
    assert!(replaced.status.success(), "{}", said(&replaced));
    assert!(said(&replaced).contains("60 parcels"), "{}", said(&replaced));
    assert!(fs::read(&file).unwrap() != first);
    assert_eq!(
        fs::read_dir(province.folder.path()).unwrap().count(),
        1,
        "nothing unfinished is left"
    );
}

/// A full disk cannot be had without harm to others; a limit on the size of files fails at the same place.
#[tokio::test]
async fn a_backup_that_cannot_be_written_to_its_end_leaves_no_file() {
    let province = Province::start().await;
    let file = province.file("a.backup");
    let output = Command::new("bash")
        .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" backup \"$1\""])
        .args([env!("CARGO_BIN_EXE_matbang").as_ref(), file.as_os_str()])
        .env("MATBANG_DATA", province.postgres.data())
        .env("MATBANG_LANG", "en")
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("a.backup"), "{}", said(&output));
    assert_eq!(fs::read_dir(province.folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_database_without_our_schema_is_not_backed_up() {
    let postgres = OwnPostgres::start().await;
    postgres.sql("drop table _sqlx_migrations").await;
    let folder = place();
    let file = folder.path().join("a.backup");
    let output = run(postgres.data(), &[Path::new("backup"), &file]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("nothing to back up"), "{}", said(&output));
    assert!(!file.exists());
}
