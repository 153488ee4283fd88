//! `Served`: a host as it is served, and reading its folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::certificates::Key;
use super::error::StartError;
use super::privileges;
use crate::capsule::{self, Capsule};
use crate::config::{Config, HostConfig, ValueSource, own_file};
use crate::content::Folder;
use crate::descriptors;
use crate::diagnostic::Diagnostic;
use crate::form::Protocol;
use crate::generator::{GeneratorName, detect, site_of_pages};
use crate::host::Hosts;
use crate::net::certs::HostCertificate;
use crate::origin::Origin;
use crate::reload;
use crate::site::Site;

/// Pause between two readings of a folder that somebody may still be filling, and for how long it is
/// waited for.
const SETTLE: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(10);

/// A host that is served.
pub(crate) struct Served {
    pub(super) config: HostConfig,
    pub(super) site: Arc<Site>,
    /// `None` while there is no Gemini.
    pub(super) certificate: Option<HostCertificate>,
    /// The file of the index of its search; `None` where none is kept.
    pub(super) search_index: Option<PathBuf>,
    /// Diagnostics of its folder.
    pub(super) warnings: Vec<Diagnostic>,
}

/// A site that has just been read, with the diagnostics of its scan.
pub(crate) struct Fresh {
    pub(super) config: HostConfig,
    pub(super) site: Arc<Site>,
    pub(super) warnings: Vec<Diagnostic>,
}

/// A host's name and ports as clients see them, which may be others than `ports`, those that are
/// listened on.
pub(super) fn origin(host: &HostConfig, ports: impl Iterator<Item = (Protocol, u16)>) -> Origin {
    let seen =
        |(protocol, own)| (protocol, host.public_ports.get(&protocol).copied().unwrap_or(own));
    Origin::new(host.name.clone(), ports.map(seen))
}

/// Sees that the folder is there that is served when none is named. It is told with what lies beside
/// it, where a worker can't look.
///
/// # Errors
/// Says what to type instead.
pub(super) fn check_usual_folder(config: &Config) -> Result<(), StartError> {
    let is_missing =
        |host: &&HostConfig| host.folder_source == ValueSource::Default && !host.folder.exists();
    match config.hosts().find(is_missing) {
        Some(HostConfig { folder, .. }) => {
            let folder = folder.clone();
            let advice = here(Path::new("."), "propus").or_else(configured);
            let advice = advice.unwrap_or_else(|| name_one("propus"));
            Err(StartError::NoFolder { folder, advice })
        }
        None => Ok(()),
    }
}

/// Sees that the folders are there that are served. Of one that another user is to read, who may have
/// the right to it, nothing is said yet where this one has none.
///
/// # Errors
/// Names the first that is not.
pub(super) fn check_folders(config: &Config, has_other_user: bool) -> Result<(), StartError> {
    for host in config.hosts() {
        match fs::read_dir(&host.folder) {
            Ok(_) => {}
            Err(error) if has_other_user && error.kind() == io::ErrorKind::PermissionDenied => {}
            Err(error) => return Err(not_there(config, host, error)),
        }
    }
    Ok(())
}

/// Reads a host's folder.
///
/// # Errors
/// Fails when the folder can't be read, or its site's configuration.
pub(super) fn read(host: &HostConfig) -> Result<(Arc<Capsule>, Vec<Diagnostic>), StartError> {
    let loaded =
        Folder::open_with_links_to(&host.folder, &host.options.links_to).and_then(|folder| {
            let folder = Arc::new(folder);
            let _shown = folder.reading();
            capsule::load(&folder, &host.options, None)
        });
    let (capsule, warnings) = loaded.map_err(|source| unreadable(host, source))?;
    if let Some(fault) = capsule.config_fault().cloned() {
        return Err(StartError::Configuration { folder: host.folder.clone(), fault });
    }
    Ok((capsule, warnings))
}

/// Reads the folder of a host that has come into the place of another one: whoever puts it there may
/// not be done yet.
///
/// # Errors
/// As [`read`].
pub(super) fn read_settled(
    host: &HostConfig,
) -> Result<(Arc<Capsule>, Vec<Diagnostic>), StartError> {
    let began = Instant::now();
    let mut before = read(host)?;
    let mut is_told = false;
    loop {
        let is_empty = before.0.page_count() + before.0.file_count() == 0;
        if is_empty && !host.options.empty_ok && !is_told {
            reload::tell_of_emptiness(&host.folder);
            is_told = true;
        }
        thread::sleep(SETTLE);
        let now = read(host)?;
        let is_settled = now.0.was_read_from_files_of(&before.0);
        let patience = if is_told { reload::EMPTY } else { PATIENCE };
        let is_awaited = is_told && now.0.page_count() + now.0.file_count() == 0;
        if (is_settled && !is_awaited) || began.elapsed() > patience {
            return Ok(now);
        }
        before = now;
    }
}

