//! What was typed and what the configuration file says, made into what it means: checked values, no
//! types of the command line. What is typed wins over the file, the file over what is usual.

mod access;
mod addresses;
mod example;
mod file;
mod hosts;
mod log;
mod manual_page;
mod metrics;
mod process;
mod rules;

pub use example::EXAMPLE;
pub use hosts::HostConfig;
pub use log::LogConfig;
pub use manual_page::manual_page;
pub use metrics::{MetricsAt, place};
pub use process::ProcessConfig;
pub use resolve::{Setting, Source};

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use self::file::{Content, File, Said, Text};
use crate::cli::value::{Connections, HostName, Listen, Network, Rate, Seconds, Width, on_all};
use crate::cli::{FootArg, GopherCharset, GopherPages, LimitArgs, Serve, SiteArgs};
use crate::exchange::Socket;
use crate::generator::Options;
use crate::net::certs::USUAL_FOLDER;
use crate::net::{Limits, Pace, Proxies};
use crate::origin::GEMINI_PORT;
use crate::render::LinkStyle;
use crate::site::{Charset, Foot, Pages, Style};
use resolve::{Chosen, Ledger, file_only};

/// What `serve` does.
#[derive(Clone, Debug)]
pub struct Config {
    /// The host that is served to those who name none.
    pub first: HostConfig,
    /// The other hosts.
    pub others: Vec<HostConfig>,
    /// Where Gemini is served; `None` when it is off.
    pub gemini: Option<Endpoint>,
    /// Whether TLS is spoken on the Gopher ports too.
    pub gopher_tls: bool,
    /// Whether plain text ends with a dot on a line of its own on Gopher.
    pub gopher_text_dot: bool,
    /// Who is believed when it says on whose behalf it comes.
    pub proxies: Proxies,
    /// The folder of certificates and keys.
    pub certs: PathBuf,
    /// Where the number of the process is kept.
    pub pid_file: Option<PathBuf>,
    /// What the process is permitted to do.
    pub process: ProcessConfig,
    /// Where the server tells what it counts.
    pub metrics: Option<Socket>,
    /// How much of the machine strangers may take.
    pub limits: Limits,
    /// What the log says.
    pub log: LogConfig,
    /// The file that said so.
    pub file: Option<PathBuf>,
    /// Every setting that is in force, and where it came from.
    pub settings: Vec<Setting>,
}

/// Where a protocol is served.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint {
    /// The address to listen on.
    pub address: SocketAddr,
    /// Who asked for that very address; if nobody did, another may be taken when it can't be had.
    pub source: Source,
}

/// What is wrong with what was asked for.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ConfigError {
    /// The host name can't be one.
    #[error(
        "--host {0}: this is no host name; write it as it stands in a URL, such as example.org"
    )]
    Host(String),
    /// Nothing is left to serve.
    #[error(
        "--no-gemini and --no-gopher together (in the file: gemini = false, gopher = false) leave nothing to serve"
    )]
    Nothing,
    /// A form is given for a file that is not.
    #[error(
        "{0}: there is no access log of its own to write so; name its file with --access-log (in the file: access-log)"
    )]
    NoAccessLog(String),
    /// The access log lies among what is served.
    #[error(
        "--access-log {}: it lies inside of the capsule {}, and old logs beside it would be served; keep it elsewhere",
        file.display(),
        capsule.display()
    )]
    LogInCapsule {
        /// Which.
        file: PathBuf,
        /// The folder.
        capsule: PathBuf,
    },
    /// An option that means one host stands beside a file that names several.
    #[error("{0}: {1} names several hosts, so it is not clear which one is meant; say it there")]
    WhichHost(&'static str, PathBuf),
    /// The file can't be read.
    #[error("{}: the configuration can't be read: {reason}", file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        reason: String,
    },
    /// Something in the file is wrong.
    #[error("{}:{line}:{column}: {}{what}", file.display(), option.as_ref().map(|it| format!("option {it}: ")).unwrap_or_default())]
    Wrong {
        /// Which file.
        file: PathBuf,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// The option, or the table, if it is clear which.
        option: Option<String>,
        /// What is wrong, and what to write.
        what: String,
    },
}

impl ConfigError {
    /// Whether the command line is wrong, and not a file.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Host(_)
            | Self::Nothing
            | Self::WhichHost(..)
            | Self::NoAccessLog(_)
            | Self::LogInCapsule { .. } => true,
            Self::Unreadable { .. } | Self::Wrong { .. } => false,
        }
    }
}

