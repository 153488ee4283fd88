//! The places where the server and the commands look for each other when nobody names one: the
//! search path of the configuration, and that of the status socket.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};
use rustix::process::geteuid;

use crate::xdg;

/// Folder of propus below those of configurations and of sockets.
const OWN: &str = "propus";
/// Name of a configuration.
const FILE: &str = "propus.toml";
/// Name of the socket at which a server tells its status.
const SOCKET: &str = "status.sock";
/// The system's folder of configurations.
const SYSTEM_FILES: &str = "/etc";
/// The system's folder of sockets.
const SYSTEM_SOCKETS: &str = "/run";

/// The folders that are searched.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Places {
    /// The system's belongs to root, who looks there first.
    is_root: bool,
    /// The user's folder of configurations.
    files: Option<PathBuf>,
    /// The user's folder of sockets.
    sockets: Option<PathBuf>,
}

impl Places {
    /// Those of this process (XDG Base Directory Specification).
    fn here() -> Self {
        Self::of(geteuid().is_root(), |name| env::var_os(name))
    }

    /// Those of a user with these variables.
    fn of(is_root: bool, variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let folder = |name| xdg::absolute(variable(name));
        let files = folder("XDG_CONFIG_HOME");
        let files = files.or_else(|| folder("HOME").map(|home| home.join(".config")));
        Self { is_root, files, sockets: folder("XDG_RUNTIME_DIR") }
    }

    /// One's own folder first.
    fn ordered(&self, own: Option<&PathBuf>, system: &str) -> Vec<PathBuf> {
        let mut folders: Vec<PathBuf> = own.cloned().into_iter().collect();
        folders.insert(if self.is_root { 0 } else { folders.len() }, system.into());
        folders
    }

    /// Configurations, the nearest first, each before the place that it had of old.
    fn files(&self) -> Vec<PathBuf> {
        let folders = self.ordered(self.files.as_ref(), SYSTEM_FILES);
        folders.iter().flat_map(|it| [it.join(OWN).join(FILE), it.join(FILE)]).collect()
    }

    /// Status sockets, the nearest first.
    fn sockets(&self) -> Vec<PathBuf> {
        let folders = self.ordered(self.sockets.as_ref(), SYSTEM_SOCKETS);
        folders.iter().map(|it| it.join(OWN).join(SOCKET)).collect()
    }

    /// Words on status sockets, with the reason where a user has none.
    fn sockets_in_words(&self) -> String {
        let mut words = in_words(self.sockets().into_iter());
        if self.sockets.is_none() && !self.is_root {
            words += " (without XDG_RUNTIME_DIR a server has no socket of its own: name one with \
                      metrics)";
        }
        words
    }

    /// True of a configuration that is not the system's, or whose reader is the system's owner.
    fn is_own(&self, file: &Path) -> bool {
        self.is_root || !file.starts_with(SYSTEM_FILES)
    }
}

/// The configuration that counts when none is named; `None` when there is none.
#[must_use]
pub fn usual_file() -> Option<PathBuf> {
    Places::here().files().into_iter().find(|file| file.exists())
}

/// As [`usual_file`], unless it is the system's and the user is not root.
#[must_use]
pub fn own_file() -> Option<PathBuf> {
    let places = Places::here();
    usual_file().filter(|file| places.is_own(file))
}

/// Words on where a configuration is looked for.
#[must_use]
pub fn usual_files_in_words() -> String {
    in_words(Places::here().files().into_iter().step_by(2))
}

/// The status sockets to be asked, the nearest first.
#[must_use]
pub fn usual_sockets() -> Vec<PathBuf> {
    Places::here().sockets()
}

/// Words on where a status socket is looked for.
#[must_use]
pub fn usual_sockets_in_words() -> String {
    Places::here().sockets_in_words()
}

fn in_words(paths: impl Iterator<Item = PathBuf>) -> String {
    paths.map(|path| path.display().to_string()).collect::<Vec<_>>().join(" or ")
}

/// The status socket that a server opens by itself: in the system's folder for root, and for a
/// service that has a folder there, else in the user's; `None` where there is no place for one.
pub(super) fn socket_of_server() -> Option<PathBuf> {
    let system = Path::new(SYSTEM_SOCKETS).join(OWN);
    let places = Places::here();
    if places.is_root || access(&system, Access::WRITE_OK | Access::EXEC_OK).is_ok() {
        return Some(system.join(SOCKET));
    }
    places.sockets.map(|folder| folder.join(OWN).join(SOCKET))
}

/// The file of a configuration that was named: where it has a usual place and is not there, the one
/// in the place that it had of old, if that is there.
pub(super) fn present(file: &Path) -> PathBuf {
    let old = || {
        let pairs = Places::here().files();
        let old = pairs.chunks(2).find_map(|pair| match pair {
            [new, old] if new == file => Some(old.clone()),
            [..] => None,
        });
        old.filter(|old| old.exists())
    };
    let missing = matches!(file.try_exists(), Ok(false));
    missing.then(old).flatten().unwrap_or_else(|| file.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(is_root: bool, variables: &[(&str, &str)]) -> Places {
        Places::of(is_root, |name| {
            variables.iter().find(|(it, _)| *it == name).map(|(_, value)| value.into())
        })
    }

    fn check(found: Vec<PathBuf>, expected: &[&str]) {
        assert_eq!(found, expected.iter().map(PathBuf::from).collect::<Vec<_>>());
    }

    #[test]
    fn ones_own_configuration_counts_before_that_of_the_system() {
        let own = ["/h/.config/propus/propus.toml", "/h/.config/propus.toml"];
        let system = ["/etc/propus/propus.toml", "/etc/propus.toml"];
        let home = [("HOME", "/h")];
        check(places(false, &home).files(), &[own, system].concat());
        check(places(true, &home).files(), &[system, own].concat());
        check(places(false, &[]).files(), &system);
        let xdg = [("HOME", "/h"), ("XDG_CONFIG_HOME", "/c")];
        check(
            places(false, &xdg).files(),
            &[["/c/propus/propus.toml", "/c/propus.toml"], system].concat(),
        );
        let relative = [("HOME", "/h"), ("XDG_CONFIG_HOME", "c")];
        check(places(false, &relative).files(), &[own, system].concat());
    }

    #[test]
    fn ones_own_socket_is_asked_before_that_of_the_system() {
        let (own, system) = ("/run/user/7/propus/status.sock", "/run/propus/status.sock");
        let session = [("XDG_RUNTIME_DIR", "/run/user/7")];
        check(places(false, &session).sockets(), &[own, system]);
        check(places(true, &session).sockets(), &[system, own]);
        check(places(false, &[]).sockets(), &[system]);
    }

    #[test]
    fn who_has_no_folder_of_sockets_is_told_why() {
        let session = [("XDG_RUNTIME_DIR", "/run/user/7")];
        let system = "/run/propus/status.sock";
        assert_eq!(
            places(false, &session).sockets_in_words(),
            format!("/run/user/7/propus/status.sock or {system}")
        );
        assert_eq!(places(true, &[]).sockets_in_words(), system);
        let words = places(false, &[]).sockets_in_words();
        assert!(words.starts_with(system) && words.contains("XDG_RUNTIME_DIR"), "{words}");
    }

    #[test]
    fn the_system_s_configuration_is_root_s_own() {
        let file = Path::new("/etc/propus/propus.toml");
        assert!(places(true, &[]).is_own(file) && !places(false, &[]).is_own(file));
        assert!(places(false, &[]).is_own(Path::new("/h/.config/propus/propus.toml")));
    }
}
