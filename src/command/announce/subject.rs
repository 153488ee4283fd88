//! `Subject`: a host whose feed is announced, and to whom.

use super::unfit::Unfit;
use crate::cli::{Announce, PingUrl};
use crate::command::error::CommandError;
use crate::config::{Config, HostConfig};
use crate::form::Protocol;
use crate::origin::GEMINI_PORT;
use crate::settings::value::Aggregator;
use crate::state::{HostState, usual_folder};
use crate::uri::host_in_url;

/// A host whose feed is announced.
pub(super) struct Subject<'c> {
    /// Its home page.
    pub(super) home: PingUrl,
    /// The address of its feed, where that was named.
    pub(super) feed: Option<PingUrl>,
    /// Its configuration, if it is configured here.
    pub(super) own: Option<&'c HostConfig>,
    /// Those who are told.
    pub(super) aggregators: Vec<Aggregator>,
    /// Its state, where it is kept what they were told.
    pub(super) state: HostState,
}

/// The hosts that are meant: the one that was named, else those of the configuration that have
/// somebody to be told.
///
/// # Errors
/// Fails when there is nobody to be told, or no host is on Gemini.
pub(super) fn subjects<'c>(
    arguments: &Announce,
    config: Option<&'c Config>,
) -> Result<Vec<Subject<'c>>, CommandError> {
    let hosts: Vec<(String, Option<&HostConfig>)> = match named(arguments) {
        Some(name) => {
            let mut hosts = config.iter().flat_map(|config| config.hosts());
            let own = hosts.find(|host| host.names().any(|it| it == name));
            // Its entries have the public name, whatever other one it was asked by.
            let public = own.filter(|_| arguments.feed.is_none()).map(|own| own.name.as_str());
            vec![(public.unwrap_or(name).to_owned(), own)]
        }
        None => {
            let hosts = config.iter().flat_map(|config| config.hosts());
            hosts.map(|host| (host.name.clone(), Some(host))).collect()
        }
    };
    let mut subjects = Vec::new();
    for (name, own) in hosts {
        let subject = subject(arguments, config, &name, own)?;
        subjects.extend(subject.filter(|it| !it.aggregators.is_empty()));
    }
    if subjects.is_empty() { Err(CommandError::NoAggregator) } else { Ok(subjects) }
}

/// The host that was named, by itself or in the address of its feed.
pub(super) fn named(arguments: &Announce) -> Option<&str> {
    let of_feed = arguments.feed.as_ref().map(|feed| feed.host.as_str());
    arguments.host.as_ref().map(|host| host.as_str()).or(of_feed)
}

/// A host; `None` where its name can't stand in a URL.
fn subject<'c>(
    arguments: &Announce,
    config: Option<&'c Config>,
    name: &str,
    own: Option<&'c HostConfig>,
) -> Result<Option<Subject<'c>>, CommandError> {
    let port = match (&arguments.feed, own.zip(config)) {
        (Some(feed), _) => feed.port,
        (None, None) => GEMINI_PORT,
        (None, Some((own, config))) => {
            let endpoint =
                config.endpoints.get(&Protocol::Gemini).ok_or(CommandError::NotOnGemini)?;
            own.public_ports.get(&Protocol::Gemini).copied().unwrap_or(endpoint.address.port())
        }
    };
    let Ok(home) = format!("gemini://{}:{port}/", host_in_url(name)).parse() else {
        return Ok(None);
    };
    let aggregators = match &arguments.to[..] {
        [] => own.map(|own| own.announce.clone()).unwrap_or_default(),
        to => to.to_vec(),
    };
    let folder = config.map(|config| config.state.clone());
    let folder = folder.or_else(|| arguments.state.clone()).unwrap_or_else(usual_folder);
    let state = HostState::of(&folder, own.map_or(name, |own| &own.name));
    Ok(Some(Subject { home, feed: arguments.feed.clone(), own, aggregators, state }))
}

