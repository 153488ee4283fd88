//! `Head`: what is known of a page without converting it: its front matter and its first heading.
//!
//! The snapshot keeps heads and no texts, so that start-up and memory grow with the number of pages
//! and not with their length. What the fields mean for a path, a date or a tag is for generators.

use std::sync::Arc;

use memchr::memmem;
use serde_json::Value;

use super::format::PageFormat;
use super::front_matter::{self, Fields};
use super::heading::{gemtext_heading, html_heading, markdown_heading};
use crate::diagnostic::Diagnostic;
use crate::document::ImageKind;
use crate::language::LanguageTags;
use crate::parse;

/// Facts of a page that its beginning gives, without converting it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Head {
    /// The front matter; `None` when there is none.
    pub fields: Option<Arc<Fields>>,
    /// The words of the first heading.
    pub heading: Option<String>,
    /// The heading for the sites that have comments.
    pub outside_comments: OutsideComments,
    /// True when anything but white space stands below the front matter.
    pub has_body: bool,
    /// True when a name stands in `![[…]]` that is no picture's: the page may show other notes.
    pub embeds: bool,
    /// True when a template in it may show what other pages say: it goes through a list, shows an
    /// include, or asks for a neighbour.
    pub asks_site: bool,
    /// True when `{{#…}}` names a file of which it shows something.
    pub includes: bool,
    /// Faults of the front matter, by line.
    pub diagnostics: Vec<Diagnostic>,
    /// The line of the file that gives the date; 0 when none does.
    pub date_line: usize,
}

/// The words of the first heading outside of comments.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum OutsideComments {
    /// There are no comments, so they are those of the first heading.
    #[default]
    Same,
    /// Those of another heading, if there is one.
    Other(Option<String>),
}

impl Head {
    /// Reads the beginning of a page; it may be cut anywhere.
    #[must_use]
    pub fn read(format: PageFormat, beginning: &[u8]) -> Self {
        let text = super::decode::text(beginning).text;
        if let PageFormat::Menu(dialect) = format {
            // A menu may begin with a line across the page, which is no front matter.
            let heading = parse::gophermap_title(&text, dialect);
            let has_body = !text.trim().is_empty();
            return Self { heading, has_body, ..Self::default() };
        }
        let split = front_matter::split(&text);
        let heading = match format {
            PageFormat::Markdown => markdown_heading(split.body),
            PageFormat::Gemtext => gemtext_heading(split.body),
            PageFormat::Html => html_heading(split.body),
            PageFormat::Text | PageFormat::Menu(_) => None,
        };
        let outside_comments =
            if format == PageFormat::Markdown && behind_each(split.body, "%%").next().is_some() {
                let text = parse::without_comments(split.body, parse::Dialect::default());
                OutsideComments::Other(markdown_heading(&text))
            } else {
                OutsideComments::Same
            };
        let has_body = !split.body.trim().is_empty();
        let above = text.get(..text.len() - split.body.len()).unwrap_or_default();
        let date_line = if split.fields.is_some() { line_of("date", above) } else { 0 };
        let diagnostics = split.diagnostics;
        let mut head = Self {
            fields: split.fields.map(Arc::new),
            heading,
            outside_comments,
            has_body,
            embeds: format == PageFormat::Markdown && embeds(split.body),
            asks_site: asks_site(split.body),
            includes: split.body.contains("{{#"),
            diagnostics,
            date_line,
        };
        head.check_language(above);
        head
    }

    /// The words of the first heading outside of comments.
    #[must_use]
    pub fn uncommented_heading(&self) -> Option<&str> {
        match &self.outside_comments {
            OutsideComments::Same => self.heading.as_deref(),
            OutsideComments::Other(heading) => heading.as_deref(),
        }
    }

    /// Reports a language that is none; the page has no language then.
    fn check_language(&mut self, front_matter: &str) {
        for name in ["lang", "language"] {
            let Some(text) = self.text(name) else { continue };
            if let Err(what) = text.parse::<LanguageTags>() {
                let what = format!("front matter: {name} \"{text}\": {what}");
                self.diagnostics.push(Diagnostic::at_line(line_of(name, front_matter), what));
            }
            return;
        }
    }

