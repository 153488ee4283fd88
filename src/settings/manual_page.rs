//! The manual page of the file.

use roff::{Roff, bold, roman};

use super::example::{line_of, lines_of};
use super::server::FILE;
use super::setting::Declaration;
use super::table::Table;

/// In place of a date, which two builds of the same sources would not share. An empty argument
/// would be left out, and what follows taken for the date.
const NO_DATE: &str = " ";

/// propus.toml(5), as troff reads it.
#[must_use]
pub fn manual_page() -> String {
    let mut page = Roff::new();
    let source = concat!("propus ", env!("CARGO_PKG_VERSION"));
    page.control("TH", ["propus.toml", "5", NO_DATE, source, "propus manual"]);
    page.control("SH", ["NAME"]).text([roman("propus.toml - the configuration file of propus")]);
    page.control("SH", ["DESCRIPTION"]);
    write_prose(FILE.about, &mut page);
    page.control("SH", ["OPTIONS"]);
    for table in FILE.with_tables_below() {
        write_table(table, &mut page);
    }
    page.control("SH", ["SEE ALSO"]).text([roman("propus(1), propus-config(1), propus-check(1)")]);
    page.render()
}

fn write_table(table: &Table, page: &mut Roff) {
    if !table.head.is_empty() {
        page.control("SS", [table.head]);
        write_prose(table.about, page);
    }
    let mut group = Group::default();
    for facts in table.settings().map(Declaration::facts) {
        group.add(facts.about, line_of(&facts), page);
    }
    for table in table.tables {
        if let Some(list) = table.list {
            group.add(list.about, format!("{} = []", table.key()), page);
        }
    }
    group.write(page);
}

/// Settings that share an explanation.
#[derive(Default)]
struct Group {
    about: &'static str,
    settings: Vec<String>,
}

impl Group {
    /// Adds a setting; one with an explanation of its own begins a new group.
    fn add(&mut self, about: &'static str, setting: String, page: &mut Roff) {
        if !about.is_empty() {
            std::mem::take(self).write(page);
            self.about = about;
        }
        self.settings.push(setting);
    }

    fn write(self, page: &mut Roff) {
        for (at, setting) in self.settings.iter().enumerate() {
            // Settings of a table that explains them itself have nothing to be set off from.
            let tag = match (self.about.is_empty(), at) {
                (true, _) => "PP",
                (false, 0) => "TP",
                (false, _) => "TQ",
            };
            page.control(tag, []).text([bold(setting.as_str())]);
        }
        write_prose(self.about, page);
    }
}

/// Writes paragraphs; a line without words separates them.
fn write_prose(about: &str, page: &mut Roff) {
    for line in lines_of(about) {
        if line.is_empty() {
            page.control("PP", []);
        } else {
            page.text([roman(line)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::example;

    #[test]
    fn nothing_of_the_example_is_lost() {
        let page = manual_page().replace(r"\*(Aq", "'").replace('\\', "");
        for line in example().lines() {
            let text = line.trim_start_matches('#').trim();
            let words: Vec<&str> = text.split_whitespace().collect();
            assert!(words.iter().all(|word| page.contains(word)), "{line}\n{page}");
        }
        assert!(
            page.contains(".SS [[host.zone]]") && page.contains("fBmax-connections = 1000fR"),
            "{page}"
        );
    }

    #[test]
    fn settings_without_words_of_their_own_share_those_above() {
        let page = manual_page();
        assert!(page.contains(".TP\n\\fBdrafts = false\\fR\n.TQ\n\\fBfuture = false\\fR\n"));
        assert!(page.contains(".SS [[host.scgi]]\n"), "{page}");
    }
}
