//! Which property of a file says what: exact names, names given by `--map`, and the names that registers use.

use std::{borrow::Cow, collections::HashMap};

use unicode_normalization::UnicodeNormalization as _;

use super::{
    Kind,
    columns::{self, Column, Field},
    feature::{Cell, Feature, Properties},
};
use crate::{language::Text, vietnamese};

/// The source in `--map target=@id` that means the feature's own `id`.
const FEATURE_ID: &str = "@id";

/// Finds the fields of one kind of record among the properties of features.
pub struct Fields {
    columns: &'static [Column],
    mapped: Vec<(Field, String)>,
    /// What a property was found to mean, with its rank among the names of that field: each name is looked up once.
    known: HashMap<String, Vec<(Field, usize)>>,
}

/// The cells of one feature by field.
pub struct Row<'a> {
    cells: [Cell<'a>; Field::COUNT],
    /// Fields of which two properties, named alike, say different things.
    contradicted: [bool; Field::COUNT],
}

impl Fields {
    /// A finder for `kind`, with `--map target=source` pairs.
    ///
    /// # Errors
    /// When a target is no field of that kind, in words.
    pub fn new(kind: Kind, map: &[(String, String)]) -> Result<Self, Text> {
        let columns = columns::of(kind);
        let mapped = map
            .iter()
            .map(|(target, source)| {
                let target = target.trim();
                let found = columns.iter().find(|(field, _)| field.name() == target);
                found.map(|(field, _)| (*field, source.nfc().collect())).ok_or_else(|| {
                    let names: Vec<&str> = columns.iter().map(|(field, _)| field.name()).collect();
                    let names = names.join(", ");
                    Text::new(
                        format!("--map: không có trường “{target}”; các trường: {names}"),
                        format!("--map: there is no field \"{target}\"; the fields are {names}"),
                    )
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            columns,
            mapped,
            known: HashMap::new(),
        })
    }

    /// Whether a name is one of those under which files of a kind have a field.
    pub fn is_known(kind: Kind, name: &str) -> bool {
        let folded = fold(name);
        let mut names = columns::of(kind)
            .iter()
            .flat_map(|(field, names)| names.iter().copied().chain([field.name()]));
        names.any(|known| fold(known) == folded)
    }

    /// The cells of a feature by field; of several properties for one field the best-named that is not null.
    pub fn row<'a>(&mut self, feature: &mut Feature<'a>) -> Row<'a> {
        let mut row = Row {
            cells: std::array::from_fn(|_| Cell::Null),
            contradicted: [false; Field::COUNT],
        };
        let mut ranks = [usize::MAX; Field::COUNT];
        if let Properties::List(properties) = std::mem::take(&mut feature.properties) {
            for (name, cell) in properties {
                if cell != Cell::Null {
                    self.put(&mut row, &mut ranks, &name, &cell);
                }
            }
        }
        if feature.id != Cell::Null && !self.mapped.is_empty() {
            self.put(&mut row, &mut ranks, FEATURE_ID, &feature.id);
        }
        row
    }

    /// The column that each field would be read from, where no value were null: the best-named.
    pub fn columns<'c>(&self, columns: &'c [String]) -> [Option<&'c str>; Field::COUNT] {
        let mut found = [None; Field::COUNT];
        let mut ranks = [usize::MAX; Field::COUNT];
        for column in columns.iter().map(String::as_str).chain([FEATURE_ID]) {
            for (field, rank) in self.meanings(column) {
                let at = field.index();
                if rank < ranks[at] {
                    ranks[at] = rank;
                    found[at] = Some(column);
                }
            }
        }
        found
    }

    fn put<'a>(&mut self, row: &mut Row<'a>, ranks: &mut [usize; Field::COUNT], name: &str, cell: &Cell<'a>) {
        if !self.known.contains_key(name) {
            self.known.insert(name.to_owned(), self.meanings(name));
        }
        for (field, rank) in &self.known[name] {
            let at = field.index();
            if *rank < ranks[at] {
                ranks[at] = *rank;
                row.cells[at] = cell.clone();
                row.contradicted[at] = false;
            } else if *rank == ranks[at] && row.cells[at] != *cell {
                row.contradicted[at] = true;
            }
        }
    }

    /// Whether a property can stand for a field.
    pub fn may_mean(&self, name: &str, field: Field) -> bool {
        self.meanings(name).iter().any(|(meant, _)| *meant == field)
    }

    /// The fields that a property can stand for; `--map` takes a field away from all other names.
    fn meanings(&self, name: &str) -> Vec<(Field, usize)> {
        let normal: String = name.nfc().collect();
        let folded = fold(name);
        let mapped = self
            .mapped
            .iter()
            .filter(|(_, source)| *source == normal)
            .map(|(field, _)| (*field, 0));
        let named = self.columns.iter().filter_map(|(field, aliases)| {
            if self.mapped.iter().any(|(taken, _)| taken == field) {
                return None;
            }
            let rank = if normal == field.name() {
                0
            } else if folded == fold(field.name()) {
                1
            } else {
                2 + aliases.iter().position(|alias| fold(alias) == folded)?
            };
            Some((*field, rank))
        });
        mapped.chain(named).collect()
    }
}

