//! What is wrong, where, and what to do, in words.

use super::{Broken, Flaw};
use crate::language::Text;

/// Names that a message lists before it says "and others".
const LISTED: usize = 12;

impl Broken {
    /// What is wrong and where, in words.
    pub fn text(&self) -> Text {
        let at = self.offset;
        match &self.flaw {
            Flaw::NotJson => Text::new(
                format!("JSON hỏng tại byte {at}: ký tự không đúng chỗ"),
                format!("the JSON is broken at byte {at}: a sign out of place"),
            ),
            Flaw::EndsEarly => Text::new(
                format!("tệp bị cắt cụt: kết thúc giữa chừng tại byte {at}; hãy chép lại tệp gốc"),
                format!("the file is cut off: it ends in the middle, at byte {at}; copy the original again"),
            ),
            flaw => flaw.text(),
        }
    }
}

impl Flaw {
    fn text(&self) -> Text {
        self.of_any_file()
            .or_else(|| self.of_geojson())
            .or_else(|| self.of_an_archive())
            .or_else(|| self.of_a_shapefile())
            .or_else(|| self.of_a_database())
            .unwrap_or_else(|| self.of_a_table())
    }

    fn of_any_file(&self) -> Option<Text> {
        Some(match self {
            Self::Empty => Text::new("tệp trống", "the file is empty"),
            Self::Other("Excel 97 (.xls)") => Text::new(
                "đây là sổ tính Excel đời cũ (.xls) hoặc có mật khẩu; hãy mở bằng Excel và lưu lại dạng .xlsx không mật khẩu",
                "this is an old Excel workbook (.xls), or one with a password; open it in Excel and save it as .xlsx without a password",
            ),
            Self::Other(kind) => Text::new(
                format!(
                    "đây là tệp {kind}; hãy xuất lại dữ liệu ra GeoJSON, shapefile nén ZIP, GeoPackage, CSV hoặc XLSX"
                ),
                format!(
                    "this is a {kind} file; export the data as GeoJSON, a zipped shapefile, GeoPackage, CSV or XLSX"
                ),
            ),
            Self::Unrecognised => Text::new(
                "không nhận ra loại tệp: không phải GeoJSON, shapefile nén ZIP, GeoPackage, CSV hay XLSX; hãy xuất lại dữ liệu ra một trong các dạng đó",
                "the kind of file is not recognised: it is not GeoJSON, a zipped shapefile, GeoPackage, CSV or XLSX; export the data as one of these",
            ),
            Self::Unreadable(cause) => Text::new(
                format!("không đọc được tệp: {cause}"),
                format!("the file cannot be read: {cause}"),
            ),
            Self::Stopped => Text::new("đã dừng theo yêu cầu", "stopped as asked"),
            Self::ChooseLayer(layers) => Text::new(
                format!(
                    "tệp có nhiều lớp (trang tính): {}; hãy chọn một bằng --layer",
                    list(layers, "và các lớp khác")
                ),
                format!(
                    "the file has several layers (sheets): {}; choose one by --layer",
                    list(layers, "and others")
                ),
            ),
            Self::NoSuchLayer(layer, layers) => Text::new(
                format!(
                    "không có lớp (trang tính) “{layer}”; tệp có: {}",
                    list(layers, "và các lớp khác")
                ),
                format!(
                    "there is no layer (sheet) \"{layer}\"; the file has: {}",
                    list(layers, "and others")
                ),
            ),
            Self::NotUtf8(Some(encoding)) => {
                let code = encoding.code();
                Text::new(
                    format!("chữ trong tệp không mã hóa bằng UTF-8; có vẻ là {code}: hãy thử --encoding {code}"),
                    format!("the text is not encoded in UTF-8; it looks like {code}: try --encoding {code}"),
                )
            }
            Self::NotUtf8(None) => Text::new(
                "chữ trong tệp không mã hóa bằng UTF-8 và không đoán chắc được là gì; hãy nêu --encoding windows-1258, tcvn3 hoặc vni, hay lưu lại tệp bằng UTF-8",
                "the text is not encoded in UTF-8, and what it is cannot be told for certain; name --encoding windows-1258, tcvn3 or vni, or save the file as UTF-8",
            ),
            _ => return None,
        })
    }

    fn of_geojson(&self) -> Option<Text> {
        Some(match self {
            Self::NotGeoJson => Text::new(
                "không phải GeoJSON: tệp phải bắt đầu bằng một đối tượng { }",
                "not GeoJSON: the file must begin with an object { }",
            ),
            Self::BareList => Text::new(
                "tệp là một danh sách trần; các đối tượng phải nằm trong “features” của một FeatureCollection",
                "the file is a bare list; the features must stand in \"features\" of a FeatureCollection",
            ),
            Self::NotACollection => Text::new(
                "có “features” nhưng “type” không phải là \"FeatureCollection\" (phân biệt chữ hoa, chữ thường)",
                "there is \"features\", but \"type\" is not \"FeatureCollection\" (capital letters matter)",
            ),
            Self::NoFeatures => Text::new(
                "FeatureCollection không có danh sách “features”",
                "the FeatureCollection has no list \"features\"",
            ),
            Self::FeaturesTwice => Text::new("có hai danh sách “features”", "there are two lists \"features\""),
            Self::TwoSystems => Text::new(
                "tệp nêu hai hệ tọa độ (“crs”) khác nhau",
                "the file names two different coordinate systems (\"crs\")",
            ),
            _ => return None,
        })
    }

