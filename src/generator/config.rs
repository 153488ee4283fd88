//! `Config`: what a site's own configuration says, for each kind of site in its own words.
//!
//! The one source path that knows which module reads and sources which kind.

use super::entry::Placed;
use super::hugo::{self, HugoConfig};
use super::jekyll::{self, JekyllConfig};
use super::mdbook::{self, BookConfig};
use super::runtime::Particulars;
use super::settings::{Options, Settings};
use super::zola::{self, ZolaConfig};
use super::{Kind, plain};
use crate::content::folder::{Content, Folder};
use crate::diagnostic::Diagnostic;

/// What a site's own configuration says.
#[derive(Debug)]
pub(crate) enum Config {
    Plain,
    Jekyll(Box<JekyllConfig>),
    Hugo(Box<HugoConfig>),
    Zola(ZolaConfig),
    Mdbook(BookConfig),
}

impl Config {
    /// Reads the configuration of a site of some kind, and what it says of the site as a whole.
    pub(crate) fn read(
        kind: Kind,
        folder: &Folder,
        warnings: &mut Vec<Diagnostic>,
    ) -> (Self, Settings) {
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

    /// Whether the scan need not look at a source path at all.
    pub(crate) fn skips(&self, source: &str) -> bool {
        match self {
            Self::Plain => false,
            Self::Jekyll(config) => jekyll::skips(config, source),
            Self::Hugo(config) => config.skips(source),
            Self::Zola(config) => config.skips(source),
            Self::Mdbook(config) => config.skips(source),
        }
    }

    /// Places what a scan found.
    pub(crate) fn route<'a>(
        &self,
        content: &'a Content,
        folder: &Folder,
        settings: &Settings,
        options: &Options,
        warnings: &mut Vec<Diagnostic>,
    ) -> (Vec<Placed<'a>>, Particulars) {
        match self {
            Self::Plain => {
                let names = plain::page_names::Names::default();
                (plain::route(content, settings, options, warnings), Particulars::Plain(names))
            }
            Self::Jekyll(config) => {
                (jekyll::route(content, config, settings, options, warnings), Particulars::Jekyll)
            }
            Self::Hugo(config) => {
                let placed = hugo::route(content, config, settings, options, warnings);
                let names = hugo::Names::of(&placed, config);
                (placed, Particulars::Hugo(names))
            }
            Self::Zola(config) => {
                (zola::route(content, config, settings, options, warnings), Particulars::Zola)
            }
            Self::Mdbook(config) => {
                let (placed, book) = mdbook::route(content, folder, config, settings, warnings);
                (placed, Particulars::Mdbook(Box::new(book)))
            }
        }
    }
}
