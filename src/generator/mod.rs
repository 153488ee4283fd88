//! (to be written)

pub(crate) mod bundle;
mod detect;
pub(crate) mod entry;
pub(crate) mod hugo;
mod interface;
pub(crate) mod jekyll;
pub(crate) mod mdbook;
mod name;
mod new_source;
mod paging;
pub(crate) mod plain;
mod read;
pub(crate) mod settings;
pub(crate) mod unreadable;
pub(crate) mod zola;

pub use detect::{detect, is_configured, is_site};
pub use entry::{FileEntry, PageEntry};
pub(crate) use interface::{Generator, Routing, Surroundings};
pub(crate) use jekyll::slug;
pub use name::GeneratorName;
pub use name::GeneratorName as Kind;
pub(crate) use read::read;
pub use settings::Options;