/// The cell of a field in a row.
pub fn cell<'row, 'a>(row: &'row Row<'a>, field: Field) -> &'row Cell<'a> {
    &row.cells[field.index()]
}

/// Whether two properties that mean the same field, named alike, say different things.
pub const fn is_contradicted(row: &Row<'_>, field: Field) -> bool {
    row.contradicted[field.index()]
}

/// A name without capitals, marks and signs: `Số tờ`, `SO_TO` and `so_to` are all `soto`.
pub fn fold(name: &str) -> String {
    vietnamese::fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A text for reports: what a cell says, shortened.
pub fn shown<'a>(cell: &'a Cell<'_>) -> Cow<'a, str> {
    match cell {
        Cell::Null => "".into(),
        Cell::Flag(flag) => flag.to_string().into(),
        Cell::Whole(number) => number.to_string().into(),
        Cell::Number(number) => number.to_string().into(),
        Cell::Text(text) if text.chars().count() > 60 => text.chars().take(60).chain(['…']).collect(),
        Cell::Text(text) => text.as_ref().into(),
        Cell::Nested => "[…]".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [Kind; 3] = [Kind::Units, Kind::Projects, Kind::Parcels];

    fn found(kind: Kind, map: &[(&str, &str)], json: &str, field: Field) -> String {
        let map: Vec<(String, String)> = map.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let bytes = format!(r#"{{"type":"Feature","id":"F7","properties":{json},"geometry":null}}"#);
        let mut feature: Feature<'_> = serde_json::from_str(&bytes).unwrap();
        let row = Fields::new(kind, &map).unwrap().row(&mut feature);
        shown(cell(&row, field)).into_owned()
    }

    #[test]
    fn marks_capitals_and_signs_do_not_matter() {
        for name in [
            "map_sheet",
            "MAP_SHEET",
            "MapSheet",
            "Số tờ",
            "SỐ TỜ",
            "so_to",
            "SO_TO",
            "Tờ bản đồ",
            "to_ban_do",
            "TO BAN ÐO",
        ] {
            assert_eq!(
                found(Kind::Parcels, &[], &format!(r#"{{"{name}":12}}"#), Field::MapSheet),
                "12",
                "{name}"
            );
        }
        let decomposed: String = "Số tờ".nfd().collect();
        assert_eq!(
            found(
                Kind::Parcels,
                &[],
                &format!(r#"{{"{decomposed}":12}}"#),
                Field::MapSheet
            ),
            "12"
        );
    }

    #[test]
    fn every_name_is_found() {
        for kind in KINDS {
            for (field, aliases) in columns::of(kind) {
                for name in aliases.iter().copied().chain([field.name()]) {
                    for name in [name.to_owned(), name.to_uppercase(), name.replace('_', " ")] {
                        assert_eq!(found(kind, &[], &format!(r#"{{"{name}":1}}"#), *field), "1", "{name}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_name_means_one_field_of_its_kind() {
        for kind in KINDS {
            let mut names: Vec<String> = columns::of(kind)
                .iter()
                .flat_map(|(field, aliases)| aliases.iter().copied().chain([field.name()]))
                .map(fold)
                .collect();
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all);
        }
    }

    #[test]
    fn the_exact_name_wins_over_the_others_and_null_over_none() {
        let json = r#"{"dien_tich":3,"area_m2":2,"LEGAL_AREA_M2":null,"legal_area_m2":1}"#;
        assert_eq!(found(Kind::Parcels, &[], json, Field::LegalArea), "1");
        let json = r#"{"dien_tich":3,"area_m2":2,"legal_area_m2":null}"#;
        assert_eq!(found(Kind::Parcels, &[], json, Field::LegalArea), "2");
    }

    #[test]
    fn the_columns_of_fields_are_told_as_they_would_be_read() {
        let columns = ["dien_tich", "Số tờ", "area_m2", "Thửa"].map(str::to_owned);
        let fields = Fields::new(Kind::Parcels, &[("parcel_no".into(), "Thửa".into())]).unwrap();
        let found = fields.columns(&columns);
        assert_eq!(found[Field::LegalArea.index()], Some("area_m2"));
        assert_eq!(found[Field::MapSheet.index()], Some("Số tờ"));
        assert_eq!(found[Field::ParcelNo.index()], Some("Thửa"));
        assert_eq!(found[Field::HolderName.index()], None);
    }

    #[test]
    fn a_mapping_wins_over_every_name() {
        let json = r#"{"name":"Thai Nguyen","name_vn":"Thái Nguyên","district_id":"21501"}"#;
        let map = [("code", "district_id"), ("name", "name_vn")];
        assert_eq!(found(Kind::Units, &map, json, Field::Name), "Thái Nguyên");
        assert_eq!(found(Kind::Units, &map, json, Field::Code), "21501");
        assert_eq!(found(Kind::Units, &[("name", "absent")], json, Field::Name), "");
        assert_eq!(
            found(Kind::Parcels, &[("parcel_no", "@id")], "null", Field::ParcelNo),
            "F7"
        );
        assert!(Fields::new(Kind::Units, &[("map_sheet".into(), "x".into())]).is_err());
    }
}
