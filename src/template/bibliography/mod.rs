//! Bibliographies in BibTeX, as text. Which entries a page shows, and how, is for Liquid.

mod bibtex;
mod tex;

pub(crate) use bibtex::{Bibliography, Entry};
