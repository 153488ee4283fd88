//! The options of the commands that do one thing and end.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use clap_complete::Shell;

use super::ping::seconds;
use super::serve::{ContentSettings, Serve};
use crate::path::CapsulePath;
use crate::settings::value::{HostName, MetricsAddress};
use crate::uri::{UriReference, escape_forbidden};

/// Render one page.
#[derive(Args, Debug)]
pub struct Render {
    /// A file, or a path such as /posts/pi.
    pub page: String,
    /// The capsule's folder [default: the nearest folder above the file that is a site, else the
    /// file's own].
    #[arg(long, value_name = "DIR")]
    pub capsule: Option<PathBuf>,
    /// What the page becomes [default: gemtext].
    #[arg(long = "as", value_name = "FORM")]
    pub form: Option<RenderAs>,
    /// Go on, and draw the page again whenever something in the capsule is saved. Without --as, a
    /// terminal of 132 columns or more shows gemtext, menu and text side by side. Ctrl-C ends it.
    #[arg(long)]
    pub watch: bool,
    /// The public host name that menus carry.
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// Values of settings about content.
    #[command(flatten)]
    pub site: ContentSettings,
}

/// Forms of a page.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum RenderAs {
    /// What a Gemini client gets.
    Gemtext,
    /// What a Gopher client gets, with the TABs and the final dot of the wire.
    Menu,
    /// What a Gopher client gets for `page.txt`.
    Text,
    /// The page for the web, with its style sheet in it.
    Html,
    /// What a Spartan client gets.
    Spartan,
    /// What a Nex client gets.
    Nex,
    /// What a Finger client gets.
    Finger,
    /// The parts that the page was read as, for those who wonder what became of their text.
    Tree,
}

/// Check a capsule.
#[derive(Args, Debug)]
pub struct Check {
    /// The capsule's folder [default: capsule, or where there is none the configuration's].
    #[arg(value_name = "DIR", conflicts_with = "config")]
    pub folder: Option<PathBuf>,
    /// Check a configuration file, and the capsules and certificates of all its hosts [default:
    /// propus/propus.toml in ~/.config or /etc, where there is no folder capsule].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print each warning, also those that are the same in many places.
    #[arg(long)]
    pub all: bool,
    /// Print one JSON object a line: file, line, column, what.
    #[arg(long)]
    pub json: bool,
    /// Check nothing, but say what a path such as /posts/pi leads to: the file and the rule that it
    /// comes from, the names that were tried, and what answers.
    #[arg(long, value_name = "PATH", value_parser = capsule_path, conflicts_with = "json")]
    pub explain: Option<CapsulePath>,
    /// Values of settings about content.
    #[command(flatten)]
    pub site: ContentSettings,
}

/// Export a site.
#[derive(Args, Debug)]
pub struct Export {
    /// The capsule's folder [default: capsule, or with --config that of the host].
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// The server's configuration file: its settings count, and what is in a zone is left out. Of its
    /// hosts the one that --host names, else the first.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder to write.
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// For which protocol, or for the web.
    #[arg(long = "as", value_name = "FORM", default_value = "gemini")]
    pub form: ExportAs,
    /// The path that the files are served below, such as /~anna.
    #[arg(long, value_name = "PATH", default_value = "", value_parser = base)]
    pub base: String,
    /// The public host name, which stands in every line of a gophermap and in feeds. Web pages name
    /// it as the place where the same pages are on Gemini.
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// The public Gopher port [default: 70]. Web pages name it, too, if it is given.
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
    /// The URL that web pages will have, for feeds and sitemap.xml, such as
    /// `https://example.org/log` [default: that of the site's own configuration].
    #[arg(long, value_name = "URL", value_parser = web_url)]
    pub url: Option<String>,
    /// A style sheet for web pages, in place of the usual one.
    #[arg(long, value_name = "FILE")]
    pub css: Option<PathBuf>,
    /// Values of settings about content.
    #[command(flatten)]
    pub site: ContentSettings,
}

/// For whom a site is exported.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExportAs {
    /// A tree of `index.gmi` files.
    Gemini,
    /// A tree of `gophermap` files.
    Gopher,
    /// Web pages, which need no server: a tree of `index.html` files.
    Html,
    /// A tree of `index` files, directories of Nex.
    Nex,
}

