//! Settings of a host: its names, its folder, and what has moved or is gone there.

use std::path::PathBuf;

use super::access::{LETTERS, SCGI, UPLOAD, ZONE};
use super::content::HOST_CONTENT;
use super::listen::{
    HOST_FINGER, HOST_GOPHER, HOST_NEX, PUBLIC_FINGER_PORT, PUBLIC_GEMINI_PORT, PUBLIC_GOPHER_PORT,
    PUBLIC_NEX_PORT, PUBLIC_SPARTAN_PORT,
};
use super::setting::{Heading, Opt, Setting};
use super::table::{List, Table};
use super::value::{Aggregator, Grant, HostName, ServedPath};
use crate::language::LanguageTags;

/// The table of a host.
pub static HOST: Table = Table {
    about: "A host. Repeat this table for each; the first is shown to those who name none.",
    paragraphs: &[&[
        &NAME,
        &ALIASES,
        &CAPSULE,
        &LANGUAGE,
        &PUBLIC_GEMINI_PORT,
        &PUBLIC_GOPHER_PORT,
        &PUBLIC_SPARTAN_PORT,
        &PUBLIC_NEX_PORT,
        &PUBLIC_FINGER_PORT,
        &HOST_GOPHER,
        &HOST_NEX,
        &HOST_FINGER,
        &FINGER_PAGE,
        &GONE,
        &UPLOADS,
        &ANNOUNCE,
    ]],
    tables: &[&HOST_CONTENT, &REDIRECT, &MEDIA, &ZONE, &UPLOAD, &LETTERS, &SCGI],
    ..Table::new("[[host]]")
};

/// Public name.
pub static NAME: Setting<HostName> = Setting {
    about: "Its public name: it stands in every menu and in the certificate.",
    default_words: "{}; needed when there are several",
    option: Some(option(
        "--host",
        "NAME",
        "The public host name: it stands in every menu and in the certificate",
    )),
    ..Setting::new("name", HostName::localhost)
};

/// Other names under which the same is served.
pub static ALIASES: Setting<Vec<HostName>> = Setting {
    about: "Other names under which the same is served; the certificate is for them too.",
    ..Setting::new("aliases", Vec::new)
};

/// Folder that is served.
pub static CAPSULE: Setting<PathBuf> = Setting {
    about: "The folder that is served.",
    option: Some(Opt::new(Heading::Options, "DIR", "DIR", "The folder to serve [default: {}]")),
    ..Setting::new("capsule", || "capsule".into())
};

/// Language of pages that do not name their own.
pub static LANGUAGE: Setting<Option<LanguageTags>> = Setting {
    about: "The language of pages that do not name their own, such as \"en\" or \"de-CH\". Without \
            it: what the site itself says.",
    example: "\"en\"",
    default_words: "what the site says",
    ..Setting::new("language", || None)
};

/// The page that Finger shows to who names none.
pub static FINGER_PAGE: Setting<Option<ServedPath>> = Setting {
    about: "The page that Finger shows to who names none. Without it: /now, if there is one, else \
            the home page.",
    example: "\"/now\"",
    default_words: "`/now`, else the home page",
    ..Setting::new("finger-page", || None)
};

/// Patterns of paths of pages that are gone.
pub static GONE: Setting<Vec<String>> = Setting {
    about: "Paths of pages that are gone for good. In all paths * stands for any part of a name, \
            ** for any part of a path.",
    ..Setting::new("gone", Vec::new)
};

/// Paths that may be written to, each by one.
pub static UPLOADS: Setting<Vec<Grant>> = Setting {
    about: "Who may write where, for a first try: \"PATH=FINGERPRINT\". [[host.upload]] below says \
            more.",
    option: Some(Opt::new(
        Heading::Options,
        "--upload",
        "PATH=FINGERPRINT",
        "Let the owner of a certificate change what is at a path and below, from a client that \
         speaks Titan; may be given several times",
    )),
    ..Setting::new("uploads", Vec::new)
};

/// Aggregators that are told of new posts.
pub static ANNOUNCE: Setting<Vec<Aggregator>> = Setting {
    about: "Aggregators that `propus announce` has fetch the feed when there is something new, such \
            as \"gemini://warmedal.se/~antenna/submit\"; the server itself connects nowhere. The \
            feed's address follows behind a ?, or takes the place of {feed}.",
    ..Setting::new("announce", Vec::new)
};

/// The table of something that has moved.
pub static REDIRECT: Table = Table {
    about: "From here on tables follow; what is for the host itself stands above them.\n\
            $1 to $9 stand for what the stars stand for. With permanent = true clients may forget \
            the old path.",
    paragraphs: &[&[&FROM, &TO, &PERMANENT]],
    list: Some(List {
        about: "What has moved, and what files are other than their names and contents say: a \
                list, or better a table for each, as below. Write one or the other, not both.",
    }),
    ..Table::new("[[host.redirect]]")
};

/// Pattern of the old paths.
pub static FROM: Setting<Option<String>> =
    Setting { example: "\"/blog/*/*\"", is_required: true, ..Setting::new("from", || None) };

/// New path, or URL.
pub static TO: Setting<Option<String>> =
    Setting { example: "\"/posts/$1-$2\"", is_required: true, ..Setting::new("to", || None) };

/// Permission for clients to forget the old path.
pub static PERMANENT: Setting<bool> =
    Setting { example: "true", ..Setting::new("permanent", || false) };

/// The table of the types of some files.
pub static MEDIA: Table = Table {
    about: "Without a / a glob is about names in any folder.",
    paragraphs: &[&[&GLOB, &TYPE, &CHARSET, &MEDIA_LANGUAGE]],
    list: Some(List { about: "" }),
    ..Table::new("[[host.media]]")
};

/// Pattern of names or source paths.
pub static GLOB: Setting<Option<String>> =
    Setting { example: "\"*.log\"", is_required: true, ..Setting::new("glob", || None) };

/// MIME type.
pub static TYPE: Setting<Option<String>> =
    Setting { example: "\"text/plain\"", ..Setting::new("type", || None) };

/// Charset.
pub static CHARSET: Setting<Option<String>> =
    Setting { example: "\"iso-8859-1\"", ..Setting::new("charset", || None) };

/// Language of the files.
pub static MEDIA_LANGUAGE: Setting<Option<String>> =
    Setting { example: "\"en\"", ..Setting::new("language", || None) };

const fn option(flag: &'static str, value: &'static str, help: &'static str) -> Opt {
    Opt::new(Heading::Network, flag, value, help)
}
