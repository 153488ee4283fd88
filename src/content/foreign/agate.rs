//! agate's `.meta`: one line for each file or glob, `name: setting`. The setting is empty (no
//! language), parameters (`;lang=de`), a MIME type, or a whole header (`52 It is gone`).

use std::collections::HashMap;
use std::sync::Arc;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::media_type::media_type;
use crate::content::rules::MediaOverride;
use crate::diagnostic::Diagnostic;
use crate::exchange::{Notice, Redirection};
use crate::language::LanguageTags;

/// The most lines with stars that count: each is tried on every file of the folder.
const MOST_GLOBS: usize = 500;
/// The section that counts, in which a file begins.
const SECTION: &str = "mime";

/// The settings of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meta {
    /// In order; of several about a file the last counts.
    lines: Vec<Line>,
    /// The lines about one name.
    names: HashMap<String, usize>,
    globs: GlobSet,
    /// The lines of the globs.
    globbed: Vec<usize>,
}

/// The setting of one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Line {
    /// Type and parameters of the file.
    MediaOverride(MediaOverride),
    /// The answer instead of the file.
    Redirection(Redirection),
}

impl Line {
    pub(crate) fn redirection(&self) -> Option<&Redirection> {
        match self {
            Self::Redirection(redirection) => Some(redirection),
            Self::MediaOverride(_) => None,
        }
    }
}

impl Meta {
    /// Reads a file. Lines that can't be kept are reported.
    pub(crate) fn read(text: &str, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut meta = Self::default();
        let mut globs = GlobSetBuilder::new();
        let mut counts = true;
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if let Some(section) = line.strip_prefix('[') {
                counts = section.trim_end_matches(']').trim() == SECTION;
            } else if counts && !line.is_empty() {
                let mut diagnostic =
                    |what: String| diagnostics.push(Diagnostic::at_line(number + 1, what));
                if let Err(what) = meta.line(line, &mut globs, &mut diagnostic) {
                    diagnostic(what);
                }
            }
        }
        match globs.build() {
            Ok(globs) => meta.globs = globs,
            Err(error) => {
                meta.globbed.clear();
                diagnostics
                    .push(Diagnostic::whole(format!("its lines with stars do not count: {error}")));
            }
        }
        meta
    }

    fn line(
        &mut self,
        line: &str,
        globs: &mut GlobSetBuilder,
        diagnostic: &mut dyn FnMut(String),
    ) -> Result<(), String> {
        // As agate reads it: the first of the two divides, and where there is none, nothing is said
        // of a file of that name.
        let (name, value) = line.split_once([':', '=']).unwrap_or_else(|| {
            diagnostic(format!(
                "{line:?}: there is no colon, so all of it counts as the name of a file"
            ));
            (line, "")
        });
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() {
            return Err("there is no file's name before the colon".to_owned());
        }
        if name.split('/').any(|name| name.starts_with('.') && !matches!(name, "." | ".well-known"))
        {
            return Err(format!(
                "{name}: names that begin with a dot are never served, also when a line here names them"
            ));
        }
        if name.starts_with('/') || name.split('/').any(|name| name == "..") {
            return Err(format!("{name}: only files in this folder and below can be named"));
        }
        let read = read_line(value, diagnostic)?;
        if !name.contains(['*', '?', '[']) {
            self.names.insert(name.trim_start_matches("./").to_owned(), self.lines.len());
        } else if self.globbed.len() < MOST_GLOBS {
            globs.add(glob(name)?);
            self.globbed.push(self.lines.len());
        } else {
            return Err(format!(
                "more than {MOST_GLOBS} lines have stars; this one does not count"
            ));
        }
        self.lines.push(read);
        Ok(())
    }

    /// The line about a file, by its source path below the folder.
    pub(crate) fn line_for(&self, rest: &str) -> Option<&Line> {
        let globbed = || {
            self.globs
                .matches(rest)
                .into_iter()
                .filter_map(|it| self.globbed.get(it).copied())
                .max()
        };
        let globbed = if self.globbed.is_empty() { None } else { globbed() };
        self.lines.get(globbed.max(self.names.get(rest).copied())?)
    }

    pub(crate) fn media_override(&self, rest: &str) -> Option<MediaOverride> {
        match self.line_for(rest)? {
            Line::MediaOverride(overrides) => Some(overrides.clone()),
            Line::Redirection(_) => None,
        }
    }

    /// The names at which a header is answered whether there is a file or not. Globs are about
    /// files that there are.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &Redirection)> {
        self.names
            .iter()
            .filter_map(|(name, line)| Some((name.as_str(), self.lines.get(*line)?.redirection()?)))
    }
}

/// A pattern in which stars stop at slashes and braces are only braces.
fn glob(pattern: &str) -> Result<Glob, String> {
    let plain = pattern.replace('{', "[{]").replace('}', "[}]");
    let built = GlobBuilder::new(&plain).literal_separator(true).backslash_escape(false).build();
    built.map_err(|error| format!("{pattern}: this is no pattern: {}", error.kind()))
}

fn read_line(value: &str, diagnostic: &mut dyn FnMut(String)) -> Result<Line, String> {
    if value.starts_with(|first: char| ('1'..='6').contains(&first)) {
        return header(value, diagnostic).map(Line::Redirection);
    }
    let mut faults = Vec::new();
    let mut overrides = media_type(value, &mut faults);
    faults.into_iter().for_each(diagnostic);
    if !value.starts_with(';') {
        // Whoever gives a type, or nothing, wants no language besides.
        overrides.language.get_or_insert_with(LanguageTags::none);
    }
    Ok(Line::MediaOverride(overrides))
}

