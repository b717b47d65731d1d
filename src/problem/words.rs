//! Problems in words, for people.

use super::Problem;
use crate::language::Text;

impl Problem {
    /// The kind of problem in words.
    pub fn title(&self) -> Text {
        match self {
            Self::NotFound => Text::new("Không tìm thấy", "Not found"),
            Self::LoginNeeded => Text::new("Cần đăng nhập", "Log in first"),
            Self::LoginFailed => Text::new("Đăng nhập không thành công", "Login failed"),
            Self::TooManyAttempts(_) => Text::new("Đăng nhập quá nhiều lần", "Too many attempts"),
            Self::TooManyRequests(_) => Text::new("Quá nhiều yêu cầu", "Too many requests"),
            Self::LinkSpent => Text::new("Liên kết không còn dùng được", "The link is spent"),
            Self::Forbidden(_) => Text::new("Không có quyền", "Not allowed"),
            Self::MethodNotAllowed => Text::new("Phương thức không được hỗ trợ", "Method not allowed"),
            Self::InvalidQuery(_) => Text::new("Tham số không hợp lệ", "Invalid query"),
            Self::MalformedBody(_) => Text::new("Không đọc được nội dung gửi lên", "Malformed body"),
            Self::Refused(_) => Text::new("Dữ liệu bị từ chối", "Refused"),
            Self::VersionMissing => Text::new("Thiếu phiên bản", "Version missing"),
            Self::StaleVersion(_) => Text::new("Người khác vừa sửa", "Somebody else edited it"),
            Self::Conflict(_) => Text::new("Không thực hiện được", "Not possible now"),
            Self::TooLarge(_) => Text::new("Quá lớn", "Too large"),
            Self::DiskFull => Text::new("Ổ đĩa đã đầy", "The disk is full"),
            Self::UnsupportedMediaType(_) => Text::new("Sai kiểu nội dung", "Unsupported media type"),
            Self::AlreadyRecorded => Text::new("Đã ghi nhận trước đó", "Already recorded"),
            Self::Unavailable(_) => Text::new("Tạm thời không phục vụ được", "Unavailable for now"),
            Self::Internal(_) => Text::new("Lỗi của hệ thống", "Internal fault"),
        }
    }

    /// What happened, and what to do.
    pub fn detail(&self) -> Text {
        match self {
            Self::NotFound => Text::new("Không có mục nào ở địa chỉ này.", "There is nothing at this address."),
            Self::LoginNeeded => Text::new(
                "Hãy đăng nhập rồi thử lại; phiên làm việc trước có thể đã kết thúc.",
                "Log in and try again; the session before may have ended.",
            ),
            Self::LoginFailed => Text::new(
                "Tên đăng nhập hoặc mật khẩu không đúng.",
                "The login name or the password is wrong.",
            ),
            Self::TooManyAttempts(seconds) => {
                let minutes = (seconds + 59) / 60;
                Text::new(
                    format!(
                        "Đã thử quá nhiều lần; hãy thử lại sau {minutes} phút, hoặc xin quản trị viên liên kết đặt lại mật khẩu."
                    ),
                    format!(
                        "Too many attempts; try again in {minutes} min, or ask an administrator for a link to set a new password."
                    ),
                )
            }
            Self::TooManyRequests(seconds) => Text::new(
                format!("Gửi quá nhiều yêu cầu một lúc; hãy thử lại sau {seconds} giây."),
                format!("Too many requests at once; try again in {seconds} s."),
            ),
            Self::LinkSpent => Text::new(
                "Liên kết này đã được dùng hoặc đã hết hạn; hãy xin quản trị viên một liên kết mới.",
                "This link was used already, or has ended; ask an administrator for a new one.",
            ),
            Self::MethodNotAllowed => Text::new(
                "Địa chỉ này có, nhưng không nhận phương thức đó.",
                "The address exists, but does not take this method.",
            ),
            Self::InvalidQuery(fields) | Self::Refused(fields) => {
                fields.first().map_or_else(|| self.title(), |first| first.text.clone())
            }
            Self::MalformedBody(text)
            | Self::Conflict(text)
            | Self::Forbidden(text)
            | Self::TooLarge(text)
            | Self::UnsupportedMediaType(text) => text.clone(),
            Self::DiskFull => Text::new(
                "Ổ đĩa của máy chủ đã đầy nên tệp chưa được nhận. Báo người quản trị giải phóng dung lượng rồi gửi lại.",
                "The disk of the server is full: the file was not received. Have some of it freed, then send it again.",
            ),
            Self::VersionMissing => Text::new(
                "Cần gửi tiêu đề If-Match với phiên bản đang sửa, ví dụ If-Match: \"3\".",
                "Send the header If-Match with the version that you edit, for instance If-Match: \"3\".",
            ),
            Self::StaleVersion(_) => Text::new(
                "Dữ liệu đã thay đổi sau khi bạn mở. Xem bản hiện tại rồi sửa lại.",
                "It changed after you opened it. Look at the current state and edit again.",
            ),
            Self::AlreadyRecorded => Text::new("Thao tác này đã được ghi nhận.", "This operation was recorded before."),
            Self::Unavailable(outage) => outage.text(),
            Self::Internal(_) => Text::new(
                "Có lỗi ngoài dự kiến. Đã ghi lại để khắc phục; hãy thử lại.",
                "Something unexpected went wrong. It was logged; try again.",
            ),
        }
    }
}
