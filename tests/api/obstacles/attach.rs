use std::fs;

use axum::{
    body::{Body, Bytes},
    http::StatusCode,
};
use futures_util::stream;
use img_parts::{ImageEXIF as _, jpeg::Jpeg, png::Png, webp::WebP};
use matbang::auth::Role;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{Answer, Call, TestApp, days_ago, exhibits, seed};

/// An obstacle in each district: west, the cast's own, and east.
async fn scene(db: &PgPool) -> (TestApp, i64, i64) {
    seed::districts(db).await;
    seed::project(db, "P", json!({})).await;
    let west = seed::parcel(db, "P", "1/1", json!({ "at": [105.82, 21.55] })).await;
    let east = seed::parcel(db, "P", "1/2", json!({ "at": [105.87, 21.55] })).await;
    let raised = json!({ "intervals": [[days_ago(9), null]] });
    let own = seed::obstacle(db, &[west], raised.clone()).await;
    let other = seed::obstacle(db, &[east], raised).await;
    (TestApp::start(db).await, own, other)
}

fn attach(id: i64, name: &str, content: impl Into<Body>) -> Call {
    let name = utf8_percent_encode(name, NON_ALPHANUMERIC);
    Call::post(&format!("/api/v1/obstacles/{id}/attachments?name={name}")).body("application/octet-stream", content)
}

async fn fetch(app: &TestApp, id: i64, attachment: &Value) -> Answer {
    let uri = format!("/api/v1/obstacles/{id}/attachments/{}", attachment["id"]);
    app.get(&uri).await.expect(200)
}

/// How many files lie in the store.
fn stored(app: &TestApp) -> usize {
    let folders = fs::read_dir(app.attachments.path()).unwrap();
    folders
        .map(|folder| fs::read_dir(folder.unwrap().path()).unwrap().count())
        .sum()
}

#[sqlx::test]
async fn a_file_is_what_it_holds_whatever_it_is_called(db: PgPool) {
    let (app, id, _) = scene(&db).await;
    for (name, content, kind) in [
        ("ảnh.jpg", exhibits::pdf(), "application/pdf"),
        ("biên bản.pdf", exhibits::jpeg(1), "image/jpeg"),
        ("tài liệu.exe", exhibits::png(), "image/png"),
        ("x", exhibits::webp(), "image/webp"),
    ] {
        let attachment = app.send(attach(id, name, content)).await.expect(201).json();
        assert_eq!(
            (&attachment["name"], &attachment["media_type"]),
            (&json!(name), &json!(kind))
        );
        let answer = fetch(&app, id, &attachment).await;
        assert_eq!(answer.header("content-type"), kind);
        assert_eq!(
            answer.body.len(),
            usize::try_from(attachment["size_bytes"].as_u64().unwrap()).unwrap()
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-security-policy").contains("sandbox"));
        assert!(
            answer
                .header("content-disposition")
                .starts_with("inline; filename*=UTF-8''")
        );
        assert!(answer.header("cache-control").starts_with("private"));
    }
    for content in [
        b"MZ\x90\0\x03\0\0\0".to_vec(),
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(),
        b"<html><script>alert(1)</script></html>".to_vec(),
        Vec::new(),
    ] {
        let refused = app.send(attach(id, "ảnh.jpg", content)).await;
        refused.problem(415, "unsupported-media-type");
    }
    let detail = app.json(&format!("/api/v1/obstacles/{id}")).await;
    assert_eq!(
        (
            &detail["attachment_count"],
            detail["attachments"].as_array().unwrap().len()
        ),
        (&json!(4), 4)
    );
}

#[sqlx::test]
async fn nobody_learns_where_or_by_which_device_a_picture_was_taken(db: PgPool) {
    let (app, id, _) = scene(&db).await;
    for (name, content) in [
        ("a.jpg", exhibits::jpeg(6)),
        ("a.png", exhibits::png()),
        ("a.webp", exhibits::webp()),
    ] {
        let attachment = app.send(attach(id, name, content)).await.expect(201).json();
        let shown = fetch(&app, id, &attachment).await.body;
        for secret in exhibits::SECRETS {
            let is_there = shown.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!is_there, "{secret} in {name}");
        }
        let turned = |exif: Option<Bytes>| *exif.unwrap().get(19).unwrap();
        match name {
            "a.jpg" => assert_eq!(
                turned(Jpeg::from_bytes(shown).unwrap().exif()),
                6,
                "still the right way up"
            ),
            "a.png" => assert_eq!(turned(Png::from_bytes(shown).unwrap().exif()), 6),
            _ => {
                assert_eq!(shown[20] & 0x04, 0, "XMP is not announced");
                assert_eq!(turned(WebP::from_bytes(shown).unwrap().exif()), 8);
            }
        }
    }
}

