//! The configuration file, read by the declarations of its settings: values that are fit to be
//! used, and their positions. Their meaning, together with the command line, is for others.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue, Error};

use super::error::ConfigError;
use super::text::Text;
use crate::alike::nearest;
use crate::settings::value::{InFile, Value, one_of};
use crate::settings::{AnyValue, Declaration, FILE, Setting, Table, belongs};

/// A table as the file gives it.
#[derive(Default, Debug)]
pub(super) struct Given {
    /// Bytes of the table in the file, or of its head.
    pub(super) span: Range<usize>,
    values: Vec<GivenValue>,
    tables: Vec<GivenTable>,
}

#[derive(Debug)]
struct GivenValue {
    key: &'static str,
    value: AnyValue,
    span: Range<usize>,
}

#[derive(Debug)]
struct GivenTable {
    key: &'static str,
    given: Given,
}

/// A value, and its bytes in the file.
#[derive(Clone, Debug)]
pub(super) struct Located<'a, T> {
    pub(super) value: &'a T,
    pub(super) span: Range<usize>,
}

impl Given {
    /// Value of a setting, if the file gives one.
    pub(super) fn value<T: Value>(&self, setting: &Setting<T>) -> Option<Located<'_, T>> {
        let given = self.values.iter().find(|given| given.key == setting.key)?;
        Some(Located { value: given.value.of_type()?, span: given.span.clone() })
    }

    /// The tables of one name, in the order of the file.
    pub(super) fn tables(&self, table: &Table) -> Vec<&Self> {
        let key = table.key();
        self.tables.iter().filter(|it| it.key == key).map(|it| &it.given).collect()
    }

    /// The table of a name that stands there once, if it does.
    pub(super) fn table(&self, table: &Table) -> Option<&Self> {
        self.tables(table).first().copied()
    }

    /// The table as an inline one: what the file gives and, of the rest, what has a default.
    pub(super) fn inline(&self, table: &Table) -> String {
        let mut fields = Vec::new();
        for setting in table.settings() {
            let facts = setting.facts();
            let given = self.values.iter().find(|given| given.key == facts.key);
            let value = given.map_or(facts.default, |given| setting.written(&given.value));
            fields.extend(value.map(|value| format!("{} = {value}", facts.key)));
        }
        format!("{{ {} }}", fields.join(", "))
    }
}

/// Reads a file.
///
/// # Errors
/// Names line, column and option.
pub(super) fn read(text: &Text) -> Result<Given, ConfigError> {
    DeTable::parse(text.as_str())
        .map_err(Mistake::from)
        .and_then(|whole| read_table(&FILE, whole.span(), whole.into_inner()))
        .map_err(|mistake| text.fault(&mistake.span, mistake.what))
}

/// A mistake, and its bytes in the file.
struct Mistake {
    span: Range<usize>,
    what: String,
}

impl Mistake {
    /// An error about a value that stands somewhere.
    fn at(span: &Range<usize>, error: &Error) -> Self {
        let what = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        Self { span: error.span().unwrap_or_else(|| span.clone()), what }
    }
}

impl From<Error> for Mistake {
    fn from(error: Error) -> Self {
        Self::at(&(0..0), &error)
    }
}

fn read_table(table: &Table, span: Range<usize>, toml: DeTable<'_>) -> Result<Given, Mistake> {
    let mut given = Given { span, ..Given::default() };
    for (key, value) in toml {
        let name: &str = key.get_ref();
        if let Some(setting) = table.settings().find(|it| it.facts().is_called(name)) {
            given.add(read_value(setting, value)?, &key)?;
        } else if let Some(setting) = table.obsolete.iter().find(|it| it.facts().is_called(name)) {
            read_value(*setting, value)?;
        } else if let Some(below) = table.tables.iter().find(|it| it.key() == name) {
            given.read_tables(below, value)?;
        } else {
            return Err(Mistake { span: key.span(), what: unknown(table, name) });
        }
    }
    given.check_required(table)?;
    Ok(given)
}

