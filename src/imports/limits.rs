//! What a file may touch that is imported by somebody who is limited to an area.

use sqlx::PgConnection;

use super::{Kind, report::Report};
use crate::{auth::Area, board::Board, language::Text};

/// What a file may touch.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The units in which its parcels must lie, by internal number; none: anywhere.
    units: Option<Vec<i32>>,
    /// Codes of the projects that it may speak of; none: all.
    projects: Option<Vec<String>>,
    /// Codes of the projects that are there and may be changed themselves.
    managed: Vec<String>,
}

/// How many rows of a file touch what they may not.
struct Outside {
    rows: i64,
    projects: i64,
    units: i64,
}

impl Limits {
    /// The limits of an area; none where it has none.
    pub fn of(area: &Area, board: &Board) -> Option<Self> {
        let managed = board.shards.values().filter(|shard| area.holds_project(board, shard));
        (!area.is_everywhere()).then(|| Self {
            units: area.units().map(|units| units.iter().copied().collect()),
            projects: area.projects().map(<[String]>::to_vec),
            managed: managed.map(|shard| shard.project.code.clone()).collect(),
        })
    }

    /// Refuses the file as a whole where rows of it, all of them merged by now, touch what they may not.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn check(&self, conn: &mut PgConnection, kind: Kind, report: &mut Report) -> sqlx::Result<()> {
        let outside = match kind {
            // Nobody with limits imports them.
            Kind::Units => return Ok(()),
            Kind::Projects => self.projects_outside(conn).await?,
            Kind::Parcels => self.parcels_outside(conn).await?,
        };
        let Outside { rows, projects, units } = outside;
        if projects > 0 {
            report.refuse_file(
                Some("project_code"),
                "outside_area",
                Text::new(
                    format!(
                        "{projects} trong {rows} dòng thuộc dự án mà tài khoản không phụ trách; hãy bỏ các dòng đó"
                    ),
                    format!("{projects} of {rows} rows are of projects outside of the account's; leave them out"),
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
                        "{units} of {rows} parcels lie outside the area of the account, in the file or as they are stored, or have no shape to tell; leave them out, or have somebody import them who is not limited to units"
                    ),
                ),
            );
        }
        Ok(())
    }

    async fn projects_outside(&self, conn: &mut PgConnection) -> sqlx::Result<Outside> {
        // Where projects are limited, a new one is not among them.
        let (rows, projects) = sqlx::query_as(
            "select count(*), count(*) filter (where case when is_new then $2 else not code = any($1) end) from merged_projects",
        )
        .bind(&self.managed)
        .bind(self.projects.is_some())
        .fetch_one(conn)
        .await?;
        Ok(Outside {
            rows,
            projects,
            units: 0,
        })
    }

    async fn parcels_outside(&self, conn: &mut PgConnection) -> sqlx::Result<Outside> {
        let (rows, projects, units) = sqlx::query_as(include_str!("store/outside_parcels.sql"))
            .bind(&self.projects)
            .bind(&self.units)
            .fetch_one(conn)
            .await?;
        Ok(Outside { rows, projects, units })
    }
}
