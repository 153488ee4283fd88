//! `book.toml`: what a book says of itself.

use std::collections::HashMap;

use serde_json::Value;

use crate::content::decode;
use crate::content::folder::Folder;
use crate::content::front_matter::{self, Fields};
use crate::content::page_head::text_of;
use crate::diagnostic::Diagnostic;
use crate::generator::settings::Settings;
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
    /// Paths that lead to chapters.
    pub redirects: Vec<(String, String)>,
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
        let text = |table: &str, name: &str| fields.get(table)?.get(name).and_then(text_of);
        let html = |name: &str| fields.get("output")?.get("html")?.get(name);
        let texts = |value: Option<&Value>| -> Vec<(String, String)> {
            let pairs = value.and_then(Value::as_object).into_iter().flatten();
            pairs
                .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
                .collect()
        };
        let authors =
            fields.get("book").and_then(|book| book.get("authors")).and_then(Value::as_array);
        Self {
            src: folder(&text("book", "src").unwrap_or_else(|| "src".to_owned())),
            build: folder(&text("build", "build-dir").unwrap_or_else(|| "book".to_owned())),
            authors: authors.into_iter().flatten().filter_map(text_of).collect(),
            numbers: html("no-section-label") != Some(&Value::Bool(true)),
            hidden: texts(html("code").and_then(|code| code.get("hidelines")))
                .into_iter()
                .collect(),
            redirects: texts(html("redirect")),
        }
    }

    /// True if the scan passes a source path over: only what is in the folder of the
    /// chapters is on the web.
    #[must_use]
    pub(crate) fn skips(&self, source: &str) -> bool {
        let folder = format!("{source}/");
        let near =
            source.starts_with(&self.src) || folder == self.src || self.src.starts_with(&folder);
        let made =
            !self.build.is_empty() && (folder == self.build || source.starts_with(&self.build));
        !near || made || source == "book.toml"
    }
}

/// A folder's source path: empty for the book's own, else with a final `/`.
fn folder(text: &str) -> String {
    let path = CapsulePath::literal(&format!("/{}", text.trim_start_matches('/')))
        .map(|path| path.as_folder());
    path.map_or_else(|_| String::new(), |path| path.as_str().trim_start_matches('/').to_owned())
}

fn settings(fields: &Fields) -> Settings {
    let book = |name: &str| fields.get("book")?.get(name);
    let html = |name: &str| fields.get("output")?.get("html")?.get(name);
    let site = html("site-url").and_then(text_of);
    let site = site.as_deref().unwrap_or_default().trim_matches('/');
    let mut known = fields.clone();
    let author = book("authors").and_then(Value::as_array).and_then(|authors| authors.first());
    known.extend(author.map(|author| ("author".to_owned(), author.clone())));
    let dialect = Dialect {
        definitions: html("definition-lists") != Some(&Value::Bool(false)),
        smart: html("smart-punctuation").or(html("curly-quotes")) == Some(&Value::Bool(true)),
        math: html("mathjax-support") == Some(&Value::Bool(true)),
        ..Dialect::default()
    };
    Settings {
        title: book("title").and_then(text_of),
        description: book("description").and_then(text_of),
        language: book("language").and_then(text_of).or_else(|| Some("en".to_owned())),
        baseurl: if site.is_empty() { String::new() } else { format!("/{site}") },
        dialect,
        fields: known,
        ..Settings::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::generator::mdbook::config::*;

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
        for (text, read, skipped) in cases {
            let config = config(text);
            assert!(read.iter().all(|source| !config.skips(source)), "{text}");
            assert!(skipped.iter().all(|source| config.skips(source)), "{text}");
        }
    }
}
