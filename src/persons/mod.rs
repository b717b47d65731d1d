//! Land users: their names and what they are paid, read here and nowhere else, and every reading is recorded.
//!
//! `recorded` is the way to them: what is read goes out only with its row in audit. `rules` says what a search and a
//! reason must be, `export` writes lists with names. Imports write the table; the history keeps digests of its values.

mod export;
mod model;
mod recorded;
mod routes;
mod rules;
mod store;

pub use recorded::look_into;
pub use routes::routes;
pub use rules::reason;

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files_below(&path, found);
            } else {
                found.push(path);
            }
        }
    }

    #[test]
    fn nothing_else_reads_the_table_of_persons() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = Vec::new();
        files_below(&source, &mut files);
        // Imports write it, and keep what they replace.
        let may = ["persons/", "imports/store/", "imports/undo/"];
        let mut readers = 0;
        for file in files {
            let name = file.strip_prefix(&source).unwrap().to_str().unwrap();
            let text = fs::read_to_string(&file).unwrap();
            if ["parcel_persons", "import_before_persons"]
                .iter()
                .any(|table| text.contains(table))
            {
                assert!(may.iter().any(|folder| name.starts_with(folder)), "{name}");
                readers += 1;
            }
        }
        assert!(readers > 3, "{readers}");
    }
}