fn read_value(setting: &dyn Declaration, toml: InFile<'_>) -> Result<GivenValue, Mistake> {
    let (key, span) = (setting.facts().key, toml.span());
    let requoted = requoted(toml.get_ref());
    match setting.read_file(toml) {
        Ok(value) => Ok(GivenValue { key, value, span }),
        Err(error) => Err(match requoted.filter(|it| is_fit(setting, &it.value)) {
            Some(Requoted { value, how }) => {
                Mistake { span, what: format!("write it {how} quotes: {key} = {value}") }
            }
            None => Mistake::at(&span, &error),
        }),
    }
}

/// A value with quotes where the file has none, and without where it has.
struct Requoted {
    value: String,
    how: &'static str,
}

fn requoted(value: &DeValue<'_>) -> Option<Requoted> {
    let bare = match value {
        DeValue::String(text) => {
            return Some(Requoted { value: text.to_string(), how: "without" });
        }
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(on) => on.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::Array(_) | DeValue::Table(_) => return None,
    };
    Some(Requoted { value: format!("\"{bare}\""), how: "in" })
}

/// True of a value, in the syntax of TOML, that a setting would take.
fn is_fit(setting: &dyn Declaration, value: &str) -> bool {
    DeValue::parse(value).is_ok_and(|value| setting.read_file(value).is_ok())
}

impl Given {
    /// Adds a value. A setting may be called by its key or by its key of old, but not by both.
    fn add(&mut self, value: GivenValue, key: &Spanned<DeString<'_>>) -> Result<(), Mistake> {
        if self.values.iter().any(|given| given.key == value.key) {
            let what = format!("{} stands in this table already", value.key);
            return Err(Mistake { span: key.span(), what });
        }
        self.values.push(value);
        Ok(())
    }

    fn read_tables(&mut self, table: &Table, toml: InFile<'_>) -> Result<(), Mistake> {
        let span = toml.span();
        if !table.is_repeated() {
            return self.read_one(table, toml);
        }
        let DeValue::Array(tables) = toml.into_inner() else { return Err(no_table(table, span)) };
        tables.into_iter().try_for_each(|one| self.read_one(table, one))
    }

    fn read_one(&mut self, table: &Table, toml: InFile<'_>) -> Result<(), Mistake> {
        let span = toml.span();
        let DeValue::Table(inner) = toml.into_inner() else { return Err(no_table(table, span)) };
        self.tables.push(GivenTable { key: table.key(), given: read_table(table, span, inner)? });
        Ok(())
    }

    fn check_required(&self, table: &Table) -> Result<(), Mistake> {
        let required = table.settings().map(Declaration::facts).filter(|it| it.is_required);
        for facts in required {
            if !self.values.iter().any(|given| given.key == facts.key) {
                let what = format!("missing field `{}`", facts.key);
                return Err(Mistake { span: self.span.clone(), what });
            }
        }
        Ok(())
    }
}

fn no_table(table: &Table, span: Range<usize>) -> Mistake {
    let what = if table.is_repeated() {
        format!("write {}, two brackets: there may be several", table.head)
    } else {
        format!("this is a table; begin it with {}", table.head)
    };
    Mistake { span, what }
}

/// The mistake in a key that does not belong in a table.
fn unknown(table: &Table, key: &str) -> String {
    if let Some(table) = belongs(key) {
        return format!("it does not belong here; write it {table}");
    }
    let settings = table.settings().map(|setting| setting.facts().key);
    let keys: Vec<&str> = settings.chain(table.tables.iter().map(|table| table.key())).collect();
    if let Some(meant) = nearest(key, keys.iter().copied()) {
        return format!("there is no such option; did you mean {meant}?");
    }
    let elsewhere = FILE.with_tables_below().into_iter().flat_map(|table| table.settings());
    if let Some(meant) = nearest(key, elsewhere.map(|setting| setting.facts().key)) {
        let place = belongs(meant).map(|place| format!(" It goes {place}")).unwrap_or_default();
        return format!("there is no such option; did you mean {meant}?{place}");
    }
    format!("there is no such option; expected is {}", one_of(&keys))
}
