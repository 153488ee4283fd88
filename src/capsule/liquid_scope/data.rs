//! `site.data`: the files of `_data`, read once for each snapshot, when a template first asks.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::capsule::snapshot::Capsule;
use crate::content::source_path::SourcePath;
use crate::content::{decode, file_name, front_matter};
use crate::template::liquid::Value;

/// Reads all of `_data`: each file is a field of its name, each folder an object of its files.
#[must_use]
pub(super) fn read(capsule: &Capsule) -> Value {
    let mut root = Folder::default();
    for source in capsule.source.known.keys() {
        let Some(inner) = source.strip_prefix(FOLDER) else { continue };
        let Some(value) = read_file(capsule, source) else { continue };
        root.insert(file_name::stem_of_path(inner).split('/'), value);
    }
    Value::from(&root.into_json())
}

/// What cannot be read of `_data`, told by the same reading.
#[must_use]
pub(crate) fn problems(capsule: &Capsule) -> Vec<crate::diagnostic::Diagnostic> {
    let problem = |source: &SourcePath| {
        source.strip_prefix(FOLDER)?;
        let problem = parse(source, &text(capsule, source)?)?.err()?;
        Some(crate::diagnostic::Diagnostic::at_line(problem.line, problem.what).in_file(source))
    };
    capsule.source.known.keys().filter_map(problem).collect()
}

const FOLDER: &str = "_data/";

/// Files and folders of one folder, in order of name.
#[derive(Default)]
struct Folder(BTreeMap<String, Node>);

enum Node {
    File(Json),
    Folder(Folder),
}

impl Folder {
    fn insert<'p>(&mut self, mut names: impl Iterator<Item = &'p str>, value: Json) {
        let Some(first) = names.next() else { return };
        let mut rest = names.peekable();
        if rest.peek().is_none() {
            self.0.insert(first.to_owned(), Node::File(value));
            return;
        }
        let folder =
            self.0.entry(first.to_owned()).or_insert_with(|| Node::Folder(Self::default()));
        if let Node::Folder(folder) = folder {
            folder.insert(rest.collect::<Vec<_>>().into_iter(), value);
        }
    }

    fn into_json(self) -> Json {
        let node = |node| match node {
            Node::File(value) => value,
            Node::Folder(folder) => folder.into_json(),
        };
        Json::Object(self.0.into_iter().map(|(name, it)| (name, node(it))).collect())
    }
}

fn read_file(capsule: &Capsule, source: &SourcePath) -> Option<Json> {
    parse(source, &text(capsule, source)?)?.ok()
}

fn text(capsule: &Capsule, source: &str) -> Option<String> {
    let bytes = capsule.folder().read(source).ok()?;
    Some(decode::text(&bytes).text.into_owned())
}

/// `None` for a file of a kind that Jekyll does not read either.
fn parse(source: &SourcePath, text: &str) -> Option<Result<Json, front_matter::Problem>> {
    let ending = source.name().extension()?;
    Some(match ending {
        "yml" | "yaml" => front_matter::yaml_value(text),
        "json" => serde_json::from_str(text)
            .map_err(|error| front_matter::Problem { line: error.line(), what: error.to_string() }),
        "csv" => table(text, b','),
        "tsv" => table(text, b'\t'),
        _ => return None,
    })
}

/// A table: of each row an object whose fields the head names.
fn table(text: &str, delimiter: u8) -> Result<Json, front_matter::Problem> {
    let problem = |error: csv::Error| front_matter::Problem {
        line: error.position().and_then(|at| usize::try_from(at.line()).ok()).unwrap_or(1),
        what: error.to_string(),
    };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let head = reader.headers().map_err(problem)?.clone();
    let row = |record: csv::StringRecord| {
        let cells =
            head.iter().zip(&record).map(|(name, cell)| (name.to_owned(), Json::from(cell)));
        Json::Object(cells.collect::<Map<_, _>>())
    };
    reader.records().map(|record| record.map(row).map_err(problem)).collect()
}
