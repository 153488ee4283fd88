//! A plain folder: a page is served at its path without its ending, `index.*` and `README.md` at
//! their folder's. Other generators route menus by the same rules.

mod comments;
mod generator;
mod page_names;
mod route;

pub(crate) use generator::Plain;
pub(crate) use route::{
    date_of, is_unpublished, metadata_of, once_each, route_file, route_menu, route_static,
};
