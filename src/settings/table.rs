//! Tables of the file, and the settings in them.

use super::setting::Declaration;

/// A table of the file.
pub struct Table {
    /// Head as it stands in the file, such as `[limits]`, or `[[host]]` for one that is repeated;
    /// empty for what stands above all tables.
    pub head: &'static str,
    /// Explanation above its head, in sentences.
    pub about: &'static str,
    /// Settings in the order of the file, parted into paragraphs.
    pub paragraphs: &'static [&'static [&'static dyn Declaration]],
    /// Settings of old, which are still taken, stand nowhere and do nothing.
    pub obsolete: &'static [&'static dyn Declaration],
    /// Tables below it, in the order of the file.
    pub tables: &'static [&'static Table],
    /// Form as a list in the table above it.
    pub list: Option<List>,
    /// True of a table with the settings of another, for a part of what that is for.
    pub is_repetition: bool,
}

/// Form of a repeated table as a list of inline tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct List {
    /// Explanation in the table above; empty where it shares that of the list before it.
    pub about: &'static str,
}

impl Table {
    /// A table without settings.
    pub(super) const fn new(head: &'static str) -> Self {
        Self {
            head,
            about: "",
            paragraphs: &[],
            obsolete: &[],
            tables: &[],
            list: None,
            is_repetition: false,
        }
    }

    /// Key in the table above it, such as `zone` of `[[host.zone]]`.
    #[must_use]
    pub fn key(&self) -> &'static str {
        let path = self.head.trim_matches(['[', ']']);
        path.rsplit_once('.').map_or(path, |(_, key)| key)
    }

    /// True of a table that may stand in the file several times.
    #[must_use]
    pub fn is_repeated(&self) -> bool {
        self.head.starts_with("[[")
    }

    /// Its own settings, in the order of the file.
    pub fn settings(&self) -> impl Iterator<Item = &'static dyn Declaration> + use<> {
        self.paragraphs.iter().copied().flatten().copied()
    }

    /// The table itself and all below it, in the order of the file, without repetitions.
    #[must_use]
    pub fn with_tables_below(&'static self) -> Vec<&'static Self> {
        let mut all = vec![self];
        for table in self.tables.iter().filter(|table| !table.is_repetition) {
            all.extend(table.with_tables_below());
        }
        all
    }
}
