//! Shutting the process up once it has opened what only root may open: it becomes another user,
//! sees that this user can read what is needed, and enters the sandbox. What is needed is for
//! `needs`.
//!
//! All of it happens before the second thread: a user, a filter and the rules of Landlock belong to
//! a thread, and to those that it starts.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{MetadataExt, lchown};
use std::path::{Path, PathBuf};

use rustix::fs::{Access as Mode, access};
use rustix::process::geteuid;
use tracing::{info, warn};

use super::{StartError, sandbox_rules};
use crate::config::{Config, ProcessConfig};
use crate::net::certs::{self, Files};
use crate::sandbox::{Sandbox, User, name_of};

/// The user that the process is to become, if it is to become another one.
///
/// # Errors
/// When it would be root and nobody allowed that, or can't be who it should.
pub(crate) fn user(process: &ProcessConfig) -> Result<Option<User>, StartError> {
    let is_root = geteuid().is_root();
    let found = process.user.as_deref().map(|name| {
        User::find(name).map_err(|source| StartError::User { name: name.to_owned(), source })
    });
    let other = found.transpose()?.filter(|user| !user.is_current());
    if is_root && other.as_ref().is_none_or(User::is_root) && !process.allow_root {
        let named =
            process.user.as_ref().map(|name| format!("--user {name}: ")).unwrap_or_default();
        let about = about_namespace(fs::read_to_string("/proc/self/uid_map").ok().as_deref());
        return Err(StartError::Root { named, about });
    }
    match other {
        Some(user) if !is_root && user.is_root() => {
            Err(StartError::NeverRoot(user.name().to_owned()))
        }
        Some(user) if !is_root => Err(StartError::NotRoot(user.name().to_owned())),
        other => Ok(other),
    }
}

/// What root is, by the map of its namespace to the one around it.
fn about_namespace(map: Option<&str>) -> &'static str {
    let root = map.into_iter().flat_map(str::lines).find_map(|line| {
        let mut numbers = line.split_whitespace();
        (numbers.next() == Some("0")).then(|| numbers.next()).flatten()
    });
    match root {
        Some("0") | None => "",
        Some(_) => {
            "; here root is an ordinary user of the machine outside, as in a container that nobody needs root to start, \
             so there is nothing wrong with allowing it"
        }
    }
}

/// Becomes the user, for good.
///
/// # Errors
/// When the user can't become, or could not read what is needed.
pub(crate) fn assume(config: &Config, user: Option<&User>) -> Result<(), StartError> {
    make_certs_folder(config, user)?;
    let Some(user) = user else { return Ok(()) };
    user.assume().map_err(|source| StartError::User { name: user.name().to_owned(), source })?;
    check_rights(config, user)
}

/// Enters the sandbox, for good, unless the configuration has it off.
pub(crate) fn enter(config: &Config) -> Sandbox {
    if config.process.sandbox {
        Sandbox::enter(sandbox_rules::rules_at_start(config))
    } else {
        Sandbox::off()
    }
}

/// Makes the folder of certificates, for which there is no room in the sandbox before it exists.
/// Not for a server that will not start.
fn make_certs_folder(config: &Config, user: Option<&User>) -> Result<(), StartError> {
    let folder = &config.certs;
    if folder.exists()
        || !sandbox_rules::speaks_tls(config)
        || !config.hosts().all(|host| host.folder.is_dir())
    {
        return Ok(());
    }
    certs::make_folder(folder)?;
    if let Some((uid, gid)) = user.map(User::numbers) {
        lchown(folder, Some(uid), Some(gid)).map_err(StartError::System)?;
    }
    Ok(())
}

/// Whether the user can read what root could. Later it would fail with less to say: the sandbox
/// hides the list of users.
fn check_rights(config: &Config, user: &User) -> Result<(), StartError> {
    let name = user.name();
    let lacks = |file: &Path, lacking, advice: &dyn Fn(&str) -> String| {
        let (file, lacking, advice) = match closed_above(file) {
            Some(folder) => {
                let advice =
                    format!("it belongs to {}; let {name} pass: chmod o+x", owner(&folder));
                (folder, "enter", advice)
            }
            None => (file.to_owned(), lacking, advice(&owner(file))),
        };
        StartError::UserLacks { user: name.to_owned(), file, lacking, advice }
    };
    let readable = |owner: &str| {
        format!("it belongs to {owner}; let {name} read it, with all that is in it: chmod -R o+rX")
    };
    for path in config.hosts().map(|host| &host.folder).chain(&config.file) {
        if is_denied(path) {
            return Err(lacks(path, "read", &readable));
        }
    }
    if !sandbox_rules::speaks_tls(config) {
        return Ok(());
    }
    let given =
        |owner: &str| format!("it belongs to {owner}; chown -R {name} {}", config.certs.display());
    for host in config.hosts() {
        let files = Files::of_host(&config.certs, &host.name);
        if let Some(file) =
            [&files.key, &files.certificate].into_iter().find(|file| is_denied(file))
        {
            return Err(lacks(file, "read", &given));
        }
        if !files.key.exists() && access(&config.certs, Mode::WRITE_OK | Mode::EXEC_OK).is_err() {
            return Err(lacks(&config.certs, "write to", &given));
        }
    }
    Ok(())
}

