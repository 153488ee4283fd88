//! URLs of the site itself, below its base path.

use crate::uri::{UriReference, escape_forbidden};

/// The path below the site's base path. A URL with a scheme is left as it is.
pub(super) fn relative_url(url: &str, base: &str) -> String {
    if has_scheme(url) {
        return url.to_owned();
    }
    let base = base.strip_suffix('/').unwrap_or(base);
    normal(&format!("{}{}", rooted(base), rooted(url)))
}

/// The same with the site's scheme and host in front, if they are known.
pub(super) fn absolute_url(url: &str, site: &str, base: &str) -> String {
    if has_scheme(url) || site.is_empty() {
        return relative_url(url, base);
    }
    let path = relative_url(url, base);
    let host_and_path = site.split_once("://").map_or(site, |(_, rest)| rest);
    let slash = if path.is_empty() && !host_and_path.contains('/') { "/" } else { "" };
    normal(&format!("{site}{path}{slash}"))
}

fn rooted(part: &str) -> String {
    if part.is_empty() || part.starts_with('/') { part.to_owned() } else { format!("/{part}") }
}

fn has_scheme(url: &str) -> bool {
    UriReference::split(url).scheme.is_some()
}

fn normal(url: &str) -> String {
    escape_forbidden(url).into_owned()
}