impl Config {
    /// What a command line means, and the file that it names.
    ///
    /// # Errors
    /// Names the option that is wrong, with the line of the file.
    pub fn new(serve: &Serve) -> Result<Self, ConfigError> {
        let text = serve.config.as_deref().map(Text::read).transpose()?;
        let mut config = Self::of(serve, text.as_ref())?;
        config.keep_back_own_files();
        config.keep_log_out()?;
        Ok(config)
    }

    fn of(serve: &Serve, text: Option<&Text>) -> Result<Self, ConfigError> {
        let file = text.map(Text::parse).transpose()?.unwrap_or_default();
        let mut ledger = Ledger::new(text);
        let certs = ledger
            .path("certs", ("--certs", serve.listen.certs.clone()), &file.certs, USUAL_FOLDER)
            .value;
        let pid_file = ledger.optional_path(
            "pid-file",
            ("--pid-file", serve.pid_file.clone()),
            &file.pid_file,
        );
        let process = process::choose(&mut ledger, &serve.process, &file);
        let metrics = metrics::metrics(&mut ledger, serve.metrics.clone(), &file.metrics);
        let gemini = gemini(&mut ledger, serve, &file);
        let switch = |typed: bool| typed.then_some(true);
        let typed = ("--gopher-tls", switch(serve.listen.gopher_tls));
        let gopher_tls = ledger.choose_or("gopher-tls", typed, &[&file.gopher_tls], false).value;
        let typed = ("--gopher-text-dot", switch(serve.listen.gopher_text_dot));
        let gopher_text_dot =
            ledger.choose_or("gopher-text-dot", typed, &[&file.gopher_text_dot], false).value;
        let typed =
            ("--proxy-from", Some(serve.listen.proxy_from.clone()).filter(|all| !all.is_empty()));
        let networks = ledger.choose_or("proxy-from", typed, &[&file.proxy_from], Vec::new()).value;
        let proxies = Proxies::new(networks.into_iter().map(Network::net).collect());
        let limits = limits(&mut ledger, &serve.limits, &file.limits);
        let log = log::log(&mut ledger, &serve.log, &file.log)?;
        let (first, others) = hosts::choose(&mut ledger, serve, gemini.as_ref(), &file, text)?;
        let (file, settings) = (serve.config.clone(), ledger.into_settings());
        let config = Self {
            first,
            others,
            gemini,
            gopher_tls,
            gopher_text_dot,
            proxies,
            certs,
            pid_file,
            process,
            metrics,
            limits,
            log,
            file,
            settings,
        };
        if config.gemini.is_none() && config.hosts().all(|host| host.gopher.is_none()) {
            return Err(ConfigError::Nothing);
        }
        Ok(config)
    }

