//! Bottlenecks as a table for Excel.

use std::collections::HashMap;

use axum::response::Response;

use super::{
    figures::{Figures, precise},
    grouping::By,
    model::Bottlenecks,
};
use crate::{csv_file::CsvFile, language::Language, problem::Problem};

/// The groups, one a row, in their order; where an earlier day is asked for, with what changed since. `causes`: names by
/// code.
pub fn file(answer: &Bottlenecks, causes: &HashMap<String, String>, language: Language) -> Result<Response, Problem> {
    let mut headings = vec![match language {
        Language::Vi => "Hạng".to_owned(),
        Language::En => "Rank".to_owned(),
    }];
    headings.extend(answer.by.iter().map(|by| grouped_by(*by, language).to_owned()));
    headings.extend(COLUMNS.iter().map(|column| column.heading(language).to_owned()));
    headings.extend(judged(language).map(str::to_owned));
    let changes = answer.against.map(|day| match language {
        Language::Vi => format!("so với {}", day.to_vietnamese()),
        Language::En => format!("since {day}"),
    });
    if let Some(since) = &changes {
        let changing = COLUMNS.iter().filter(|column| column.changes);
        headings.extend(changing.map(|column| format!("{} {since}", column.heading(language))));
    }
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let mut file = CsvFile::new(language, &headings)?;
    for item in &answer.items {
        let figures = &item.listed.figures;
        let mut cells = vec![item.rank.to_string()];
        cells.extend(answer.by.iter().zip(&item.names).map(|(by, name)| match by {
            By::Step => item.key.step.map_or("", |step| step.name(language)).to_owned(),
            By::Cause => causes.get(name).unwrap_or(name).clone(),
            By::Unit | By::Project => name.clone(),
        }));
        cells.extend(
            COLUMNS
                .iter()
                .map(|column| file.number((column.of)(figures), column.decimals)),
        );
        cells.push(figures.severity.name(language).to_owned());
        cells.push(
            figures
                .days_since_update
                .map(|days| days.to_string())
                .unwrap_or_default(),
        );
        cells.push(if figures.silent { "x".to_owned() } else { String::new() });
        if let Some(before) = &item.listed.before {
            let changing = COLUMNS.iter().filter(|column| column.changes);
            cells.extend(changing.map(|column| {
                let change = (column.of)(figures) - (column.of)(&before.figures);
                file.number(change, column.decimals)
            }));
        }
        file.row(cells)?;
    }
    file.into_answer("matbang-diem-nghen")
}

/// A column of numbers.
#[derive(Clone, Copy)]
struct Column {
    vi: &'static str,
    en: &'static str,
    of: fn(&Figures) -> f64,
    decimals: usize,
    /// Whether its change since an earlier day has a column too.
    changes: bool,
}

impl Column {
    const fn heading(&self, language: Language) -> &'static str {
        match language {
            Language::Vi => self.vi,
            Language::En => self.en,
        }
    }
}

const fn count(vi: &'static str, en: &'static str, of: fn(&Figures) -> f64) -> Column {
    Column {
        vi,
        en,
        of,
        decimals: 0,
        changes: false,
    }
}

const fn measure(vi: &'static str, en: &'static str, of: fn(&Figures) -> f64) -> Column {
    Column {
        decimals: 1,
        ..count(vi, en, of)
    }
}

const fn changing(column: Column) -> Column {
    Column {
        changes: true,
        ..column
    }
}

const COLUMNS: [Column; 15] = [
    count("Tổng số thửa", "Parcels", |f| f64::from(f.parcels.total)),
    changing(count("Đã bàn giao", "Cleared", |f| f64::from(f.parcels.cleared))),
    changing(count("Còn lại", "Remaining", |f| f64::from(f.parcels.remaining))),
    changing(count("Quá hạn", "Overdue", |f| f64::from(f.parcels.overdue))),
    changing(count("Vướng mắc", "Blocked", |f| f64::from(f.parcels.blocked))),
    count("Bị cản trở thi công", "Works stopped", |f| {
        f64::from(f.parcels.works_stopped)
    }),
    count("Chưa có hình thể", "No shape", |f| f64::from(f.parcels.no_shape)),
    count("Tổng số hộ", "Households", |f| f64::from(f.households.total)),
    count("Còn lại (hộ)", "Households remaining", |f| {
        f64::from(f.households.remaining)
    }),
    changing(measure(
        "Diện tích đã bàn giao (m²)",
        "Area cleared (m²)",
        |f| f.area_m2.cleared,
    )),
    measure("Diện tích còn lại (m²)", "Area remaining (m²)", |f| {
        f.area_m2.remaining
    }),
    measure("Diện tích quá hạn (m²)", "Area overdue (m²)", |f| {
        f.area_m2.overdue
    }),
    changing(count("Số ngày mất", "Lost days", |f| precise(f.lost_days))),
    changing(measure(
        "Chỉ số chậm (ngày/thửa)",
        "Delay index (days/parcel)",
        |f| f.delay_index,
    )),
    count("Vướng mắc quá hạn xử lý", "Obstacles overdue", |f| {
        f64::from(f.obstacles_overdue)
    }),
];

const fn judged(language: Language) -> [&'static str; 3] {
    match language {
        Language::Vi => ["Mức độ", "Số ngày chưa cập nhật", "Im lặng"],
        Language::En => ["Severity", "Days since update", "Silent"],
    }
}

const fn grouped_by(by: By, language: Language) -> &'static str {
    match (language, by) {
        (Language::Vi, By::Unit) => "Đơn vị",
        (Language::Vi, By::Project) => "Dự án",
        (Language::Vi, By::Step) => "Đang chờ bước",
        (Language::Vi, By::Cause) => "Nguyên nhân",
        (Language::En, By::Unit) => "Unit",
        (Language::En, By::Project) => "Project",
        (Language::En, By::Step) => "Waiting for",
        (Language::En, By::Cause) => "Cause",
    }
}
