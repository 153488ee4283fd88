//! `StartError`: the reason for which a server does not start, in words for its operator.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error;

use crate::diagnostic::Diagnostic;
use crate::log::LogError;
use crate::net::certs::CertError;
use crate::sandbox::UserError;

/// Reason for which the server did not start: each names the option, file or address to change.
#[derive(Debug, Error)]
pub enum StartError {
    /// The folder can't be read.
    #[error(
        "{option}{}: the folder can't be served: {source}{advice}",
        folder.display()
    )]
    Folder {
        /// The option that names it in the configuration file, if one does.
        option: String,
        /// Path of the folder.
        folder: PathBuf,
        /// The system's reason.
        source: io::Error,
        /// What to do.
        advice: String,
    },
    /// The folder of the state can't be made.
    #[error(
        "--state {}: uploads and letters need this folder, and it can't be made: {source}",
        folder.display()
    )]
    State {
        /// Path of the folder.
        folder: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The folder can't be a copy of what the store has.
    #[error("{}: with [store] this folder is a copy of what is there: {source}", folder.display())]
    Copy {
        /// Path of the folder.
        folder: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The folder that is served when none is named is not there.
    #[error("there is no folder {} here; {advice}", folder.display())]
    NoFolder {
        /// Its name.
        folder: PathBuf,
        /// What to type instead.
        advice: String,
    },
    /// The system has too few descriptors to read the folder.
    #[error(
        "{}: no descriptor is left to read the folder with; `ulimit -n` or systemd's \
         LimitNOFILE= allows more",
        folder.display()
    )]
    Descriptors {
        /// Path of the folder.
        folder: PathBuf,
    },
    /// The site's configuration can't be read, so what it keeps back is not known.
    #[error("{}", folder.join(fault.to_string()).display())]
    Configuration {
        /// The folder.
        folder: PathBuf,
        /// Fault, with the file below the folder and its line.
        fault: Diagnostic,
    },
    /// An address can't be listened on.
    #[error("{option} {address}: can't listen there: {source}{advice}")]
    Listen {
        /// The option that says another.
        option: String,
        /// Address that was asked for.
        address: SocketAddr,
        /// The system's reason.
        source: io::Error,
        /// Advice, or nothing.
        advice: String,
    },
    /// The metrics can't be served.
    #[error("--metrics {socket}: can't listen there: {source}")]
    Metrics {
        /// Address or socket where it was to be.
        socket: String,
        /// The system's reason.
        source: io::Error,
    },
    /// The master has not opened an address that its worker is to serve.
    #[error("a bug in propus: nobody has opened {0}; please report it")]
    NotOpened(SocketAddr),
    /// A worker can't serve.
    #[error("{0}")]
    Worker(String),
    /// The variable by which the master tells its workers was set by somebody else.
    #[error("{0} is set, by which propus knows the processes that it starts; unset it")]
    NoMaster(&'static str),
    /// systemd passed something else than a TCP listener.
    #[error(
        "LISTEN_FDS: descriptor {descriptor} ({name}) is not for propus: {what}; its socket unit \
         has to say ListenStream= with a port, and Accept=no"
    )]
    Passed {
        /// Number of the descriptor.
        descriptor: usize,
        /// Name that its unit gives it.
        name: String,
        /// Description of it.
        what: String,
    },
    /// The pid file can't be held.
    #[error("{}: {reason}", file.display())]
    PidFile {
        /// Path of the file.
        file: PathBuf,
        /// Reason in words.
        reason: String,
    },
    /// Root would keep all its power.
    #[error(
        "propus would serve as root, with all that root may do on this system: say whom it is to \
         become once it listens (--user NAME, in the file user = \"NAME\"), or that this is meant \
         (--user root)"
    )]
    Root,
    /// It is not clear as whom root wants it to serve.
    #[error(
        "{} belongs to {owner} and {} to {other}: say whom propus is to become once it listens \
         (--user NAME, in the file user = \"NAME\")",
        folder.display(),
        second.display()
    )]
    Owners {
        /// The first folder.
        folder: PathBuf,
        /// Its owner.
        owner: String,
        /// A folder of somebody else.
        second: PathBuf,
        /// Its owner.
        other: String,
    },
    /// A user who is not root wants to become root.
    #[error(
        "--user {0}: propus can't become root, and need not: to open a port below 1024 it needs \
         one capability only (sudo setcap cap_net_bind_service=+ep /path/to/propus, or in a \
         systemd unit AmbientCapabilities=CAP_NET_BIND_SERVICE); leave the option out"
    )]
    NeverRoot(String),
    /// It can't become the user that was asked for.
    #[error("--user {name}: {source}")]
    User {
        /// Its name.
        name: String,
        /// The system's reason.
        source: UserError,
    },
    /// Only root can become another user.
    #[error(
        "--user {0}: only root can become another user; start propus as {0}, or leave the option \
         out"
    )]
    NotRoot(String),
    /// It can't give up what only root may do.
    #[error(
        "the system does not let propus give up its capabilities: {0}; --no-sandbox starts it with \
         them, and without a sandbox"
    )]
    Capabilities(io::Error),
    /// The folder of certificates is none.
    #[error("{option} {}: that is a file; name a folder", file.display())]
    CertsFile {
        /// The option that names it.
        option: String,
        /// What it names.
        file: PathBuf,
    },
    /// The user that it is from now on lacks a right.
    #[error("{}: {user}, {now}, can't {lacking} it; {advice}", file.display())]
    UserLacks {
        /// The user.
        user: String,
        /// Words on how it came to be that one.
        now: &'static str,
        /// The file or folder.
        file: PathBuf,
        /// Ability that it lacks, in words.
        lacking: &'static str,
        /// Advice, or nothing.
        advice: String,
    },
    /// A certificate is wrong.
    #[error(transparent)]
    Cert(#[from] CertError),
    /// The key of a host is not the one that the store has.
    #[error(
        "{}: this key of {host} is not the one that the store has, and readers' clients would warn \
         of one box or of the other. To take the store's, put this one and its certificate aside; to \
         make this one that of all boxes: propus store init --replace-key; to have a key for each \
         box: host-key = \"local\" in [store]",
        key.display()
    )]
    OtherKey {
        /// The host.
        host: String,
        /// The file of the key here.
        key: PathBuf,
    },
    /// There is no key, and nobody knows whether the store has one.
    #[error(
        "{host}: there is no key here yet, and the store, which may have one, can't be asked: \
         {reason}. A key that is made now might be another one"
    )]
    NoKey {
        /// The host.
        host: String,
        /// Why it can't be asked.
        reason: String,
    },
    /// TLS can't be set up.
    #[error("TLS can't be set up: {0}")]
    Tls(String),
    /// The access log can't be opened.
    #[error(
        "{}: the access log can't be opened: {source}{advice}; or name another file (--access-log \
         FILE, in the file access-log under [log])",
        file.display()
    )]
    AccessLog {
        /// Path of the file.
        file: PathBuf,
        /// The system's reason.
        source: io::Error,
        /// Advice, or nothing.
        advice: String,
    },
    /// The log can't be started.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The system refuses what every server needs.
    #[error("the system refuses to start it: {0}")]
    System(io::Error),
}
