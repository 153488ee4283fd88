//! `Patient`: a host that is looked over, and the places to ask it at.

use std::time::Duration;

use crate::cli::{Doctor, PingUrl};
use crate::command::error::CommandError;
use crate::command::ping::{self, Manner, Probe};
use crate::config::{Config, Endpoint, HostConfig};
use crate::form::Protocol;
use crate::uri::host_in_url;

/// A host that is looked over.
pub(super) struct Patient<'c> {
    /// Its public name.
    pub(super) name: String,
    /// The protocols that it is on, with the ports that readers use.
    pub(super) ports: Vec<(Protocol, u16)>,
    /// Its configuration, if it is configured here.
    pub(super) own: Option<Own<'c>>,
    pub(super) arguments: &'c Doctor,
    timeout: Duration,
}

/// The configuration of a host.
#[derive(Clone, Copy)]
pub(super) struct Own<'c> {
    pub(super) host: &'c HostConfig,
    pub(super) config: &'c Config,
}

/// The home page of a host, as it was given by a protocol.
pub(super) struct Home {
    pub(super) protocol: Protocol,
    pub(super) url: PingUrl,
    pub(super) probe: Probe,
}

/// The hosts to look over: the one that was named, else all of the configuration.
pub(super) fn patients<'c>(arguments: &'c Doctor, config: Option<&'c Config>) -> Vec<Patient<'c>> {
    let own = |host| config.map(|config| Own { host, config });
    let configured: Vec<&HostConfig> = config.iter().flat_map(|it| it.hosts()).collect();
    match &arguments.host {
        Some(name) => {
            let name = name.as_str();
            let host = configured.into_iter().find(|host| host.names().any(|it| it == name));
            vec![Patient::new(name, host.and_then(own), arguments)]
        }
        None => configured
            .into_iter()
            .map(|host| Patient::new(&host.name, own(host), arguments))
            .collect(),
    }
}

impl<'c> Patient<'c> {
    fn new(name: &str, own: Option<Own<'c>>, arguments: &'c Doctor) -> Self {
        let of = |protocol| {
            let is_off = match protocol {
                Protocol::Gemini => arguments.no_gemini,
                Protocol::Gopher => arguments.no_gopher,
                Protocol::Spartan | Protocol::Nex | Protocol::Finger => false,
            };
            if is_off {
                return None;
            }
            let port = match (typed(arguments, protocol), &own) {
                (Some(typed), _) => typed,
                (None, Some(own)) => own.port(protocol)?,
                (None, None) if protocol.usual() => protocol.default_port(),
                (None, None) => return None,
            };
            Some((protocol, port))
        };
        Self {
            name: name.to_owned(),
            ports: Protocol::ALL.into_iter().filter_map(of).collect(),
            own,
            arguments,
            timeout: arguments.timeout,
        }
    }

    /// The URL of something by a protocol: a path, percent-encoded, and on Gopher its item type.
    pub(super) fn url(&self, protocol: Protocol, kind: char, path: &str) -> Option<PingUrl> {
        let (_, port) = self.ports.iter().find(|(own, _)| *own == protocol)?;
        self.url_at(*port, protocol, kind, path)
    }

    /// The same URL with another port.
    pub(super) fn url_at(
        &self,
        port: u16,
        protocol: Protocol,
        kind: char,
        path: &str,
    ) -> Option<PingUrl> {
        let host = host_in_url(&self.name);
        let locator = match protocol {
            Protocol::Gemini | Protocol::Spartan | Protocol::Nex | Protocol::Finger => {
                path.to_owned()
            }
            Protocol::Gopher => format!("/{kind}{path}"),
        };
        format!("{protocol}://{host}:{port}{locator}").parse().ok()
    }

    /// The port that a server takes by itself where the usual one is not permitted; `None` when
    /// the protocol has none, or somebody has chosen a port.
    pub(super) fn port_instead(&self, protocol: Protocol) -> Option<u16> {
        let is_chosen = typed(self.arguments, protocol).is_some()
            || self.own.is_some_and(|own| own.has_chosen(protocol));
        protocol.unprivileged_port().filter(|_| !is_chosen)
    }

    /// What a client gets for a URL.
    pub(super) fn ask(&self, url: &PingUrl) -> Result<Probe, CommandError> {
        ping::probe(url, &Manner::forgetful(self.timeout))
    }
}

