//! Whole folders of each generator, from disk to what is served.

mod hugo;
mod jekyll;
mod mdbook;
mod site;
mod source_for;
mod zola;

pub(crate) use site::TestSite;
