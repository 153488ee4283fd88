//! What was typed. The only file that names `clap`; what it means is for `config`.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Deserialize;

use crate::capsule::Kind;
use crate::config::value::{Connections, HostName, Network, Rate, Seconds, Width, address};

/// What stands below the options.
const AFTER_HELP: &str = "\
Signals: SIGTERM and SIGINT finish what is under way and stop; SIGHUP reads configuration, certificates and folders again.
Environment: PROPUS_LOG says what is logged, such as warn, debug or info,access=off [default: info].
The manual is served at gemini://localhost/manual/ by `propus` in a fresh copy of its sources.";

/// Serve a folder of Markdown pages to the small internet.
///
/// Every page is converted when it is asked for: to gemtext for Gemini clients, to menus and plain text for Gopher
/// clients. There is no export step: save a file, and both change.
///
/// Without a command, propus serves.
#[derive(Parser, Debug)]
#[command(name = "propus", version, after_help = AFTER_HELP, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What `serve` takes, so that the word itself may be left out.
    #[command(flatten)]
    pub serve: Serve,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Serve a folder (this is what happens without a command).
    Serve(Serve),
    /// Write to standard output what a client would get for one page.
    ///
    /// PAGE is a file, or a path as a client asks for it (then --capsule says of which capsule). Warnings about the
    /// page go to standard error.
    Render(Render),
    /// Read every page and print what its author should know, as `path:line: what`.
    ///
    /// Exits with 1 when there is a warning, with 0 when there is none.
    Check(Check),
    /// Write a small capsule of one's own into a new or empty folder.
    Init(Init),
    /// Write the whole site as files that another server can serve.
    ///
    /// What stands in the files is what `serve` would send. DIR is replaced as a whole when it was made by an earlier
    /// export; a folder that holds anything else is left alone.
    Export(Export),
    /// Look at certificates, or change them.
    #[command(subcommand)]
    Cert(Cert),
    /// See and change who is admitted to the zones of a configuration file.
    #[command(subcommand)]
    Id(Id),
    /// Print the configuration that is in force, and where each value came from.
    ///
    /// Takes what `serve` takes, and opens no port. What it prints is a configuration file itself.
    Config(ShowConfig),
    /// Make a running server read its configuration, certificates and folders again.
    ///
    /// The server is found by the pid file that --pid-file, or pid-file in the configuration, names. Listeners stay open
    /// and requests under way finish; what is wrong is said in the server's log, and leaves it as it was.
    Reload(Reload),
}

/// Serve a folder.
#[derive(Args, Default, Debug)]
pub struct Serve {
    /// The folder to serve [default: capsule].
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// A configuration file, such as propus.toml; what is typed here wins over what it says.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Keep the number of the process in a file, by which `propus reload` finds it.
    #[arg(long, value_name = "FILE")]
    pub pid_file: Option<PathBuf>,
    /// How it is read and its pages are written.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Where to listen, and under which name.
    #[command(flatten)]
    pub listen: Listen,
    /// How much of the machine strangers may take.
    #[command(flatten)]
    pub limits: LimitArgs,
    /// What the log says.
    #[command(flatten)]
    pub log: LogArgs,
}

/// How a folder is read and its pages are written.
#[derive(Args, Clone, Default, Debug)]
pub struct SiteArgs {
    /// What the site was made for; found out from the folder when not given.
    #[arg(long, value_name = "KIND", help_heading = "Content")]
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
    /// Which characters Gopher clients get: utf-8, or ascii, in which other letters are spelled [default: utf-8].
    #[arg(long, value_name = "CHARSET", help_heading = "Content")]
    pub gopher_charset: Option<GopherCharset>,
    /// What links lead to on Gopher: pages as menus, or as plain text [default: menu].
    #[arg(long, value_name = "FORM", help_heading = "Content")]
    pub gopher_pages: Option<GopherPages>,
    /// What stands under a page [default: usual].
    #[arg(long, value_name = "HOW", help_heading = "Content")]
    pub foot: Option<FootArg>,
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
#[allow(rustdoc::broken_intra_doc_links, reason = "the help shows addresses such as [::]:70 as they stand here")]
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
    /// End plain text on Gopher with a dot on a line of its own, for very old clients; most show it.
    #[arg(long, conflicts_with = "no_gopher", help_heading = "Network")]
    pub gopher_text_dot: bool,
    /// The folder of certificates and keys; what is missing there is made on the first start [default: certs].
    #[arg(long, value_name = "DIR", help_heading = "Network")]
    pub certs: Option<PathBuf>,
    /// The Gemini port that clients see, behind a port forward.
    #[arg(long, value_name = "PORT", help_heading = "Network")]
    pub public_gemini_port: Option<u16>,
    /// The Gopher port that clients see, behind a port forward.
    #[arg(long, value_name = "PORT", help_heading = "Network")]
    pub public_gopher_port: Option<u16>,
    /// A proxy that begins each connection with a PROXY header, version 1 or 2, which tells the client's address; may be
    /// given several times.
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

/// Render one page.
#[derive(Args, Debug)]
pub struct Render {
    /// A file, or a path such as /posts/pi.
    pub page: String,
    /// The capsule's folder [default: the nearest folder above the file that is a site, else the file's own].
    #[arg(long, value_name = "DIR")]
    pub capsule: Option<PathBuf>,
    /// What the page becomes.
    #[arg(long = "as", value_name = "FORM", default_value = "gemtext")]
    pub form: RenderAs,
    /// The public host name that menus carry.
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// How it is read and its pages are written.
    #[command(flatten)]
    pub site: SiteArgs,
}

/// What a page becomes.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum RenderAs {
    /// What a Gemini client gets.
    Gemtext,
    /// What a Gopher client gets, with the TABs and the final dot of the wire.
    Menu,
    /// What a Gopher client gets for `page.txt`.
    Text,
}

