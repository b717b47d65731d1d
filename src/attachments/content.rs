//! What a file is, told by its content and never by its name.

use crate::language::Text;

/// A kind of file that may be attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A photo.
    Jpeg,
    /// A drawing or a screenshot.
    Png,
    /// A photo, as browsers write it.
    WebP,
    /// A document.
    Pdf,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::WebP, Self::Pdf];

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Pdf => "application/pdf",
        }
    }

    /// What a file is.
    ///
    /// # Errors
    /// Why it may not be attached, and what to do.
    pub fn of(content: &[u8]) -> Result<Self, Text> {
        let found = infer::get(content).map(|found| found.mime_type());
        let known = Self::ALL.into_iter().find(|kind| Some(kind.media_type()) == found);
        known.ok_or_else(|| match found {
            Some("image/heif" | "image/heic" | "image/avif") => Text::new(
                "Ảnh HEIC chưa xem được trên mọi máy: hãy lưu lại thành JPEG rồi gửi (trên iPhone: Cài đặt, Camera, Định dạng, Tương thích nhất).",
                "Not every device can show HEIC pictures: save it as JPEG and send that (on an iPhone: Settings, Camera, Formats, Most Compatible).",
            ),
            _ => Text::new(
                "Chỉ nhận ảnh JPEG, PNG, WebP và tệp PDF; nội dung tệp này không thuộc loại nào.",
                "Only JPEG, PNG and WebP pictures and PDF files are taken; by its content this file is none of them.",
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_it_holds() {
        for (content, kind) in [
            (&b"\xff\xd8\xff\xe0\0\x10JFIF\0"[..], Kind::Jpeg),
            (b"\x89PNG\r\n\x1a\n", Kind::Png),
            (b"RIFF\x24\0\0\0WEBPVP8 ", Kind::WebP),
            (b"%PDF-1.7\n", Kind::Pdf),
        ] {
            assert_eq!(Kind::of(content), Ok(kind));
        }
        let refused = |content: &[u8]| Kind::of(content).unwrap_err().en;
        assert!(refused(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").contains("save it as JPEG"));
        for content in [&b"MZ\x90\0\x03\0\0\0"[..], b"<svg onload='x'/>", b"GIF89a", b""] {
            assert!(refused(content).starts_with("Only"), "{content:?}");
        }
    }
}