/// Show the configuration.
#[derive(Args, Debug)]
pub struct ShowConfig {
    /// Print a commented file with all options and their defaults instead.
    #[arg(long)]
    pub example: bool,
    /// Options of `serve`.
    #[command(flatten)]
    pub serve: Serve,
}

/// Tell a running server something.
#[derive(Args, Debug)]
pub struct Reload {
    /// The server's configuration file; it is read and checked first [default:
    /// propus/propus.toml in ~/.config or /etc, if it is there].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The server's pid file [default: that of the configuration, else the server is found by its
    /// status socket].
    #[arg(long, value_name = "FILE")]
    pub pid_file: Option<PathBuf>,
}

/// Ask a server what it has counted.
#[derive(Args, Debug)]
pub struct Status {
    /// The server's configuration file [default: propus/propus.toml in ~/.config or /etc].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where the server tells [default: the status socket that a server opens by itself, else where
    /// the configuration says].
    #[arg(long, value_name = "ADDR:PORT|unix:PATH")]
    pub metrics: Option<MetricsAddress>,
    /// Print it as one JSON object.
    #[arg(long)]
    pub json: bool,
    /// Ask again and again, and draw what is said in the same place; where that is no terminal, and
    /// with --json, one answer after the other. Ctrl-C ends it.
    #[arg(long)]
    pub watch: bool,
    /// Time from one question to the next, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = seconds, requires = "watch")]
    pub interval: Duration,
}

/// Begin a capsule.
#[derive(Args, Debug)]
pub struct Init {
    /// The folder to make; it may exist when it is empty.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The public host name [default: localhost].
    #[arg(long, value_name = "NAME")]
    pub host: Option<HostName>,
    /// The title of the home page [default: My capsule].
    #[arg(long, value_name = "WORDS")]
    pub title: Option<String>,
    /// Who writes.
    #[arg(long, value_name = "NAME")]
    pub author: Option<String>,
    /// The mail address that readers write to.
    #[arg(long, value_name = "ADDRESS")]
    pub mail: Option<String>,
    /// Write no propus.toml, because the server has its configuration elsewhere.
    #[arg(long, conflicts_with = "host")]
    pub no_config: bool,
}

/// Explain something.
#[derive(Args, Default, Debug)]
pub struct Help {
    /// A command, such as check or cert renew, or a topic, such as ports or certificates
    /// [default: the list of topics].
    #[arg(value_name = "COMMAND|TOPIC")]
    pub words: Vec<String>,
}

/// Print a hook for git.
#[derive(Args, Debug)]
pub struct Hook {
    /// The folder that is served, and that the hook writes.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The branch whose state is served.
    #[arg(long, value_name = "NAME", default_value = "main")]
    pub branch: String,
    /// The configuration file of the server, to make it look at once.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Write manual pages.
#[derive(Args, Debug)]
pub struct Man {
    /// The folder to write into; pages that are there already are replaced.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// Print completions.
#[derive(Args, Debug)]
pub struct Completions {
    /// For which shell.
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// A path of the capsule, percent-encoded or as people type it.
fn capsule_path(text: &str) -> Result<CapsulePath, String> {
    let path = CapsulePath::decode(text).map(|decoded| decoded.path);
    path.or_else(|_| CapsulePath::literal(text)).map_err(|error| error.to_string())
}

/// The URL of a site on the web.
fn web_url(text: &str) -> Result<String, String> {
    let uri = UriReference::split(text);
    let has_host = uri.authority.is_some_and(|it| !it.host_and_port.is_empty());
    if uri.is_web() && has_host && uri.query.is_none() && uri.fragment.is_none() {
        Ok(escape_forbidden(text.trim_end_matches('/')).into_owned())
    } else {
        Err("this is no URL of a site on the web; write one such as https://example.org".to_owned())
    }
}

/// A path to be put before all others.
fn base(text: &str) -> Result<String, String> {
    if text.is_empty() || text.starts_with('/') {
        Ok(text.to_owned())
    } else {
        Err(format!("a path begins with a slash; write /{text}"))
    }
}
