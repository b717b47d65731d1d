use matbang::imports::Kind;
use sqlx::PgPool;

use super::{PARCELS, PROJECTS, counts, import, import_with, load_fixtures, number, one_parcel, text};

#[sqlx::test]
async fn parcels_are_stored_with_their_units_areas_and_persons(pool: PgPool) {
    load_fixtures(&pool).await;
    let first = "select concat_ws('|', p.code, x.register_unit_code, x.map_sheet, x.parcel_no, x.land_use, x.agricultural, x.household_code,
            x.needs_resettlement, x.legal_area_m2, x.recovered_area_m2, x.notified_on, x.inventoried_on, x.plan_posted_on, x.version, x.updated_by)
        from parcels x join projects p on p.id = x.project_id where x.parcel_no = '1'";
    assert_eq!(
        text(&pool, first).await,
        "D1|A|12|1|LUC|t|H1|f|1150.5|900|2024-03-01|2024-04-02|1|chelsea"
    );
    let persons =
        "select string_agg(concat_ws(' ', holder_name, compensation_vnd), ', ' order by parcel_id) from parcel_persons";
    assert_eq!(text(&pool, persons).await, "Nguyễn Thị Hạnh 120000000, Nguyễn Thị Hạnh");
    let agricultural = "select string_agg(parcel_no, ' ' order by parcel_no) from parcels where agricultural";
    assert_eq!(text(&pool, agricultural).await, "1 7a");
    let wrong = "select count(*) from parcels where abs(measured_area_m2 / st_area(geom::geography) - 1) > 1e-4
        or not st_contains(geom, interior_point) or touched_days <> '{}'";
    assert_eq!(number(&pool, wrong).await, 0);
}

#[sqlx::test]
async fn the_same_file_again_changes_nothing(pool: PgPool) {
    load_fixtures(&pool).await;
    let changes = "select count(*) from changes";
    let before = number(&pool, changes).await;
    let report = import(&pool, Kind::Parcels, PARCELS).await;
    assert_eq!(counts(&report), [4, 0, 0, 4, 0]);
    assert!(report.stored_in_database);
    assert_eq!(number(&pool, changes).await, before);
    assert_eq!(number(&pool, "select max(version)::bigint from parcels").await, 1);
    assert_eq!(
        number(
            &pool,
            "select count(*) from events where entity in ('parcel', 'import')"
        )
        .await,
        1,
        "the first import told of all its parcels"
    );
}

#[sqlx::test]
async fn what_a_later_file_leaves_out_stays(pool: PgPool) {
    load_fixtures(&pool).await;
    let later = r#"{"type":"Feature","properties":{"project_code":"D1","register_unit_code":"A","map_sheet":"12","parcel_no":1.0,
        "paid_on":"05/06/2024","land_use":null,"holder_name":""},"geometry":null}"#;
    let report = import(&pool, Kind::Parcels, later).await;
    assert_eq!(counts(&report), [1, 0, 1, 0, 0]);
    let kept = "select concat_ws('|', land_use, agricultural, notified_on, paid_on, geom is not null, version) from parcels where parcel_no = '1'";
    assert_eq!(text(&pool, kept).await, "LUC|t|2024-03-01|2024-06-05|t|2");
    let event = "select fields::text from events order by id desc limit 1";
    assert_eq!(text(&pool, event).await, r#"{"paid_on": [null, "2024-06-05"]}"#);
    assert_eq!(
        text(
            &pool,
            "select holder_name from parcel_persons order by parcel_id limit 1"
        )
        .await,
        "Nguyễn Thị Hạnh"
    );
}

#[sqlx::test]
async fn a_new_shape_moves_the_parcel_to_another_unit(pool: PgPool) {
    load_fixtures(&pool).await;
    let moved = PARCELS.replace("105.801", "105.811").replace("105.8013", "105.8113");
    let report = import(&pool, Kind::Parcels, moved).await;
    assert_eq!(counts(&report), [4, 0, 2, 2, 0]);
    let units = "select string_agg(u.code, ' ' order by x.parcel_no) from parcels x
        join parcel_units pu on pu.parcel_id = x.id join admin_units u on u.id = pu.unit_id";
    assert_eq!(text(&pool, units).await, "B B B");
    let fields = "select string_agg(key, ' ' order by key) from events e, jsonb_object_keys(e.fields) key
        where e.id = (select max(id) from events)";
    assert_eq!(text(&pool, fields).await, "measured_area_m2 shape");
}

#[sqlx::test]
async fn events_tell_that_personal_data_changed_but_not_what_they_are(pool: PgPool) {
    load_fixtures(&pool).await;
    let changed = PARCELS.replace("Thị Hạnh", "Văn An").replace("120000000", "130000000");
    let report = import(&pool, Kind::Parcels, changed).await;
    assert_eq!(counts(&report), [4, 0, 2, 2, 0]);
    assert_eq!(
        text(&pool, "select string_agg(holder_name, ', ') from parcel_persons").await,
        "Nguyễn Văn An, Nguyễn Văn An"
    );
    let event = "select regexp_replace(e.fields::text, '[0-9a-f]{64}', 'digest', 'g') from events e join parcels x on x.id = e.entity_id and e.entity = 'parcel'
        where x.parcel_no = '1' order by e.id desc limit 1";
    assert_eq!(
        text(&pool, event).await,
        r#"{"holder_name": ["digest", "digest"], "compensation_vnd": ["digest", "digest"]}"#
    );
    let leaked =
        "select (select count(*) from events where fields::text like '%Nguyễn%' or fields::text like '%0000000%')
        + (select count(*) from imports where report::text like '%Nguyễn%')";
    assert_eq!(number(&pool, leaked).await, 0);
}