    /// A field's value.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.fields.as_ref()?.get(name)
    }

    /// A field's value as text: numbers and dates are written out; nothing for an empty one.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        text_of(self.field(name)?)
    }

    /// True for a field that is there and true.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.truth(name) == Some(true)
    }

    /// True for a field that is there and false.
    #[must_use]
    pub fn is_not(&self, name: &str) -> bool {
        self.truth(name) == Some(false)
    }

    fn truth(&self, name: &str) -> Option<bool> {
        truth_of(self.field(name)?)
    }
}

/// Tests whether a name of anything but a picture, sound or film stands in `![[…]]`.
fn embeds(body: &str) -> bool {
    behind_each(body, "![[").any(|after| {
        let own = after.split("![[").next().unwrap_or_default();
        let name = own.split(['|', '#', ']']).next().unwrap_or_default();
        ImageKind::of_name(name.trim()).is_none()
    })
}

/// Tests whether a template asks for more than its own page.
fn asks_site(body: &str) -> bool {
    let tags = behind_each(body, "{%").map(|tag| tag.trim_start_matches(['-', ' ']));
    let mut tags = tags.map(|tag| tag.split([' ', '%', '{']).next().unwrap_or_default());
    tags.any(|tag| matches!(tag, "for" | "include" | "include_relative" | "assign"))
        || behind_each(body, "page.").any(|it| it.starts_with("next") || it.starts_with("previous"))
}

/// What stands behind each mark in a text.
fn behind_each<'t>(text: &'t str, mark: &'t str) -> impl Iterator<Item = &'t str> {
    let found = memmem::find_iter(text.as_bytes(), mark);
    found.filter_map(move |at| text.get(at + mark.len()..))
}

/// The line, from 1, of front matter that has a field at its top level; 0 when none does.
fn line_of(field: &str, front_matter: &str) -> usize {
    let mut keys = front_matter.lines().map(key);
    keys.position(|key| key.eq_ignore_ascii_case(field)).map_or(0, |index| index + 1)
}

/// The key that a line of front matter begins with.
fn key(line: &str) -> &str {
    let line = line.trim_start_matches([' ', '"']);
    line.split_once([':', '=', '"', ' ']).map_or(line, |(key, _)| key)
}

/// A scalar as a truth value, whichever reader of YAML, TOML or JSON its author has had in mind, and
/// also in quotes; `None` for one that is neither.
#[must_use]
pub(crate) fn truth_of(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Number(number) => Some(number.as_f64() != Some(0.0)),
        Value::String(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" | "t" | "1" => Some(true),
            "false" | "no" | "off" | "n" | "f" | "0" => Some(false),
            _ => None,
        },
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A scalar as text.
#[must_use]
pub(crate) fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    if text.is_empty() { None } else { Some(text) }
}

