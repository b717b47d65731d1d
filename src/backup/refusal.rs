//! Why a backup is not restored. Every one of these is found before anything is touched.

use crate::language::Text;

/// Why a backup is not restored.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The file is no backup of ours.
    #[error("no matbang backup")]
    Foreign,
    /// The end of the file is missing.
    #[error("truncated at {bytes} bytes")]
    Truncated {
        /// Its length.
        bytes: u64,
        /// The length that it says to have.
        of: Option<u64>,
    },
    /// A part is not what the manifest says.
    #[error("damaged: {part}")]
    Damaged {
        /// The part.
        part: String,
    },
    /// Made by a later program, in a format that this one does not know.
    #[error("made by matbang {program}, in a newer format")]
    NewerFormat {
        /// Version of that program.
        program: String,
    },
    /// Made by a later program, with a schema that this one does not know.
    #[error("made by matbang {program}, with the newer schema {schema}")]
    NewerSchema {
        /// Version of that program.
        program: String,
        /// Its latest migration.
        schema: i64,
    },
    /// The server is older than the one that the backup is of.
    #[error("made with PostgreSQL {made_by}, restored on {server}")]
    OlderServer {
        /// Major version of the server that it is of.
        made_by: i32,
        /// Major version of this server.
        server: i32,
    },
    /// It holds attachments, and there is no folder for them.
    #[error("{attachments} attachments, and no folder for them")]
    NoFolder {
        /// How many.
        attachments: u64,
    },
    /// The database holds data.
    #[error("the database holds data: {table}")]
    Occupied {
        /// A table with rows.
        table: String,
    },
}

impl Refusal {
    /// What is wrong and what to do.
    pub fn text(&self) -> Text {
        let Text { vi, en } = match self {
            Self::Foreign => Text::new(
                "Tệp này không phải bản sao lưu của matbang (tệp do matbang backup tạo ra).",
                "This is no backup of matbang (a file that matbang backup wrote).",
            ),
            Self::Truncated { bytes, of } => {
                let of = of.map_or_else(|| "?".to_owned(), |of| of.to_string());
                Text::new(
                    format!("Tệp sao lưu bị cụt: có {bytes} trong {of} byte. Hãy chép lại trọn tệp."),
                    format!("The backup is truncated: {bytes} of {of} bytes are there. Copy the whole file again."),
                )
            }
            Self::Damaged { part } => Text::new(
                format!(
                    "Tệp sao lưu bị hỏng (phần {part} không khớp mã kiểm tra). Hãy chép lại, hoặc dùng bản sao lưu khác."
                ),
                format!(
                    "The backup is damaged (the part {part} does not match its checksum). Copy it again, or take another backup."
                ),
            ),
            Self::NewerFormat { program } | Self::NewerSchema { program, .. } => Text::new(
                format!(
                    "Bản sao lưu do matbang {program}, mới hơn chương trình này ({}), tạo ra: hãy cập nhật chương trình rồi phục hồi.",
                    env!("CARGO_PKG_VERSION")
                ),
                format!(
                    "The backup was made by matbang {program}, which is newer than this program ({}): update the program, then restore.",
                    env!("CARGO_PKG_VERSION")
                ),
            ),
            Self::OlderServer { made_by, server } => Text::new(
                format!(
                    "Bản sao lưu lấy từ PostgreSQL {made_by}, ở đây là PostgreSQL {server}: cần PostgreSQL {made_by} trở lên."
                ),
                format!(
                    "The backup is of PostgreSQL {made_by}, here runs PostgreSQL {server}: it needs PostgreSQL {made_by} or newer."
                ),
            ),
            Self::NoFolder { attachments } => Text::new(
                format!(
                    "Bản sao lưu có {attachments} tệp đính kèm, chỉ phục hồi được vào thư mục: hãy chạy lại với --attachments THƯ_MỤC, rồi chép các tệp trong đó lên kho S3."
                ),
                format!(
                    "The backup holds {attachments} attachments, which can only be restored to a folder: run this again with --attachments DIR, then copy what is in it to the S3 store."
                ),
            ),
            Self::Occupied { table } => Text::new(
                format!(
                    "Cơ sở dữ liệu đang có dữ liệu (bảng {table}): hãy phục hồi vào nơi trống (--data THƯ_MỤC_MỚI), hoặc thêm --replace để thay toàn bộ."
                ),
                format!(
                    "The database holds data (table {table}): restore to an empty place (--data NEW_FOLDER), or add --replace to replace all of it."
                ),
            ),
        };
        Text::new(
            format!("{vi} Chưa động đến dữ liệu nào."),
            format!("{en} Nothing was touched."),
        )
    }
}
