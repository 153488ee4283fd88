//! The files of a Hugo site's configuration, read and laid over one another.

use serde_json::Value;

use crate::content::decode;
use crate::content::folder::Folder;
use crate::content::front_matter::{self, Fields};
use crate::diagnostic::Diagnostic;
use crate::generator::unreadable::unreadable;

/// The names of the file for everything; in a folder the first that is there is read.
const NAMES: &[&str] = &["hugo", "config"];
/// Its forms.
const ENDINGS: &[&str] = &["toml", "yaml", "yml", "json"];
/// The folders of files, in the order in which they are read; what is published is built in the
/// environment `production`.
const FOLDERS: &[&str] = &["config/_default/", "config/production/"];
/// The parts of the configuration that may have a file of their own
/// (`config/_default/params.toml`).
const PARTS: &[&str] = &[
    "params",
    "languages",
    "permalinks",
    "taxonomies",
    "markup",
    "author",
    "frontmatter",
    "cascade",
    "uglyurls",
    "module",
    "menus",
    "menu",
];
/// Those of them that may have one for each language (`menus.de.toml`).
const PARTS_OF_LANGUAGES: &[&str] = &["menus", "menu"];

/// The configuration of a site, with all names in lower case, as Hugo compares them.
#[must_use]
pub(super) fn read(folder: &Folder, warnings: &mut Vec<Diagnostic>) -> Fields {
    let mut one_of =
        |at: &str| NAMES.iter().find_map(|name| read_one(folder, &format!("{at}{name}"), warnings));
    let mut fields = one_of("").unwrap_or_default();
    for at in FOLDERS {
        lay_over(&mut fields, one_of(at).unwrap_or_default());
    }
    for (at, part) in FOLDERS.iter().flat_map(|at| PARTS.iter().map(move |part| (at, part))) {
        if let Some(more) = read_one(folder, &format!("{at}{part}"), warnings) {
            lay_over(&mut fields, Fields::from_iter([((*part).to_owned(), Value::Object(more))]));
        }
    }
    let languages = fields.get("languages").and_then(Value::as_object);
    let languages: Vec<String> = languages.into_iter().flatten().map(|it| it.0.clone()).collect();
    for (language, part) in
        languages.iter().flat_map(|it| PARTS_OF_LANGUAGES.iter().map(move |part| (it, *part)))
    {
        for at in FOLDERS {
            if let Some(more) = read_one(folder, &format!("{at}{part}.{language}"), warnings) {
                let own = Fields::from_iter([(part.to_owned(), Value::Object(more))]);
                let own = Fields::from_iter([(language.clone(), Value::Object(own))]);
                lay_over(
                    &mut fields,
                    Fields::from_iter([("languages".to_owned(), Value::Object(own))]),
                );
            }
        }
    }
    fields
}

/// Lays fields over others; tables become one.
fn lay_over(fields: &mut Fields, over: Fields) {
    for (name, value) in over {
        match (fields.get_mut(&name), value) {
            (Some(Value::Object(under)), Value::Object(over)) => lay_over(under, over),
            (_, value) => {
                fields.insert(name, value);
            }
        }
    }
}

/// Reads a file in whichever form it is there.
fn read_one(folder: &Folder, name: &str, warnings: &mut Vec<Diagnostic>) -> Option<Fields> {
    let file =
        ENDINGS.iter().map(|ending| format!("{name}.{ending}")).find(|file| folder.has(file))?;
    let read = folder.read(&file).map_err(|error| Diagnostic::whole(error.to_string()));
    let parsed = read.and_then(|bytes| {
        let text = decode::text(&bytes).text;
        let fields = match file.rsplit('.').next() {
            Some("toml") => front_matter::toml(&text),
            Some("json") => serde_json::from_str(&text).map_err(|error| front_matter::Problem {
                line: error.line(),
                what: error.to_string(),
            }),
            _ => front_matter::yaml(&text),
        };
        fields.map_err(|problem| Diagnostic::at_line(problem.line, problem.what))
    });
    match parsed {
        Ok(fields) => Some(lower_keys(fields)),
        Err(diagnostic) => {
            warnings.push(unreadable(&file, diagnostic));
            None
        }
    }
}

/// The same fields with their names in lower case, as Hugo compares them.
#[must_use]
pub(super) fn lower_keys(fields: Fields) -> Fields {
    fields.into_iter().map(|(key, value)| (key.to_lowercase(), lower_value(value))).collect()
}

fn lower_value(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(lower_keys(fields)),
        Value::Array(values) => values.into_iter().map(lower_value).collect(),
        scalar @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => scalar,
    }
}
