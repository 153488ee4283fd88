//! The needs of a configuration: the files and ports for which there has to be room in the sandbox.
//! Entering it is for `privileges`.
//!
//! A grant of Landlock is for a file or folder that exists, whatever its name becomes: a new one in
//! its place is outside. Configurations and capsules are replaced in that way, by editors and
//! deployments. So the folder above them is granted too, where it is propus' own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::exchange::Socket;
use crate::net::certs::Files;
use crate::sandbox::{Access, Rules};

/// Folders of time zones, besides the one that the environment names. Dates on pages
/// may name any of them.
const TIME_ZONES: &[&str] = &["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"];
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

/// Everything that a server needs that starts with this configuration.
pub(super) fn rules_at_start(config: &Config) -> Rules {
    let mut rules = rules(config);
    for path in &config.process.readable {
        rules.allow(path, Access::Read);
    }
    for path in TIME_ZONES {
        rules.allow(path, Access::Read);
    }
    if let Some(path) = std::env::var_os("TZDIR") {
        rules.allow(PathBuf::from(path), Access::Read);
    }
    allow_replacements(&mut rules, config);
    allow_outputs(&mut rules, config);
    rules
}

/// Everything that a server needs that takes up this configuration while it runs.
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
        // Certificates of new hosts are made there, also after a reload.
        rules.allow(&config.certs, Access::Write);
    }
    if let Some(file) = &config.file {
        rules.allow(file, Access::Read);
    }
    for link in linked_certificates(config) {
        rules.allow(link, Access::Read);
    }
    rules
}

/// True when anything needs a certificate.
pub(super) fn speaks_tls(config: &Config) -> bool {
    config.gemini.is_some() || config.gopher_tls
}

/// Allows whatever replaces capsules, the configuration and certificates one day, where that can be
/// known.
fn allow_replacements(rules: &mut Rules, config: &Config) {
    let mut replaced: Vec<PathBuf> = config.hosts().map(|host| host.folder.clone()).collect();
    replaced.extend(config.file.clone());
    replaced.extend(linked_certificates(config).iter().filter_map(|link| real_path(link)));
    let known = real_paths(rules.files().map(|(path, _)| path));
    for folder in replaced.iter().flat_map(|it| folders_of(it)) {
        if is_own(&folder, &known) {
            rules.allow(folder, Access::Read);
        }
    }
}

/// Certificates and keys that lie elsewhere: certbot's are linked from its own folder.
fn linked_certificates(config: &Config) -> Vec<PathBuf> {
    if !speaks_tls(config) {
        return Vec::new();
    }
    let files = config.hosts().map(|host| Files::of_host(&config.certs, &host.name));
    files.flat_map(|it| [it.certificate, it.key]).filter(|it| it.is_symlink()).collect()
}

/// Allows what is opened once: the access log, which is made again after somebody has renamed it;
/// the pid file and the socket for metrics, which are removed at the end. In a folder that holds
/// anything else they stay as they are, and of the log only lines are written: a right to a folder
/// is one to all below it, so one above a capsule would be a right to the capsule.
fn allow_outputs(rules: &mut Rules, config: &Config) {
    let log = access_log(config);
    let removed: Vec<&Path> =
        config.pid_file.as_deref().into_iter().chain(metrics_socket(config)).collect();
    let read = real_paths(rules.files().map(|(path, _)| path));
    let known = real_paths(log.into_iter().chain(removed.iter().copied()));
    if let Some(log) = log {
        rules.allow(log, Access::Write);
        for folder in own_folders_of(log, &known, &read) {
            rules.allow(folder, Access::Write);
        }
    }
    for folder in removed.into_iter().flat_map(|file| own_folders_of(file, &known, &read)) {
        rules.allow(folder, Access::Remove);
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

fn metrics_socket(config: &Config) -> Option<&Path> {
    match &config.metrics {
        Some(Socket::Unix(file)) => Some(file),
        Some(Socket::Loopback(_)) | None => None,
    }
}

/// Remarks for the operator on files that the sandbox makes awkward.
#[must_use]
pub fn remarks(config: &Config) -> Vec<String> {
    if !config.process.sandbox {
        return Vec::new();
    }
    let rules = rules_at_start(config);
    let fixed = config.file.iter().filter_map(|file| remark_on_fixed(file, &rules));
    let log = access_log(config).and_then(|log| remark_on_log(log, &rules));
    fixed.chain(remarks_on_writable(config)).chain(log).collect()
}

/// A configuration file is read again only while it is the same file, unless its folder is granted.
fn remark_on_fixed(file: &Path, rules: &Rules) -> Option<String> {
    let granted = rules.files().filter(|(_, access)| *access != Access::Remove);
    let granted = real_paths(granted.map(|(path, _)| path));
    let folders = folders_of(file);
    if folders.iter().all(|folder| granted.iter().any(|granted| folder.starts_with(granted))) {
        return None;
    }
    Some(format!(
        "{}: a running server reads it again only while it is the same file; when an editor or a \
         program has put a new one in its place, start propus again. In a folder that holds \
         nothing else, or one that sandbox-read names, it may be replaced",
        file.display()
    ))
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
    let mut entries = entries.take(MOST_ENTRIES + 1).enumerate();
    entries.all(|(number, entry)| {
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
