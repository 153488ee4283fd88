//! `propus id`: the identities that the zones of a configuration file admit, shown and edited in
//! the file itself. Their effect is for `access`; the file's comments and order stay as they are.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::edit_error::EditError;
use super::error::{CommandError, at};
use crate::cli::{Id, IdAdd, IdList, IdRemove, ZoneArgs};
use crate::config::{usual_file, usual_files_in_words};
use crate::durable;
use crate::fingerprint::Fingerprint;

/// Shows or edits the identities that are admitted.
///
/// # Errors
/// Fails when the file can't be read or written, or the zone or the name is not what it should be;
/// the file is as before then.
pub fn id(arguments: &Id, out: &mut dyn Write) -> Result<(), CommandError> {
    match arguments {
        Id::List(list) => show(list, out),
        Id::Add(IdAdd { zone, name, fingerprint }) => {
            edit(zone, |document| add(document, zone, name, fingerprint))?;
            writeln!(out, "{name} is admitted; a running server sees it within a few seconds")
                .map_err(CommandError::Output)
        }
        Id::Remove(IdRemove { zone, name }) => {
            edit(zone, |document| remove(document, zone, name))?;
            writeln!(
                out,
                "{name} is admitted no more; a running server sees it within a few seconds"
            )
            .map_err(CommandError::Output)
        }
    }
}

fn show(IdList { zone }: &IdList, out: &mut dyn Write) -> Result<(), CommandError> {
    let name = configuration(zone)?;
    let text = fs::read_to_string(&name).map_err(at(&name))?;
    let document = parse(&text).map_err(|error| fault(&name, error))?;
    for line in listed(&document, zone) {
        writeln!(out, "{line}").map_err(CommandError::Output)?;
    }
    Ok(())
}

/// Changes the file. It stays the same file, with its owner and its mode: a running server in its
/// sandbox would not be let at another one of that name.
fn edit(
    zone: &ZoneArgs,
    change: impl FnOnce(&mut DocumentMut) -> Result<(), EditError>,
) -> Result<(), CommandError> {
    let name = &configuration(zone)?;
    let mut file = open(name)?;
    // Of two who edit it at once, the second one begins with what the first one has written.
    durable::wait_for_lock(|| file.try_lock()).map_err(at(name))?;
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(at(name))?;
    let mut document = parse(&text).map_err(|error| fault(name, error))?;
    change(&mut document).map_err(|error| fault(name, error))?;
    durable::overwrite(&file, &text, &document.to_string()).map_err(at(name))
}

/// The configuration that is named, else the one that is found.
fn configuration(zone: &ZoneArgs) -> Result<PathBuf, CommandError> {
    let found = zone.config.clone().or_else(usual_file);
    found.ok_or_else(|| CommandError::NoConfiguration(usual_files_in_words()))
}

/// Opens the file itself: who may put a link there need not be who may change what it leads to.
fn open(name: &Path) -> Result<File, CommandError> {
    let kind = fs::symlink_metadata(name).map_err(at(name))?.file_type();
    if kind.is_symlink() {
        let target = fs::canonicalize(name).map_err(at(name))?;
        return Err(CommandError::Link { link: name.to_owned(), target });
    }
    if !kind.is_file() {
        return Err(at(name)(io::Error::other("it is no file, so it can't be edited")));
    }
    // Should it have become a link or a FIFO meanwhile, that is refused, and not waited for.
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let options = &mut File::options();
    options.read(true).write(true).custom_flags(flags).open(name).map_err(at(name))
}

fn fault(file: &Path, error: EditError) -> CommandError {
    CommandError::Edit { file: file.to_owned(), error }
}

fn parse(text: &str) -> Result<DocumentMut, EditError> {
    text.parse::<DocumentMut>().map_err(|error| EditError::Syntax(error.to_string()))
}

