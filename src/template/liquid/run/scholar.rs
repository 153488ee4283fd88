//! The tags of jekyll-scholar: bibliographies as lists of readable lines, citations as names and
//! years.

use std::rc::Rc;

use super::evaluation::Evaluation;
use super::inclusion::is_harmless;
use crate::escape::escape_html;
use crate::template::bibliography::{Bibliography, Entry};
use crate::template::liquid::syntax::{NamePart, ScholarTag};

/// Fields that say where something has appeared, the first that is there counts.
const VENUES: &[&str] = &[
    "journal",
    "journaltitle",
    "booktitle",
    "publisher",
    "school",
    "institution",
    "organization",
    "howpublished",
];

impl Evaluation<'_> {
    /// Writes what a tag shows of the site's bibliography.
    pub(super) fn scholar(
        &mut self,
        tag: ScholarTag,
        parts: &[NamePart],
        offset: usize,
        out: &mut String,
    ) {
        let text = self.name(parts);
        let options = Options::of(&text);
        let Some(known) = self.bibliography(options.file) else {
            let text = "There is no bibliography for this Liquid tag; it is left out";
            self.report.add(offset, text);
            return;
        };
        let is_of_all = matches!(tag, ScholarTag::Bibliography | ScholarTag::Count);
        if is_of_all && !self.meter.conversion(known.bytes) {
            return;
        }
        let shown = match tag {
            ScholarTag::Bibliography => self.list(&known.entries, &options),
            ScholarTag::Count => {
                known.entries.iter().filter(|it| options.take(it)).count().to_string()
            }
            ScholarTag::Cite => self.citation(&known, &options, offset),
            ScholarTag::Reference => {
                let entry = options.words.iter().find_map(|key| known.entry(key));
                let paid = entry.filter(|it| self.meter.conversion(it.bytes()));
                paid.map(line).unwrap_or_default()
            }
        };
        self.write(out, &shown);
    }

    /// The bibliography in a file, or the site's, read but once.
    fn bibliography(&mut self, file: Option<&str>) -> Option<Rc<Bibliography>> {
        let name = file.unwrap_or_default();
        if let Some(known) = self.bibliographies.get(name) {
            return known.clone();
        }
        let is_named_well = file.is_none_or(is_harmless);
        let text = is_named_well.then(|| self.environment.host.bibliography(file)).flatten();
        let read = text.filter(|text| self.meter.made(4 * text.len())).map(|text| {
            self.meter.conversion(text.len());
            Rc::new(Bibliography::read(&text))
        });
        self.bibliographies.insert(name.to_owned(), read.clone());
        read
    }

    /// The entries that are asked for, newest first.
    fn list(&self, entries: &[Entry], options: &Options<'_>) -> String {
        let is_cited = |entry: &&Entry| !options.only_cited || self.cited.contains(&entry.key);
        let mut chosen: Vec<(Option<String>, &Entry)> = entries
            .iter()
            .filter(|it| options.take(it))
            .filter(is_cited)
            .map(|it| (it.year(), it))
            .collect();
        chosen.sort_by(|(one, _), (other, _)| other.cmp(one));
        chosen.truncate(options.most.unwrap_or(usize::MAX));
        let lines = chosen.iter().map(|(_, entry)| format!("<li>{}</li>\n", line(entry)));
        let lines: String = lines.collect();
        if lines.is_empty() { lines } else { format!("<ul>\n{lines}</ul>\n\n") }
    }

    /// `(Doe & Roe, 2022)`.
    fn citation(&mut self, known: &Bibliography, options: &Options<'_>, offset: usize) -> String {
        let mut cited = Vec::new();
        for key in &options.words {
            match known.entry(key) {
                Some(entry) => {
                    if !self.meter.conversion(entry.bytes()) {
                        break;
                    }
                    cited.push(short(entry));
                    self.cited.insert(entry.key.clone());
                }
                None => {
                    let text = format!("\"{key}\" is not in the bibliography");
                    self.report.add(offset, &text);
                }
            }
        }
        if cited.is_empty() {
            String::new()
        } else {
            format!("({})", escape_html(&cited.join("; ")))
        }
    }
}

