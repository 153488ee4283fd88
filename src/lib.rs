//! propus serves a folder of Markdown pages to the small internet: as gemtext over TLS to Gemini clients, as menus and
//! plain text to Gopher clients.

pub mod capsule;
pub mod document;
pub mod exchange;
pub mod log;
pub mod media;
pub mod net;
pub mod origin;
pub mod parse;
pub mod path;
pub mod protocol;
pub mod render;
pub mod site;
pub mod warning;