#[sqlx::test]
async fn parcels_outside_every_unit_are_kept_and_counted(pool: PgPool) {
    import(&pool, Kind::Units, super::UNITS).await;
    import(&pool, Kind::Projects, PROJECTS).await;
    let report = import(&pool, Kind::Parcels, PARCELS).await;
    assert_eq!((report.stored, report.outside_units), (4, 1));
    assert_eq!(report.bbox, Some([105.801, 21.51, 105.9003, 21.5104]));
}

#[sqlx::test]
async fn a_register_row_may_come_before_its_shape_where_that_is_said(pool: PgPool) {
    load_fixtures(&pool).await;
    let row = r#"{"type":"Feature","properties":{"project_code":"D1","map_sheet":5,"parcel_no":50},"geometry":null}"#;
    let refused = import(&pool, Kind::Parcels, row).await;
    assert_eq!(counts(&refused), [1, 0, 0, 0, 1]);
    assert!(refused.problems[0].text.en.contains("--allow-no-shape"));
    let report = import_with(&pool, Kind::Parcels, row, |options| options.allow_no_shape = true).await;
    assert_eq!((report.stored, report.outside_units), (1, 0));
    let shape = one_parcel(r#""map_sheet":5,"parcel_no":50"#);
    assert_eq!(counts(&import(&pool, Kind::Parcels, shape).await), [1, 0, 1, 0, 0]);
    assert_eq!(
        number(
            &pool,
            "select count(*) from parcel_units pu join parcels x on x.id = pu.parcel_id where x.parcel_no = '50'"
        )
        .await,
        1
    );
}

#[sqlx::test]
async fn steps_out_of_order_are_kept_and_told(pool: PgPool) {
    load_fixtures(&pool).await;
    let parcel = one_parcel(r#""parcel_no":60,"paid_on":"2024-05-01","recovery_decided_on":"2024-04-01""#);
    let report = import(&pool, Kind::Parcels, parcel).await;
    assert_eq!(report.stored, 1);
    assert_eq!(
        (report.warnings[0].feature, report.warnings[0].code),
        (1, "out_of_order")
    );
}

#[sqlx::test]
async fn a_rehearsal_counts_and_keeps_nothing(pool: PgPool) {
    import(&pool, Kind::Projects, PROJECTS).await;
    let report = import_with(&pool, Kind::Parcels, PARCELS, |options| options.dry_run = true).await;
    assert_eq!(counts(&report), [4, 4, 0, 0, 0]);
    assert!(!report.stored_in_database && report.dry_run);
    let rows = "select (select count(*) from parcels) + (select count(*) from imports where kind = 'parcels')
        + (select count(*) from audit where action = 'import.parcels')";
    assert_eq!(number(&pool, rows).await, 0);
}

#[sqlx::test]
async fn names_that_registers_use_are_understood(pool: PgPool) {
    load_fixtures(&pool).await;
    for (number, names) in [
        ["so_to", "so_thua", "loai_dat", "dien_tich", "ten_chu", "ma_ho"],
        ["Số tờ", "Số thửa", "Loại đất", "Diện tích", "Tên chủ", "Mã hộ"],
        ["SO_TO", "SO_THUA", "LOAI_DAT", "DIEN_TICH", "TEN_CHU", "MA_HO"],
        [
            "to_ban_do",
            "ParcelNo",
            "land_use",
            "area_m2",
            "owner",
            "household_code",
        ],
        [
            "Tờ bản đồ",
            "parcel_no",
            "LandUse",
            "legal_area_m2",
            "holder_name",
            "HOUSEHOLD_CODE",
        ],
    ]
    .iter()
    .enumerate()
    {
        let [sheet, no, land_use, area, holder, household] = names;
        let properties = format!(
            r#""district_code":"Z{number}","{sheet}":"8","{no}":9,"{land_use}":"CLN","{area}":"1.234,5","{holder}":"Trần An","{household}":"H9""#
        );
        let report = import(&pool, Kind::Parcels, one_parcel(&properties)).await;
        assert_eq!(report.problems, [], "{names:?}");
    }
    let same = "select string_agg(distinct concat_ws('|', map_sheet, parcel_no, land_use, legal_area_m2, holder_name, household_code), ', ')
        from parcels join parcel_persons on parcel_id = id where register_unit_code like 'Z%'";
    assert_eq!(text(&pool, same).await, "8|9|CLN|1234.5|Trần An|H9");
    assert_eq!(
        number(&pool, "select count(*) from parcels where register_unit_code like 'Z%'").await,
        5
    );
}
