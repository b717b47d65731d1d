use serde_json::json;
use sqlx::PgPool;

use crate::support::{Call, TestApp};

#[sqlx::test]
async fn a_problem_is_told_in_the_language_of_the_caller(db: PgPool) {
    let app = TestApp::start(&db).await;
    for (accepted, spoken, title) in [
        ("", "vi", "Không tìm thấy"),
        ("fr, de;q=0.5", "vi", "Không tìm thấy"),
        ("vi-VN,en;q=0.8", "vi", "Không tìm thấy"),
        ("en-GB,vi;q=0.8", "en", "Not found"),
    ] {
        let answer = app
            .send(Call::get("/api/v1/projects/NOPE").header("accept-language", accepted))
            .await;
        answer.problem(404, "not-found");
        assert_eq!(
            (answer.header("content-language"), &answer.json()["title"]),
            (spoken, &json!(title)),
            "{accepted}"
        );
    }
}

#[sqlx::test]
async fn a_problem_names_the_request_that_it_is_about(db: PgPool) {
    let app = TestApp::start(&db).await;
    let answer = app
        .send(Call::get("/api/v1/nowhere").header("x-request-id", "abc-1"))
        .await;
    answer.problem(404, "not-found");
    assert_eq!(
        (answer.header("x-request-id"), &answer.json()["instance"]),
        ("abc-1", &json!("abc-1"))
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    let own = app.get("/api/v1/nowhere").await;
    assert_eq!(
        own.json()["instance"],
        own.header("x-request-id"),
        "one is made where none came"
    );
}

#[sqlx::test]
async fn the_type_of_every_problem_is_a_page_in_both_languages(db: PgPool) {
    let app = TestApp::start(&db).await;
    for (slug, status, vi, en) in [
        ("not-found", "404", "Không tìm thấy", "Not found"),
        ("login-needed", "401", "Cần đăng nhập", "Log in first"),
        (
            "login-failed",
            "401",
            "Tên đăng nhập hoặc mật khẩu không đúng",
            "Login failed",
        ),
        (
            "too-many-attempts",
            "429",
            "Đăng nhập quá nhiều lần",
            "Too many attempts",
        ),
        ("link-spent", "410", "Liên kết không còn dùng được", "The link is spent"),
        ("forbidden", "403", "Không có quyền", "Not allowed"),
        (
            "method-not-allowed",
            "405",
            "Phương thức không được hỗ trợ",
            "Method not allowed",
        ),
        ("invalid-query", "400", "Tham số không hợp lệ", "Invalid query"),
        (
            "malformed-body",
            "400",
            "Không đọc được nội dung gửi lên",
            "Malformed body",
        ),
        ("refused", "422", "Dữ liệu bị từ chối", "Refused"),
        ("version-missing", "428", "Thiếu phiên bản", "Version missing"),
        ("stale-version", "412", "Người khác vừa sửa", "Somebody else edited it"),
        ("conflict", "409", "Không thực hiện được", "Not possible now"),
        ("too-large", "413", "Quá lớn", "Too large"),
        (
            "unsupported-media-type",
            "415",
            "Sai kiểu nội dung",
            "Unsupported media type",
        ),
        ("already-recorded", "409", "Đã ghi nhận trước đó", "Already recorded"),
        (
            "unavailable",
            "503",
            "Tạm thời không phục vụ được",
            "Unavailable for now",
        ),
        ("internal", "500", "Lỗi của hệ thống", "Internal fault"),
    ] {
        let page = app.get(&format!("/problems/{slug}")).await.expect(200).text();
        assert!(
            page.starts_with(status) && page.contains(vi) && page.contains(en),
            "{page}"
        );
    }
    app.get("/problems/nonsense").await.problem(404, "not-found");
}

#[sqlx::test]
async fn every_answer_forbids_what_a_page_does_not_need(db: PgPool) {
    let app = TestApp::start(&db).await;
    for uri in ["/healthz", "/api/v1/meta", "/api/v1/nowhere", "/api/docs"] {
        let answer = app.get(uri).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{uri}");
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'self';") && !policy.contains("unsafe"),
            "{uri}: {policy}"
        );
    }
    let tile = app.get("/tiles/parcels/9/406/224").await;
    assert_eq!(tile.header("x-content-type-options"), "nosniff", "a tile");
}

#[sqlx::test]
async fn a_character_that_postgresql_cannot_keep_is_refused_and_no_fault_of_ours(db: PgPool) {
    let app = TestApp::start(&db).await;
    for address in ["/api/v1/audit?subject=%00", "/api/v1/parcels?q=a%00b"] {
        app.get(address).await.problem(400, "malformed-body");
    }
    let named = Call::post("/api/v1/projects").json(&json!({ "code": "N", "name": "a\0b", "sector": "transport" }));
    app.send(named).await.problem(400, "malformed-body");
}