    /// All hosts, the first one first.
    pub fn hosts(&self) -> impl Iterator<Item = &HostConfig> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

/// How a folder is read, by what was typed alone.
#[must_use]
pub fn options(site: &SiteArgs) -> Options {
    content(&mut Ledger::new(None), site, &[&Content::default()]).0
}

/// How pages are written, by what was typed alone.
#[must_use]
pub fn style(site: &SiteArgs) -> Style {
    content(&mut Ledger::new(None), site, &[&Content::default()]).1
}

/// A host name in the form in which it is compared: lower case, no final dot. An IP address will
/// do.
///
/// # Errors
/// When it can't stand in a URL.
pub fn host(text: &str) -> Result<String, ConfigError> {
    let name: Result<HostName, String> = text.parse();
    name.map(|name| name.as_str().to_owned()).map_err(|_| ConfigError::Host(text.to_owned()))
}

fn gemini(ledger: &mut Ledger<'_>, serve: &Serve, file: &File) -> Option<Endpoint> {
    let typed =
        typed_address(serve.listen.no_gemini, ("--no-gemini", "--gemini"), serve.listen.gemini);
    endpoint(ledger.choose_or("gemini", typed, &[&file.gemini], Listen::At(on_all(GEMINI_PORT))))
}

/// What was typed of an address, and the option that says it.
fn typed_address(
    off: bool,
    (no, flag): (&'static str, &'static str),
    address: Option<SocketAddr>,
) -> (&'static str, Option<Listen>) {
    if off { (no, Some(Listen::Off)) } else { (flag, address.map(Listen::At)) }
}

fn endpoint(chosen: Chosen<Listen>) -> Option<Endpoint> {
    match chosen.value {
        Listen::Off => None,
        Listen::At(address) => Some(Endpoint { address, source: chosen.source }),
    }
}

/// How a folder is read and its pages are written. `said` are the tables of the file that say so,
/// the nearest first.
fn content(ledger: &mut Ledger<'_>, typed: &SiteArgs, said: &[&Content]) -> (Options, Style) {
    let (options, style) = (Options::default(), Style::default());
    let kinds: Vec<_> = said.iter().map(|it| &it.kind).collect();
    let kind = ledger.choose("kind", ("--kind", typed.kind), &kinds).map(|chosen| chosen.value);
    let mut switch = |key, typed, of: fn(&Content) -> &Said<bool>, usual| {
        let said: Vec<_> = said.iter().map(|it| of(it)).collect();
        ledger.choose_or(key, typed, &said, usual).value
    };
    let no_listings = ("--no-listings", typed.no_listings.then_some(false));
    let options = Options {
        kind,
        listings: switch("listings", no_listings, |it| &it.listings, options.listings),
        search: switch(
            "search",
            ("--search", typed.search.then_some(true)),
            |it| &it.search,
            options.search,
        ),
        drafts: switch(
            "drafts",
            ("--drafts", typed.drafts.then_some(true)),
            |it| &it.drafts,
            options.drafts,
        ),
        future: switch(
            "future",
            ("--future", typed.future.then_some(true)),
            |it| &it.future,
            options.future,
        ),
        robots: switch("robots", file_only(), |it| &it.robots, options.robots),
        ..options
    };
    let widths: Vec<_> = said.iter().map(|it| &it.width).collect();
    let usual = Width::near(u32::try_from(style.width).unwrap_or(u32::MAX));
    let width = ledger.choose_or("width", ("--width", typed.width), &widths, usual).value;
    let width = usize::try_from(width.number()).unwrap_or(style.width);
    let (charset, pages, foot) = gopher_style(ledger, typed, said);
    (options, Style { width, links: LinkStyle::default(), charset, pages, foot, ..style })
}

/// What Gopher clients get, and what stands under a page.
fn gopher_style(
    ledger: &mut Ledger<'_>,
    typed: &SiteArgs,
    said: &[&Content],
) -> (Charset, Pages, Foot) {
    let charsets: Vec<_> = said.iter().map(|it| &it.gopher_charset).collect();
    let charset = ("--gopher-charset", typed.gopher_charset);
    let pages: Vec<_> = said.iter().map(|it| &it.gopher_pages).collect();
    let form = ("--gopher-pages", typed.gopher_pages);
    let feet: Vec<_> = said.iter().map(|it| &it.foot).collect();
    let foot = ("--foot", typed.foot);
    (
        match ledger.choose_or("gopher-charset", charset, &charsets, GopherCharset::Utf8).value {
            GopherCharset::Utf8 => Charset::Utf8,
            GopherCharset::Ascii => Charset::Ascii,
        },
        match ledger.choose_or("gopher-pages", form, &pages, GopherPages::Menu).value {
            GopherPages::Menu => Pages::Menu,
            GopherPages::Text => Pages::Text,
        },
        match ledger.choose_or("foot", foot, &feet, FootArg::Usual).value {
            FootArg::Full => Foot::Full,
            FootArg::Usual => Foot::Usual,
            FootArg::Ways => Foot::Ways,
            FootArg::Off => Foot::Off,
        },
    )
}

fn limits(ledger: &mut Ledger<'_>, typed: &LimitArgs, file: &file::Limits) -> Limits {
    ledger.begin("[limits]");
    let usual = Limits::default();
    let count = |number: usize| Connections::near(u32::try_from(number).unwrap_or(u32::MAX));
    let mut connections = |key, typed, said, usual| {
        let chosen = ledger.choose_or(key, typed, &[said], count(usual));
        usize::try_from(chosen.value.number()).unwrap_or(usual)
    };
    Limits {
        connections: connections(
            "max-connections",
            ("--max-connections", typed.max_connections),
            &file.max_connections,
            usual.connections,
        ),
        per_address: connections(
            "max-per-address",
            ("--max-per-address", typed.max_per_address),
            &file.max_per_address,
            usual.per_address,
        ),
        pace: pace(ledger, typed, file, usual.pace),
        ..usual
    }
}

fn pace(ledger: &mut Ledger<'_>, typed: &LimitArgs, file: &file::Limits, usual: Pace) -> Pace {
    let rate = Rate::near(usual.rate);
    let rate = ledger
        .choose_or("slow-rate", ("--slow-rate", typed.slow_rate), &[&file.slow_rate], rate)
        .value;
    let window = Seconds::near(u32::try_from(usual.window.as_secs()).unwrap_or(u32::MAX));
    let window = ledger.choose_or(
        "slow-window",
        ("--slow-window", typed.slow_window),
        &[&file.slow_window],
        window,
    );
    Pace { rate: rate.number(), window: Duration::from_secs(window.value.number().into()) }
}

mod own_files;
mod resolve;
#[cfg(test)]
mod tests;
mod to_toml;
