//! Mistakes between hosts: no two may have the same name or the same Gopher address, and the
//! command line can't mean one of several.

use std::collections::HashSet;
use std::ops::Range;

use super::access;
use super::addresses::Addresses;
use super::endpoint::Endpoint;
use super::error::ConfigError;
use super::file::{Given, Located};
use super::hosts::{HostConfig, Hosts};
use super::text::Text;
use crate::cli::Typed;
use crate::settings::Opt;
use crate::settings::host::{ALIASES, HOST, HOST_GOPHER, NAME};
use crate::settings::server::GOPHER;
use crate::settings::value::{HostName, Listen};

/// Checks the hosts of a file against each other and against the command line.
///
/// # Errors
/// Names the option, or the line of the file.
pub(super) fn check(
    hosts: &Hosts,
    typed: &Typed,
    gemini: Option<&Endpoint>,
    file: &Given,
    text: &Text,
) -> Result<(), ConfigError> {
    let tables = file.tables(&HOST);
    if tables.len() > 1 {
        check_flags(typed, hosts, text)?;
    }
    check_names(&tables, text)?;
    tables.iter().try_for_each(|host| access::check(host, text))?;
    if hosts.gopher_is_free {
        check_gopher_above(file, text)?;
    }
    let all = std::iter::once(&hosts.first).chain(&hosts.others);
    check_addresses(all.zip(tables), gemini, text)
}

/// Refuses options about one of several hosts.
fn check_flags(typed: &Typed, hosts: &Hosts, text: &Text) -> Result<(), ConfigError> {
    let mut options: Vec<Opt> =
        HOST.settings().filter_map(|setting| setting.facts().option.copied()).collect();
    if hosts.gopher_is_free {
        options.extend(GOPHER.option);
    }
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

/// Checks that a Gopher address above all hosts is for one of them.
fn check_gopher_above(file: &Given, text: &Text) -> Result<(), ConfigError> {
    match file.value(&GOPHER) {
        Some(above) if *above.value != Listen::Off => {
            let what =
                "every host has a Gopher address of its own, so this one serves nobody; remove it";
            Err(text.fault(&above.span, what))
        }
        Some(_) | None => Ok(()),
    }
}

/// Checks that no two hosts have the same Gopher address.
fn check_addresses<'a>(
    hosts: impl Iterator<Item = (&'a HostConfig, &'a Given)>,
    gemini: Option<&Endpoint>,
    text: &Text,
) -> Result<(), ConfigError> {
    let mut taken = Addresses::default();
    if let Some(gemini) = gemini {
        taken.take("Gemini", gemini.address);
    }
    for (config, host) in hosts {
        let Some(address) = config.gopher.as_ref().map(|it| it.address) else { continue };
        if let Some(other) = taken.take(&config.name, address) {
            let span = host.value(&HOST_GOPHER).map_or(host.span.clone(), |own| own.span);
            let what = format!(
                "{address} is taken by {}, on {}; no Gopher request names its host, so give each \
                 an address or a port of its own ([::] and 0.0.0.0 are all addresses of the \
                 machine), or write gopher = false",
                other.name, other.address
            );
            return Err(text.fault(&span, what));
        }
    }
    Ok(())
}
