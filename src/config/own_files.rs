//! The server's own files, where they lie inside a folder that is served: who starts propus in the
//! folder of a site has its keys there. What becomes of them is for `capsule`.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::ConfigError;
use super::serve::Config;

impl Config {
    /// Keeps certificates, keys, this configuration and the pid file out of what is served.
    pub(super) fn keep_back_own_files(&mut self) {
        let own: Vec<PathBuf> = [&self.certs, &self.state]
            .into_iter()
            .chain(&self.pid_file)
            .chain(&self.file)
            .cloned()
            .collect();
        for host in std::iter::once(&mut self.first).chain(&mut self.others) {
            host.options.kept_back =
                own.iter().filter_map(|own| path_in(&host.folder, own)).collect();
            host.certs_inside = path_in(&host.folder, &self.certs);
        }
    }

    /// Refuses an access log inside of what is served. To keep back that one file is not enough:
    /// beside it come to lie old ones, under names that whoever puts them there thinks of.
    pub(super) fn keep_log_out(&self) -> Result<(), ConfigError> {
        let Some(log) = &self.log.access else { return Ok(()) };
        match self.hosts().find(|host| path_in(&host.folder, &log.file).is_some()) {
            None => Ok(()),
            Some(host) => Err(ConfigError::LogInCapsule {
                file: log.file.clone(),
                capsule: host.folder.clone(),
            }),
        }
    }

    /// Refuses a folder of the state that is a part of what is served, or above the keys: what
    /// may be written to must not be either.
    pub(super) fn keep_state_out(&self) -> Result<(), ConfigError> {
        if !self.has_state() {
            return Ok(());
        }
        match self.mixed_with_state() {
            None => Ok(()),
            Some(folder) => {
                Err(ConfigError::State { state: self.state.clone(), folder: folder.to_owned() })
            }
        }
    }

    /// True if the folder of the state is no part of what is served, and not above the keys.
    pub(super) fn state_is_apart(&self) -> bool {
        self.mixed_with_state().is_none()
    }

    /// The folder that the state is in, or that is in it.
    fn mixed_with_state(&self) -> Option<&Path> {
        let is_in = |folder: &Path, path: &Path| {
            path_in(folder, path).is_some() || resolved(folder) == resolved(path)
        };
        let capsules = || self.hosts().map(|host| &host.folder);
        let around = capsules().find(|capsule| is_in(capsule, &self.state));
        let inside = capsules().chain([&self.certs]).find(|folder| is_in(&self.state, folder));
        around.or(inside).map(PathBuf::as_path)
    }
}

/// A path relative to a folder, whatever links lead there; `None` when it does not lie inside, or
/// is the folder itself.
fn path_in(folder: &Path, path: &Path) -> Option<String> {
    let (folder, path) = (fs::canonicalize(folder).ok()?, resolved(path)?);
    let inside = path.strip_prefix(folder).ok()?.to_str()?;
    if inside.is_empty() { None } else { Some(inside.to_owned()) }
}

/// The real path, also of what does not exist yet.
fn resolved(path: &Path) -> Option<PathBuf> {
    if let Ok(real) = fs::canonicalize(path) {
        return Some(real);
    }
    let parent = path.parent()?;
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    Some(resolved(parent)?.join(path.file_name()?))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn what_lies_in_a_folder_is_found_by_its_real_path() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("site");
        fs::create_dir_all(site.join("a")).unwrap();
        std::os::unix::fs::symlink(&site, dir.path().join("link")).unwrap();
        let check = |path: &str, expected: Option<&str>| {
            assert_eq!(path_in(&site, &dir.path().join(path)).as_deref(), expected, "{path}");
        };
        check("site/a", Some("a"));
        check("site/not/yet", Some("not/yet"));
        check("link/a/../certs", Some("certs"));
        check("site", None);
        check("certs", None);
    }

    #[test]
    fn letters_are_kept_apart_from_what_is_served_and_from_the_keys() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("propus.toml");
        fs::create_dir(dir.path().join("site")).unwrap();
        let kept_in = |state: &str, letters: &str| {
            let host = "[[host]]\nname = 'a.example'\ncapsule = 'site'";
            let text = format!("certs = 'certs'\nstate = '{state}'\n{host}\n{letters}");
            fs::write(&file, text).unwrap();
            let arguments = [Path::new("propus"), Path::new("--config"), &file];
            Config::new(&Cli::parse_from(arguments).serve)
        };
        let letters = "[host.letters]";
        assert!(kept_in("state", letters).is_ok());
        for (state, mixed_with) in
            [("site/state", "site"), ("site", "site"), (".", "site"), ("certs", "certs")]
        {
            let error = kept_in(state, letters).unwrap_err();
            let ConfigError::State { folder, .. } = error else { panic!("{state}: {error}") };
            assert_eq!(folder, dir.path().join(mixed_with), "{state}");
            assert!(kept_in(state, "").is_ok(), "{state}: nothing is written there");
        }
    }
}
