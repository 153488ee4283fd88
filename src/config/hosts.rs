//! The hosts of a configuration: names, folders and addresses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::access;
use super::content::{content_options, content_style};
use super::endpoint::Endpoint;
use super::error::ConfigError;
use super::file::Given;
use super::resolve::{Chosen, Resolver};
use super::rules;
use super::text::Text;
use super::value_source::ValueSource;
use crate::access::Guests;
use crate::form::Protocol;
use crate::generator::Options;
use crate::letters::Rules;
use crate::path::CapsulePath;
use crate::settings::content::{CONTENT, HOST_CONTENT};
use crate::settings::host::{
    ALIASES, ANNOUNCE, CAPSULE, FINGER_PAGE, HOST, LANGUAGE, NAME, UPLOADS,
};
use crate::settings::listen;
use crate::settings::value::{Aggregator, HostName, Listen};
use crate::site::Style;
use crate::upload::UploadZones;

/// One host.
#[derive(Clone, PartialEq, Debug)]
pub struct HostConfig {
    /// Its public name.
    pub name: String,
    /// True if the name was given, and is not the default.
    pub named: bool,
    /// Other names under which the same is served.
    pub aliases: Vec<String>,
    /// The folder that is served.
    pub folder: PathBuf,
    /// Source of the folder.
    pub folder_source: ValueSource,
    /// Options for reading it.
    pub options: Options,
    /// What may be written to, and by whom.
    pub uploads: UploadZones,
    /// Those whom its zones admit besides, as the store says.
    pub guests: Guests,
    /// Aggregators that are told of new posts, by a command.
    pub announce: Vec<Aggregator>,
    /// The letters to its author that are taken; `None` for none.
    pub letters: Option<Rules>,
    /// The folder of certificates, relative to the folder that is served; `None` when it lies
    /// elsewhere.
    pub certs_inside: Option<String>,
    /// Style of its pages.
    pub style: Style,
    /// Addresses of its own: of the protocols that it is on and whose requests name no host.
    pub endpoints: BTreeMap<Protocol, Endpoint>,
    /// The protocols of that kind that are on, and for which there was no address left for it.
    pub left_out: Vec<Protocol>,
    /// The ports that clients see, where they are others than those that are listened on.
    pub public_ports: BTreeMap<Protocol, u16>,
    /// The page that Finger shows to who names none.
    pub finger_page: Option<CapsulePath>,
}

impl HostConfig {
    /// True when anything is written into its state.
    #[must_use]
    pub fn has_state(&self) -> bool {
        !self.uploads.is_empty() || self.letters.is_some()
    }

