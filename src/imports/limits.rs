//! What may be touched by a file of somebody who is limited to an area, and by the undoing of it.

use std::fmt;

use sqlx::PgConnection;
use uuid::Uuid;

use super::{ImportError, Kind, report::Report};
use crate::{
    auth::{Account, Area, Right},
    board::{Board, LiveBoard, Shard},
    language::Text,
    outage::Outage,
    problem::Problem,
};

/// The account that has a file imported. What it may touch is looked up whenever that matters: a file may wait long for
/// its turn, and the account is another by then.
#[derive(Clone)]
pub struct Sender {
    account: i32,
    board: LiveBoard,
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sender").field(&self.account).finish()
    }
}

impl Sender {
    /// The account with this internal number, whose area is told by a board.
    pub const fn new(account: i32, board: LiveBoard) -> Self {
        Self { account, board }
    }

    /// What the account may touch now; none: everything. It stays so until the transaction ends.
    ///
    /// # Errors
    /// [`ImportError::Forbidden`] where it may not import such a file, or nothing any more; those of the database.
    pub async fn limits(&self, conn: &mut PgConnection, kind: Kind) -> Result<Option<Limits>, ImportError> {
        let account = Account::in_use(conn, self.account).await?.ok_or_else(no_longer)?;
        let area = |board: &Board| account.area(Right::Manage, board).map_err(|_| no_longer());
        if area(&self.board.current())?.is_everywhere() {
            return Ok(None);
        }
        if kind == Kind::Units {
            return Err(units_for_administrators());
        }
        // Where projects lie may have been changed by the import before.
        if !self.board.catch_up().await {
            return Err(ImportError::Unavailable(Outage::Away));
        }
        let board = self.board.current();
        Ok(Some(Limits::of(&area(&board)?, &board)))
    }
}

/// What an account may touch that is limited to an area.
#[derive(Debug)]
pub struct Limits {
    /// The units in which parcels must lie, by internal number; none: anywhere.
    units: Option<Vec<i32>>,
    /// Codes of the projects to which parcels may be added.
    reached: Vec<String>,
    /// Codes of the projects that may be changed themselves.
    held: Vec<String>,
    /// Whether projects may be begun.
    begins: bool,
}

const PARCELS_OF_FILE: &str = concat!(
    "with touched as (select id, project_id from resolved_parcels)",
    include_str!("store/outside_parcels.sql")
);
const PROJECTS_OF_FILE: &str = concat!(
    "with touched as (select code, is_new from merged_projects)",
    include_str!("store/outside_projects.sql")
);
/// Those that the import $3 made or changed.
const PARCELS_OF_IMPORT: &str = concat!(
    "with touched as (
         select id, project_id from parcels where imported_by = $3
         union all
         select id, project_id from import_before_parcels
     )",
    include_str!("store/outside_parcels.sql")
);
/// Those that the import $3 made or changed.
const PROJECTS_OF_IMPORT: &str = concat!(
    "with touched as (
         select p.code, b.id is null as is_new
         from projects p
         left join import_before_projects b using (id)
         where p.id in (select entity_id from events where op_id = $3 and entity = 'project')
     )",
    include_str!("store/outside_projects.sql")
);

/// How many rows touch what they may not.
#[derive(Default, sqlx::FromRow)]
struct Outside {
    rows: i64,
    projects: i64,
    units: i64,
}

impl Limits {
    fn of(area: &Area, board: &Board) -> Self {
        let codes = |may: fn(&Area, &Board, &Shard) -> bool| {
            let shards = board.shards.values().filter(|shard| may(area, board, shard));
            shards.map(|shard| shard.project.code.clone()).collect()
        };
        Self {
            units: area.units().map(|units| units.iter().copied().collect()),
            reached: codes(Area::reaches_project),
            held: codes(Area::holds_project),
            begins: area.projects().is_none(),
        }
    }

