//! What can be in the way of a private PostgreSQL, said in both languages with the way out.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private PostgreSQL cannot be used. `Display` speaks English, [`vi`](Self::vi) Vietnamese.
#[derive(Debug, thiserror::Error)]
pub enum PrivatePostgresError {
    /// A second server on one folder.
    #[error("matbang already serves {} (process {}): stop it first, or give another folder with --data", .folder.display(), pid_text(*.pid))]
    AlreadyServed {
        /// The data folder.
        folder: PathBuf,
        /// The other server, unless it has not yet written its number down.
        pid: Option<u32>,
    },
    /// Another process has been starting or stopping this PostgreSQL for very long.
    #[error("another matbang has been starting or stopping PostgreSQL in {} for minutes: end that process, then try again", .folder.display())]
    Busy {
        /// The data folder.
        folder: PathBuf,
    },
    /// The disk is full.
    #[error("the disk is full: cannot write {}. Free space on it; nothing else has to be done", .path.display())]
    DiskFull {
        /// What cannot be written.
        path: PathBuf,
    },
    /// A folder or file cannot be made, read or written.
    #[error("cannot use {}: {source}. Run matbang as the owner of that folder (root's folders need sudo), or give another one with --data", .path.display())]
    Folder {
        /// What cannot be used.
        path: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
    /// Started as root, the account that runs PostgreSQL cannot reach the data folder.
    #[error("PostgreSQL must not run as root, so it runs as `{account}`, who cannot enter {}: give a folder outside closed homes (--data /var/lib/matbang), or open every folder above it with chmod o+x", .folder.display())]
    FolderClosed {
        /// The data folder.
        folder: PathBuf,
        /// The unprivileged account.
        account: String,
    },
    /// Started as root on a system without an account to run PostgreSQL.
    #[error(
        "PostgreSQL must not run as root, and this system has neither a `postgres` nor a `nobody` account: make one (useradd --system postgres), or start matbang as an ordinary user"
    )]
    NoAccount,
    /// No PostgreSQL that can be used.
    #[error(
        "no PostgreSQL 15, 16 or 17 found: install it with PostGIS (Debian, Ubuntu: sudo apt install postgresql postgresql-postgis; Fedora: sudo dnf install postgresql-server postgis; Arch: sudo pacman -S postgresql postgis; macOS: brew install postgresql@17 postgis), or set DATABASE_URL to a server"
    )]
    NotInstalled,
    /// The data were made by a PostgreSQL that is not installed here.
    #[error("the data in {} were made by PostgreSQL {made_by}, but {} is installed: install PostgreSQL {made_by} again (Debian, Ubuntu: sudo apt install postgresql-{made_by} postgresql-{made_by}-postgis-3), or move the data to the new version with pg_upgrade or pg_dump", .folder.display(), majors_text(.installed))]
    OtherMajor {
        /// The cluster.
        folder: PathBuf,
        /// The major version that made it.
        made_by: String,
        /// The major versions found.
        installed: Vec<u32>,
    },
    /// PostgreSQL without PostGIS.
    #[error(
        "PostgreSQL {major} has no PostGIS: install it (Debian, Ubuntu: sudo apt install postgresql-{major}-postgis-3; Fedora, Arch: the package postgis; macOS: brew install postgis)"
    )]
    PostgisMissing {
        /// The major version that runs.
        major: u32,
    },
    /// The short folder for the socket belongs to somebody else.
    #[error("{} already exists and is not a private folder of the account that runs PostgreSQL: remove it, or give a data folder with a shorter path", .folder.display())]
    SocketFolderTaken {
        /// The folder for the socket.
        folder: PathBuf,
    },
    /// initdb failed.
    #[error("PostgreSQL could not make its database folder in {}:\n{output}", .folder.display())]
    InitdbFailed {
        /// The data folder.
        folder: PathBuf,
        /// What initdb said.
        output: String,
    },
    /// The postmaster ends as soon as it is started.
    #[error("PostgreSQL does not start in {}; more may be in the folder log inside it:\n{output}", .folder.display())]
    StartFailed {
        /// The cluster.
        folder: PathBuf,
        /// What it said last.
        output: String,
    },
    /// The postmaster lives, but takes no connections.
    #[error("PostgreSQL in {} has been starting or stopping for minutes without an end: see the folder log inside it", .folder.display())]
    NeverReady {
        /// The cluster.
        folder: PathBuf,
    },
    /// The postmaster runs, but the first questions to it failed.
    #[error("PostgreSQL runs but does not answer: {0}")]
    NoAnswer(#[from] sqlx::Error),
}

