//! Mistakes in a command line or in a configuration file.

use std::path::PathBuf;

use thiserror::Error;

/// A mistake in a command line or in a configuration file.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ConfigError {
    /// The host name can't be one.
    #[error(
        "--host {0}: this is no host name; write it as it stands in a URL, such as example.org"
    )]
    Host(String),
    /// Nothing is left to serve.
    #[error(
        "--no-gemini and --no-gopher together (in the file: gemini = false, gopher = false) leave \
         nothing to serve"
    )]
    Nothing,
    /// A form is given for an access log that has no file.
    #[error(
        "{0}: there is no access log of its own to write so; name its file with --access-log (in \
         the file: access-log)"
    )]
    NoAccessLog(String),
    /// The access log lies among what is served.
    #[error(
        "--access-log {}: it lies inside of the capsule {}, and old logs beside it would be \
         served; keep it elsewhere",
        file.display(),
        capsule.display()
    )]
    LogInCapsule {
        /// The log.
        file: PathBuf,
        /// The folder.
        capsule: PathBuf,
    },
    /// The state lies among what is served, or above it or the keys.
    #[error(
        "--state {}: uploads and letters need a folder of their own, neither in {} nor above it",
        state.display(),
        folder.display()
    )]
    State {
        /// The folder of the state.
        state: PathBuf,
        /// The capsule, or the folder of keys.
        folder: PathBuf,
    },
    /// The program has no store.
    #[error(
        "this propus was built without the store that several boxes serve from; the packages have it, \
         and so does what `cargo build --release --features cluster` makes"
    )]
    NoStore,
    /// Letters would lie on one box, and be published into a copy.
    #[error(
        "{0}: letters are kept on one box, and the folder beside [store] is a copy, into which none can \
         be published; leave them to a box without [store]"
    )]
    LettersBesideStore(String),
    /// An option about one host stands beside a file that names several.
    #[error("{0}: {1} names several hosts, so it is not clear which one is meant; say it there")]
    WhichHost(&'static str, PathBuf),
    /// The file can't be read.
    #[error("{}: the configuration can't be read: {reason}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Message of the system.
        reason: String,
    },
    /// Something in the file is wrong.
    #[error("{}:{line}:{column}: {}{what}", file.display(), option_words(option.as_deref()))]
    Wrong {
        /// The file.
        file: PathBuf,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// The option, or the table, if it is clear which.
        option: Option<String>,
        /// The mistake, and what to write.
        what: String,
    },
}

fn option_words(option: Option<&str>) -> String {
    option.map_or_else(String::new, |option| format!("option {option}: "))
}

impl ConfigError {
    /// True if the command line is wrong, and not a file.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Host(_)
            | Self::Nothing
            | Self::WhichHost(..)
            | Self::NoAccessLog(_)
            | Self::LogInCapsule { .. }
            | Self::State { .. } => true,
            Self::Unreadable { .. }
            | Self::Wrong { .. }
            | Self::NoStore
            | Self::LettersBesideStore(_) => false,
        }
    }
}
