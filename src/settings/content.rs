//! Settings for reading folders and writing pages: for all hosts, or for one.

use std::path::PathBuf;

use super::setting::{Declaration, Heading, Opt, Setting, Switch};
use super::table::Table;
use super::value::{PageSize, Width};
use crate::generator::GeneratorName;
use crate::site::{Charset, DatePlace, Footer, Pages};

/// The table for all hosts.
pub static CONTENT: Table = Table {
    about: "How folders are read and pages written. A host can have a table of its own, \
            [host.content], with the same options.",
    paragraphs: SETTINGS,
    ..Table::new("[content]")
};

/// The table for one host.
pub static HOST_CONTENT: Table =
    Table { paragraphs: SETTINGS, is_repetition: true, ..Table::new("[host.content]") };

const SETTINGS: &[&[&dyn Declaration]] = &[&[
    &GENERATOR,
    &LINKS_TO,
    &EMPTY_OK,
    &LISTINGS,
    &SEARCH,
    &DRAFTS,
    &FUTURE,
    &WIDTH,
    &GOPHER_CHARSET,
    &FINGER_CHARSET,
    &GOPHER_PAGES,
    &DATE,
    &FOOTER,
    &ROBOTS,
    &LARGEST_PAGE,
]];

/// Generator that the site was made for; `None` for the one that the folder looks like.
pub static GENERATOR: Setting<Option<GeneratorName>> = Setting {
    old_key: "kind",
    about: "What the site was made for: \"plain\", \"jekyll\", \"hugo\", \"zola\" or \"mdbook\". \
            Without it: found out from the folder.",
    example: "\"plain\"",
    default_words: "found out",
    option: Some(Opt {
        old_flag: "--kind",
        ..option(
            "--generator",
            "NAME",
            "What the site was made for; found out from the folder when not given",
        )
    }),
    ..Setting::new("generator", || None)
};

/// Folders elsewhere that symbolic links may lead to.
pub static LINKS_TO: Setting<Vec<PathBuf>> = Setting {
    about: "Folders outside of the capsule that symbolic links in it may lead to. Links that lead \
            elsewhere are not followed.",
    option: Some(option(
        "--links-to",
        "DIR",
        "A folder outside of the capsule that symbolic links in it may lead to; may be given \
         several times",
    )),
    ..Setting::new("links-to", Vec::new)
};

/// Folders that have become empty, which are served as such at once.
pub static EMPTY_OK: Setting<bool> = Setting {
    about: "Whether a folder that has lost all its pages while the server runs is served as it is \
            at once. If not, what was there is served for a minute more: the folder may lie on a \
            disk that is not there yet, or be filled anew.",
    switch: Some(Switch {
        option: option(
            "--empty-ok",
            "",
            "Take it up at once when a folder has lost all its pages, and not after a minute",
        ),
        value: || true,
    }),
    ..Setting::new("empty-ok", || false)
};

/// Listings of folders without a page of their own.
pub static LISTINGS: Setting<bool> = Setting {
    about: "Whether a folder that has no page of its own gets a listing.",
    switch: Some(Switch {
        option: option(
            "--no-listings",
            "",
            "Give no listing of a folder that has no page of its own",
        ),
        value: || false,
    }),
    ..Setting::new("listings", || true)
};

/// Search for words.
pub static SEARCH: Setting<bool> = Setting {
    about: "Whether pages can be searched, at /search.",
    switch: Some(Switch {
        option: option("--search", "", "Let readers search for words, at /search"),
        value: || true,
    }),
    ..Setting::new("search", || false)
};

/// Drafts, which are served too.
pub static DRAFTS: Setting<bool> = Setting {
    about: "Whether drafts, and posts that are dated in the future, are served.",
    switch: Some(Switch { option: option("--drafts", "", "Serve drafts too"), value: || true }),
    ..Setting::new("drafts", || false)
};

/// Posts of the future, which are served too.
pub static FUTURE: Setting<bool> = Setting {
    switch: Some(Switch {
        option: option("--future", "", "Serve posts that are dated in the future too"),
        value: || true,
    }),
    ..Setting::new("future", || false)
};

/// Widest line of menus and plain text, in columns.
pub static WIDTH: Setting<Width> = Setting {
    about: "The widest line of menus and plain text, in columns, 40 to 200.",
    option: Some(option(
        "--width",
        "COLUMNS",
        "The widest line of menus and plain text, in columns, 40 to 200 [default: {}]",
    )),
    ..Setting::new("width", || Width::near(67))
};

/// Characters that Gopher clients get.
pub static GOPHER_CHARSET: Setting<Charset> = Setting {
    about: "Which characters Gopher clients get: \"utf-8\", or \"ascii\", in which other letters \
            are spelled.",
    option: Some(option(
        "--gopher-charset",
        "CHARSET",
        "Which characters Gopher clients get: utf-8, or ascii, in which other letters are spelled \
         [default: {}]",
    )),
    ..Setting::new("gopher-charset", || Charset::Utf8)
};

/// Characters that Finger clients get.
pub static FINGER_CHARSET: Setting<Charset> = Setting {
    about: "The same for Finger, whose oldest client shows nothing but ASCII.",
    ..Setting::new("finger-charset", || Charset::Ascii)
};

/// Form of the pages that links lead to on Gopher.
pub static GOPHER_PAGES: Setting<Pages> = Setting {
    about: "What links lead to on Gopher: pages as a \"menu\", or as plain \"text\".",
    option: Some(option(
        "--gopher-pages",
        "FORM",
        "What links lead to on Gopher: pages as menus, or as plain text [default: {}]",
    )),
    ..Setting::new("gopher-pages", || Pages::Menu)
};

/// Place of the date of pages.
pub static DATE: Setting<DatePlace> = Setting {
    about: "Where the date of a page stands: at its \"foot\", with its tags, or under the title, at \
            the \"top\".",
    option: Some(option("--date", "PLACE", "Where the date of a page stands [default: {}]")),
    ..Setting::new("date", || DatePlace::Foot)
};

/// Footer of pages.
pub static FOOTER: Setting<Footer> = Setting {
    about: "What stands under a page: \"usual\", \"full\" (also the page on each other protocol), \
            \"ways\" (older, newer, up, home) or \"off\".",
    option: Some(Opt {
        old_flag: "--foot",
        ..option("--footer", "HOW", "What stands under a page [default: {}]")
    }),
    old_key: "foot",
    ..Setting::new("footer", || Footer::Usual)
};

/// Welcome to crawlers.
pub static ROBOTS: Setting<bool> = Setting {
    about: "Whether crawlers are welcome; if not, a site without a robots.txt gets one that tells \
            them to stay away.",
    ..Setting::new("robots", || true)
};

/// Size of the largest page that is converted, in bytes.
pub static LARGEST_PAGE: Setting<PageSize> = Setting {
    about: "The largest page that is converted, in bytes; of a larger one readers hear that it is \
            too large.",
    option: Some(option(
        "--largest-page",
        "BYTES",
        "The largest page that is converted [default: {}]",
    )),
    ..Setting::new("largest-page", || PageSize::near(4 << 20))
};

const fn option(flag: &'static str, value: &'static str, help: &'static str) -> Opt {
    Opt::new(Heading::Content, flag, value, help)
}
