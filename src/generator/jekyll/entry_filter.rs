//! `EntryFilter`: the files and folders that Jekyll comes to on its walks over a site.
//!
//! Jekyll walks from folder to folder and asks of each entry whether its `exclude`, its `include`
//! or its name keep it back. Of `_posts` and of collections it lists all files at once, and asks
//! of each but once. What is kept back differs by that, and here as well.

use super::patterns::Patterns;

/// Paths that are kept back, whatever the configuration says.
const EXCLUDED: &[&str] = &[
    ".sass-cache",
    ".jekyll-cache",
    "gemfiles",
    "Gemfile",
    "Gemfile.lock",
    "node_modules",
    "vendor/bundle/",
    "vendor/cache/",
    "vendor/gems/",
    "vendor/ruby/",
    "*.gemspec",
];

/// The patterns of `exclude` and `include`.
#[derive(Clone, Debug, Default)]
pub(super) struct EntryFilter {
    exclude: Patterns,
    include: Patterns,
    /// Source paths that `include` names: such files are served wherever they lie.
    named: Vec<String>,
}

impl EntryFilter {
    /// The filter of a site. What is written the same in both lists is not excluded.
    pub(super) fn new(exclude: Vec<String>, include: Vec<String>) -> Self {
        let defaults = EXCLUDED.iter().map(|pattern| (*pattern).to_owned());
        let exclude = exclude.into_iter().chain(defaults);
        let excluded: Vec<String> = exclude.filter(|pattern| !include.contains(pattern)).collect();
        let named = include.iter().map(|path| path.trim_matches('/').to_owned()).collect();
        Self { exclude: Patterns::new(excluded), include: Patterns::new(include), named }
    }

    /// True if `include` names a source path, or something below it.
    pub(super) fn names(&self, path: &str) -> bool {
        let below =
            |named: &String| named.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        self.named.iter().any(|named| named == path || below(named))
    }

    /// True if `exclude` keeps a source path, or a folder that it is in, from being walked.
    pub(super) fn excludes(&self, path: &str) -> bool {
        entries(path).any(|entry| self.is_excluded(&entry))
    }

    /// True for a source path that no walk from folder to folder comes to.
    pub(super) fn hides(&self, path: &str) -> bool {
        let kept_back = |entry: &Entry<'_>| {
            self.is_excluded(entry)
                || entry.name.ends_with('.')
                || (is_special(entry.name) && !self.is_included(entry.name, entry.is_folder))
        };
        entries(path).any(|entry| kept_back(&entry))
    }

    /// True for a file that is left out of a list of all files of a folder; `inner` is its path
    /// there. Folders inside of it are not asked about.
    pub(super) fn hides_in(&self, folder: &str, inner: &str) -> bool {
        let name = last_name(inner);
        let included = self.is_included(inner, false) || self.is_included(name, false);
        let excluded = self.exclude.mean(&format!("{folder}/{inner}"), false);
        name.ends_with('.') || (!included && (excluded || is_special(inner) || is_special(name)))
    }

    fn is_excluded(&self, entry: &Entry<'_>) -> bool {
        self.exclude.mean(entry.path, entry.is_folder)
            && !self.is_included(entry.name, entry.is_folder)
    }

    /// `include` is held against names, as if each entry lay at the top.
    fn is_included(&self, name: &str, is_folder: bool) -> bool {
        self.include.mean(name, is_folder)
    }
}

/// True for the names of machinery, of hidden files and of backups.
fn is_special(entry: &str) -> bool {
    entry.starts_with(['.', '_', '#', '~']) || entry.ends_with('~')
}

fn last_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// A step of a walk: a file, or a folder on the way to it.
struct Entry<'p> {
    /// Its path from the source folder.
    path: &'p str,
    name: &'p str,
    is_folder: bool,
}

/// The folders on the way to a source path, outermost first, and itself.
fn entries(path: &str) -> impl Iterator<Item = Entry<'_>> {
    let folders = path.match_indices('/').filter_map(|(at, _)| Some((path.get(..at)?, true)));
    folders.chain([(path, false)]).map(|(path, is_folder)| Entry {
        path,
        name: last_name(path),
        is_folder,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(exclude: &[&str], include: &[&str]) -> EntryFilter {
        let owned = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect();
        EntryFilter::new(owned(exclude), owned(include))
    }

    #[test]
    fn a_walk_does_not_come_to_what_is_excluded_or_special() {
        let filter = filter(
            &["README", "private", "docs/dra", "*.rb", "kept.md"],
            &["_pages", "kept.md", "vendor/cache/ok.md"],
        );
        for path in [
            "README.md",
            "private.md",
            "private-notes/a.md",
            "docs/draft.md",
            "a/b.rb",
            "Gemfile",
            "node_modules/a/b.md",
            "vendor/cache/no.md",
            "_data/a.yml",
            "a/_b/c.md",
            "a/#b",
            "~a.md",
            "a~/b.md",
            "a/b.",
            "_pages/_a.md",
        ] {
            assert!(filter.hides(path), "{path}");
        }
        for path in
            ["docs/a.md", "a/private.md", "_pages/a.md", "a/_pages/b.md", "kept.md", "vendor/a.md"]
        {
            assert!(!filter.hides(path), "{path}");
        }
        assert!(filter.names("vendor/cache/ok.md") && filter.names("vendor/cache"));
        assert!(!filter.names("vendor/cache/no.md"));
    }

    #[test]
    fn of_a_list_of_files_only_first_and_last_names_count() {
        let filter = filter(&["_docs/private"], &["_kept.md"]);
        for inner in ["_a/b.md", "#a.md", "x/~b.md", "x/b~", "private/a.md", "privately.md", "a/b."]
        {
            assert!(filter.hides_in("_docs", inner), "{inner}");
        }
        for inner in ["a.md", "x/_b/c.md", "x/_kept.md", "x/private.md"] {
            assert!(!filter.hides_in("_docs", inner), "{inner}");
        }
    }
}
