//! The routes of a Jekyll site.

use std::sync::Arc;

use super::config::{Collection, JekyllConfig};
use super::documents;
use super::metadata::metadata_of;
use super::permalink::{self, Words};
use crate::content::file_name;
use crate::content::format::PageFormat;
use crate::content::front_matter::Fields;
use crate::content::page_head::{Head, text_of};
use crate::content::source::{Source, SourceContent};
use crate::diagnostic::Diagnostic;
use crate::generator::fields::{is_true, is_truthy};
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
    let mut routed: Vec<Routed<'a>> = sources.all().filter_map(|file| site.route(file)).collect();
    if let Some(most) = config.most_posts {
        keep_newest_posts(&mut routed, most);
    }
    routed
}

/// Drops all posts but the newest; of two of one moment the one with the later source path is
/// newer.
fn keep_newest_posts(routed: &mut Vec<Routed<'_>>, most: usize) {
    let age = |routed: &Routed<'_>| match &routed.served {
        Served::Page(page) if page.collection.as_deref() == Some("posts") => {
            Some((page.date.as_ref().map(jiff::Zoned::timestamp), routed.source.path.clone()))
        }
        Served::Page(_) | Served::Template(..) | Served::File(_) | Served::Nowhere(_) => None,
    };
    let mut ages: Vec<_> = routed.iter().filter_map(age).collect();
    ages.sort_unstable();
    let Some(first) = ages.len().checked_sub(most).and_then(|at| ages.get(at)) else { return };
    routed.retain(|it| age(it).is_none_or(|age| age >= *first));
}

