//! Patterns of source paths, as Jekyll's `exclude` and `include` list them.

use regex::Regex;

use crate::generator::wildcards::Wildcards;

/// Patterns of source paths. Each means the paths that fit it as a pattern of Ruby's `fnmatch`,
/// and those that begin with it.
#[derive(Clone, Debug, Default)]
pub(super) struct Patterns {
    beginnings: Vec<String>,
    fitting: Vec<Regex>,
}

impl Patterns {
    pub(super) fn new(patterns: impl IntoIterator<Item = String>) -> Self {
        let from_source = |pattern: String| match pattern.strip_prefix('/') {
            Some(rest) => rest.to_owned(),
            None => pattern,
        };
        let beginnings: Vec<String> = patterns.into_iter().map(from_source).collect();
        // Others fit only themselves, with which they begin.
        let wild = beginnings.iter().filter(|it| it.contains(['*', '?', '[', '\\']));
        let fitting = wild.filter_map(|pattern| Wildcards::Fnmatch.regex(pattern)).collect();
        Self { beginnings, fitting }
    }

    /// True if a source path, or an entry of a folder, is meant. A pattern that ends with a slash
    /// means the folder, too.
    pub(super) fn mean(&self, path: &str, is_folder: bool) -> bool {
        let begins = |pattern: &String| {
            path.starts_with(pattern.as_str())
                || (is_folder && pattern.strip_suffix('/') == Some(path))
        };
        self.beginnings.iter().any(begins) || self.fitting.iter().any(|regex| regex.is_match(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_means_what_begins_with_it() {
        let cases: [(&str, &[&str], &[&str]); 6] = [
            ("docs/dra", &["docs/draft.md", "docs/dra/a"], &["docs", "x/docs/draft.md"]),
            ("/tmp/", &["tmp/x"], &["tmp", "tmpx"]),
            ("./tmp", &[], &["tmp"]),
            ("", &["a"], &[]),
            ("*.md", &["a/b.md", "*.mdx"], &["a.mdx"]),
            ("[a", &["[a"], &["a"]),
        ];
        for (pattern, meant, others) in cases {
            let patterns = Patterns::new([pattern.to_owned()]);
            assert!(meant.iter().all(|path| patterns.mean(path, false)), "{pattern} {meant:?}");
            assert!(!others.iter().any(|path| patterns.mean(path, false)), "{pattern} {others:?}");
        }
        assert!(Patterns::new(["tmp/".to_owned()]).mean("tmp", true));
    }
}
