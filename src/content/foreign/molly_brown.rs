//! Molly Brown's `.molly`: settings for a folder and what is below it, in TOML.
//!
//! It can close paths to all but some certificates. propus takes that from its operator only, since
//! whoever may write into a folder may not be the one who runs the server; so what such a file
//! closes is closed here to everyone, until the operator opens it with a zone.

use regex::{Regex, RegexBuilder};
use toml::{Table, Value};

use super::media_type::media_type;
use crate::content::listing_order::Order;
use crate::content::rules::{MediaOverride, charset};
use crate::diagnostic::Diagnostic;
use crate::exchange::Redirection;
use crate::language::LanguageTags;
use crate::path::CapsulePath;
use crate::uri::escape_forbidden;

/// The largest compiled expression, in bytes.
const LARGEST: usize = 1 << 18;
/// The most expressions of a file that are tried on each path.
const MOST_EXPRESSIONS: usize = 200;

/// The settings of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Molly {
    language: Option<LanguageTags>,
    charset: Option<String>,
    ending: Option<String>,
    order: Option<Order>,
    types: Vec<(Regex, MediaOverride)>,
    redirects: Vec<Redirect>,
    restricted: Restricted,
}

#[derive(Clone, Debug)]
struct Redirect {
    from: Regex,
    to: String,
    permanent: bool,
}

/// Paths that are restricted to some readers.
#[derive(Clone, Debug, Default)]
enum Restricted {
    #[default]
    Nothing,
    /// The paths that fit, by the setting on a line.
    Some { zones: Vec<Regex>, line: usize },
    /// Everything in the folder and below, since what was meant is not understood.
    All,
}

impl Molly {
    /// Of a file that can't be read.
    pub(crate) fn restricted() -> Self {
        Self { restricted: Restricted::All, ..Self::default() }
    }

    /// Reads a file. What can't be kept is faults with its line.
    pub(crate) fn read(text: &str, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader { text, diagnostics };
        let table = match toml::from_str::<Table>(text) {
            Ok(table) => table,
            Err(error) => {
                let before = text.get(..error.span().unwrap_or_default().start).unwrap_or_default();
                let what = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
                return reader.unreadable(before.matches('\n').count() + 1, &what);
            }
        };
        let mut molly = Self::default();
        for (key, value) in &table {
            // Its library overlooks capitals.
            molly.set(&key.to_ascii_lowercase(), key, value, &mut reader);
        }
        molly.set_order(&table, &mut reader);
        molly
    }

    fn set(&mut self, lower: &str, key: &str, value: &Value, reader: &mut Reader<'_, '_>) {
        match (lower, value) {
            ("defaultlang", Value::String(tag)) => self.language = reader.checked(key, tag.parse()),
            ("defaultencoding", Value::String(name)) => {
                self.charset = reader.checked(key, charset(name))
            }
            ("geminiext", Value::String(ending)) => {
                self.ending = Some(ending.trim_start_matches('.').to_owned())
            }
            ("mimeoverrides", Value::Table(types)) => {
                for (expression, value) in types {
                    self.add_type(expression, value, reader);
                }
            }
            ("tempredirects", Value::Table(redirects)) => {
                self.add_redirects(redirects, false, reader)
            }
            ("permredirects", Value::Table(redirects)) => {
                self.add_redirects(redirects, true, reader)
            }
            ("certificatezones", value) => self.restricted = reader.zones(key, value),
            ("directorysort" | "directoryreverse", _) => {}
            // A listing here always has titles, and its folders first.
            ("directorytitles" | "directorysubdirsfirst", _) => {}
            _ => reader.tell(key, format!("{key} does not count here")),
        }
    }