#[sqlx::test]
async fn what_is_seen_of_a_picture_stays_as_it_is(db: PgPool) {
    let (app, id, _) = scene(&db).await;
    let sent = exhibits::jpeg(1);
    let attachment = app.send(attach(id, "a.jpg", sent.clone())).await.expect(201).json();
    let shown = fetch(&app, id, &attachment).await.body;
    let tables = sent.windows(2).position(|pair| pair == b"\xff\xdb").unwrap();
    let end = sent.len() - "appended film".len();
    assert!(shown.ends_with(&sent[tables..end]));
    assert_eq!(Jpeg::from_bytes(shown).unwrap().exif(), None, "upright needs no note");
}

#[sqlx::test]
async fn a_damaged_picture_is_refused(db: PgPool) {
    let (app, id, _) = scene(&db).await;
    let jpeg = exhibits::jpeg(1);
    let without_end = jpeg.len() - "appended film".len() - 2;
    let png = exhibits::png();
    let mut flipped = png.clone();
    flipped[20] ^= 1;
    let webp = exhibits::webp();
    for content in [
        jpeg[..without_end].to_vec(),
        jpeg[..60].to_vec(),
        png[..png.len() - 30].to_vec(),
        flipped,
        webp[..40].to_vec(),
    ] {
        let refused = app.send(attach(id, "ảnh.jpg", content)).await;
        refused.problem(422, "refused");
    }
    assert_eq!(stored(&app), 0);
}

