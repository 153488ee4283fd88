//! A Zola site as it is: which of its files are served, and under which URL they are on the web.
//!
//! Templates, themes and Sass are not for readers of gemtext and menus; they are left out.

mod config;
mod generator;
mod menu;
mod route;

pub(crate) use generator::Zola;
