//! Pictures and documents made here, with everything in them that nobody may learn from them.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};
use img_parts::{
    jpeg::{JpegSegment, markers},
    png::PngChunk,
};

/// What must not be found in anything that is handed out.
pub const SECRETS: [&str; 4] = ["GPS-21.5941N", "PhoneOfSomebody", "ns.adobe.com/xap", "appended film"];

/// EXIF with an orientation, the name of a device, and a place.
fn exif(turned: u16) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend(turned.to_le_bytes());
    exif.extend(*b"\0\0\0\0\0\0");
    exif.extend(SECRETS[0].bytes());
    exif.extend(SECRETS[1].bytes());
    exif
}

fn xmp() -> Vec<u8> {
    format!("http://{}/1.0/\0<x:xmpmeta>{}</x:xmpmeta>", SECRETS[2], SECRETS[0]).into_bytes()
}

/// A photo of 8 × 8 dots as a phone writes it, turned as given, with a film behind it.
pub fn jpeg(turned: u16) -> Vec<u8> {
    let segment = |marker, contents: &[u8]| JpegSegment::new_with_contents(marker, contents.to_vec().into());
    let mut file = b"\xff\xd8".to_vec();
    let segments = [
        segment(markers::APP0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        segment(markers::APP1, &[b"Exif\0\0".as_slice(), &exif(turned)].concat()),
        segment(markers::APP1, &xmp()),
        segment(markers::APP13, b"Photoshop 3.0\0PhoneOfSomebody"),
        segment(markers::COM, b"GPS-21.5941N"),
        segment(markers::DQT, &[&[0][..], &[1; 64]].concat()),
        segment(markers::SOF0, &[8, 0, 8, 0, 8, 1, 1, 0x11, 0]),
        segment(markers::DHT, &[&[0, 1][..], &[0; 15], &[0]].concat()),
        segment(markers::DHT, &[&[0x10, 1][..], &[0; 15], &[0]].concat()),
        segment(markers::SOS, &[1, 1, 0, 0, 63, 0]),
    ];
    for segment in segments {
        file.extend_from_slice(&segment.encoder().bytes());
    }
    file.extend_from_slice(b"\x3f\xff\x00\x3f\xff\xd9");
    file.extend_from_slice(SECRETS[3].as_bytes());
    file
}

/// A picture of two dots with remarks.
pub fn png() -> Vec<u8> {
    let mut dots = ZlibEncoder::new(Vec::new(), Compression::fast());
    dots.write_all(&[0, 10, 200]).unwrap();
    let chunks = [
        (*b"IHDR", vec![0, 0, 0, 2, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
        (*b"eXIf", exif(6)),
        (*b"tEXt", format!("Author\0{}", SECRETS[1]).into_bytes()),
        (*b"IDAT", dots.finish().unwrap()),
        (*b"IEND", Vec::new()),
    ];
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, contents) in chunks {
        file.extend_from_slice(&PngChunk::new(kind, contents.into()).encoder().bytes());
    }
    file.extend_from_slice(SECRETS[3].as_bytes());
    file
}

/// A picture of one dot with EXIF and XMP.
pub fn webp() -> Vec<u8> {
    let mut chunks = Vec::new();
    for (id, content) in [
        (b"VP8X", b"\x0c\0\0\0\0\0\0\0\0\0".to_vec()),
        (b"VP8L", b"\x2f\0\0\0\0\x07\x10\x11\x11\x88\x88\xfe\x07\0".to_vec()),
        (b"EXIF", exif(8)),
        (b"XMP ", xmp()),
    ] {
        chunks.extend(id);
        chunks.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        chunks.extend(&content);
        chunks.extend(vec![0; content.len() % 2]);
    }
    let length = u32::try_from(chunks.len() + 4).unwrap();
    [b"RIFF".as_slice(), &length.to_le_bytes(), b"WEBP", &chunks].concat()
}

/// A document with nothing in it.
pub fn pdf() -> Vec<u8> {
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".to_vec()
}
