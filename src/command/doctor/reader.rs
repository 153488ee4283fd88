//! What clients and crawlers look for besides pages: the favicon, robots.txt, and where the links of
//! the home page lead.

use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation;

use super::finding::Finding;
use super::patient::{Home, Patient};
use crate::cli::PingUrl;
use crate::command::error::CommandError;
use crate::command::links;
use crate::form::Protocol;
use crate::quantity::count;

/// The most links of a home page that are followed.
const MOST_LINKS: usize = 30;
/// The most broken links that are named.
const MOST_NAMED: usize = 5;

/// The favicon and robots.txt, as Gemini clients ask for them.
pub(super) fn files(patient: &Patient<'_>, homes: &[Home]) -> Result<Vec<Finding>, CommandError> {
    if !homes.iter().any(|home| home.protocol == Protocol::Gemini) {
        return Ok(Vec::new());
    }
    let text = |path: &str| -> Result<Option<String>, CommandError> {
        let Some(url) = patient.url(Protocol::Gemini, '0', path) else { return Ok(None) };
        let probe = patient.ask(&url)?;
        let text = String::from_utf8_lossy(&probe.body).into_owned();
        Ok(Some(text).filter(|_| probe.is_served()))
    };
    Ok(vec![favicon(text("/favicon.txt")?.as_deref()), robots(text("/robots.txt")?.as_deref())])
}

/// Judges `favicon.txt`, which holds one emoji (gemini://mozz.us/files/rfc_gemini_favicon.gmi).
fn favicon(text: Option<&str>) -> Finding {
    let advice = "A file favicon.txt with one emoji and nothing else is what some clients show \
                  beside the capsule's name";
    match text.map(str::trim) {
        None => Finding::note("favicon", "none", advice),
        Some(text) if text.graphemes(true).count() == 1 && !text.is_ascii() => {
            Finding::tick("favicon", text)
        }
        Some(_) => {
            Finding::cross("favicon", "favicon.txt holds something else than one emoji", advice)
        }
    }
}

/// Judges `robots.txt`, which says what crawlers may read.
fn robots(text: Option<&str>) -> Finding {
    let Some(text) = text else {
        return Finding::tick("robots", "no robots.txt: crawlers may read everything");
    };
    let kept: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(field, _)| field.trim().eq_ignore_ascii_case("disallow"))
        .map(|(_, path)| path.trim())
        .filter(|path| !path.is_empty())
        .collect();
    if kept.contains("/") {
        let what = "robots.txt keeps crawlers away from everything";
        let advice = "Then no search engine knows the capsule. If that is not what you want, see \
                      the setting robots";
        return Finding::note("robots", what, advice);
    }
    if kept.is_empty() {
        return Finding::tick("robots", "robots.txt keeps crawlers away from nothing");
    }
    Finding::tick(
        "robots",
        format!("robots.txt keeps crawlers away from {}", count(kept.len(), "path")),
    )
}

/// The links of the home pages that lead to the same host.
pub(super) fn links(patient: &Patient<'_>, homes: &[Home]) -> Result<Vec<Finding>, CommandError> {
    let mut findings = Vec::new();
    for home in homes {
        let links = match home.protocol {
            Protocol::Gemini | Protocol::Spartan | Protocol::Nex => {
                links::to_own_server(&home.probe.body, &home.url)
            }
            Protocol::Gopher => of_menu(&home.probe.body, &home.url),
            // A text has none to be followed.
            Protocol::Finger => continue,
        };
        let mut broken = Vec::new();
        for link in links.iter().take(MOST_LINKS) {
            let probe = patient.ask(link)?;
            let status = probe.header.as_ref().map(|(status, _)| *status);
            // To be moved, asked something or not admitted is no fault.
            let works = probe.is_plain || probe.class().is_some_and(|it| matches!(it, 1..=3 | 6));
            if !works {
                let why = status.map_or_else(|| probe.failures.join("; "), |it| it.to_string());
                broken.push(format!("{link}{}{why}", if why.is_empty() { "" } else { ": " }));
            }
        }
        let subject = format!("{} links", home.protocol);
        let looked = links.len().min(MOST_LINKS);
        findings.push(if broken.is_empty() {
            let what = format!("{} of the home page followed", count(looked, "link"));
            Finding::tick(&subject, what)
        } else {
            let named: Vec<&str> = broken.iter().take(MOST_NAMED).map(String::as_str).collect();
            let what = format!("{} of {looked} lead nowhere: {}", broken.len(), named.join(", "));
            Finding::cross(&subject, what, "`propus check` names the lines of all pages")
        });
    }
    Ok(findings)
}

/// The items of a menu on the same server, but for those that ask for words.
fn of_menu(body: &[u8], at: &PingUrl) -> Vec<PingUrl> {
    let text = String::from_utf8_lossy(body);
    let items = text.lines().filter_map(|line| {
        let mut fields = line.split('\t');
        let kind = fields.next()?.chars().next().filter(|kind| !"i3.7".contains(*kind))?;
        let (selector, host, port) = (fields.next()?, fields.next()?, fields.next()?);
        if selector.starts_with("URL:") {
            return None;
        }
        let host = crate::uri::host_in_url(host);
        format!("gopher://{host}:{port}/{kind}{selector}").parse().ok()
    });
    links::own(items, at)
}

#[cfg(test)]
mod tests {
    use super::super::finding::Mark;
    use super::*;

    #[test]
    fn a_favicon_is_one_emoji() {
        let mark = |text| favicon(text).mark;
        assert_eq!(mark(Some("🌿\n")), Mark::Tick);
        assert_eq!(mark(Some("👩‍🚀")), Mark::Tick, "joined by joiners");
        assert_eq!(mark(None), Mark::Note);
        for text in ["", "x", "🌿🌿", "<html>"] {
            assert_eq!(mark(Some(text)), Mark::Cross, "{text}");
        }
    }

    #[test]
    fn robots_may_be_kept_away_from_a_part() {
        let check = |text, mark, words: &str| {
            let finding = robots(text);
            assert!(finding.mark == mark && finding.what.contains(words), "{finding:?}");
        };
        check(None, Mark::Tick, "may read everything");
        check(Some("User-agent: *\nDisallow:\n"), Mark::Tick, "from nothing");
        check(Some("User-agent: *\nDisallow: /a\ndisallow:/b\n"), Mark::Tick, "from 2 paths");
        check(Some("User-agent: *\nDisallow: /\n"), Mark::Note, "from everything");
    }

    #[test]
    fn links_to_the_same_server_are_followed_once() {
        let written =
            |urls: Vec<PingUrl>| -> Vec<String> { urls.iter().map(ToString::to_string).collect() };
        let page = "# T\n=> /a A\n=>b/c\n=> /a again\n=> gemini://b.org/ B\n=> gopher://a.org/ G\n\
                    => mailto:a@a.org\n";
        let at: PingUrl = "gemini://a.org/".parse().unwrap();
        let found = links::to_own_server(page.as_bytes(), &at);
        assert_eq!(written(found), ["gemini://a.org/a", "gemini://a.org/b/c"]);
        let menu = "iWords\t\tnull.host\t1\r\n1A\t/a\ta.org\t70\r\n0B\t/b\ta.org\t71\r\n\
                    hW\tURL:https://a.org/\ta.org\t70\r\n7S\t/s\ta.org\t70\r\n.\r\n";
        let at: PingUrl = "gopher://a.org/".parse().unwrap();
        assert_eq!(written(of_menu(menu.as_bytes(), &at)), ["gopher://a.org/1/a"]);
    }
}
