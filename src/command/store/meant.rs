//! The store and the host that a command means.

use std::path::Path;

use crate::cli::{HostPlace, StorePlace};
use crate::command::error::CommandError;
use crate::command::host_place::{ChosenHost, missing};
use crate::config::{Config, HostConfig, StoreConfig};
use crate::server::terms_of;
use crate::store::Versions;

/// The store and the host that are meant.
pub(super) struct Meant {
    pub(super) config: Config,
    pub(super) host: HostConfig,
    pub(super) store: StoreConfig,
    pub(super) versions: Versions,
}

impl Meant {
    /// What the arguments mean.
    ///
    /// # Errors
    /// Fails when the configuration can't be read, or names no store.
    pub(super) fn of(place: &StorePlace) -> Result<Self, CommandError> {
        let place = HostPlace {
            config: place.config.clone(),
            host: place.host.clone(),
            ..HostPlace::default()
        };
        let ChosenHost { config, host, .. } = ChosenHost::of(&place)?;
        let file = config.file.as_deref().unwrap_or(Path::new("propus.toml"));
        let none = || missing(file, "it has no [store]; see the manual, several-boxes");
        let store = config.store.clone().ok_or_else(none)?;
        let versions = Versions::new(terms_of(&store), &host.name);
        Ok(Self { config, host, store, versions })
    }
}