impl Own<'_> {
    /// The port that readers use; `None` when the protocol is off.
    fn port(&self, protocol: Protocol) -> Option<u16> {
        let (public, own) = self.ports(protocol);
        own.map(|own| public.unwrap_or(own.address.port()))
    }

    /// True if the configuration names a port.
    fn has_chosen(&self, protocol: Protocol) -> bool {
        let (public, own) = self.ports(protocol);
        public.is_some() || own.is_some_and(|own| !own.is_usual)
    }

    /// The port that is advertised, if it is another one, and the address that is listened on.
    fn ports(&self, protocol: Protocol) -> (Option<u16>, Option<&Endpoint>) {
        let public = self.host.public_ports.get(&protocol).copied();
        (public, self.config.endpoint(protocol, self.host))
    }
}

/// The port of a protocol that was typed.
fn typed(arguments: &Doctor, protocol: Protocol) -> Option<u16> {
    match protocol {
        Protocol::Gemini => arguments.gemini,
        Protocol::Gopher => arguments.gopher,
        Protocol::Spartan => arguments.spartan,
        Protocol::Nex => arguments.nex,
        Protocol::Finger => arguments.finger,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::cli::Serve;

    fn arguments(host: Option<&str>) -> Doctor {
        Doctor {
            host: host.map(|it| it.parse().unwrap()),
            config: None,
            gemini: None,
            gopher: None,
            spartan: None,
            nex: None,
            finger: None,
            no_gemini: false,
            no_gopher: false,
            key_copy: None,
            timeout: Duration::from_secs(1),
        }
    }

    #[test]
    fn a_host_is_asked_at_the_ports_that_readers_use() {
        let ports = |arguments: &Doctor| patients(arguments, None)[0].ports.clone();
        let usual = arguments(Some("a.org"));
        assert_eq!(ports(&usual), [(Protocol::Gemini, 1965), (Protocol::Gopher, 70)]);
        let typed = Doctor { gemini: Some(1966), no_gopher: true, ..arguments(Some("a.org")) };
        assert_eq!(ports(&typed), [(Protocol::Gemini, 1966)]);
        let more = Doctor { no_gopher: true, nex: Some(1901), ..arguments(Some("a.org")) };
        assert_eq!(ports(&more), [(Protocol::Gemini, 1965), (Protocol::Nex, 1901)]);
    }

    #[test]
    fn a_port_that_nobody_has_chosen_may_be_another_one() {
        let instead = |arguments: &Doctor, config: Option<&Config>| {
            [Protocol::Gemini, Protocol::Gopher]
                .map(|protocol| patients(arguments, config)[0].port_instead(protocol))
        };
        let usual = arguments(Some("a.org"));
        assert_eq!(instead(&usual, None), [None, Some(7070)]);
        let typed = Doctor { gopher: Some(70), ..arguments(Some("a.org")) };
        assert_eq!(instead(&typed, None), [None, None]);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("propus.toml");
        for (line, expected) in
            [("", Some(7070)), ("gopher = 70", None), ("public-gopher-port = 70", None)]
        {
            fs::write(&file, format!("[[host]]\nname = 'a.org'\n{line}\n")).unwrap();
            let serve = Serve { config: Some(file.clone()), ..Serve::default() };
            let config = Config::new(&serve).unwrap();
            assert_eq!(instead(&usual, Some(&config)), [None, expected], "{line}");
        }
    }

    #[test]
    fn the_hosts_of_a_configuration_are_looked_over_with_their_public_ports() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("propus.toml");
        let text = "[[host]]\nname = 'a.org'\naliases = ['www.a.org']\n\
                    public-gopher-port = 7071\n[[host]]\nname = 'b.org'\ncapsule = 'b'\n";
        fs::write(&file, text).unwrap();
        let config = Config::new(&Serve { config: Some(file), ..Serve::default() }).unwrap();
        let all = arguments(None);
        let all = patients(&all, Some(&config));
        assert_eq!(all.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["a.org", "b.org"]);
        assert_eq!(all[0].ports, [(Protocol::Gemini, 1965), (Protocol::Gopher, 7071)]);
        // No request on Gopher names its host.
        assert_eq!(all[1].ports, [(Protocol::Gemini, 1965)]);
        let one = arguments(Some("www.a.org"));
        let one = patients(&one, Some(&config));
        assert_eq!(one[0].own.unwrap().host.name, "a.org");
        let other = arguments(Some("c.org"));
        assert!(patients(&other, Some(&config))[0].own.is_none());
    }

    #[test]
    fn a_url_names_the_port_and_on_gopher_the_item_type() {
        let arguments = Doctor { gopher: Some(7070), ..arguments(Some("a.org")) };
        let patient = &patients(&arguments, None)[0];
        let url = |protocol, kind, path| patient.url(protocol, kind, path).unwrap().to_string();
        assert_eq!(url(Protocol::Gemini, '0', "/x"), "gemini://a.org/x");
        assert_eq!(url(Protocol::Gopher, '0', "/x"), "gopher://a.org:7070/0/x");
    }
}
