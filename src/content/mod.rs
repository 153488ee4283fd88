//! The folder of a site on disk: the only walk over it, the only door to its files, and all that
//! their names, their front matter and the settings beside them give.
//!
//! A scan yields sources: paths and names that are taken apart once, heads of pages, settings of
//! folders, diagnostics. Which of the sources are pages, and at which path each is served, is for
//! `generator`; the snapshot is for `capsule`. Neither is named here.
//!
//! - Hidden files, backups and keys are no sources, whatever leads to them
//!   (`tests/capsule/content/kept_back.rs`: `what_is_hidden_or_private_is_never_served`,
//!   `keys_and_our_own_configuration_are_never_served`).
//! - No file outside of the folder is opened but where the operator lets links lead, and no link is
//!   followed that was put in after the scan (`tests/capsule/content/links_on_disk.rs`:
//!   `symbolic_links_lead_nowhere_outside`,
//!   `a_link_that_is_swapped_in_shows_nothing_of_what_is_kept_back`).
//! - A file that could not be opened for want of a descriptor is not taken for gone
//!   (`folder::tests::what_could_not_be_opened_for_want_of_descriptors_is_not_taken_for_gone`).

mod beneath;
mod changes;
pub(crate) mod decode;
pub(crate) mod file_name;
pub(crate) mod folder;
pub(crate) mod folder_settings;
pub(crate) mod foreign;
pub(crate) mod format;
pub mod front_matter;
mod heading;
pub(crate) mod listing_order;
mod local;
mod location;
pub mod mirror;
mod named;
mod open_file;
pub(crate) mod page_head;
mod pattern;
mod plain_yaml;
mod quoted_lines;
mod real_path;
pub(crate) mod restricted_elsewhere;
pub mod rules;
pub(crate) mod scan;
pub(crate) mod source;
pub(crate) mod source_path;
pub(crate) mod sources;
pub(crate) mod title;

pub use changes::{Current, Lasting};
pub use folder::Folder;
pub use format::PageFormat;
pub use location::Location;
pub use named::Named;
pub use page_head::Head;
pub use pattern::Pattern;
pub use rules::Rules;
pub use source_path::SourcePath;
