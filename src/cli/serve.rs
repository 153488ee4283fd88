//! What was typed of how a folder is served: content, network, limits, log.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use serde::Deserialize;

use super::value::{Connections, HostName, Network, Rate, Seconds, Width, address};
use crate::generator::Kind;

/// How a folder is read and its pages are written.
#[derive(Args, Clone, Default, Debug)]
pub struct SiteArgs {
    /// What the site was made for; found out from the folder when not given.
    #[arg(long, value_name = "KIND", help_heading = "Content", value_parser = kind())]
    pub kind: Option<Kind>,
    /// Give no listing of a folder that has no page of its own.
    #[arg(long, help_heading = "Content")]
    pub no_listings: bool,
    /// Let readers search for words, at /search.
    #[arg(long, help_heading = "Content")]
    pub search: bool,
    /// Serve drafts too.
    #[arg(long, help_heading = "Content")]
    pub drafts: bool,
    /// Serve posts that are dated in the future too.
    #[arg(long, help_heading = "Content")]
    pub future: bool,
    /// The widest line of menus and plain text, in columns, 40 to 200 [default: 67].
    #[arg(long, value_name = "COLUMNS", help_heading = "Content")]
    pub width: Option<Width>,
    /// Which characters Gopher clients get: utf-8, or ascii, in which other letters are spelled
    /// [default: utf-8].
    #[arg(long, value_name = "CHARSET", help_heading = "Content")]
    pub gopher_charset: Option<GopherCharset>,
    /// What links lead to on Gopher: pages as menus, or as plain text [default: menu].
    #[arg(long, value_name = "FORM", help_heading = "Content")]
    pub gopher_pages: Option<GopherPages>,
    /// What stands under a page [default: usual].
    #[arg(long, value_name = "HOW", help_heading = "Content")]
    pub foot: Option<FootArg>,
}

/// One of the kinds, so that shells complete it; `capsule` knows nothing of what is typed.
fn kind() -> impl TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(Kind::ALL.map(Kind::name)).try_map(|name| name.parse::<Kind>())
}

/// Which characters Gopher clients get.
#[derive(ValueEnum, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum GopherCharset {
    /// All of them.
    #[value(name = "utf-8")]
    #[serde(rename = "utf-8")]
    Utf8,
    /// ASCII, for machines that know nothing else.
    Ascii,
}

/// What links lead to on Gopher.
#[derive(ValueEnum, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum GopherPages {
    /// Pages as menus.
    Menu,
    /// Pages as plain text.
    Text,
}

/// What stands under a page.
#[derive(ValueEnum, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum FootArg {
    /// As usual, and on Gemini a link to the page on Gopher.
    Full,
    /// Ways onward; on Gopher also the page as plain text and on Gemini.
    Usual,
    /// Ways onward only: older and newer, up, home.
    Ways,
    /// Nothing.
    Off,
}

/// Where to listen, and under which name.
#[allow(
    rustdoc::broken_intra_doc_links,
    reason = "the help shows addresses such as [::]:70 as they stand here"
)]
#[derive(Args, Default, Debug)]
pub struct Listen {
    /// The public host name: it stands in every menu and in the certificate.
    #[arg(long, value_name = "NAME", help_heading = "Network")]
    pub host: Option<HostName>,
    /// Where to listen for Gemini [default: [::]:1965, which takes IPv4 too].
    #[arg(long, value_name = "ADDR:PORT", help_heading = "Network", value_parser = address)]
    pub gemini: Option<SocketAddr>,
    /// Where to listen for Gopher [default: [::]:70, or 7070 when port 70 is not permitted].
    #[arg(long, value_name = "ADDR:PORT", help_heading = "Network", value_parser = address)]
    pub gopher: Option<SocketAddr>,
    /// Do not serve Gemini.
    #[arg(long, conflicts_with = "gemini", help_heading = "Network")]
    pub no_gemini: bool,
    /// Do not serve Gopher.
    #[arg(long, conflicts_with = "gopher", help_heading = "Network")]
    pub no_gopher: bool,
    /// Speak TLS on the Gopher port too, with clients that begin with it.
    #[arg(long, conflicts_with = "no_gopher", help_heading = "Network")]
    pub gopher_tls: bool,
    /// End plain text on Gopher with a dot on a line of its own, for very old clients; most show
    /// it.
    #[arg(long, conflicts_with = "no_gopher", help_heading = "Network")]
    pub gopher_text_dot: bool,
    /// The folder of certificates and keys; what is missing there is made on the first start
    /// [default: certs].
    #[arg(long, value_name = "DIR", help_heading = "Network")]
    pub certs: Option<PathBuf>,
    /// The Gemini port that clients see, behind a port forward.
    #[arg(long, value_name = "PORT", help_heading = "Network")]
    pub public_gemini_port: Option<u16>,
    /// The Gopher port that clients see, behind a port forward.
    #[arg(long, value_name = "PORT", help_heading = "Network")]
    pub public_gopher_port: Option<u16>,
    /// A proxy that begins each connection with a PROXY header, version 1 or 2, which tells the
    /// client's address; may be given several times.
    #[arg(long, value_name = "ADDR[/BITS]", help_heading = "Network")]
    pub proxy_from: Vec<Network>,
}

/// How much of the machine strangers may take.
#[derive(Args, Default, Debug)]
pub struct LimitArgs {
    /// The most connections at a time [default: 1000].
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub max_connections: Option<Connections>,
    /// The most connections of one address (of IPv6: of one /64) at a time [default: 64].
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub max_per_address: Option<Connections>,
    /// A client that takes fewer bytes per second than this is dropped [default: 200].
    #[arg(long, value_name = "BYTES", help_heading = "Limits")]
    pub slow_rate: Option<Rate>,
    /// Over how many seconds --slow-rate is measured, 1 to 3600 [default: 90].
    #[arg(long, value_name = "SECONDS", help_heading = "Limits")]
    pub slow_window: Option<Seconds>,
}

/// What the log says.
#[derive(Args, Default, Debug)]
pub struct LogArgs {
    /// How log lines are written [default: plain].
    #[arg(long, value_name = "FORMAT", help_heading = "Log")]
    pub log_format: Option<LogFormat>,
    /// How much of a client's address the log says: nothing, its /24 or /48, or all [default: off].
    #[arg(long, value_name = "HOW", help_heading = "Log")]
    pub log_addresses: Option<LogAddresses>,
    /// Log what readers type into prompts and searches too.
    #[arg(long, help_heading = "Log")]
    pub log_queries: bool,
    /// A file of their own for the lines about requests, which is opened again on SIGUSR1 [default:
    /// with all others, on standard error].
    #[arg(long, value_name = "FILE", help_heading = "Log")]
    pub access_log: Option<PathBuf>,
    /// How the lines of that file are written [default: as --log-format says].
    #[arg(long, value_name = "FORMAT", help_heading = "Log")]
    pub access_log_format: Option<AccessLogFormat>,
}

/// How log lines are written.
#[derive(ValueEnum, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people.
    Plain,
    /// One JSON object a line.
    Json,
}

/// How the lines of the access log are written.
#[derive(ValueEnum, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum AccessLogFormat {
    /// For people.
    Plain,
    /// One JSON object a line.
    Json,
    /// The combined format of web servers.
    Combined,
    /// The same behind the host and its port.
    VhostCombined,
}

/// How much of a client's address the log says.
#[derive(ValueEnum, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum LogAddresses {
    /// Nothing.
    Off,
    /// The network: /24 of IPv4, /48 of IPv6.
    Truncated,
    /// All of it.
    Full,
}
