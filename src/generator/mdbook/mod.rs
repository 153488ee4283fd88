//! An mdBook as it is: its chapters under the URLs that they have on the web, in the order of its
//! table of contents.
//!
//! Themes, renderers and other preprocessors than mdBook's own are left out.

mod book;
mod config;
mod excerpt;
mod generator;
mod include;
mod summary;

pub(crate) use generator::Mdbook;
