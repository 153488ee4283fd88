//! Authors' settings for other servers, as they become part of the maps: headers, redirections,
//! pages that are files. Reading them is for `content::foreign`.

use super::built::Built;
use crate::capsule::resource::Resource;
use crate::content::folder_settings::FolderSettings;
use crate::content::format::PageFormat;
use crate::exchange::Redirection;
use crate::generator::source_class;
use crate::generator::{Routed, Served};
use crate::path::CapsulePath;

impl Built {
    /// Adds an author's redirection of a file, at its own name and at the path
    /// that a page would have.
    pub(super) fn add_instead(&mut self, routed: &Routed<'_>, instead: &Redirection) {
        let own = CapsulePath::literal(&format!("/{}", routed.source.path)).ok();
        for path in own.iter().chain([&routed.path]) {
            let resource = Resource::Redirection(instead.resolved_at(path));
            self.routes.resources.entry(path.clone()).or_insert(resource);
        }
        self.routes.sources.insert(routed.source.path.clone(), routed.path.clone());
    }

    /// Adds the headers that authors want answered where there is no file.
    pub(super) fn add_headers(&mut self, folder_settings: &FolderSettings) {
        for (path, instead) in folder_settings.foreign.headers() {
            let folder = path.as_folder();
            let below = self
                .routes
                .resources
                .range(folder.clone()..)
                .next()
                .is_some_and(|(it, _)| it.is_below(&folder));
            // Of folders agate asks nothing there.
            if !below {
                let resource = Resource::Redirection(instead.resolved_at(&path));
                self.routes.resources.entry(path).or_insert(resource);
            }
        }
    }

    /// Lets authors' redirects by pattern win over what is served, as they did where they were
    /// written.
    pub(super) fn add_author_redirects(&mut self, folder_settings: &FolderSettings) {
        if !folder_settings.foreign.has_redirects() {
            return;
        }
        let named = self.routes.sources.iter().filter_map(|(source, path)| {
            let own = CapsulePath::literal(&format!("/{source}")).ok()?;
            Some((path.clone(), folder_settings.foreign.redirection(&own)?))
        });
        let named: Vec<_> = named.collect();
        let by_path =
            self.routes.resources.keys().filter_map(|path| {
                Some((path.clone(), folder_settings.foreign.redirection(path)?))
            });
        let by_path: Vec<_> = by_path.collect();
        for (path, redirection) in named.into_iter().chain(by_path) {
            // By which of its names a page is asked for makes no difference here.
            let same = |to: &CapsulePath| {
                *to == path || self.routes.sources.get(to.as_str().trim_matches('/')) == Some(&path)
            };
            if matches!(&redirection, Redirection::Path { to, .. } if same(to)) {
                continue;
            }
            self.routes.resources.insert(path, Resource::Redirection(redirection));
        }
    }
}

/// A page for which its author named a type or a character set that no converted page has is a
/// file, at its own name.
pub(super) fn as_it_is<'a>(routed: Routed<'a>, folder_settings: &FolderSettings) -> Routed<'a> {
    let Some((format, _)) = source_class::page_of(routed.source) else { return routed };
    if !matches!(routed.served, Served::Page(_)) {
        return routed;
    }
    let named = folder_settings.foreign.media_override(&routed.source.path);
    let typed = named.media.is_some_and(|media| media.mime != "text/gemini");
    let coded = named
        .charset
        .is_some_and(|charset| !matches!(charset.as_str(), "utf-8" | "utf8" | "us-ascii"));
    let kept = typed || (coded && format == PageFormat::Gemtext);
    if !kept {
        return routed;
    }
    let path = match CapsulePath::literal(&format!("/{}", routed.source.path)) {
        Ok(own) if !routed.path.is_folder() => own,
        Ok(_) | Err(_) => routed.path,
    };
    Routed { path, served: Served::File(source_class::media_of(routed.source)), ..routed }
}
