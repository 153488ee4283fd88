//! What web pages have beside them: their address, their style sheet, a map for search engines, and
//! what their author should know.

use std::fs;
use std::path::Path;

use super::plan::Plan;
use crate::capsule::{Capsule, Lookup, Reader, Resource};
use crate::cli::Export;
use crate::command::error::{CommandError, at};
use crate::escape::escape_html;
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::render::{STYLE_SHEET, web_address};
use crate::site::style_path;
use crate::uri::UriReference;

/// The most addresses of one map (sitemaps.org).
const MOST_MAPPED: usize = 50_000;
/// The name of a map, by which search engines look for it.
const MAP: &str = "sitemap.xml";
/// The name by which a file for crawlers calls those who show a capsule on the web.
const WEB_PROXY: &str = "webproxy";

/// The URL that the files will have: as it was typed, else as the site was made for.
pub(super) fn address(arguments: &Export, capsule: &Capsule) -> Option<String> {
    if let Some(url) = &arguments.url {
        return Some(url.clone());
    }
    let settings = capsule.settings();
    let url = settings.url.as_deref()?.trim_end_matches('/');
    UriReference::split(url).is_web().then(|| format!("{url}{}", settings.baseurl))
}

/// The style sheet, with the path of its file; `None` where the site has a file of its own there and
/// no other was named.
///
/// # Errors
/// Fails when the one that was named can't be read.
pub(super) fn style_sheet(
    named: Option<&Path>,
    plan: &Plan,
) -> Result<Option<(CapsulePath, Vec<u8>)>, CommandError> {
    let Some(path) = style_path() else { return Ok(None) };
    match named {
        Some(file) => Ok(Some((path, fs::read(file).map_err(at(file))?))),
        None if plan.contains_key(&path) => Ok(None),
        None => Ok(Some((path, STYLE_SHEET.as_bytes().to_vec()))),
    }
}

/// The map of all pages, with the path of its file; `None` where the site has one of its own, or
/// their URLs are not known.
pub(super) fn map(
    capsule: &Capsule,
    plan: &Plan,
    web: Option<&str>,
) -> Option<(CapsulePath, Vec<u8>)> {
    let path = CapsulePath::root().join_literal(MAP).filter(|path| !plan.contains_key(path))?;
    let web = web?;
    let mut map = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
        <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in plan.values().filter(|page| capsule.is_for_all(page)).take(MOST_MAPPED) {
        let url = escape_html(&format!("{web}{}", web_address(page, ItemType::Menu)));
        map.push_str(&format!("<url><loc>{url}</loc></url>\n"));
    }
    map.push_str("</urlset>\n");
    Some((path, map.into_bytes()))
}

/// What the author of a site should know of its pages on the web.
pub(super) fn remarks(capsule: &Capsule, plan: &Plan, web: Option<&str>) -> Vec<&'static str> {
    let mut remarks = Vec::new();
    if web.is_none() {
        remarks.push(
            "--url was not given, and the site does not say what it is: there is no sitemap.xml, \
             and feeds lead nowhere but from the root of a server",
        );
    }
    if plan.contains_key("/robots.txt") && keeps_proxies_away(capsule) {
        remarks.push(
            "robots.txt asks those who show capsules on the web (webproxy) to stay away: these pages \
             are such a show, so mind who is to read them",
        );
    }
    remarks
}

/// Tests whether the file for crawlers asks those to stay away who show a capsule on the web.
fn keeps_proxies_away(capsule: &Capsule) -> bool {
    let path = CapsulePath::root().join_literal("robots.txt");
    let found = path.as_ref().and_then(|path| capsule.find(path, Reader::Client(None)).ok());
    let Some(Lookup::Found(found)) = found else { return false };
    let Resource::File(number) = found.resource else { return false };
    let source = capsule.file_entry(*number).map(|file| &file.source);
    let body = source.and_then(|source| capsule.folder().open_body(source).ok());
    let bytes = body.and_then(|body| body.read_whole().ok()).unwrap_or_default();
    names_proxies(&String::from_utf8_lossy(&bytes))
}

/// Tests whether some path is closed to a user agent of that name (robotstxt.org; its lines belong
/// to the agents named above them).
fn names_proxies(text: &str) -> bool {
    let (mut is_named, mut was_agent) = (false, false);
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let Some((field, value)) = line.split_once(':') else { continue };
        let (field, value) = (field.trim(), value.trim());
        if field.eq_ignore_ascii_case("user-agent") {
            is_named = (was_agent && is_named) || value.eq_ignore_ascii_case(WEB_PROXY);
            was_agent = true;
            continue;
        }
        was_agent = false;
        if is_named && field.eq_ignore_ascii_case("disallow") && !value.is_empty() {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_for_crawlers_may_ask_proxies_to_stay_away() {
        for (text, expected) in [
            ("User-agent: webproxy\nDisallow: /\n", true),
            ("user-agent: WebProxy # or so\ndisallow: /a\n", true),
            ("User-agent: webproxy\nUser-agent: indexer\nDisallow: /a\n", true),
            ("User-agent: indexer\nUser-agent: webproxy\n\nDisallow: /a\n", true),
            ("User-agent: webproxy\nDisallow:\n", false),
            ("User-agent: webproxy\nDisallow:\n\nUser-agent: indexer\nDisallow: /\n", false),
            ("User-agent: *\nDisallow: /\n", false),
            ("", false),
        ] {
            assert_eq!(names_proxies(text), expected, "{text}");
        }
    }
}
