//! The hosts of a configuration: names, folders and addresses, no two of which may be the same.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use toml::Spanned;

use super::addresses::Addresses;
use super::file::{File, Host, Text};
use super::resolve::{Chosen, Ledger, Source, file_only};
use super::{ConfigError, Endpoint, access, content, endpoint, rules, typed_address};
use crate::cli::Serve;
use crate::cli::value::{HostName, Listen, on_all};
use crate::generator::Options;
use crate::origin::GOPHER_PORT;
use crate::site::Style;

/// One host.
#[derive(Clone, PartialEq, Debug)]
pub struct HostConfig {
    /// Its public name.
    pub name: String,
    /// Whether somebody gave it that name.
    pub named: bool,
    /// Other names under which the same is served.
    pub aliases: Vec<String>,
    /// The folder that is served.
    pub folder: PathBuf,
    /// Who asked for that folder.
    pub folder_source: Source,
    /// How it is read.
    pub options: Options,
    /// How its pages are written.
    pub style: Style,
    /// Where it is served to Gopher; `None` when it is not.
    pub gopher: Option<Endpoint>,
    /// Whether that is so because there was no address left for it.
    pub left_out: bool,
    /// The Gemini port that clients see, when it is another than the one that is listened on.
    pub public_gemini_port: Option<u16>,
    /// The Gopher port that clients see, when it is another than the one that is listened on.
    pub public_gopher_port: Option<u16>,
}

impl HostConfig {
    /// All its names, the public one first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}

/// Chooses the settings of each host: the first one, and the others. Where the file names none
/// there is one all the same.
pub(super) fn choose(
    ledger: &mut Ledger<'_>,
    serve: &Serve,
    gemini: Option<&Endpoint>,
    file: &File,
    text: Option<&Text>,
) -> Result<(HostConfig, Vec<HostConfig>), ConfigError> {
    let alone = file.host.len() < 2;
    let mut choice = Choice { serve, file, text, alone, free: true };
    let (first, others) = match file.host.split_first() {
        None => (choice.host(ledger, &Host::default())?, Vec::new()),
        Some((first, others)) => (
            choice.host(ledger, first.get_ref())?,
            others
                .iter()
                .map(|host| choice.host(ledger, host.get_ref()))
                .collect::<Result<_, _>>()?,
        ),
    };
    if let Some(text) = text {
        check_flags(serve, alone, &choice, text)?;
        check_names(&file.host, alone, text)?;
        file.host.iter().try_for_each(|host| access::check(host.get_ref(), text))?;
        check_addresses(std::iter::once(&first).chain(&others), gemini, file, &choice, text)?;
    }
    Ok((first, others))
}

/// What the hosts are chosen from.
struct Choice<'a> {
    serve: &'a Serve,
    file: &'a File,
    text: Option<&'a Text>,
    /// Whether there is but one, so that the command line can say everything about it.
    alone: bool,
    /// Whether the Gopher address that stands before all hosts serves none of them yet.
    free: bool,
}

impl Choice<'_> {
    fn host(&mut self, ledger: &mut Ledger<'_>, host: &Host) -> Result<HostConfig, ConfigError> {
        ledger.begin("[[host]]");
        let (serve, listen) = (self.serve, &self.serve.listen);
        let name = ledger.choose_or(
            "name",
            ("--host", listen.host.clone()),
            &[&host.name],
            HostName::localhost(),
        );
        let aliases = ledger.choose_or("aliases", file_only(), &[&host.aliases], Vec::new()).value;
        let folder =
            ledger.path("capsule", ("DIR", serve.folder.clone()), &host.capsule, "capsule");
        let language = ledger.choose("language", file_only(), &[&host.language]);
        let gopher = self.gopher(ledger, host);
        ledger.note("gopher", Some(&gopher));
        let port = ("--public-gemini-port", listen.public_gemini_port);
        let public_gemini_port =
            ledger.choose("public-gemini-port", port, &[&host.public_gemini_port]);
        let port = ("--public-gopher-port", listen.public_gopher_port);
        let public_gopher_port =
            ledger.choose("public-gopher-port", port, &[&host.public_gopher_port]);
        let rules = Arc::new(rules::choose(ledger, host, self.text)?);
        ledger.begin("[host.content]");
        let (options, style) = content(ledger, &serve.site, &[&host.content, &self.file.content]);
        let zones = access::zones(ledger, &host.zone);
        let applications = access::applications(ledger, &host.scgi);
        Ok(HostConfig {
            named: name.source != Source::Default,
            name: name.value.as_str().to_owned(),
            aliases: aliases.iter().map(|alias| alias.as_str().to_owned()).collect(),
            folder: folder.value,
            folder_source: folder.source,
            options: Options {
                language: language.map(|it| it.value.as_str().to_owned()),
                zones,
                applications,
                rules,
                ..options
            },
            style,
            left_out: gopher.value == Listen::Off && gopher.source == Source::Default,
            gopher: endpoint(gopher),
            public_gemini_port: public_gemini_port.map(|it| it.value),
            public_gopher_port: public_gopher_port.map(|it| it.value),
        })
    }

    /// Where a host is served to Gopher. No request names its host there, so each needs an address
    /// of its own; the one that stands before all hosts is for the first that has none.
    fn gopher(&mut self, ledger: &Ledger<'_>, host: &Host) -> Chosen<Listen> {
        let listen = &self.serve.listen;
        let (flag, typed) =
            typed_address(listen.no_gopher, ("--no-gopher", "--gopher"), listen.gopher);
        let usual = |value| Chosen { value, source: Source::Default };
        let chosen = if typed == Some(Listen::Off) {
            ledger.first(flag, typed, &[])
        } else if self.alone {
            self.free = false;
            ledger.first(flag, typed, &[&host.gopher, &self.file.gopher])
        } else if host.gopher.is_some() {
            ledger.first(flag, None, &[&host.gopher])
        } else if self.free {
            self.free = false;
            ledger.first(flag, typed, &[&self.file.gopher])
        } else {
            Some(usual(Listen::Off))
        };
        chosen.unwrap_or_else(|| usual(Listen::At(on_all(GOPHER_PORT))))
    }
}

