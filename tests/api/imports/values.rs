use matbang::imports::{Kind, NumberStyle, Report};
use serde_json::{Value, json};
use sqlx::PgPool;
use unicode_normalization::UnicodeNormalization as _;

use super::{
    counts, import, import_with, load_fixtures, number,
    shapes::{collection, parcel, square, with},
    text,
};
use crate::support::seed;

/// A parcel of 10 m by 10 m with these properties besides.
fn one(properties: Value) -> Value {
    let mut feature = parcel(91, &[square(0., 0., 10.)]);
    let Value::Object(properties) = properties else {
        panic!("properties are an object")
    };
    feature["properties"].as_object_mut().unwrap().extend(properties);
    feature
}

/// A row of a register, without a shape.
fn row(properties: Value) -> Value {
    let mut feature = one(properties);
    feature["geometry"] = Value::Null;
    feature
}

async fn without_shapes(pool: &PgPool, rows: &[Value]) -> Report {
    import_with(pool, Kind::Parcels, collection(rows), |options| {
        options.allow_no_shape = true;
    })
    .await
}

#[sqlx::test]
async fn a_number_is_read_right_or_refused_and_never_misread(pool: PgPool) {
    load_fixtures(&pool).await;
    let legal = "select legal_area_m2::text from parcels where parcel_no = '91'";
    for (written, value) in [
        (json!("1.234,5"), "1234.5"),
        (json!("1,234.5"), "1234.5"),
        (json!("1 234,5"), "1234.5"),
        (json!("20000"), "20000"),
        (json!(20.0), "20"),
        (json!("12,5"), "12.5"),
        (json!("1.234.567"), "1234567"),
    ] {
        let report = import(&pool, Kind::Parcels, one(json!({"legal_area_m2": written})).to_string()).await;
        assert_eq!(report.refused, 0, "{written}: {:?}", report.problems);
        assert_eq!(text(&pool, legal).await, value, "{written}");
    }
    for (written, says) in [
        (json!("20.000"), "can be read in two ways"),
        (json!("1,234"), "can be read in two ways"),
        (json!("12 5"), "is not a number"),
        (json!("1.23.4"), "is not a number"),
        (json!("khoảng 500"), "is not a number"),
        (json!("1e3"), "is not a number"),
        (json!("NaN"), "is not a number"),
        (json!(-5), "must be zero or more"),
        (json!([500]), "is not a number"),
        (json!({"m2": 500}), "is not a number"),
        (json!(true), "is not a number"),
    ] {
        let report = import(&pool, Kind::Parcels, one(json!({"legal_area_m2": written})).to_string()).await;
        assert_eq!(counts(&report), [1, 0, 0, 0, 1], "{written}");
        let told = &report.problems[0];
        assert_eq!((told.feature, told.field), (1, Some("legal_area_m2")));
        assert!(told.text.en.contains(says), "{written}: {}", told.text.en);
    }
    assert_eq!(text(&pool, legal).await, "1234567");
}

#[sqlx::test]
async fn what_can_be_read_in_two_ways_is_read_as_whoever_imports_says(pool: PgPool) {
    load_fixtures(&pool).await;
    let file = collection(&[one(
        json!({"legal_area_m2": "20.000", "land_use": "ONT 1.200 + CLN 3,5", "compensation_vnd": "3.434.300"}),
    )]);
    let refused = import(&pool, Kind::Parcels, &file).await;
    let fields: Vec<&str> = refused.problems.iter().filter_map(|problem| problem.field).collect();
    assert_eq!(fields, ["land_use", "legal_area_m2"]);
    assert!(
        refused
            .problems
            .iter()
            .all(|problem| problem.text.vi.contains("--numbers vi"))
    );
    let read = "select concat_ws('|', legal_area_m2, land_use, compensation_vnd) from parcels join parcel_persons on parcel_id = id
        where parcel_no = '91'";
    for (style, stored) in [
        (NumberStyle::Vi, "20000|ONT 1200 + CLN 3.5|3434300"),
        (NumberStyle::En, "20|ONT 1.2 + CLN 3.5|3434300"),
    ] {
        let report = import_with(&pool, Kind::Parcels, &file, |options| options.numbers = Some(style)).await;
        assert_eq!(report.refused, 0, "{:?}", report.problems);
        assert_eq!(text(&pool, read).await, stored);
    }
}

#[sqlx::test]
async fn a_day_is_read_in_both_writings_and_refused_in_others(pool: PgPool) {
    load_fixtures(&pool).await;
    for (written, day) in [
        ("23/11/2025", "2025-11-23"),
        ("2025-11-24", "2025-11-24"),
        ("5/6/2025", "2025-06-05"),
        ("23-11-2025 00:00:00", "2025-11-23"),
        // Midnight in Việt Nam, as programs write it that think in Greenwich.
        ("2025-11-22T17:00:00.000Z", "2025-11-23"),
        ("2025-11-23T00:00:00+07:00", "2025-11-23"),
    ] {
        let report = import(&pool, Kind::Parcels, one(json!({"notified_on": written})).to_string()).await;
        assert_eq!(report.refused, 0, "{written}: {:?}", report.problems);
        assert_eq!(
            text(&pool, "select notified_on::text from parcels where parcel_no = '91'").await,
            day,
            "{written}"
        );
    }
    for written in [
        json!("11/23/2025"),
        json!("31/02/2025"),
        json!("23/11/25"),
        json!("2025"),
        json!(45000),
        json!("tháng 5/2025"),
        json!("23/11/2999"),
    ] {
        let report = import(&pool, Kind::Parcels, one(json!({"notified_on": written})).to_string()).await;
        assert_eq!(
            (report.refused, report.problems[0].field),
            (1, Some("notified_on")),
            "{written}"
        );
    }
}

