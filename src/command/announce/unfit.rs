//! `Unfit`: the reason for which a feed is announced to nobody.

use thiserror::Error;

use crate::cli::PingUrl;
use crate::command::error::CommandError;

/// Reason for which a feed is announced to nobody.
#[derive(Debug, Error)]
pub(super) enum Unfit {
    /// It, or the home page that would lead to it, was not got.
    #[error("{url} is not got: {why}{advice}")]
    NotGot {
        url: PingUrl,
        /// Reason in words.
        why: String,
        /// Advice, or nothing.
        advice: &'static str,
    },
    /// There is none.
    #[error(
        "{0} has no feed, and no dated links on its home page; give pages a date, or name the feed \
         with --feed"
    )]
    NoFeed(PingUrl),
    /// It is of no form that subscribers read.
    #[error("{url} is no Atom feed: {why}")]
    NoAtom {
        url: PingUrl,
        /// Reason in words.
        why: String,
    },
    /// Its entries are not as they are meant.
    #[error("{url} has {faults}; dates and titles stand in front matter")]
    Faults {
        url: PingUrl,
        /// Number of faults, and some of them, in words.
        faults: String,
    },
    /// An entry is nothing that is published.
    #[error(
        "{0} is a draft, or still to come: the server shows it since it was told to, by drafts or \
         future"
    )]
    Unpublished(String),
    /// An entry is not for everyone.
    #[error(
        "{entry} is for some readers only ({status}): a zone is not announced; take listed = true \
         from it, or announce another feed with --feed"
    )]
    Zone {
        entry: String,
        /// Status of Gemini that a stranger gets.
        status: u8,
    },
    /// It is not known whether an entry is for everyone.
    #[error("{entry} can't be asked for, so it is not known whether everyone may read it: {why}")]
    Unknown {
        entry: String,
        /// Reason in words.
        why: String,
    },
    /// The newest entry leads nowhere.
    #[error("its newest entry leads nowhere: {address}: {why}")]
    Nowhere {
        address: String,
        /// Reason in words.
        why: String,
    },
    /// Its name means another machine to everyone else.
    #[error("nobody elsewhere reaches {0}: name the host that readers use")]
    Local(String),
    /// The command can't go on.
    #[error(transparent)]
    Command(#[from] CommandError),
}
