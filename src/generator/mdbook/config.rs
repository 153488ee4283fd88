//! `book.toml`: what a book says of itself.

use std::collections::HashMap;

use serde_json::Value;

use crate::content::decode;
use crate::content::folder::Folder;
use crate::content::front_matter::{self, Fields};
use crate::content::page_head::text_of;
use crate::content::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::exchange::Redirection;
use crate::generator::fields::inside;
use crate::generator::settings::{ConfiguredRedirection, Settings};
use crate::generator::unreadable::unreadable;
use crate::parse::Dialect;
use crate::path::CapsulePath;

/// The part of a configuration that decides which files are served, at which paths and how.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct BookConfig {
    /// The folder of the chapters: empty, or ends with `/`.
    pub src: String,
    /// The folder that mdBook writes to.
    build: String,
    /// Names of its authors.
    pub authors: Vec<String>,
    /// True if chapters are numbered.
    pub numbers: bool,
    /// First characters of lines of code that are not shown, by language.
    pub hidden: HashMap<String, String>,
}

impl BookConfig {
    /// Reads the configuration of a book; what it does not say has mdBook's own value.
    #[must_use]
    pub(crate) fn read(folder: &Folder, warnings: &mut Vec<Diagnostic>) -> (Self, Settings) {
        let fields = match folder.read("book.toml") {
            Ok(bytes) => front_matter::toml(&decode::text(&bytes).text)
                .map_err(|problem| Diagnostic::at_line(problem.line, problem.what)),
            Err(error) => Err(Diagnostic::whole(error.to_string())),
        };
        let fields = fields.unwrap_or_else(|diagnostic| {
            warnings.push(unreadable("book.toml", diagnostic));
            Fields::new()
        });
        let settings = settings(&fields);
        (Self::of(&fields), settings)
    }

    fn of(fields: &Fields) -> Self {
        let authors = inside(fields, "book", &["authors"]).and_then(Value::as_array);
        Self {
            src: folder_of(fields, "book", "src", "src"),
            build: folder_of(fields, "build", "build-dir", "book"),
            authors: authors.into_iter().flatten().filter_map(text_of).collect(),
            numbers: html(fields, &["no-section-label"]) != Some(&Value::Bool(true)),
            hidden: texts(html(fields, &["code", "hidelines"])).into_iter().collect(),
        }
    }

    /// True if the scan passes a source path over: only what is in the folder of the
    /// chapters is on the web.
    #[must_use]
    pub(crate) fn skips(&self, source: &SourcePath) -> bool {
        let source = source.as_str();
        let folder = format!("{source}/");
        let near =
            source.starts_with(&self.src) || folder == self.src || self.src.starts_with(&folder);
        let made =
            !self.build.is_empty() && (folder == self.build || source.starts_with(&self.build));
        !near || made || source == "book.toml"
    }
}

/// A field of `output.html`, the outermost name first.
fn html<'f>(fields: &'f Fields, names: &[&str]) -> Option<&'f Value> {
    let html = fields.get("output")?.get("html")?;
    names.iter().try_fold(html, |value, name| value.get(name))
}

/// The pairs of a table whose values are texts.
fn texts(table: Option<&Value>) -> Vec<(String, String)> {
    let pairs = table.and_then(Value::as_object).into_iter().flatten();
    pairs.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

/// The folder that a field names, or the usual one.
fn folder_of(fields: &Fields, table: &str, name: &str, usual: &str) -> String {
    let named = inside(fields, table, &[name]).and_then(text_of);
    folder(named.as_deref().unwrap_or(usual))
}

/// A folder's source path: empty for the book's own, else with a final `/`.
fn folder(text: &str) -> String {
    let path = CapsulePath::literal(&format!("/{}", text.trim_start_matches('/')))
        .map(|path| path.as_folder());
    path.map_or_else(|_| String::new(), |path| path.as_str().trim_start_matches('/').to_owned())
}

fn settings(fields: &Fields) -> Settings {
    let mut known = fields.clone();
    let author = inside(fields, "book", &["authors"]).and_then(Value::as_array);
    if let Some(author) = author.and_then(|authors| authors.first()) {
        known.insert("author".to_owned(), author.clone());
    }
    Settings {
        title: word(fields, "title"),
        description: word(fields, "description"),
        language: word(fields, "language").as_deref().unwrap_or("en").parse().ok(),
        baseurl: baseurl(fields),
        dialect: dialect(fields),
        redirections: redirections(fields),
        fields: known,
        ..Settings::default()
    }
}

/// A word on the book, as text.
fn word(fields: &Fields, name: &str) -> Option<String> {
    inside(fields, "book", &[name]).and_then(text_of)
}

/// The path that the book lives below on the web: empty, or with a `/` at its beginning only.
fn baseurl(fields: &Fields) -> String {
    let site = html(fields, &["site-url"]).and_then(text_of);
    match site.as_deref().map(|site| site.trim_matches('/')) {
        None | Some("") => String::new(),
        Some(site) => format!("/{site}"),
    }
}

/// The addresses that lead elsewhere: to chapters, files, folders, other sites. The part of a page
/// that one leads from or to has no address here.
fn redirections(fields: &Fields) -> Vec<ConfiguredRedirection> {
    let baseurl = baseurl(fields);
    let below = |target: &str| {
        let inner = target.strip_prefix(&baseurl).filter(|rest| rest.starts_with('/'));
        inner.unwrap_or(target).to_owned()
    };
    let pairs = texts(html(fields, &["redirect"])).into_iter();
    let pairs = pairs.filter(|(from, _)| !from.contains('#'));
    pairs
        .filter_map(|(from, target)| {
            let from = format!("/{}", from.trim_start_matches('/'));
            let from = CapsulePath::decode(&from).ok()?.path;
            let redirection = Redirection::from_path(&from, &below(&target), true);
            Some(ConfiguredRedirection { from, redirection, file: "book.toml" })
        })
        .collect()
}

fn dialect(fields: &Fields) -> Dialect {
    let smart = html(fields, &["smart-punctuation"]);
    let smart = smart.or_else(|| html(fields, &["curly-quotes"]));
    Dialect {
        definitions: html(fields, &["definition-lists"]) != Some(&Value::Bool(false)),
        smart: smart == Some(&Value::Bool(true)),
        math: html(fields, &["mathjax-support"]) == Some(&Value::Bool(true)),
        ..Dialect::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_folder_of_the_chapters_is_looked_at() {
        let config = |text: &str| BookConfig::of(&front_matter::toml(text).unwrap());
        let cases = [
            ("", vec!["src", "src/a.md"], vec!["book", "theme/index.hbs", "srcs", "book.toml"]),
            ("[book]\nsrc = './docs/en/'", vec!["docs", "docs/en/a.md"], vec!["src", "docs/de"]),
            (
                "[book]\nsrc = '.'",
                vec!["a.md", "x/y.png"],
                vec!["book", "book/index.html", "book.toml"],
            ),
            (
                "[book]\nsrc = '.'\n[build]\nbuild-dir = 'out'",
                vec!["book/a.md"],
                vec!["out/index.html"],
            ),
        ];
        let skips =
            |config: &BookConfig, source: &str| config.skips(&SourcePath::new(source).unwrap());
        for (text, read, skipped) in cases {
            let config = config(text);
            assert!(read.iter().all(|source| !skips(&config, source)), "{text}");
            assert!(skipped.iter().all(|source| skips(&config, source)), "{text}");
        }
    }
}
