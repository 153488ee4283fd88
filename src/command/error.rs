//! `CommandError`: a command that could not do its work, and the file or option that is in the
//! way. Errors at the start of a server are for `server`.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::edit_error::EditError;
use super::quoted::quoted_path;
use crate::config::ConfigError;
use crate::diagnostic::Diagnostic;
use crate::durable::advice_on_room;
use crate::net::certs::CertError;
use crate::server::StartError;

/// Reason for which a command could not do its work.
#[derive(Debug, Error)]
pub enum CommandError {
    /// A folder or a file can't be read or written.
    #[error("{}: {source}{}", path.display(), advice_on_room(path, source))]
    File {
        /// Path of it.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A page is not served.
    #[error("{page}: {why}")]
    Page {
        /// Page as it was typed.
        page: String,
        /// Reason in words.
        why: String,
    },
    /// What was taken for a folder may be a word that is searched for.
    #[error(
        "{}: there is no such folder; several words need quotes: propus search \"small boxes\" DIR",
        folder.display()
    )]
    SeveralWords {
        /// What was taken for a folder.
        folder: PathBuf,
    },
    /// The words of pages can't be indexed.
    #[error("the index of the search: {0}")]
    Index(#[from] crate::search::Error),
    /// Neither a command nor a topic of the manual is called so.
    #[error("no help on {words}; {advice}")]
    NoHelp {
        /// Words as they were typed.
        words: String,
        /// Names that may have been meant, and where all are listed.
        advice: String,
    },
    /// A folder that should be new is not.
    #[error(
        "{}: the folder is not empty; `init` writes into a new or empty one. To serve what is in it: \
         propus {}",
        .0.display(),
        quoted_path(.0)
    )]
    NotEmpty(PathBuf),
    /// A folder that should be replaced holds something else.
    #[error(
        "{}: the folder is neither empty nor made by an earlier export; it is left alone",
        .0.display()
    )]
    NotAnExport(PathBuf),
    /// The copy would become part of what is copied.
    #[error("--to {}: the folder is inside of the site, and would become part of it", .0.display())]
    InsideSite(PathBuf),
    /// A menu's items name their host.
    #[error("--host is missing: every line of a gophermap names the host, so give the public one")]
    HostMissing,
    /// A configuration has no host of that name.
    #[error("--host {host}: there is no such host in {}", file.display())]
    NoSuchHost {
        /// The configuration.
        file: PathBuf,
        /// The name as it was typed.
        host: String,
    },
    /// A folder holds no certificates.
    #[error(
        "{}: there is no certificate here yet; the first start of `propus` makes one, in the \
         folder certs or that of --certs DIR: name that one here, too",
        .0.display()
    )]
    NoCertificates(PathBuf),
    /// A page is to be drawn again and again where that can't be.
    #[error(
        "--watch draws a page again in its place, which takes a terminal on standard output; without \
         --watch the page is written once"
    )]
    NoTerminal,
    /// Nobody holds the pid file.
    #[error("{}: no propus is running with this pid file", .0.display())]
    NoServer(PathBuf),
    /// No running server was found.
    #[error(
        "no running propus was found: no pid file is named, and none listens at {sockets}; name \
         its configuration with --config, or its pid file with --pid-file, or send it {signal}"
    )]
    NoneFound {
        /// The signal by which it hears the same.
        signal: &'static str,
        /// Where one was looked for.
        sockets: String,
    },
    /// It is not seen who listens on the port of the metrics.
    #[error(
        "no running propus was found: metrics is at {address}, and no propus is seen there; ask as \
         root, or as the server's user, or name its pid file with --pid-file, or send it {signal}"
    )]
    NotSeen {
        /// The address.
        address: String,
        /// The signal by which it hears the same.
        signal: &'static str,
    },
    /// The status socket may not be used.
    #[error("{}: {source}; ask as root, or as the server's user", socket.display())]
    Denied {
        /// Path of the socket.
        socket: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A server has refused what it was asked for.
    #[error("process {process}: {why}; what was in force before still is")]
    Refused {
        /// Its number.
        process: i32,
        /// Its reason.
        why: String,
    },
    /// A server does not say what came of what it was asked for.
    #[error("process {0} was asked and has not answered; its log says what came of it")]
    Silent(i32),
    /// A server can't be told anything.
    #[error("process {process} can't be told: {source}; do it as root, or as the server's user")]
    NotTold {
        /// Its number.
        process: i32,
        /// The system's reason.
        source: io::Error,
    },
    /// No configuration is named, and none found.
    #[error("no configuration was found: there is no {0}; name it with --config")]
    NoConfiguration(String),
    /// No aggregator is named.
    #[error(
        "nobody is named who could be told; name an aggregator with --to, such as --to \
         gemini://warmedal.se/~antenna/submit, or in the [[host]] of the configuration with announce"
    )]
    NoAggregator,
    /// No host is on Gemini, where aggregators fetch feeds.
    #[error("gemini is off in the configuration, and aggregators fetch feeds on Gemini")]
    NotOnGemini,
    /// It is not known where a server tells its status.
    #[error(
        "no running propus was found: none listens at {0}; if it tells elsewhere what it counts, \
         name the place with --metrics unix:PATH or --metrics ADDR:PORT, or its configuration with \
         --config"
    )]
    NoMetrics(String),
    /// No server answers with its metrics.
    #[error("{socket}: no running propus answers: {reason}{advice}")]
    NoStatus {
        /// Address or path of the socket that was asked.
        socket: String,
        /// Reason in words.
        reason: String,
        /// Advice, or nothing.
        advice: &'static str,
    },
    /// Somebody was asked, and did not say yes.
    #[error("nothing was changed; answer with the word yes, or give --yes")]
    NotConfirmed,
    /// The site's configuration can't be read, so what it keeps back is not known.
    #[error("{}", folder.join(fault.to_string()).display())]
    Configuration {
        /// The folder.
        folder: PathBuf,
        /// Fault, with the file below the folder and its line.
        fault: Diagnostic,
    },
    /// A folder can't be served.
    #[error(transparent)]
    Start(#[from] StartError),
    /// An option is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A configuration file can't be edited as was asked for.
    #[error("{}: {error}", file.display())]
    Edit {
        /// Path of the file.
        file: PathBuf,
        /// The reason.
        error: EditError,
    },
    /// A file that is to be edited is a link.
    #[error(
        "{}: this is a symbolic link, which is not followed; name the file itself: {}",
        link.display(),
        target.display()
    )]
    Link {
        /// The link.
        link: PathBuf,
        /// Path of the file that it leads to.
        target: PathBuf,
    },
    /// A certificate is missing or wrong.
    #[error(transparent)]
    Cert(#[from] CertError),
    /// The file of known hosts can't be used.
    #[error("{}: {why}", file.display())]
    KnownHosts {
        /// The file.
        file: PathBuf,
        /// Reason in words.
        why: String,
    },
    /// The store does not do what it was asked for.
    #[error("{0}")]
    Store(String),
    /// TLS can't be set up, or no task can be run.
    #[error("the system refuses to ask a server: {0}")]
    System(String),
    /// Standard output can't be written to.
    #[error("standard output: {0}")]
    Output(io::Error),
}

/// Error for a path that can't be read or written, made of the system's reason.
pub(super) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> CommandError {
    let path = path.into();
    move |source| CommandError::File { path, source }
}
