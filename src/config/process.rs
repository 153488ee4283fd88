//! What the process is permitted to do, from what was typed and what the file says. How it comes to
//! be is for `start`.

use std::path::PathBuf;

use super::file::File;
use super::resolve::Ledger;
use crate::cli::ProcessArgs;

/// What the process is permitted to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProcessConfig {
    /// The user that it becomes once it listens: a name, or `UID:GID`.
    pub user: Option<String>,
    /// Whether it may go on as root.
    pub allow_root: bool,
    /// Whether it enters the sandbox.
    pub sandbox: bool,
    /// Folders that may be read there, besides those that it needs.
    pub readable: Vec<PathBuf>,
}

pub(super) fn choose(ledger: &mut Ledger<'_>, typed: &ProcessArgs, file: &File) -> ProcessConfig {
    let user = ledger.choose("user", ("--user", typed.user.clone()), &[&file.user]);
    let allow_root = ("--allow-root", typed.allow_root.then_some(true));
    let sandbox = ("--no-sandbox", typed.no_sandbox.then_some(false));
    let readable =
        ("--sandbox-read", Some(typed.sandbox_read.clone()).filter(|all| !all.is_empty()));
    ProcessConfig {
        user: user.map(|chosen| chosen.value),
        allow_root: ledger.choose_or("allow-root", allow_root, &[&file.allow_root], false).value,
        sandbox: ledger.choose_or("sandbox", sandbox, &[&file.sandbox], true).value,
        readable: ledger.paths("sandbox-read", readable, &file.sandbox_read),
    }
}
