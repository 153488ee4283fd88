//! Why nothing is served where a reference leads: most often its author should hear of it, but a
//! site on the web has more than its pages.

use super::parts::Parts;
use super::visible::{Reader, Visible};
use crate::media::Media;
use crate::path::CapsulePath;

/// What a reference to nothing means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Absence {
    /// A file that the site's generator makes, for nobody who reads here.
    ForTheWeb,
    /// What lies beside the site on the web.
    Beside,
    /// Nothing.
    Fault,
}

/// The meaning of a reference on the page at `page`, which leads to nothing at `path`.
pub(super) fn of(
    parts: Parts<'_>,
    page: &CapsulePath,
    reference: &str,
    path: Option<&CapsulePath>,
) -> Absence {
    let generator = &parts.source.generator;
    let is_below = generator.lies_below_a_site() || !parts.source.settings.baseurl.is_empty();
    if is_below && leads_out(page, reference) {
        Absence::Beside
    } else if path.is_some_and(|path| is_made(parts, path) || is_template(parts, path)) {
        Absence::ForTheWeb
    } else {
        Absence::Fault
    }
}

/// True for a file that the generator makes beside what is served.
fn is_made(parts: Parts<'_>, path: &CapsulePath) -> bool {
    let folder = path.parent();
    parts.source.generator.makes(path)
        && (parts.contents.resource(&folder).is_some()
            || Visible::of(parts.contents, Reader::Author).below(&folder).next().is_some())
}

/// True for a file of the site's folder that is made for the web and so not served.
fn is_template(parts: Parts<'_>, path: &CapsulePath) -> bool {
    let generator = &parts.source.generator;
    if !generator.has_templates() {
        return false;
    }
    let inside = path.as_str().trim_start_matches('/');
    let Some((stem, ending)) = inside.rsplit_once('.') else { return false };
    let known = |ending: &str| {
        let source = parts.source.of_site(&format!("{stem}.{ending}"));
        parts.source.known.contains(&source)
    };
    Media::of_name(inside).is_some_and(|media| media.is_for_the_web())
        && (known(ending) || ending == "css" && (known("scss") || known("sass")))
}

/// True for a relative reference with more steps up than the page is deep.
fn leads_out(page: &CapsulePath, reference: &str) -> bool {
    let path = reference.split(['#', '?']).next().unwrap_or_default();
    if path.starts_with('/') {
        return false;
    }
    let mut depth = page.as_str().matches('/').count().saturating_sub(1);
    for step in path.split('/') {
        match step {
            ".." if depth == 0 => return true,
            ".." => depth -= 1,
            "" | "." => {}
            _ => depth += 1,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::capsule::tests::TestSite;

    /// The warnings for a page's links.
    fn warnings(site: &TestSite, path: &str) -> Vec<String> {
        let found = site.capsule.page(site.page(path)).unwrap().warnings;
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_a_generator_makes_for_the_web_is_no_fault() {
        let site = TestSite::new(&[
            ("_config.yml", "plugins: [jekyll-sitemap, jekyll-feed]"),
            (
                "index.md",
                "---\n---\n[a](/sitemap.xml) [b](feed.xml) [c](/404.html) [d](/css/main.css)\n\
                 [e](/other.xml)\n",
            ),
            ("css/main.scss", "---\n---\nb {}\n"),
        ]);
        assert_eq!(
            warnings(&site, "/"),
            ["index.md:4: link to /other.xml: nothing is served there"]
        );
        let site = TestSite::new(&[
            ("_config.yml", "title: x"),
            ("index.md", "---\n---\n[a](/sitemap.xml)\n"),
        ]);
        assert_eq!(warnings(&site, "/").len(), 1);
        let site = TestSite::new(&[
            ("hugo.toml", "title = 'x'"),
            (
                "content/_index.md",
                "---\n---\n[a](/sitemap.xml) [b](/posts/index.xml)\n[c](/no/such/index.xml)\n\n\
                 [d](/posts/404.html)\n",
            ),
            ("content/posts/a.md", "---\n---\n"),
        ]);
        let expected = ["4: link to /no/such/index.xml", "6: link to /posts/404.html"];
        let expected =
            expected.map(|it| format!("content/_index.md:{it}: nothing is served there"));
        assert_eq!(warnings(&site, "/"), expected);
        let site = TestSite::new(&[
            ("zola.toml", "base_url = 'https://e.org'\nlanguages = {de = {}}\n"),
            (
                "content/_index.md",
                "+++\n+++\n[a](/sitemap.xml) [b](/blog/atom.xml)\n[c](/blog/sitemap.xml)\n",
            ),
            ("content/blog/_index.md", "+++\n+++\n"),
        ]);
        assert_eq!(
            warnings(&site, "/"),
            ["content/_index.md:4: link to /blog/sitemap.xml: nothing is served there"]
        );
        let site = TestSite::new(&[("index.md", "[a](/main.css)\n"), ("main.scss", "")]);
        assert_eq!(
            warnings(&site, "/"),
            ["index.md:1: link to /main.css: nothing is served there"]
        );
    }

    #[test]
    fn what_lies_beside_a_book_is_told_in_one_sentence() {
        let site = TestSite::new(&[
            ("book.toml", "[book]\ntitle = 'x'"),
            ("src/SUMMARY.md", "- [A](a.md)\n- [B](b/c.md)\n"),
            ("src/a.md", "[s](../std/index.html) [p](print.html)\n"),
            ("src/b/c.md", "[s](../../std/index.html)\n\n[t](../none.html)\n"),
        ]);
        let beside = "a link leads out of the site, to what lies beside it on the web: only its \
                      words are shown";
        assert_eq!(warnings(&site, "/a.html"), [format!("src/a.md:1: {beside}")]);
        let expected = [
            format!("src/b/c.md:1: {beside}"),
            "src/b/c.md:3: link to ../none.html: nothing is served there".to_owned(),
        ];
        assert_eq!(warnings(&site, "/b/c.html"), expected);
    }

    #[test]
    fn a_path_in_other_case_is_the_only_one_that_is_alike() {
        let site = TestSite::new(&[
            ("page.md", "[a](/D/) [b](Other.md) [c](/two)\n"),
            ("d/index.md", "# D\n"),
            ("other.md", "x\n"),
            ("Two.md", "x\n"),
            ("TWO.md", "x\n"),
        ]);
        assert_eq!(site.link("/page", "/D/"), "/d/");
        assert_eq!(site.link("/page", "/OTHER"), "/other");
        assert_eq!(site.link("/page", "/two"), "missing");
    }
}
