//! The log of events, one line for each, on standard error; and the access log, one line for each
//! request, among the events or in a file of its own.
//!
//! Counting is left to `counters`.
//!
//! Invariants:
//! - Bytes of strangers stay on their line, and hold no control character
//!   (`log::access::tests::what_strangers_send_stays_on_its_line`).
//! - Who asks, and the text that was typed, is not written unless that is wanted
//!   (`log::access::tests::who_asks_and_what_was_typed_is_nobodys_business`).
//! - What strangers send can't paint a terminal
//!   (`log::screen::tests::what_strangers_send_stays_on_its_line`).
//! - A slow or full disk stops nobody
//!   (`log::file::tests::who_writes_never_waits_for_the_disk`).

mod access;
mod entry;
mod error;
mod events;
mod file;
mod form;
mod losses;
mod queue;
mod screen;
#[cfg(test)]
pub(crate) mod tests;

pub use access::AccessLog;
pub use entry::{Disclosed, Entry, LogAddresses};
pub use error::LogError;
pub use events::{
    EventLog, EventLosses, Format, Part, filter, in_journal, init, init_direct, on_screen,
};
pub use file::{AccessFile, LogFile, OpenLog};
pub use form::Form;
pub use screen::{BEGINNING, FIRST_SCREEN, ON_FIRST_SCREEN};
