use std::collections::HashMap;

use matbang::{
    attachments::{self, AttachmentPlace, Attachments},
    calendar::Day,
    db,
    demo::{
        self,
        cli::{DemoArgs, DemoError},
    },
    language::Language,
};
use sqlx::{PgPool, Row};

use crate::support::private_folder;

/// A day well after every rule of the law came into force.
fn day() -> Day {
    "2026-11-23".parse().unwrap()
}

// One test, because a load takes seconds.
#[sqlx::test(migrator = "matbang::db::MIGRATOR")]
async fn the_province_is_stored_as_it_was_designed(pool: PgPool) {
    let folder = private_folder();
    let store = Attachments::open(&AttachmentPlace::Folder(folder.path().to_owned())).unwrap();
    let summary = db::transaction(&pool, async |conn| demo::load(conn, &store, day()).await)
        .await
        .unwrap();
    assert_eq!(summary.units, 10);
    sqlx::query("analyze").execute(&pool).await.unwrap();
    districts_are_as_bad_as_they_were_meant_to_be(&pool).await;
    shapes_are_valid_and_do_not_overlap(&pool).await;
    registers_are_like_real_ones(&pool).await;
    what_people_recorded_agrees_with_the_parcels(&pool).await;
    the_register_of_obstacles_is_full_of_life(&pool, &store).await;
}

async fn districts_are_as_bad_as_they_were_meant_to_be(pool: &PgPool) {
    let rows = sqlx::query(include_str!("severity.sql"))
        .bind(day())
        .fetch_all(pool)
        .await
        .unwrap();
    let severities: HashMap<String, (String, Option<i32>)> = rows
        .iter()
        .map(|row| (row.get("district"), (row.get("severity"), row.get("silence"))))
        .collect();
    let severity = |code: &str| severities[code].0.as_str();
    assert_eq!(["169", "172"].map(severity), ["critical"; 2]);
    assert_eq!(severity("171"), "serious");
    assert_eq!(["164", "170", "173"].map(severity), ["watch"; 3]);
    assert_eq!(["165", "168"].map(severity), ["ok"; 2]);
    assert_eq!(severity("167"), "clear");
    let silent: Vec<&str> = ["164", "165", "168", "169", "170", "171", "172", "173"]
        .into_iter()
        .filter(|code| severities[*code].1.is_none_or(|days| days > 14))
        .collect();
    assert_eq!(silent, ["168", "170"]);
}

async fn shapes_are_valid_and_do_not_overlap(pool: &PgPool) {
    let count = async |sql: &'static str| sqlx::query_scalar::<_, i64>(sql).fetch_one(pool).await.unwrap();
    assert_eq!(
        count("select count(*) from parcels where not st_isvalid(geom)").await,
        0
    );
    assert_eq!(
        count("select count(*) from admin_units where not st_isvalid(geom)").await,
        0
    );
    sqlx::query("create index on parcels using gist (geom)")
        .execute(pool)
        .await
        .unwrap();
    let overlapping = "select count(*) from parcels a join parcels b on a.id < b.id and a.geom && b.geom
        where st_area(st_intersection(a.geom, b.geom)::geography) > 0.001";
    assert_eq!(count(overlapping).await, 0);
    let homeless = "select count(*) from parcels p where geom is not null
        and (select count(*) from parcel_units u where u.parcel_id = p.id) <> 2";
    assert_eq!(count(homeless).await, 0);
}

