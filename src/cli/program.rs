//! The program: its commands, and the words around them in the help.

use clap::{Parser, Subcommand};

use super::announce::Announce;
use super::doctor::Doctor;
use super::keys::{Cert, Id};
use super::ping::Ping;
use super::search::Search;
use super::serve::Serve;
use super::store::Store;
use super::tasks::{
    Check, Completions, Export, Help, Hook, Init, Man, Reload, Render, ShowConfig, Status,
};
use super::writing::{History, Letters, New};

/// Text below the options.
pub(super) const AFTER_HELP: &str = "\
Signals: SIGTERM and SIGINT finish what is under way and stop; SIGHUP reads configuration, \
certificates and folders again; \
SIGUSR1 opens the access log again; SIGUSR2 puts the program in place of this one that lies where it \
was started from.
Environment: PROPUS_LOG says what is logged, such as warn, debug or info,access=off [default: info].
Manual: propus help prints its topics, and propus help TOPIC a page of it.";

/// Serve a folder of Markdown pages to the small internet.
///
/// Every page is converted when it is asked for: to gemtext for Gemini clients, to menus and plain
/// text for Gopher clients. There is no export step: save a file, and both change.
///
/// Without a command, propus serves.
#[derive(Parser, Debug)]
#[command(
    name = "propus",
    version,
    after_help = AFTER_HELP,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    subcommand_negates_reqs = true
)]
pub struct Cli {
    /// The command.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of `serve`, so that the word itself may be left out.
    #[command(flatten)]
    pub serve: Serve,
}

