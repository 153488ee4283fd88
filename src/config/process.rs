//! Rights of the process. How it comes to have no others is for `server`.

use std::path::PathBuf;

use super::file::Given;
use super::resolve::Resolver;
use crate::settings::server::{SANDBOX, SANDBOX_READ, USER};

/// Rights of the process.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProcessConfig {
    /// The user that it becomes once it listens: a name, or `UID:GID`.
    pub user: Option<String>,
    /// Sandbox, which it enters before it serves.
    pub sandbox: bool,
    /// Folders that may be read there, besides those that it needs.
    pub readable: Vec<PathBuf>,
}

pub(super) fn process(resolver: &mut Resolver<'_>, file: &Given) -> ProcessConfig {
    ProcessConfig {
        user: resolver.value(&USER, &[file]),
        sandbox: resolver.value(&SANDBOX, &[file]),
        readable: resolver.value(&SANDBOX_READ, &[file]),
    }
}
