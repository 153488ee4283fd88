//! What was typed. The only file that names `clap`; what it means is for `config`.

use std::net::{Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::capsule::Kind;

/// What stands below the options.
const AFTER_HELP: &str = "\
Signals: SIGTERM and SIGINT finish what is under way and stop; SIGHUP reads the folder again.
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
    /// Look at certificates.
    #[command(subcommand)]
    Cert(Cert),
}

/// Serve a folder.
#[derive(Args, Debug)]
pub struct Serve {
    /// The folder to serve.
    #[arg(value_name = "DIR", default_value = "capsule")]
    pub folder: PathBuf,
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
#[derive(Args, Debug)]
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
    /// The widest line of menus and plain text, in columns, 40 to 200.
    #[arg(long, value_name = "COLUMNS", default_value_t = 67, help_heading = "Content",
          value_parser = clap::value_parser!(u16).range(40..=200))]
    pub width: u16,
    /// Which characters Gopher clients get: utf-8, or ascii, in which other letters are spelled.
    #[arg(long, value_name = "CHARSET", default_value = "utf-8", help_heading = "Content")]
    pub gopher_charset: GopherCharset,
    /// What links lead to on Gopher: pages as menus, or as plain text.
    #[arg(long, value_name = "FORM", default_value = "menu", help_heading = "Content")]
    pub gopher_pages: GopherPages,
    /// What stands under a page.
    #[arg(long, value_name = "HOW", default_value = "usual", help_heading = "Content")]
    pub foot: FootArg,
}

/// Which characters Gopher clients get.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum GopherCharset {
    /// All of them.
    #[value(name = "utf-8")]
    Utf8,
    /// ASCII, for machines that know nothing else.
    Ascii,
}

/// What links lead to on Gopher.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum GopherPages {
    /// Pages as menus.
    Menu,
    /// Pages as plain text.
    Text,
}

/// What stands under a page.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
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
#[derive(Args, Debug)]
pub struct Listen {
    /// The public host name: it stands in every menu and in the certificate.
    #[arg(long, value_name = "NAME", help_heading = "Network")]
    pub host: Option<String>,
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
    /// The folder of certificates and keys; what is missing there is made on the first start.
    #[arg(long, value_name = "DIR", default_value = "certs", help_heading = "Network")]
    pub certs: PathBuf,
    /// The Gemini port that clients see, behind a port forward.
    #[arg(long, value_name = "PORT", help_heading = "Network")]
    pub public_gemini_port: Option<u16>,
    /// The Gopher port that clients see, behind a port forward.
    #[arg(long, value_name = "PORT", help_heading = "Network")]
    pub public_gopher_port: Option<u16>,
}

/// How much of the machine strangers may take.
#[derive(Args, Debug)]
pub struct LimitArgs {
    /// The most connections at a time.
    #[arg(long, value_name = "N", default_value_t = 1000, help_heading = "Limits",
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub max_connections: u32,
    /// The most connections of one address (of IPv6: of one /64) at a time.
    #[arg(long, value_name = "N", default_value_t = 64, help_heading = "Limits",
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub max_per_address: u32,
    /// A client that takes fewer bytes per second than this is dropped.
    #[arg(long, value_name = "BYTES", default_value_t = 200, help_heading = "Limits")]
    pub slow_rate: u32,
    /// Over how many seconds --slow-rate is measured.
    #[arg(long, value_name = "SECONDS", default_value_t = 90, help_heading = "Limits",
          value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub slow_window: u32,
}

/// What the log says.
#[derive(Args, Debug)]
pub struct LogArgs {
    /// How log lines are written.
    #[arg(long, value_name = "FORMAT", default_value = "plain", help_heading = "Log")]
    pub log_format: LogFormat,
    /// How much of a client's address the log says: nothing, its /24 or /48, or all.
    #[arg(long, value_name = "HOW", default_value = "off", help_heading = "Log")]
    pub log_addresses: LogAddresses,
    /// Log what readers type into prompts and searches too.
    #[arg(long, help_heading = "Log")]
    pub log_queries: bool,
}

/// How log lines are written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogFormat {
    /// For people.
    Plain,
    /// One JSON object a line.
    Json,
}

/// How much of a client's address the log says.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
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
    /// The capsule's folder.
    #[arg(value_name = "DIR", default_value = "capsule")]
    pub folder: PathBuf,
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

/// Begin a capsule.
#[derive(Args, Debug)]
pub struct Init {
    /// The folder to make; it may exist when it is empty.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// Look at certificates.
#[derive(Subcommand, Debug)]
pub enum Cert {
    /// Print host, validity and the SHA-256 fingerprints of a certificate and of its public key.
    Show(CertShow),
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

/// An address to listen on. A port alone means all addresses of the machine.
fn address(text: &str) -> Result<SocketAddr, String> {
    let port = text.strip_prefix(':').unwrap_or(text).parse::<u16>();
    let address = port.map(|port| SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)));
    address.or_else(|_| text.parse()).map_err(|_| {
        "write a port, or an address and a port: 7070, 127.0.0.1:7070, [::1]:7070 (names are not looked up)".to_owned()
    })
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
        assert_eq!(bare.serve.folder, PathBuf::from("site"));
        let named = Cli::try_parse_from(["propus", "serve", "site", "--host", "h"]).unwrap();
        let ports = Cli::try_parse_from(["propus", "--gemini", "1966", "--gopher", ":7071"]).unwrap().serve.listen;
        assert_eq!(ports.gemini, "[::]:1966".parse().ok());
        assert_eq!(ports.gopher, "[::]:7071".parse().ok());
        assert!(matches!(named.command, Some(Command::Serve(serve)) if serve.listen.host.as_deref() == Some("h")));
    }

    #[test]
    fn wrong_usage_is_refused() {
        for arguments in [
            &["propus", "--gemini", "localhost:1965"][..],
            &["propus", "--gemini", "[::]:1965", "--no-gemini"],
            &["propus", "--width", "20"],
            &["propus", "--kind", "jekyl"],
            &["propus", "render", "a.md", "--as", "html"],
            &["propus", "init"],
        ] {
            assert!(Cli::try_parse_from(arguments).is_err(), "{arguments:?}");
        }
    }
}
