//! The command `check`: is everything there that the service needs?

use clap::Args;

use super::{CommandError, Database, Place};
use crate::{
    attachments::{self, Attachments},
    language::{Language, Text},
};

/// Options of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Print the SQL that lets this role run the service without any right to change the history, and nothing else
    #[arg(long, value_name = "ROLE")]
    grants: Option<String>,
    /// Remove the files that no attachment names any more
    #[arg(long, conflicts_with = "grants")]
    sweep: bool,
}

/// Opens the database and says what it holds.
pub async fn check(place: &Place, args: CheckArgs, language: Language) -> Result<u8, CommandError> {
    let database = Database::open(place).await?;
    let with_files = args.grants.is_none();
    let told = match args.grants {
        Some(role) => {
            sqlx::query_file_scalar!("src/commands/check/grants.sql", role)
                .fetch_one(&database.pool)
                .await
        }
        None => tell(&database, language).await,
    };
    let files = match &told {
        Ok(_) if !with_files => Ok(None),
        Ok(_) => files(&database, place, args.sweep, language).await.map(Some),
        Err(_) => Ok(None),
    };
    database.close().await?;
    print(&told?);
    let files = files?;
    if let Some((text, _)) = &files {
        print(text);
    }
    Ok(u8::from(files.is_some_and(|(_, is_missing)| is_missing)))
}

/// What the store of attachments holds, and whether a file is missing there.
async fn files(
    database: &Database,
    place: &Place,
    sweep: bool,
    language: Language,
) -> Result<(String, bool), CommandError> {
    let place = place.attachments();
    let store =
        Attachments::open_if_there(&place).map_err(|error| error.text(&place).in_language(language).to_owned())?;
    let found = attachments::examine(&database.pool, store.as_ref()).await?;
    if let Some(store) = store.filter(|_| sweep) {
        attachments::sweep(&store, &found).await?;
    }
    let orphans = found.orphans.len();
    let kilobytes = found.orphan_bytes.div_ceil(1000);
    let rest = match (orphans, sweep) {
        (0, _) => Text::new("không có tệp thừa", "no file too many"),
        (_, true) => Text::new(
            format!("đã xóa {orphans} tệp thừa ({kilobytes} kB)"),
            format!("removed {orphans} files too many ({kilobytes} kB)"),
        ),
        (_, false) => Text::new(
            format!("{orphans} tệp thừa ({kilobytes} kB), xóa bằng: matbang check --sweep"),
            format!("{orphans} files too many ({kilobytes} kB), to be removed by: matbang check --sweep"),
        ),
    };
    let text = Text::new(
        format!("Tệp đính kèm: {place}, {} tệp, {}", found.named, rest.vi),
        format!("Attachments: {place}, {} files, {}", found.named, rest.en),
    );
    let mut lines = vec![text.in_language(language).to_owned()];
    lines.extend(found.missing.iter().map(|missing| {
        let (obstacle, name, sha256) = (missing.obstacle, &missing.name, &missing.sha256);
        let text = Text::new(
            format!("  mất tệp «{name}» của vướng mắc {obstacle}: hãy lấy lại {sha256} từ bản sao lưu"),
            format!("  the file «{name}» of obstacle {obstacle} is missing: fetch {sha256} from a backup"),
        );
        text.in_language(language).to_owned()
    }));
    Ok((lines.join("\n"), !found.missing.is_empty()))
}

#[expect(clippy::print_stdout, reason = "the answer is what the command is for")]
fn print(text: &str) {
    println!("{text}");
}

/// What the database holds.
async fn tell(database: &Database, language: Language) -> sqlx::Result<String> {
    let row = sqlx::query!(
        r#"select current_setting('server_version') as "postgres!", postgis_version() as "postgis!",
                  (select count(*) from admin_units) as "units!", (select count(*) from projects) as "projects!",
                  (select count(*) from parcels) as "parcels!",
                  (select count(*) from parcels where geom is null) as "no_shape!",
                  (select count(*) from parcels p where geom is not null
                      and not exists (select from parcel_units where parcel_id = p.id)) as "outside!",
                  current_user::text as "role!",
                  (select pg_has_role(relowner, 'usage') from pg_class where oid = 'audit'::regclass) as "owns_history!""#
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
    let history = history(&row.role, row.owns_history);
    Ok(format!(
        "{}\n{}",
        text.in_language(language),
        history.in_language(language)
    ))
}

/// What keeps the history from being changed.
fn history(role: &str, owns: bool) -> Text {
    if owns {
        Text::new(
            format!(
                "Nhật ký: chỉ ghi thêm; vai trò {role} là chủ bảng nên có thể gỡ ràng buộc này, chỉ niêm phong mới phát hiện được. \
                 Vai trò không thể làm vậy: matbang check --grants VAI_TRÒ"
            ),
            format!(
                "History: append-only; the role {role} owns the tables and could lift that, which only the seals would show. \
                 For a role that cannot: matbang check --grants ROLE"
            ),
        )
    } else {
        Text::new(
            format!("Nhật ký: vai trò {role} chỉ được ghi thêm."),
            format!("History: the role {role} may only add to it."),
        )
    }
}