    fn of_an_archive(&self) -> Option<Text> {
        Some(match self {
            Self::DamagedZip(cause) => Text::new(
                format!("tệp ZIP hỏng hoặc bị cắt cụt ({cause}); hãy nén hoặc chép lại"),
                format!("the ZIP is damaged or cut off ({cause}); pack or copy it again"),
            ),
            Self::Password => Text::new(
                "tệp ZIP có mật khẩu; hãy nén lại không mật khẩu",
                "the ZIP has a password; pack it again without one",
            ),
            Self::ZipBomb => Text::new(
                "tệp ZIP chứa nhiều hơn mức cho phép (2 GB sau khi giải nén, 1.000 tệp, tỷ lệ nén 250 lần); hãy chỉ nén dữ liệu cần nhập",
                "the ZIP holds more than is allowed (2 GB unpacked, 1,000 files, packed 250 times); pack only the data to import",
            ),
            Self::NothingInside(names) if names.is_empty() => Text::new("tệp ZIP trống", "the ZIP is empty"),
            Self::NothingInside(names) => Text::new(
                format!(
                    "trong tệp ZIP không có .shp, .geojson, .gpkg, .csv hay .xlsx; chỉ có: {}",
                    list(names, "và các tệp khác")
                ),
                format!(
                    "the ZIP has no .shp, .geojson, .gpkg, .csv or .xlsx in it; only: {}",
                    list(names, "and others")
                ),
            ),
            _ => return None,
        })
    }

    fn of_a_shapefile(&self) -> Option<Text> {
        Some(match self {
            Self::BarePart(part) => Text::new(
                format!(
                    "đây chỉ là phần {part} của một shapefile; hãy nén cả .shp, .dbf, .prj (và .cpg nếu có) vào một tệp ZIP"
                ),
                format!(
                    "this is only the {part} of a shapefile; put .shp, .dbf and .prj (and .cpg, if any) into one ZIP"
                ),
            ),
            Self::MissingPart(layer, part) => Text::new(
                format!("shapefile “{layer}” thiếu {part}; hãy cho tệp {layer}{part} vào ZIP"),
                format!("the shapefile \"{layer}\" has no {part}; put {layer}{part} into the ZIP"),
            ),
            Self::DamagedPart(part) => Text::new(
                format!("{part} của shapefile bị hỏng; hãy xuất lại từ phần mềm bản đồ"),
                format!("the {part} of the shapefile is damaged; export it again from the mapping software"),
            ),
            Self::CutPart(part, record) => Text::new(
                format!("{part} của shapefile bị cắt cụt tại bản ghi {record}; hãy chép lại tệp gốc"),
                format!("the {part} of the shapefile is cut off at record {record}; copy the original again"),
            ),
            Self::CountsDiffer(shapes, rows) => Text::new(
                format!(
                    ".shp có {shapes} hình nhưng .dbf có {rows} dòng, nên không biết dòng nào thuộc hình nào; hãy xuất lại shapefile"
                ),
                format!(
                    "the .shp has {shapes} shapes but the .dbf has {rows} rows, so that no row can be told to belong to a shape; export the shapefile again"
                ),
            ),
            _ => return None,
        })
    }

    fn of_a_database(&self) -> Option<Text> {
        Some(match self {
            Self::NotGeoPackage => Text::new(
                "đây là cơ sở dữ liệu SQLite nhưng không phải GeoPackage (không có bảng gpkg_contents với lớp dữ liệu nào); hãy xuất lại ra GeoPackage",
                "this is an SQLite database but no GeoPackage (there is no table gpkg_contents with a layer in it); export it as a GeoPackage",
            ),
            Self::DamagedDatabase(cause) => Text::new(
                format!("GeoPackage hỏng hoặc bị cắt cụt ({cause}); hãy chép lại tệp gốc hoặc xuất lại"),
                format!("the GeoPackage is damaged or cut off ({cause}); copy the original or export it again"),
            ),
            Self::NoTable(layer) => Text::new(
                format!(
                    "lớp “{layer}” không phải là một bảng trong tệp (có thể là khung nhìn - view); hãy xuất lớp đó thành bảng"
                ),
                format!("the layer \"{layer}\" is no table in the file (perhaps a view); export it as a table"),
            ),
            _ => return None,
        })
    }

    fn of_a_table(&self) -> Text {
        match self {
            Self::LongRow(row) => Text::new(
                format!("dòng {row} dài bất thường: có thể thiếu dấu nháy kép đóng; hãy kiểm tra dấu nháy từ dòng đó"),
                format!("row {row} is unusually long: a closing quote may be missing; check the quotes from there on"),
            ),
            Self::TooManyColumns => Text::new(
                "bảng có hơn 16.384 cột; hãy kiểm tra dấu phân cách",
                "the table has more than 16,384 columns; check the separator",
            ),
            Self::DamagedWorkbook(cause) => Text::new(
                format!("sổ tính bị hỏng ({cause}); hãy mở bằng Excel hoặc LibreOffice và lưu lại dạng .xlsx"),
                format!(
                    "the workbook is damaged ({cause}); open it in Excel or LibreOffice and save it as .xlsx again"
                ),
            ),
            Self::TooMuchText => Text::new(
                "sổ tính chứa quá nhiều chữ để đọc trong bộ nhớ; hãy lưu trang tính thành CSV (UTF-8) hoặc chia nhỏ",
                "the workbook holds too much text to be read in memory; save the sheet as CSV (UTF-8), or split it",
            ),
            _ => Text::new(
                "không tìm thấy dòng tiêu đề cột trong bảng; hãy để tên cột trên một dòng, dữ liệu ngay bên dưới",
                "no row with names of columns was found in the table; put the names in one row and the data right below",
            ),
        }
    }
}

fn list(names: &[String], and_others: &str) -> String {
    let mut text: String = names
        .iter()
        .take(LISTED)
        .map(|name| name.chars().take(60).collect::<String>())
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > LISTED {
        text.push_str(", ");
        text.push_str(and_others);
    }
    text
}