    /// Sort and Reverse belong together.
    fn set_order(&mut self, table: &Table, reader: &mut Reader<'_, '_>) {
        let find = |name: &str| table.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        let reverse =
            find("DirectoryReverse").is_some_and(|(_, value)| value.as_bool() == Some(true));
        let sort = find("DirectorySort")
            .map(|(key, value)| (key.as_str(), value.as_str().unwrap_or_default()));
        self.order = match (sort, reverse) {
            (None, false) => None,
            (None | Some((_, "Name")), true) => Some(Order::NameBackwards),
            (Some((_, "Name")), false) => Some(Order::Name),
            (Some((_, "Time")), true) => Some(Order::Newest),
            (Some((_, "Time")), false) => Some(Order::Oldest),
            (Some((key, other)), _) => {
                reader.tell(
                    key,
                    format!(
                        "{key} = {other:?} does not count here: listings are sorted by Name or Time"
                    ),
                );
                None
            }
        };
    }

    fn add_type(&mut self, expression: &str, value: &Value, reader: &mut Reader<'_, '_>) {
        let mut faults = Vec::new();
        let overrides = value.as_str().map(|text| media_type(text, &mut faults));
        let enough = self.types.len() >= MOST_EXPRESSIONS;
        if expression.starts_with('^') {
            faults.push(
                "it was matched with the whole name of the file on disk; here that begins with / at the capsule's \
                       folder"
                    .to_owned(),
            );
        }
        faults
            .into_iter()
            .for_each(|what| reader.tell(expression, format!("{expression}: {what}")));
        match (regex(expression), overrides) {
            (Ok(files), Some(overrides)) if !enough => self.types.push((files, overrides)),
            (Err(what), _) => reader.tell(expression, what),
            (Ok(_), _) => reader.tell(expression, format!("{expression}: this does not count")),
        }
    }

    fn add_redirects(&mut self, redirects: &Table, permanent: bool, reader: &mut Reader<'_, '_>) {
        for (expression, to) in redirects {
            let host = to.as_str().and_then(|to| to.strip_prefix("gemini://")?.split('/').next());
            let what = match (regex(expression), to.as_str()) {
                (Err(what), _) => what,
                (Ok(_), None) => format!("{expression}: a redirect leads to a text"),
                (Ok(_), Some(to)) if to.contains("://") && host.is_none() => {
                    format!("{expression}: a redirect leads to a path or to gemini://, not to {to}")
                }
                // Else a reader could be sent to whatever server a stranger names.
                (Ok(_), Some(_)) if host.is_some_and(|host| host.contains('$')) => {
                    format!(
                        "{expression}: the host of a redirect can't be made of what the expression found"
                    )
                }
                (Ok(_), Some(_)) if self.redirects.len() >= MOST_EXPRESSIONS => {
                    format!("{expression}: only the first {MOST_EXPRESSIONS} redirects count")
                }
                (Ok(from), Some(to)) => {
                    self.redirects.push(Redirect { from, to: to.to_owned(), permanent });
                    continue;
                }
            };
            reader.tell(expression, what);
        }
    }

    /// The settings of a file by its path below the capsule's folder. Language and character set
    /// are those of gemtext; `gemtext` says whether the file is, if no type is given here.
    pub(crate) fn media_override(&self, source: &str, gemtext: bool) -> MediaOverride {
        let path = format!("/{source}");
        let typed = self
            .types
            .iter()
            .filter(|(files, _)| files.is_match(&path))
            .map(|(_, overrides)| overrides)
            .next_back();
        let mut overrides = typed.cloned().unwrap_or_default();
        let gemtext = match &overrides.media {
            Some(media) => media.mime == "text/gemini",
            None => gemtext,
        };
        if gemtext {
            overrides.language = overrides.language.or_else(|| self.language.clone());
            overrides.charset = overrides.charset.or_else(|| self.charset.clone());
        }
        overrides
    }

    /// The ending of pages in gemtext.
    pub(crate) fn gemini_ending(&self) -> Option<&str> {
        self.ending.as_deref()
    }

    pub(crate) fn order(&self) -> Option<Order> {
        self.order
    }

    pub(crate) fn has_redirects(&self) -> bool {
        !self.redirects.is_empty()
    }

