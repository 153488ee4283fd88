//! `site.data`: the files of `_data`, read once for each snapshot.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value as Json};

use crate::capsule::parts::SourceFolder;
use crate::content::source_path::SourcePath;
use crate::content::{decode, front_matter};
use crate::diagnostic::Diagnostic;
use crate::template::liquid::{Limits, Meter, Value};

const FOLDER: &str = "_data/";

/// Bytes that the values of all files take, about. They are kept as long as the snapshot.
const MOST: usize = 64 << 20;

/// Reads all of `_data`: each file is a field of its name, each folder an object of its files.
/// Beside it what the authors of files should know that can't be read.
#[must_use]
pub(in crate::capsule) fn read(site: &SourceFolder) -> (Value, Vec<Diagnostic>) {
    // Of all files together only what is kept counts.
    let limits = Limits { steps: u64::MAX, memory: MOST, time: Duration::MAX, ..Limits::default() };
    let (mut root, mut faults, meter) = (Folder::default(), Vec::new(), Meter::new(limits));
    let folder = site.of_site(FOLDER);
    for DataFile { source, content } in files(site, &meter) {
        match (source.without_extension().strip_prefix(folder.as_str()), content) {
            (_, Err(it)) => faults.push(Diagnostic::at_line(it.line, it.what).in_file(source)),
            (Some(inner), Ok(value)) => root.insert(inner, value),
            (None, Ok(_)) => {}
        }
    }
    (root.into_value(), faults)
}

/// A file of `_data`, and what is in it.
struct DataFile<'a> {
    source: &'a SourcePath,
    content: Result<Value, front_matter::Problem>,
}

/// The files of `_data` that can be read and are in a notation that Jekyll knows, up to the one for
/// which there is no room.
fn files<'a>(site: &'a SourceFolder, meter: &'a Meter) -> impl Iterator<Item = DataFile<'a>> {
    let folder = site.of_site(FOLDER);
    let sources: Vec<&SourcePath> =
        site.known.beginning_with(&folder).map(|file| &file.path).collect();
    let sources = sources.into_iter().take_while(|_| !meter.is_spent());
    sources.filter_map(|source| {
        let bytes = site.folder.read_source(source).ok()?;
        let content = parse(source, &decode::text(&bytes).text)?;
        let content = content.and_then(|json| {
            let value = Value::of_json(&json, meter);
            if meter.is_spent() { Err(too_much()) } else { Ok(value) }
        });
        Some(DataFile { source, content })
    })
}

fn too_much() -> front_matter::Problem {
    let what = format!(
        "the files of _data take more than {} MB of memory; this one and those behind it are left out",
        MOST >> 20
    );
    front_matter::Problem { line: 0, what }
}

/// Files and folders of one folder, in order of name.
#[derive(Default)]
struct Folder(BTreeMap<String, Node>);

enum Node {
    File(Value),
    Folder(Folder),
}

impl Folder {
    /// Inserts a value at a path of names. A file is not replaced by a folder of its name.
    fn insert(&mut self, path: &str, value: Value) {
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

    fn into_value(self) -> Value {
        Value::object(self.0.into_iter().map(|(name, node)| (name, node.into_value())))
    }
}

impl Node {
    fn into_value(self) -> Value {
        match self {
            Self::File(value) => value,
            Self::Folder(folder) => folder.into_value(),
        }
    }
}

/// The content of a file; `None` for one in a notation that Jekyll does not read either.
fn parse(source: &SourcePath, text: &str) -> Option<Result<Json, front_matter::Problem>> {
    Some(match source.name().extension()? {
        "yml" | "yaml" => front_matter::yaml_value(text),
        "json" => serde_json::from_str(text).map_err(json_problem),
        "csv" => Ok(table(text, b',')),
        "tsv" => Ok(table(text, b'\t')),
        _ => return None,
    })
}

fn json_problem(error: serde_json::Error) -> front_matter::Problem {
    front_matter::Problem { line: error.line(), what: error.to_string() }
}

/// A table: of each row an object whose fields the head names. No row is a mistake: it may be of
/// any length, and text is nothing but characters.
fn table(text: &str, delimiter: u8) -> Json {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let head = reader.headers().cloned().unwrap_or_default();
    reader.records().map_while(Result::ok).map(|record| row(&head, &record)).collect()
}

fn row(head: &csv::StringRecord, record: &csv::StringRecord) -> Json {
    let cells = head.iter().zip(record).map(|(name, cell)| (name.to_owned(), Json::from(cell)));
    Json::Object(cells.collect::<Map<_, _>>())
}