#[sqlx::test]
async fn keys_match_whatever_way_their_letters_are_put_together(pool: PgPool) {
    load_fixtures(&pool).await;
    let composed = "Đồng Hỷ".nfc().collect::<String>();
    let decomposed = "Đồng Hỷ".nfd().collect::<String>();
    assert_ne!(composed, decomposed);
    let key = |unit: &str, holder: &str| {
        one(json!({"register_unit_code": unit, "map_sheet": "Đ7", "holder_name": holder})).to_string()
    };
    assert_eq!(
        counts(&import(&pool, Kind::Parcels, key(&composed, &composed)).await),
        [1, 1, 0, 0, 0]
    );
    for unit in [decomposed.as_str(), " Đồng Hỷ ", "Ðồng Hỷ"] {
        let file = key(unit, &composed).replace("\"Đ7\"", "\"Ð7\"");
        assert_eq!(
            counts(&import(&pool, Kind::Parcels, file).await),
            [1, 0, 0, 1, 0],
            "{unit}"
        );
    }
    let again = import(&pool, Kind::Parcels, key(&composed, &decomposed)).await;
    assert_eq!(counts(&again), [1, 0, 0, 1, 0]);
    let stored = "select (register_unit_code is nfc normalized and holder_name is nfc normalized)::text
        from parcels join parcel_persons on parcel_id = id where parcel_no = '91'";
    assert_eq!(text(&pool, stored).await, "true");
}

#[sqlx::test]
async fn lists_of_land_uses_are_brought_into_one_writing_and_unknown_ones_told(pool: PgPool) {
    load_fixtures(&pool).await;
    let stored = "select land_use || '|' || agricultural from parcels where parcel_no = '91'";
    for (written, land_use, warned) in [
        ("ONT 120 + CLN 380", "ONT 120 + CLN 380|false", false),
        ("luc: 120,5m2; cln(380)", "LUC 120.5 + CLN 380|true", false),
        ("ONT/CLN", "ONT + CLN|false", false),
        ("LUC + XYZ 5", "LUC + XYZ 5|false", true),
        ("đất vườn", "đất vườn|false", true),
    ] {
        let report = import(&pool, Kind::Parcels, one(json!({"land_use": written})).to_string()).await;
        assert_eq!(report.refused, 0, "{written}: {:?}", report.problems);
        assert_eq!(text(&pool, stored).await, land_use, "{written}");
        assert_eq!(
            report.warnings.iter().any(|told| told.code == "unknown_land_use"),
            warned,
            "{written}"
        );
    }
}

#[sqlx::test]
async fn one_row_may_name_two_parcels_and_its_areas_count_once(pool: PgPool) {
    load_fixtures(&pool).await;
    for (numbers, stored) in [
        ("17+175", "17 400.0 9000000|175 - -"),
        ("289 + 263B", "263B - -|289 400.0 9000000"),
    ] {
        let split = row(
            json!({"parcel_no": numbers, "map_sheet": 77, "household_code": "H9", "legal_area_m2": 400, "compensation_vnd": 9_000_000, "notified_on": "2024-03-01"}),
        );
        let report = without_shapes(&pool, std::slice::from_ref(&split)).await;
        assert_eq!(counts(&report), [1, 2, 0, 0, 0], "{:?}", report.problems);
        assert!(
            report
                .warnings
                .iter()
                .any(|warning| warning.code == "split_parcel" && warning.text.en.contains("split into"))
        );
        let parcels = "select string_agg(concat_ws(' ', parcel_no, coalesce(legal_area_m2::numeric(9,1)::text, '-'), coalesce(compensation_vnd::text, '-')), '|' order by parcel_no)
            from parcels left join parcel_persons on parcel_id = id
            where map_sheet = '77' and household_code = 'H9' and notified_on = '2024-03-01'";
        assert_eq!(text(&pool, parcels).await, stored);
        assert_eq!(counts(&without_shapes(&pool, &[split]).await), [1, 0, 0, 2, 0]);
        sqlx::query("delete from parcels where map_sheet = '77'")
            .execute(&pool)
            .await
            .unwrap();
    }
    for (numbers, says) in [("17+17", "17 stands twice"), ("17+", "unfinished"), ("+", "unfinished")] {
        let report = without_shapes(&pool, &[row(json!({"parcel_no": numbers}))]).await;
        assert_eq!((report.refused, report.problems[0].field), (1, Some("parcel_no")));
        assert!(
            report.problems[0].text.en.contains(says),
            "{}",
            report.problems[0].text.en
        );
    }
    // The second of them may be a row of its own: then it is there twice.
    let report = without_shapes(
        &pool,
        &[row(json!({"parcel_no": "17+175"})), row(json!({"parcel_no": 175}))],
    )
    .await;
    assert_eq!((report.refused, report.problems[0].feature), (1, 2));
    assert!(report.problems[0].text.en.contains("same key as feature 1"));
}