/// Whether what was typed means one of several hosts.
fn check_flags(
    serve: &Serve,
    alone: bool,
    choice: &Choice<'_>,
    text: &Text,
) -> Result<(), ConfigError> {
    let listen = &serve.listen;
    let flags = [
        ("DIR", serve.folder.is_some()),
        ("--host", listen.host.is_some()),
        ("--public-gemini-port", listen.public_gemini_port.is_some()),
        ("--public-gopher-port", listen.public_gopher_port.is_some()),
        ("--gopher", listen.gopher.is_some() && choice.free),
    ];
    match flags.into_iter().find(|(_, given)| *given) {
        Some((flag, _)) if !alone => Err(ConfigError::WhichHost(flag, text.name().to_owned())),
        Some(_) | None => Ok(()),
    }
}

/// Whether each of several hosts has a name, and none that another has.
fn check_names(hosts: &[Spanned<Host>], alone: bool, text: &Text) -> Result<(), ConfigError> {
    let mut taken = HashSet::new();
    for host in hosts {
        let (span, host) = (host.span(), host.get_ref());
        if host.name.is_none() && !alone {
            let what = "the host has no name; write name = \"example.org\" below this line";
            return Err(text.fault(&span, what.to_owned()));
        }
        let names = host.name.iter().map(|name| (name.span(), name.get_ref()));
        let aliases = host
            .aliases
            .iter()
            .flat_map(|all| all.get_ref().iter().map(|alias| (all.span(), alias)));
        for (span, name) in names.chain(aliases) {
            if !taken.insert(name.as_str()) {
                let what = format!(
                    "{} stands in the file already; each name leads to one host",
                    name.as_str()
                );
                return Err(text.fault(&span, what));
            }
        }
    }
    Ok(())
}

/// Whether each host has a Gopher address that no other has, and every address a host.
fn check_addresses<'a>(
    hosts: impl Iterator<Item = &'a HostConfig>,
    gemini: Option<&Endpoint>,
    file: &File,
    choice: &Choice<'_>,
    text: &Text,
) -> Result<(), ConfigError> {
    if let Some(shared) =
        file.gopher.as_ref().filter(|said| choice.free && *said.get_ref() != Listen::Off)
    {
        let what =
            "every host has a Gopher address of its own, so this one serves nobody; remove it";
        return Err(text.fault(&shared.span(), what.to_owned()));
    }
    let mut taken = Addresses::default();
    if let Some(gemini) = gemini {
        taken.take("Gemini", gemini.address);
    }
    for (config, host) in hosts.zip(&file.host) {
        let Some(address) = config.gopher.as_ref().map(|it| it.address) else { continue };
        if let Some(other) = taken.take(&config.name, address) {
            let own = host.get_ref().gopher.as_ref().map(Spanned::span);
            let what = format!(
                "{address} is taken by {}, on {}; no Gopher request names its host, so give each an address or a port of \
                 its own ([::] and 0.0.0.0 are all addresses of the machine), or write gopher = false",
                other.name, other.address
            );
            return Err(text.fault(&own.unwrap_or(host.span()), what));
        }
    }
    Ok(())
}