    /// The redirection of a path, if it has one.
    pub(crate) fn redirect(&self, path: &CapsulePath) -> Option<Redirection> {
        let redirect =
            self.redirects.iter().find(|redirect| redirect.from.is_match(path.as_str()))?;
        let to = redirect.from.replace_all(path.as_str(), redirect.to.as_str());
        if to.starts_with("gemini://") {
            return Some(Redirection::Url {
                to: escape_forbidden(&to).into(),
                permanent: redirect.permanent,
            });
        }
        let to = CapsulePath::literal(&to).ok()?;
        // Else a client would go in circles.
        (to != *path).then_some(Redirection::Path { to, permanent: redirect.permanent })
    }

    /// The line that restricts a file to some readers, 0 for all of the settings.
    pub(super) fn restriction_of(&self, source: &str) -> Option<usize> {
        match &self.restricted {
            Restricted::Nothing => None,
            Restricted::All => Some(0),
            Restricted::Some { zones, line } => {
                let mut names = names(source).into_iter();
                let found = names.any(|name| zones.iter().any(|zone| zone.is_match(&name)));
                if found { Some(*line) } else { None }
            }
        }
    }
}

/// The paths by which Molly Brown serves a file: its own, that of its folder, and those below
/// `~user` for whatever folder its users are in. One too many closes a file too many; one too few
/// would open it.
fn names(source: &str) -> Vec<String> {
    let mut names = vec![format!("/{source}")];
    let users = source
        .match_indices('/')
        .filter_map(|(at, _)| source.get(at + 1..))
        .map(|rest| format!("/~{rest}"));
    names.push(format!("/~{source}"));
    names.extend(users);
    let folders: Vec<String> =
        names.iter().filter_map(|name| Some(format!("{}/", name.rsplit_once('/')?.0))).collect();
    names.extend(folders);
    names
}

fn regex(expression: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(expression).size_limit(LARGEST).build();
    built.map_err(|_| format!("{expression}: this is no regular expression, or too large a one"))
}

/// A file that is being read.
struct Reader<'t, 'r> {
    text: &'t str,
    diagnostics: &'r mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    /// The line on which something is written first.
    fn line(&self, what: &str) -> usize {
        self.text.lines().position(|line| line.contains(what)).map_or(0, |at| at + 1)
    }

    fn tell(&mut self, key: &str, what: String) {
        self.diagnostics.push(Diagnostic::at_line(self.line(key), what));
    }

    fn checked<T>(&mut self, key: &str, result: Result<T, String>) -> Option<T> {
        result.map_err(|what| self.tell(key, format!("{key}: {what}"))).ok()
    }

    /// A file with a mistake. Molly Brown passes over one; what it may have meant to close stays
    /// closed here.
    fn unreadable(&mut self, line: usize, what: &str) -> Molly {
        let closes = self.text.to_ascii_lowercase().contains("certificatezones");
        let rest = if closes {
            "; it names CertificateZones, so nothing in this folder is served"
        } else {
            ""
        };
        self.diagnostics
            .push(Diagnostic::at_line(line, format!("nothing of this file counts: {what}{rest}")));
        if closes { Molly::restricted() } else { Molly::default() }
    }

    fn zones(&mut self, key: &str, value: &Value) -> Restricted {
        let line = self.line(key);
        let expressions =
            value.as_table().map(|zones| zones.iter().map(|(expression, _)| regex(expression)));
        let zones = expressions.and_then(|all| all.collect::<Result<Vec<_>, _>>().ok());
        match zones {
            Some(zones) if zones.is_empty() => Restricted::Nothing,
            Some(zones) if zones.len() <= MOST_EXPRESSIONS => Restricted::Some { zones, line },
            Some(_) | None => {
                let what = format!("{key} is not understood, so nothing in this folder is served");
                self.diagnostics.push(Diagnostic::at_line(line, what));
                Restricted::All
            }
        }
    }
}

#[cfg(test)]
mod tests;