/// The part of a site that a source path belongs to.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Part<'a> {
    /// `_posts/2026-05-04-title.md`, below the folders that are its categories.
    Post(&'a str),
    /// `_drafts/title.md`.
    Draft(&'a str),
    /// A document of a collection, with its source path inside that.
    Document(&'a Collection, &'a str),
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

impl<'s> Site<'s> {
    fn route<'a>(&mut self, file: &'a Source) -> Option<Routed<'a>> {
        let inside = self.config.inside(&file.path)?;
        match self.part(inside) {
            Part::Post(above) => self.post(file, above, false),
            Part::Draft(_) if !(self.options.drafts || self.config.drafts) => None,
            Part::Draft(above) => self.post(file, above, true),
            Part::Document(collection, inner) => self.document(file, collection, inner),
            Part::Page => self.page(file, inside),
            Part::Machinery => None,
        }
    }

    /// The part that a source path belongs to.
    fn part<'p>(&self, text: &'p str) -> Part<'p>
    where
        's: 'p,
    {
        let filter = &self.config.filter;
        if let Some((collection, inner)) = self.config.in_collection(text) {
            if filter.hides_in(&format!("_{}", collection.name), inner) {
                return Part::Machinery;
            }
            return Part::Document(collection, inner);
        }
        match self.stream(text) {
            Some(part) => part,
            None if filter.hides(text) && !filter.names(text) => Part::Machinery,
            None => Part::Page,
        }
    }

    /// The part of a file below a folder `_posts` or `_drafts`; `None` for one that is in neither.
    fn stream<'p>(&self, source: &'p str) -> Option<Part<'p>> {
        let inside = source.strip_prefix(self.config.collections_folder.as_str())?;
        let (above, folder, inner) = ["_posts", "_drafts"]
            .into_iter()
            .filter_map(|folder| above_folder(inside, folder))
            .min_by_key(|(above, ..)| above.len())?;
        let whole = source.get(..source.len() - inner.len() - 1)?;
        let way = whole.strip_suffix(folder)?.trim_end_matches('/');
        let filter = &self.config.filter;
        if filter.hides_in(whole, inner) || (!way.is_empty() && filter.hides(way)) {
            return Some(Part::Machinery);
        }
        Some(if folder == "_posts" { Part::Post(above) } else { Part::Draft(above) })
    }

    /// True if a page's fields keep it from being published.
    fn is_unpublished(&self, fields: &Fields) -> bool {
        let published = fields.get("published").is_none_or(is_truthy);
        let draft = is_true(fields, "draft");
        !self.options.drafts && (draft || !(published || self.config.unpublished))
    }

    /// True if a page's fields say when it was written.
    fn has_date(&self, fields: &Fields) -> bool {
        let own = fields.get("date").and_then(text_of);
        own.is_some_and(|text| self.settings.date(&text).is_some())
    }

    /// True for a document that is dated later than now, where that counts.
    fn is_of_the_future(&self, date: Option<&jiff::Zoned>) -> bool {
        let future = self.options.future || self.config.future;
        !future && date.is_some_and(|date| date.timestamp() > self.settings.now)
    }

    /// A post: its name gives its date and title, the folders above `_posts` its categories.
    fn post<'a>(&mut self, file: &'a Source, above: &str, draft: bool) -> Option<Routed<'a>> {
        let (_, head) = source_class::page_of(file)?;
        let inside = self.config.inside(&file.path)?;
        let fields = self.config.defaults.with(head.fields.as_deref(), inside, "posts");
        if self.is_unpublished(&fields) {
            return None;
        }
        let stem = file.path.name().stem();
        let behind_date = file_name::behind_digits(stem);
        let is_dated = behind_date.is_some_and(|_| {
            // A day that there is not does no harm where the front matter names another.
            file.path.name().dated().is_some() || self.has_date(&fields)
        });
        if !(is_dated || draft) {
            let what =
                "a post's name must begin with its date (2026-05-04-title.md); it is not served";
            self.warnings.push(Diagnostic::whole(what).in_file(&file.path));
            return None;
        }
        let date = plain::date_of(&fields, file, self.settings, self.warnings).or_else(|| {
            jiff::Timestamp::try_from(file.stamp.modified)
                .ok()
                .map(|at| at.to_zoned(self.settings.zone.clone()))
        });
        if self.is_of_the_future(date.as_ref()) {
            return None;
        }
        let mut metadata = metadata_of(fields);
        let folders = above.split('/').filter(|name| !name.is_empty()).map(str::to_owned);
        metadata.categories = plain::once_each(folders.chain(metadata.categories));
        let slug = metadata.fields.get("slug").and_then(text_of);
        let title = slug.unwrap_or_else(|| behind_date.unwrap_or(stem).to_owned());
        let words = Words {
            categories: &metadata.categories,
            title: &title,
            path: stem,
            basename: file.path.name().stem(),
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

    /// A document of a collection. One of a collection that is not served has no address.
    fn document<'a>(
        &mut self,
        file: &'a Source,
        collection: &Collection,
        inner: &str,
    ) -> Option<Routed<'a>> {
        let is_text = documents::is_page_of_text(file, collection, self.config);
        let page = if is_text { source_class::read_of(file) } else { source_class::page_of(file) };
        let is_static = page.is_none_or(|(_, head)| head.fields.is_none());
        if is_static && !collection.output {
            return None;
        }
        let usual = format!("/{}/{inner}", collection.name);
        if let SourceContent::Template(media, head) = &file.content
            && !is_text
        {
            return self.template(file, media, head, &collection.name, &usual);
        }
        if is_static && self.config.defaults.unpublish(&usual, Some(&collection.name)) {
            return None;
        }
        let Some((_, head)) = page else {
            let path = CapsulePath::literal(&usual).ok()?;
            return Some(Routed {
                source: file,
                path,
                served: Served::File(source_class::media_of(file)),
            });
        };
        let own = head.fields.as_deref();
        let inside = self.config.inside(&file.path)?;
        let fields = self.config.defaults.with(own, inside, &collection.name);
        if self.is_unpublished(&fields) {
            return None;
        }
        let date = plain::date_of(&fields, file, self.settings, self.warnings);
        if self.is_of_the_future(date.as_ref()) {
            return None;
        }
        let name = file.path.name();
        let stem = inner.strip_suffix(name.dotted_extension()).unwrap_or(inner);
        let slug = fields.get("slug").and_then(text_of);
        let undated = file_name::behind_digits(name.stem()).unwrap_or(name.stem());
        let words = Words {
            title: slug.as_deref().unwrap_or(undated),
            path: stem,
            basename: file.path.name().stem(),
            collection: &collection.name,
            date: date.as_ref(),
            ..Words::default()
        };
        let template = documents::permalink(collection, self.config);
        let path = self.path(&fields, file, &template, &words)?;
        let collection_name = Some(collection.name.as_str().into());
        let metadata = PageMetadata { date, collection: collection_name, ..metadata_of(fields) };
        let served = if collection.output { Served::Page } else { Served::Nowhere };
        Some(Routed { source: file, path, served: served(Box::new(metadata)) })
    }

    /// A page by its own source path, or a file that is served as it is.
    fn page<'a>(&mut self, file: &'a Source, inside: &str) -> Option<Routed<'a>> {
        if let SourceContent::Template(media, head) = &file.content {
            return self.template(file, media, head, "pages", &format!("/{inside}"));
        }
        let page = source_class::page_of(file);
        let own = page.and_then(|(_, head)| head.fields.as_deref());
        // Defaults are no front matter: they unpublish files, not pages.
        let unpublished = match own {
            Some(fields) => self.is_unpublished(fields),
            None => self.config.defaults.unpublish(inside, None),
        };
        if unpublished {
            return None;
        }
        let format = page.map(|(format, _)| format);
        if format.is_none_or(|it| it == PageFormat::Gemtext || it.menu().is_some()) {
            return plain::route_file(file, inside, self.settings, self.options, self.warnings);
        }
        let fields = self.config.defaults.with(own, inside, "pages");
        let date = plain::date_of(&fields, file, self.settings, self.warnings);
        let path = self.page_path(&fields, file)?;
        let metadata = PageMetadata { date, ..metadata_of(fields) };
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
        if media.is_for_the_web() {
            return None;
        }
        let own = head.fields.as_deref();
        let inside = self.config.inside(&file.path)?;
        let fields = self.config.defaults.with(own, inside, page_type);
        let is_document = page_type != "pages";
        let unpublished = match own {
            Some(own) if !is_document => self.is_unpublished(own),
            Some(_) | None => self.is_unpublished(&fields),
        };
        if unpublished {
            return None;
        }
        let date = plain::date_of(&fields, file, self.settings, self.warnings);
        if is_document && self.is_of_the_future(date.as_ref()) {
            return None;
        }
        let words = self.words_of_page(file);
        let path = match fields.get("permalink").and_then(text_of) {
            Some(own) => self.path_of(&own, file, &words)?,
            None => CapsulePath::literal(usual).ok()?,
        };
        let metadata = PageMetadata { date, ..metadata_of(fields) };
        Some(Routed {
            source: file,
            path,
            served: Served::Template(media.clone(), Box::new(metadata)),
        })
    }

    /// The path of a page by its own source path: of an index its folder, else as the site's style
    /// says.
    fn page_path(&mut self, fields: &Fields, file: &Source) -> Option<CapsulePath> {
        let name = file.path.name();
        let usual = if name.is_index() || name.is_readme() {
            "/:path/".to_owned()
        } else {
            format!("/:path/:basename{}", permalink::suffix(&self.config.permalink))
        };
        self.path(fields, file, &usual, &self.words_of_page(file))
    }

    /// The words of a page's address: `:path` is its folder.
    fn words_of_page<'p>(&self, file: &'p Source) -> Words<'p> {
        let folder = self.stem(file).rsplit_once('/').map_or("", |(folder, _)| folder);
        let stem = file.path.name().stem();
        Words { path: folder, basename: stem, title: stem, ..Words::default() }
    }

    /// The path of a source from the folder of the site, without its ending.
    fn stem<'p>(&self, file: &'p Source) -> &'p str {
        let stem = file.path.without_extension();
        stem.strip_prefix(self.config.source.as_str()).unwrap_or(stem)
    }

    /// The path of a page: by its own `permalink`, else the usual template, and its language.
    fn path(
        &mut self,
        fields: &Fields,
        file: &Source,
        usual: &str,
        words: &Words<'_>,
    ) -> Option<CapsulePath> {
        let own = fields.get("permalink").and_then(text_of);
        let words = Words { fields: Some(fields), ..*words };
        let path =
            self.path_of(own.as_deref().map_or(usual, permalink::post_template), file, &words)?;
        Some(self.config.languages.place(path, fields, self.config.inside(&file.path)?))
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

/// The names above the first folder of a name in a source path, the folder, and the path in it: in
/// `a/b/_posts/c.md` above `_posts` it is `a/b`.
fn above_folder<'p>(
    source: &'p str,
    folder: &'static str,
) -> Option<(&'p str, &'static str, &'p str)> {
    if let Some(inner) = source.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) {
        return Some(("", folder, inner));
    }
    let (above, inner) = source.split_once(&format!("/{folder}/"))?;
    Some((above, folder, inner))
}
