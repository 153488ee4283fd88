//! The snapshot of a folder: immutable, swapped whole, the same for all protocols.
//!
//! [`load`] makes it in four steps: `content` scans the folder, sources are classified, the site's
//! generator routes them, and they are assembled into the parts of a [`Capsule`]. [`Capsule::find`]
//! looks a path up, [`Capsule::page`] reads and converts a page, [`Capsule::source_for`] leads back
//! to the file. Walking the disk is left to `content`, the rules of generators to `generator`,
//! gemtext and menus to `render`.
//!
//! - A path is a key in one map and never a file's name: what is not in the snapshot is not found
//!   (`tests/capsule/content.rs`: `a_page_is_found_under_all_its_names`).
//! - Of two sources for one path one is served, the other reported (`tests/capsule/content.rs`:
//!   `of_two_files_with_one_path_the_author_is_told`).
//! - Lists name nothing of an unlisted zone to readers outside of it (`tests/site/zones.rs`:
//!   `nobody_outside_learns_of_what_is_in_an_unlisted_zone`).

mod absence;
mod again;
mod assemble;
mod check;
mod dialect;
mod embedded_notes;
mod entries;
mod expand;
mod explain;
mod feed;
mod footer;
mod inclusion;
mod languages;
mod layout_data;
mod letters;
mod linked_zones;
mod links;
mod liquid_scope;
mod listing;
mod load;
mod lookup;
mod members;
mod memory;
mod menu;
mod names;
mod next_change;
mod outward;
mod page;
mod page_lines;
mod page_texts;
mod parts;
mod passed_over;
mod post_lines;
mod post_lists;
mod posts;
mod published_letters;
mod resource;
mod room;
mod routes;
mod search;
mod search_link;
mod section;
mod site_menu;
mod snapshot;
mod source_for;
#[cfg(test)]
pub(crate) mod tests;
mod titles;
mod unwritten;
mod visible;
mod web;
mod wiki_links;

pub use check::page_warnings;
pub use explain::Explanation;
pub use feed::Audience;
pub use load::{load, load_again};
pub use lookup::{Found, Lookup};
pub use page::Converted;
pub use parts::Capsule;
pub use resource::Resource;
pub use search::{Asked, FoundPage, Pace, SearchIndex, SearchResults};
pub use search_link::{results_page, search_path};
pub use visible::{Reader, Visible};
