//! What is wrong with the database when it cannot serve: every such trouble passes, and nothing of ours is broken.

use crate::language::Text;

/// Why the database cannot do now what it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// It cannot be reached, or the connection was cut.
    Away,
    /// It starts, and takes nobody in yet.
    Starting,
    /// It takes nobody in any more, or all our connections are in use.
    Busy,
    /// A statement took too long, or waited too long for what others hold.
    Slow,
    /// Its disk is full.
    DiskFull,
    /// Its disk cannot be read or written.
    DiskFailing,
    /// Its memory, or another of its limits, is used up.
    OutOfMemory,
    /// It takes no writes: a standby, or set so by its administrator.
    ReadOnly,
    /// It refuses our login, or there is no such database.
    Barred,
    /// The connection was cut while a write was confirmed: nobody knows yet whether it was stored.
    Unconfirmed,
    /// A write is stored, but could not be read back.
    Unseen,
}

impl Outage {
    /// Every one of them.
    pub const ALL: [Self; 11] = [
        Self::Away,
        Self::Starting,
        Self::Busy,
        Self::Slow,
        Self::DiskFull,
        Self::DiskFailing,
        Self::OutOfMemory,
        Self::ReadOnly,
        Self::Barred,
        Self::Unconfirmed,
        Self::Unseen,
    ];

    /// The outage behind an error, unless the error is a fault of the statement itself.
    ///
    /// Codes: PostgreSQL's documentation, appendix A.
    pub fn of(error: &sqlx::Error) -> Option<Self> {
        let cause = match error {
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolClosed => return Some(Self::Away),
            // Also while it starts or refuses connections: the pool tries again until its time is up.
            sqlx::Error::PoolTimedOut => return Some(Self::Busy),
            sqlx::Error::Database(cause) => cause,
            _ => return None,
        };
        let code = cause.code()?;
        match (code.as_ref(), code.get(..2)?) {
            ("53100", _) => Some(Self::DiskFull),
            ("53300", _) => Some(Self::Busy),
            ("57P03", _) => Some(Self::Starting),
            // Cancelled by the time limit, a lock not given, a deadlock, a transaction that idled or collided.
            ("57014" | "55P03" | "25P03", _) | (_, "40") => Some(Self::Slow),
            ("25006", _) => Some(Self::ReadOnly),
            ("3D000", _) | (_, "28") => Some(Self::Barred),
            (_, "53") => Some(Self::OutOfMemory),
            (_, "58") => Some(Self::DiskFailing),
            (_, "57" | "08") => Some(Self::Away),
            _ => None,
        }
    }

    /// Whether it passes by itself, so that waiting helps.
    pub const fn passes(self) -> bool {
        matches!(self, Self::Away | Self::Starting | Self::Busy | Self::Slow)
    }

    /// Its word in answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Away => "away",
            Self::Starting => "starting",
            Self::Busy => "busy",
            Self::Slow => "slow",
            Self::DiskFull => "disk-full",
            Self::DiskFailing => "disk-failing",
            Self::OutOfMemory => "out-of-memory",
            Self::ReadOnly => "read-only",
            Self::Barred => "barred",
            Self::Unconfirmed => "unconfirmed",
            Self::Unseen => "unseen",
        }
    }

    /// Seconds after which it is worth asking again.
    pub const fn retry_after(self) -> u16 {
        if self.passes() {
            3
        } else {
            match self {
                Self::Unconfirmed | Self::Unseen => 3,
                Self::OutOfMemory => 10,
                // Somebody has to do something first.
                _ => 60,
            }
        }
    }

    /// What is wrong and what to do.
    pub fn text(self) -> Text {
        match self {
            Self::Away => Text::new(
                "Cơ sở dữ liệu đang tạm ngắt. Chưa có gì bị mất; hãy thử lại sau ít giây.",
                "The database is away for a moment. Nothing was lost; try again in a few seconds.",
            ),
            Self::Starting => Text::new(
                "Cơ sở dữ liệu đang khởi động. Hãy thử lại sau ít giây.",
                "The database is starting. Try again in a few seconds.",
            ),
            Self::Busy => Text::new(
                "Mọi kết nối tới cơ sở dữ liệu đang bận. Hãy thử lại sau ít giây.",
                "All connections to the database are in use. Try again in a few seconds.",
            ),
            Self::Slow => Text::new(
                "Cơ sở dữ liệu trả lời quá chậm, hoặc dữ liệu này đang bị một thao tác khác giữ. Chưa ghi gì; hãy thử lại sau ít giây.",
                "The database is too slow, or another operation holds these data. Nothing was stored; try again in a few seconds.",
            ),
            Self::DiskFull => Text::new(
                "Đĩa của cơ sở dữ liệu đã đầy: chưa ghi gì. Người quản trị cần giải phóng dung lượng đĩa, rồi hãy gửi lại.",
                "The disk of the database is full: nothing was stored. The administrator must free space on it; then send it again.",
            ),
            Self::DiskFailing => Text::new(
                "Cơ sở dữ liệu không đọc hoặc ghi được đĩa: chưa ghi gì. Người quản trị cần kiểm tra đĩa và nhật ký của PostgreSQL.",
                "The database cannot read or write its disk: nothing was stored. The administrator must look at the disk and at PostgreSQL's log.",
            ),
            Self::OutOfMemory => Text::new(
                "Cơ sở dữ liệu đã dùng hết bộ nhớ hoặc chạm một giới hạn khác: chưa ghi gì. Hãy thử lại sau; nếu còn xảy ra, người quản trị cần tăng bộ nhớ.",
                "The database has used up its memory or reached another of its limits: nothing was stored. Try again later; if it happens again, the administrator must give it more memory.",
            ),
            Self::ReadOnly => Text::new(
                "Cơ sở dữ liệu đang ở chế độ chỉ đọc: chưa ghi gì. Người quản trị cần mở lại quyền ghi, hoặc trỏ DATABASE_URL tới máy chủ chính.",
                "The database is read-only: nothing was stored. The administrator must allow writes again, or point DATABASE_URL to the primary server.",
            ),
            Self::Barred => Text::new(
                "Cơ sở dữ liệu từ chối đăng nhập, hoặc không có cơ sở dữ liệu này. Người quản trị cần kiểm tra DATABASE_URL: tên, mật khẩu, cơ sở dữ liệu.",
                "The database refuses the login, or does not exist. The administrator must check DATABASE_URL: role, password, database.",
            ),
            Self::Unconfirmed => Text::new(
                "Mất kết nối tới cơ sở dữ liệu đúng lúc đang ghi: chưa rõ đã ghi hay chưa. Hãy xem lại, hoặc gửi lại với cùng X-Operation-Id: dù gửi mấy lần cũng chỉ tính một lần.",
                "The connection to the database was cut while it stored: it is not known whether it did. Look, or send it again with the same X-Operation-Id: it counts once, however often it is sent.",
            ),
            Self::Unseen => Text::new(
                "Đã ghi xong, nhưng cơ sở dữ liệu tạm ngắt nên chưa đọc lại được. Hãy xem lại sau ít giây.",
                "It is stored, but the database is away for a moment and it could not be read back. Look again in a few seconds.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_connection_and_an_exhausted_pool_are_outages_but_a_missing_row_is_none() {
        let cut = sqlx::Error::Io(std::io::ErrorKind::UnexpectedEof.into());
        assert_eq!(Outage::of(&cut), Some(Outage::Away));
        assert_eq!(Outage::of(&sqlx::Error::PoolTimedOut), Some(Outage::Busy));
        assert_eq!(Outage::of(&sqlx::Error::RowNotFound), None);
    }
}
