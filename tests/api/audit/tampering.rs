use sqlx::PgPool;

use super::{remark, seal, service, verify};
use crate::support::{TestApp, seed, until};

/// Two seals over two remarks each; before the third one a number was drawn for nothing.
pub(super) async fn sealed(db: &PgPool) -> [(String, String); 2] {
    let app = service(db, 2).await;
    let first = seal(db);
    seed::sql(db, "select nextval('audit_number_seq')").await;
    remark(&app, 3).await;
    remark(&app, 4).await;
    let second = seal(db);
    let (holds, said) = verify(db, &[]);
    assert!(holds && said.contains("4 rows in 2 seals"), "{said}");
    [first, second]
}

/// What is said after somebody who owns the tables lifted what protects them, and did something.
#[track_caller]
pub(super) fn found(db: &PgPool, expected: &[&str]) {
    let (holds, said) = verify(db, &[]);
    assert!(!holds, "{said}");
    for expected in expected {
        assert!(said.contains(expected), "{expected:?} is not in {said}");
    }
}

/// Does something as somebody who owns the tables.
pub(super) async fn tamper(db: &PgPool, statement: &'static str) {
    seed::sql(
        db,
        "alter table audit disable trigger user; alter table events disable trigger user;
         alter table audit_seals disable trigger user",
    )
    .await;
    seed::sql(db, statement).await;
}

/// A service in whose history number 2 was drawn for nothing, and nobody is left who could still write it.
pub(super) async fn number_left_free(db: &PgPool) -> TestApp {
    let app = service(db, 1).await;
    seed::sql(db, "select nextval('audit_number_seq')").await;
    remark(&app, 2).await;
    seal(db);
    // Tests beside this one are open for a while: their transactions could be those that drew the number.
    let mut version = 2;
    until("whoever drew the number has ended", async || {
        version += 1;
        remark(&app, version).await;
        seal(db);
        let settled: i64 = sqlx::query_scalar("select max(settled_through) from audit_seals")
            .fetch_one(db)
            .await
            .unwrap();
        settled >= 2
    })
    .await;
    app
}

#[sqlx::test]
async fn a_changed_row_is_found(db: PgPool) {
    sealed(&db).await;
    tamper(&db, "update audit set actor = 'lan' where number = 2").await;
    found(
        &db,
        &[
            "first seal that does not hold: 1",
            "seal 1: row 2 was changed",
            "lan parcel.update",
        ],
    );
}

#[sqlx::test]
async fn a_removed_row_is_found(db: PgPool) {
    sealed(&db).await;
    tamper(&db, "delete from audit where number = 4").await;
    found(&db, &["first seal that does not hold: 2", "seal 2: row 4 is missing"]);
}

#[sqlx::test]
async fn a_row_put_in_among_sealed_ones_is_found(db: PgPool) {
    sealed(&db).await;
    tamper(
        &db,
        "insert into audit (op_id, number, actor, door, action)
         values ('00000000-0000-0000-0000-000000000001', 0, 'hoa', 'http', 'parcel.update')",
    )
    .await;
    found(
        &db,
        &["seal 1: row 0 is in no seal", "00000000-0000-0000-0000-000000000001"],
    );
}

#[sqlx::test]
async fn a_row_that_takes_a_number_left_free_is_found_once_nobody_else_can_write_it(db: PgPool) {
    number_left_free(&db).await;
    tamper(
        &db,
        "insert into audit (op_id, number, actor, door, action)
         values (gen_random_uuid(), 2, 'hoa', 'http', 'parcel.update')",
    )
    .await;
    found(&db, &["seal 1: row 2 is in no seal"]);
    // Nor is it sealed afterwards.
    seal(&db);
    found(&db, &["seal 1: row 2 is in no seal"]);
}

#[sqlx::test]
async fn a_row_that_claims_to_be_old_is_found(db: PgPool) {
    sealed(&db).await;
    tamper(
        &db,
        "insert into audit (op_id, at, actor, door, action)
         values (gen_random_uuid(), now() - interval '3 days', 'hoa', 'http', 'parcel.update')",
    )
    .await;
    assert!(verify(&db, &[]).1.contains("Not sealed yet: 1 rows"));
    seal(&db);
    found(&db, &["seal 3: row 6 claims to be much older"]);
    let (holds, said) = verify(&db, &["--since-seal", "4"]);
    assert!(!holds && said.contains("seal 4: is missing"), "{said}");
}

#[sqlx::test]
async fn a_changed_removed_or_added_event_is_found(db: PgPool) {
    sealed(&db).await;
    tamper(
        &db,
        "update events set fields = jsonb_set(fields, '{note,1}', '\"khác\"')
         where op_id = (select op_id from audit where number = 1)",
    )
    .await;
    found(&db, &["seal 1: row 1 was changed, or one of its events"]);
    tamper(
        &db,
        "insert into events (op_id, entity, entity_id, action, effective_on)
         select op_id, 'project', 1, 'updated', '2026-01-01' from audit where number = 2;
         delete from events where op_id = (select op_id from audit where number = 5)",
    )
    .await;
    found(
        &db,
        &[
            "seal 1: row 1 was changed",
            "seal 1: row 2 was changed",
            "seal 2: row 5 was changed",
        ],
    );
}

#[sqlx::test]
async fn rows_in_another_order_are_found(db: PgPool) {
    sealed(&db).await;
    tamper(
        &db,
        "update audit set number = -number where number in (2, 4);
         update audit set number = 6 + number where number < 0",
    )
    .await;
    found(
        &db,
        &[
            "first seal that does not hold: 1",
            "seal 1: row 2 was changed",
            "seal 2: row 4 was changed",
        ],
    );
}

#[sqlx::test]
async fn a_seal_that_was_changed_or_removed_is_found(db: PgPool) {
    sealed(&db).await;
    tamper(
        &db,
        "update audit_seals set sealed_at = sealed_at - interval '1 hour' where number = 2",
    )
    .await;
    found(&db, &["first seal that does not hold: 2", "seal 2: was changed"]);
    tamper(&db, "delete from audit_seals where number = 1").await;
    found(&db, &["first seal that does not hold: 1", "seal 1: is missing"]);
}

#[sqlx::test]
async fn a_chain_that_was_forged_anew_differs_from_the_hash_that_was_noted(db: PgPool) {
    let [first, second] = sealed(&db).await;
    let noted = |seal: &(String, String)| {
        let (holds, said) = verify(&db, &["--since-seal", &seal.0, "--expect", &seal.1]);
        (holds, said)
    };
    assert!(noted(&first).0 && noted(&second).0);
    tamper(
        &db,
        "update audit set actor = 'lan' where number = 1; delete from audit_seals",
    )
    .await;
    let (holds, said) = noted(&second);
    assert!(!holds && said.contains("seal 2: is missing"), "{said}");
    seal(&db);
    assert!(verify(&db, &[]).0, "by itself the new chain holds");
    let (holds, said) = noted(&first);
    assert!(!holds && said.contains("seal 1: has another hash"), "{said}");
}
