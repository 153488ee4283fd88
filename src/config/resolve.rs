//! The ledger: each setting is chosen once, from what was typed, what the file says and what is
//! usual, and written down with where its value came from. How it is shown is for `command`.

use std::fmt;
use std::path::{Path, PathBuf};

use super::file::{Said, Text};
use super::to_toml::Shown;

/// Where a value came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// Nobody said anything.
    Default,
    /// A line of the file.
    File(PathBuf, usize),
    /// An option of the command line.
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => out.write_str("default"),
            Self::File(file, line) => write!(out, "{}:{line}", file.display()),
            Self::Flag(flag) => out.write_str(flag),
        }
    }
}

impl Source {
    /// A setting as it was asked for: `--gopher`, or `propus.toml:3: option gopher`.
    #[must_use]
    pub fn option(&self, key: &str) -> String {
        match self {
            Self::Default => format!("--{key}"),
            Self::Flag(flag) => (*flag).to_owned(),
            Self::File(..) => format!("{self}: option {key}"),
        }
    }
}

/// A setting that is in force.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// The table of the file that it belongs to, as its heading says it: empty, `[limits]`,
    /// `[[host]]`.
    pub table: &'static str,
    /// Which of the tables it is, in their order.
    pub number: usize,
    /// Its name in the file.
    pub key: &'static str,
    /// Its value in the syntax of TOML; `None` where there is none.
    pub value: Option<String>,
    /// Where the value came from.
    pub source: Source,
}

/// A value, and where it came from.
#[derive(Clone, Debug)]
pub(super) struct Chosen<T> {
    pub(super) value: T,
    pub(super) source: Source,
}

/// What was typed for a setting: the option, and its value if it was given.
pub(super) type Typed<T> = (&'static str, Option<T>);

/// Of a setting that has no option.
pub(super) fn file_only<T>() -> Typed<T> {
    ("", None)
}

/// Chooses settings and writes them down.
#[derive(Debug)]
pub(super) struct Ledger<'a> {
    text: Option<&'a Text>,
    table: &'static str,
    /// How many tables have begun.
    tables: usize,
    settings: Vec<Setting>,
}

impl<'a> Ledger<'a> {
    /// An empty one, for a file or none.
    pub(super) fn new(text: Option<&'a Text>) -> Self {
        Self { text, table: "", tables: 0, settings: Vec::new() }
    }

    /// The settings that follow belong to a table, which may be one more of the same name.
    pub(super) fn begin(&mut self, table: &'static str) {
        self.table = table;
        self.tables += 1;
    }

    /// The value of a setting that may have none: of what was typed and what the file says, in its
    /// several places, the first.
    pub(super) fn choose<T: Shown + Clone>(
        &mut self,
        key: &'static str,
        (flag, typed): Typed<T>,
        said: &[&Said<T>],
    ) -> Option<Chosen<T>> {
        let chosen = self.first(flag, typed, said);
        self.note(key, chosen.as_ref());
        chosen
    }

    /// The value of a setting: the first of what was typed, what the file says and what is usual.
    pub(super) fn choose_or<T: Shown + Clone>(
        &mut self,
        key: &'static str,
        (flag, typed): Typed<T>,
        said: &[&Said<T>],
        usual: T,
    ) -> Chosen<T> {
        let chosen = self
            .first(flag, typed, said)
            .unwrap_or(Chosen { value: usual, source: Source::Default });
        self.note(key, Some(&chosen));
        chosen
    }

    /// As [`Ledger::choose_or`], for a path: where there is a file, all but what is typed is
    /// relative to it.
    pub(super) fn path(
        &mut self,
        key: &'static str,
        (flag, typed): Typed<PathBuf>,
        said: &Said<PathBuf>,
        usual: &str,
    ) -> Chosen<PathBuf> {
        let usual = || Chosen { value: usual.into(), source: Source::Default };
        let chosen = self.resolved(self.first(flag, typed, &[said]).unwrap_or_else(usual));
        self.note(key, Some(&chosen));
        chosen
    }

    /// As [`Ledger::path`], for one that need not be given.
    pub(super) fn optional_path(
        &mut self,
        key: &'static str,
        (flag, typed): Typed<PathBuf>,
        said: &Said<PathBuf>,
    ) -> Option<PathBuf> {
        let chosen = self.first(flag, typed, &[said]).map(|chosen| self.resolved(chosen));
        self.note(key, chosen.as_ref());
        chosen.map(|chosen| chosen.value)
    }

    /// As [`Ledger::path`], for several, which may be none.
    pub(super) fn paths(
        &mut self,
        key: &'static str,
        (flag, typed): Typed<Vec<PathBuf>>,
        said: &Said<Vec<PathBuf>>,
    ) -> Vec<PathBuf> {
        let chosen = self
            .first(flag, typed, &[said])
            .unwrap_or(Chosen { value: Vec::new(), source: Source::Default });
        let resolved = |path: PathBuf| {
            self.resolved(Chosen { value: path, source: chosen.source.clone() }).value
        };
        let chosen = Chosen {
            value: chosen.value.into_iter().map(resolved).collect(),
            source: chosen.source.clone(),
        };
        self.note(key, Some(&chosen));
        chosen.value
    }

    /// A path that the file gives, relative to the folder that the file is in.
    pub(super) fn resolve(&self, path: &Path) -> PathBuf {
        self.text.map_or_else(|| path.to_owned(), |text| text.resolve(path))
    }

    fn resolved(&self, chosen: Chosen<PathBuf>) -> Chosen<PathBuf> {
        match (&chosen.source, self.text) {
            (Source::Flag(_), _) | (_, None) => chosen,
            (Source::Default | Source::File(..), Some(text)) => {
                Chosen { value: text.resolve(&chosen.value), source: chosen.source }
            }
        }
    }

    /// Writes down what was chosen elsewhere.
    pub(super) fn note<T: Shown>(&mut self, key: &'static str, chosen: Option<&Chosen<T>>) {
        let value = chosen.map(|chosen| chosen.value.shown());
        let source = chosen.map_or(Source::Default, |chosen| chosen.source.clone());
        self.settings.push(Setting { table: self.table, number: self.tables, key, value, source });
    }

    /// Everything that was written down.
    pub(super) fn into_settings(self) -> Vec<Setting> {
        self.settings
    }

    /// The first value of several, in the order of their weight.
    pub(super) fn first<T: Clone>(
        &self,
        flag: &'static str,
        typed: Option<T>,
        said: &[&Said<T>],
    ) -> Option<Chosen<T>> {
        let from_flag = typed.map(|value| Chosen { value, source: Source::Flag(flag) });
        from_flag.or_else(|| {
            let said = said.iter().find_map(|said| said.as_ref())?;
            let (text, span) = (self.text?, said.span());
            let source = Source::File(text.name().to_owned(), text.line(&span));
            Some(Chosen { value: said.get_ref().clone(), source })
        })
    }
}
