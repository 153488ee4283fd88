//! Names as people type them and as menus of old have them: the paths that they may mean.

use crate::path::CapsulePath;

/// The paths that a name may mean, the likeliest first: as it stands and percent-decoded, each with
/// and without its final `/`. Slashes before it mean nothing.
///
/// A name with dot segments means none: what links lead to has no dots, and a client does not
/// resolve them, so who sends them means no good.
pub(super) fn readings(name: &str) -> Vec<CapsulePath> {
    let name = name.trim_start_matches('/');
    let stem = name.trim_end_matches('/');
    let text = if stem.len() == name.len() { format!("/{stem}") } else { format!("/{stem}/") };
    let text = if stem.is_empty() { "/" } else { &text };
    let mut paths = Vec::with_capacity(2);
    if !text.split('/').any(|segment| matches!(segment, "." | "..")) {
        paths.extend(CapsulePath::literal(text).ok().into_iter().flat_map(both_forms));
    }
    if text.contains('%') {
        let decoded = CapsulePath::decode(text).ok().filter(|decoded| !decoded.had_dots);
        paths.extend(decoded.into_iter().flat_map(|decoded| both_forms(decoded.path)));
    }
    paths
}

/// A path as it was written, then with or without its final `/`.
pub(super) fn both_forms(path: CapsulePath) -> impl Iterator<Item = CapsulePath> {
    let other = if path.is_folder() { path.as_file() } else { path.as_folder() };
    let other = if other == path { None } else { Some(other) };
    std::iter::once(path).chain(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_a_path_in_its_likely_forms() {
        let check = |name: &str, expected: &[&str]| {
            let paths = readings(name);
            assert_eq!(
                paths.iter().map(CapsulePath::as_str).collect::<Vec<_>>(),
                expected,
                "{name}"
            );
        };
        check("", &["/"]);
        check("//", &["/"]);
        check("a", &["/a", "/a/"]);
        check("/a/", &["/a/", "/a"]);
        check("a%20b", &["/a%20b", "/a%20b/", "/a b", "/a b/"]);
        check("é", &["/é", "/é/"]);
        check("../a", &[]);
        check("a/%2e%2e/b", &["/a/%2e%2e/b", "/a/%2e%2e/b/"]);
        check(".git/config", &[]);
    }
}
