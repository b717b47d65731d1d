//! The command `check`: is everything there that the service needs?

use super::{CommandError, Database, Place};
use crate::language::{Language, Text};

/// Opens the database and says what it holds.
#[expect(clippy::print_stdout, reason = "the answer is what the command is for")]
pub async fn check(place: &Place, language: Language) -> Result<u8, CommandError> {
    let database = Database::open(place).await?;
    let row = sqlx::query!(
        r#"select current_setting('server_version') as "postgres!", postgis_version() as "postgis!",
                  (select count(*) from admin_units) as "units!", (select count(*) from projects) as "projects!",
                  (select count(*) from parcels) as "parcels!",
                  (select count(*) from parcels where geom is null) as "no_shape!",
                  (select count(*) from parcels p where geom is not null
                      and not exists (select from parcel_units where parcel_id = p.id)) as "outside!""#
    )
    .fetch_one(&database.pool)
    .await?;
    let place = database
        .folder
        .as_ref()
        .map_or_else(|| "DATABASE_URL".to_owned(), |folder| folder.display().to_string());
    let text = Text::new(
        format!(
            "Dữ liệu: {place}\nPostgreSQL {}, PostGIS {}\nLược đồ: mới nhất\n\
             {} đơn vị hành chính, {} dự án, {} thửa ({} chưa có hình thể, {} ngoài mọi đơn vị)",
            row.postgres, row.postgis, row.units, row.projects, row.parcels, row.no_shape, row.outside
        ),
        format!(
            "Data: {place}\nPostgreSQL {}, PostGIS {}\nSchema: up to date\n\
             {} administrative units, {} projects, {} parcels ({} without a shape, {} outside every unit)",
            row.postgres, row.postgis, row.units, row.projects, row.parcels, row.no_shape, row.outside
        ),
    );
    println!("{}", text.in_language(language));
    database.close().await?;
    Ok(0)
}
