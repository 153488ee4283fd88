//! What is served, whatever the protocol: an immutable snapshot of a folder.
//!
//! [`load`] reads a folder: `source` walks over it, a kind of site sources what it found, `build`
//! makes the snapshot of it. [`Capsule::find`] looks a path up, [`Capsule::page`] reads and
//! converts a page. Rendering is for `render`.

mod assemble;
mod check;
mod expand;
mod feed;
mod links;
mod liquid_scope;
mod listing;
mod load;
mod lookup;
mod menu;
mod next_change;
mod page;
mod post_lists;
mod posts;
mod resource;
mod routes;
mod search;
mod section;
mod snapshot;
mod source_for;
#[cfg(test)]
mod tests;
mod wiki_links;
mod zones;

pub use check::page_warnings;
pub use feed::Audience;
pub use load::load;
pub use lookup::{Found, Lookup};
pub use page::Converted;
pub use resource::Resource;
pub use search::{Effort, path as search_path};
pub use snapshot::Capsule;
