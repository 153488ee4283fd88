//! The needs of a configuration: the files and ports for which there has to be room in the sandbox
//! of the worker that serves it. Entering it is for `privileges`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::writable;
use crate::config::Config;
use crate::exchange::Socket;
use crate::form::Protocol;
use crate::net::certs::Files;
use crate::sandbox::{Access, Rules};

/// Folders of time zones, besides the one that the environment names, and the zone of the machine.
/// Dates on pages may name any of them, and the log on a terminal has the machine's.
const TIME_ZONES: &[&str] =
    &["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo", "/etc/localtime"];
/// Folders that all the machine shares, whatever is in them.
const SHARED: &[&str] = &[
    "/",
    "/etc",
    "/home",
    "/opt",
    "/root",
    "/run",
    "/srv",
    "/tmp",
    "/usr/local/etc",
    "/var",
    "/var/lib",
    "/var/tmp",
];
/// A folder of more entries than these is nobody's own.
const MOST_ENTRIES: usize = 1000;

/// Everything that a worker needs that serves this configuration.
pub(super) fn rules(config: &Config) -> Rules {
    let mut rules = Rules::default();
    for host in config.hosts() {
        for folder in std::iter::once(&host.folder).chain(&host.options.links_to) {
            rules.allow(folder, Access::Read);
        }
        for application in &host.options.applications {
            match &application.socket {
                Socket::Unix(_) => rules.unix_sockets = true,
                Socket::Loopback(address) => drop(rules.ports.insert(address.port())),
            }
        }
    }
    if speaks_tls(config) {
        rules.allow(&config.certs, Access::Write);
    }
    if let Some(store) = &config.store {
        rules.ports.extend(store.members.iter().map(|member| member.port()));
        store.files().for_each(|file| rules.allow(file, Access::Read));
    }
    writable::allow(&mut rules, config);
    for link in linked_certificates(config) {
        rules.allow(link, Access::Read);
    }
    let usual = TIME_ZONES.iter().map(PathBuf::from);
    let zones = usual.chain(std::env::var_os("TZDIR").map(PathBuf::from));
    for path in config.process.readable.iter().cloned().chain(zones) {
        rules.allow(path, Access::Read);
    }
    allow_log(&mut rules, config);
    rules
}

/// True when anything needs a certificate.
pub(super) fn speaks_tls(config: &Config) -> bool {
    config.endpoints.contains_key(&Protocol::Gemini) || config.gopher_tls
}

/// Certificates and keys that lie elsewhere: certbot's are linked from its own folder.
fn linked_certificates(config: &Config) -> Vec<PathBuf> {
    if !speaks_tls(config) {
        return Vec::new();
    }
    let files = config.hosts().map(|host| Files::of_host(&config.certs, &host.name));
    files.flat_map(|it| [it.certificate, it.key]).filter(|it| it.is_symlink()).collect()
}

/// Allows the access log, which is made again after somebody has renamed it. In a folder that holds
/// anything else only lines are written: a right to a folder is one to all below it, so one above a
/// capsule would be a right to the capsule.
fn allow_log(rules: &mut Rules, config: &Config) {
    let Some(log) = access_log(config) else { return };
    let read = real_paths(rules.files().map(|(path, _)| path));
    let known = real_paths(std::iter::once(log));
    rules.allow(log, Access::Write);
    for folder in own_folders_of(log, &known, &read) {
        rules.allow(folder, Access::Write);
    }
}

/// The folders in which a file is replaced, but for those that are not propus' own and those above
/// anything that is only read.
fn own_folders_of(file: &Path, known: &[PathBuf], read: &[PathBuf]) -> Vec<PathBuf> {
    let mut folders = folders_of(file);
    folders.retain(|folder| {
        is_own(folder, known) && !read.iter().any(|read| read.starts_with(folder))
    });
    folders
}

fn access_log(config: &Config) -> Option<&Path> {
    config.log.access.as_ref().map(|log| log.file.as_path())
}

