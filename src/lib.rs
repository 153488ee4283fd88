//! propus serves a folder of Markdown pages to the small internet: as gemtext over TLS to Gemini
//! clients, as menus and plain text to Gopher clients, and to those of Spartan, Nex and Finger if it
//! is asked to. There is no export step: save a file, and all of them change.
//!
//! # Two straight lines
//!
//! ```text
//! content   folder ─scan▶ Content ─classify▶ Pages, Files ─route (generator)▶ paths ─assemble▶ Capsule
//! request   bytes ─parse▶ Request ─look up▶ Resource ─(page: expand ▶ parse ▶ Document ▶ render)▶ Response ─reply▶ bytes
//! ```
//!
//! They meet in one place: a request is a key in the snapshot's map, never a file's name. What is
//! hidden, private or outside the folder is decided once, when the folder is read. To follow a
//! folder, begin at [`capsule::load`]; to follow a request, at [`net`]'s conversations, then
//! [`site::Site`].
//!
//! # Rooms
//!
//! A file names files of its own room or of a lower one, and no ring of files exists anywhere:
//! `tests/layers.rs` reads what each names. From the ground up:
//!
//! | room | duty |
//! |---|---|
//! | [`path`], [`uri`], [`media`], [`host`], [`form`], [`origin`], [`date`], [`language`], [`phrases`], [`choice`], [`alike`], [`diagnostic`], [`escape`], [`quantity`], [`terminal`], [`progress`], [`fingerprint`], [`descriptors`], [`network`], [`xdg`], [`manual`] | values that can't be wrong, by construction |
//! | [`durable`] | files that are whole at every moment; the only place that writes them |
//! | [`document`] | a page as blocks and inlines, whatever it was written in |
//! | [`parse`] | text to a document; never fails |
//! | [`render`] | a document to gemtext, menu, text with link lines, plain text and HTML; the lines of Gopher's wire |
//! | [`template`] | Liquid and shortcodes: text in, text out, bounded; knows no site |
//! | [`exchange`], [`access`], [`counters`] | requests and responses, whatever the protocol; who may see what; what was asked for |
//! | [`search`] | words of pages, an index of them, and what a reader means who types some |
//! | [`content`] | the folder on disk: the only walk, and the only place that opens files below it |
//! | [`generator`] | what a site was made for: a plain folder, Jekyll, Hugo, Zola, mdBook |
//! | [`capsule`] | the snapshot: look-up, pages, links, listings, posts, feeds, search |
//! | [`state`], [`history`], [`upload`] | what is kept of a host besides its pages; what files were before; who may write, and what becomes of a text that comes |
//! | `store` | a tree of files in etcd, which several boxes follow; only with the feature `cluster` |
//! | [`letters`] | what readers write to the author: taken by rules, kept, and published by hand |
//! | [`protocol`] | Gemini, Titan, Gopher, Spartan, Nex and Finger: bytes to requests, responses to bytes; waits for nothing |
//! | [`site`] | one capsule under one name: answers requests, keeps what was rendered |
//! | [`net`], [`log`], [`reload`], [`sandbox`] | everything that waits: listeners, TLS, conversations; the log; changes on disk; what the process may do |
//! | [`settings`], [`cli`], [`config`] | each setting, declared once; what was typed; what it means |
//! | [`server`], [`command`], [`banner`] | the running server, the other commands |
//!
//! How to add a protocol, a Markdown construct, a setting, a generator or a filter stands in
//! `CONTRIBUTING.md`.
//!
//! # Errors and who hears of them
//!
//! | who | type | effect |
//! |---|---|---|
//! | the client | [`exchange::Refusal`] | one line in its protocol; never a file's name or the system's words |
//! | the author | [`diagnostic::Diagnostic`] | the page is served all the same; shown at start and by `propus check` |
//! | the operator, at start | [`server::StartError`], [`config::ConfigError`] | exit code 1, and the option or file to change |
//! | the operator, later | one log line | that conversation ends; what was in force stays |
//! | us | a panic | that connection ends, with a log line; the server goes on |
//!
//! # Cryptography
//!
//! TLS comes from rustls with the provider `ring`. Measured side by side, `ring` and `aws-lc-rs`
//! take the same time for a handshake within noise; `ring` builds with gcc alone and makes the
//! binary 2 MB smaller.

#[cfg(not(unix))]
compile_error!("propus needs a Unix system: its signals, file modes and ways to open files");

pub mod access;
pub mod alike;
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
pub mod durable;
pub mod escape;
pub mod exchange;
pub mod fingerprint;
pub mod form;
pub mod generator;
pub mod history;
pub mod host;
pub mod language;
pub mod letters;
pub mod log;
pub mod manual;
pub mod media;
pub mod net;
pub mod network;
pub mod origin;
pub mod parse;
pub mod path;
pub mod phrases;
pub mod progress;
pub mod protocol;
pub mod quantity;
pub mod reload;
pub mod render;
pub mod sandbox;
pub mod search;
pub mod server;
pub mod settings;
pub mod site;
pub mod state;
#[cfg(feature = "cluster")]
pub mod store;
pub mod template;
pub mod terminal;
#[cfg(test)]
mod tests;
pub mod upload;
pub mod uri;
pub mod xdg;
