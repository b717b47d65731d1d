use fastrand::Rng;
use matbang::audit::{Author, record, seals};
use sqlx::PgPool;
use uuid::Uuid;

use super::{service, verify};
use crate::support::{Serving, matbang_on, private_folder, until};

async fn rows(db: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from audit")
        .fetch_one(db)
        .await
        .unwrap()
}

#[sqlx::test]
async fn writes_that_commit_in_any_order_while_seals_are_made_are_all_sealed_once(db: PgPool) {
    let author = Author {
        name: "hoa".to_owned(),
        door: "http",
    };
    let mut random = Rng::with_seed(11);
    let pool = matbang::db::connect(db.connect_options().as_ref().clone())
        .await
        .unwrap();
    for _ in 0..8 {
        let mut open = Vec::new();
        for _ in 0..6 {
            let mut tx = pool.begin().await.unwrap();
            record(&mut tx, Uuid::now_v7(), &author, "test", "").await.unwrap();
            open.push(tx);
        }
        random.shuffle(&mut open);
        // Some stay open over many seals, some are taken back.
        while let Some(tx) = open.pop() {
            if random.u8(..4) == 0 {
                tx.rollback().await.unwrap();
            } else {
                tx.commit().await.unwrap();
            }
            if random.bool() {
                let (one, other) = tokio::join!(seals::seal_now(&db), seals::seal_now(&db));
                one.unwrap();
                other.unwrap();
            }
        }
    }
    pool.close().await;
    seals::seal_now(&db).await.unwrap();
    let (holds, said) = verify(&db, &[]);
    assert!(
        holds && said.contains(&format!(" {} rows in ", rows(&db).await)) && !said.contains("Not sealed"),
        "{said}"
    );
}

#[sqlx::test]
async fn a_write_that_was_open_over_many_seals_is_sealed_when_it_comes(db: PgPool) {
    let author = Author {
        name: "hoa".to_owned(),
        door: "import",
    };
    let mut long = db.begin().await.unwrap();
    record(&mut long, Uuid::now_v7(), &author, "import.parcels", "P")
        .await
        .unwrap();
    for _ in 0..4 {
        record(&mut db.acquire().await.unwrap(), Uuid::now_v7(), &author, "test", "")
            .await
            .unwrap();
        seals::seal_now(&db).await.unwrap();
    }
    long.commit().await.unwrap();
    assert!(verify(&db, &[]).1.contains("Not sealed yet: 1 rows"));
    seals::seal_now(&db).await.unwrap();
    let (holds, said) = verify(&db, &[]);
    assert!(
        holds && said.contains("5 rows in 5 seals") && !said.contains("Not sealed"),
        "{said}"
    );
    let last: i64 = sqlx::query_scalar("select lower(numbers) from audit_seals where number = 5")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(last, 1);
}

#[sqlx::test]
async fn two_servers_that_start_at_once_seal_everything_once(db: PgPool) {
    service(&db, 5).await;
    let spools = [private_folder(), private_folder()];
    let _servers = spools.each_ref().map(|spool| {
        let mut command = matbang_on(&db, &[]);
        command.env("MATBANG_SPOOL", spool.path());
        Serving::start(command)
    });
    until("everything is sealed", async || {
        let (holds, said) = verify(&db, &[]);
        assert!(holds, "{said}");
        !said.contains("Not sealed")
    })
    .await;
    let seals: i64 = sqlx::query_scalar("select count(*) from audit_seals")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(seals, 1);
}

#[sqlx::test]
async fn more_rows_than_fit_into_one_seal_are_sealed_by_several(db: PgPool) {
    sqlx::query("insert into audit (op_id, actor, door, action) select gen_random_uuid(), 'a', 'http', 'test' from generate_series(1, 20001)")
        .execute(&db)
        .await
        .unwrap();
    seals::seal_now(&db).await.unwrap();
    let (holds, said) = verify(&db, &[]);
    assert!(holds && said.contains("20001 rows in 3 seals"), "{said}");
}

#[sqlx::test]
async fn a_history_of_nothing_holds(db: PgPool) {
    let (holds, said) = verify(&db, &[]);
    assert!(holds && said.contains("0 rows in 0 seals"), "{said}");
}