    /// All its names, the public one first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}

/// All hosts.
pub(super) struct Hosts {
    pub(super) first: HostConfig,
    pub(super) others: Vec<HostConfig>,
    /// Protocols whose address above all hosts is for none of them.
    pub(super) free: BTreeSet<Protocol>,
}

/// Chooses the settings of each host. Where the file names none there is one all the same.
pub(super) fn hosts(
    resolver: &mut Resolver<'_>,
    file: &Given,
    text: Option<&Text>,
) -> Result<Hosts, ConfigError> {
    let tables = file.tables(&HOST);
    let is_alone = tables.len() < 2;
    let mut choice = Choice { resolver, file, text, is_alone, free: of_their_own().collect() };
    let (first, others) = match tables.split_first() {
        None => (choice.host(&Given::default())?, Vec::new()),
        Some((first, others)) => {
            let first = choice.host(first)?;
            let others = others.iter().map(|host| choice.host(host));
            (first, others.collect::<Result<_, _>>()?)
        }
    };
    Ok(Hosts { first, others, free: choice.free })
}

/// The protocols of which each host needs an address of its own: no request names its host there.
pub(super) fn of_their_own() -> impl Iterator<Item = Protocol> {
    Protocol::ALL.into_iter().filter(|protocol| !protocol.names_host())
}

/// The choice of the hosts' settings, in progress.
struct Choice<'a, 'b> {
    resolver: &'a mut Resolver<'b>,
    file: &'a Given,
    text: Option<&'a Text>,
    /// True of the only host: the command line can give all its settings.
    is_alone: bool,
    /// Protocols whose address above all hosts is for none of them so far.
    free: BTreeSet<Protocol>,
}

impl Choice<'_, '_> {
    fn host(&mut self, given: &Given) -> Result<HostConfig, ConfigError> {
        self.resolver.begin(&HOST);
        let name = self.resolver.choose(&NAME, &[given]);
        let aliases = self.resolver.value(&ALIASES, &[given]);
        let folder = self.resolver.choose(&CAPSULE, &[given]);
        let language = self.resolver.value(&LANGUAGE, &[given]);
        let (mut endpoints, mut left_out) = (BTreeMap::new(), Vec::new());
        for protocol in of_their_own() {
            match self.own_address(protocol, given) {
                Some(chosen) => {
                    endpoints.extend(Endpoint::of(protocol, chosen).map(|it| (protocol, it)));
                }
                None => left_out.push(protocol),
            }
        }
        let public_ports = Protocol::ALL.into_iter().filter_map(|protocol| {
            let port = self.resolver.value(listen::public_port(protocol), &[given]);
            Some((protocol, port?))
        });
        let public_ports = public_ports.collect();
        let finger_page = self.resolver.value(&FINGER_PAGE, &[given]);
        let rules = Arc::new(rules::rules(self.resolver, given, self.text)?);
        let grants = self.resolver.value(&UPLOADS, &[given]);
        let announce = self.resolver.value(&ANNOUNCE, &[given]);
        self.resolver.begin(&HOST_CONTENT);
        let tables = given.table(&HOST_CONTENT).into_iter().chain(self.file.table(&CONTENT));
        let tables: Vec<&Given> = tables.collect();
        let options = content_options(self.resolver, &tables);
        let style = content_style(self.resolver, &tables);
        let guests = Guests::default();
        let zones = access::zones(self.resolver, given, &guests);
        let uploads = access::uploads(self.resolver, given, grants, &guests);
        let letters = access::letters(self.resolver, given);
        Ok(HostConfig {
            named: name.source != ValueSource::Default,
            name: text_of(&name.value),
            aliases: aliases.iter().map(text_of).collect(),
            folder: folder.value,
            folder_source: folder.source,
            options: Options {
                language,
                zones,
                letters: letters.is_some(),
                applications: access::applications(self.resolver, given, self.text),
                rules,
                ..options
            },
            uploads,
            guests,
            announce,
            letters,
            certs_inside: None,
            style,
            endpoints,
            left_out,
            public_ports,
            finger_page: finger_page.map(|page| page.path().clone()),
        })
    }

    /// Address of a protocol for a host. No request names its host there, so each needs an address
    /// of its own; the one above all hosts is for the first that has none. `None` where there is one
    /// that others have.
    fn own_address(&mut self, protocol: Protocol, given: &Given) -> Option<Chosen<Listen>> {
        let chosen = self.address_for(protocol, given);
        if let Some(setting) = listen::own_address(protocol) {
            let off = Chosen { value: Listen::Off, source: ValueSource::Default };
            self.resolver.keep(setting, chosen.as_ref().unwrap_or(&off));
        }
        chosen
    }

    fn address_for(&mut self, protocol: Protocol, given: &Given) -> Option<Chosen<Listen>> {
        let typed = self.resolver.typed(listen::address(protocol));
        if typed.as_ref().is_some_and(|typed| typed.value == Listen::Off) {
            return typed;
        }
        let own = listen::own_address(protocol).and_then(|it| self.resolver.in_file(it, given));
        if self.is_alone {
            self.free.remove(&protocol);
            return Some(typed.or(own).unwrap_or_else(|| self.address_above(protocol)));
        }
        if own.is_some() {
            return own;
        }
        let above = typed.unwrap_or_else(|| self.address_above(protocol));
        let is_on = above.value != Listen::Off;
        if self.free.remove(&protocol) || !is_on { Some(above) } else { None }
    }

    /// The address above all hosts, or the default.
    fn address_above(&self, protocol: Protocol) -> Chosen<Listen> {
        let setting = listen::address(protocol);
        let above = self.resolver.in_file(setting, self.file);
        above.unwrap_or_else(|| self.resolver.default(setting))
    }
}

fn text_of(name: &HostName) -> String {
    name.as_str().to_owned()
}