    /// Refuses a file as a whole where rows of it, all of them merged by now, touch what they may not.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn check_file(&self, conn: &mut PgConnection, kind: Kind, report: &mut Report) -> sqlx::Result<()> {
        let Outside { rows, projects, units } = self.outside(conn, kind, None).await?;
        if projects > 0 {
            report.refuse_file(
                Some("project_code"),
                "outside_area",
                Text::new(
                    format!(
                        "{projects} trong {rows} dòng thuộc dự án vượt ngoài phạm vi của tài khoản; hãy bỏ các dòng đó, hoặc nhờ người không bị giới hạn địa bàn nhập chúng"
                    ),
                    format!(
                        "{projects} of {rows} rows are of projects beyond the area of the account; leave them out, or have somebody import them who is not limited to an area"
                    ),
                ),
            );
        }
        if units > 0 {
            report.refuse_file(
                Some("geometry"),
                "outside_area",
                Text::new(
                    format!(
                        "{units} trong {rows} thửa nằm ngoài địa bàn của tài khoản, trong tệp hoặc như đang lưu, hoặc chưa có hình thể để biết; hãy bỏ các thửa đó, hoặc nhờ người không bị giới hạn địa bàn nhập chúng"
                    ),
                    format!(
                        "{units} of {rows} parcels lie outside the area of the account, in the file or as they are stored, or have no shape to tell; leave them out, or have somebody import them who is not limited to an area"
                    ),
                ),
            );
        }
        Ok(())
    }

    /// Refuses the undoing of an import, the last one, that touched what lies elsewhere by now.
    ///
    /// # Errors
    /// [`Problem::Forbidden`]; those of the database.
    pub async fn check_undo(&self, conn: &mut PgConnection, kind: Kind, id: Uuid) -> Result<(), Problem> {
        let Outside { rows, projects, units } = self.outside(conn, kind, Some(id)).await?;
        let outside = projects.max(units);
        if outside == 0 {
            return Ok(());
        }
        Err(Problem::Forbidden(Text::new(
            format!(
                "{outside} trong {rows} dòng của lần nhập này nằm ngoài địa bàn hiện nay của tài khoản; hãy nhờ người không bị giới hạn địa bàn hoàn tác."
            ),
            format!(
                "{outside} of {rows} rows of this import lie outside the present area of your account; have somebody undo it who is not limited to an area."
            ),
        )))
    }

    /// How many rows touch what they may not: those of the file that is merged, or those of an import to undo.
    async fn outside(&self, conn: &mut PgConnection, kind: Kind, undone: Option<Uuid>) -> sqlx::Result<Outside> {
        let query = match (kind, undone) {
            // Nobody with limits imports them.
            (Kind::Units, _) => return Ok(Outside::default()),
            (Kind::Projects, None) => sqlx::query_as(PROJECTS_OF_FILE),
            (Kind::Projects, Some(_)) => sqlx::query_as(PROJECTS_OF_IMPORT),
            (Kind::Parcels, None) => sqlx::query_as(PARCELS_OF_FILE),
            (Kind::Parcels, Some(_)) => sqlx::query_as(PARCELS_OF_IMPORT),
        };
        let query = match kind {
            Kind::Projects => query.bind(&self.held).bind(self.begins),
            Kind::Units | Kind::Parcels => query.bind(&self.reached).bind(&self.units),
        };
        match undone {
            Some(id) => query.bind(id),
            None => query,
        }
        .fetch_one(conn)
        .await
    }
}

/// Whoever had a file imported may not any more.
fn no_longer() -> ImportError {
    ImportError::Forbidden(Text::new(
        "Tài khoản đã gửi tệp nay bị khóa hoặc không còn quyền nhập dữ liệu; hãy nhờ người có quyền nhập tệp này.",
        "The account that sent the file is disabled by now, or may not import any more; have somebody import it who may.",
    ))
}

/// Units are everybody's: nobody who is limited to some of them imports any.
fn units_for_administrators() -> ImportError {
    ImportError::Forbidden(Text::new(
        "Chỉ quản trị viên mới nhập được đơn vị hành chính.",
        "Only administrators import administrative units.",
    ))
}