/// Remarks for the operator on files that the sandbox makes awkward.
#[must_use]
pub fn remarks(config: &Config) -> Vec<String> {
    if !config.process.sandbox {
        return Vec::new();
    }
    let rules = rules(config);
    let log = access_log(config).and_then(|log| remark_on_log(log, &rules));
    remarks_on_writable(config).into_iter().chain(log).collect()
}

/// An access log can be made again only in a folder of its own.
fn remark_on_log(log: &Path, rules: &Rules) -> Option<String> {
    let written: Vec<&Path> = rules
        .files()
        .filter(|(_, access)| *access == Access::Write)
        .map(|(path, _)| path)
        .collect();
    if folders_of(log).iter().all(|folder| written.contains(&folder.as_path())) {
        return None;
    }
    Some(format!(
        "{}: when it is renamed, propus can't make a new one, since it may not write in a folder \
         that holds anything else; keep the access log in a folder of its own",
        log.display()
    ))
}

/// A capsule inside of the folder of certificates can be written to.
fn remarks_on_writable(config: &Config) -> Vec<String> {
    let Some(certs) = real_path(&config.certs) else { return Vec::new() };
    let mut remarks = Vec::new();
    for host in config.hosts() {
        if speaks_tls(config) && real_path(&host.folder).is_some_and(|it| it.starts_with(&certs)) {
            remarks.push(format!(
                "{}: the capsule lies inside of the folder of certificates, so the sandbox lets \
                 propus write to it",
                host.folder.display()
            ));
        }
    }
    remarks
}

/// The path without links of a file or folder; `None` when it does not exist. All
/// folders here are compared so.
fn real_path(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}

fn real_paths<'a>(paths: impl Iterator<Item = &'a Path>) -> Vec<PathBuf> {
    paths.filter_map(real_path).collect()
}

/// The folder in which a file or folder has its name.
pub(super) fn folder_of(path: &Path) -> Option<&Path> {
    let folder = path.parent()?;
    if folder.as_os_str().is_empty() { Some(Path::new(".")) } else { Some(folder) }
}

/// The folders in which a file or folder is replaced: the one of its name, and where that is a
/// link, of what it leads to.
fn folders_of(path: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = real_folder_of(path).into_iter().collect();
    folders.extend(real_path(path).as_deref().and_then(real_folder_of));
    folders.dedup();
    folders
}

fn real_folder_of(path: &Path) -> Option<PathBuf> {
    real_path(folder_of(path)?)
}

/// True when a folder holds nothing but what is read anyway, and plain files: then to read all of
/// it is to read nothing of anybody else's. A home directory has hidden files, which no other
/// user's programs and no server should see.
fn is_own(folder: &Path, known: &[PathBuf]) -> bool {
    if SHARED.iter().any(|shared| folder == Path::new(shared)) {
        return false;
    }
    let (Ok(metadata), Ok(entries)) = (folder.metadata(), folder.read_dir()) else { return false };
    let is_open_to_all = metadata.permissions().mode() & 0o002 != 0;
    if is_open_to_all {
        return false;
    }
    entries.enumerate().all(|(number, entry)| {
        number < MOST_ENTRIES && entry.is_ok_and(|entry| is_harmless(&entry, known))
    })
}

fn is_harmless(entry: &fs::DirEntry, known: &[PathBuf]) -> bool {
    let (path, name) = (entry.path(), entry.file_name());
    if known.iter().any(|known| known.starts_with(&path)) {
        return true;
    }
    let Ok(kind) = entry.file_type() else { return false };
    let name = name.to_string_lossy();
    kind.is_symlink() || (kind.is_file() && (!name.starts_with('.') || is_beside(&name, known)))
}

/// True for the files that editors leave beside the one that they edit.
fn is_beside(name: &str, known: &[PathBuf]) -> bool {
    let mut names = known.iter().filter_map(|known| known.file_name());
    names.any(|known| name.contains(&*known.to_string_lossy()))
}

#[cfg(test)]
mod tests;
