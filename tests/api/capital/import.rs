//! Figures from files.

use matbang::auth::Role;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{report, scene};
use crate::support::{Answer, Call, TestApp, days_ago, matbang_on, today};

const HEADINGS: &str = "Mã dự án;Năm;Kế hoạch vốn (tỷ đồng);Đã giải ngân (tỷ đồng);Tính đến ngày\n";

async fn send(app: &TestApp, role: Role, query: &str, file: impl Into<Vec<u8>>) -> Answer {
    let call = Call::post(&format!("/api/v1/capital/import?{query}")).as_(role);
    app.send(call.body("application/octet-stream", file.into())).await
}

async fn stored(db: &PgPool) -> Vec<(String, i16, String, i64, i64, i32, String)> {
    sqlx::query_as(
        "select code, year, as_of::text, planned_vnd, disbursed_vnd, f.version, source
         from capital_figures f join projects p on p.id = project_id order by code, year, as_of",
    )
    .fetch_all(db)
    .await
    .unwrap()
}

fn counts(answer: &Value) -> [i64; 4] {
    ["rows", "new", "changed", "same"].map(|name| answer[name].as_i64().unwrap())
}

#[sqlx::test]
async fn a_file_is_tried_stored_and_the_second_time_changes_nothing(db: PgPool) {
    let app = scene(&db).await;
    let day = days_ago(3);
    report(&app, "W", 3, (1_000_000_000, 0)).await;
    let year = day.year();
    let file = format!(
        "{HEADINGS}W;{year};1.234,5;1.000,25;{}\nE;{year};2;0;{day}\n",
        day.to_vietnamese()
    );
    let tried = send(&app, Role::Admin, "dry_run=true&file_name=v.csv", file.clone())
        .await
        .expect(200)
        .json();
    assert_eq!((counts(&tried), &tried["dry_run"]), ([2, 1, 1, 0], &json!(true)));
    assert_eq!(
        tried["changes"][0]["before"],
        json!({ "planned_vnd": 1_000_000_000_i64, "disbursed_vnd": 0 })
    );
    assert_eq!(
        tried["changes"][0]["after"],
        json!({ "planned_vnd": 1_234_500_000_000_i64, "disbursed_vnd": 1_000_250_000_000_i64 })
    );
    assert_eq!(tried["columns"][2]["unit"], "billion");
    assert_eq!(stored(&db).await.len(), 1, "a trial stores nothing");
    let done = send(&app, Role::Admin, "file_name=v.csv", file.clone())
        .await
        .expect(200)
        .json();
    assert_eq!(counts(&done), [2, 1, 1, 0]);
    let after = stored(&db).await;
    let text = day.to_string();
    assert_eq!(
        after[0],
        ("E".into(), year, text.clone(), 2_000_000_000, 0, 1, "v.csv".into())
    );
    assert_eq!(
        after[1],
        (
            "W".into(),
            year,
            text,
            1_234_500_000_000,
            1_000_250_000_000,
            2,
            "v.csv".into()
        )
    );
    let again = send(&app, Role::Admin, "file_name=v.csv", file)
        .await
        .expect(200)
        .json();
    assert_eq!(counts(&again), [2, 0, 0, 2]);
    assert_eq!(stored(&db).await, after);
    let events: i64 = sqlx::query_scalar("select count(*) from events where action = 'capital_recorded'")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(events, 3, "one typed, two of the file");
}

#[sqlx::test]
async fn one_bad_row_refuses_all_of_a_file_and_every_fault_is_told_in_the_readers_language(db: PgPool) {
    let app = scene(&db).await;
    let day = days_ago(3).to_vietnamese();
    let file = format!("{HEADINGS}W;2026;1,5;1;{day}\nX;2026;1,5;1;{day}\nE;2026;abc;-1;hôm qua\n");
    let call = Call::post("/api/v1/capital/import").in_english();
    let told = app
        .send(call.body("text/csv", file.clone()))
        .await
        .problem(422, "refused");
    let pointers: Vec<&str> = told.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(pointers, ["/rows/4/planned", "/rows/4/disbursed", "/rows/4/as_of"]);
    assert!(
        told[0]
            .1
            .starts_with("Row 4, column «Kế hoạch vốn (tỷ đồng)»: «abc» is not an amount"),
        "{told:?}"
    );
    let mended = file.replace("abc", "1,5").replace(";-1;hôm qua", &format!(";1;{day}"));
    let told = send(&app, Role::Admin, "", mended).await.problem(422, "refused");
    assert_eq!(told[0].0, "/rows/3/project");
    assert!(told[0].1.contains("không có dự án mang mã «X»"), "{told:?}");
    assert!(stored(&db).await.is_empty());
}

