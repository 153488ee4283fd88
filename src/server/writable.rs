//! What uploads and letters need: the folders that are written to, in the sandbox, and the one of the
//! state, which has to be there before.

use std::os::unix::fs::lchown;
use std::path::PathBuf;
use std::sync::Arc;

use super::error::StartError;
use crate::config::{Config, HostConfig};
use crate::content::Folder;
use crate::content::mirror::Mirror;
use crate::durable;
use crate::generator::{self, GeneratorName, detect};
use crate::letters::{Letterbox, Letters};
use crate::origin::Origin;
use crate::sandbox::{Access, Rules, User};
use crate::upload::{Shared, Uploads};

/// Grants what uploads, letters, the index of the search and a store write to. Without them it grants
/// nothing.
pub(super) fn allow(rules: &mut Rules, config: &Config) {
    if config.store.is_some() {
        config.hosts().for_each(|host| rules.allow(&host.folder, Access::Change));
    }
    for host in config.hosts().filter(|host| !host.uploads.is_empty()) {
        for folder in folders(host) {
            rules.allow(folder, Access::Change);
        }
    }
    if config.has_state() {
        rules.allow(&config.state, Access::Change);
    }
    for file in config.hosts().filter_map(|host| config.search_index_of(host)) {
        rules.allow(durable::folder_of(&file), Access::Write);
        rules.locks = true;
    }
}

/// The folders of a host's files that may be written to.
pub(super) fn folders(host: &HostConfig) -> Vec<PathBuf> {
    let all = || vec![host.folder.clone()];
    let Ok(folder) = Folder::open(&host.folder) else { return all() };
    let made_for = host.options.generator.unwrap_or_else(|| detect(&folder));
    if made_for != GeneratorName::Plain {
        // Front matter may give any file any path, so a zone does not say in which of them it is.
        let (generator, _) = generator::read(made_for, &folder, &mut Vec::new());
        let names = generator.source_folders();
        let folders: Vec<PathBuf> = names.iter().map(|name| host.folder.join(name)).collect();
        // One that is not there yet could not be made.
        let are_there = folders.iter().all(|it| it.is_dir());
        return if are_there && !folders.is_empty() { folders } else { all() };
    }
    let mut folders: Vec<PathBuf> = Vec::new();
    for zone in host.uploads.iter() {
        let below = host.folder.join(zone.path.as_str().trim_matches('/'));
        // A page lies beside the folder of its name; what is not there yet is made in the nearest.
        let above = if zone.path.is_folder() { Some(below.as_path()) } else { below.parent() };
        let near = above.into_iter().flat_map(|it| it.ancestors()).find(|it| it.is_dir());
        let near = near.filter(|it| it.starts_with(&host.folder)).unwrap_or(&host.folder);
        if !folders.iter().any(|it| it == near) {
            folders.push(near.to_owned());
        }
    }
    folders
}

