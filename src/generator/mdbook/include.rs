//! mdBook's own preprocessor: `{{#include …}}` and its siblings, and the lines of code that are for
//! the compiler only.
//!
//! Files are read below the book's own folder and nowhere else, those that the page may show, and only so much of them: one page
//! can't make the server read without end.

use std::borrow::Cow;

use super::book::Book;
use super::excerpt;
use crate::content::decode;
use crate::diagnostic::Diagnostic;
use crate::generator::entry::PageEntry;
use crate::generator::interface::Surroundings;
use crate::path::CapsulePath;
use crate::template::shortcode::{Expanded, Lines, within};
use crate::template::source_map::Origins;

/// The names of the directives that mdBook knows. Whatever else stands in braces is text: other
/// tools read it, or it is shown.
const NAMES: &[&str] = &["include", "rustdoc_include", "playground", "playpen", "title"];
/// The characters that a directive begins with.
const OPENING: &str = "{{";
/// The longest directive behind its opening, in bytes.
const LONGEST: usize = 1021;
/// Most levels of files that include one another, as mdBook has it.
const MOST_DEPTH: usize = 10;
/// The most directives of one page, those of the files that it includes with them.
const MOST_DIRECTIVES: usize = 1000;
/// The most that one page may include, in bytes.
const MOST_BYTES: usize = 16 << 20;

/// Fills the directives of a chapter in.
#[must_use]
pub(crate) fn expand<'a>(
    body: &'a str,
    page: &PageEntry,
    book: &Book,
    site: &dyn Surroundings,
) -> Expanded<'a> {
    let mut filler = Filler {
        page,
        site,
        out: String::with_capacity(body.len()),
        diagnostics: Vec::new(),
        origins: Origins::default(),
        directives: 0,
        bytes: 0,
    };
    filler.fill(body, page.source.folder(), 0, &mut Lines::new(body));
    let text = excerpt::without_hidden(&filler.out, &book.hidden);
    // Where lines of code have gone nothing is known of what stands below them.
    let origins = if text.len() == filler.out.len() { filler.origins } else { Origins::default() };
    Expanded { text: Cow::Owned(text), diagnostics: filler.diagnostics, origins }
}

/// The folder of a source path: empty, or ends with `/`.
fn parent(source: &str) -> &str {
    source.rfind('/').and_then(|at| source.get(..=at)).unwrap_or_default()
}

/// `{{#name argument}}`.
struct Directive<'a> {
    name: &'a str,
    argument: &'a str,
    /// The text behind it.
    after: &'a str,
}

impl<'a> Directive<'a> {
    /// The directive that a text behind two braces begins with.
    fn of(text: &'a str) -> Option<Self> {
        let (inside, _) = within(text, LONGEST).split_once("}}")?;
        let after = text.get(inside.len() + "}}".len()..)?;
        let (name, argument) =
            inside.trim_start().strip_prefix('#')?.split_once(char::is_whitespace)?;
        let is_known = NAMES.contains(&name) && !argument.contains('}');
        is_known.then_some(Self { name, argument: argument.trim(), after })
    }
}

struct Filler<'a> {
    page: &'a PageEntry,
    site: &'a dyn Surroundings,
    out: String,
    diagnostics: Vec<Diagnostic>,
    /// Positions in the page of each part of what is written.
    origins: Origins,
    directives: usize,
    bytes: usize,
}

