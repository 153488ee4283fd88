//! The settings, each declared once: its name, type, default and words, and where it counts. From
//! the declarations come the options of the command line, the reading of the file, the commented
//! example, the manual page of the file and the tables of the manual.
//!
//! Values that somebody gave are left to others: those of the command line to `cli`, those of the
//! file, and which of them count, to `config`.
//!
//! Invariants:
//! - A declared setting stands in a table, and so in all that comes of the tables
//!   (`settings::tests::every_declaration_stands_in_a_table`).
//! - No two options and no two keys of a table have the same name
//!   (`settings::tests::names_are_not_given_twice`).
//! - No declaration is forgotten by those who choose values
//!   (`config::tests::example::every_declaration_is_asked_for`).
//! - The tables of the manual are those of the declarations
//!   (`settings::tests::the_manual_shows_the_declarations`).

pub mod access;
mod belongs;
pub mod content;
mod example;
pub mod host;
pub mod limits;
pub mod listen;
pub mod log;
mod manual_page;
mod reference;
pub mod server;
mod setting;
pub mod store;
mod table;
pub mod value;

pub use belongs::belongs;
pub use example::example;
pub use manual_page::manual_page;
pub use reference::reference;
pub use server::FILE;
pub use setting::{AnyValue, Declaration, Facts, Heading, Opt, Setting, Switch};
pub use table::{List, Table};

#[cfg(test)]
mod tests;
