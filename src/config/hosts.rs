//! The hosts of a configuration: names, folders and addresses.

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
use crate::generator::Options;
use crate::letters::Rules;
use crate::settings::content::{CONTENT, HOST_CONTENT};
use crate::settings::host::{
    ALIASES, ANNOUNCE, CAPSULE, HOST, HOST_GOPHER, LANGUAGE, NAME, PUBLIC_GEMINI_PORT,
    PUBLIC_GOPHER_PORT, UPLOADS,
};
use crate::settings::server::GOPHER;
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
    /// Aggregators that are told of new posts, by a command.
    pub announce: Vec<Aggregator>,
    /// The letters to its author that are taken; `None` for none.
    pub letters: Option<Rules>,
    /// The folder of certificates, relative to the folder that is served; `None` when it lies
    /// elsewhere.
    pub certs_inside: Option<String>,
    /// Style of its pages.
    pub style: Style,
    /// Address of Gopher; `None` when the host is not served there.
    pub gopher: Option<Endpoint>,
    /// True if there was no address left for it.
    pub left_out: bool,
    /// The Gemini port that clients see, when it is another than the one that is listened on.
    pub public_gemini_port: Option<u16>,
    /// The Gopher port that clients see, when it is another than the one that is listened on.
    pub public_gopher_port: Option<u16>,
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
    /// True if the Gopher address above all hosts is for none of them.
    pub(super) gopher_is_free: bool,
}

/// Chooses the settings of each host. Where the file names none there is one all the same.
pub(super) fn hosts(
    resolver: &mut Resolver<'_>,
    file: &Given,
    text: Option<&Text>,
) -> Result<Hosts, ConfigError> {
    let tables = file.tables(&HOST);
    let is_alone = tables.len() < 2;
    let mut choice = Choice { resolver, file, text, is_alone, gopher_is_free: true };
    let (first, others) = match tables.split_first() {
        None => (choice.host(&Given::default())?, Vec::new()),
        Some((first, others)) => {
            let first = choice.host(first)?;
            let others = others.iter().map(|host| choice.host(host));
            (first, others.collect::<Result<_, _>>()?)
        }
    };
    Ok(Hosts { first, others, gopher_is_free: choice.gopher_is_free })
}

/// The choice of the hosts' settings, in progress.
struct Choice<'a, 'b> {
    resolver: &'a mut Resolver<'b>,
    file: &'a Given,
    text: Option<&'a Text>,
    /// True of the only host: the command line can give all its settings.
    is_alone: bool,
    /// True as long as the Gopher address above all hosts is for none of them.
    gopher_is_free: bool,
}

impl Choice<'_, '_> {
    fn host(&mut self, given: &Given) -> Result<HostConfig, ConfigError> {
        self.resolver.begin(&HOST);
        let name = self.resolver.choose(&NAME, &[given]);
        let aliases = self.resolver.value(&ALIASES, &[given]);
        let folder = self.resolver.choose(&CAPSULE, &[given]);
        let language = self.resolver.value(&LANGUAGE, &[given]);
        let gopher = self.gopher(given);
        self.resolver.keep(&HOST_GOPHER, &gopher);
        let public_gemini_port = self.resolver.value(&PUBLIC_GEMINI_PORT, &[given]);
        let public_gopher_port = self.resolver.value(&PUBLIC_GOPHER_PORT, &[given]);
        let rules = Arc::new(rules::rules(self.resolver, given, self.text)?);
        let grants = self.resolver.value(&UPLOADS, &[given]);
        let announce = self.resolver.value(&ANNOUNCE, &[given]);
        self.resolver.begin(&HOST_CONTENT);
        let tables = given.table(&HOST_CONTENT).into_iter().chain(self.file.table(&CONTENT));
        let tables: Vec<&Given> = tables.collect();
        let options = content_options(self.resolver, &tables);
        let style = content_style(self.resolver, &tables);
        let zones = access::zones(self.resolver, given);
        let uploads = access::uploads(self.resolver, given, grants);
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
            announce,
            letters,
            certs_inside: None,
            style,
            left_out: gopher.value == Listen::Off && gopher.source == ValueSource::Default,
            gopher: Endpoint::of(gopher),
            public_gemini_port,
            public_gopher_port,
        })
    }

    /// Address of Gopher for a host. No request names its host there, so each needs an address of
    /// its own; the one above all hosts is for the first that has none.
    fn gopher(&mut self, given: &Given) -> Chosen<Listen> {
        let typed = self.resolver.typed(&GOPHER);
        if let Some(off) = typed.clone().filter(|typed| typed.value == Listen::Off) {
            return off;
        }
        let own = self.resolver.in_file(&HOST_GOPHER, given);
        if self.is_alone {
            self.gopher_is_free = false;
            return typed.or(own).unwrap_or_else(|| self.gopher_above());
        }
        if let Some(own) = own {
            return own;
        }
        if self.gopher_is_free {
            self.gopher_is_free = false;
            return typed.unwrap_or_else(|| self.gopher_above());
        }
        Chosen { value: Listen::Off, source: ValueSource::Default }
    }

    /// The address above all hosts, or the default.
    fn gopher_above(&self) -> Chosen<Listen> {
        let above = self.resolver.in_file(&GOPHER, self.file);
        above.unwrap_or_else(|| self.resolver.default(&GOPHER))
    }
}

fn text_of(name: &HostName) -> String {
    name.as_str().to_owned()
}