#[sqlx::test]
async fn areas_that_differ_by_more_than_five_percent_are_told(pool: PgPool) {
    load_fixtures(&pool).await;
    let of_area = |number: u32, legal: f64| {
        with(
            with(
                parcel(number, &[square(f64::from(number) * 20., 0., 10.)]),
                "legal_area_m2",
                legal,
            ),
            "map_sheet",
            5,
        )
    };
    let file = collection(&[of_area(1, 104.0), of_area(2, 106.0), of_area(3, 96.0), of_area(4, 94.0)]);
    let report = import(&pool, Kind::Parcels, file).await;
    let told: Vec<(u64, &str)> = report
        .warnings
        .iter()
        .filter(|told| told.code == "area_differs")
        .map(|told| (told.feature, told.text.en.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (
                2,
                "the legal area is 106.0 m², the shape measures 100.0 m²: more than 5 % apart; check papers and shape"
            ),
            (
                4,
                "the legal area is 94.0 m², the shape measures 100.0 m²: more than 5 % apart; check papers and shape"
            ),
        ]
    );
    assert_eq!((report.stored, report.stored_in_database), (4, true));
}

#[sqlx::test]
async fn a_key_that_stands_more_than_twice_is_refused_by_row_with_the_first(pool: PgPool) {
    load_fixtures(&pool).await;
    let at = |place: f64| {
        one(json!({"map_sheet": "5.0", "register_unit_code": "Ð1"}))
            .to_string()
            .replace("105.805", &format!("105.80{place}"))
    };
    let file = [at(1.0), at(2.0).replace("5.0", "5").replace('Ð', "Đ"), at(3.0)].join("\n");
    let report = import(&pool, Kind::Parcels, file).await;
    assert_eq!(counts(&report), [3, 0, 0, 0, 2]);
    let told: Vec<(u64, &str)> = report
        .problems
        .iter()
        .map(|told| (told.feature, told.text.en.as_str()))
        .collect();
    let words = "it has the same key as feature 1 of the same file; keep one of them";
    assert_eq!(told, [(2, words), (3, words)]);
}

#[sqlx::test]
async fn two_properties_of_one_name_that_say_different_things_are_refused(pool: PgPool) {
    load_fixtures(&pool).await;
    let file = |properties: &str| one(json!({})).to_string().replace("\"parcel_no\":91", properties);
    for (properties, field) in [
        (r#""parcel_no":91,"parcel_no":92"#, "parcel_no"),
        (r#""parcel_no":91,"So_to":1,"SO_TO":2"#, "map_sheet"),
    ] {
        let report = import(&pool, Kind::Parcels, file(properties)).await;
        assert_eq!(
            (report.refused, report.problems[0].field),
            (1, Some(field)),
            "{properties}"
        );
        assert!(report.problems[0].text.en.contains("say different things"));
    }
    let report = import(
        &pool,
        Kind::Parcels,
        file(r#""parcel_no":91,"So_to":1,"SO_TO":1,"map_sheet":7"#),
    )
    .await;
    assert_eq!(counts(&report), [1, 1, 0, 0, 0]);
    assert_eq!(
        text(&pool, "select map_sheet from parcels where parcel_no = '91'").await,
        "7"
    );
}

#[sqlx::test]
async fn a_handover_with_an_open_obstacle_is_stored_and_told(pool: PgPool) {
    load_fixtures(&pool).await;
    let ids: Vec<i64> = sqlx::query_scalar("select id from parcels order by id")
        .fetch_all(&pool)
        .await
        .unwrap();
    let open = json!([["2024-01-05", null]]);
    seed::obstacle(
        &pool,
        &ids[..1],
        json!({"project": "D1", "cause": "PRICE", "intervals": open}),
    )
    .await;
    seed::obstacle(
        &pool,
        &ids[1..2],
        json!({"project": "D1", "cause": "WORKS_STOPPED", "intervals": open}),
    )
    .await;
    let file = super::PARCELS.replace("\"notified_on\"", "\"handed_over_on\": \"2025-05-05\", \"notified_on\"");
    let report = import(&pool, Kind::Parcels, file).await;
    assert_eq!(counts(&report), [4, 0, 2, 2, 0]);
    let told: Vec<(u64, Option<&str>)> = report
        .warnings
        .iter()
        .filter(|told| told.code == "open_obstacle")
        .map(|told| (told.feature, told.field))
        .collect();
    assert_eq!(told, [(1, Some("handed_over_on"))]);
    assert_eq!(
        number(
            &pool,
            "select count(*) from parcels where handed_over_on = '2025-05-05'"
        )
        .await,
        2
    );
}