async fn registers_are_like_real_ones(pool: &PgPool) {
    let share = async |sql: &'static str| sqlx::query_scalar::<_, f64>(sql).fetch_one(pool).await.unwrap();
    let mixed = share("select avg((land_use like '%+%')::integer)::float8 from parcels").await;
    assert!((0.03..0.3).contains(&mixed), "{mixed}");
    let moving = share("select avg(needs_resettlement::integer)::float8 from parcels").await;
    assert!((0.02..0.2).contains(&moving), "{moving}");
    let shapeless = share("select count(*)::float8 from parcels where geom is null").await;
    assert!((10.0..200.0).contains(&shapeless), "{shapeless}");
    let excluded = share("select count(*)::float8 from parcels where excluded_on is not null").await;
    assert!((5.0..200.0).contains(&excluded), "{excluded}");
    let owned = share(
        "select avg(parcels)::float8 from (
             select count(*) as parcels from parcels where household_code like 'H%' group by project_id, household_code
         ) h",
    )
    .await;
    assert!((1.2..3.0).contains(&owned), "{owned}");
}

async fn what_people_recorded_agrees_with_the_parcels(pool: &PgPool) {
    let count = async |sql: &'static str| sqlx::query_scalar::<_, i64>(sql).fetch_one(pool).await.unwrap();
    let silent = "select count(*) from parcels p
        where not exists (select from events e where e.entity = 'import' and e.op_id = p.imported_by)";
    assert_eq!(count(silent).await, 0);
    let untold = "select count(*) from parcels p
        left join (
            select e.entity_id as id, array_agg(distinct (a.at at time zone 'Asia/Ho_Chi_Minh')::date) as days
            from events e join audit a using (op_id)
            where e.entity = 'parcel' and e.action = 'updated'
            group by 1
        ) told using (id)
        where p.touched_days <> coalesce(told.days, '{}')";
    assert_eq!(count(untold).await, 0);
    let differing = "select count(*) from parcels p join events e on e.entity = 'parcel' and e.entity_id = p.id
        where e.fields ? 'handed_over_on' and (e.fields -> 'handed_over_on' ->> 1)::date is distinct from p.handed_over_on";
    assert_eq!(count(differing).await, 0);
    assert!(count("select count(*) from step_documents where number like '%/QĐ-UBND'").await > 1_000);
}

async fn the_register_of_obstacles_is_full_of_life(pool: &PgPool, store: &Attachments) {
    let count = async |sql: &'static str| sqlx::query_scalar::<_, i64>(sql).fetch_one(pool).await.unwrap();
    for (least, sql) in [
        (50, "select count(*) from obstacle_comments"),
        (20, "select count(*) from obstacle_attachments"),
        (
            3,
            "select count(*) from obstacle_attachments where media_type = 'application/pdf'",
        ),
        (5, "select count(*) from obstacles where state = 'proposed'"),
        (5, "select count(*) from obstacles where state = 'cannot_be_resolved'"),
        (
            10,
            "select count(*) from obstacles where state in ('open', 'proposed', 'cannot_be_resolved') and due_on < '2026-11-16'",
        ),
        (
            3,
            "select count(*) from obstacles where state in ('open', 'proposed', 'cannot_be_resolved')
                 and due_on between '2026-11-23' and '2026-12-03'",
        ),
    ] {
        let found = count(sql).await;
        assert!(found >= least, "{found} {sql}");
    }
    let found = attachments::examine(pool, Some(store)).await.unwrap();
    assert!(found.missing.is_empty() && found.orphans.is_empty());
    let distinct = count("select count(distinct sha256) from obstacle_attachments").await;
    assert!((5..30).contains(&distinct), "few files, shown often: {distinct}");
}

#[sqlx::test(migrator = "matbang::db::MIGRATOR")]
async fn nothing_is_loaded_beside_projects_that_are_there(pool: PgPool) {
    sqlx::query("insert into projects (code, name, sector) values ('P1', 'Dự án', 'other')")
        .execute(&pool)
        .await
        .unwrap();
    let folder = private_folder();
    let store = Attachments::open(&AttachmentPlace::Folder(folder.path().to_owned())).unwrap();
    let refusal = demo::cli::run(&pool, &store, &DemoArgs { today: Some(day()) }, Language::En).await;
    assert!(matches!(refusal, Err(DemoError::Occupied)));
}
