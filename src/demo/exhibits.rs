//! Files that show the obstacles of the made-up province: drawn here, so that nobody's photo is in them.

use std::{fmt::Write as _, io::Write as _};

use fastrand::Rng;
use flate2::{Compression, write::ZlibEncoder};
use img_parts::png::PngChunk;

const WIDTH: u32 = 320;
const HEIGHT: u32 = 213;

/// A field under the sky with its furrows, a road and a survey stake, as chance has it: a PNG file.
pub fn picture(number: u64) -> Vec<u8> {
    let mut dice = Rng::with_seed(number);
    let horizon = dice.u32(50..90);
    let furrow = dice.u32(7..15);
    let stake = dice.u32(60..260);
    let road = dice.u32(0..WIDTH);
    let field = [[116, 148, 66], [176, 158, 86], [134, 112, 78]][dice.usize(..3)];
    let mut rows = Vec::new();
    for y in 0..HEIGHT {
        // Every row begins with how it is filtered: not at all.
        rows.push(0);
        for x in 0..WIDTH {
            let depth = y.saturating_sub(horizon);
            let is_stake = x.abs_diff(stake) < 3 && (90..150).contains(&y);
            let is_flag = (stake..stake + 22).contains(&x) && (90..104).contains(&y);
            let is_road = depth > 0 && x.abs_diff(road) < 4 + depth / 3;
            let color: [u8; 3] = if is_flag {
                [206, 38, 38]
            } else if is_stake {
                [240, 240, 236]
            } else if depth == 0 {
                let haze = u8::try_from(y / 2).unwrap_or(u8::MAX);
                [150 + haze, 188 + haze / 2, 224]
            } else if is_road {
                [172, 150, 126]
            } else if ((x + depth * 2) / furrow).is_multiple_of(2) {
                field
            } else {
                field.map(|part| part - 22)
            };
            let grain = dice.u8(..9);
            rows.extend(color.map(|part| part.saturating_sub(grain)));
        }
    }
    let mut header = [WIDTH.to_be_bytes(), HEIGHT.to_be_bytes()].concat();
    header.extend([8, 2, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, contents) in [(*b"IHDR", header), (*b"IDAT", packed(&rows)), (*b"IEND", Vec::new())] {
        file.extend_from_slice(&PngChunk::new(kind, contents.into()).encoder().bytes());
    }
    file
}

fn packed(rows: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(rows);
    encoder.finish().unwrap_or_default()
}

/// A page with lines where a record would be written, and a red seal: a PDF file.
pub fn document(number: u64) -> Vec<u8> {
    let mut dice = Rng::with_seed(number);
    let mut page = String::from("0.2 w 0 0 0 RG\n");
    // Writing to a string cannot fail.
    for line in 0..dice.i32(16..24) {
        let y = 740 - line * 26;
        let end = if line % 5 == 4 { dice.i32(200..400) } else { 530 };
        let _ = writeln!(page, "70 {y} m {end} {y} l S");
    }
    let (x, y, r, bend) = (430, 150, 46, 25);
    let _ = writeln!(
        page,
        "2 w 0.8 0.1 0.1 RG {} {y} m {} {} {} {} {x} {} c {} {} {} {} {} {y} c {} {} {} {} {x} {} c {} {} {} {} {} {y} c S",
        x - r,
        x - r,
        y + bend,
        x - bend,
        y + r,
        y + r,
        x + bend,
        y + r,
        x + r,
        y + bend,
        x + r,
        x + r,
        y - bend,
        x + bend,
        y - r,
        y - r,
        x - bend,
        y - r,
        x - r,
        y - bend,
        x - r
    );
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>".to_owned(),
        format!("<</Length {}>>stream\n{page}endstream", page.len()),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (nth, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = writeln!(file, "{} 0 obj{object}endobj", nth + 1);
    }
    let start = file.len();
    let _ = write!(
        file,
        "xref\n0 {}\n{table}trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1,
        objects.len() + 1
    );
    file.into_bytes()
}
