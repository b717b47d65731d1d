use std::{collections::HashMap, io::Read as _, sync::OnceLock};

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use super::*;

const OLD: [Encoding; 3] = [Encoding::Windows1258, Encoding::Tcvn3, Encoding::Vni];

/// Vietnamese words from registers, with all the vowels and tones.
const TEXT: &str = "Nguyễn Văn Bảy, Trần Thị Hạnh, Đặng Thuỳ Dương, Lường Đức Kiểm, xã Đồng Hỷ, phường Phan Đình Phùng, \
    thửa đất ở tại nông thôn, đất trồng cây lâu năm, đất chuyên trồng lúa nước, quyết định thu hồi, giải phóng mặt \
    bằng, bồi thường, tái định cư, hộ ông, bà, số tờ bản đồ, diện tích, ghi chú, kỹ thuật, chữ ký, lũy kế";

/// All letters of the Vietnamese alphabet beyond ASCII, small and capital, with all tones.
fn alphabet() -> Vec<char> {
    let mut letters = vec!['đ', 'Đ'];
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY".chars() {
        for tone in ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"] {
            letters.extend(format!("{base}{tone}").nfc());
        }
    }
    letters.retain(|letter| !letter.is_ascii());
    letters
}

/// The bytes of every letter that an encoding has: found by asking every one and two bytes what they say.
fn table(encoding: Encoding) -> &'static HashMap<String, Vec<u8>> {
    static TABLES: [OnceLock<HashMap<String, Vec<u8>>>; 3] = [const { OnceLock::new() }; 3];
    let place = OLD.iter().position(|old| *old == encoding).unwrap();
    TABLES[place].get_or_init(|| {
        let letters = (0..=255_u8).filter(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80);
        let two = letters.flat_map(|first| (0x80..=255_u8).map(move |second| vec![first, second]));
        let mut table = HashMap::new();
        for bytes in (0..=255_u8).map(|byte| vec![byte]).chain(two) {
            if let Some(text) = encoding.read(&bytes) {
                table.entry(text).or_insert(bytes);
            }
        }
        table
    })
}

fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    let table = table(encoding);
    text.chars()
        .flat_map(|letter| table[&letter.to_string()].clone())
        .collect()
}

#[test]
fn every_letter_of_the_alphabet_can_be_written_and_is_read_back() {
    for encoding in OLD {
        let letters = alphabet();
        assert_eq!(letters.len(), 134);
        let bytes: Vec<Vec<u8>> = letters
            .iter()
            .map(|letter| table(encoding)[&letter.to_string()].clone())
            .collect();
        for (n, one) in bytes.iter().enumerate() {
            assert!(!bytes[n + 1..].contains(one), "{encoding:?} {:?}", letters[n]);
        }
    }
}

#[test]
fn known_bytes_say_known_words() {
    for (encoding, bytes, text) in [
        (Encoding::Tcvn3, b"Nguy\xd4n V\xa8n B\xb6y".as_slice(), "Nguyễn Văn Bảy"),
        (Encoding::Tcvn3, b"NGUY\xd4N V\xa1N B\xd7NH", "NGUYỄN VĂN BÌNH"),
        (Encoding::Tcvn3, b"H\xb5 N\xe9i, \xa7\xe5ng H\xfb", "Hà Nội, Đồng Hỷ"),
        (Encoding::Tcvn3, b"s\xe8 12 \x96 13", "số 12 – 13"),
        (
            Encoding::Vni,
            b"Ng\xf4\xf8i Vie\xe4t, \xd1o\xe0ng Hy\xfb",
            "Ngời Việt, Đồng Hỷ",
        ),
        (Encoding::Vni, b"NGUYE\xc3N V\xc2N", "NGUYỄN V\u{fffd}N"),
        (Encoding::Vni, b"D\xf6\xf4ng Th\xf2 M\xf3", "Dương Thị Mĩ"),
        (
            Encoding::Windows1258,
            b"Nguy\xea\xden V\xe3n B\xe2\xf2y",
            "Nguyễn Văn Bậy",
        ),
        (Encoding::Windows1258, b"\xd0\xf4\xcc\xf5\xec", "Đồớ"),
        (Encoding::Utf16, b"\xff\xfe\x11\x01\xa5\x1e", "đấ"),
        (Encoding::Utf16, b"\xfe\xff\x01\x11\x1e\xa5", "đấ"),
    ] {
        let mut read = String::new();
        let mut decoder = Decoder::new(encoding);
        for byte in bytes {
            decoder.decode(&[*byte], &mut read);
        }
        decoder.finish(&mut read);
        assert_eq!(read, text);
    }
}

