//! A Hugo site as it is: which of its files are served, and under which URL they are on the web.
//!
//! Layouts, themes, modules and asset pipelines are not for readers of gemtext and menus; they are
//! left out.

mod build;
mod cascade;
mod config;
mod content_file;
mod dates;
mod files;
mod generator;
mod ignored;
mod menu;
mod mounts;
mod names;
mod permalink;
mod route;
mod sections;
mod words;

pub(crate) use config::split_url;
pub(crate) use generator::Hugo;
