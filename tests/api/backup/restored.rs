use std::{fs, path::Path, process::Stdio};

use sqlx::{ConnectOptions, Connection, Executor};

use super::{Province, answers, assert_same, said};
use crate::support::{Call, OwnPostgres, Serving, Stream, TestApp, exhibits, matbang, place, run, until};

#[tokio::test]
async fn a_restored_province_answers_as_the_one_that_was_backed_up() {
    let province = Province::start().await;
    let before = answers(&province.app, &province.parcels).await;
    let file = province.back_up("a.backup");
    province.note(0, "sau khi sao lưu").await;

    let folder = place();
    let data = folder.path().join("new");
    let output = run(&data, &[Path::new("restore"), &file]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("60 parcels") && said(&output).contains("2 attachments"));

    let postgres = OwnPostgres::of(folder, data.clone()).await;
    let pool = postgres.pool().await;
    let app = TestApp::start(&pool).await;
    assert_same(&answers(&app, &province.parcels).await, &before);
    assert_eq!(
        fs::read_to_string(data.join("attachments/ab/abcd")).unwrap(),
        "ảnh hiện trường"
    );
    assert_eq!(fs::read(data.join("attachments/empty")).unwrap(), b"");
    // It lives on: new rows get new numbers, changes reach the board.
    let mut stream = Stream::open(&app, None).await;
    let again = Province {
        postgres,
        app,
        parcels: province.parcels.clone(),
        _pool: pool,
        folder: place(),
    };
    again.note(1, "sau khi phục hồi").await;
    let told = stream.next_of(province.parcels[1]).await;
    assert!(told["version"].as_i64().unwrap() > 1);
}

#[tokio::test]
async fn attachments_come_back_and_of_those_in_a_store_elsewhere_the_backup_says_where_they_lie() {
    let province = Province::start().await;
    let attach = Call::post("/api/v1/obstacles/1/attachments?name=bien-ban.pdf");
    let attach = attach.body("application/octet-stream", exhibits::pdf());
    let attached = province.app.send(attach).await.expect(201).json();
    let (data, file) = (province.postgres.data(), province.file("a.backup"));
    let folder = province.app.attachments.path().to_str().unwrap();
    let output = run(data, &["backup", "--attachments", folder, file.to_str().unwrap()]);
    assert!(said(&output).contains("1 attachments"), "{}", said(&output));

    let elsewhere = province.file("b.backup");
    let output = run(
        data,
        &["backup", "--attachments", "s3://gpmb/anh", elsewhere.to_str().unwrap()],
    );
    assert!(
        said(&output).contains("no attachments (they lie at s3://gpmb/anh"),
        "{}",
        said(&output)
    );

    let fresh = place();
    let data = fresh.path().join("new");
    let refused = run(
        &data,
        &["restore", "--attachments", "s3://gpmb/anh", file.to_str().unwrap()],
    );
    assert!(
        !refused.status.success() && said(&refused).contains("--attachments DIR"),
        "{}",
        said(&refused)
    );
    let output = run(&data, &[Path::new("restore"), &file]);
    assert!(output.status.success(), "{}", said(&output));
    let sha256 = attached["sha256"].as_str().unwrap();
    let restored = fs::read(data.join("attachments").join(&sha256[..2]).join(&sha256[2..])).unwrap();
    assert_eq!(restored, exhibits::pdf());
    let checked = run(&data, &["check"]);
    assert!(
        checked.status.success() && said(&checked).contains("1 files, no file too many"),
        "{}",
        said(&checked)
    );
}

#[tokio::test]
async fn the_seals_hold_after_a_restore_and_the_chain_goes_on() {
    let province = Province::start().await;
    let last = |data: &Path| said(&run(data, &["audit", "seal"])).trim().to_owned();
    let sealed = last(province.postgres.data());
    province.note(0, "chưa niêm phong").await;
    let file = province.back_up("a.backup");

    let folder = place();
    let data = folder.path().join("new");
    let output = run(&data, &[Path::new("restore"), &file]);
    assert!(output.status.success(), "{}", said(&output));
    let (number, hash) = sealed.split_once(' ').unwrap();
    let verify = || {
        let output = run(&data, &["audit", "verify", "--since-seal", number, "--expect", hash]);
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    };
    assert!(verify().contains("Not sealed yet: 1 rows"), "{}", verify());
    assert!(last(&data).starts_with("2 "));
    let told = verify();
    assert!(told.contains("Last seal: 2") && !told.contains("Not sealed"), "{told}");
}

