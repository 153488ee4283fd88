//! A Jekyll site as it is: which of its files are served, and under which URL they are on the web.
//!
//! Layouts, Sass and plugins are not for readers of gemtext and menus; they are left out.

mod archives;
mod config;
mod defaults;
mod dialect;
mod documents;
mod entry_filter;
mod generator;
mod languages;
mod menu;
mod metadata;
mod patterns;
mod permalink;
mod plugins;
mod post_source;
mod repository;
mod route;

pub(crate) use config::NAMES;
pub(crate) use generator::Jekyll;
pub(crate) use permalink::slug;
