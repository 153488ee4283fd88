//! (to be written)

pub(crate) mod decode;
pub(crate) mod file_name;
pub(crate) mod folder;
pub(crate) mod folder_settings;
pub(crate) mod foreign;
pub(crate) mod format;
pub mod front_matter;
pub(crate) mod listing_order;
mod location;
mod open_file;
pub(crate) mod page_head;
mod pattern;
pub(crate) mod restricted_elsewhere;
pub mod rules;
mod scan;
pub(crate) mod source;
pub(crate) mod source_path;

pub use folder::Folder;
pub use format::PageFormat;
pub use location::Location;
pub use page_head::Head;
pub use pattern::Pattern;
pub use rules::Rules;
pub use source_path::SourcePath;
