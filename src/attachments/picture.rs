//! Pictures without what they tell beside what they show: where and when they were taken, by which device, notes, small
//! copies, whatever was appended. What is seen stays as it is, byte by byte: nothing is encoded anew.

use img_parts::{
    Bytes, ImageEXIF,
    jpeg::{Jpeg, JpegSegment, markers},
    png::Png,
    riff::RiffContent,
    webp::{self, WebP},
};

use super::{content::Kind, orientation};

/// A picture that cannot be read to its end.
#[derive(Debug, PartialEq, Eq)]
pub struct Damaged;

impl From<img_parts::Error> for Damaged {
    fn from(_: img_parts::Error) -> Self {
        Self
    }
}

/// The same file, without anything that only tells of its making; documents stay as they are.
///
/// # Errors
/// [`Damaged`] where a picture is not whole.
pub fn clean(kind: Kind, content: Bytes) -> Result<Bytes, Damaged> {
    match kind {
        Kind::Jpeg => jpeg(content),
        Kind::Png => png(content),
        Kind::WebP => webp(content),
        Kind::Pdf => Ok(content),
    }
}

fn kept_orientation(picture: &impl ImageEXIF) -> Option<Bytes> {
    let exif = picture.exif()?;
    orientation::read(&exif).map(orientation::write)
}

fn jpeg(content: Bytes) -> Result<Bytes, Damaged> {
    let mut jpeg = Jpeg::from_bytes(content)?;
    jpeg.dimensions().ok_or(Damaged)?;
    let exif = kept_orientation(&jpeg);
    let segments = jpeg.segments_mut();
    segments.retain(|segment| is_shown(segment.marker(), segment.contents()));
    let scan = segments
        .pop()
        .filter(|last| last.marker() == markers::SOS)
        .ok_or(Damaged)?;
    // The segment of the scan holds the rest of the file, and so whatever is appended.
    let rest = scan.clone().encoder().bytes();
    let head = scan.len();
    let end = end_of_image(&rest[head..]).ok_or(Damaged)?;
    let scan = JpegSegment::new_with_entropy(scan.marker(), scan.contents().clone(), rest.slice(head..head + end));
    segments.push(scan);
    jpeg.set_exif(exif);
    Ok(jpeg.encoder().bytes())
}

/// Whether a segment before the scan says how the picture is drawn: tables, frames, colours.
fn is_shown(marker: u8, contents: &[u8]) -> bool {
    match marker {
        markers::APP0 => contents.starts_with(b"JFIF\0"),
        markers::APP2 => contents.starts_with(b"ICC_PROFILE\0"),
        markers::APP14 => contents.starts_with(b"Adobe"),
        markers::APP0..=markers::APP15 | markers::COM => false,
        _ => true,
    }
}

/// How long the scans of a picture are, its end marker included; none where that is missing.
///
/// Source: ITU-T T.81, B.1.1.
fn end_of_image(scans: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr(0xff, scans.get(at..)?)?;
        match *scans.get(at + 1)? {
            markers::EOI => return Some(at + 2),
            // A stuffed byte, a fill byte, or a restart: the scan goes on.
            0x00 | 0x01 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            // Between scans stand tables with a length of their own.
            _ => {
                let length = scans.get(at + 2..at + 4)?;
                at += 2 + usize::from(u16::from_be_bytes([length[0], length[1]]));
            }
        }
    }
}

fn png(content: Bytes) -> Result<Bytes, Damaged> {
    const SHOWN: [&[u8; 4]; 16] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD",
        b"pHYs", b"acTL", b"fcTL", b"fdAT",
    ];
    let mut png = Png::from_bytes(content)?;
    let is_whole = png.dimensions().is_some()
        && png.chunk_by_type(*b"IDAT").is_some()
        && png.chunks().last().is_some_and(|last| last.kind() == *b"IEND");
    if !is_whole {
        return Err(Damaged);
    }
    let exif = kept_orientation(&png);
    png.chunks_mut().retain(|chunk| SHOWN.contains(&&chunk.kind()));
    png.set_exif(exif);
    Ok(png.encoder().bytes())
}

fn webp(content: Bytes) -> Result<Bytes, Damaged> {
    const SHOWN: [[u8; 4]; 7] = [
        webp::CHUNK_VP8,
        webp::CHUNK_VP8L,
        webp::CHUNK_VP8X,
        webp::CHUNK_ALPH,
        webp::CHUNK_ANIM,
        webp::CHUNK_ANMF,
        webp::CHUNK_ICCP,
    ];
    /// The bit that announces XMP.
    const XMP: u8 = 0b0000_0100;
    let mut webp = WebP::from_bytes(content)?;
    let has_image = [webp::CHUNK_VP8, webp::CHUNK_VP8L, webp::CHUNK_ANMF];
    if webp.dimensions().is_none() || !has_image.into_iter().any(|chunk| webp.has_chunk(chunk)) {
        return Err(Damaged);
    }
    let exif = kept_orientation(&webp);
    webp.chunks_mut().retain(|chunk| SHOWN.contains(&chunk.id()));
    webp.set_exif(exif);
    let mut extended = webp
        .chunks_mut()
        .iter_mut()
        .filter(|chunk| chunk.id() == webp::CHUNK_VP8X);
    if let Some(RiffContent::Data(flags)) = extended.next().map(img_parts::riff::RiffChunk::content_mut) {
        let mut bytes = flags.to_vec();
        bytes.first_mut().ok_or(Damaged)?.clone_from(&(flags[0] & !XMP));
        *flags = bytes.into();
    }
    Ok(webp.encoder().bytes())
}
