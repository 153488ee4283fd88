//! `propus id`: the identities that the zones of a configuration file admit, shown and edited in
//! the file, and those whom a running server did not admit. Their effect is for `access` and
//! `upload`; the file's comments and order stay as they are.

#[cfg_attr(not(feature = "cluster"), path = "id/in_store_absent.rs")]
mod in_store;
mod pending;
mod zones;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use toml_edit::DocumentMut;

use self::in_store::InStore;
use self::zones::{Admitted, Wanted, verb};
use super::configured::found_file;
use super::edit_error::EditError;
use super::error::{CommandError, at};
use crate::access::Guest;
use crate::cli::{Id, IdAdd, IdList, IdRemove, Rights, ZoneArgs};
use crate::config::usual_files_in_words;
use crate::counters::{Knock, Right};
use crate::durable;
use crate::escape::cleaned_line;
use crate::fingerprint::Fingerprint;
use crate::path::CapsulePath;

/// Shows or edits the identities that are admitted.
///
/// # Errors
/// Fails when the file can't be read or written, or the zone or the name is not what it should be;
/// the file is as before then. Also when a server is to be asked that does not answer.
pub fn id(arguments: &Id, out: &mut dyn Write) -> Result<(), CommandError> {
    let said = match arguments {
        Id::List(list) => listed(list)?,
        Id::Pending(pending) => pending::shown(pending)?,
        Id::Add(arguments) => add(arguments)?,
        Id::Remove(arguments) => remove(arguments, out)?,
    };
    out.write_all(said.as_bytes()).map_err(CommandError::Output)
}