#[sqlx::test]
async fn the_same_file_is_stored_once_and_sent_twice_it_is_attached_once(db: PgPool) {
    let (app, west, east) = scene(&db).await;
    let operation = Uuid::now_v7();
    let first = app
        .send(attach(west, "a.pdf", exhibits::pdf()).operation(operation))
        .await
        .expect(201)
        .json();
    let again = app
        .send(attach(west, "a.pdf", exhibits::pdf()).operation(operation))
        .await
        .expect(201)
        .json();
    assert_eq!(first, again);
    let elsewhere = app
        .send(attach(east, "b.pdf", exhibits::pdf()))
        .await
        .expect(201)
        .json();
    assert_eq!(first["sha256"], elsewhere["sha256"]);
    assert_eq!(stored(&app), 1);
    let other = app
        .send(attach(west, "a.png", exhibits::png()).operation(operation))
        .await;
    other.problem(409, "already-recorded");
    let uri = format!("/api/v1/obstacles/{west}/attachments/{}", first["id"]);
    let tag = app.get(&uri).await.header("etag").to_owned();
    let same = app.send(Call::get(&uri).header("if-none-match", tag)).await;
    assert_eq!((same.status, same.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let of_another = format!("/api/v1/obstacles/{east}/attachments/{}", first["id"]);
    app.get(&of_another).await.problem(404, "not-found");
}

#[sqlx::test]
async fn a_file_of_more_than_twenty_megabytes_is_refused_on_the_way(db: PgPool) {
    let (app, id, _) = scene(&db).await;
    let piece = Bytes::from(vec![b'x'; 1 << 20]);
    let pieces = |count| {
        let pieces = std::iter::repeat_with(move || Ok::<_, std::io::Error>(piece.clone()));
        Body::from_stream(stream::iter(pieces.take(count)))
    };
    app.send(attach(id, "a.pdf", pieces(21)))
        .await
        .problem(413, "too-large");
    let announced = attach(id, "a.pdf", "x").header("content-length", 21 << 20);
    app.send(announced).await.problem(413, "too-large");
    let mut large = exhibits::pdf();
    large.resize(5 << 20, b' ');
    app.send(attach(id, "a.pdf", large)).await.expect(201);
}

#[sqlx::test]
async fn files_are_attached_in_one_s_own_area_and_shown_to_whoever_may_read_parcels(db: PgPool) {
    let (app, own, other) = scene(&db).await;
    for (role, id, status) in [
        (Role::Field, own, 201),
        (Role::Field, other, 403),
        (Role::Officer, other, 403),
        (Role::Leader, other, 201),
        (Role::Planner, own, 403),
        (Role::Public, own, 401),
    ] {
        let answer = app.send(attach(id, "a.pdf", exhibits::pdf()).as_(role)).await;
        assert_eq!(answer.status.as_u16(), status, "{role:?}: {}", answer.text());
    }
    app.send(attach(999, "a.pdf", exhibits::pdf()))
        .await
        .problem(404, "not-found");
    let uri = format!("/api/v1/obstacles/{own}/attachments/1");
    app.send(Call::get(&uri).as_(Role::Planner)).await.expect(200);
    app.send(Call::get(&uri).anonymous()).await.problem(401, "login-needed");
}

#[sqlx::test]
async fn a_name_that_leads_elsewhere_or_hides_what_it_is_is_refused(db: PgPool) {
    let (app, id, _) = scene(&db).await;
    let long = "ả".repeat(121);
    for name in [
        "../a.jpg",
        "a\\b.jpg",
        "a\nb.jpg",
        ".htaccess",
        " ",
        "gpj.\u{202e}exe",
        long.as_str(),
    ] {
        let refused = app.send(attach(id, name, exhibits::pdf())).await;
        assert_eq!(refused.problem(400, "invalid-query")[0].0, "name", "{name:?}");
    }
    app.send(attach(id, &"ả".repeat(120), exhibits::pdf()))
        .await
        .expect(201);
}

#[sqlx::test]
async fn an_obstacle_has_room_for_fifty_files(db: PgPool) {
    let (app, id, _) = scene(&db).await;
    let mut last = Value::Null;
    for number in 1..=50 {
        last = app
            .send(attach(id, &format!("{number}.pdf"), exhibits::pdf()))
            .await
            .expect(201)
            .json();
    }
    app.send(attach(id, "51.pdf", exhibits::pdf()))
        .await
        .problem(409, "conflict");
    let uri = format!("/api/v1/obstacles/{id}/attachments/{}", last["id"]);
    app.send(Call::delete(&uri).json(&json!({ "reason": " " })))
        .await
        .problem(422, "refused");
    let removed = app
        .send(Call::delete(&uri).json(&json!({ "reason": "nhầm tệp" })))
        .await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    app.get(&uri).await.problem(404, "not-found");
    app.send(attach(id, "51.pdf", exhibits::pdf())).await.expect(201);
    let events = app.json(&format!("/api/v1/obstacles/{id}/events")).await;
    let told = |nth: usize| {
        (
            &events["items"][nth]["action"],
            &events["items"][nth]["fields"]["attachment"],
        )
    };
    assert_eq!(told(0), (&json!("obstacle_attached"), &json!([null, last["sha256"]])));
    assert_eq!(told(1), (&json!("obstacle_detached"), &json!([last["sha256"], null])));
    assert_eq!(events["items"][1]["note"], "nhầm tệp");
}
