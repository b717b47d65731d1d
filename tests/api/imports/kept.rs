use matbang::imports::Kind;
use sqlx::PgPool;
use tokio::time::{Duration, sleep};

use super::{counts, import, import_with, load_fixtures, one_parcel, text};

const STATE: &str =
    "select concat_ws('|', paid_on, land_use, inventoried_on, inventoried_na_on, version, set_by_person::text)
    from parcels where parcel_no = '1'";

/// A file that says otherwise than the person in [`edit`].
fn file() -> String {
    one_parcel(
        r#""register_unit_code":"A","map_sheet":12,"parcel_no":1,"paid_on":"2024-06-01","land_use":"CLN","inventoried_on":"2024-04-02""#,
    )
}

/// A person says when it was paid, and that no inventory is needed.
async fn edit(pool: &PgPool) {
    sqlx::query(
        "update parcels set paid_on = '2024-07-07', inventoried_on = null, inventoried_na_on = '2024-01-01',
             set_by_person = '{paid_on,inventoried_on,inventoried_na_on}'
         where parcel_no = '1'",
    )
    .execute(pool)
    .await
    .unwrap();
}

#[sqlx::test]
async fn a_value_that_a_person_set_last_is_kept_and_reported(pool: PgPool) {
    load_fixtures(&pool).await;
    edit(&pool).await;
    let report = import(&pool, Kind::Parcels, file()).await;
    assert_eq!(counts(&report), [1, 0, 1, 0, 0]);
    assert_eq!(report.kept_by_person, 1);
    assert_eq!(
        text(&pool, STATE).await,
        "2024-07-07|CLN|2024-01-01|2|{paid_on,inventoried_on,inventoried_na_on}"
    );
    let again = import(&pool, Kind::Parcels, file()).await;
    assert_eq!((counts(&again), again.kept_by_person), ([1, 0, 0, 1, 0], 1));
}

#[sqlx::test]
async fn a_value_that_a_person_set_is_overwritten_where_that_is_asked(pool: PgPool) {
    load_fixtures(&pool).await;
    edit(&pool).await;
    let report = import_with(&pool, Kind::Parcels, file(), |options| options.overwrite = true).await;
    assert_eq!((counts(&report), report.kept_by_person), ([1, 0, 1, 0, 0], 0));
    assert_eq!(
        text(&pool, STATE).await,
        "2024-06-01|CLN|2024-04-02|2|{inventoried_na_on}"
    );
    let fields = "select string_agg(key, ' ' order by key) from events e, jsonb_object_keys(e.fields) key
        where e.id = (select max(id) from events)";
    assert_eq!(text(&pool, fields).await, "inventoried_on land_use paid_on");
}

#[sqlx::test]
async fn a_file_that_agrees_with_the_person_keeps_nothing_back(pool: PgPool) {
    load_fixtures(&pool).await;
    edit(&pool).await;
    let agreeing = one_parcel(r#""register_unit_code":"A","map_sheet":12,"parcel_no":1,"paid_on":"2024-07-07""#);
    let report = import(&pool, Kind::Parcels, agreeing).await;
    assert_eq!((counts(&report), report.kept_by_person), ([1, 0, 0, 1, 0], 0));
}

#[sqlx::test]
async fn an_edit_that_is_under_way_while_a_file_is_imported_is_not_lost(pool: PgPool) {
    load_fixtures(&pool).await;
    let mut editing = pool.begin().await.unwrap();
    sqlx::query(
        "update parcels set paid_on = '2024-07-07', version = 2, set_by_person = '{paid_on}' where parcel_no = '1'",
    )
    .execute(&mut *editing)
    .await
    .unwrap();
    let commit = async {
        sleep(Duration::from_millis(500)).await;
        editing.commit().await.unwrap();
    };
    let (report, ()) = tokio::join!(import(&pool, Kind::Parcels, file()), commit);
    assert_eq!((report.updated, report.kept_by_person), (1, 1));
    assert_eq!(text(&pool, STATE).await, "2024-07-07|CLN|2024-04-02|3|{paid_on}");
}

#[sqlx::test]
async fn two_imports_of_one_file_at_a_time_store_it_once(pool: PgPool) {
    load_fixtures(&pool).await;
    let new = one_parcel(r#""parcel_no":77"#);
    let (a, b) = tokio::join!(import(&pool, Kind::Parcels, &new), import(&pool, Kind::Parcels, &new));
    assert_eq!((a.stored + b.stored, a.unchanged + b.unchanged), (1, 1));
}