/// A list of texts: of an array its scalars, of a text its words (as Jekyll splits `tags: a b`),
/// nothing of the rest.
#[must_use]
pub(crate) fn list_of(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().filter_map(text_of).collect(),
        Value::String(text) => text.split_whitespace().map(str::to_owned).collect(),
        Value::Number(_) | Value::Bool(_) => text_of(value).into_iter().collect(),
        Value::Null | Value::Object(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(format: PageFormat, text: &str) -> Option<String> {
        Head::read(format, text.as_bytes()).heading
    }

    #[test]
    fn a_page_of_blanks_has_no_body() {
        let has_body = |format, text: &str| Head::read(format, text.as_bytes()).has_body;
        for format in [PageFormat::Markdown, PageFormat::Menu(parse::MenuDialect::Gophermap)] {
            assert!(has_body(format, "\na\n") && !has_body(format, " \n\n"), "{format:?}");
        }
        assert!(!has_body(PageFormat::Markdown, "---\ntitle: a\n---\n\n"));
    }

    #[test]
    fn the_first_heading_is_found_outside_of_code() {
        let cases = [
            ("# One\n", Some("One")),
            ("![x](y)\n\n```\n# no\n```\n\n## *Two* `x` [y](z) {#id}\n", Some("Two x y")),
            ("words\n\n# Title\n", Some("Title")),
            ("   # Title\n", Some("Title")),
            ("    # code\n\n# Title\n", Some("Title")),
            ("# A title[^1], [^ or] two[^b]\n", Some("A title, [^ or] two")),
            ("words\n\n## Section\n\nmore\n\n# Part\n", None),
            ("words\n\n## Section\n", None),
            ("## One\n\nwords\n\n### Part\n", Some("One")),
            ("## One\n\nwords\n\n## Two\n", None),
            ("Part\n---\n\nwords\n\n# Higher\n", None),
            ("# One\n\n# Two\n", Some("One")),
            ("<h1 align=center>\n<img src=x> Name\n</h1>\n\n## Install\n", Some("Name")),
            ("```\n<h1>no</h1>\n```\n<H2>Yes</H2>\n", Some("Yes")),
            ("\n \n<h2>Once</h2>\n\nwords\n", Some("Once")),
            ("~~~~\n# no\n~~~\n~~~~\n# Yes #\n", Some("Yes")),
            ("Set\n===\n", Some("Set")),
            ("Set *off*\n---\n", Some("Set off")),
            ("para\n\nSection\n---\n", None),
            ("---\ntitle: x\n---\n#NoSpace\n", Some("NoSpace")),
            ("text\n\n---\n\nmore\n", None),
            ("#\n# \n", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(heading(PageFormat::Markdown, text).as_deref(), expected, "{text:?}");
        }
        assert_eq!(heading(PageFormat::Gemtext, "```\n# no\n```\n##Yes\n").as_deref(), Some("Yes"));
        assert_eq!(
            heading(PageFormat::Html, "<ul><li>x</ul><h2>A <i>b</i></h2>").as_deref(),
            Some("A b")
        );
        assert_eq!(heading(PageFormat::Html, "<h2>A</h2>x<h2>B</h2>").as_deref(), None);
        assert_eq!(heading(PageFormat::Html, "<p>x<h1>A</h1>").as_deref(), Some("A"));
        assert_eq!(heading(PageFormat::Html, "<p>x<h2>Section</h2>").as_deref(), None);
    }

    #[test]
    fn blank_lines_before_a_heading_take_linear_time() {
        let text = format!("{}# One\n", "  \n".repeat(200_000));
        assert_eq!(heading(PageFormat::Markdown, &text).as_deref(), Some("One"));
    }

    #[test]
    fn a_comment_is_left_out_of_a_heading_where_a_site_has_comments() {
        let text = "%%\n# a\n%%\n# b %%c%% d\n";
        let head = Head::read(PageFormat::Markdown, text.as_bytes());
        assert_eq!(head.heading.as_deref(), Some("a"));
        assert_eq!(head.uncommented_heading(), Some("b d"));
    }

    #[test]
    fn fields_are_read_as_authors_write_them() {
        let head = Head::read(
            PageFormat::Markdown,
            b"---\na: true\nb: 'no'\nc: 12\nd: x y\ne: [1, z]\nf:\n---\n",
        );
        assert!(head.is("a") && head.is_not("b") && head.is("c") && !head.is("z"));
        assert_eq!((head.text("c").as_deref(), head.text("f")), (Some("12"), None));
        assert_eq!(list_of(head.field("d").unwrap()), ["x", "y"]);
        assert_eq!(list_of(head.field("e").unwrap()), ["1", "z"]);
        assert!(!head.has_body);
        for (text, line) in [
            ("---\ntitle: T\ndate: x\n---\n", 3),
            ("+++\nDate = 1\n+++\n", 2),
            ("---\n---\ndate: x\n", 0),
        ] {
            assert_eq!(Head::read(PageFormat::Markdown, text.as_bytes()).date_line, line);
        }
    }
}