/// Makes the folder of the state, and gives it to the user that serves. Once it is there nothing
/// in it is touched: it is that user's, who may put links there.
pub(super) fn make_state_folder(config: &Config, user: Option<&User>) -> Result<(), StartError> {
    let is_kept = config.hosts().any(|host| config.search_index_of(host).is_some());
    if !(config.has_state() || is_kept) || config.state.symlink_metadata().is_ok() {
        return Ok(());
    }
    let made = durable::make_folder(&config.state).and_then(|()| match user.map(User::numbers) {
        Some((uid, gid)) => lchown(&config.state, Some(uid), Some(gid)),
        None => Ok(()),
    });
    match made {
        // A search goes on without; then its index is in memory, and the log says so.
        Err(source) if config.has_state() => {
            Err(StartError::State { folder: config.state.clone(), source })
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Makes the folders of each host in it, for which there is no room in the sandbox before they
/// exist. As the user that serves.
pub(super) fn make_state(config: &Config) -> Result<(), StartError> {
    let failed = |source| StartError::State { folder: config.state.clone(), source };
    make_state_folder(config, None)?;
    for host in config.hosts() {
        if config.store.is_some() {
            // What was begun in it when a process was killed is ended here, before it is read.
            let prepared = Mirror::prepare(&host.folder);
            prepared.map_err(|source| StartError::Copy { folder: host.folder.clone(), source })?;
        }
        if !host.uploads.is_empty() {
            config.state_of(host).make().map_err(failed)?;
        }
        if host.letters.is_some() {
            Letterbox::of(config.state_of(host)).make().map_err(failed)?;
        }
        if let Some(index) = config.search_index_of(host) {
            // As above.
            let _ = durable::make_folder(durable::folder_of(&index));
        }
    }
    Ok(())
}

/// The right to write to a host; `None` where nobody may.
///
/// # Errors
/// Fails when there is no folder for its history.
pub(super) fn uploads(
    config: &Config,
    host: &HostConfig,
    origin: Origin,
    shared: Option<Arc<dyn Shared>>,
) -> Result<Option<Arc<Uploads>>, StartError> {
    if host.uploads.is_empty() {
        return Ok(None);
    }
    let state = config.state_of(host);
    let failed = |source| StartError::State { folder: state.folder().to_owned(), source };
    state.make().map_err(failed)?;
    let uploads = Uploads::new(host.uploads.clone(), state, config.history, origin);
    Ok(Some(Arc::new(uploads.with_shared(shared))))
}

/// The letters of a host; `None` where none are taken.
///
/// # Errors
/// Fails when there is no folder for them.
pub(super) fn letters(
    config: &Config,
    host: &HostConfig,
) -> Result<Option<Arc<Letters>>, StartError> {
    let Some(taken) = host.letters else { return Ok(None) };
    let letterbox = Letterbox::of(config.state_of(host));
    let failed = |source| StartError::State { folder: letterbox.folder().to_owned(), source };
    letterbox.make().map_err(failed)?;
    Ok(Some(Arc::new(Letters::new(taken, letterbox))))
}

/// Sentences for the operator on what may be written to.
pub(super) fn remarks(config: &Config) -> Vec<String> {
    let taken = config.hosts().filter_map(|host| Some((host, host.letters?)));
    let letters = taken.map(|(host, rules)| {
        let who = if rules.anyone { "anyone" } else { "readers with a certificate" };
        let letterbox = Letterbox::of(config.state_of(host));
        format!(
            "{}: {who} may write to the author; letters are in {}",
            host.name,
            letterbox.folder().display()
        )
    });
    let hosts = config.hosts().filter(|host| !host.uploads.is_empty());
    hosts
        .map(|host| {
            let folders: Vec<String> =
                folders(host).iter().map(|it| it.display().to_string()).collect();
            format!(
                "{}: clients may upload; what is written to is {}, and the history in {}",
                host.name,
                folders.join(", "),
                config.state.display()
            )
        })
        .chain(letters)
        .collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::Cli;
    use crate::tests::folder_of;

    /// The folders of a site to whose `/notes/` somebody may write.
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let dir = folder_of(files);
        let upload = format!("/notes/=SHA256:{}", "a".repeat(64));
        let words = ["propus", "--upload", &upload, dir.path().to_str().unwrap()];
        let config = Config::of_text(&Cli::parse_from(words).serve, None).unwrap();
        let found = folders(config.hosts().next().unwrap());
        let found: Vec<_> = found
            .iter()
            .map(|it| it.strip_prefix(dir.path()).unwrap().to_str().unwrap().to_owned())
            .collect();
        assert_eq!(found, expected, "{files:?}");
    }

    #[test]
    fn who_writes_needs_the_folder_of_the_state_and_a_search_does_without() {
        let dir = folder_of(&[("site/index.md", ""), ("file", "")]);
        let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        let (site, upload) = (at("site"), format!("/=SHA256:{}", "a".repeat(64)));
        let make = |state: &str, options: &[&str]| {
            let words = [&["propus", "--state", state][..], options, &[site.as_str()]].concat();
            let config = Config::of_text(&Cli::parse_from(words).serve, None).unwrap();
            make_state_folder(&config, None)
        };
        let (state, other, none) = (at("state"), at("other"), at("file/state"));
        make(&state, &[]).unwrap();
        assert!(!dir.path().join("state").exists());
        make(&state, &["--search"]).unwrap();
        make(&other, &["--upload", &upload]).unwrap();
        assert!(dir.path().join("state").is_dir() && dir.path().join("other").is_dir());
        make(&none, &["--search"]).unwrap();
        let failed = make(&none, &["--upload", &upload]);
        assert!(matches!(failed, Err(StartError::State { .. })), "{failed:?}");
    }

    #[test]
    fn no_more_is_written_to_than_what_may_be_served_where_one_may_write() {
        check(&[("index.md", ""), ("notes/a.md", "")], &["notes"]);
        check(&[("index.md", "")], &[""]);
        check(
            &[("config.toml", "base_url = 'x'"), ("content/a.md", ""), ("static/a", "")],
            &["content", "static"],
        );
        check(&[("hugo.toml", ""), ("content/a.md", ""), ("static/a", "")], &["content", "static"]);
        check(&[("book.toml", ""), ("src/SUMMARY.md", "")], &["src"]);
        // What is missing could not be made, and front matter of Jekyll leads anywhere.
        check(&[("hugo.toml", ""), ("content/a.md", "")], &[""]);
        check(&[("_config.yml", ""), ("notes/a.md", "")], &[""]);
    }
}
