//! `ChosenHost`: the host that a command about its state means, with a configuration or without.

use std::io;
use std::path::Path;

use super::configured::found_file;
use super::error::{CommandError, at};
use crate::cli::{HostPlace, Serve, ServeSettings, Typed};
use crate::config::{Config, HostConfig, host};
use crate::settings::host::CAPSULE;
use crate::settings::server::STATE;
use crate::state::HostState;

/// A host, and its state.
pub(super) struct ChosenHost {
    pub(super) config: Config,
    pub(super) host: HostConfig,
    pub(super) state: HostState,
    /// A configuration file says what there is.
    pub(super) has_file: bool,
}

impl ChosenHost {
    /// The host that the arguments mean: of several the first, if none is named.
    ///
    /// # Errors
    /// Fails when the configuration can't be read, or names no such host.
    pub(super) fn of(arguments: &HostPlace) -> Result<Self, CommandError> {
        let mut typed = Typed::default();
        if arguments.state.is_some() {
            typed = typed.with(&STATE, arguments.state.clone());
        }
        if let Some(folder) = &arguments.capsule {
            typed = typed.with(&CAPSULE, folder.clone());
        }
        // Whoever says where things are needs no file; who does not means the one that is found.
        let says_where = arguments.state.is_some() || arguments.capsule.is_some();
        let file =
            arguments.config.clone().or_else(|| if says_where { None } else { found_file() });
        let has_file = file.is_some();
        let serve = Serve { config: file, settings: ServeSettings(typed) };
        let config = Config::new(&serve)?;
        let name = arguments.host.as_deref().map(host).transpose()?;
        let meant = match &name {
            // Without a file the name is not known to the configuration.
            Some(name) if has_file => config.hosts().find(|host| host.names().any(|it| it == name)),
            Some(_) | None => Some(&config.first),
        };
        let meant = meant.ok_or_else(|| missing(&config.state, "there is no such host"))?.clone();
        let known = name.filter(|_| !has_file);
        let state = HostState::of(&config.state, known.as_deref().unwrap_or(&meant.name));
        Ok(Self { config, host: meant, state, has_file })
    }
}

/// The error of something that is not there.
pub(super) fn missing(path: &Path, what: &str) -> CommandError {
    at(path)(io::Error::new(io::ErrorKind::NotFound, what))
}
