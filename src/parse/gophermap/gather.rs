//! The lines of a menu and of what it includes, each link with its target.

use std::collections::{HashMap, HashSet};

use super::dialect::MenuDialect;
use super::line::{Item, Line};
use super::surroundings::Surroundings;
use crate::diagnostic::Diagnostic;
use crate::document::{Entry, MenuLine, Target};
use crate::media::ItemType;
use crate::origin::GOPHER_PORT;
use crate::parse::gemtext::{dated, squeezed};
use crate::path::CapsulePath;
use crate::uri::escape_selector;

/// The most lines that are read of a menu and of all that it includes, and the most that are shown.
const MOST_LINES: usize = 20_000;
/// The most diagnostics on one menu: who reads a hundred knows enough.
const MOST_REMARKS: usize = 100;
/// Number of files that may include one another in a row.
const MOST_DEPTH: usize = 4;
/// Number of files that a menu may include.
const MOST_INCLUDES: usize = 64;

/// The port of a terminal session.
const TELNET_PORT: u16 = 23;
/// The port of a phone book, as the University of Illinois had it.
const CSO_PORT: u16 = 105;

/// A line that is shown.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Row {
    /// The title of the menu, or of a part of it.
    Title(String),
    /// Words.
    Info(String),
    /// A link: for Gopher, and for everyone else.
    Link(MenuLine, Entry),
}

impl Row {
    /// The line for Gopher clients.
    pub(super) fn into_line(self) -> MenuLine {
        match self {
            Self::Title(words) | Self::Info(words) => MenuLine::Info(words),
            Self::Link(line, _) => line,
        }
    }
}

/// Reads a menu and what it includes.
pub(super) fn gather(
    source: &str,
    dialect: MenuDialect,
    around: &dyn Surroundings,
) -> (Vec<Row>, Vec<Diagnostic>) {
    let mut gatherer = Gatherer {
        around,
        rows: Vec::new(),
        diagnostics: Vec::new(),
        line: 0,
        read: 0,
        is_cut: false,
        open: Vec::new(),
        includes: 0,
        hidden: HashSet::new(),
        kinds: HashMap::new(),
    };
    if source.starts_with("#!") {
        gatherer.line = 1;
        gatherer
            .diagnostic("it is a script; propus runs no programs and shows what is written in it");
        gatherer.line = 0;
    }
    gatherer.text(source, dialect);
    if gatherer.is_cut {
        gatherer.diagnostics.truncate(MOST_REMARKS - 1);
        gatherer.line = 0;
        gatherer.diagnostic(format!(
            "the menu has more than {MOST_LINES} lines; the rest is not shown"
        ));
    }
    (gatherer.rows, gatherer.diagnostics)
}

struct Gatherer<'a> {
    around: &'a dyn Surroundings,
    rows: Vec<Row>,
    diagnostics: Vec<Diagnostic>,
    /// The line of the menu itself that is being read.
    line: usize,
    /// Number of lines read so far, with those of included files.
    read: usize,
    /// True if there was more than is read or shown.
    is_cut: bool,
    /// The source paths of the files that are being included.
    open: Vec<String>,
    includes: usize,
    /// Paths that the listing leaves out: those that the author hides, and those with lines of
    /// their own.
    hidden: HashSet<CapsulePath>,
    /// The types of files with an ending, in the listing.
    kinds: HashMap<String, ItemType>,
}