impl Filler<'_> {
    /// Writes a text of a file in `folder` with its directives filled in. `lines` are those of the
    /// page; inside of another file a diagnostic is on the line that includes it.
    fn fill(&mut self, text: &str, folder: &str, depth: usize, lines: &mut Lines<'_>) {
        let mut rest = text;
        while let Some((before, from)) = rest.split_once(OPENING) {
            self.trace(text.len() - rest.len(), depth, true);
            self.out.push_str(before);
            let start = text.len() - from.len() - OPENING.len();
            self.trace(start, depth, false);
            let Some(directive) = Directive::of(from) else {
                self.out.push_str(OPENING);
                rest = from;
                continue;
            };
            rest = directive.after;
            let line = if depth == 0 { lines.line_of(start) } else { lines.line_of(0) };
            if self.out.ends_with('\\') {
                self.out.pop();
                self.out.push_str(text.get(start..text.len() - rest.len()).unwrap_or_default());
            } else if let Err(what) = self.directive(&directive, folder, depth, lines) {
                self.diagnostics.push(Diagnostic::at_line(line, what));
            }
        }
        self.trace(text.len() - rest.len(), depth, true);
        self.out.push_str(rest);
    }

    /// Notes the origin of all that is written from here on. What another file holds is made of the
    /// directive that includes it.
    fn trace(&mut self, source: usize, depth: usize, as_it_is: bool) {
        if depth == 0 {
            self.origins.add(self.out.len(), source, as_it_is);
        }
    }

    fn directive(
        &mut self,
        directive: &Directive<'_>,
        folder: &str,
        depth: usize,
        lines: &mut Lines<'_>,
    ) -> Result<(), String> {
        let argument = directive.argument;
        self.directives += 1;
        if self.directives > MOST_DIRECTIVES + 1 {
            return Ok(());
        }
        if self.directives > MOST_DIRECTIVES {
            return Err(format!(
                "more than {MOST_DIRECTIVES} directives are on this page; the rest is left out"
            ));
        }
        match directive.name {
            // A file that is shown with hidden lines around its part is that part to a reader.
            "include" | "rustdoc_include" => self.include(argument, folder, depth, lines),
            "playground" | "playpen" => self.playground(argument, folder),
            // The title of the browser's window: a page here has its chapter's.
            _ => Ok(()),
        }
    }

    /// `file`, or `file:part`.
    fn include(
        &mut self,
        argument: &str,
        folder: &str,
        depth: usize,
        lines: &mut Lines<'_>,
    ) -> Result<(), String> {
        let (file, which) = match argument.split_once(':') {
            Some((file, which)) => (file, Some(which)),
            None => (argument, None),
        };
        let (source, text) = self.read(file, folder)?;
        let part = excerpt::select(&text, which);
        if depth + 1 >= MOST_DEPTH {
            return Err(format!(
                "files include one another more than {MOST_DEPTH} deep; {file} is left out"
            ));
        }
        self.fill(&part, parent(&source), depth + 1, lines);
        Ok(())
    }

    /// `file attribute …`
    fn playground(&mut self, argument: &str, folder: &str) -> Result<(), String> {
        let (file, attributes) = argument.split_once(char::is_whitespace).unwrap_or((argument, ""));
        let (_, text) = self.read(file, folder)?;
        let attributes: String =
            attributes.split_whitespace().map(|word| format!(",{word}")).collect();
        self.out.push_str(&format!("```rust{attributes}\n{}\n```", text.trim_end()));
        Ok(())
    }

    /// Reads a file that is named relative to a folder.
    fn read(&mut self, file: &str, folder: &str) -> Result<(String, String), String> {
        let path = CapsulePath::literal(&format!("/{folder}{file}"));
        let path = path.map_err(|error| format!("{file} can't be included: {error}"))?;
        let source = path.as_str().trim_start_matches('/');
        self.check_room(file)?;
        let bytes = self
            .site
            .read(self.page, source)
            .map_err(|error| format!("{file} can't be included: {error}"))?;
        self.bytes = self.bytes.saturating_add(bytes.len());
        self.check_room(file)?;
        Ok((source.to_owned(), decode::text(&bytes).text.into_owned()))
    }

    /// Fails once too much was read.
    fn check_room(&self, file: &str) -> Result<(), String> {
        if self.bytes <= MOST_BYTES {
            return Ok(());
        }
        Err(format!("more than {} MiB are included; {file} is left out", MOST_BYTES >> 20))
    }
}
