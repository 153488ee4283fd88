//! Shutting the process up once it has opened what only root may open: it becomes another user,
//! gives up its capabilities, sees that it can still read what is needed, and enters the sandbox.
//! The list of needs is for `sandbox_rules`.
//!
//! All of it happens before the second thread: a user, capabilities, a filter and the rules of
//! Landlock belong to a thread, and to those that it starts.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown};
use std::path::{Path, PathBuf};

use rustix::fs::{Access as Mode, access};
use rustix::process::geteuid;
use tracing::{info, warn};

use super::error::StartError;
use super::sandbox_rules;
use super::writable;
use crate::config::Config;
use crate::log;
use crate::net::certs::{self, Files};
use crate::sandbox::{Sandbox, User, capabilities, name_of};

/// Becomes the user, for good; whoever it is then has no capabilities, unless the configuration has
/// the sandbox off.
///
/// # Errors
/// Fails when the user can't become, or could not read what is needed.
pub(super) fn assume(config: &Config, user: Option<&User>) -> Result<(), StartError> {
    let is_shut_up = gives_up_capabilities(config);
    if is_shut_up {
        // First: who may become another user may do this too, and who has become one may not.
        capabilities::empty_bounding_set().map_err(StartError::Capabilities)?;
    }
    if let Some(user) = user {
        user.assume()
            .map_err(|source| StartError::User { name: user.name().to_owned(), source })?;
    }
    if is_shut_up {
        capabilities::give_up().map_err(StartError::Capabilities)?;
    }
    match user {
        Some(user) => check_rights(config, &Whom { name: user.name(), now: BECAME }),
        None if is_shut_up && geteuid().is_root() => {
            check_rights(config, &Whom { name: &own_name(), now: LEFT })
        }
        None => Ok(()),
    }?;
    // That of a first start is there; a later configuration may name another one.
    make_certs_folder(config, None)?;
    writable::make_state(config)
}

/// Gives up all that a master does not need: it opens ports, and starts workers that become the
/// user, if there is one.
///
/// # Errors
/// Fails when the system refuses.
pub(super) fn reduce(config: &Config, user: Option<&User>) -> Result<(), StartError> {
    if let Some(user) = user {
        // What the user may read by its groups is read as that user, too.
        user.join_groups()
            .map_err(|source| StartError::User { name: user.name().to_owned(), source })?;
    }
    if !gives_up_capabilities(config) {
        return Ok(());
    }
    capabilities::keep(user.is_some()).map_err(StartError::Capabilities)
}

/// Keeps the right to ports below 1024 for another program in the place of this one.
pub(super) fn keep_over_execution() {
    // Without it the other program serves what is open already.
    let _ = capabilities::keep_over_execution();
}

/// Does something as the user, if there is one, whose rights root may lack without capabilities.
pub(super) fn as_user<T>(user: Option<&User>, deed: impl FnOnce() -> T) -> io::Result<T> {
    match user {
        Some(user) => user.do_as(deed),
        None => Ok(deed()),
    }
}

/// The user that it is from now on.
struct Whom<'a> {
    name: &'a str,
    /// Words on how it came to be that one.
    now: &'static str,
}

const BECAME: &str = "the user that propus became";
const LEFT: &str = "who is a user like others once propus has given up its capabilities";

/// True unless somebody wants to have it otherwise: who does without the sandbox and names root.
fn gives_up_capabilities(config: &Config) -> bool {
    config.process.sandbox || config.process.user.is_none()
}

/// Enters the sandbox, for good, unless the configuration has it off.
pub(super) fn enter(config: &Config) -> Sandbox {
    if config.process.sandbox {
        Sandbox::enter(&sandbox_rules::rules(config))
    } else {
        Sandbox::off()
    }
}

/// Sees that the folder of certificates is none that is a file.
///
/// # Errors
/// Names the option.
pub(super) fn check_certs(config: &Config) -> Result<(), StartError> {
    let file = &config.certs;
    if file.is_file() {
        let option = config.certs_source.option("certs");
        return Err(StartError::CertsFile { option, file: file.clone() });
    }
    Ok(())
}

