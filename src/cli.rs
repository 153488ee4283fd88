//! What was typed. Only this module names `clap`; what it means is for `config`.

mod keys;
mod pages;
mod ping;
mod process;
mod serve;
mod tasks;
pub mod value;

pub use clap_complete::Shell;
pub use keys::{
    Cert, CertImport, CertNew, CertRenew, CertShow, Id, IdAdd, IdList, IdRemove, ZoneArgs,
};
pub use pages::{ManualPage, completions, manual_pages};
pub use ping::{KnownHosts, Ping};
pub use process::ProcessArgs;
pub use serve::{
    AccessLogFormat, FootArg, GopherCharset, GopherPages, LimitArgs, Listen, LogAddresses, LogArgs,
    LogFormat, SiteArgs,
};
pub use tasks::{
    Check, Completions, Export, ExportAs, Init, Man, Reload, Render, RenderAs, ShowConfig, Status,
};

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::MetricsAt;

/// What stands below the options.
const AFTER_HELP: &str = "\
Signals: SIGTERM and SIGINT finish what is under way and stop; SIGHUP reads configuration, certificates and folders again; \
SIGUSR1 opens the access log again.
Environment: PROPUS_LOG says what is logged, such as warn, debug or info,access=off [default: info].
The manual is served at gemini://localhost/manual/ by `propus` in a fresh copy of its sources.";

/// Serve a folder of Markdown pages to the small internet.
///
/// Every page is converted when it is asked for: to gemtext for Gemini clients, to menus and plain
/// text for Gopher clients. There is no export step: save a file, and both change.
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
    /// PAGE is a file, or a path as a client asks for it (then --capsule says of which capsule).
    /// Warnings about the page go to standard error.
    Render(Render),
    /// Read every page and print what its author should know, as `path:line: what`, or `path: what`
    /// of a whole file.
    ///
    /// Exits with 1 when there is a warning, with 0 when there is none.
    Check(Check),
    /// Write a small capsule of one's own into a new or empty folder.
    Init(Init),
    /// Write the whole site as files that another server can serve.
    ///
    /// What stands in the files is what `serve` would send. DIR is replaced as a whole when it was
    /// made by an earlier export; a folder that holds anything else is left alone.
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
    /// The server is found by the pid file that --pid-file, or pid-file in the configuration,
    /// names. Listeners stay open and requests under way finish; what is wrong is said in the
    /// server's log, and leaves it as it was.
    Reload(Reload),
    /// Print what a running server has counted: requests, connections, and which pages were read in
    /// the last day.
    ///
    /// The server is asked where --metrics, or metrics in the configuration, says; it must have
    /// been started with the same.
    Status(Status),
    /// Ask a server for a page as a client does, and tell all that can be told: whether it can be
    /// reached, its certificate, its answer, and how long each took.
    ///
    /// Exits with 0 after an answer that is no failure, 1 after a failure (status 40 to 69, a
    /// Gopher error), 3 when the server can't be reached, 4 when it breaks the protocol or its
    /// certificate is expired or for another name, and 5 when it has another key than before.
    Ping(Ping),
    /// Write manual pages into a folder: of propus, of each command, and of the configuration file.
    Man(Man),
    /// Print what a shell needs to complete commands and options.
    ///
    /// For bash: propus completions bash > ~/.local/share/bash-completion/completions/propus
    Completions(Completions),
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
    /// Tell what the server counts, to Prometheus and to `propus status`, on an address of this
    /// machine or a Unix socket [default: nowhere].
    #[arg(long, value_name = "ADDR:PORT|unix:PATH")]
    pub metrics: Option<MetricsAt>,
    /// How it is read and its pages are written.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Where to listen, and under which name.
    #[command(flatten)]
    pub listen: Listen,
    /// What the process is permitted to do.
    #[command(flatten)]
    pub process: ProcessArgs,
    /// How much of the machine strangers may take.
    #[command(flatten)]
    pub limits: LimitArgs,
    /// What the log says.
    #[command(flatten)]
    pub log: LogArgs,
}

/// How one of several values is typed.
#[must_use]
pub fn word<T: ValueEnum>(value: &T) -> String {
    // A value without a name could not be typed, and there is none.
    value.to_possible_value().map(|it| it.get_name().to_owned()).unwrap_or_default()
}

/// Reads the command line; on wrong usage, and for `--help` and `--version`, prints and exits as
/// clap does (2 or 0).
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
        let ports = Cli::try_parse_from(["propus", "--gemini", "1966", "--gopher", ":7071"])
            .unwrap()
            .serve
            .listen;
        assert_eq!(ports.gemini, "[::]:1966".parse().ok());
        assert_eq!(ports.gopher, "[::]:7071".parse().ok());
        assert!(
            matches!(named.command, Some(Command::Serve(serve)) if serve.listen.host == "h".parse().ok())
        );
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
            &["propus", "--no-sandbox", "--sandbox-read", "/srv"],
            &["propus", "--kind", "jekyl"],
            &["propus", "render", "a.md", "--as", "html"],
            &["propus", "export", "--to", "out", "--base", "~anna"],
            &["propus", "init"],
        ] {
            assert!(Cli::try_parse_from(arguments).is_err(), "{arguments:?}");
        }
    }
}
