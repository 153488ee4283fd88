//! `Record`: all files of a tree at one version.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::digest::Digest;
use super::entry::{Edits, Entry, is_fit};

/// The files of a tree at one version.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Record {
    /// Number of the version; 0 is the empty tree before the first.
    pub version: u64,
    /// Files by their paths.
    pub files: BTreeMap<String, Entry>,
}

impl Record {
    /// What makes another tree of this one.
    #[must_use]
    pub fn edits_to(&self, other: &Self) -> Edits {
        let gone = self.files.keys().filter(|path| !other.files.contains_key(*path));
        let gone = gone.map(|path| (path.clone(), None));
        let news = other.files.iter().filter(|(path, entry)| self.files.get(*path) != Some(entry));
        gone.chain(news.map(|(path, entry)| (path.clone(), Some(entry.clone())))).collect()
    }

    /// The tree that some edits make of this one.
    #[must_use]
    pub fn with(mut self, version: u64, edits: &Edits) -> Self {
        self.version = version;
        for (path, entry) in edits {
            match entry {
                Some(entry) => drop(self.files.insert(path.clone(), entry.clone())),
                None => drop(self.files.remove(path)),
            }
        }
        self
    }

    /// Sum of the sizes, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.values().map(|entry| entry.size).sum()
    }

    /// Digest of the tree, whatever its version: of two that are alike it is the same.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.lines().as_bytes())
    }

    /// The files, each on a line.
    fn lines(&self) -> String {
        let mut lines = String::new();
        for file in &self.files {
            // A text as a key and numbers can be written.
            let line = serde_json::to_string(&file).unwrap_or_default();
            // A string takes all that it is given.
            let _ = writeln!(lines, "{line}");
        }
        lines
    }

    /// As it is kept: its version on the first line, then a line for each file.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}\n{}", self.version, self.lines())
    }

    /// Reads what [`Record::to_text`] wrote; `None` for anything else, and for a tree that may not be.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (version, lines) = text.split_once('\n')?;
        let files = lines.lines().map(|line| serde_json::from_str::<(String, Entry)>(line).ok());
        let files: BTreeMap<String, Entry> = files.collect::<Option<_>>()?;
        let record = Self { version: version.parse().ok()?, files };
        record.is_sound().then_some(record)
    }

    /// True for one that can be a tree: no path leads elsewhere, no file lies where a folder has to.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let is_file = |path: &String| self.files.contains_key(path);
        self.files.iter().all(|(path, entry)| {
            let mut above = std::iter::successors(folder(path), |it| folder(it));
            is_fit(path) && entry.is_sound() && !above.any(|it| is_file(&it))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(version: u64, files: &[(&str, &str)]) -> Record {
        let entry = |text: &str| Entry::of(text.as_bytes(), 0o644, 7);
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), entry(text)));
        Record { version, files: files.collect() }
    }

    #[test]
    fn edits_lead_from_one_tree_to_another() {
        let before = record(1, &[("a", "1"), ("b", "2"), ("c/d", "3")]);
        let after = record(2, &[("a", "1"), ("b", "two"), ("e", "5")]);
        let edits = before.edits_to(&after);
        let paths: Vec<_> = edits.iter().map(|(path, it)| (path.as_str(), it.is_some())).collect();
        assert_eq!(paths, [("b", true), ("c/d", false), ("e", true)]);
        assert_eq!(before.clone().with(2, &edits), after);
        assert_ne!(before.digest(), after.digest());
        assert_eq!(record(9, &[("a", "1")]).digest(), record(1, &[("a", "1")]).digest());
        assert_eq!(after.bytes(), 5);
    }

    #[test]
    fn a_record_is_read_as_it_is_written_and_nothing_odd_is() {
        let record = record(3, &[("a \"b\" ü", "1"), ("c/d", "")]);
        let text = record.to_text();
        assert_eq!(Record::parse(&text), Some(record));
        assert_eq!(Record::parse("0\n"), Some(Record::default()));
        let climbing = text.replace("c/d", "../d");
        let under_a_file = text.replace("c/d", "a \\\"b\\\" ü/d");
        for odd in [
            "",
            "x\n",
            "3\n[]\n",
            &climbing,
            &under_a_file,
            &text.replace("\"s\":1", "\"s\":99999999"),
        ] {
            assert_eq!(Record::parse(odd), None, "{odd}");
        }
    }
}