/// Check a capsule.
#[derive(Args, Debug)]
pub struct Check {
    /// The capsule's folder [default: capsule].
    #[arg(value_name = "DIR", conflicts_with = "config")]
    pub folder: Option<PathBuf>,
    /// Check a configuration file, and the capsules and certificates of all its hosts.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print one JSON object a line: file, line, column, what.
    #[arg(long)]
    pub json: bool,
    /// How it is read and its pages are written.
    #[command(flatten)]
    pub site: SiteArgs,
}

/// Export a site.
#[derive(Args, Debug)]
pub struct Export {
    /// The capsule's folder.
    #[arg(value_name = "DIR", default_value = "capsule")]
    pub folder: PathBuf,
    /// The folder to write.
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// For which protocol.
    #[arg(long = "as", value_name = "PROTOCOL", default_value = "gemini")]
    pub form: ExportAs,
    /// The path that the files are served below, such as /~anna.
    #[arg(long, value_name = "PATH", default_value = "")]
    pub base: String,
    /// The public host name, which stands in every line of a gophermap and in feeds.
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// The public Gopher port [default: 70].
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
    /// How it is read and its pages are written.
    #[command(flatten)]
    pub site: SiteArgs,
}

/// For which protocol a site is exported.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExportAs {
    /// A tree of `index.gmi` files.
    Gemini,
    /// A tree of `gophermap` files.
    Gopher,
}

/// Show the configuration.
#[derive(Args, Debug)]
pub struct ShowConfig {
    /// Print a commented file with all options and their defaults instead.
    #[arg(long)]
    pub example: bool,
    /// What `serve` would be given.
    #[command(flatten)]
    pub serve: Serve,
}

/// Make a server read its configuration again.
#[derive(Args, Debug)]
pub struct Reload {
    /// The server's configuration file; it is read and checked first.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The server's pid file.
    #[arg(long, value_name = "FILE", required_unless_present = "config")]
    pub pid_file: Option<PathBuf>,
}

/// Begin a capsule.
#[derive(Args, Debug)]
pub struct Init {
    /// The folder to make; it may exist when it is empty.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// Look at certificates, or change them.
#[derive(Subcommand, Debug)]
pub enum Cert {
    /// Print host, validity and the SHA-256 fingerprints of a certificate and of its public key.
    Show(CertShow),
    /// Make a new certificate for a host, with the key that it has.
    ///
    /// Clients that remember the key notice nothing; those that remember the certificate may warn once.
    Renew(CertRenew),
    /// Make a new key and certificate for a host. Every reader's client will warn of it.
    New(CertNew),
    /// Take over a certificate and its key that were made elsewhere.
    ///
    /// SOURCE is a folder of agate (cert.der, key.der), certbot (fullchain.pem, privkey.pem), gmid, stargazer or
    /// gmcapsule, or the files themselves, PEM or DER.
    Import(CertImport),
}

/// Show a certificate.
#[derive(Args, Debug)]
pub struct CertShow {
    /// The host whose certificate to show [default: all in the folder].
    #[arg(value_name = "HOST")]
    pub host: Option<String>,
    /// The folder of certificates and keys.
    #[arg(long, value_name = "DIR", default_value = "certs")]
    pub certs: PathBuf,
}

/// See and change who is admitted to zones.
#[derive(Subcommand, Debug)]
pub enum Id {
    /// Print who is admitted where: host, zone, name, fingerprint.
    List(IdList),
    /// Admit an identity to a zone.
    Add(IdAdd),
    /// Admit an identity no more.
    Remove(IdRemove),
}

/// Which zones are meant.
#[derive(Args, Debug)]
pub struct ZoneArgs {
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = "propus.toml")]
    pub config: PathBuf,
    /// The host that the zone belongs to; may be left out when only one is meant.
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// The path of the zone; may be left out when only one is meant.
    #[arg(long, value_name = "PATH")]
    pub zone: Option<String>,
}

