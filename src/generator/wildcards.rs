//! Wildcards, as the generators read them in their configurations: a pattern of source paths as a
//! regular expression.

use std::str::Chars;

use regex::Regex;

/// The two ways to read a pattern.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Wildcards {
    /// Ruby's `fnmatch` without flags: a star means slashes, too.
    Fnmatch,
    /// Hugo's globs: two stars mean slashes, braces hold alternatives, and case makes no
    /// difference.
    Glob,
}

impl Wildcards {
    /// The pattern, for whole paths. `None` for one that fits nothing, because a set of characters
    /// or alternatives in it are never closed.
    pub(super) fn regex(self, pattern: &str) -> Option<Regex> {
        let mut regex = String::from("(?s)^");
        let mut rest = pattern.chars();
        let mut open = 0_usize;
        while let Some(character) = rest.next() {
            match character {
                '*' => regex.push_str(self.star(&mut rest)),
                '?' if self == Self::Fnmatch => regex.push('.'),
                '?' => regex.push_str("[^/]"),
                '[' => regex.push_str(&set(&mut rest)?),
                '\\' => push_literal(&mut regex, rest.next()),
                '{' if self == Self::Glob => {
                    open += 1;
                    regex.push_str("(?:");
                }
                ',' if open > 0 => regex.push('|'),
                '}' if open > 0 => {
                    open -= 1;
                    regex.push(')');
                }
                other => push_literal(&mut regex, Some(other)),
            }
        }
        regex.push('$');
        Regex::new(&regex).ok()
    }

    /// The expression for a star, and for a second one behind it.
    fn star(self, rest: &mut Chars<'_>) -> &'static str {
        if self == Self::Fnmatch {
            return ".*";
        }
        match rest.as_str().strip_prefix('*') {
            Some(behind) => {
                *rest = behind.chars();
                ".*"
            }
            None => "[^/]*",
        }
    }
}

fn push_literal(regex: &mut String, character: Option<char>) {
    if let Some(character) = character {
        regex.push_str(&regex::escape(character.encode_utf8(&mut [0; 4])));
    }
}

/// A set of characters, behind its opening bracket. `None` when it is never closed, or empty.
fn set(rest: &mut Chars<'_>) -> Option<String> {
    let mut set = String::from("[");
    if rest.as_str().starts_with(['!', '^']) {
        rest.next();
        set.push('^');
    }
    let opened = set.len();
    loop {
        match rest.next()? {
            ']' if set.len() > opened => return Some(set + "]"),
            ']' => return None,
            '\\' => push_literal(&mut set, rest.next()),
            '-' if set.len() > opened && !rest.as_str().starts_with(']') => set.push('-'),
            other => push_literal(&mut set, Some(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wildcards: Wildcards, pattern: &str, fitting: &[&str], others: &[&str]) {
        let regex = wildcards.regex(pattern);
        let fits = |path: &&&str| regex.as_ref().is_some_and(|regex| regex.is_match(path));
        assert!(fitting.iter().all(|path| fits(&path)), "{pattern} {fitting:?}");
        assert!(!others.iter().any(|path| fits(&path)), "{pattern} {others:?}");
    }

    /// Each line was held against `File.fnmatch?` of Ruby 3.1.
    #[test]
    fn fnmatch_is_that_of_ruby() {
        let check = |pattern, fitting, others| check(Wildcards::Fnmatch, pattern, fitting, others);
        check("*.md", &["a.md", "a/b.md", ".x.md"], &["a.mdx"]);
        check("{a,b}", &["{a,b}"], &["a"]);
        check("**/x", &["a/b/x", "a/x"], &["x"]);
        check("a?b", &["a/b", "aéb"], &["ab"]);
        check("[a-c]x", &["bx"], &["dx", "a-cx"]);
        check("[!a]", &["b"], &["a"]);
        check("[^a]", &["b"], &["a"]);
        check("\\*", &["*"], &["a"]);
        check("[a\\]]*", &["]", "a"], &["b"]);
        check("[z-a]", &[], &["b", "z"]);
        check("[a", &[], &["a", "[a"]);
        check("[&&~~]", &["&", "~"], &["a"]);
    }

    #[test]
    fn globs_are_those_of_hugo() {
        let check = |pattern, fitting, others| check(Wildcards::Glob, pattern, fitting, others);
        check("drafts/*", &["drafts/x"], &["drafts/x/y", "drafts"]);
        check("drafts/**", &["drafts/x", "drafts/x/y"], &["drafts"]);
        check("**.draft.md", &["x.draft.md", "a/x.draft.md"], &["x.md"]);
        check("{a,b/{c,d}}/?", &["a/x", "b/d/x"], &["b/x", "a//"]);
        check("a,b", &["a,b"], &["a"]);
        check("{a", &[], &["a", "{a"]);
        check("[!a].md", &["b.md"], &["a.md"]);
    }
}
