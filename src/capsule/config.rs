//! `Config`: what a site's own configuration says, for each kind of site in its own words.
//!
//! The one place that knows which module reads and places which kind.

use super::entry::Placed;
use super::hugo::{self, HugoConfig};
use super::jekyll::{self, JekyllConfig};
use super::mdbook::{self, BookConfig};
use super::particulars::Particulars;
use super::settings::{Options, Settings};
use super::source::{Folder, Scan};
use super::zola::{self, ZolaConfig};
use super::{Kind, decode, front_matter, plain, wiki};
use crate::warning::{Remark, Warning};

/// The names that the configuration of each kind may have.
fn names(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Plain => &[],
        Kind::Jekyll => jekyll::NAMES,
        Kind::Hugo => &[
            "hugo.toml",
            "hugo.yaml",
            "hugo.yml",
            "hugo.json",
            "config.toml",
            "config.yaml",
            "config.yml",
            "config.json",
        ],
        Kind::Zola => &["zola.toml", "config.toml"],
        Kind::Mdbook => &["book.toml"],
    }
}

/// What is wrong with a site's configuration, if it can't be read at all. Then what it excludes is not known, and nothing
/// must be served in the belief that it excludes nothing.
#[must_use]
pub fn config_fault(folder: &Folder, options: &Options) -> Option<Warning> {
    let kind = options.kind.unwrap_or_else(|| Kind::detect(folder));
    names(kind).iter().filter(|name| folder.has(name)).find_map(|name| {
        let remark = match folder.read(name) {
            Ok(bytes) => unreadable(name, &decode::text(&bytes).text)?,
            Err(error) => Remark::whole(format!("the configuration can't be read: {error}")),
        };
        Some(remark.about(name))
    })
}

fn unreadable(name: &str, text: &str) -> Option<Remark> {
    let problem = match name.rsplit_once('.') {
        Some((_, "toml")) => front_matter::toml(text).err()?,
        Some((_, "json")) => {
            let error = serde_json::from_str::<front_matter::Fields>(text).err()?;
            front_matter::Problem { line: error.line(), what: error.to_string() }
        }
        Some(_) | None => front_matter::yaml(text).err()?,
    };
    Some(Remark::at_line(problem.line, format!("the configuration can't be read: {}", problem.what)))
}

/// What a site's own configuration says.
#[derive(Debug)]
pub(super) enum Config {
    Plain,
    Jekyll(Box<JekyllConfig>),
    Hugo(Box<HugoConfig>),
    Zola(ZolaConfig),
    Mdbook(BookConfig),
}

impl Config {
    /// Reads the configuration of a site of some kind, and what it says of the site as a whole.
    pub(super) fn read(kind: Kind, folder: &Folder, warnings: &mut Vec<Warning>) -> (Self, Settings) {
        match kind {
            Kind::Plain => (Self::Plain, Settings::default()),
            Kind::Jekyll => {
                let (config, settings) = JekyllConfig::read(folder, warnings);
                (Self::Jekyll(Box::new(config)), settings)
            }
            Kind::Hugo => {
                let (config, settings) = HugoConfig::read(folder, warnings);
                (Self::Hugo(Box::new(config)), settings)
            }
            Kind::Zola => {
                let (config, settings) = ZolaConfig::read(folder, warnings);
                (Self::Zola(config), settings)
            }
            Kind::Mdbook => {
                let (config, settings) = BookConfig::read(folder, warnings);
                (Self::Mdbook(config), settings)
            }
        }
    }

    /// Whether the scan need not look at a place at all.
    pub(super) fn skips(&self, place: &str) -> bool {
        match self {
            Self::Plain => false,
            Self::Jekyll(config) => jekyll::skips(config, place),
            Self::Hugo(config) => config.skips(place),
            Self::Zola(config) => config.skips(place),
            Self::Mdbook(config) => config.skips(place),
        }
    }

    /// Places what a scan found.
    pub(super) fn place<'a>(
        &self,
        scan: &'a Scan,
        folder: &Folder,
        settings: &Settings,
        options: &Options,
        warnings: &mut Vec<Warning>,
    ) -> (Vec<Placed<'a>>, Particulars) {
        match self {
            Self::Plain => {
                let names = wiki::Names::default();
                (plain::place(scan, settings, options, warnings), Particulars::Plain(names))
            }
            Self::Jekyll(config) => (jekyll::place(scan, config, settings, options, warnings), Particulars::Jekyll),
            Self::Hugo(config) => {
                let placed = hugo::place(scan, config, settings, options, warnings);
                let names = hugo::Names::of(&placed, config);
                (placed, Particulars::Hugo(names))
            }
            Self::Zola(config) => (zola::place(scan, config, settings, options, warnings), Particulars::Zola),
            Self::Mdbook(config) => {
                let (placed, book) = mdbook::place(scan, folder, config, settings, warnings);
                (placed, Particulars::Mdbook(Box::new(book)))
            }
        }
    }
}
