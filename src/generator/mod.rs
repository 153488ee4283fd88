//! The static site generators that sites are made for: the plain folder, Jekyll, Hugo, Zola,
//! mdBook.
//!
//! Each is one type behind `Generator`: it reads the site's own configuration, says which sources
//! are passed over, gives each source that is served its path (`Routed`), names the source for a
//! path, and expands a page's text. `read()` is the only function that knows them all, [`detect()`]
//! finds out which one a folder was made for. Opening files is left to `content`, the templates and
//! shortcodes themselves to `template`, deciding between two sources of one path and everything
//! that readers ask to `capsule`.
//!
//! - `source_for` is the inverse of `route`: a file that is written where it says is served at that
//!   path (`capsule::tests::source_for::whatever_the_path_a_new_file_is_served_there`), and a
//!   page's path leads back to its source (each site in `capsule::tests` is asked).
//! - A configuration that can't be read is an error, so that nothing is served in the belief that
//!   it excludes nothing (`generator::hugo::config::tests::a_part_that_can_not_be_read_is_a_fault`,
//!   `tests/capsule/content/posts.rs`).
//! - No generator names a capsule: a snapshot's answers are arguments (`tests/layers.rs`).

mod archives;
mod bundle;
mod detect;
mod edition;
mod entry;
mod fields;
mod hugo;
mod interface;
mod jekyll;
mod mdbook;
mod menu;
mod name;
mod new_source;
mod paging;
mod plain;
mod read;
mod routed;
mod rule;
mod settings;
pub(crate) mod source_class;
mod unreadable;
mod wildcards;
mod zola;

pub use archives::Archives;
pub use detect::{detect, is_configured, is_site, site_of_pages};
pub use edition::Edition;
pub use entry::{FileEntry, PageEntry};
pub(crate) use interface::{Generator, Neighbours, Routing, Surroundings};
pub(crate) use jekyll::slug;
pub(crate) use menu::{MenuLink, MenuTarget};
pub use name::GeneratorName;
pub(crate) use new_source::namesakes;
pub(crate) use read::read;
pub(crate) use routed::{PageMetadata, Routed, Served};
pub use settings::{ConfiguredRedirection, Options, Settings};
pub(crate) use settings::{is_below, is_kept_back};
pub(crate) use source_class::{Classified, classify};
