//! `Plain`: a folder of pages that follow no generator's rules.

use std::collections::HashMap;

use super::comments;
use super::page_names::Names;
use super::route::route;
use crate::content::format::PageFormat;
use crate::content::source_path::SourcePath;
use crate::generator::entry::PageEntry;
use crate::generator::interface::{Configured, Generator, Routing, Surroundings};
use crate::generator::name::GeneratorName;
use crate::generator::new_source;
use crate::generator::routed::Routed;
use crate::generator::rule;
use crate::generator::settings::Settings;
use crate::generator::source_class::Classified;
use crate::path::CapsulePath;
use crate::template::shortcode::Expanded;

/// The rules of plain folders.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    names: Names,
}

impl Plain {
    /// The rules; a plain folder has no configuration.
    pub(crate) fn read() -> Configured {
        (Box::new(Self::default()), Settings { has_comments: true, ..Settings::default() })
    }
}

impl Generator for Plain {
    fn name(&self) -> GeneratorName {
        GeneratorName::Plain
    }

    fn skips(&self, _: &SourcePath) -> bool {
        false
    }

    fn route<'a>(&mut self, sources: &Classified<'a>, site: &mut Routing<'_>) -> Vec<Routed<'a>> {
        let routed = route(sources, site);
        self.names = Names::of(&routed);
        routed
    }

    fn route_unwritten<'a>(
        &self,
        sources: &Classified<'a>,
        site: &mut Routing<'_>,
    ) -> Vec<Routed<'a>> {
        route(sources, site)
    }

    fn rule(&self, page: &PageEntry) -> String {
        rule::of_field(page, &["permalink"]).unwrap_or_else(|| rule::of_source(page))
    }

    fn source_for(&self, path: &CapsulePath, settings: &Settings) -> Option<SourcePath> {
        new_source::first_served(self, path, new_source::names(path), settings)
    }

    /// Notes may hold comments.
    fn expand<'t>(&self, page: &PageEntry, body: &'t str, site: &dyn Surroundings) -> Expanded<'t> {
        if page.format == PageFormat::Markdown {
            comments::leave_out(body, site.settings().dialect)
        } else {
            Expanded::unchanged(body)
        }
    }

    fn has_wiki_links(&self) -> bool {
        true
    }

    fn find_name<'s>(
        &'s self,
        name: &str,
        folder: &str,
        served: &HashMap<SourcePath, CapsulePath>,
    ) -> Option<&'s CapsulePath> {
        self.names.find(name, folder, served)
    }
}
