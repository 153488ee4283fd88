//! Identities in the store: what `propus id` changes where several boxes serve one host. Where the
//! zones are, and what may be done there, each box has in its own file.

use std::path::Path;

use super::zones::verb;
use crate::access::Guest;
use crate::cli::{Serve, ServeSettings, Typed, ZoneArgs};
use crate::command::edit_error::EditError;
use crate::command::error::CommandError;
use crate::config::{Config, StoreConfig};
use crate::counters::Right;
use crate::path::CapsulePath;
use crate::server::terms_of;
use crate::store::{StoreError, Versions};

/// The store of a configuration.
pub(super) struct InStore {
    config: Config,
    store: StoreConfig,
}

impl InStore {
    /// That of a file; `None` where it names none.
    pub(super) fn of(file: &Path) -> Result<Option<Self>, CommandError> {
        let settings = ServeSettings(Typed::default());
        let config = Config::new(&Serve { config: Some(file.to_owned()), settings })?;
        Ok(config.store.clone().map(|store| Self { config, store }))
    }

    /// One line for each identity, as of those in a file.
    pub(super) fn listed(&self, wanted: &ZoneArgs) -> Result<Vec<String>, CommandError> {
        let mut lines = Vec::new();
        for host in self.config.hosts() {
            let versions = self.versions(&host.name);
            let (guests, _) = wait_for(async { versions.identities().await })?;
            let meant = guests.iter().filter(|it| wanted.includes(&host.name, it.zone.as_str()));
            lines.extend(meant.map(|it| {
                let remark = if it.writes { "  (may write)" } else { "" };
                let (zone, name) = (&it.zone, &it.name);
                format!("{}  {zone}  {name}  SHA256:{:x}{remark}", host.name, it.fingerprint)
            }));
        }
        Ok(lines)
    }

    /// Admits one more to a zone of a host as the file names it.
    pub(super) fn add(
        &self,
        host: &str,
        guest: &Guest,
    ) -> Result<Result<(), EditError>, CommandError> {
        let known = |it: &Guest| {
            let is_there = it.zone == guest.zone && it.writes == guest.writes;
            is_there && (it.name == guest.name || it.fingerprint == guest.fingerprint)
        };
        let versions = self.versions(self.served(host));
        let added = wait_for(versions.change_identities(|guests| {
            let is_new = !guests.iter().any(known);
            if is_new {
                guests.push(guest.clone());
            }
            is_new
        }))?;
        Ok(if added { Ok(()) } else { Err(EditError::Known(guest.name.clone())) })
    }

    /// Admits one less. Returns the names of the zones; none where the store has no such identity.
    pub(super) fn remove(
        &self,
        wanted: &ZoneArgs,
        right: Right,
        name: &str,
    ) -> Result<Vec<String>, CommandError> {
        let mut zones = Vec::new();
        for host in self.config.hosts() {
            let versions = self.versions(&host.name);
            let is_meant = |it: &Guest| {
                let writes = right == Right::Write;
                it.name == name
                    && it.writes == writes
                    && wanted.includes(&host.name, it.zone.as_str())
            };
            let (guests, _) = wait_for(async { versions.identities().await })?;
            let found: Vec<&CapsulePath> =
                guests.iter().filter(|it| is_meant(it)).map(|it| &it.zone).collect();
            if found.is_empty() {
                continue;
            }
            wait_for(versions.change_identities(|guests| {
                let before = guests.len();
                guests.retain(|it| !is_meant(it));
                guests.len() < before
            }))?;
            zones.extend(found.iter().map(|it| format!("to {} {} {it}", verb(right), host.name)));
        }
        Ok(zones)
    }

    /// A host as it is served; the first, where the file gives it no name.
    fn served<'a>(&'a self, host: &'a str) -> &'a str {
        if host.is_empty() { &self.config.first.name } else { host }
    }

    fn versions(&self, host: &str) -> Versions {
        Versions::new(terms_of(&self.store), &host.to_ascii_lowercase())
    }
}

fn wait_for<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    Ok(runtime.map_err(CommandError::Output)?.block_on(work)?)
}
