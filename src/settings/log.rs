//! Settings of the log.

use std::path::PathBuf;

use super::setting::{Heading, Opt, Setting, Switch};
use super::table::Table;
use crate::log::{Form, Format, LogAddresses};

/// The table of the log.
pub static LOG: Table = Table {
    paragraphs: &[&[&FORMAT, &ADDRESSES, &QUERIES, &ACCESS_LOG, &ACCESS_LOG_FORMAT]],
    ..Table::new("[log]")
};

/// Form of the lines.
pub static FORMAT: Setting<Format> = Setting {
    about: "How lines are written: \"plain\" or \"json\".",
    option: Some(option("--log-format", "FORMAT", "How log lines are written [default: {}]")),
    ..Setting::new("format", || Format::Plain)
};

/// Part of a client's address that is written.
pub static ADDRESSES: Setting<LogAddresses> = Setting {
    about: "How much of a client's address is written: \"off\", \"truncated\" (its /24 or /48) or \
            \"full\".",
    option: Some(option(
        "--log-addresses",
        "HOW",
        "How much of a client's address the log says: nothing, its /24 or /48, or all \
         [default: {}]",
    )),
    ..Setting::new("addresses", || LogAddresses::Off)
};

/// Queries, which are written too.
pub static QUERIES: Setting<bool> = Setting {
    about: "Whether what readers type into prompts and searches is written.",
    switch: Some(Switch {
        option: option("--log-queries", "", "Log what readers type into prompts and searches too"),
        value: || true,
    }),
    ..Setting::new("queries", || false)
};

/// File of the lines about requests.
pub static ACCESS_LOG: Setting<Option<PathBuf>> = Setting {
    about: "A file of their own for the lines about requests, outside of all capsules; it is \
            opened again on SIGUSR1. Without it: with all others, on standard error.",
    example: "\"access.log\"",
    option: Some(option(
        "--access-log",
        "FILE",
        "A file of their own for the lines about requests, which is opened again on SIGUSR1 \
         [default: with all others, on standard error]",
    )),
    ..Setting::new("access-log", || None)
};

/// Form of the lines about requests, in a file of their own.
pub static ACCESS_LOG_FORMAT: Setting<Option<Form>> = Setting {
    about: "How the lines of that file are written: \"plain\", \"json\", \"combined\" (as web \
            servers write them) or \"vhost-combined\" (the same behind the host). Without it: as \
            format says.",
    example: "\"plain\"",
    default_words: "what `format` says",
    option: Some(option(
        "--access-log-format",
        "FORMAT",
        "How the lines of that file are written [default: as --log-format says]",
    )),
    ..Setting::new("access-log-format", || None)
};

const fn option(flag: &'static str, value: &'static str, help: &'static str) -> Opt {
    Opt::new(Heading::Log, flag, value, help)
}