#[sqlx::test]
async fn a_workbook_gives_real_dates_formulas_and_numbers(db: PgPool) {
    let app = scene(&db).await;
    let day = days_ago(3);
    let text = day.to_string();
    let mut parts = text.split('-').map(|part| part.parse::<u16>().unwrap());
    let (year, month, date) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let date = ExcelDateTime::from_ymd(year, u8::try_from(month).unwrap(), u8::try_from(date).unwrap()).unwrap();
    let shown = Format::new().set_num_format("dd/mm/yyyy");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Giải ngân").unwrap();
    sheet.write_string(0, 0, "TÌNH HÌNH GIẢI NGÂN").unwrap();
    for (column, heading) in [
        "TT",
        "Mã dự án",
        "Tên dự án",
        "Năm",
        "Kế hoạch vốn (triệu đồng)",
        "Đã giải ngân (triệu đồng)",
        "Tính đến ngày",
    ]
    .into_iter()
    .enumerate()
    {
        sheet.write_string(2, u16::try_from(column).unwrap(), heading).unwrap();
    }
    sheet.write_number(3, 0, 1.0).unwrap();
    sheet.write_string(3, 1, "W").unwrap();
    sheet.write_string(3, 2, "Dự án W").unwrap();
    sheet.write_number(3, 3, f64::from(year)).unwrap();
    sheet.write_number(3, 4, 1500.5).unwrap();
    sheet
        .write_formula(3, 5, Formula::new("=E4*0.2").set_result("300.10000000000002"))
        .unwrap();
    sheet.write_datetime_with_format(3, 6, &date, &shown).unwrap();
    sheet.write_string(4, 0, "Tổng cộng").unwrap();
    sheet.write_number(4, 4, 1500.5).unwrap();
    let done = send(
        &app,
        Role::Admin,
        "file_name=giai-ngan.xlsx",
        book.save_to_buffer().unwrap(),
    )
    .await
    .expect(200)
    .json();
    assert_eq!((counts(&done), &done["sheet"]), ([1, 1, 0, 0], &json!("Giải ngân")));
    let all = stored(&db).await;
    assert_eq!((&all[0].2, all[0].3, all[0].4), (&text, 1_500_500_000, 300_100_000));
}

#[sqlx::test]
async fn a_formula_that_fails_is_named_by_its_cell(db: PgPool) {
    let app = scene(&db).await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in [
        "Mã dự án",
        "Năm",
        "Kế hoạch vốn (đồng)",
        "Đã giải ngân (đồng)",
        "Tính đến ngày",
    ]
    .into_iter()
    .enumerate()
    {
        sheet.write_string(0, u16::try_from(column).unwrap(), heading).unwrap();
    }
    sheet.write_string(1, 0, "W").unwrap();
    sheet.write_number(1, 1, 2026.0).unwrap();
    sheet.write_number(1, 2, 5.0).unwrap();
    sheet
        .write_formula(1, 3, Formula::new("=C2/0").set_result("#DIV/0!"))
        .unwrap();
    sheet.write_string(1, 4, "1/10/2026").unwrap();
    let told = send(&app, Role::Admin, "", book.save_to_buffer().unwrap())
        .await
        .problem(422, "refused");
    assert!(told[0].1.starts_with("Dòng 2"), "{told:?}");
    assert!(stored(&db).await.is_empty());
}

#[sqlx::test]
async fn files_are_for_those_who_manage_and_keep_to_their_area(db: PgPool) {
    let app = scene(&db).await;
    let day = days_ago(3).to_vietnamese();
    let year = today().year();
    let file = |codes: &[&str]| {
        let rows = codes.iter().map(|code| format!("{code};{year};2;1;{day}\n"));
        format!("{HEADINGS}{}", rows.collect::<String>())
    };
    for role in [Role::Planner, Role::Field, Role::Leader] {
        send(&app, role, "", file(&["W"])).await.problem(403, "forbidden");
    }
    for query in ["", "dry_run=true"] {
        send(&app, Role::Officer, query, file(&["W", "E"]))
            .await
            .problem(403, "forbidden");
    }
    assert!(stored(&db).await.is_empty());
    send(&app, Role::Officer, "", file(&["W"])).await.expect(200);
    send(&app, Role::Admin, "", vec![b'x'; 5 << 20])
        .await
        .problem(413, "too-large");
}

#[sqlx::test]
async fn the_command_tries_and_stores_a_file(db: PgPool) {
    let _app = scene(&db).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("von.csv");
    let day = days_ago(3);
    std::fs::write(&path, format!("{HEADINGS}W;{};2,5;1;{day}\n", day.year())).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = matbang_on(&db, &["capital", "import"]);
        command.arg(&path).args(arguments).output().unwrap()
    };
    let tried = run(&["--dry-run"]);
    let said = String::from_utf8(tried.stdout).unwrap();
    assert!(
        said.contains("1 new, 0 changed, 0 as before. Nothing was stored."),
        "{said}"
    );
    assert!(stored(&db).await.is_empty());
    assert!(run(&[]).status.success());
    assert_eq!(stored(&db).await[0].3, 2_500_000_000);
    std::fs::write(&path, format!("{HEADINGS}W;2026;abc;1;{day}\n")).unwrap();
    let refused = run(&[]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("Row 2, column"), "{said}");
}
