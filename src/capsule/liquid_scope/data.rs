//! `site.data`: the files of `_data`, read once for each snapshot, when a template first asks.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::capsule::parts::SourceFolder;
use crate::content::source_path::SourcePath;
use crate::content::{decode, front_matter};
use crate::diagnostic::Diagnostic;
use crate::template::liquid::Value;

const FOLDER: &str = "_data/";

/// Reads all of `_data`: each file is a field of its name, each folder an object of its files.
#[must_use]
pub(super) fn read(site: &SourceFolder) -> Value {
    let mut root = Folder::default();
    for DataFile { source, content } in files(site) {
        if let (Some(inner), Ok(value)) = (source.without_extension().strip_prefix(FOLDER), content)
        {
            root.insert(inner, value);
        }
    }
    Value::from(&root.into_json())
}

/// The diagnostics of that reading.
#[must_use]
pub(in crate::capsule) fn diagnostics(site: &SourceFolder) -> Vec<Diagnostic> {
    let faults = files(site).filter_map(|file| Some((file.source, file.content.err()?)));
    faults.map(|(source, it)| Diagnostic::at_line(it.line, it.what).in_file(source)).collect()
}

/// A file of `_data`, and what is in it.
struct DataFile<'a> {
    source: &'a SourcePath,
    content: Result<Json, front_matter::Problem>,
}

/// The files of `_data` that can be read and are in a notation that Jekyll knows.
fn files(site: &SourceFolder) -> impl Iterator<Item = DataFile<'_>> {
    let sources = site.known.keys().filter(|source| source.as_str().starts_with(FOLDER));
    sources.filter_map(|source| {
        let bytes = site.folder.read(source.as_str()).ok()?;
        let content = parse(source, &decode::text(&bytes).text)?;
        Some(DataFile { source, content })
    })
}

/// Files and folders of one folder, in order of name.
#[derive(Default)]
struct Folder(BTreeMap<String, Node>);

enum Node {
    File(Json),
    Folder(Folder),
}

impl Folder {
    /// Inserts a value at a path of names. A file is not replaced by a folder of its name.
    fn insert(&mut self, path: &str, value: Json) {
        let Some((first, rest)) = path.split_once('/') else {
            self.0.insert(path.to_owned(), Node::File(value));
            return;
        };
        let folder =
            self.0.entry(first.to_owned()).or_insert_with(|| Node::Folder(Self::default()));
        if let Node::Folder(folder) = folder {
            folder.insert(rest, value);
        }
    }

    fn into_json(self) -> Json {
        Json::Object(self.0.into_iter().map(|(name, node)| (name, node.into_json())).collect())
    }
}

impl Node {
    fn into_json(self) -> Json {
        match self {
            Self::File(value) => value,
            Self::Folder(folder) => folder.into_json(),
        }
    }
}

/// The content of a file; `None` for one in a notation that Jekyll does not read either.
fn parse(source: &SourcePath, text: &str) -> Option<Result<Json, front_matter::Problem>> {
    Some(match source.name().extension()? {
        "yml" | "yaml" => front_matter::yaml_value(text),
        "json" => serde_json::from_str(text).map_err(json_problem),
        "csv" => table(text, b',').map_err(table_problem),
        "tsv" => table(text, b'\t').map_err(table_problem),
        _ => return None,
    })
}

fn json_problem(error: serde_json::Error) -> front_matter::Problem {
    front_matter::Problem { line: error.line(), what: error.to_string() }
}

fn table_problem(error: csv::Error) -> front_matter::Problem {
    let line = error.position().and_then(|position| usize::try_from(position.line()).ok());
    front_matter::Problem { line: line.unwrap_or(1), what: error.to_string() }
}

/// A table: of each row an object whose fields the head names.
fn table(text: &str, delimiter: u8) -> Result<Json, csv::Error> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let head = reader.headers()?.clone();
    let rows = reader.records().map(|record| Ok(row(&head, &record?)));
    rows.collect()
}

fn row(head: &csv::StringRecord, record: &csv::StringRecord) -> Json {
    let cells = head.iter().zip(record).map(|(name, cell)| (name.to_owned(), Json::from(cell)));
    Json::Object(cells.collect::<Map<_, _>>())
}
