//! The words that propus itself writes on pages, in the language of the page. What authors and
//! operators read is in English and stands where it is said.

mod further;
mod germanic;
mod known;
mod romance;
mod slavic;
mod words;

pub use words::{Phrases, capitalized, filled, filled_all};
