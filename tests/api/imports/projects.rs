use matbang::imports::Kind;
use sqlx::PgPool;

use super::{PROJECTS, counts, import, load_fixtures, number, text};

#[sqlx::test]
async fn a_line_is_an_alignment_and_an_area_a_boundary(pool: PgPool) {
    load_fixtures(&pool).await;
    let shapes = "select string_agg(concat_ws(' ', code, st_geometrytype(boundary), st_geometrytype(alignment)), ', ' order by code)
        from projects";
    assert_eq!(text(&pool, shapes).await, "D1 ST_MultiLineString, K2 ST_MultiPolygon");
    let facts = "select concat_ws('|', name, sector, project_group, investor, start_on, clearance_deadline, corridor_width_m, min_workable_m)
        from projects where code = 'D1'";
    assert_eq!(
        text(&pool, facts).await,
        "Đường tỉnh 1|transport|B|Ban quản lý dự án|2024-01-15|2027-06-30|40.5|100"
    );
}

#[sqlx::test]
async fn what_a_later_file_leaves_out_stays(pool: PgPool) {
    load_fixtures(&pool).await;
    let later =
        r#"{"type":"Feature","properties":{"ma_du_an":"D1","Chủ đầu tư":"Sở Xây dựng","group":null},"geometry":null}"#;
    let report = import(&pool, Kind::Projects, later).await;
    assert_eq!(counts(&report), [1, 0, 1, 0, 0]);
    let facts = "select concat_ws('|', name, project_group, investor, version, alignment is not null) from projects where code = 'D1'";
    assert_eq!(text(&pool, facts).await, "Đường tỉnh 1|B|Sở Xây dựng|2|t");
    let event = "select fields::text from events where entity = 'project' order by id desc limit 1";
    assert_eq!(
        text(&pool, event).await,
        r#"{"investor": ["Ban quản lý dự án", "Sở Xây dựng"]}"#
    );
    assert_eq!(counts(&import(&pool, Kind::Projects, PROJECTS).await), [2, 0, 1, 1, 0]);
}

#[sqlx::test]
async fn a_value_that_a_person_set_is_kept(pool: PgPool) {
    load_fixtures(&pool).await;
    sqlx::query("update projects set clearance_deadline = '2028-01-01', set_by_person = '{clearance_deadline}' where code = 'D1'")
        .execute(&pool)
        .await
        .unwrap();
    let report = import(&pool, Kind::Projects, PROJECTS).await;
    assert_eq!(counts(&report), [2, 0, 0, 2, 0]);
    assert_eq!(report.kept_by_person, 1);
}

#[sqlx::test]
async fn a_new_project_needs_a_name(pool: PgPool) {
    let nameless = r#"{"type":"Feature","properties":{"code":"D9"},"geometry":null}"#;
    let report = import(&pool, Kind::Projects, nameless).await;
    assert_eq!(counts(&report), [1, 0, 0, 0, 1]);
    assert_eq!(report.problems[0].field, Some("name"));
    assert_eq!(number(&pool, "select count(*) from projects").await, 0);
}