#[tokio::test]
async fn a_database_with_data_is_replaced_only_when_asked_and_never_under_a_server_of_its_folder() {
    let province = Province::start().await;
    let file = province.back_up("a.backup");
    let before = answers(&province.app, &province.parcels).await;
    province.note(0, "sẽ mất").await;
    province.note(1, "sẽ mất").await;
    let later = answers(&province.app, &province.parcels).await;
    let data = province.postgres.data().to_owned();
    let restore = |arguments: &[&str]| {
        let file = file.to_str().unwrap();
        run(&data, &[&["restore", file], arguments].concat())
    };

    let refused = restore(&[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("--replace"), "{}", said(&refused));
    let server = Serving::start(matbang(&data));
    let refused = restore(&["--replace"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("already serves"), "{}", said(&refused));
    server.kill();
    assert_same(&answers(&province.app, &province.parcels).await, &later);

    // The service of the test holds no folder: it stands for one on a server that is given by its address.
    let mut stream = Stream::open(&province.app, None).await;
    let output = restore(&["--replace"]);
    assert!(output.status.success(), "{}", said(&output));
    while stream.next().await.name != "change" {}
    until("the board sees the database", async || {
        province.app.get("/readyz").await.status == 200
    })
    .await;
    assert!(province.app.board.catch_up().await);
    assert_same(&answers(&province.app, &province.parcels).await, &before);
}

#[tokio::test]
async fn an_ordinary_role_restores_on_a_server_given_by_its_address() {
    let province = Province::start().await;
    let file = province.back_up("a.backup");
    let before = answers(&province.app, &province.parcels).await;
    let server = OwnPostgres::start().await;
    for statement in ["create role land login", "create database land owner land"] {
        server.sql(statement).await;
    }
    let mut admin = sqlx::PgConnection::connect_with(&server.options.clone().database("land"))
        .await
        .unwrap();
    admin.execute("create extension postgis").await.unwrap();
    admin.close().await.unwrap();
    let options = server.options.clone().database("land").username("land");
    let output = matbang(Path::new("unused"))
        .env_remove("MATBANG_DATA")
        .env("MATBANG_ATTACHMENTS", province.file("files"))
        .env("DATABASE_URL", options.to_url_lossy().as_str())
        .args([Path::new("restore"), &file])
        .output()
        .unwrap();
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    assert!(province.file("files/ab/abcd").exists());
    let pool = sqlx::PgPool::connect_with(options).await.unwrap();
    let app = TestApp::start(&pool).await;
    assert_same(&answers(&app, &province.parcels).await, &before);
}

#[tokio::test]
async fn an_older_schema_is_brought_up_to_date() {
    let province = Province::start().await;
    province
        .postgres
        .sql("drop function shape_mark, field_changes, imported_value")
        .await;
    province
        .postgres
        .sql("delete from _sqlx_migrations where version = 20261123080800")
        .await;
    let file = province.back_up("old.backup");
    let folder = place();
    let data = folder.path().join("new");
    let output = run(&data, &[Path::new("restore"), &file]);
    assert!(output.status.success(), "{}", said(&output));
    let postgres = OwnPostgres::of(folder, data).await;
    assert!(
        postgres
            .ask::<bool>("select to_regproc('shape_mark') is not null")
            .await
    );
}

#[tokio::test]
async fn a_restore_killed_in_the_middle_leaves_everything_as_it_was() {
    let province = Province::start().await;
    let file = province.back_up("a.backup");
    province.note(0, "bản mới").await;
    let before = answers(&province.app, &province.parcels).await;
    let mut other = province.postgres.connection().await;
    let mut held = other.begin().await.unwrap();
    held.execute("lock table tokens in share mode").await.unwrap();
    let mut child = matbang(province.postgres.data())
        .args([Path::new("restore"), &file, Path::new("--replace")])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("the restore waits", async || {
        let waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'";
        province.postgres.ask::<i64>(waiting).await > 0
    })
    .await;
    child.kill().unwrap();
    child.wait().unwrap();
    held.rollback().await.unwrap();
    until("PostgreSQL notices", async || {
        let working = "select count(*) from pg_locks where locktype = 'advisory'";
        province.postgres.ask::<i64>(working).await == 0
    })
    .await;
    assert_same(&answers(&province.app, &province.parcels).await, &before);
}
