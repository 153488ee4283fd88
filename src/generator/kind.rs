//! `Kind`: which tool a site was made for, told by what is in its folder.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use crate::content::folder::Folder;
use crate::content::front_matter;

/// Which tool a site was made for.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A folder of pages that follow no tool's rules.
    Plain,
    /// Jekyll: `_config.yml`, `_posts` or another of its folders, or a start page that names its
    /// `layout`.
    Jekyll,
    /// Hugo: `content` beside `hugo.toml`, `hugo.yaml`, `hugo.json` or `config.*`.
    Hugo,
    /// Zola: `content` and `templates` beside `config.toml` or `zola.toml`.
    Zola,
    /// mdBook: `book.toml`.
    Mdbook,
}

impl Kind {
    /// All kinds, in the order in which they are named to people.
    pub const ALL: [Self; 5] = [Self::Plain, Self::Jekyll, Self::Hugo, Self::Zola, Self::Mdbook];

    /// The kind of a folder.
    #[must_use]
    pub fn detect(folder: &Folder) -> Self {
        let has = |names: &[&str]| names.iter().any(|name| folder.has(name));
        if has(&["_config.yml", "_config.yaml", "_config.toml", "_posts"]) {
            Self::Jekyll
        } else if has(&["book.toml"]) {
            Self::Mdbook
        } else if !has(&["content"]) {
            if has(&["_layouts", "_includes", "_drafts"]) || has_layout(folder) {
                Self::Jekyll
            } else {
                Self::Plain
            }
        } else if has(&["hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default"]) {
            Self::Hugo
        } else if has(&["zola.toml"]) || (has(&["config.toml"]) && is_zola(folder)) {
            Self::Zola
        } else if has(&["config.toml", "config.yaml", "config.yml", "config.json"]) {
            Self::Hugo
        } else {
            Self::Plain
        }
    }

    /// Whether a folder looks like a site's, for a tool that looks for one upwards from a page.
    #[must_use]
    pub fn is_site(folder: &Folder) -> bool {
        Self::detect(folder) != Self::Plain
    }

    /// Whether a configuration says that a folder is a site's. A folder inside of a site may look
    /// like one as well: with posts of its own, or a start page that names its layout.
    #[must_use]
    pub fn is_configured(folder: &Folder) -> bool {
        match Self::detect(folder) {
            Self::Jekyll => super::jekyll::NAMES.iter().any(|name| folder.has(name)),
            Self::Hugo | Self::Zola | Self::Mdbook => true,
            Self::Plain => false,
        }
    }

    /// As it is written in options.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Jekyll => "jekyll",
            Self::Hugo => "hugo",
            Self::Zola => "zola",
            Self::Mdbook => "mdbook",
        }
    }
}

/// Whether the start page names its layout: on a site without a configuration that is all that
/// tells of Jekyll.
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

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.into_iter().map(Self::name).collect();
            format!("\"{text}\" is no kind of site; there are {}", names.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::generator::kind::*;

    fn check(files: &[&str], expected: Kind) {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let source = dir.path().join(file);
            std::fs::create_dir_all(source.parent().unwrap()).unwrap();
            std::fs::write(source, "base_url = 'x'").unwrap();
        }
        assert_eq!(Kind::detect(&Folder::open(dir.path()).unwrap()), expected, "{files:?}");
    }

    #[test]
    fn a_folder_tells_its_kind() {
        check(&["index.md"], Kind::Plain);
        check(&["content/a.md"], Kind::Plain);
        check(&["_config.yml"], Kind::Jekyll);
        check(&["_posts/2026-01-01-a.md"], Kind::Jekyll);
        check(&["_includes/a.html", "a.md"], Kind::Jekyll);
        check(&["content/a.md", "hugo.toml"], Kind::Hugo);
        check(&["content/a.md", "config.yaml"], Kind::Hugo);
        check(&["content/a.md", "config.toml", "templates/base.html"], Kind::Zola);
        check(&["content/a.md", "zola.toml"], Kind::Zola);
        check(&["book.toml", "src/SUMMARY.md"], Kind::Mdbook);
    }

    #[test]
    fn a_start_page_with_a_layout_is_one_of_jekyll() {
        let dir = tempfile::tempdir().unwrap();
        let kind = |text: &str| {
            std::fs::write(dir.path().join("index.md"), text).unwrap();
            Kind::detect(&Folder::open(dir.path()).unwrap())
        };
        assert_eq!(kind("---\nlayout: page\n---\n"), Kind::Jekyll);
        assert_eq!(kind("---\ntitle: x\n---\nlayout: page\n"), Kind::Plain);
    }

    #[test]
    fn a_name_gives_a_kind() {
        assert_eq!("jekyll".parse(), Ok(Kind::Jekyll));
        assert!("jekyl".parse::<Kind>().unwrap_err().contains("mdbook"));
    }
}