/// One line for each identity: host, zone, name, fingerprint.
fn listed(document: &DocumentMut, wanted: &ZoneArgs) -> Vec<String> {
    let mut lines = Vec::new();
    for host in tables(document.get("host")) {
        for zone in tables(host.get("zone"))
            .filter(|zone| wanted.includes(text_of(host, "name"), text_of(zone, "path")))
        {
            let zone_name = format!("{}  {}", text_of(host, "name"), text_of(zone, "path"));
            if zone.get("any").and_then(Item::as_bool) == Some(true) {
                lines.push(format!("{zone_name}  (everyone who has a certificate)"));
            }
            for identity in tables(zone.get("identity")) {
                let (name, fingerprint) =
                    (text_of(identity, "name"), text_of(identity, "fingerprint"));
                lines.push(format!("{zone_name}  {name}  {fingerprint}"));
            }
        }
    }
    lines
}

/// Admits one more.
fn add(
    document: &mut DocumentMut,
    wanted: &ZoneArgs,
    name: &str,
    fingerprint: &str,
) -> Result<(), EditError> {
    let read: Fingerprint = fingerprint
        .parse()
        .map_err(|error| EditError::Fingerprint(fingerprint.to_owned(), error))?;
    let zone = zone_of(document, wanted)?;
    if zone.get("any").and_then(Item::as_bool) == Some(true) {
        return Err(EditError::Open(text_of(zone, "path").to_owned()));
    }
    for known in tables(zone.get("identity")) {
        let known_name = text_of(known, "name");
        if known_name == name || text_of(known, "fingerprint").parse() == Ok(read) {
            return Err(EditError::Known(known_name.to_owned()));
        }
    }
    let mut identity = Table::new();
    identity.insert("name", value(name));
    identity.insert("fingerprint", value(format!("SHA256:{read:x}")));
    let all = zone.entry("identity").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let all = all.as_array_of_tables_mut().ok_or_else(|| EditError::Syntax(INLINE.to_owned()))?;
    all.push(identity);
    Ok(())
}

/// Message on a file in which tables are written as values.
const INLINE: &str = "write each identity below a line [[host.zone.identity]] of its own; a list \
                      in one line can't be edited";

/// Admits one less.
fn remove(document: &mut DocumentMut, wanted: &ZoneArgs, name: &str) -> Result<(), EditError> {
    let zone = zone_of(document, wanted)?;
    let Some(all) = zone.get_mut("identity").and_then(Item::as_array_of_tables_mut) else {
        return Err(EditError::Unknown(name.to_owned()));
    };
    let Some(index) = all.iter().position(|identity| text_of(identity, "name") == name) else {
        return Err(EditError::Unknown(name.to_owned()));
    };
    if all.len() == 1 {
        return Err(EditError::Last(name.to_owned()));
    }
    all.remove(index);
    Ok(())
}

/// The one zone that is meant.
fn zone_of<'d>(
    document: &'d mut DocumentMut,
    wanted: &ZoneArgs,
) -> Result<&'d mut Table, EditError> {
    let hosts = document.get_mut("host").and_then(Item::as_array_of_tables_mut);
    let mut found: Vec<(String, &mut Table)> = Vec::new();
    for host in hosts.into_iter().flat_map(ArrayOfTables::iter_mut) {
        let name = text_of(host, "name").to_owned();
        let zones = host.get_mut("zone").and_then(Item::as_array_of_tables_mut);
        for zone in zones.into_iter().flat_map(ArrayOfTables::iter_mut) {
            if wanted.includes(&name, text_of(zone, "path")) {
                found.push((format!("{name} {}", text_of(zone, "path")), zone));
            }
        }
    }
    match found.len() {
        0 => Err(EditError::NoZone(wanted.to_string())),
        1 => found.pop().map(|(_, zone)| zone).ok_or_else(|| EditError::NoZone(wanted.to_string())),
        _ => Err(EditError::WhichZone(
            found.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(", "),
        )),
    }
}

/// The tables of an array of tables.
fn tables(item: Option<&Item>) -> impl Iterator<Item = &Table> {
    item.and_then(Item::as_array_of_tables).into_iter().flat_map(ArrayOfTables::iter)
}

fn text_of<'t>(table: &'t Table, key: &str) -> &'t str {
    table.get(key).and_then(Item::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests;
