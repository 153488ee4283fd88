//! What was typed, made into what it means: checked values, no types of the command line.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use crate::capsule::Options;
use crate::cli::{self, Serve, SiteArgs};
use crate::log::{AccessLog, Format, LogAddresses};
use crate::net::{Limits, Pace};
use crate::origin::{GEMINI_PORT, GOPHER_PORT};
use crate::render::LinkStyle;
use crate::site::{Charset, Foot, Pages, Style};

/// What `serve` does.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder that is served.
    pub folder: PathBuf,
    /// How it is read.
    pub options: Options,
    /// How its pages are written.
    pub style: Style,
    /// The public host name; `None` when it was not given.
    pub host: Option<String>,
    /// Where Gemini is served; `None` when it is off.
    pub gemini: Option<Endpoint>,
    /// Where Gopher is served; `None` when it is off.
    pub gopher: Option<Endpoint>,
    /// The folder of certificates and keys.
    pub certs: PathBuf,
    /// How much of the machine strangers may take.
    pub limits: Limits,
    /// How log lines are written.
    pub log_format: Format,
    /// What is written of requests.
    pub access: AccessLog,
}

/// Where a protocol is served.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Endpoint {
    /// The address to listen on.
    pub address: SocketAddr,
    /// Whether the operator asked for that very address; else another may be taken when it can't be had.
    pub asked: bool,
    /// The port that clients see, when it is another than the one that is listened on.
    pub public_port: Option<u16>,
}

/// What is wrong with what was asked for.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ConfigError {
    /// The host name can't be one.
    #[error("--host {0}: this is no host name; write it as it stands in a URL, such as example.org")]
    Host(String),
    /// Nothing is left to serve.
    #[error("--no-gemini and --no-gopher together leave nothing to serve")]
    Nothing,
}

impl Config {
    /// What a command line means.
    ///
    /// # Errors
    /// Names the option that is wrong.
    pub fn new(serve: Serve) -> Result<Self, ConfigError> {
        let Serve { folder, site, listen, limits, log } = serve;
        if listen.no_gemini && listen.no_gopher {
            return Err(ConfigError::Nothing);
        }
        Ok(Self {
            folder,
            options: options(&site),
            style: style(&site),
            host: listen.host.as_deref().map(host).transpose()?,
            gemini: endpoint(listen.no_gemini, listen.gemini, GEMINI_PORT, listen.public_gemini_port),
            gopher: endpoint(listen.no_gopher, listen.gopher, GOPHER_PORT, listen.public_gopher_port),
            certs: listen.certs,
            limits: Limits {
                connections: limits.max_connections as usize,
                per_address: limits.max_per_address as usize,
                pace: Pace { rate: limits.slow_rate, window: Duration::from_secs(limits.slow_window.into()) },
                ..Limits::default()
            },
            log_format: match log.log_format {
                cli::LogFormat::Plain => Format::Plain,
                cli::LogFormat::Json => Format::Json,
            },
            access: AccessLog {
                addresses: match log.log_addresses {
                    cli::LogAddresses::Off => LogAddresses::Off,
                    cli::LogAddresses::Truncated => LogAddresses::Truncated,
                    cli::LogAddresses::Full => LogAddresses::Full,
                },
                queries: log.log_queries,
            },
        })
    }
}

/// How a folder is read.
#[must_use]
pub fn options(site: &SiteArgs) -> Options {
    Options {
        kind: site.kind,
        listings: !site.no_listings,
        search: site.search,
        drafts: site.drafts,
        future: site.future,
    }
}

/// How pages are written.
#[must_use]
pub fn style(site: &SiteArgs) -> Style {
    Style {
        width: site.width.into(),
        links: LinkStyle::default(),
        charset: match site.gopher_charset {
            cli::GopherCharset::Utf8 => Charset::Utf8,
            cli::GopherCharset::Ascii => Charset::Ascii,
        },
        pages: match site.gopher_pages {
            cli::GopherPages::Menu => Pages::Menu,
            cli::GopherPages::Text => Pages::Text,
        },
        foot: match site.foot {
            cli::FootArg::Full => Foot::Full,
            cli::FootArg::Usual => Foot::Usual,
            cli::FootArg::Ways => Foot::Ways,
            cli::FootArg::Off => Foot::Off,
        },
        ..Style::default()
    }
}

/// A host name in the form in which it is compared: lower case, no final dot. An IP address will do.
///
/// # Errors
/// When it can't stand in a URL.
pub fn host(text: &str) -> Result<String, ConfigError> {
    let lower = text.trim_end_matches('.').to_ascii_lowercase();
    let bare = lower.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&lower);
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    let named = bare.len() <= 253 && bare.split('.').all(label);
    if named || bare.parse::<IpAddr>().is_ok() { Ok(bare.to_owned()) } else { Err(ConfigError::Host(text.to_owned())) }
}

fn endpoint(off: bool, asked: Option<SocketAddr>, usual: u16, public_port: Option<u16>) -> Option<Endpoint> {
    if off {
        return None;
    }
    let address = asked.unwrap_or_else(|| SocketAddr::from((Ipv6Addr::UNSPECIFIED, usual)));
    Some(Endpoint { address, asked: asked.is_some(), public_port })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn config(arguments: &[&str]) -> Result<Config, ConfigError> {
        Config::new(cli::Cli::parse_from(std::iter::once(&"propus").chain(arguments)).serve)
    }

    #[test]
    fn nothing_typed_means_the_usual_ports_and_no_host() {
        let config = config(&[]).unwrap();
        let gemini = config.gemini.unwrap();
        assert_eq!((gemini.address.to_string().as_str(), gemini.asked), ("[::]:1965", false));
        assert_eq!(config.gopher.unwrap().address.to_string(), "[::]:70");
        assert_eq!(config.host, None);
    }

    #[test]
    fn a_host_is_compared_in_one_form() {
        let host_of = |text| config(&["--host", text]).map(|config| config.host.unwrap());
        assert_eq!(host_of("Example.ORG."), Ok("example.org".to_owned()));
        assert_eq!(host_of("[::1]"), Ok("::1".to_owned()));
        assert_eq!(host_of("127.0.0.1"), Ok("127.0.0.1".to_owned()));
        for wrong in ["", "a b", "http://example.org", "exämple.org", "example.org:1965", "a..b"] {
            assert_eq!(host_of(wrong), Err(ConfigError::Host(wrong.to_owned())));
        }
    }

    #[test]
    fn serving_nothing_is_an_error() {
        assert_eq!(config(&["--no-gemini", "--no-gopher"]).unwrap_err(), ConfigError::Nothing);
    }
}