impl Gatherer<'_> {
    fn diagnostic(&mut self, what: impl Into<String>) {
        if self.diagnostics.len() < MOST_REMARKS {
            self.diagnostics.push(Diagnostic::at_line(self.line, what));
        }
    }

    fn text(&mut self, source: &str, dialect: MenuDialect) {
        for text in source.lines() {
            if self.open.is_empty() {
                self.line += 1;
            }
            self.read += 1;
            self.is_cut |= self.read > MOST_LINES || self.rows.len() >= MOST_LINES;
            if self.is_cut || !self.take(text, dialect) {
                return;
            }
        }
    }

    /// Takes a line. Returns true if there may be more.
    fn take(&mut self, text: &str, dialect: MenuDialect) -> bool {
        match dialect.line(text) {
            Line::Info(words) => self.info(&words),
            Line::Item(item) => self.item(&item),
            Line::Title(words) => self.rows.push(Row::Title(without_controls(words))),
            Line::Comment => {}
            Line::End => return false,
            Line::Listing => {
                // As gophernicus does it: the listing is the menu's, so in a file that is included
                // `*` is only its end.
                if self.open.is_empty() {
                    self.listing();
                }
                return false;
            }
            Line::Hide(name) => self.hide(name, text),
            Line::Kind(ending, kind) => {
                self.kinds.insert(ending.to_ascii_lowercase(), kind);
            }
            Line::Include(name) => self.include(name),
            Line::Refused(sign) => {
                let what =
                    if sign == '~' { "the users of the machine" } else { "the virtual hosts" };
                self.diagnostic(format!("`{sign}` lists {what} on other servers; propus doesn't"));
            }
        }
        true
    }

    fn info(&mut self, words: &str) {
        self.rows.push(Row::Info(without_controls(words)));
    }

    /// Hides what has that name. What nothing is called is rather words: a signature, a list.
    fn hide(&mut self, name: &str, line: &str) {
        match self.around.named(name) {
            Target::Internal { path, .. } | Target::GeminiOnly { path, .. } => {
                self.hidden.insert(path);
            }
            Target::Search { .. } | Target::Missing(_) | Target::External(_) | Target::Nowhere => {
                self.info(line);
            }
        }
    }

    fn listing(&mut self) {
        for mut entry in self.around.listing() {
            let (Target::Internal { path, .. } | Target::GeminiOnly { path, .. }) = &entry.target
            else {
                continue;
            };
            if self.hidden.contains(path) {
                continue;
            }
            if self.rows.len() >= MOST_LINES {
                self.is_cut = true;
                return;
            }
            if let Target::Internal { path, kind, .. } = &mut entry.target {
                let ending = path.ending().map(str::to_ascii_lowercase);
                *kind = ending.and_then(|ending| self.kinds.get(&ending)).copied().unwrap_or(*kind);
            }
            self.rows.push(Row::Link(MenuLine::Entry(entry.clone()), entry));
        }
    }

    fn include(&mut self, name: &str) {
        self.includes += 1;
        if self.open.len() >= MOST_DEPTH || self.includes > MOST_INCLUDES {
            return self.diagnostic(format!("={name}: too much is included; it is left out"));
        }
        match self.around.include(name) {
            Ok(included) if self.open.contains(&included.source) => {
                self.diagnostic(format!("={name}: it includes itself; it is left out"));
            }
            Ok(included) => {
                self.open.push(included.source);
                self.text(&included.text, included.dialect);
                self.open.pop();
            }
            Err(why) => self.diagnostic(format!("={name}: {why}")),
        }
    }

    fn item(&mut self, item: &Item<'_>) {
        let display = without_controls(&item.display);
        let port = self.port(item);
        let (target, selector) = self.target(item, port);
        if let Target::Internal { path, .. } | Target::GeminiOnly { path, .. } = &target {
            self.hidden.insert(path.clone());
        }
        let label = squeezed(if display.trim().is_empty() { &selector } else { &display });
        let (date, label) = dated(&label);
        let entry = Entry { target, date, label: label.to_owned() };
        let host = item.host.as_deref().map(without_controls);
        let line = match entry.target {
            // No selector leads there: it is on Gemini, or only words.
            Target::GeminiOnly { listed: true, .. } => MenuLine::Entry(entry.clone()),
            Target::GeminiOnly { listed: false, .. } => MenuLine::Info(display),
            Target::Internal { .. }
            | Target::Search { .. }
            | Target::Missing(_)
            | Target::External(_)
            | Target::Nowhere => MenuLine::Item { kind: item.kind, display, selector, host, port },
        };
        self.rows.push(Row::Link(line, entry));
    }

    /// The port that was written; with a host and no port the usual one of the item's type.
    fn port(&mut self, item: &Item<'_>) -> Option<u16> {
        let of_kind = match item.kind.as_char() {
            '8' | 'T' => TELNET_PORT,
            '2' => CSO_PORT,
            _ => GOPHER_PORT,
        };
        let usual = item.host.as_ref().map(|_| of_kind);
        let Some(text) = item.port.as_deref() else { return usual };
        let port = text.parse().ok();
        if port.is_none() {
            self.diagnostic(format!("\"{text}\" is no port"));
        }
        port.or(usual)
    }

    /// The target of a link, and the selector that leads there on Gopher.
    fn target(&mut self, item: &Item<'_>, port: Option<u16>) -> (Target, String) {
        let selector = without_controls(&item.selector);
        if item.kind == ItemType::Error {
            return (Target::Nowhere, selector);
        }
        if let Some(url) = url(item.kind, &selector) {
            let selector =
                if item.kind == ItemType::Html { format!("URL:{url}") } else { selector.clone() };
            return (self.around.resolve(url), selector);
        }
        if let Some(host) = item.host.as_deref() {
            let url = remote_url(item.kind, &selector, host, port.unwrap_or(GOPHER_PORT));
            return (self.around.resolve(&url), selector);
        }
        if port.is_some() || matches!(item.kind, ItemType::Other('2' | '8' | 'T')) {
            // Another service on this machine: what it is called in a URL is not known here.
            return (Target::Nowhere, selector);
        }
        self.own(item.kind, &selector)
    }

    /// The target of a selector of ours, and the selector under which it is found again.
    fn own(&mut self, kind: ItemType, selector: &str) -> (Target, String) {
        // An empty selector asks for the root wherever it stands; geomyidae puts no folder before
        // it.
        let selector = if selector.is_empty() { "/" } else { selector };
        let target = self.around.named(selector);
        let written = match &target {
            // A page is a menu; who wants text gets its text.
            Target::Internal { path, kind: ItemType::Menu, .. } if kind == ItemType::Text => {
                path.as_text().encoded()
            }
            Target::Internal { path, .. } | Target::GeminiOnly { path, .. } => path.encoded(),
            Target::Search { path, query } => format!("{}?{query}", path.encoded()),
            Target::Missing(path) => {
                self.diagnostic(format!("link to {selector}: nothing is served there"));
                path.encoded()
            }
            Target::External(_) => selector.to_owned(),
            Target::Nowhere => {
                self.diagnostic(format!("link to {selector}: nothing can be served there"));
                selector.to_owned()
            }
        };
        (target, written)
    }
}

