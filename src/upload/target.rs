//! The file that a path means to one who writes.

use crate::capsule::{Capsule, Lookup, Reader, Resource};
use crate::content::file_name::is_private;
use crate::content::{PageFormat, SourcePath};
use crate::exchange::NotWritten;
use crate::media::Media;
use crate::path::CapsulePath;

/// Endings of files by which generators and servers are told what to do.
const SETTINGS: &[&str] = &["toml", "yml", "yaml", "json"];
/// The path below which new posts are asked for, whatever their dates.
const POSTS: &str = "/posts/";

/// A file that may be read or written by its path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Target {
    /// Its source path; of a new post the one that it would have as another page.
    pub(super) source: SourcePath,
    /// The path that it is served at, or asked for.
    pub(super) path: CapsulePath,
    /// True when nothing is served there yet.
    pub(super) is_new: bool,
    /// The name of a new post, which gets its source when its date is known.
    pub(super) post: Option<String>,
    /// True of a post that is there.
    pub(super) is_post: bool,
}

impl Target {
    /// The file of a path; `ending` is for a new one that has none.
    pub(super) fn of(
        capsule: &Capsule,
        path: &CapsulePath,
        ending: Option<&str>,
    ) -> Result<Self, NotWritten> {
        let seen = capsule.visible_to(Reader::Author);
        if matches!(seen.application(path), Ok(Some(_)) | Err(_)) {
            return Err(NotWritten::Made("a program behind this server"));
        }
        let found = capsule.find(path, Reader::Author).unwrap_or(Lookup::Nothing);
        let target = match found {
            Lookup::Slashless(path) => return Self::of(capsule, path, ending),
            Lookup::Nothing => Self::new(capsule, path, ending)?,
            Lookup::Found(found) => match found.resource {
                Resource::Page(number) => {
                    let page = capsule.page_entry(*number).ok_or(NotWritten::NoName)?;
                    Self { is_post: page.is_post(), ..Self::there(page.source.clone(), found.path) }
                }
                Resource::File(number) => {
                    let file = capsule.file_entry(*number).ok_or(NotWritten::NoName)?;
                    Self::there(file.source.clone(), found.path)
                }
                Resource::Folder => Self::new(capsule, found.path, ending)?,
                Resource::Posts => return Err(NotWritten::Made("the server, as a list of posts")),
                Resource::Feed => return Err(NotWritten::Made("the server, as a feed")),
                Resource::Search => return Err(NotWritten::Made("the server, which searches")),
                Resource::Robots => return Err(NotWritten::Made("the server")),
                Resource::Redirection(_) => {
                    return Err(NotWritten::Made("a redirection, which leads elsewhere"));
                }
            },
        };
        if may_be_written(&target.source) { Ok(target) } else { Err(NotWritten::NoName) }
    }

    fn there(source: SourcePath, path: &CapsulePath) -> Self {
        Self { source, path: path.clone(), is_new: false, post: None, is_post: false }
    }

    fn new(
        capsule: &Capsule,
        path: &CapsulePath,
        ending: Option<&str>,
    ) -> Result<Self, NotWritten> {
        let named = match ending {
            Some(ending) if path.ending().is_none() => path.with_ending(ending),
            Some(_) | None => None,
        };
        let path = named.as_ref().unwrap_or(path);
        let post = post_of(path)
            .filter(|slug| capsule.post_source(slug, jiff::civil::Date::ZERO, false).is_some());
        let source = capsule.source_for(path).ok_or(NotWritten::NoName)?;
        Ok(Self { source, path: path.clone(), is_new: true, post, is_post: false })
    }

    /// The format of a page; `None` of any other file.
    pub(super) fn format(&self) -> Option<PageFormat> {
        PageFormat::of_name(self.source.as_str())
    }

    /// Its type by its ending.
    pub(super) fn media(&self) -> Media {
        Media::of_name(self.source.name().text()).unwrap_or(Media::BYTES)
    }

    /// True of a page that readers see as another text than the one that it is made from.
    pub(super) fn is_converted(&self) -> bool {
        self.format().is_some_and(|format| format != PageFormat::Gemtext)
    }