/// Error of a folder that a command other than `serve` can't read, with what to do or to type
/// instead.
#[must_use]
pub fn unreadable_for(command: &str, host: &HostConfig, source: io::Error) -> StartError {
    if host.folder_source == ValueSource::Default && source.kind() == io::ErrorKind::NotFound {
        return no_folder(command, &host.folder);
    }
    unreadable(host, source)
}

/// Error of the folder that a command takes when none is named, and that is not there: with what to
/// type instead. The command ends where its folder belongs.
#[must_use]
pub fn no_folder(command: &str, folder: &Path) -> StartError {
    let advice = here(Path::new("."), command).unwrap_or_else(|| name_one(command));
    StartError::NoFolder { folder: folder.to_owned(), advice }
}

/// The same, of one that a configuration names: where a store is to fill it, it has to be made empty.
pub(super) fn not_there(config: &Config, host: &HostConfig, source: io::Error) -> StartError {
    if config.store.is_none() || source.kind() != io::ErrorKind::NotFound {
        return unreadable(host, source);
    }
    let folder = host.folder.clone();
    let source = io::Error::other("make it first, empty, for the user that is to serve it");
    StartError::Copy { folder, source }
}

pub(super) fn unreadable(host: &HostConfig, source: io::Error) -> StartError {
    let folder = host.folder.clone();
    if descriptors::is_short(&source) {
        return StartError::Descriptors { folder };
    }
    let option = match &host.folder_source {
        ValueSource::Default | ValueSource::Flag(_) => String::new(),
        in_file @ ValueSource::File(..) => format!("{}: ", in_file.option("capsule")),
    };
    let advice = if source.kind() == io::ErrorKind::PermissionDenied {
        privileges::advice_on_reading(&folder)
    } else if source.kind() == io::ErrorKind::NotADirectory {
        "; name the folder that it is in".to_owned()
    } else {
        "; name another one, or make one with `propus init DIR`".to_owned()
    };
    StartError::Folder { option, folder, source, advice }
}

/// What to type for who named no folder and is in one that can be served.
fn here(here: &Path, command: &str) -> Option<String> {
    let folder = Folder::open(here).ok()?;
    let generator = detect(&folder);
    if generator != GeneratorName::Plain {
        let (article, what) = (generator.article(), generator.folder());
        return Some(format!("this folder is {article} {what}: {command} ."));
    }
    let signs = ["index.md", "README.md", "index.gmi", "gophermap", ".obsidian"];
    let has_pages = signs.iter().any(|name| folder.has(name));
    has_pages.then(|| format!("this folder has pages: {command} ."))
}

/// Remarks on folders that are a part of a site, and are read without the rest of it.
#[must_use]
pub fn remarks_on_folders(config: &Config) -> Vec<String> {
    let hosts = config.hosts().filter(|host| host.options.generator.is_none());
    let part = |host: &HostConfig| {
        let (site, generator) = site_of_pages(&host.folder)?;
        let (folder, site) = (host.folder.display(), site.display());
        let what = format!("{} {}", generator.article(), generator.folder());
        Some(format!(
            "{folder} holds the pages of {what}, of which nothing else is read so; the whole site \
             is {site}"
        ))
    };
    hosts.filter_map(part).collect()
}

/// What to type where a configuration lies in its usual place.
fn configured() -> Option<String> {
    let file = own_file()?;
    Some(format!("there is a configuration: propus --config {}", file.display()))
}

/// What to type where nothing is found.
fn name_one(command: &str) -> String {
    format!("name one ({command} DIR), or write a first one: propus init capsule")
}

/// The sites by the names of their hosts; `None` without any.
pub(super) fn hosts(sites: &[Served]) -> Option<Hosts<Site>> {
    Hosts::gather(sites.iter().map(|served| (Arc::clone(&served.site), served.config.names())))
}

/// The certificates of hosts, those that need one.
pub(super) fn keys_of(sites: &[Served]) -> Vec<Key> {
    sites.iter().filter_map(key_of).collect()
}

fn key_of(served: &Served) -> Option<Key> {
    let names = served.config.names().map(str::to_owned).collect();
    Some(Key { certificate: served.certificate.clone()?, names })
}
