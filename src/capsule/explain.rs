//! `Explanation`: the account of a look-up, for an author who wonders about a path.

use jiff::civil::Date;

use super::lookup::{self, Lookup};
use super::names::{self, Key, Name};
use super::next_change;
use super::parts::Parts;
use super::resource::Resource;
use super::visible::{Contents, Reader, Visible};
use super::{source_for, titles};
use crate::content::format;
use crate::content::source_path::SourcePath;
use crate::exchange::Redirection;
use crate::generator::GeneratorName;
use crate::path::CapsulePath;

/// The account of a look-up: where what answers comes from, by which rule, what was tried.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// The generator whose rules the site follows.
    pub generator: GeneratorName,
    /// The file that is served, relative to the capsule's folder.
    pub source: Option<SourcePath>,
    /// The generator's rule that gives the file its path.
    pub rule: Option<String>,
    /// Names that were looked up, in order, the one that has it last.
    pub tried: Vec<String>,
    /// The answer to a client, in a sentence without a full stop.
    pub answer: String,
    /// The path of the zone that wants a certificate for it.
    pub zone: Option<CapsulePath>,
    /// The file that would be served if it were written, relative to the capsule's folder; only
    /// where nothing is served.
    pub new_source: Option<SourcePath>,
    /// A file that would be served if its author did not keep it back; only where nothing is
    /// served.
    pub kept_back: Option<SourcePath>,
    /// The day before which that file is not served, if that is still to come.
    pub kept_back_until: Option<Date>,
}

/// Explains what a path leads to.
#[must_use]
pub(super) fn explain(parts: Parts<'_>, path: &CapsulePath) -> Explanation {
    let mut tried = Vec::new();
    let base_less = lookup::without_base(&parts.source.settings, path);
    let found = [Some(path), base_less.as_ref()]
        .into_iter()
        .flatten()
        .find_map(|asked| try_names(parts, asked, &mut tried))
        .or_else(|| parts.contents.address_of_hidden(path).map(Lookup::Slashless));
    let (canonical, answer) = match &found {
        Some(Lookup::Found(found)) => (Some(found.path), answer(parts, found.path, found.resource)),
        Some(Lookup::Slashless(to)) => (Some(*to), format!("a redirection to {to}")),
        Some(Lookup::Nothing) | None => (None, answer_to_unknown(parts, path)),
    };
    let source = canonical.and_then(|path| source_at(parts.contents, path));
    let page = source.as_ref().and_then(|source| parts.contents.page_of_source(source.as_str()));
    let kept_back = if canonical.is_none() { kept_back(parts, path) } else { None };
    Explanation {
        generator: parts.source.generator.name(),
        rule: page.map(|page| parts.source.generator.rule(page)),
        source,
        tried,
        answer,
        zone: parts.contents.zone(canonical.unwrap_or(path)).map(|zone| zone.path.clone()),
        new_source: if canonical.is_none() { source_for::source_for(parts, path) } else { None },
        kept_back_until: kept_back.as_ref().and_then(|source| day_of(parts, source)),
        kept_back,
    }
}

fn try_names<'c>(
    parts: Parts<'c>,
    asked: &CapsulePath,
    tried: &mut Vec<String>,
) -> Option<Lookup<'c>> {
    for name in names::of(asked) {
        let found = lookup::find_by_name(parts, &name, asked);
        if let Some(words) = words(&name)
            && !tried.contains(&words)
        {
            tried.push(words);
        }
        if found.is_some() {
            return found;
        }
    }
    None
}

/// A file of the folder that has a name of a path and is not served: a draft, a post of the
/// future, one that is excluded.
fn kept_back(parts: Parts<'_>, path: &CapsulePath) -> Option<SourcePath> {
    let named = names::of(path).flat_map(|name| match name.key {
        Key::Source(source) => vec![source],
        Key::Page(stem) => format::endings().map(|it| format!("{stem}.{it}")).collect(),
        Key::Path(_) | Key::Feed | Key::ListOfPart | Key::Fallback => Vec::new(),
    });
    let written = parts.source.generator.source_for(path, &parts.source.settings);
    named.chain(written.map(|source| source.to_string())).find_map(|source| {
        let source = &parts.source.known.get(source.as_str())?.path;
        if parts.contents.path_of(source.as_str()).is_none() { Some(source.clone()) } else { None }
    })
}

/// The day to come before which a file is not served.
fn day_of(parts: Parts<'_>, source: &SourcePath) -> Option<Date> {
    let settings = &parts.source.settings;
    let begins = next_change::beginning(parts.source.known.get(source.as_str())?, settings)?;
    (begins > settings.now).then(|| begins.to_zoned(settings.zone.clone()).date())
}

/// The file that is served at a path.
fn source_at(contents: &Contents, path: &CapsulePath) -> Option<SourcePath> {
    match contents.resource(path)? {
        Resource::Page(number) => contents.page(*number).map(|page| page.source.clone()),
        Resource::File(number) => contents.file(*number).map(|file| file.source.clone()),
        Resource::Folder
        | Resource::Posts
        | Resource::Feed
        | Resource::Search
        | Resource::Redirection(_)
        | Resource::Robots => None,
    }
}

fn answer(parts: Parts<'_>, path: &CapsulePath, resource: &Resource) -> String {
    let what = match resource {
        Resource::Page(_) => "the page",
        Resource::File(_) => "the file",
        Resource::Folder => "the listing of a folder",
        Resource::Posts => "a list of posts",
        Resource::Feed => "a feed",
        Resource::Search => "the search",
        Resource::Robots => "the file that keeps crawlers away",
        Resource::Redirection(redirection) => return redirected(redirection),
    };
    let answer = match titles::title(parts, path, resource) {
        Some(title) => format!("{what} \"{title}\" at {path}"),
        None => format!("{what} at {path}"),
    };
    let page = parts.contents.page_at(path).filter(|page| parts.source.is_too_large(page));
    if page.is_some() { format!("{answer}, which is too large to be shown") } else { answer }
}

fn answer_to_unknown(parts: Parts<'_>, path: &CapsulePath) -> String {
    if let Ok(Some(application)) = Visible::of(parts.contents, Reader::Author).application(path) {
        return format!("the application for {}", application.prefix);
    }
    match parts.source.redirection(path) {
        Some(redirection) => format!("{}, by a rule", redirected(&redirection)),
        None => "nothing: not found".to_owned(),
    }
}

/// A name as an author knows it; `None` for one that has no words of its own.
fn words(name: &Name) -> Option<String> {
    match &name.key {
        Key::Path(path) => Some(path.to_string()),
        Key::Source(source) => Some(format!("file {source}")),
        Key::Page(stem) => Some(format!("page {stem}.*")),
        Key::Feed => Some("the feed of all posts".to_owned()),
        Key::ListOfPart | Key::Fallback => None,
    }
}

fn redirected(redirection: &Redirection) -> String {
    match redirection {
        Redirection::Path { to, .. } => format!("a redirection to {to}"),
        Redirection::Url { to, .. } => format!("a redirection to {to}"),
        Redirection::Gone => "gone for ever".to_owned(),
        Redirection::Notice(notice) => format!("the notice {} {}", notice.status, notice.text),
    }
}