fn is_denied(path: &Path) -> bool {
    File::open(path).is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
}

/// What to do about a file that can't be opened to be written, or be made: who may not do what
/// where. Nothing, where it is not for want of a folder or a right.
pub(crate) fn advice_on_writing(file: &Path, error: &io::Error) -> String {
    let (user, folder) = (own_name(), sandbox_rules::folder_of(file).unwrap_or(file));
    if error.kind() == io::ErrorKind::NotFound && !folder.exists() {
        return format!(
            "; make the folder {} and let {user}, as whom propus runs, write in it",
            folder.display()
        );
    }
    if error.kind() != io::ErrorKind::PermissionDenied {
        return String::new();
    }
    let (place, lacking) = match closed_above(file) {
        Some(closed) => (closed, "enter"),
        None if file.exists() => (file.to_owned(), "write to"),
        None => (folder.to_owned(), "write in"),
    };
    let owner = owner(&place);
    format!(
        "; {user}, as whom propus runs, can't {lacking} {}, which belongs to {owner}",
        place.display()
    )
}

/// The first folder on the way to a file that can't be entered.
fn closed_above(file: &Path) -> Option<PathBuf> {
    let file = std::path::absolute(file).ok()?;
    let mut above: Vec<&Path> = file.ancestors().skip(1).collect();
    above.reverse();
    above
        .into_iter()
        .find(|folder| folder.is_dir() && access(*folder, Mode::EXEC_OK).is_err())
        .map(Path::to_owned)
}

/// Whose a file is, or the folder in which it can't even be seen.
fn owner(file: &Path) -> String {
    let metadata = file.ancestors().find_map(|it| it.metadata().ok());
    metadata.map_or_else(|| "somebody else".to_owned(), |it| name_of(it.uid()))
}

/// Who the process is, by name if there is one, else by number.
pub(crate) fn own_name() -> String {
    name_of(geteuid().as_raw())
}

/// Tells what is in force, and as whom the process runs.
pub(crate) fn tell(sandbox: &Sandbox, config: &Config, own_name: &str) {
    if config.process.sandbox {
        info!("sandbox: {sandbox}; running as {own_name}");
    } else {
        warn!("there is no sandbox (--no-sandbox); running as {own_name}");
    }
    sandbox_rules::remarks(config).into_iter().for_each(|remark| info!("{remark}"));
    for missing in sandbox.missing() {
        warn!("the sandbox has a gap: {missing}");
    }
}

#[cfg(test)]
mod tests {
    use crate::server::privileges::*;

    #[test]
    fn who_can_not_write_where_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let (folder, user) = (dir.path().display(), own_name());
        let check = |file: &str, kind: io::ErrorKind, expected: &str| {
            assert_eq!(advice_on_writing(&dir.path().join(file), &kind.into()), expected, "{file}");
        };
        fs::write(dir.path().join("old.log"), "").unwrap();
        let denied = io::ErrorKind::PermissionDenied;
        let who = format!("; {user}, as whom propus runs,");
        check(
            "new.log",
            denied,
            &format!("{who} can't write in {folder}, which belongs to {user}"),
        );
        check(
            "old.log",
            denied,
            &format!("{who} can't write to {folder}/old.log, which belongs to {user}"),
        );
        let make = format!(
            "; make the folder {folder}/no and let {user}, as whom propus runs, write in it"
        );
        check("no/new.log", io::ErrorKind::NotFound, &make);
        check("new.log", io::ErrorKind::IsADirectory, "");
    }

    #[test]
    fn root_of_a_namespace_is_told_from_root() {
        assert_eq!(about_namespace(Some("         0          0 4294967295\n")), "");
        assert_eq!(about_namespace(None), "");
        assert!(
            about_namespace(Some("         0       1000          1\n")).contains("ordinary user")
        );
        assert!(about_namespace(Some("1 1 9\n0 100000 65536\n")).contains("ordinary user"));
    }
}
