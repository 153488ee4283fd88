//! Detection of the generator that a folder was made for, by the files in it.

use std::path::{Path, PathBuf};

use super::jekyll;
use super::name::GeneratorName;
use crate::content::folder::Folder;
use crate::content::front_matter;

/// The generator that a folder was made for:
/// - Jekyll: `_config.yml`, `_posts` or another of its folders, or a start page that names its
///   `layout`;
/// - mdBook: `book.toml`;
/// - Hugo: `content` beside `hugo.toml`, `hugo.yaml`, `hugo.json` or `config.*`;
/// - Zola: `content` beside `zola.toml`, or `config.toml` with a `base_url`.
#[must_use]
pub fn detect(folder: &Folder) -> GeneratorName {
    let has = |names: &[&str]| names.iter().any(|name| folder.has(name));
    if has(&["_config.yml", "_config.yaml", "_config.toml", "_posts"]) {
        GeneratorName::Jekyll
    } else if has(&["book.toml"]) {
        GeneratorName::Mdbook
    } else if !has(&["content"]) {
        if has(&["_layouts", "_includes", "_drafts"]) || has_layout(folder) {
            GeneratorName::Jekyll
        } else {
            GeneratorName::Plain
        }
    } else if has(&["hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default"]) {
        GeneratorName::Hugo
    } else if has(&["zola.toml"]) || (has(&["config.toml"]) && is_zola(folder)) {
        GeneratorName::Zola
    } else if has(&["config.toml", "config.yaml", "config.yml", "config.json"]) {
        GeneratorName::Hugo
    } else {
        GeneratorName::Plain
    }
}

/// True if a folder looks like a site's, for a tool that looks for one upwards from a page.
#[must_use]
pub fn is_site(folder: &Folder) -> bool {
    detect(folder) != GeneratorName::Plain
}

/// True if a folder has a site's configuration. A folder inside of a site may look like a site as
/// well: with posts of its own, or a start page that names its layout.
#[must_use]
pub fn is_configured(folder: &Folder) -> bool {
    match detect(folder) {
        GeneratorName::Jekyll => jekyll::NAMES.iter().any(|name| folder.has(name)),
        GeneratorName::Hugo | GeneratorName::Zola | GeneratorName::Mdbook => true,
        GeneratorName::Plain => false,
    }
}

/// The site to whose generator a folder belongs that shows none by itself, if that reads its pages
/// there; and the generator.
#[must_use]
pub fn site_of_pages(folder: &Path) -> Option<(PathBuf, GeneratorName)> {
    let whole = folder.canonicalize().ok()?;
    let site = whole.parent()?;
    let generator = detect(&Folder::open(site).ok()?);
    let pages = match generator {
        GeneratorName::Hugo | GeneratorName::Zola => "content",
        GeneratorName::Mdbook => "src",
        GeneratorName::Plain | GeneratorName::Jekyll => return None,
    };
    let is_read = whole.file_name().is_some_and(|name| name == pages);
    let is_plain = || Folder::open(&whole).is_ok_and(|folder| !is_site(&folder));
    (is_read && is_plain()).then_some((site.to_owned(), generator))
}

/// True if the start page names its layout: on a site without a configuration that is all that
/// shows Jekyll.
fn has_layout(folder: &Folder) -> bool {
    ["index.md", "index.markdown", "index.html"].iter().any(|name| {
        let text = folder.read(name).unwrap_or_default();
        let fields = front_matter::split(&String::from_utf8_lossy(&text)).fields;
        fields.is_some_and(|fields| fields.contains_key("layout"))
    })
}

