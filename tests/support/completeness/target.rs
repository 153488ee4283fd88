//! Where links lead, spelled alike on both sides of a comparison.

use percent_encoding::percent_decode_str;

/// The target of a link as written on the page at `base`; `None` when it is no place to go (rule
/// R15).
pub fn of(href: &str, base: &str) -> Option<String> {
    // Line ends in a URL are none (URL standard, section 4.4).
    let href = &href.trim().replace(['\n', '\t'], "");
    let scheme = scheme(href).map(str::to_ascii_lowercase);
    if href.is_empty()
        || href.starts_with('#')
        || matches!(scheme.as_deref(), Some("javascript" | "data" | "vbscript"))
    {
        return None;
    }
    if let Some(rest) = href.strip_prefix("//") {
        return Some(external(&format!("https://{rest}")));
    }
    if scheme.is_some() {
        return Some(external(href));
    }
    let path = href.split(['#', '?']).next().unwrap_or_default();
    if decoded(path).contains('\\') {
        // No path that is served holds one.
        return None;
    }
    if path.starts_with('/') {
        return Some(local(path));
    }
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    // `?query` alone is the page itself.
    Some(local(&if path.is_empty() { base.to_owned() } else { format!("{folder}/{path}") }))
}

fn scheme(href: &str) -> Option<&str> {
    let (scheme, _) = href.split_once(':')?;
    let is_scheme = scheme.len() > 1
        && scheme.starts_with(|it: char| it.is_ascii_alphabetic())
        && scheme.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '+' | '-' | '.'));
    is_scheme.then_some(scheme)
}

/// A URL with a scheme. Those of the corpus' own site are paths.
fn external(url: &str) -> String {
    for own in ["https://example.org", "gemini://example.org"] {
        if let Some(path) =
            url.strip_prefix(own).filter(|rest| rest.is_empty() || rest.starts_with('/'))
        {
            return local(path.split(['#', '?']).next().unwrap_or_default());
        }
    }
    if let Some(rest) = url.strip_prefix("gopher://example.org/") {
        return local(&format!("/{}", rest.chars().skip(2).collect::<String>()));
    }
    let (scheme, rest) = url.split_once(':').unwrap_or(("", url));
    format!("{}:{}", scheme.to_lowercase(), decoded(rest).trim_end_matches('/'))
}

/// A path of the corpus' own site: one page has many.
fn local(path: &str) -> String {
    let mut segments: Vec<String> = Vec::new();
    for segment in path.split('/').map(decoded) {
        match segment.as_str() {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    if let Some(last) = segments.last_mut() {
        while let Some(bare) =
            [".html", ".md", ".gmi", ".txt"].iter().find_map(|ending| last.strip_suffix(ending))
        {
            *last = bare.to_owned();
        }
    }
    if segments.last().is_some_and(|last| last == "index") {
        segments.pop();
    }
    format!("/{}", segments.join("/"))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[test]
fn targets_are_spelled_alike() {
    let alike = [
        ("a.md", "/a.html"),
        ("/x/index.html", "/x/"),
        ("../up", "/up"),
        ("//h.example/a%20b", "https://h.example/a b"),
        ("https://example.org/p/", "/p"),
        ("gopher://example.org/1/p", "/p"),
        ("/q?x#y", "/q"),
    ];
    for (one, other) in alike {
        assert_eq!(of(one, "/page"), of(other, "/"), "{one} {other}");
    }
    assert_eq!(of("#x", "/"), None);
    assert_ne!(of("/a", "/"), of("/b", "/"));
}