/// Makes the folder of certificates, for which there is no room in the sandbox before it exists.
/// Not for a server that will not start.
pub(super) fn make_certs_folder(config: &Config, user: Option<&User>) -> Result<(), StartError> {
    check_certs(config)?;
    let folder = &config.certs;
    if folder.exists()
        || !sandbox_rules::speaks_tls(config)
        || !config.hosts().all(|host| host.folder.is_dir())
    {
        return Ok(());
    }
    let is_usual = config.usual_certs().is_some();
    let above = folder.parent().filter(|above| is_usual && !above.exists());
    certs::make_folder(folder)?;
    if let Some((uid, gid)) = user.map(User::numbers) {
        lchown(folder, Some(uid), Some(gid)).map_err(StartError::System)?;
        if let Some(above) = above {
            // Whatever mask root has: that user has to pass.
            fs::set_permissions(above, Permissions::from_mode(0o755))
                .map_err(StartError::System)?;
        }
    }
    Ok(())
}

/// Sees that the user can read what root could. Later it would fail with less to say: the sandbox
/// hides the list of users.
fn check_rights(config: &Config, user: &Whom<'_>) -> Result<(), StartError> {
    let name = user.name;
    if config.hosts().any(|host| is_no_folder(&host.folder)) {
        // It will be named as what it is: missing, or a file.
        return Ok(());
    }
    for path in config.hosts().map(|host| &host.folder).chain(&config.file) {
        if is_denied(path) {
            let advice = format!("let {name} read it, with all that is in it: chmod -R o+rX");
            return Err(lacks(user, path, "read", &advice));
        }
    }
    if !sandbox_rules::speaks_tls(config) {
        return Ok(());
    }
    for host in config.hosts() {
        let files = Files::of_host(&config.certs, &host.name);
        for file in [&files.key, &files.certificate] {
            if is_denied(file) {
                return Err(lacks_key(user, &config.certs, file, "read"));
            }
        }
        if !files.key.exists() && access(&config.certs, Mode::WRITE_OK | Mode::EXEC_OK).is_err() {
            return Err(lacks_key(user, &config.certs, &config.certs, "write to"));
        }
    }
    Ok(())
}

/// The error of a user without a right to the folder of keys, or to a file in it: they stay the
/// server's own, and another server must not lose them. Others are never let in.
fn lacks_key(user: &Whom<'_>, folder: &Path, file: &Path, lacking: &'static str) -> StartError {
    let (name, now) = (user.name.to_owned(), user.now);
    let give = format!(
        "chown -R {name} {}: this keeps your key; if another server has its keys there, name \
         another folder: --certs DIR",
        folder.display()
    );
    match barred_above(file) {
        Some(barred) if barred.starts_with(folder) => {
            let advice = format!("it belongs to {}{} {give}", owner(&barred), or(user, &barred));
            StartError::UserLacks { user: name, now, file: barred, lacking: "enter", advice }
        }
        Some(_) | None => lacks(user, file, lacking, &give),
    }
}

/// The error of a user without a right to a file, or to a folder above it.
fn lacks(user: &Whom<'_>, file: &Path, lacking: &'static str, advice: &str) -> StartError {
    let (name, now) = (user.name.to_owned(), user.now);
    if let Some(folder) = barred_above(file) {
        let (owner, or) = (owner(&folder), or(user, &folder));
        let advice = format!("it belongs to {owner}{or} let {name} pass: chmod o+x");
        return StartError::UserLacks { user: name, now, file: folder, lacking: "enter", advice };
    }
    let advice = format!("it belongs to {}{} {advice}", owner(file), or(user, file));
    StartError::UserLacks { user: name, now, file: file.to_owned(), lacking, advice }
}

/// What stands between whose something is and what can be done about that: for root the other way,
/// which is to become that user.
fn or(user: &Whom<'_>, file: &Path) -> String {
    let above = file.ancestors().find_map(|it| it.metadata().ok());
    match above.map(|found| found.uid()).filter(|uid| *uid != 0 && user.now == LEFT) {
        Some(uid) => format!(": --user {} becomes that user; or", name_of(uid)),
        None => ";".to_owned(),
    }
}