/// Zola and older Hugo both have a `config.toml`: Zola's names `base_url`, Hugo's `baseURL`.
fn is_zola(folder: &Folder) -> bool {
    let config = folder.read("config.toml").unwrap_or_default();
    String::from_utf8_lossy(&config).lines().any(|line| line.trim_start().starts_with("base_url"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::folder_of;

    fn with_folder<T>(files: &[&str], ask: impl FnOnce(&Folder) -> T) -> T {
        let files: Vec<_> = files.iter().map(|name| (*name, "base_url = 'x'")).collect();
        let dir = folder_of(&files);
        ask(&Folder::open(dir.path()).unwrap())
    }

    fn check(files: &[&str], expected: GeneratorName) {
        assert_eq!(with_folder(files, detect), expected, "{files:?}");
    }

    #[test]
    fn a_folder_shows_its_generator() {
        check(&["index.md"], GeneratorName::Plain);
        check(&["content/a.md"], GeneratorName::Plain);
        check(&["_config.yml"], GeneratorName::Jekyll);
        check(&["_posts/2026-01-01-a.md"], GeneratorName::Jekyll);
        check(&["_includes/a.html", "a.md"], GeneratorName::Jekyll);
        check(&["content/a.md", "hugo.toml"], GeneratorName::Hugo);
        check(&["content/a.md", "config.yaml"], GeneratorName::Hugo);
        check(&["content/a.md", "config.toml", "templates/base.html"], GeneratorName::Zola);
        check(&["content/a.md", "zola.toml"], GeneratorName::Zola);
        check(&["book.toml", "src/SUMMARY.md"], GeneratorName::Mdbook);
    }

    #[test]
    fn a_site_is_told_from_a_folder_inside_of_one() {
        let check = |files: &[&str], expected| {
            let told = with_folder(files, |folder| (is_site(folder), is_configured(folder)));
            assert_eq!(told, expected, "{files:?}");
        };
        check(&["index.md"], (false, false));
        check(&["content/a.md"], (false, false));
        check(&["_posts/2026-01-01-a.md"], (true, false));
        check(&["_layouts/a.html"], (true, false));
        check(&["_config.yml"], (true, true));
        check(&["_config.toml", "_posts/2026-01-01-a.md"], (true, true));
        check(&["content/a.md", "hugo.toml"], (true, true));
        check(&["content/a.md", "zola.toml"], (true, true));
        check(&["book.toml"], (true, true));
    }

    #[test]
    fn a_folder_of_pages_knows_its_site() {
        let hugo = folder_of(&[("hugo.toml", ""), ("content/a.md", ""), ("static/b.txt", "")]);
        let site = |name: &str| site_of_pages(&hugo.path().join(name));
        let whole = hugo.path().canonicalize().unwrap();
        assert_eq!(site("content"), Some((whole, GeneratorName::Hugo)));
        assert_eq!(site("static"), None);
        assert_eq!(site(""), None);
        let book = folder_of(&[("book.toml", ""), ("src/SUMMARY.md", "")]);
        assert_eq!(site_of_pages(&book.path().join("src")).unwrap().1, GeneratorName::Mdbook);
        let plain = folder_of(&[("index.md", ""), ("content/a.md", ""), ("src/b.md", "")]);
        assert_eq!(site_of_pages(&plain.path().join("content")), None);
        let own = folder_of(&[("hugo.toml", ""), ("content/_posts/2026-01-01-a.md", "")]);
        assert_eq!(site_of_pages(&own.path().join("content")), None, "it is a site itself");
    }

    #[test]
    fn a_start_page_with_a_layout_is_one_of_jekyll() {
        let dir = tempfile::tempdir().unwrap();
        let detected = |text: &str| {
            std::fs::write(dir.path().join("index.md"), text).unwrap();
            detect(&Folder::open(dir.path()).unwrap())
        };
        assert_eq!(detected("---\nlayout: page\n---\n"), GeneratorName::Jekyll);
        assert_eq!(detected("---\ntitle: x\n---\nlayout: page\n"), GeneratorName::Plain);
    }

    #[test]
    fn a_base_url_tells_zola_from_an_older_hugo() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("content")).unwrap();
        let detected = |text: &str| {
            std::fs::write(dir.path().join("config.toml"), text).unwrap();
            detect(&Folder::open(dir.path()).unwrap())
        };
        assert_eq!(detected("title = 'x'\n  base_url = 'x'\n"), GeneratorName::Zola);
        assert_eq!(detected("baseURL = 'x'\n# base_url\n"), GeneratorName::Hugo);
        assert_eq!(detected(""), GeneratorName::Hugo);
    }
}