impl Subject<'_> {
    /// Sees that somebody elsewhere could get at it.
    ///
    /// # Errors
    /// Fails for a name of this machine alone, when the aggregator is on another one.
    pub(super) fn check_reach(&self, aggregator: &PingUrl) -> Result<(), Unfit> {
        if is_local(&self.home.host) && !is_local(&aggregator.host) {
            return Err(Unfit::Local(self.home.host.clone()));
        }
        Ok(())
    }
}

/// True of a name that leads everyone to the own machine (RFC 6761, section 6.3).
fn is_local(host: &str) -> bool {
    let is_loopback = || host.parse().is_ok_and(|it: std::net::IpAddr| it.is_loopback());
    host == "localhost" || host.ends_with(".localhost") || is_loopback()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::Parser;

    use super::*;
    use crate::cli::{Cli, Command, Serve};

    fn arguments(words: &[&str]) -> Announce {
        let line = ["propus", "announce"].iter().chain(words);
        match Cli::try_parse_from(line).unwrap().command {
            Some(Command::Announce(arguments)) => arguments,
            other => panic!("{other:?}"),
        }
    }

    const TO: &str = "gemini://b.org/submit";

    /// The home pages, the feeds that were named, and those who are told; or the error.
    fn found(words: &[&str], config: Option<&Config>) -> Result<Vec<String>, String> {
        let arguments = arguments(words);
        let subjects = subjects(&arguments, config).map_err(|error| error.to_string())?;
        let line = |subject: &Subject<'_>| {
            let feed = subject.feed.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
            let to: Vec<_> = subject.aggregators.iter().map(ToString::to_string).collect();
            format!("{}{feed} -> {}", subject.home, to.join(" "))
        };
        Ok(subjects.iter().map(line).collect())
    }

    fn config(text: &str) -> Config {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("propus.toml");
        fs::write(&file, text).unwrap();
        Config::new(&Serve { config: Some(file), ..Serve::default() }).unwrap()
    }

    #[test]
    fn the_hosts_that_have_somebody_to_be_told_are_announced() {
        let config = config(&format!(
            "gemini = 1966\n[[host]]\nname = 'a.org'\naliases = ['www.a.org']\n\
             announce = ['{TO}']\n[[host]]\nname = 'c.org'\ncapsule = 'c'\n\
             public-gemini-port = 1965\n"
        ));
        let found = |words: &[&str]| found(words, Some(&config)).unwrap();
        for of_a in [&[][..], &["www.a.org"]] {
            assert_eq!(found(of_a), [format!("gemini://a.org:1966/ -> {TO}")]);
        }
        let other = "gemini://d.org/?";
        let of_all = ["gemini://a.org:1966/", "gemini://c.org/"];
        assert_eq!(found(&["--to", other]), of_all.map(|home| format!("{home} -> {other}")));
        assert_eq!(
            found(&["--feed", "gemini://c.org/feed.xml", "--to", TO]),
            [format!("gemini://c.org/ gemini://c.org/feed.xml -> {TO}")]
        );
    }

    #[test]
    fn nobody_is_told_who_was_not_named() {
        let nobody = CommandError::NoAggregator.to_string();
        assert_eq!(found(&["a.org"], None), Err(nobody.clone()));
        let no_line = config("[[host]]\nname = 'a.org'\n");
        assert_eq!(found(&[], Some(&no_line)), Err(nobody));
        let off = config(&format!("gemini = false\n[[host]]\nannounce = ['{TO}']\n"));
        assert_eq!(found(&[], Some(&off)), Err(CommandError::NotOnGemini.to_string()));
    }

    #[test]
    fn a_name_of_this_machine_is_told_to_this_machine_alone() {
        let reaches = |host: &str, aggregator: &str| {
            let arguments = arguments(&[host, "--to", TO]);
            let subjects = subjects(&arguments, None).unwrap();
            subjects[0].check_reach(&aggregator.parse().unwrap()).is_ok()
        };
        assert!(reaches("localhost", "gemini://127.0.0.1/submit"));
        assert!(reaches("a.org", "gemini://localhost/submit"));
        for host in ["localhost", "a.localhost", "127.0.0.1", "::1"] {
            assert!(!reaches(host, TO), "{host}");
        }
    }
}