/// An entry as HTML: `Ann Doe, Bo Roe. Counting Stars. Journal, 12(3), 2022.`, its title as a link.
fn line(entry: &Entry) -> String {
    let persons: Vec<String> =
        entry.persons(&["author", "editor"]).iter().map(|it| it.whole()).collect();
    let title = escape_html(&entry.text(&["title"]).unwrap_or_else(|| entry.key.clone()));
    let title = match address(entry) {
        Some(url) => format!("<a href=\"{}\">{title}</a>", escape_html(&url)),
        None => title,
    };
    let number = match (entry.text(&["volume"]), entry.text(&["number"])) {
        (Some(volume), Some(number)) => Some(format!("{volume}({number})")),
        (volume, number) => volume.or(number),
    };
    let pages = entry.text(&["pages"]).map(|pages| format!("pp. {pages}"));
    let rest = [entry.text(VENUES), number, pages, entry.year()];
    let rest = rest.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let parts = [escape_html(&persons.join(", ")), title, escape_html(&rest)];
    let parts = parts.iter().filter(|part| !part.is_empty());
    parts
        .map(|part| format!("{}. ", part.trim_end_matches('.')))
        .collect::<String>()
        .trim_end()
        .to_owned()
}

/// The place on the web where an entry can be read.
fn address(entry: &Entry) -> Option<String> {
    let is_url = |name: &&str| entry.address(name).is_some_and(|it| it.contains("://"));
    if let Some(name) = ["url", "html", "pdf", "link", "doi"].iter().find(|name| is_url(name)) {
        return entry.address(name).map(str::to_owned);
    }
    entry.address("doi").map(|doi| format!("https://doi.org/{doi}"))
}

/// `Doe & Roe, 2022`.
fn short(entry: &Entry) -> String {
    let names: Vec<String> =
        entry.persons(&["author", "editor"]).into_iter().map(|it| it.family).collect();
    let names = match names.as_slice() {
        [] => entry.text(&["title"]).unwrap_or_else(|| entry.key.clone()),
        [one] => one.clone(),
        [one, other] => format!("{one} & {other}"),
        [one, ..] => format!("{one} et al."),
    };
    match entry.year() {
        Some(year) => format!("{names}, {year}"),
        None => names,
    }
}

/// What stands behind the name of a tag.
#[derive(Default)]
struct Options<'a> {
    /// The keys of entries.
    words: Vec<&'a str>,
    file: Option<&'a str>,
    /// The type of the entries that are wanted, and the values of their fields.
    kind: Option<&'a str>,
    fields: Vec<(&'a str, &'a str)>,
    only_cited: bool,
    most: Option<usize>,
}

impl<'a> Options<'a> {
    fn of(text: &'a str) -> Self {
        let mut options = Self::default();
        let mut words = text.split(|it: char| it.is_whitespace() || it == ',');
        while let Some(word) = words.next() {
            match word {
                "" => {}
                "--file" | "-f" => options.file = words.next(),
                "--query" | "-q" => options.query(words.next().unwrap_or_default()),
                "--cited" | "-c" => options.only_cited = true,
                "--max" | "-m" => options.most = words.next().and_then(|it| it.parse().ok()),
                "--locator" | "-l" | "--group_by" | "-g" | "--template" | "-T" | "--style"
                | "--label" | "-L" | "--prefix" | "-p" | "--offset" | "-o" => _ = words.next(),
                other if other.starts_with('-') => {}
                key => options.words.push(key),
            }
        }
        options
    }

    /// `@article[year=2020 && keywords=x]`; what else a query may ask for is not known.
    fn query(&mut self, query: &'a str) {
        let (kind, conditions) = query.split_once('[').unwrap_or((query, ""));
        self.kind = kind.strip_prefix('@').filter(|kind| *kind != "*" && *kind != "entry");
        let conditions = conditions.trim_end_matches(']').split("&&");
        self.fields = conditions
            .filter_map(|it| it.split_once('='))
            .filter(|(name, _)| !name.ends_with(['!', '<', '>', '~', '^']))
            .map(|(name, value)| (name.trim(), value.trim()))
            .collect();
    }

    fn take(&self, entry: &Entry) -> bool {
        self.kind.is_none_or(|kind| entry.kind.eq_ignore_ascii_case(kind))
            && self.fields.iter().all(|(name, value)| entry.text(&[name]).as_deref() == Some(value))
    }
}
