//! Letters of readers to the author of a page: taken by rules, kept one file each in the state of
//! the host, shown to nobody until the author publishes one.
//!
//! What a request means and what its reader is answered is for `site`, where published ones stand
//! for `capsule`; the author's command is in `command`.
//!
//! - A letter is on the disk, whole, before its reader is thanked, and of those that one reader and
//!   all together may send a restart forgives none
//!   (`letters::tests::what_was_sent_counts_after_a_restart_and_after_it_was_dropped`).
//! - Nothing in a letter is markup, wherever it is shown
//!   (`letters::quotation::tests::nothing_in_a_letter_is_markup`).

mod address;
mod clean;
mod desk;
mod letter;
mod letterbox;
mod published;
mod quotation;
mod rules;
mod sender;
#[cfg(test)]
mod tests;

pub use address::{letters_path, page_of};
pub use clean::cleaned;
pub use desk::{About, Letters};
pub use letter::{Facts, Letter, Standing};
pub use letterbox::Letterbox;
pub use published::Published;
pub use quotation::quote;
pub use rules::Rules;
pub use sender::Sender;