/// A command.
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
    ///
    /// On a terminal it asks for what was not typed. What is there already stays as it is, and one
    /// that was interrupted is made whole.
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
    /// Print the versions of files that were replaced or deleted from clients, and the texts that
    /// were not written.
    ///
    /// A version is shown by `history show PATH@N`, and put back by `history undo PATH`.
    History(History),
    /// Print the letters that readers have written to the author, where [host.letters] lets them.
    ///
    /// Nobody sees a letter that is not published. `letters show N` prints one, `letters publish N`
    /// makes it a file of the site, below whose page it stands from then on, and `letters drop N`
    /// removes it.
    Letters(Letters),
    /// Begin a page: write a file with its title and date where the site's generator wants it, and
    /// print its path.
    ///
    /// For an editor: $EDITOR "$(propus new "First light")"
    New(New),
    /// Search the pages of a capsule, those in zones too, as its readers can with --search.
    ///
    /// Prints ten pages, the best first, each with its path, its title and the passage that shows
    /// why. Exits with 1 when there is none.
    Search(Search),
    /// Print the configuration that is in force, and where each value came from.
    ///
    /// Takes what `serve` takes, and opens no port. What it prints is a configuration file itself.
    Config(ShowConfig),
    /// Make a running server read its configuration, certificates and folders again.
    ///
    /// The server is found by the pid file that --pid-file, or pid-file in the configuration,
    /// names, else by its status socket, or by the port where metrics is. Listeners stay open and
    /// requests under way finish. Says what came of it; what is wrong leaves everything as it was,
    /// and exits with 1.
    Reload(Reload),
    /// Let another version of propus take the place of a running one, without a reader noticing.
    ///
    /// It is the program that lies where the server was started from; the server tries it first.
    /// The server is found as by `reload`.
    Upgrade(Reload),
    /// Print what a running server has counted: requests, connections, and which pages were read in
    /// the last day.
    ///
    /// The server is asked where --metrics, or metrics in the configuration, says, which it must
    /// have been started with; where nothing is said, at the socket that it opens by itself.
    Status(Status),
    /// Ask a server for a page as a client does, and tell all that can be told: whether it can be
    /// reached, its certificate, its answer, and how long each took.
    ///
    /// Exits with 0 after an answer that is no failure, 1 after a failure (status 40 to 69, a
    /// Gopher error), 3 when the server can't be reached, 4 when it breaks the protocol or its
    /// certificate is expired or for another name, and 5 when it has another key than before.
    Ping(Ping),
    /// Look a host over, and print a list of what is well and what is not, with what to do: whether
    /// it can be reached by IPv4 and IPv6 on each port, certificate, redirects, feed, favicon,
    /// robots.txt, broken links.
    ///
    /// Hosts of the configuration are looked at from inside, too: what check says of
    /// their pages, whether there is a copy of the key, the clock, the limits of the machine. Without
    /// HOST all its hosts are looked over. Exits with 1 when something is not well.
    Doctor(Doctor),
    /// Ask aggregators, such as Antenna, to fetch a host's feed, after looking at it as a subscriber
    /// does.
    ///
    /// Each is asked when the feed holds something that it was not told of, and once for all that
    /// is new. A feed that is not read as meant is announced to nobody, nor is one with drafts,
    /// with pages that not everyone may read, or of the future. Exits with 1 then, and when an
    /// aggregator could not be told: that one is asked again the next time.
    Announce(Announce),
    /// Serve one capsule from several boxes: push it into the store, pull it, look at it.
    #[command(subcommand)]
    Store(Store),
    /// Print a script by which a push with git changes what is served.
    ///
    /// It is the hook post-receive of a bare repository: it checks what was pushed, and takes it
    /// over only when there are no faults; else whoever pushed is told which.
    Hook(Hook),
    /// Print a page of the manual, or the help of a command.
    ///
    /// Without a word it prints the list of topics. On a terminal, what is longer than the screen
    /// goes through $PAGER, or less.
    Help(Help),
    /// Write manual pages into a folder: of propus, of each command, and of the configuration file.
    Man(Man),
    /// Print what a shell needs to complete commands and options.
    ///
    /// For bash: propus completions bash > ~/.local/share/bash-completion/completions/propus
    Completions(Completions),
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::path::Path;

    use clap::CommandFactory;

    use super::*;
    use crate::cli::alone::spelled_out;
    use crate::settings::Setting;
    use crate::settings::host::{CAPSULE, NAME};
    use crate::settings::listen::{GEMINI, GOPHER, NEX, SPARTAN};
    use crate::settings::value::Value;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    /// Value of a setting, as it would stand in a file.
    fn written<T: Value>(serve: &Serve, setting: &Setting<T>) -> Option<String> {
        serve.settings.0.value(setting).and_then(|(value, _)| value.written())
    }

    #[test]
    fn serving_is_what_happens_without_a_command() {
        let bare = Cli::try_parse_from(["propus", "site", "--no-gopher"]).unwrap();
        assert!(bare.command.is_none());
        assert_eq!(written(&bare.serve, &GOPHER).unwrap(), "false");
        assert_eq!(written(&bare.serve, &CAPSULE).unwrap(), "\"site\"");
        let words = ["propus", "--spartan", "--nex", "1901", "site"].map(OsString::from);
        let more = Cli::try_parse_from(spelled_out(words.into_iter())).unwrap().serve;
        assert_eq!(written(&more, &SPARTAN).unwrap(), "true");
        assert_eq!(written(&more, &NEX).unwrap(), "\"[::]:1901\"");
        assert_eq!(more.settings.0.value(&CAPSULE).unwrap().0, Path::new("site"));
        let ports =
            Cli::try_parse_from(["propus", "--gemini", "1966", "--gopher", ":7071"]).unwrap().serve;
        assert_eq!(written(&ports, &GEMINI).unwrap(), "\"[::]:1966\"");
        assert_eq!(written(&ports, &GOPHER).unwrap(), "\"[::]:7071\"");
        let named = Cli::try_parse_from(["propus", "serve", "site", "--host", "h"]).unwrap();
        let Some(Command::Serve(named)) = named.command else { panic!("{named:?}") };
        assert_eq!(written(&named, &NAME).unwrap(), "\"h\"");
    }

    #[test]
    fn wrong_usage_is_refused() {
        for arguments in [
            &["propus", "--gemini", "localhost:1965"][..],
            &["propus", "--gemini", "[::]:1965", "--no-gemini"],
            &["propus", "--width", "20"],
            &["propus", "--host", "http://example.org"],
            &["propus", "--proxy-from", "example.org"],
            &["propus", "--gopher-tls", "--no-gopher"],
            &["propus", "--no-sandbox", "--sandbox-read", "/srv"],
            &["propus", "--kind", "jekyl"],
            &["propus", "render", "a.md", "--as", "pdf"],
            &["propus", "export", "--to", "out", "--as", "html", "--url", "example.org"],
            &["propus", "export", "--to", "out", "--as", "html", "--url", "https:///a"],
            &["propus", "export", "--to", "out", "--as", "html", "--url", "https://a/?b"],
            &["propus", "export", "--to", "out", "--base", "~anna"],
            &["propus", "init"],
        ] {
            assert!(Cli::try_parse_from(arguments).is_err(), "{arguments:?}");
        }
    }
}
