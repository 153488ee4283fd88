//! mdbook
