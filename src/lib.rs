//! propus serves a folder of Markdown pages to the small internet: as gemtext over TLS to Gemini
//! clients, as menus and plain text to Gopher clients. There is no export step: save a file, and
//! both change.
//!
//! ```text
//!                    ┌─────────────────────── net (waits) ───────────────────────┐
//! client bytes ───▶  │ listener ─▶ proxy, tls ─▶ conversation: one request        │
//!                    └─────────────────────────────────────────┬─────────────────┘
//!                                                              ▼
//!        protocol::{gemini, gopher}::parse     bytes ─▶ Request        (pure)
//!                                                              ▼
//!        site::Site                          Request ─▶ Response       (one look-up; reads a file if need be)
//!              │
//!              ▼ one key in one map
//!        capsule::Capsule  (immutable snapshot: path ─▶ Resource)
//!              ▲
//!              │ at start and on reload only
//!        capsule: source ─▶ a kind of site (plain, jekyll, hugo, zola, mdbook) ─▶ build
//!
//!        parse::{markdown, html, gemtext, gophermap} ─▶ Document ─▶ render::{gemtext, menu, text}
//!                                                              ▼
//!        protocol::{gemini, gopher}::reply    Response ─▶ bytes        (pure)
//!                                                              ▼
//! client bytes ◀─────────────────────────────────────── conversation
//! ```
//!
//! A capsule is a folder, read into an immutable snapshot: which path holds which page, titled and
//! dated how. A protocol turns bytes into a neutral request and a neutral response into bytes. Only
//! `net` and `reload` wait, for a turn to search at a `site` too, and only `capsule::source` walks
//! the disk.
//!
//! There are two straight lines and no way back. *Content*: scan, build, snapshot. *Request*:
//! parse, look up, reply. They meet in one place, a look-up in the snapshot: a request is a key in
//! a map and never a file's name, so what is hidden, private or outside the folder is decided once,
//! when the folder is read.
//!
//! # Layers
//!
//! A module names only modules of a lower layer; `tests/layers.rs` checks it.
//!
//! | layer | modules |
//! |---|---|
//! | 6 | [`start`], [`config`], [`cli`], [`command`], [`banner`] |
//! | 5 | [`net`], [`reload`], [`log`], [`sandbox`] |
//! | 4 | [`site`] |
//! | 3 | [`capsule`], [`protocol`]: neither knows the other |
//! | 2 | [`parse`], [`render`], [`exchange`], [`access`], [`counters`] |
//! | 1 | [`document`] |
//! | 0 | [`path`], [`media`], [`host`], [`origin`], [`warning`], [`escape`], [`fingerprint`], [`descriptors`] |
//!
//! # What is tried on it
//!
//! Besides the tests, `fuzz` holds targets for all that reads strangers' bytes and authors' pages,
//! and `cargo bench --bench slow` looks for pages that take longer than their length allows.
//!
//! # Which cryptography
//!
//! TLS comes from rustls with the provider `ring`. Measured side by side, `ring` and `aws-lc-rs`
//! take the same time for a handshake within noise; `ring` builds with gcc alone and makes the
//! binary 2 MB smaller.
//!
//! # Who hears of a fault
//!
//! | who | type | what happens |
//! |---|---|---|
//! | the client | [`exchange::Refusal`] | one line in its protocol; never a file's name or the system's words |
//! | the author | [`warning::Diagnostic`] | the page is served all the same; shown at start and by `propus check` |
//! | the operator, at start | [`start::StartError`], [`config::ConfigError`] | exit code 1, and the option or file to change |
//! | the operator, later | one log line | that conversation ends |
//! | us | a panic | that connection ends, with a log line; the server goes on |

#[cfg(not(unix))]
compile_error!("propus needs a Unix system: its signals, file modes and ways to open files");

pub mod access;
pub mod banner;
pub mod capsule;
pub mod choice;
pub mod cli;
pub mod command;
pub mod config;
pub mod content;
pub mod counters;
pub mod date;
pub mod descriptors;
pub mod diagnostic;
pub mod document;
pub mod escape;
pub mod exchange;
pub mod fingerprint;
pub mod form;
pub mod generator;
pub mod host;
pub mod language;
pub mod log;
pub mod media;
pub mod net;
pub mod origin;
pub mod parse;
pub mod path;
pub mod protocol;
pub mod reload;
pub mod render;
pub mod sandbox;
pub mod server;
pub mod settings;
pub mod site;
pub mod template;
pub mod uri;