fn listed(IdList { zone }: &IdList) -> Result<String, CommandError> {
    let name = configuration(zone)?;
    let text = fs::read_to_string(&name).map_err(at(&name))?;
    let document = zones::parse(&text).map_err(|error| fault(&name, error))?;
    let mut lines = zones::listed(&document, zone);
    if let Some(store) = in_store(&document, &name)? {
        lines.extend(store.listed(zone)?);
    }
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

fn add(arguments: &IdAdd) -> Result<String, CommandError> {
    let IdAdd { zone, rights, name, .. } = arguments;
    let file = configuration(zone)?;
    if cleaned_line(name) != *name || name.is_empty() {
        return Err(fault(&file, EditError::Name));
    }
    let (fingerprint, knock) = who(arguments, &file)?;
    let known_as = knock.as_ref().map_or(String::new(), pending::known_as);
    let path = knock.as_ref().and_then(|knock| CapsulePath::literal(&knock.path).ok());
    let asked = knock.as_ref().map(|knock| knock.host.as_str()).zip(path.as_ref());
    let admitted = Admitted { name, fingerprint };
    let rights = rights_of(*rights, knock.as_ref().map_or(Right::Read, |knock| knock.right));
    let document = read(&file)?;
    if let Some(store) = in_store(&document, &file)? {
        let mut done = Vec::new();
        for right in &rights {
            let wanted = Wanted { zone, right: *right, asked };
            let meant = zones::meant(&document, &wanted, &admitted);
            let (host, zone) = meant.map_err(|error| fault(&file, error))?;
            let writes = *right == Right::Write;
            let (name, to) = (name.clone(), format!("to {} {zone}", verb(*right)));
            let added = store.add(&host, &Guest { zone, writes, name, fingerprint })?;
            added.map_err(|error| fault(&file, error))?;
            done.push(to);
        }
        return Ok(format!("{name}{known_as} is admitted {}, by all boxes\n", done.join(" and ")));
    }
    edit(&file, |document| {
        let mut done = Vec::new();
        for right in &rights {
            let wanted = Wanted { zone, right: *right, asked };
            let zone = zones::add(document, &wanted, &admitted)?;
            done.push(format!("to {} {zone}", verb(*right)));
        }
        Ok(format!("{name}{known_as} is admitted {}; {SEEN}\n", done.join(" and ")))
    })
}

fn remove(
    IdRemove { zone, rights, name }: &IdRemove,
    out: &mut dyn Write,
) -> Result<String, CommandError> {
    let file = configuration(zone)?;
    let document = read(&file)?;
    let store = in_store(&document, &file)?;
    if let Some(store) = &store {
        let usual = rights.read == rights.write;
        let mut done = Vec::new();
        for right in [Right::Read, Right::Write] {
            let is_meant = usual || rights.write == (right == Right::Write);
            if is_meant {
                done.extend(store.remove(zone, right, name)?);
            }
        }
        if !done.is_empty() {
            let done = done.join(" and ");
            let said =
                format!("{name} is admitted no more {done}, by all boxes that reach the store\n");
            // At once: whatever becomes of the file, that was done.
            out.write_all(said.as_bytes()).map_err(CommandError::Output)?;
        }
        let in_file = |right| zones::has(&document, zone, right, name);
        if !done.is_empty() && !in_file(Right::Read) && !in_file(Right::Write) {
            return Ok(String::new());
        }
    }
    edit(&file, |document| {
        let mut done = Vec::new();
        // Without a word on it, from all that it has.
        let has = |right| zones::has(document, zone, right, name);
        let rights = match (rights.read || rights.write, has(Right::Read), has(Right::Write)) {
            (false, true, true) => vec![Right::Read, Right::Write],
            (false, false, true) => vec![Right::Write],
            (false, _, false) | (true, ..) => rights_of(*rights, Right::Read),
        };
        for right in &rights {
            let wanted = Wanted { zone, right: *right, asked: None };
            let zone = zones::remove(document, &wanted, name, store.is_some())?;
            done.push(format!("to {} {zone}", verb(*right)));
        }
        Ok(format!("{name} is admitted no more {}; {SEEN}\n", done.join(" and ")))
    })
}

/// The store of a configuration; `None` where it names none.
fn in_store(document: &DocumentMut, file: &Path) -> Result<Option<InStore>, CommandError> {
    // Without one nothing but its zones has to be right.
    if document.contains_key("store") { InStore::of(file) } else { Ok(None) }
}

fn read(file: &Path) -> Result<DocumentMut, CommandError> {
    let mut text = String::new();
    open(file)?.read_to_string(&mut text).map_err(at(file))?;
    zones::parse(&text).map_err(|error| fault(file, error))
}

/// The fewest characters of a fingerprint, in Base64.
const SHORTEST: usize = 43;
/// What comes of it.
const SEEN: &str = "a running server sees it within a few seconds";

/// The rights that are meant.
fn rights_of(Rights { read, write }: Rights, usual: Right) -> Vec<Right> {
    match (read, write) {
        (false, false) => vec![usual],
        (true, false) => vec![Right::Read],
        (false, true) => vec![Right::Write],
        (true, true) => vec![Right::Read, Right::Write],
    }
}

/// The one who is to be admitted; with what it asked for, where it is named by its number.
fn who(arguments: &IdAdd, file: &Path) -> Result<(Fingerprint, Option<Knock>), CommandError> {
    let IdAdd { metrics, who, .. } = arguments;
    let number = who.parse::<u64>().ok().filter(|_| who.len() < SHORTEST);
    let Some(number) = number else {
        let error = |error| fault(file, EditError::Fingerprint(who.clone(), error));
        return Ok((who.parse().map_err(error)?, None));
    };
    // The server whose file it is, and not another one of this machine.
    let found = pending::find(number, metrics.as_ref(), Some(file))?;
    let knock = found.ok_or_else(|| fault(file, EditError::NoNumber(number)))?;
    Ok((knock.certificate, Some(knock)))
}

/// Changes the file, which is written whole beside its place and renamed. Returns what was said.
fn edit(
    name: &Path,
    change: impl FnOnce(&mut DocumentMut) -> Result<String, EditError>,
) -> Result<String, CommandError> {
    let mut file = open_in_turn(name)?;
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(at(name))?;
    let mut document = zones::parse(&text).map_err(|error| fault(name, error))?;
    let said = change(&mut document).map_err(|error| fault(name, error))?;
    let mut written = document.to_string();
    if text.contains("\r\n") {
        written = written.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    durable::replace(&file, name, written.as_bytes()).map_err(at(name))?;
    Ok(said)
}

/// Opens the file when nobody else edits it: of two who do at once, the second one begins with what
/// the first one has written.
fn open_in_turn(name: &Path) -> Result<File, CommandError> {
    loop {
        let file = open(name)?;
        durable::wait_for_lock(|| file.try_lock()).map_err(at(name))?;
        if durable::is_at(&file, name) {
            return Ok(file);
        }
    }
}

/// The configuration that is named, else the one that is found.
fn configuration(zone: &ZoneArgs) -> Result<PathBuf, CommandError> {
    let found = zone.config.clone().or_else(found_file);
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
    options.read(true).custom_flags(flags).open(name).map_err(at(name))
}

fn fault(file: &Path, error: EditError) -> CommandError {
    CommandError::Edit { file: file.to_owned(), error }
}

#[cfg(test)]
mod tests;
