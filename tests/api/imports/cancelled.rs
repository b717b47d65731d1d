use matbang::imports::{ImportError, ImportOptions, Kind, Outputs, Progress, Watch, import_file};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{PARCELS, PROJECTS, UNITS, author, import, number, temporary};

/// Imports the parcels of the fixtures, and cancels at the first progress that is so.
async fn cancel_at(pool: &PgPool, is_so: fn(Progress) -> bool) -> Result<(), ImportError> {
    let file = temporary(PARCELS);
    let token = CancellationToken::new();
    let canceller = token.clone();
    let watch = Watch::new(
        move |progress| {
            if is_so(progress) {
                canceller.cancel();
            }
        },
        token,
    );
    let options = ImportOptions::new(Kind::Parcels, "thua.geojson".to_owned());
    let outputs = Outputs::default();
    import_file(pool, &author(), Uuid::now_v7(), file.path(), &options, &outputs, &watch)
        .await
        .map(drop)
}

#[sqlx::test]
async fn an_import_cancelled_at_any_time_leaves_nothing(pool: PgPool) {
    import(&pool, Kind::Units, UNITS).await;
    import(&pool, Kind::Projects, PROJECTS).await;
    let written = "select (select count(*) from parcels) + (select count(*) from audit) + (select count(*) from events)
        + (select count(*) from imports) + (select count(*) from parcel_persons) + (select count(*) from changes)";
    let before = number(&pool, written).await;
    let times: [fn(Progress) -> bool; 3] = [
        |progress| matches!(progress, Progress::Surveying),
        |progress| matches!(progress, Progress::Reading { .. }),
        |progress| progress == Progress::Merging,
    ];
    for is_so in times {
        let outcome = cancel_at(&pool, is_so).await;
        assert!(matches!(outcome, Err(ImportError::Cancelled)), "{outcome:?}");
        assert_eq!(number(&pool, written).await, before);
    }
    assert_eq!(
        import(&pool, Kind::Parcels, PARCELS).await.stored,
        4,
        "the way is free for the next one"
    );
}
