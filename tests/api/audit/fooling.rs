//! Somebody who owns the database, and knows how it is verified, does not fool it.

use sqlx::PgPool;

use super::{
    remark, seal, service,
    tampering::{found, number_left_free, sealed, tamper},
    verify,
};
use crate::support::seed;

#[sqlx::test]
async fn a_seal_that_is_stretched_over_rows_put_in_is_found(db: PgPool) {
    sealed(&db).await;
    let forever = "update audit_seals set numbers = '{(,0),[4,6)}' where number = 2";
    tamper(
        &db,
        "insert into audit (op_id, number, actor, door, action)
         values (gen_random_uuid(), -7, 'hoa', 'http', 'parcel.update')",
    )
    .await;
    let refused = sqlx::query(forever).execute(&db).await.unwrap_err();
    let refused = refused.into_database_error().unwrap();
    assert_eq!(refused.constraint(), Some("audit_seal_bounds_check"));
    seed::sql(&db, "alter table audit_seals drop constraint audit_seal_bounds_check").await;
    for stretch in [
        forever,
        "update audit_seals set numbers = '{[4,6),[1000000,)}' where number = 2",
        "update audit_seals set numbers = '{[4,6),[1000000,9223372036854775807)}' where number = 2",
        "update audit_seals set numbers = '{[-7,-6),[4,6)}' where number = 2",
        "update audit_seals set numbers = '{(,)}', digests = '' where number = 2",
    ] {
        seed::sql(&db, stretch).await;
        found(&db, &["first seal that does not hold:", "seal 2: was changed"]);
    }
}

#[sqlx::test]
async fn a_seal_of_a_number_or_a_time_beyond_all_bounds_is_found(db: PgPool) {
    sealed(&db).await;
    tamper(&db, "update audit_seals set sealed_at = 'infinity' where number = 2").await;
    found(&db, &["first seal that does not hold: 2", "seal 2: was changed"]);
    seed::sql(
        &db,
        "update audit_seals set number = 9223372036854775807 where number = 2",
    )
    .await;
    found(&db, &["first seal that does not hold: 2", "seal 2: is missing"]);
}

#[sqlx::test]
async fn functions_put_before_those_of_postgresql_hide_nothing(db: PgPool) {
    sealed(&db).await;
    tamper(&db, "update audit set actor = 'lan' where number = 2").await;
    seed::sql(
        &db,
        r#"create schema evil;
           create function evil.sha256(bytea) returns bytea language sql return pg_catalog.sha256(
               decode(replace(encode($1, 'hex'), encode('"lan"', 'hex'), encode('"hoa"', 'hex')), 'hex'));
           create function evil.jsonb_build_array(bigint, uuid, timestamp, text, text, text, text) returns jsonb
           language sql return pg_catalog.jsonb_build_array($1, $2, $3, replace($4, 'lan', 'hoa'), $5, $6, $7);
           do $$ begin
               execute format('alter database %I set search_path = evil, pg_catalog, public', current_database());
           end $$"#,
    )
    .await;
    found(&db, &["seal 1: row 2 was changed", "lan parcel.update"]);
}

#[sqlx::test]
async fn numbers_opened_again_for_a_row_put_in_are_found(db: PgPool) {
    number_left_free(&db).await;
    tamper(
        &db,
        "create table kept as select number, settled_through from audit_seals;
         update audit_seals set settled_through = 0;
         insert into audit (op_id, number, actor, door, action)
         values (gen_random_uuid(), 2, 'hoa', 'http', 'parcel.update')",
    )
    .await;
    found(&db, &[": was changed"]);
    // The service has nothing to go by but the seals: it seals the row.
    seal(&db);
    found(&db, &[": was changed"]);
    seed::sql(
        &db,
        "update audit_seals s set settled_through = k.settled_through from kept k where k.number = s.number",
    )
    .await;
    found(&db, &["row 2 has a number that was settled by a seal before"]);
}

#[sqlx::test]
async fn numbers_closed_too_early_are_found_with_the_rows_that_they_keep_from_being_sealed(db: PgPool) {
    let app = number_left_free(&db).await;
    tamper(
        &db,
        "update audit_seals set drawn_through = 1000000, settled_through = 1000000
         where number = (select max(number) from audit_seals)",
    )
    .await;
    let version: i32 = sqlx::query_scalar("select version from parcels")
        .fetch_one(&db)
        .await
        .unwrap();
    remark(&app, version).await;
    seal(&db);
    found(&db, &[": was changed", "is in no seal, it was added"]);
}

#[sqlx::test]
async fn a_transaction_of_a_seal_that_was_changed_is_found(db: PgPool) {
    sealed(&db).await;
    tamper(
        &db,
        "update audit_seals set xid = '18446744073709551615' where number = 2",
    )
    .await;
    found(&db, &["first seal that does not hold: 2", "seal 2: was changed"]);
}

#[sqlx::test]
async fn a_seal_of_the_first_form_holds_with_those_that_follow(db: PgPool) {
    let app = service(&db, 2).await;
    seal(&db);
    // As it was reckoned when that form was made, by PostgreSQL alone.
    tamper(
        &db,
        "update audit_seals set digests = (
             select string_agg(sha256(convert_to(jsonb_build_array(
                 number, op_id, at at time zone 'UTC', actor, door, action, subject, encode(e.digest, 'hex')
             )::text, 'UTF8')), '' order by number)
             from audit a cross join lateral (
                 select sha256(string_agg(sha256(convert_to(jsonb_build_array(
                     id, entity, entity_id, project_id, action, effective_on, fields, note
                 )::text, 'UTF8')), '' order by id)) as digest
                 from events where op_id = a.op_id
             ) e
         );
         update audit_seals set hash = sha256(
             convert_to(E'matbang audit seal 1\\n', 'UTF8') || decode(repeat('00', 32), 'hex') || int8send(number)
             || int8send((extract(epoch from sealed_at) * 1000000)::bigint)
             || int8send(1) || substr(digests, 1, 32) || int8send(2) || substr(digests, 33, 32))",
    )
    .await;
    assert!(verify(&db, &[]).0, "{}", verify(&db, &[]).1);
    remark(&app, 3).await;
    seal(&db);
    let (holds, said) = verify(&db, &[]);
    assert!(holds && said.contains("3 rows in 2 seals"), "{said}");
    seed::sql(&db, "update audit set subject = 'Q' where number = 1").await;
    found(&db, &["first seal that does not hold: 1", "seal 1: row 1 was changed"]);
}