impl ZoneArgs {
    /// Whether a host's zone is among those that are meant.
    #[must_use]
    pub fn means(&self, host: &str, zone: &str) -> bool {
        let bare = |path: &str| path.trim_matches('/').to_owned();
        self.host.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(host))
            && self.zone.as_ref().is_none_or(|wanted| bare(wanted) == bare(zone))
    }
}

impl fmt::Display for ZoneArgs {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.host.iter().chain(&self.zone).try_for_each(|word| write!(out, " {word}"))
    }
}

/// Show identities.
#[derive(Args, Debug)]
pub struct IdList {
    /// Which zones are meant.
    #[command(flatten)]
    pub zone: ZoneArgs,
}

/// Admit an identity.
#[derive(Args, Debug)]
pub struct IdAdd {
    /// Which zone is meant.
    #[command(flatten)]
    pub zone: ZoneArgs,
    /// What it is called in the file and in `propus id list`; clients never see it.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// SHA-256 of the certificate or of its public key: hexadecimal digits, with colons or without, or Base64.
    #[arg(value_name = "FINGERPRINT")]
    pub fingerprint: String,
}

/// Admit an identity no more.
#[derive(Args, Debug)]
pub struct IdRemove {
    /// Which zone is meant.
    #[command(flatten)]
    pub zone: ZoneArgs,
    /// What it is called in the file.
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// Renew a certificate.
#[derive(Args, Debug)]
pub struct CertRenew {
    /// The host whose certificate to renew.
    #[arg(value_name = "HOST")]
    pub host: String,
    /// Another name that it is to be for too; may be given several times. Those of the old certificate stay.
    #[arg(long, value_name = "NAME")]
    pub alias: Vec<HostName>,
    /// The folder of certificates and keys.
    #[arg(long, value_name = "DIR", default_value = "certs")]
    pub certs: PathBuf,
}

/// Make a new key.
#[derive(Args, Debug)]
pub struct CertNew {
    /// The host whose key to replace.
    #[arg(value_name = "HOST")]
    pub host: String,
    /// Do not ask.
    #[arg(long)]
    pub yes: bool,
    /// The folder of certificates and keys.
    #[arg(long, value_name = "DIR", default_value = "certs")]
    pub certs: PathBuf,
}

/// Import a certificate.
#[derive(Args, Debug)]
pub struct CertImport {
    /// The host that it is for.
    #[arg(value_name = "HOST")]
    pub host: String,
    /// A folder that holds certificate and key, or the file or files that hold them.
    #[arg(value_name = "SOURCE", required = true, num_args = 1..=2)]
    pub sources: Vec<PathBuf>,
    /// Do not ask before another key is replaced.
    #[arg(long)]
    pub yes: bool,
    /// The folder of certificates and keys.
    #[arg(long, value_name = "DIR", default_value = "certs")]
    pub certs: PathBuf,
}

/// How one of several values is typed.
#[must_use]
pub fn word<T: ValueEnum>(value: &T) -> String {
    // A value without a name could not be typed, and there is none.
    value.to_possible_value().map(|it| it.get_name().to_owned()).unwrap_or_default()
}

/// Reads the command line; on wrong usage, and for `--help` and `--version`, prints and exits as clap does (2 or 0).
#[must_use]
pub fn read() -> Cli {
    Cli::parse()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn serving_is_what_happens_without_a_command() {
        let bare = Cli::try_parse_from(["propus", "site", "--no-gopher"]).unwrap();
        assert!(bare.command.is_none() && bare.serve.listen.no_gopher);
        assert_eq!(bare.serve.folder, Some(PathBuf::from("site")));
        let named = Cli::try_parse_from(["propus", "serve", "site", "--host", "h"]).unwrap();
        let ports = Cli::try_parse_from(["propus", "--gemini", "1966", "--gopher", ":7071"]).unwrap().serve.listen;
        assert_eq!(ports.gemini, "[::]:1966".parse().ok());
        assert_eq!(ports.gopher, "[::]:7071".parse().ok());
        assert!(matches!(named.command, Some(Command::Serve(serve)) if serve.listen.host == "h".parse().ok()));
    }

    #[test]
    fn wrong_usage_is_refused() {
        for arguments in [
            &["propus", "--gemini", "localhost:1965"][..],
            &["propus", "--gemini", "[::]:1965", "--no-gemini"],
            &["propus", "--width", "20"],
            &["propus", "--host", "http://example.org"],
            &["propus", "reload"],
            &["propus", "--proxy-from", "example.org"],
            &["propus", "--gopher-tls", "--no-gopher"],
            &["propus", "--kind", "jekyl"],
            &["propus", "render", "a.md", "--as", "html"],
            &["propus", "init"],
        ] {
            assert!(Cli::try_parse_from(arguments).is_err(), "{arguments:?}");
        }
    }
}
