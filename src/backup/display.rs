//! How far a backup or a restore has come: a bar on a terminal, a line for each stage elsewhere.

use std::{
    io::{IsTerminal as _, stderr},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::language::{Language, Text};

/// Shows how far it has come.
pub struct Display {
    language: Language,
    bar: Option<ProgressBar>,
}

impl Display {
    /// A display in the reader's language.
    pub fn new(language: Language) -> Self {
        let bar = stderr().is_terminal().then(|| {
            let bar = ProgressBar::no_length();
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self { language, bar }
    }

    /// A new stage begins, of so many bytes where that is known.
    pub fn stage(&self, text: &Text, bytes: Option<u64>) {
        let text = text.in_language(self.language).to_owned();
        let Some(bar) = &self.bar else {
            eprintln!("{text}");
            return;
        };
        let template = match bytes {
            Some(_) => "{msg} {wide_bar} {bytes}/{total_bytes} {eta}",
            None => "{msg} {spinner} {bytes}",
        };
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_bad_template| ProgressStyle::default_bar()),
        );
        bar.reset();
        match bytes {
            Some(bytes) => bar.set_length(bytes),
            None => bar.unset_length(),
        }
        bar.set_message(text);
    }

    /// So many more bytes are done.
    pub fn advance(&self, bytes: u64) {
        if let Some(bar) = &self.bar {
            bar.inc(bytes);
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
