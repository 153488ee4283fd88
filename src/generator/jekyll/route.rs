//! The routes of a Jekyll site.

use std::sync::Arc;

use super::config::{Collection, JekyllConfig};
use super::permalink::{self, Words};
use crate::content::format::PageFormat;
use crate::content::front_matter::Fields;
use crate::content::page_head::{Head, text_of};
use crate::content::source::{Source, SourceContent};
use crate::content::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::generator::interface::Routing;
use crate::generator::plain;
use crate::generator::routed::{PageMetadata, Routed, Served};
use crate::generator::settings::{Options, Settings};
use crate::generator::source_class;
use crate::generator::source_class::Classified;
use crate::media::Media;
use crate::path::CapsulePath;

/// Routes the files of a Jekyll site.
#[must_use]
pub(crate) fn route<'a>(
    sources: &Classified<'a>,
    config: &JekyllConfig,
    site: &mut Routing<'_>,
) -> Vec<Routed<'a>> {
    let Routing { settings, options, diagnostics } = site;
    let mut site = Site { config, settings, options, warnings: diagnostics };
    sources.all().filter_map(|file| site.route(file)).collect()
}

/// The types of templates that are for web browsers and their like alone: there is nobody here to
/// use them.
const FOR_THE_WEB: &[&str] = &[
    "text/css",
    "text/x-scss",
    "text/x-sass",
    "text/javascript",
    "application/javascript",
    "text/xml",
    "application/xml",
    "application/atom+xml",
    "application/rss+xml",
];

