//! The store. Asking it is for `store`.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::error::ConfigError;
use super::file::Given;
use super::hosts::HostConfig;
use super::resolve::Resolver;
use super::text::Text;
use crate::net::certs::KeyHome;
use crate::settings::store::{
    BOX_NAME, CA, CERTIFICATE, ETCD, HOST_KEY, KEY, PASSWORD_FILE, PREFIX, STORE, USER,
};

/// Where the store is, and how it is asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoreConfig {
    /// Addresses of its members.
    pub members: Vec<SocketAddr>,
    /// The authorities of members' certificates; `None` where TLS is not spoken.
    pub ca: Option<PathBuf>,
    /// Our own certificate and key.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// A user, and the file of its password.
    pub user: Option<(String, PathBuf)>,
    /// What keys begin with.
    pub prefix: String,
    /// Where the keys of hosts are at home.
    pub host_key: KeyHome,
    /// Name of this box.
    pub name: String,
}

impl StoreConfig {
    /// True where keys of hosts may be there: nobody on the way to the members reads them.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.ca.is_some() || self.members.iter().all(|member| member.ip().is_loopback())
    }

    /// True where boxes take their keys from there.
    #[must_use]
    pub fn has_keys(&self) -> bool {
        self.host_key == KeyHome::Store && self.is_private()
    }

    /// Files that are read for it while the server runs.
    pub fn files(&self) -> impl Iterator<Item = &PathBuf> {
        let own = self.certificate.iter().flat_map(|(certificate, key)| [certificate, key]);
        self.ca.iter().chain(own).chain(self.user.iter().map(|(_, file)| file))
    }
}

/// The store; `None` where there is none.
pub(super) fn store(
    resolver: &mut Resolver<'_>,
    file: &Given,
    text: Option<&Text>,
) -> Result<Option<StoreConfig>, ConfigError> {
    let (Some(given), Some(text)) = (file.table(&STORE), text) else { return Ok(None) };
    resolver.begin(&STORE);
    let given = &[given];
    let members = resolver.value(&ETCD, given);
    let prefix = resolver.value(&PREFIX, given);
    let ca = resolver.value(&CA, given);
    let certificate = resolver.value(&CERTIFICATE, given);
    let key = resolver.value(&KEY, given);
    let user = resolver.value(&USER, given);
    let password = resolver.value(&PASSWORD_FILE, given);
    let host_key = resolver.value(&HOST_KEY, given);
    let name = resolver.value(&BOX_NAME, given).unwrap_or_else(name_of_machine);
    let [table] = given;
    let fault = |what: &str| Err(text.fault(&table.span, what));
    let is_tls = members.iter().any(|member| member.is_tls);
    if members.is_empty() {
        return fault("etcd names no member");
    }
    if !members.iter().all(|member| member.is_tls == is_tls) {
        return fault("members are all spoken to by https:// or all by http://");
    }
    match (is_tls, &ca) {
        (true, None) => return fault("with https:// write ca, the authorities of the members"),
        (false, Some(_)) => return fault("ca is for members that are written with https://"),
        (true, Some(_)) | (false, None) => {}
    }
    if certificate.is_some() != key.is_some() || (certificate.is_some() && !is_tls) {
        return fault("certificate and key go together, and with https://");
    }
    if user.is_some() != password.is_some() {
        return fault("user and password-file go together");
    }
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || "-._".contains(c)) {
        return fault("box is a word of letters, digits, dots, hyphens and underscores");
    }
    Ok(Some(StoreConfig {
        members: members.into_iter().map(|member| member.address).collect(),
        ca,
        certificate: certificate.zip(key),
        user: user.zip(password),
        prefix: prefix.as_str().to_owned(),
        host_key,
        name,
    }))
}

/// Refuses what does not go together with a store.
pub(super) fn check<'a>(
    store: Option<&StoreConfig>,
    mut hosts: impl Iterator<Item = &'a HostConfig>,
) -> Result<(), ConfigError> {
    if store.is_none() {
        return Ok(());
    }
    if !cfg!(feature = "cluster") {
        return Err(ConfigError::NoStore);
    }
    match hosts.find(|host| host.letters.is_some()) {
        Some(host) => Err(ConfigError::LettersBesideStore(host.name.clone())),
        None => Ok(()),
    }
}

fn name_of_machine() -> String {
    let name = rustix::system::uname();
    let name = name.nodename().to_string_lossy();
    if name.is_empty() { "box".to_owned() } else { name.into_owned() }
}