#[test]
fn the_encoding_of_vietnamese_text_is_found() {
    for encoding in OLD {
        for text in [TEXT.to_owned(), TEXT.to_uppercase()] {
            let mut sample = Sample::default();
            for piece in text.split(", ") {
                sample.add(&encoded(piece, encoding));
            }
            assert_eq!(sample.guess(), Guess::Clear(encoding), "{text}");
        }
    }
    let mut sample = Sample::default();
    sample.add(TEXT.as_bytes());
    sample.add(b"\xff");
    sample.add("cắt ngang chữ ố".as_bytes().split_last().unwrap().1);
    assert_eq!(sample.guess(), Guess::Utf8);
    sample = Sample::default();
    sample.add(b"plain");
    assert_eq!(sample.guess(), Guess::Utf8);
}

#[test]
fn what_may_be_two_encodings_is_not_guessed() {
    for bytes in [
        b"\xe1".as_slice(),
        b"caf\xe9",
        b"\xff\xff\xff",
        b"Stra\xdfe",
        b"\x80\x81",
    ] {
        let mut sample = Sample::default();
        sample.add(bytes);
        assert_eq!(sample.guess(), Guess::Unclear, "{bytes:x?}");
    }
}

#[test]
fn encodings_are_known_by_their_names() {
    for encoding in Encoding::ALL {
        assert_eq!(encoding.code().parse(), Ok(encoding));
        assert_eq!(serde_json::to_value(encoding).unwrap(), encoding.code());
    }
    assert_eq!(Encoding::by_name("UTF-8\r\n"), Some(Encoding::Utf8));
    assert_eq!(Encoding::by_name("CP1258"), Some(Encoding::Windows1258));
    assert_eq!("latin1".parse::<Encoding>().ok(), None);
}

proptest! {
    #[test]
    fn any_words_are_read_back_however_the_file_is_cut(
        words in proptest::collection::vec(proptest::sample::select(TEXT.split([' ', ',']).collect::<Vec<_>>()), 0..20),
        step in 1..7usize,
        which in 0..3usize,
    ) {
        let text = words.join(" ");
        let encoding = OLD[which];
        let bytes = encoded(&text, encoding);
        let mut read = String::new();
        let cut = Cut(&bytes, step);
        Decoded::new(cut, encoding).read_to_string(&mut read).unwrap();
        prop_assert_eq!(read, text);
    }

    #[test]
    fn any_bytes_are_some_text_composed_and_cut_anywhere(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        step in 1..9usize,
    ) {
        for encoding in Encoding::ALL {
            let mut whole = String::new();
            let mut decoder = Decoder::new(encoding);
            decoder.decode(&bytes, &mut whole);
            decoder.finish(&mut whole);
            if encoding != Encoding::Utf8 {
                let mut pieces = String::new();
                Decoded::new(Cut(&bytes, step), encoding).read_to_string(&mut pieces).unwrap();
                prop_assert_eq!(&pieces, &whole);
            }
        }
    }
}

/// A source that gives so many bytes at a time.
struct Cut<'a>(&'a [u8], usize);

impl std::io::Read for Cut<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let length = self.1.min(self.0.len()).min(out.len());
        let (head, rest) = self.0.split_at(length);
        out[..length].copy_from_slice(head);
        self.0 = rest;
        Ok(length)
    }
}