    /// True of a picture.
    pub(super) fn is_picture(&self) -> bool {
        self.media().mime.starts_with("image/")
    }

    /// True of what is written in letters.
    pub(super) fn is_text(&self) -> bool {
        self.format().is_some() || self.media().is_text() || self.media().mime == "image/svg+xml"
    }
}

/// The name of the post that a path asks for: `name` of `/posts/name`.
fn post_of(path: &CapsulePath) -> Option<String> {
    let name = path.as_str().strip_prefix(POSTS)?.trim_end_matches('/');
    let name = name.strip_suffix(".html").or_else(|| name.strip_suffix(".md")).unwrap_or(name);
    let is_name = !name.is_empty() && !name.contains(['/', '.']);
    is_name.then(|| name.to_owned())
}

/// True of a post, and of the path below which posts are asked for.
pub(super) fn is_posts_zone(path: &CapsulePath) -> bool {
    path.as_folder().as_str() == POSTS
}

/// False for what tells generators and servers what to do, for menus by hand, for what is never
/// served, and for what lies behind a link.
fn may_be_written(source: &SourcePath) -> bool {
    let is_menu = PageFormat::of_name(source.as_str()).is_some_and(|it| it.menu().is_some());
    let ending = source.name().extension().unwrap_or_default().to_ascii_lowercase();
    !is_menu
        // mdBook's table of contents.
        && source.name().text() != "SUMMARY.md"
        && !SETTINGS.contains(&ending.as_str())
        && source.behind_links().is_none()
        && !source.upwards().any(|it| is_private(it.name().text()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capsule::tests::TestSite;

    fn check(site: &TestSite, path: &str, expected: &str) {
        let found = Target::of(&site.capsule, &CapsulePath::literal(path).unwrap(), None);
        let shown = match found {
            Ok(Target { source, is_new: true, post: Some(slug), .. }) => {
                format!("{source} or the post {slug}")
            }
            Ok(Target { source, is_new: true, .. }) => format!("new {source}"),
            Ok(Target { source, .. }) => source.to_string(),
            Err(why) => format!("{why:?}"),
        };
        assert_eq!(shown, expected, "{path}");
    }

    #[test]
    fn a_path_leads_back_to_its_file_or_to_a_new_one() {
        let site = TestSite::with_listings(&[
            ("index.md", "# Home\n"),
            ("notes/pi.md", "# Pi\n"),
            ("log/2026-01-02-a.md", "---\nredirect_from: /old\n---\n"),
            ("menus/gophermap", "iHi\n"),
            ("data.json", "{}\n"),
        ]);
        for path in ["/notes/pi", "/notes/pi.md", "/notes/pi.html", "/notes/pi.gmi"] {
            check(&site, path, "notes/pi.md");
        }
        check(&site, "/", "index.md");
        check(&site, "/notes/new", "new notes/new.md");
        check(&site, "/notes/", "new notes/index.md");
        check(&site, "/img/x.jpg", "new img/x.jpg");
        check(&site, "/posts/a", "new posts/a.md");
        check(&site, "/old", "Made(\"a redirection, which leads elsewhere\")");
        check(&site, "/data.json", "NoName");
        check(&site, "/hugo.toml", "NoName");
        check(&site, "/menus/", "NoName");
        check(&site, "/new/gophermap", "new new/gophermap.md");
        check(&site, "/new/x.gophermap", "NoName");
        check(&site, "/_config.yml", "NoName");
    }

    #[test]
    fn a_new_post_of_jekyll_waits_for_its_date() {
        let site = TestSite::new(&[("_config.yml", ""), ("_posts/2026-01-02-a.md", "---\n---\n")]);
        check(&site, "/posts/first", "posts/first.md or the post first");
        check(&site, "/posts/first.html", "posts/first.md or the post first");
        check(&site, "/2026/01/02/a.html", "_posts/2026-01-02-a.md");
        check(&site, "/_layouts/x.html", "NoName");
        check(&site, "/_config.yml", "NoName");
    }
}
