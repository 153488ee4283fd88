//! (to be written)

mod bundle;
mod detect;
mod entry;
mod hugo;
mod interface;
mod jekyll;
mod mdbook;
mod name;
mod new_source;
mod paging;
mod plain;
mod read;
mod routed;
mod settings;
pub(crate) mod source_class;
mod unreadable;
mod zola;

pub use detect::{detect, is_configured, is_site};
pub use entry::{FileEntry, PageEntry};
pub(crate) use interface::{Generator, Routing, Surroundings};
pub(crate) use jekyll::slug;
pub use name::GeneratorName;
pub use name::GeneratorName as Kind;
pub(crate) use read::read;
pub(crate) use routed::{PageMetadata, Routed, Served};
pub use settings::{Options, Settings};
pub(crate) use source_class::{Classified, classify};
