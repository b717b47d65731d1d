use std::{fs, path::Path, process::Output, time::SystemTime};

use serde_json::json;
use sqlx::PgPool;

use crate::support::{Call, TestApp, days_ago, exhibits, matbang_on, seed};

fn check(db: &PgPool, folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    let place = ["check", "--attachments", folder.to_str().unwrap()];
    let Output { status, stdout, stderr } = matbang_on(db, &[&place, more].concat()).output().unwrap();
    (
        status.code(),
        String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned(),
    )
}

#[sqlx::test]
async fn a_missing_file_is_named_and_what_nothing_names_for_a_day_is_swept(db: PgPool) {
    seed::project(&db, "P", json!({})).await;
    let parcel = seed::parcel(&db, "P", "1/1", json!({})).await;
    let id = seed::obstacle(&db, &[parcel], json!({ "intervals": [[days_ago(9), null]] })).await;
    let app = TestApp::start(&db).await;
    let folder = app.attachments.path();
    let uri = format!("/api/v1/obstacles/{id}/attachments");
    let mut attached = Vec::new();
    for content in [exhibits::pdf(), exhibits::png(), exhibits::webp()] {
        let call = Call::post(&format!("{uri}?name=anh")).body("application/octet-stream", content);
        attached.push(app.send(call).await.expect(201).json());
    }
    let file = |nth: usize| {
        let sha256 = attached[nth]["sha256"].as_str().unwrap();
        folder.join(&sha256[..2]).join(&sha256[2..])
    };
    let (code, said) = check(&db, folder, &[]);
    assert!(code == Some(0) && said.contains("3 files, no file too many"), "{said}");

    fs::remove_file(file(0)).unwrap();
    let removal = Call::delete(&format!("{uri}/{}", attached[1]["id"])).json(&json!({ "reason": "nhầm" }));
    assert_eq!(app.send(removal).await.status, 204);
    let (_, said) = check(&db, folder, &["--sweep"]);
    assert!(
        said.contains("no file too many") && file(1).exists(),
        "its row may be on the way: {said}"
    );
    let long_ago = SystemTime::UNIX_EPOCH;
    fs::File::options()
        .write(true)
        .open(file(1))
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    fs::write(folder.join("ours"), "no attachment").unwrap();
    let (code, said) = check(&db, folder, &["--sweep"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("2 files, removed 1 files too many"), "{said}");
    assert!(
        said.contains(&format!("of obstacle {id} is missing"))
            && said.contains(attached[0]["sha256"].as_str().unwrap())
    );
    assert!(!file(1).exists() && file(2).exists() && folder.join("ours").exists());

    let nowhere = folder.join("none");
    let (code, said) = check(&db, &nowhere, &[]);
    assert!(
        code == Some(1) && !nowhere.exists(),
        "whoever looks makes no folder: {said}"
    );
}
