//! Whole folders of each generator, from disk to what is served.

mod again;
mod explained;
mod home_page;
mod hugo;
mod hugo_published;
mod hugo_sections;
mod jekyll;
mod jekyll_addresses;
mod jekyll_collections;
mod languages;
mod mdbook;
mod plain;
mod shortcodes;
mod site;
mod source_for;
mod titles;
mod zola;

pub(crate) use site::TestSite;
