//! As whom a server that root has started serves, and what of others it serves then. Becoming that
//! user is for `privileges`.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::process::geteuid;

use super::error::StartError;
use super::served::not_there;
use crate::config::Config;
use crate::sandbox::{User, capabilities, name_of};

/// The user that the process is to become, if it is to become another one. Root becomes whom its
/// operator names, else the owner of what is served.
///
/// # Errors
/// Fails when it can't be who it should, or that is not clear.
pub(super) fn user(config: &Config) -> Result<Option<User>, StartError> {
    let is_root = geteuid().is_root();
    let Some(name) = &config.process.user else {
        return if is_root { owner_of_all(config) } else { Ok(None) };
    };
    match find(name)? {
        Some(user) if !is_root && user.is_root() => {
            Err(StartError::NeverRoot(user.name().to_owned()))
        }
        Some(user) if !is_root => Err(StartError::NotRoot(user.name().to_owned())),
        other => Ok(other),
    }
}

/// The owner of all folders that are served; `None` where that is root, or there are none.
fn owner_of_all(config: &Config) -> Result<Option<User>, StartError> {
    let mut first: Option<(&Path, Metadata)> = None;
    for host in config.hosts() {
        let folder = host.folder.as_path();
        // Of one that comes later nobody knows to whom it will belong.
        let found = folder.metadata().map_err(|source| not_there(config, host, source))?;
        if found.uid() == 0 {
            check_way(folder)?;
        }
        match &first {
            None => first = Some((folder, found)),
            Some((one, before)) if before.uid() != found.uid() => {
                return Err(StartError::Owners {
                    folder: one.to_path_buf(),
                    owner: name_of(before.uid()),
                    second: folder.to_owned(),
                    other: name_of(found.uid()),
                });
            }
            Some(_) => {}
        }
    }
    let Some((_, found)) = first.filter(|(_, found)| found.uid() != 0) else {
        return if capabilities::CAN_BE_GIVEN_UP { Ok(None) } else { Err(StartError::Root) };
    };
    let user = User::of_owner(found.uid(), found.gid());
    user.map(Some).map_err(|source| StartError::User { name: name_of(found.uid()), source })
}

/// Sees that root, who is nobody else's user, takes up no configuration of somebody else while it
/// runs: who may write it could have any of root's files served.
///
/// # Errors
/// A sentence that names the file and its owner.
pub(super) fn check_file(config: &Config, user: Option<&User>) -> Result<(), String> {
    let Some(file) = config.file.as_ref().filter(|_| user.is_none() && geteuid().is_root()) else {
        return Ok(());
    };
    match file.metadata() {
        Ok(found) if found.uid() != 0 => Err(format!(
            "{}: it belongs to {}, and root, as whom propus runs, takes up no change of it; start \
             propus again, or say whom it is to become (--user NAME)",
            file.display(),
            name_of(found.uid())
        )),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Sees that root serves no folder that somebody else has put in the place of the one that was meant.
///
/// # Errors
/// Names the folders and their owners.
pub(super) fn check_ways(config: &Config, user: Option<&User>) -> Result<(), StartError> {
    if user.is_some() || !geteuid().is_root() || config.process.user.is_some() {
        return Ok(());
    }
    for host in config.hosts() {
        host.folder.metadata().map_err(|source| not_there(config, host, source))?;
        check_way(&host.folder)?;
    }
    Ok(())
}

/// The user as whom root does what a configuration says before it serves: itself, unless the file is
/// somebody else's, who might have root make, write or remove any file.
pub(super) fn doer<'a>(config: &Config, user: Option<&'a User>) -> Option<&'a User> {
    let is_others = |file: &PathBuf| file.metadata().is_ok_and(|found| found.uid() != 0);
    user.filter(|_| config.file.as_ref().is_some_and(is_others))
}

/// Sees that nobody else decides which folder of root's is served: by a link, or by the name of what
/// lies in a folder of theirs.
fn check_way(folder: &Path) -> Result<(), StartError> {
    let ways = [std::path::absolute(folder), folder.canonicalize()];
    for part in ways.iter().flatten().flat_map(|way| way.ancestors()) {
        let Ok(found) = part.symlink_metadata() else { continue };
        if found.uid() != 0 {
            return Err(StartError::Owners {
                folder: part.to_owned(),
                owner: name_of(found.uid()),
                second: folder.to_owned(),
                other: name_of(0),
            });
        }
    }
    Ok(())
}

/// The user of a name, unless the process is that user already.
///
/// # Errors
/// Fails when there is none.
pub(super) fn find(name: &str) -> Result<Option<User>, StartError> {
    match User::find(name) {
        Ok(user) if user.is_current() => Ok(None),
        Ok(user) => Ok(Some(user)),
        Err(source) => Err(StartError::User { name: name.to_owned(), source }),
    }
}
