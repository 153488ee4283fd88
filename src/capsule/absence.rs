//! Why nothing is served where a reference leads: most often its author should hear of it, but a
//! site on the web has more than its pages.

use super::parts::Parts;
use crate::path::CapsulePath;

/// Endings of files for web browsers, search engines and programs that read feeds.
const FOR_THE_WEB: &[&str] = &["xml", "css", "js", "scss", "sass"];

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
    } else if path.is_some_and(|path| generator.makes(path) || is_template(parts, path)) {
        Absence::ForTheWeb
    } else {
        Absence::Fault
    }
}

/// True for a file of the site's folder that is made for the web and so not served.
fn is_template(parts: Parts<'_>, path: &CapsulePath) -> bool {
    let inside = path.as_str().trim_start_matches('/');
    let Some((stem, ending)) = inside.rsplit_once('.') else { return false };
    let known = |ending: &str| {
        let source = parts.source.of_site(&format!("{stem}.{ending}"));
        parts.source.known.contains_key(source.as_str())
    };
    FOR_THE_WEB.contains(&ending)
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
            ("content/_index.md", "---\n---\n[a](/sitemap.xml) [b](/posts/index.xml)\n"),
        ]);
        assert_eq!(warnings(&site, "/"), [""; 0]);
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
