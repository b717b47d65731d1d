//! Accounts by command, and what the service offers to log in with at its start.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{PASSWORD, login, use_link};
use crate::support::{Call, SERVE, TestApp, matbang, private_folder, seed};

/// A command of the program on the database of a test.
fn command(db: &PgPool, arguments: &[&str]) -> Command {
    let options = db.connect_options();
    let url = format!(
        "postgres://{}@{}:{}/{}",
        options.get_username(),
        options.get_host(),
        options.get_port(),
        options.get_database().unwrap()
    );
    let mut command = matbang(std::path::Path::new("/nonexistent"));
    command
        .env_remove("MATBANG_DATA")
        .env("DATABASE_URL", url)
        .env("MATBANG_PASSWORD_COST", "1:1:1")
        .args(arguments);
    command
}

/// What a command prints, which must succeed, with something on its standard input.
fn says(db: &PgPool, arguments: &[&str], input: &str) -> String {
    let mut child = command(db, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[sqlx::test]
async fn an_account_is_made_by_command_with_a_password_or_a_link(db: PgPool) {
    seed::districts(&db).await;
    let app = TestApp::start(&db).await;
    let add = [
        "user",
        "add",
        "to1",
        "--role",
        "field",
        "--unit",
        "164",
        "--full-name",
        "Tổ 1",
    ];
    assert_eq!(says(&db, &add, &format!("{PASSWORD}\n")), "");
    let state = app.send(login("to1", PASSWORD)).await.expect(200).json();
    assert_eq!(state["user"]["units"][0]["code"], "164");
    let printed = says(
        &db,
        &[
            "user",
            "add",
            "an.le",
            "--role",
            "planner",
            "--url",
            "https://gpmb.example/",
        ],
        "",
    );
    let token = printed
        .trim()
        .rsplit_once("https://gpmb.example/#/password/")
        .unwrap()
        .1;
    use_link(&app, &json!({ "token": token }), PASSWORD).await.expect(200);
    let list = says(&db, &["user", "list"], "");
    assert!(list.lines().any(|line| line == "to1\tfield\t164\tTổ 1"), "{list}");
    assert!(list.lines().any(|line| line == "an.le\tplanner"), "{list}");
}

#[sqlx::test]
async fn a_command_says_why_it_makes_no_account(db: PgPool) {
    let _app = TestApp::start(&db).await;
    for (arguments, password, why) in [
        (["user", "add", "leader", "--role", "planner"], "", "already"),
        (
            ["user", "add", "ab", "--role", "field"],
            "",
            "at least one administrative unit",
        ),
        (
            ["user", "add", "ab", "--role", "planner"],
            "matkhau123",
            "guessed too easily",
        ),
        (["token", "add", "nobody", "--scope", "read"], "", "no account «nobody»"),
    ] {
        let mut child = command(&db, &arguments)
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            output.status.code() == Some(1) && said.contains(why),
            "{arguments:?}: {said}"
        );
    }
}

#[sqlx::test]
async fn a_token_made_by_command_opens_the_service_and_an_account_switched_off_by_command_is_out(db: PgPool) {
    let app = TestApp::start(&db).await;
    let token = says(&db, &["token", "add", "planner", "--scope", "read", "--days", "2"], "");
    let reads = || {
        let call = Call::get("/api/v1/parcels").anonymous();
        call.header("authorization", format!("Bearer {}", token.trim()))
    };
    app.send(reads()).await.expect(200);
    says(&db, &["user", "disable", "planner"], "");
    assert!(app.board.catch_up().await);
    app.send(reads()).await.problem(401, "login-needed");
}

/// A service that was started, and the lines that it has printed up to where it says how to stop it.
struct Started(Child, Vec<String>);

impl Started {
    fn start(mut command: Command) -> Self {
        let mut child = command.args(SERVE).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let mut said = Vec::new();
        for line in lines {
            let is_last = line.contains("/#/password/");
            said.push(line);
            if is_last {
                break;
            }
        }
        Self(child, said)
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[sqlx::test]
async fn without_accounts_every_start_prints_a_new_link_for_the_first_administrator(db: PgPool) {
    let link = |started: &Started| {
        let line = started.1.iter().find(|line| line.contains("/#/password/")).unwrap();
        line.rsplit_once('/').unwrap().1.to_owned()
    };
    let folder = private_folder();
    let serve = || {
        let mut serve = command(&db, &[]);
        serve.env("MATBANG_SPOOL", folder.path());
        serve
    };
    let first = link(&Started::start(serve()));
    let second = link(&Started::start(serve()));
    assert_ne!(first, second);
    let kept: i64 =
        sqlx::query_scalar("select count(*) from password_links where token_hash = sha256(convert_to($1, 'UTF8'))")
            .bind(second)
            .fetch_one(&db)
            .await
            .unwrap();
    assert_eq!(kept, 1);
}

#[sqlx::test]
async fn the_accounts_of_the_demo_are_those_that_its_page_tells_and_go_with_it(db: PgPool) {
    seed::districts(&db).await;
    seed::project(&db, "P", json!({})).await;
    seed::parcel(&db, "P", "1/1", json!({ "at": [105.82, 21.55] })).await;
    let pool = matbang::db::connect(db.connect_options().as_ref().clone())
        .await
        .unwrap();
    let passwords = matbang::auth::Passwords::new("1:1:1".parse().unwrap()).unwrap();
    // The cast has an `admin` of its own, which the demo leaves alone.
    TestApp::start(&db).await;
    let none = matbang::auth::demo::make(&pool, &passwords).await.unwrap();
    assert!(none.is_empty(), "a province of people is for nobody to try");
    seed::sql(
        &db,
        "insert into audit (op_id, actor, door, action) values (gen_random_uuid(), 'demo', 'demo', 'demo.load')",
    )
    .await;
    let demo_accounts = matbang::auth::demo::make(&pool, &passwords).await.unwrap();
    let settings = matbang::auth::AuthSettings {
        demo_accounts,
        ..Default::default()
    };
    let app = TestApp::start_with(&db, settings).await;
    let told = app.send(Call::get("/api/v1/session").anonymous()).await.json()["demo_accounts"].clone();
    let told: Vec<Value> = told.as_array().unwrap().clone();
    let names: Vec<&Value> = told.iter().map(|account| &account["name"]).collect();
    assert_eq!(names, ["lanhdao", "canbo", "hientruong", "kehoach"]);
    for account in &told {
        let text = |name: &str| account[name].as_str().unwrap().to_owned();
        let state = app
            .send(login(&text("name"), &text("password")))
            .await
            .expect(200)
            .json();
        assert_eq!(state["user"]["role"], account["role"]);
    }
    matbang::auth::demo::remove(&pool).await.unwrap();
    pool.close().await;
    let left: i64 = sqlx::query_scalar("select count(*) from users where demo_password is not null")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(left, 0);
}
