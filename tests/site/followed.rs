//! The capsule that comes with propus, as a reader of each protocol without TLS walks it: no link is
//! dead, and none leads away from the protocol without need.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::path::Path;

use propus::exchange::Protocol;
use propus::generator::Options;
use propus::site::Style;
use support::plain::{finger, nex, on_all, served_from, spartan};
use support::{Served, ask, gopher};

/// A name that no page of the capsule has in an example.
const OWN: &str = "walked.test";

/// The capsule, on all protocols.
fn served() -> Served {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("capsule");
    let options = Options { search: true, ..Options::default() };
    served_from(on_all(&folder, OWN, &options, Style::default()))
}

/// What one page tells.
struct Seen {
    /// The paths that it leads to, as a client sends them.
    paths: Vec<String>,
    /// URLs of our host by other protocols.
    away: Vec<String>,
}

/// Walks from the home page on. Returns how many were asked for.
async fn walk(protocol: Protocol, mut look: impl AsyncFnMut(&Served, &str) -> Seen) -> usize {
    let served = served();
    let mut open = vec![if protocol == Protocol::Finger { "" } else { "/" }.to_owned()];
    let mut seen: BTreeSet<String> = open.iter().cloned().collect();
    while let Some(path) = open.pop() {
        let Seen { paths, away } = look(&served, &path).await;
        for url in away {
            // On Finger files are no texts.
            let is_file = protocol == Protocol::Finger
                && url.rsplit('/').next().is_some_and(|name| name.contains('.'));
            let is_needed = is_file || url.contains("/search");
            // The footer of a page that is no gemtext.
            let of_page = format!("gemini://{OWN}/{}", path.trim_matches('/'));
            let is_footer = url.trim_end_matches('/') == of_page.trim_end_matches('/');
            assert!(is_needed || is_footer, "{path} leads to {url}");
        }
        open.extend(paths.into_iter().filter(|path| seen.insert(path.clone())));
    }
    seen.len()
}

/// A target of a link at a path: a path as it is sent, or a URL of ours elsewhere; `None` for other
/// hosts.
fn target(protocol: Protocol, at: &str, url: &str) -> Option<Result<String, String>> {
    if let Some((scheme, rest)) = url.split_once("://") {
        let own = rest.strip_prefix(OWN)?;
        let own = own.split(['?', '#']).next().unwrap_or_default();
        return Some(if scheme == protocol.scheme() {
            Ok(if own.is_empty() { "/" } else { own }.to_owned())
        } else {
            Err(url.to_owned())
        });
    }
    if url.contains(':') || url.starts_with('#') {
        return None;
    }
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let folder = at.rsplit_once('/').map_or("", |(folder, _)| folder);
    let joined = if path.starts_with('/') { path.to_owned() } else { format!("{folder}/{path}") };
    Some(Ok(joined))
}

fn sorted(protocol: Protocol, at: &str, urls: impl Iterator<Item = String>) -> Seen {
    let (mut paths, mut away) = (Vec::new(), Vec::new());
    for found in urls.filter_map(|url| target(protocol, at, &url)) {
        match found {
            Ok(path) => paths.push(path),
            Err(url) => away.push(url),
        }
    }
    Seen { paths, away }
}

/// The URLs of link lines outside of preformatted text.
fn link_lines(text: &str, marks: &[&str]) -> Vec<String> {
    let mut preformatted = false;
    let lines = text.lines().filter(|line| {
        preformatted ^= line.starts_with("```");
        !preformatted
    });
    let links = lines.filter_map(|line| marks.iter().find_map(|mark| line.strip_prefix(mark)));
    links.filter_map(|link| link.split_whitespace().next()).map(str::to_owned).collect()
}

#[tokio::test(start_paused = true)]
async fn no_link_of_the_capsule_is_dead_on_spartan() {
    let pages = walk(Protocol::Spartan, async |served, path| {
        let line = format!("{OWN} {path} 0\r\n");
        let bytes = ask_as(served, Protocol::Spartan, &line).await;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (header, body) = text.split_once("\r\n").unwrap();
        if let Some(to) = header.strip_prefix("3 ") {
            return Seen { paths: vec![to.to_owned()], away: Vec::new() };
        }
        assert!(header.starts_with("2 "), "{path}: {header}");
        let links =
            if header == "2 text/gemini" { link_lines(body, &["=>", "=:"]) } else { vec![] };
        sorted(Protocol::Spartan, path, links.into_iter())
    });
    assert!(pages.await > 60);
}

#[tokio::test(start_paused = true)]
async fn no_link_of_the_capsule_is_dead_on_nex() {
    let pages = walk(Protocol::Nex, async |served, path| {
        let bytes = ask_as(served, Protocol::Nex, &format!("{path}\n")).await;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.starts_with("There is nothing under that name"), "{path}");
        // Only there clients look for links.
        let links = if path.ends_with('/') { link_lines(&text, &["=> "]) } else { vec![] };
        sorted(Protocol::Nex, path, links.into_iter())
    });
    assert!(pages.await > 60);
}

#[tokio::test(start_paused = true)]
async fn no_link_of_the_capsule_is_dead_on_finger() {
    let pages = walk(Protocol::Finger, async |served, path| {
        let name = path.trim_start_matches('/');
        let bytes = ask_as(served, Protocol::Finger, &format!("{name}\r\n")).await;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.starts_with("There is nothing under that name"), "{path:?}");
        assert!(!text.starts_with("That is no text"), "{path:?}");
        let is_page = !path.contains('.');
        let urls = text.split(|it: char| it.is_whitespace() || matches!(it, '<' | '>'));
        let urls = urls.filter(|it| is_page && it.contains(&format!("://{OWN}")));
        sorted(Protocol::Finger, path, urls.map(str::to_owned))
    });
    assert!(pages.await > 60);
}

/// What a client of a protocol gets for a line.
async fn ask_as(served: &Served, protocol: Protocol, line: &str) -> Vec<u8> {
    let stream = match protocol {
        Protocol::Spartan => spartan(served),
        Protocol::Nex => nex(served),
        Protocol::Finger => finger(served, None),
        Protocol::Gopher => gopher(served),
        Protocol::Gemini => panic!("it has TLS"),
    };
    ask(stream, line.as_bytes()).await
}