/// The URL that a selector holds: `URL:https://…`, and, since people forget the `URL:`, an `h` item
/// that is one.
fn url(kind: ItemType, selector: &str) -> Option<&str> {
    let rest = selector.strip_prefix('/').unwrap_or(selector);
    let marked = rest.strip_prefix("URL:").or_else(|| rest.strip_prefix("url:"));
    let bare = matches!(kind, ItemType::Html | ItemType::Other('w')) && selector.contains("://");
    if bare { marked.or(Some(selector)) } else { marked }
}

/// The URL of something on another server.
fn remote_url(kind: ItemType, selector: &str, host: &str, port: u16) -> String {
    match kind.as_char() {
        '8' if selector.is_empty() => format!("telnet://{}", authority(host, port, TELNET_PORT)),
        '8' => format!("telnet://{}@{}", escaped(selector), authority(host, port, TELNET_PORT)),
        'T' => format!("tn3270://{}", authority(host, port, TELNET_PORT)),
        // Links to the web were written so before there was `URL:`.
        'h' if selector.starts_with("GET /") => {
            format!("http://{}{}", authority(host, port, 80), selector.trim_start_matches("GET "))
        }
        // Another server for the item before it; of what type is not written.
        '+' => format!("gopher://{}/1{}", authority(host, port, GOPHER_PORT), escaped(selector)),
        '1' if selector.is_empty() => format!("gopher://{}/", authority(host, port, GOPHER_PORT)),
        kind => {
            format!("gopher://{}/{kind}{}", authority(host, port, GOPHER_PORT), escaped(selector))
        }
    }
}

/// Host and port, the port unless it is the usual one.
fn authority(host: &str, port: u16, usual: u16) -> String {
    if port == usual { host.to_owned() } else { format!("{host}:{port}") }
}

fn escaped(selector: &str) -> String {
    escape_selector(selector).into_owned()
}

/// The text without what would reach the terminal as a command. A TAB would end a field: it is a
/// blank.
fn without_controls(text: &str) -> String {
    text.chars().map(|it| if it == '\t' { ' ' } else { it }).filter(|it| !it.is_control()).collect()
}
