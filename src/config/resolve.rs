//! The choice of values: each setting is chosen once, from the command line, the file and its
//! default, and kept with the source of its value.

use std::path::Path;

use super::file::Given;
use super::in_force::InForce;
use super::text::Text;
use super::value_source::ValueSource;
use crate::cli::Typed;
use crate::settings::value::Value;
use crate::settings::{Setting, Table};

/// A value, and its source.
#[derive(Clone, Debug)]
pub(super) struct Chosen<T> {
    pub(super) value: T,
    pub(super) source: ValueSource,
}

/// The choice of values, in progress.
#[derive(Debug)]
pub(super) struct Resolver<'a> {
    typed: &'a Typed,
    text: Option<&'a Text>,
    table: &'static str,
    /// Tables so far.
    tables: usize,
    in_force: Vec<InForce>,
}

impl<'a> Resolver<'a> {
    /// One for what was typed, and for a file or none.
    pub(super) fn new(typed: &'a Typed, text: Option<&'a Text>) -> Self {
        Self { typed, text, table: "", tables: 0, in_force: Vec::new() }
    }

    /// Begins a table, which may be one more of the same name.
    pub(super) fn begin(&mut self, table: &Table) {
        self.table = table.head;
        self.tables += 1;
    }

    /// Value of a setting: the first of the command line, some tables of the file and the default.
    pub(super) fn value<T: Value>(&mut self, setting: &Setting<T>, given: &[&Given]) -> T {
        self.choose(setting, given).value
    }

    /// As [`Resolver::value`], with its source.
    pub(super) fn choose<T: Value>(&mut self, setting: &Setting<T>, given: &[&Given]) -> Chosen<T> {
        let chosen = self.named(setting, given).unwrap_or_else(|| self.default(setting));
        self.keep(setting, &chosen);
        chosen
    }

    /// As [`Resolver::choose`], with a default that depends on the folder to which paths are relative.
    pub(super) fn choose_or<T: Value>(
        &mut self,
        setting: &Setting<T>,
        given: &[&Given],
        default: impl FnOnce(&Path) -> T,
    ) -> Chosen<T> {
        let chosen = self.named(setting, given).unwrap_or_else(|| {
            let folder = self.text.map_or(Path::new(""), Text::folder);
            Chosen { value: default(folder), source: ValueSource::Default }
        });
        self.keep(setting, &chosen);
        chosen
    }

    /// Value that was typed, or else that one of some tables of the file gives.
    fn named<T: Value>(&self, setting: &Setting<T>, given: &[&Given]) -> Option<Chosen<T>> {
        self.typed(setting).or_else(|| given.iter().find_map(|given| self.in_file(setting, given)))
    }

    /// Value that was typed.
    pub(super) fn typed<T: Value>(&self, setting: &Setting<T>) -> Option<Chosen<T>> {
        let (value, flag) = self.typed.value(setting)?;
        Some(Chosen { value, source: ValueSource::Flag(flag) })
    }

    /// Value that a table of the file gives; its paths are relative to the file.
    pub(super) fn in_file<T: Value>(
        &self,
        setting: &Setting<T>,
        given: &Given,
    ) -> Option<Chosen<T>> {
        let (located, text) = (given.value(setting)?, self.text?);
        let source = ValueSource::File(text.name().to_owned(), text.line(&located.span));
        Some(Chosen { value: located.value.clone().below(text.folder()), source })
    }

    /// The default; its paths are relative to the file, too, if there is one.
    pub(super) fn default<T: Value>(&self, setting: &Setting<T>) -> Chosen<T> {
        let value = (setting.default)();
        let value = match self.text {
            Some(text) => value.below(text.folder()),
            None => value,
        };
        Chosen { value, source: ValueSource::Default }
    }

    /// Keeps a value that was chosen elsewhere.
    pub(super) fn keep<T: Value>(&mut self, setting: &Setting<T>, chosen: &Chosen<T>) {
        let (value, source) = (chosen.value.written(), chosen.source.clone());
        self.keep_written(setting.key, value, source, setting.at_start);
    }

    /// Keeps tables of a name as the list that they are.
    pub(super) fn keep_list(&mut self, table: &Table, given: &Given) {
        let tables = given.tables(table);
        let source = match (tables.first(), self.text) {
            (Some(first), Some(text)) => {
                ValueSource::File(text.name().to_owned(), text.line(&first.span))
            }
            (_, None) | (None, _) => ValueSource::Default,
        };
        let inline: Vec<String> = tables.iter().map(|given| given.inline(table)).collect();
        self.keep_written(table.key(), Some(format!("[{}]", inline.join(", "))), source, false);
    }

    fn keep_written(
        &mut self,
        key: &'static str,
        value: Option<String>,
        source: ValueSource,
        at_start: bool,
    ) {
        let (table, number) = (self.table, self.tables);
        self.in_force.push(InForce { table, number, key, value, source, at_start });
    }

    /// Everything that was kept.
    pub(super) fn into_settings(self) -> Vec<InForce> {
        self.in_force
    }
}
