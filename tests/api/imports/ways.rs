//! The two ways of a parcel: straight into the tables where it can only be new, else by comparison with what is stored.

use matbang::imports::Kind;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{
    PROJECTS, UNITS, counts, import, import_with, number,
    shapes::{collection, parcel, ring, square, with},
};
use crate::support::TestApp;

/// Everything that is stored of parcels, but for what tells one run from another.
async fn stored(pool: &PgPool) -> Value {
    sqlx::query_scalar(
        "select jsonb_agg(jsonb_build_array(
             to_jsonb(x) - array['id', 'updated_at', 'imported_by', 'geom', 'interior_point'],
             encode(st_asbinary(x.geom), 'hex'), encode(st_asbinary(x.interior_point), 'hex'),
             p.holder_name, p.compensation_vnd,
             (select jsonb_agg(u.code order by u.code) from parcel_units pu join admin_units u on u.id = pu.unit_id
              where pu.parcel_id = x.id),
             (select a.actor || a.action from audit a where a.op_id = x.imported_by)
         ) order by x.project_id, x.parcel_no)
         from parcels x left join parcel_persons p on p.parcel_id = x.id",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

#[sqlx::test]
async fn parcels_are_the_same_whichever_way_they_went(pool: PgPool) {
    for (kind, content) in [(Kind::Units, UNITS), (Kind::Projects, PROJECTS)] {
        import(&pool, kind, content).await;
    }
    let full = json!({
        "project_code": "D1", "parcel_no": "96", "register_unit_code": "A", "map_sheet": "7", "land_use": "LUC", "household_code": "H1",
        "holder_name": "Trần Thị Bưởi", "compensation_vnd": 9_000_000, "needs_resettlement": true, "legal_area_m2": 120,
        "recovered_area_m2": 90, "notified_on": "2024-03-01", "paid_on": "2024-02-01",
    });
    let mut said = parcel("96", &[square(60., 0., 10.)]);
    said["properties"] = full;
    let file = collection(&[
        parcel("91", &[square(0., 0., 10.)]),
        // On the one before, far outside the project and in no unit, with a hole, and with a repeated vertex.
        parcel("92", &[square(9., -5., 10.)]),
        parcel("93", &[square(-60_000., 9_000., 10.)]),
        parcel("94", &[square(30., 0., 10.), square(33., 3., 4.)]),
        parcel(
            "95",
            &[ring(&[(45., 0.), (55., 0.), (55., 0.), (55., 10.), (45., 10.)])],
        ),
        said,
        with(parcel("97", &[square(75., 0., 10.)]), "compensation_vnd", 5),
        with(parcel("98", &[square(0., 0., 10.)]), "project_code", "K2"),
    ]);
    let mut outcomes = Vec::new();
    for before in [None, Some("D1"), Some("K2")] {
        sqlx::query("delete from parcels").execute(&pool).await.unwrap();
        if let Some(project) = before {
            // A project that has a parcel already.
            let other = with(parcel("1", &[square(500., 0., 10.)]), "project_code", project);
            import(&pool, Kind::Parcels, collection(&[other])).await;
        }
        let report = import(&pool, Kind::Parcels, &file).await;
        assert_eq!((counts(&report), report.stored_in_database), ([8, 8, 0, 0, 0], true));
        assert_eq!(
            number(&pool, "select count(*) from parcels where version <> 1").await,
            0
        );
        sqlx::query("delete from parcels where parcel_no = '1'")
            .execute(&pool)
            .await
            .unwrap();
        outcomes.push((stored(&pool).await, report.warnings, report.outside_units, report.bbox));
    }
    assert_eq!(outcomes[0].2, 1);
    assert!(outcomes[0].1.iter().any(|warning| warning.code == "overlap"));
    assert_eq!(outcomes[0], outcomes[1]);
    assert_eq!(outcomes[0], outcomes[2]);
}

#[sqlx::test]
async fn nothing_stays_where_the_last_parcel_of_many_is_refused(pool: PgPool) {
    for (kind, content) in [(Kind::Units, UNITS), (Kind::Projects, PROJECTS)] {
        import(&pool, kind, content).await;
    }
    let mut parcels: Vec<Value> = (0..3000)
        .map(|n| parcel(n + 1, &[square(f64::from(n) * 10., 0., 10.)]))
        .collect();
    // The database alone can tell what is wrong with this one.
    parcels.push(parcel(9000, &[ring(&[(0., 20.), (10., 30.), (10., 20.), (0., 30.)])]));
    let report = import(&pool, Kind::Parcels, collection(&parcels)).await;
    assert_eq!(counts(&report), [3001, 0, 0, 0, 1]);
    let left = "select (select count(*) from parcels) + (select count(*) from parcel_units)
        + (select count(*) from events where entity in ('parcel', 'import')) + (select count(*) from changes where kind = 'parcels')";
    assert_eq!(number(&pool, left).await, 0);
    let report = import_with(&pool, Kind::Parcels, collection(&parcels), |options| {
        options.skip_bad = true;
    })
    .await;
    assert_eq!(
        (counts(&report), report.stored_in_database),
        ([3001, 3000, 0, 0, 1], true)
    );
    assert_eq!(
        number(&pool, "select count(*) from changes where kind = 'parcels'").await,
        1,
        "boards read a project with many new parcels as a whole"
    );
}

#[sqlx::test]
async fn the_history_of_a_parcel_begins_with_the_import_that_brought_it(pool: PgPool) {
    super::load_fixtures(&pool).await;
    let app = TestApp::start(&pool).await;
    import(&pool, Kind::Parcels, super::PARCELS.replace("LUC", "CLN")).await;
    let id = number(&pool, "select id from parcels where parcel_no = '1'").await;
    let history = app.json(&format!("/api/v1/parcels/{id}/events")).await;
    let told: Vec<Value> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| json!([entry["actor"], entry["action"], entry["fields"]]))
        .collect();
    assert_eq!(
        json!(told),
        json!([
            ["chelsea", "imported", { "land_use": ["LUC", "CLN"] }],
            ["chelsea", "imported", {}]
        ])
    );
}

#[sqlx::test]
async fn a_parcel_is_always_of_a_project_that_is_there(pool: PgPool) {
    super::load_fixtures(&pool).await;
    for statement in [
        "insert into parcels (project_id, map_sheet, parcel_no) values (0, '1', '1')",
        "delete from projects where code = 'D1'",
    ] {
        let refused = sqlx::query(statement).execute(&pool).await.unwrap_err();
        assert!(
            refused.as_database_error().unwrap().is_foreign_key_violation(),
            "{refused}"
        );
    }
    sqlx::query("delete from parcels").execute(&pool).await.unwrap();
    let left = sqlx::query("delete from projects where code = 'D1'")
        .execute(&pool)
        .await;
    assert_eq!(left.unwrap().rows_affected(), 1);
}
