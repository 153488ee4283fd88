//! Mistakes between hosts: no two may have the same name or the same Gopher address, and the
//! command line can't mean one of several.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::access;
use super::addresses::Addresses;
use super::endpoint::Endpoint;
use super::error::ConfigError;
use super::file::{Given, Located};
use super::hosts::{HostConfig, Hosts};
use super::text::Text;
use crate::cli::Typed;
use crate::form::Protocol;
use crate::settings::Opt;
use crate::settings::host::{ALIASES, HOST, NAME};
use crate::settings::listen;
use crate::settings::store::STORE;
use crate::settings::value::{HostName, Listen};

/// Checks the hosts of a file against each other and against the command line.
///
/// # Errors
/// Names the option, or the line of the file.
pub(super) fn check(
    hosts: &Hosts,
    typed: &Typed,
    shared: &BTreeMap<Protocol, Endpoint>,
    file: &Given,
    text: &Text,
) -> Result<(), ConfigError> {
    let tables = file.tables(&HOST);
    if tables.len() > 1 {
        check_flags(typed, hosts, text)?;
    }
    check_names(&tables, text)?;
    let has_store = file.table(&STORE).is_some();
    tables.iter().try_for_each(|host| access::check(host, text, has_store))?;
    for protocol in &hosts.free {
        check_address_above(*protocol, file, text)?;
    }
    let all = std::iter::once(&hosts.first).chain(&hosts.others);
    check_addresses(all.zip(tables), shared, text)
}

/// Refuses options about one of several hosts.
fn check_flags(typed: &Typed, hosts: &Hosts, text: &Text) -> Result<(), ConfigError> {
    let mut options: Vec<Opt> =
        HOST.settings().filter_map(|setting| setting.facts().option.copied()).collect();
    options.extend(hosts.free.iter().filter_map(|protocol| listen::address(*protocol).option));
    match typed.flags().find(|flag| options.iter().any(|option| option.flag == *flag)) {
        Some(flag) => Err(ConfigError::WhichHost(flag, text.name().to_owned())),
        None => Ok(()),
    }
}

/// Checks that each of several hosts has a name, and none that another has.
fn check_names(hosts: &[&Given], text: &Text) -> Result<(), ConfigError> {
    let mut taken = HashSet::new();
    for host in hosts {
        let name = host.value(&NAME);
        if name.is_none() && hosts.len() > 1 {
            let what = "the host has no name; write name = \"example.org\" below this line";
            return Err(text.fault(&host.span, what));
        }
        if let Some(Located { value, span }) = name {
            take_name(&mut taken, value, &span, text)?;
        }
        if let Some(Located { value, span }) = host.value(&ALIASES) {
            value.iter().try_for_each(|alias| take_name(&mut taken, alias, &span, text))?;
        }
    }
    Ok(())
}

fn take_name<'a>(
    taken: &mut HashSet<&'a str>,
    name: &'a HostName,
    span: &Range<usize>,
    text: &Text,
) -> Result<(), ConfigError> {
    if taken.insert(name.as_str()) {
        return Ok(());
    }
    let what = format!("{} stands in the file already; each name leads to one host", name.as_str());
    Err(text.fault(span, what))
}

/// Checks that an address above all hosts is for one of them.
fn check_address_above(protocol: Protocol, file: &Given, text: &Text) -> Result<(), ConfigError> {
    match file.value(listen::address(protocol)) {
        Some(above) if *above.value != Listen::Off => {
            let what = format!(
                "every host has a {} address of its own, so this one serves nobody; remove it",
                protocol.title()
            );
            Err(text.fault(&above.span, what))
        }
        Some(_) | None => Ok(()),
    }
}

/// Checks that nothing else has the address of a host.
fn check_addresses<'a>(
    hosts: impl Iterator<Item = (&'a HostConfig, &'a Given)>,
    shared: &BTreeMap<Protocol, Endpoint>,
    text: &Text,
) -> Result<(), ConfigError> {
    let mut taken = Addresses::default();
    for (protocol, endpoint) in shared {
        taken.take(protocol.title(), endpoint.address);
    }
    for (config, host) in hosts {
        for (protocol, endpoint) in &config.endpoints {
            let address = endpoint.address;
            let Some(other) = taken.take(&config.name, address) else { continue };
            let own = listen::own_address(*protocol).and_then(|setting| host.value(setting));
            let span = own.map_or(host.span.clone(), |own| own.span);
            let (title, key) = (protocol.title(), protocol.scheme());
            let what = format!(
                "{address} is taken by {}, on {}; no {title} request names its host, so give each \
                 an address or a port of its own ([::] and 0.0.0.0 are all addresses of the \
                 machine), or write {key} = false",
                other.name, other.address
            );
            return Err(text.fault(&span, what));
        }
    }
    Ok(())
}