/// True of a path at which there is nothing, or something else.
fn is_no_folder(path: &Path) -> bool {
    match path.metadata() {
        Ok(found) => !found.is_dir(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

fn is_denied(path: &Path) -> bool {
    File::open(path).is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
}

/// Advice on a file that can't be opened to be written, or be made: the right that is missing, and
/// where. Empty, where it is not for want of a folder or a right.
pub(super) fn advice_on_writing(file: &Path, error: &io::Error) -> String {
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
    let (barred, lacking) = match barred_above(file) {
        Some(folder) => (folder, "enter"),
        None if file.exists() => (file.to_owned(), "write to"),
        None => (folder.to_owned(), "write in"),
    };
    let owner = owner(&barred);
    format!(
        "; {user}, as whom propus runs, can't {lacking} {}, which belongs to {owner}",
        barred.display()
    )
}

/// Advice on a folder that can't be read for want of a right.
pub(super) fn advice_on_reading(folder: &Path) -> String {
    if let Some(barred) = barred_above(folder) {
        return format!(
            "; {}, which it is in, belongs to {}: sudo chmod o+x {}",
            barred.display(),
            owner(&barred),
            barred.display()
        );
    }
    let (owner, folder) = (owner(folder), folder.display());
    if owner == own_name() {
        format!("; it is yours: chmod u+rx {folder}")
    } else {
        format!("; it belongs to {owner}: sudo chmod o+rx {folder}")
    }
}

/// The first folder on the way to a file that can't be entered.
fn barred_above(file: &Path) -> Option<PathBuf> {
    let file = std::path::absolute(file).ok()?;
    let mut above: Vec<&Path> = file.ancestors().skip(1).collect();
    above.reverse();
    above
        .into_iter()
        .find(|folder| folder.is_dir() && access(*folder, Mode::EXEC_OK).is_err())
        .map(Path::to_owned)
}

/// Owner of a file, or of the folder in which it can't even be seen.
fn owner(file: &Path) -> String {
    let metadata = file.ancestors().find_map(|it| it.metadata().ok());
    metadata.map_or_else(|| "somebody else".to_owned(), |it| name_of(it.uid()))
}

/// User of the process, by name if there is one, else by number.
pub(super) fn own_name() -> String {
    name_of(geteuid().as_raw())
}

/// Reports the sandbox that is in force, and the user of the process.
pub(super) fn report(sandbox: &Sandbox, config: &Config, user: Option<&User>, own_name: &str) {
    let whom = match (geteuid().is_root(), &config.process.user, user) {
        (true, ..) if gives_up_capabilities(config) => ", without any capability".to_owned(),
        (false, None, Some(_)) => {
            format!(", to whom {} belongs", config.first.folder.display())
        }
        _ => String::new(),
    };
    if config.process.sandbox {
        info!(target: log::BEGINNING, "sandbox: {sandbox}; running as {own_name}{whom}");
    } else {
        warn!("there is no sandbox (--no-sandbox); running as {own_name}{whom}");
    }
    for remark in sandbox_rules::remarks(config).into_iter().chain(writable::remarks(config)) {
        info!(target: log::BEGINNING, "{remark}");
    }
    for missing in sandbox.missing() {
        warn!("the sandbox has a gap: {missing}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Serve, ServeSettings, Typed};
    use crate::settings::host::CAPSULE;
    use crate::settings::server::CERTS;

    #[test]
    fn a_missing_right_to_write_is_named() {
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
    fn what_can_be_read_and_what_is_not_there_is_not_denied() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!is_denied(dir.path()) && !is_denied(&dir.path().join("none")));
        let typed = Typed::default()
            .with(&CAPSULE, dir.path().to_owned())
            .with(&CERTS, dir.path().to_owned());
        let config = Config::new(&Serve { config: None, settings: ServeSettings(typed) });
        let user = Whom { name: "anna", now: BECAME };
        check_rights(&config.unwrap(), &user).unwrap();
    }

    #[test]
    fn a_missing_right_to_read_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let (folder, user) = (dir.path().display(), own_name());
        assert_eq!(advice_on_reading(dir.path()), format!("; it is yours: chmod u+rx {folder}"));
        let error = lacks(&Whom { name: "anna", now: BECAME }, dir.path(), "read", "do it");
        let StartError::UserLacks { user: who, now, file, lacking, advice } = error else {
            panic!("{error}");
        };
        assert_eq!(
            (who.as_str(), now, file.as_path(), lacking),
            ("anna", BECAME, dir.path(), "read")
        );
        assert_eq!(advice, format!("it belongs to {user}; do it"));
    }
}
