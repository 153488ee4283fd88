//! propus serves a folder of Markdown pages to the small internet: as gemtext over TLS to Gemini clients, as menus and
//! plain text to Gopher clients.

pub mod banner;
pub mod capsule;
pub mod cli;
pub mod command;
pub mod config;
pub mod document;
pub mod exchange;
pub mod log;
pub mod media;
pub mod net;
pub mod origin;
pub mod parse;
pub mod path;
pub mod protocol;
pub mod reload;
pub mod render;
pub mod site;
pub mod start;
pub mod warning;