impl PrivatePostgresError {
    /// The same in Vietnamese.
    pub fn vi(&self) -> String {
        match self {
            Self::AlreadyServed { folder, pid } => format!(
                "Đã có một máy chủ matbang (tiến trình {}) đang dùng thư mục {}: hãy dừng nó trước, hoặc chọn thư mục khác bằng --data",
                pid_text(*pid),
                folder.display()
            ),
            Self::Busy { folder } => format!(
                "Một tiến trình matbang khác đang khởi động hoặc dừng PostgreSQL trong {} đã nhiều phút: hãy kết thúc tiến trình đó rồi thử lại",
                folder.display()
            ),
            Self::DiskFull { path } => format!(
                "Đĩa đã đầy: không ghi được {}. Hãy giải phóng dung lượng đĩa; không cần làm gì khác",
                path.display()
            ),
            Self::Folder { path, source } => format!(
                "Không dùng được {}: {source}. Hãy chạy matbang bằng tài khoản sở hữu thư mục đó (thư mục của root thì cần sudo), hoặc chọn thư mục khác bằng --data",
                path.display()
            ),
            Self::FolderClosed { folder, account } => format!(
                "PostgreSQL không được chạy bằng quyền root nên chạy bằng tài khoản `{account}`, nhưng tài khoản này không vào được {}: hãy chọn thư mục nằm ngoài các thư mục cá nhân bị khóa (--data /var/lib/matbang), hoặc mở quyền cho mọi thư mục cấp trên bằng chmod o+x",
                folder.display()
            ),
            Self::NoAccount => "PostgreSQL không được chạy bằng quyền root, mà hệ thống này không có tài khoản `postgres` lẫn `nobody`: hãy tạo một tài khoản (useradd --system postgres), hoặc chạy matbang bằng tài khoản thường".into(),
            Self::NotInstalled => "Không tìm thấy PostgreSQL 15, 16 hoặc 17: hãy cài cùng với PostGIS (Debian, Ubuntu: sudo apt install postgresql postgresql-postgis; Fedora: sudo dnf install postgresql-server postgis; Arch: sudo pacman -S postgresql postgis; macOS: brew install postgresql@17 postgis), hoặc đặt DATABASE_URL trỏ tới một máy chủ".into(),
            Self::OtherMajor { folder, made_by, installed } => format!(
                "Dữ liệu trong {} do PostgreSQL {made_by} tạo ra, nhưng máy này cài {}: hãy cài lại PostgreSQL {made_by} (Debian, Ubuntu: sudo apt install postgresql-{made_by} postgresql-{made_by}-postgis-3), hoặc chuyển dữ liệu sang phiên bản mới bằng pg_upgrade hay pg_dump",
                folder.display(),
                majors_text(installed)
            ),
            Self::PostgisMissing { major } => format!(
                "PostgreSQL {major} chưa có PostGIS: hãy cài thêm (Debian, Ubuntu: sudo apt install postgresql-{major}-postgis-3; Fedora, Arch: gói postgis; macOS: brew install postgis)"
            ),
            Self::SocketFolderTaken { folder } => format!(
                "Thư mục {} đã có và không phải là thư mục riêng của tài khoản chạy PostgreSQL: hãy xóa nó, hoặc chọn thư mục dữ liệu có đường dẫn ngắn hơn",
                folder.display()
            ),
            Self::InitdbFailed { folder, output } => format!(
                "PostgreSQL không tạo được thư mục cơ sở dữ liệu trong {}:\n{output}",
                folder.display()
            ),
            Self::StartFailed { folder, output } => format!(
                "PostgreSQL không khởi động được trong {}; có thể xem thêm trong thư mục log ở đó:\n{output}",
                folder.display()
            ),
            Self::NeverReady { folder } => format!(
                "PostgreSQL trong {} khởi động hoặc dừng đã nhiều phút mà chưa xong: hãy xem thư mục log ở đó",
                folder.display()
            ),
            Self::NoAnswer(error) => format!("PostgreSQL đang chạy nhưng không trả lời: {error}"),
        }
    }

    /// For `map_err` beside a file operation.
    pub(super) fn folder(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            _ => Self::Folder { path, source },
        }
    }
}

fn pid_text(pid: Option<u32>) -> String {
    pid.map_or_else(|| "?".to_owned(), |pid| pid.to_string())
}

fn majors_text(majors: &[u32]) -> String {
    let names: Vec<String> = majors.iter().map(|major| format!("PostgreSQL {major}")).collect();
    names.join(", ")
}