/// The part of a site that a source path belongs to.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Part<'a> {
    /// `_posts/2026-05-04-title.md`, below the folders that are its categories.
    Post(&'a str),
    /// `_drafts/title.md`.
    Draft(&'a str),
    /// A document of the collection of that number, with its source path inside it.
    Document(usize, &'a str),
    /// A page or a file by its own source path.
    Page,
    /// Data, includes and whatever else is no page.
    Machinery,
}

struct Site<'a> {
    config: &'a JekyllConfig,
    settings: &'a Settings,
    options: &'a Options,
    warnings: &'a mut Vec<Diagnostic>,
}

impl Site<'_> {
    fn route<'a>(&mut self, file: &'a Source) -> Option<Routed<'a>> {
        match self.part(&file.path) {
            Part::Post(above) => self.post(file, above, false),
            Part::Draft(_) if !(self.options.drafts || self.config.drafts) => None,
            Part::Draft(above) => self.post(file, above, true),
            Part::Document(collection, inner) => {
                self.document(file, self.config.collections.get(collection)?, inner)
            }
            Part::Page => self.page(file),
            Part::Machinery => None,
        }
    }

    /// The part that a source path belongs to.
    fn part<'p>(&self, source: &'p SourcePath) -> Part<'p> {
        let text = source.as_str();
        let inside = text.strip_prefix(self.config.collections_folder.as_str()).unwrap_or(text);
        if let Some((folder, inner)) =
            inside.strip_prefix('_').and_then(|rest| rest.split_once('/'))
            && !matches!(folder, "posts" | "drafts")
            && let Some(collection) =
                self.config.collections.iter().position(|it| it.name == folder)
        {
            return Part::Document(collection, inner);
        }
        let hidden = |names: &str| names.split('/').any(|name| name.starts_with(['_', '#']));
        match (above_folder(inside, "_posts/"), above_folder(inside, "_drafts/")) {
            (Some(above), _) if !hidden(above) => Part::Post(above),
            (_, Some(above)) if !hidden(above) => Part::Draft(above),
            _ if hidden(text) && !self.config.includes(source) => Part::Machinery,
            _ => Part::Page,
        }
    }

    /// A post: its name gives its date and title, the folders above `_posts` its categories.
    fn post<'a>(&mut self, file: &'a Source, above: &str, draft: bool) -> Option<Routed<'a>> {
        let (_, head) = source_class::page_of(file)?;
        if plain::is_unpublished(head, self.options) {
            return None;
        }
        let fields = self.config.with_defaults(head.fields.as_ref(), &file.path, "posts");
        let stem = file.path.name().stem();
        let dated = file.path.name().dated();
        if dated.is_none() && !draft {
            let what =
                "a post's name must begin with its date (2026-05-04-title.md); it is not served";
            self.warnings.push(Diagnostic::whole(what).in_file(&file.path));
            return None;
        }
        let date = plain::date_of(&fields, file, self.settings, self.warnings).or_else(|| {
            jiff::Timestamp::try_from(file.modified)
                .ok()
                .map(|at| at.to_zoned(self.settings.zone.clone()))
        });
        if !self.options.future
            && !self.config.future
            && date.as_ref().is_some_and(|date| date.timestamp() > self.settings.now)
        {
            return None;
        }
        let mut metadata = plain::metadata_of(fields);
        let folders = above.split('/').filter(|name| !name.is_empty()).map(str::to_owned);
        let own = std::mem::take(&mut metadata.categories);
        for category in folders.chain(own) {
            if !metadata.categories.contains(&category) {
                metadata.categories.push(category);
            }
        }
        let slug = metadata.fields.get("slug").and_then(text_of);
        let title = slug.unwrap_or_else(|| dated.map_or(stem, |(_, rest)| rest).to_owned());
        let words = Words {
            categories: &metadata.categories,
            title: &title,
            path: stem,
            date: date.as_ref(),
            ..Words::default()
        };
        let path = self.path(
            &metadata.fields,
            file,
            permalink::post_template(self.config.posts_permalink()),
            &words,
        )?;
        let collection = Some(Arc::from("posts"));
        Some(Routed {
            source: file,
            path,
            served: Served::Page(Box::new(PageMetadata { date, collection, ..metadata })),
        })
    }

    /// A document of a collection that is served.
    fn document<'a>(
        &mut self,
        file: &'a Source,
        collection: &Collection,
        inner: &str,
    ) -> Option<Routed<'a>> {
        if !collection.output {
            return None;
        }
        let usual = format!("/{}/{inner}", collection.name);
        if let SourceContent::Template(media, head) = &file.content {
            return self.template(file, media, head, &collection.name, &usual);
        }
        let Some((_, head)) = source_class::page_of(file) else {
            let path = CapsulePath::literal(&usual).ok()?;
            return Some(Routed {
                source: file,
                path,
                served: Served::File(source_class::media_of(file)),
            });
        };
        if plain::is_unpublished(head, self.options) {
            return None;
        }
        let fields = self.config.with_defaults(head.fields.as_ref(), &file.path, &collection.name);
        let date = plain::date_of(&fields, file, self.settings, self.warnings);
        let name = file.path.name();
        let stem = inner.strip_suffix(name.dotted_extension()).unwrap_or(inner);
        let words = Words {
            title: name.stem(),
            path: stem,
            collection: &collection.name,
            date: date.as_ref(),
            ..Words::default()
        };
        let usual = format!("/:collection/:path{}", permalink::suffix(&self.config.permalink));
        let template = collection.permalink.as_deref().unwrap_or(&usual);
        let path = self.path(&fields, file, template, &words)?;
        let metadata = PageMetadata {
            date,
            collection: Some(collection.name.as_str().into()),
            ..plain::metadata_of(fields)
        };
        Some(Routed { source: file, path, served: Served::Page(Box::new(metadata)) })
    }

    /// A page by its own source path, or a file that is served as it is.
    fn page<'a>(&mut self, file: &'a Source) -> Option<Routed<'a>> {
        if let SourceContent::Template(media, head) = &file.content {
            return self.template(file, media, head, "pages", &format!("/{}", file.path));
        }
        let Some((format, head)) = source_class::page_of(file) else {
            return plain::route_file(file, self.settings, self.options, self.warnings);
        };
        if format == PageFormat::Gemtext || format.menu().is_some() {
            return plain::route_file(file, self.settings, self.options, self.warnings);
        }
        if plain::is_unpublished(head, self.options) {
            return None;
        }
        let fields = self.config.with_defaults(head.fields.as_ref(), &file.path, "pages");
        let date = plain::date_of(&fields, file, self.settings, self.warnings);
        let path = self.page_path(&fields, file)?;
        let metadata = PageMetadata { date, ..plain::metadata_of(fields) };
        Some(Routed { source: file, path, served: Served::Page(Box::new(metadata)) })
    }

    /// A text file that is filled in, such as `robots.txt` with front matter: served under its own
    /// name unless it has a `permalink`.
    fn template<'a>(
        &mut self,
        file: &'a Source,
        media: &Media,
        head: &Head,
        page_type: &str,
        usual: &str,
    ) -> Option<Routed<'a>> {
        if FOR_THE_WEB.contains(&media.mime.as_ref()) || plain::is_unpublished(head, self.options) {
            return None;
        }
        let fields = self.config.with_defaults(head.fields.as_ref(), &file.path, page_type);
        let date = plain::date_of(&fields, file, self.settings, self.warnings);
        let words = Words { path: file.path.without_extension(), ..Words::default() };
        let path = match fields.get("permalink").and_then(text_of) {
            Some(own) => self.path_of(&own, file, &words)?,
            None => CapsulePath::literal(usual).ok()?,
        };
        let metadata = PageMetadata { date, ..plain::metadata_of(fields) };
        Some(Routed {
            source: file,
            path,
            served: Served::Template(media.clone(), Box::new(metadata)),
        })
    }

    /// The path of a page by its own source path: of an index its folder, else as the site's style
    /// says.
    fn page_path(&mut self, fields: &Fields, file: &Source) -> Option<CapsulePath> {
        let stem = file.path.without_extension();
        let name = file.path.name();
        let index = name.is_index() || name.is_readme();
        let words = Words { path: stem, title: name.stem(), ..Words::default() };
        let usual = if index {
            format!("/{}/", file.path.folder().trim_end_matches('/'))
        } else {
            format!("/:path{}", permalink::suffix(&self.config.permalink))
        };
        self.path(fields, file, &usual, &words)
    }

    /// The path of a page: its own `permalink`, else the usual template.
    fn path(
        &mut self,
        fields: &Fields,
        file: &Source,
        usual: &str,
        words: &Words<'_>,
    ) -> Option<CapsulePath> {
        let own = fields.get("permalink").and_then(text_of);
        self.path_of(own.as_deref().map_or(usual, permalink::post_template), file, words)
    }

    fn path_of(&mut self, template: &str, file: &Source, words: &Words<'_>) -> Option<CapsulePath> {
        let path = permalink::path(template, words);
        if path.is_none() {
            let what = format!("permalink \"{template}\" can't be served; the page is left out");
            self.warnings.push(Diagnostic::whole(what).in_file(&file.path));
        }
        path
    }
}

/// The names above a folder in a source path: in `a/b/_posts/c.md` above `_posts/` it is `a/b`.
fn above_folder<'p>(source: &'p str, folder: &str) -> Option<&'p str> {
    let (above, _) = source.split_once(folder)?;
    if above.is_empty() { Some("") } else { above.strip_suffix('/') }
}
