//! (to be written)

pub(crate) mod bundle;
pub(crate) mod config;
pub(crate) mod entry;
pub(crate) mod hugo;
pub(crate) mod jekyll;
pub(crate) mod kind;
pub(crate) mod mdbook;
pub(crate) mod plain;
pub(crate) mod runtime;
pub(crate) mod settings;
pub(crate) mod unreadable;
pub(crate) mod zola;

pub use entry::FileEntry;
pub use entry::PageEntry;
pub(crate) use jekyll::slug;
pub use kind::Kind;
pub use settings::Options;