fn header(value: &str, diagnostic: &mut dyn FnMut(String)) -> Result<Redirection, String> {
    let mut rest = value.chars();
    let digits: String = rest.by_ref().take(2).collect();
    let status = digits.parse::<u8>().ok().filter(|_| digits.len() == 2);
    let (Some(status), Some(' ' | '\t')) = (status, rest.next()) else {
        return Err(format!(
            "{value:?} is neither a header (two digits, a blank, words) nor a MIME type"
        ));
    };
    let text = rest.as_str().trim();
    if (20..30).contains(&status) {
        diagnostic(format!(
            "a header of status {status} is sent without the file; to send the file, give the type alone"
        ));
    }
    Ok(match status {
        30..=39 => Redirection::Url { to: text.into(), permanent: status == 31 },
        _ => Redirection::Notice(Notice { status, text: Arc::from(text) }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Meta, Vec<String>) {
        let mut diagnostics = Vec::new();
        let meta = Meta::read(text, &mut diagnostics);
        (
            meta,
            diagnostics
                .into_iter()
                .map(|diagnostic| format!("{}: {}", diagnostic.line, diagnostic.text))
                .collect(),
        )
    }

    fn check(text: &str, file: &str, expected: &str) {
        let (meta, diagnostics) = read(text);
        assert_eq!(diagnostics, [""; 0], "{text}");
        let found = match meta.line_for(file) {
            None => "nothing".to_owned(),
            Some(Line::MediaOverride(MediaOverride { media, charset, language })) => format!(
                "{} {} {}",
                media.as_ref().map_or("-", |media| &media.mime),
                charset.as_deref().unwrap_or("-"),
                language.as_ref().map_or("-", LanguageTags::as_str)
            ),
            Some(Line::Redirection(Redirection::Notice(notice))) => {
                format!("{} {}", notice.status, notice.text)
            }
            Some(Line::Redirection(Redirection::Url { to, permanent })) => {
                format!("-> {to} {permanent}")
            }
            Some(Line::Redirection(other)) => panic!("{other:?}"),
        };
        assert_eq!(found, expected, "{text} {file}");
    }

    #[test]
    fn a_line_says_what_a_file_is() {
        check("index.gmi: ;lang=en-GB", "index.gmi", "- - en-GB");
        check("a.txt:;charset=iso-8859-1; lang=\"de,fr\"", "a.txt", "- iso-8859-1 de,fr");
        check("LICENSE: text/plain;charset=UTF-8", "LICENSE", "text/plain utf-8 ");
        check("a.gmi:", "a.gmi", "- - ");
        check("a.gmi = text/plain", "a.gmi", "text/plain - ");
        check("# a.gmi: x\n\na.gmi: text/plain # a note", "a.gmi", "text/plain - ");
        check("[other]\na.gmi: text/plain\n[mime]\nb.gmi: text/html", "b.gmi", "text/html - ");
        check("[other]\na.gmi: text/plain", "a.gmi", "nothing");
    }

    #[test]
    fn a_header_stands_in_the_place_of_a_file() {
        check("gone.gmi: 52 It is gone: sorry", "gone.gmi", "52 It is gone: sorry");
        check("old.gmi:31 gemini://example.com/new", "old.gmi", "-> gemini://example.com/new true");
        check("old.gmi:\t30\t/new", "old.gmi", "-> /new false");
        let (meta, _) = read("a.gmi: 52 x\nb.gmi: text/plain\n*.c: 51 y\nd/e.gmi: 30 /");
        let mut names: Vec<&str> = meta.headers().map(|(name, _)| name).collect();
        names.sort_unstable();
        assert_eq!(names, ["a.gmi", "d/e.gmi"]);
    }

    #[test]
    fn of_several_lines_about_a_file_the_last_counts() {
        let text = "**/*.de.gmi: ;lang=de\nnl/**/*.gmi: ;lang=nl\n*.gmi: ;lang=en\nx.de.gmi: ;lang=fr\n{a}?.txt: text/html\n";
        check(text, "a.de.gmi", "- - en");
        check(text, "x.de.gmi", "- - fr");
        check(text, "deep/down/a.de.gmi", "- - de");
        check(text, "nl/a.de.gmi", "- - nl");
        check(text, "nl/x/a.gmi", "- - nl");
        check(text, "x/a.gmi", "nothing");
        check(text, "{a}b.txt", "text/html - ");
        check("a.gmi: ;lang=de\n*.gmi:", "a.gmi", "- - ");
    }

    #[test]
    fn a_line_that_can_not_be_kept_is_reported() {
        for (text, expected) in [
            ("\n.secret: text/plain", "2: .secret: names that begin with a dot are never served"),
            ("../a: text/plain", "1: ../a: names that begin"),
            ("a: 5", "1: \"5\" is neither a header"),
            ("a: 520 x", "1: \"520 x\" is neither"),
            ("a: text", "1: \"text\": this is no MIME type"),
            ("a: ;size=7", "1: \"size=7\" is not sent"),
            ("a: ;charset=klingon", "1: \"charset=klingon\": no such character set"),
            ("a: 20 text/plain", "1: a header of status 20 is sent without the file"),
            (": x", "1: there is no file's name"),
            ("\na.gmi text/plain", "2: \"a.gmi text/plain\": there is no colon"),
            ("a[: text/plain", "1: a[: this is no pattern"),
        ] {
            let (_, diagnostics) = read(text);
            assert!(
                diagnostics.len() == 1 && diagnostics[0].starts_with(expected),
                "{text}: {diagnostics:?}"
            );
        }
        let many: String =
            (0..=MOST_GLOBS).map(|number| format!("*{number}: text/plain\n")).collect();
        assert_eq!(read(&many).1.len(), 1);
    }
}
