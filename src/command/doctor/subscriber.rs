//! The feed, as a subscriber reads it: dates, titles, addresses. And the home page, whose dated
//! links are a feed of their own (gemini://geminiprotocol.net/docs/companion/subscription.gmi).

use std::str::FromStr;

use atom_syndication::{Entry, Feed};
use jiff::Timestamp;
use jiff::civil::Date;

use super::finding::Finding;
use super::patient::{Home, Patient};
use super::reader::of_gemtext;
use crate::cli::PingUrl;
use crate::command::error::CommandError;
use crate::form::Protocol;
use crate::quantity::count;

/// Where feeds are when no link says so.
const USUAL: [&str; 2] = ["/feed.xml", "/atom.xml"];
/// The most faults that are named.
const MOST_NAMED: usize = 3;

/// What a subscriber finds.
pub(super) fn findings(
    patient: &Patient<'_>,
    homes: &[Home],
) -> Result<Vec<Finding>, CommandError> {
    let Some(home) = homes.iter().find(|home| home.protocol == Protocol::Gemini) else {
        return Ok(Vec::new());
    };
    let dated = dated_links(&String::from_utf8_lossy(&home.probe.body));
    let mut findings = Vec::new();
    if dated > 0 {
        let what = format!("the home page, with {}", count(dated, "dated link"));
        findings.push(Finding::tick("subscription", what));
    }
    for url in places(patient, home) {
        let probe = patient.ask(&url)?;
        if probe.is_served() {
            findings.push(read(patient, &url, &probe.body)?);
            return Ok(findings);
        }
    }
    if dated == 0 {
        let advice = "If there is something to follow, give pages a date: a post has one in the \
                      name of its file, or in its front matter";
        findings.push(Finding::note("feed", "none, and no dated links on the home page", advice));
    }
    Ok(findings)
}

/// Where a feed may be: where the home page says, and where it usually is.
fn places(patient: &Patient<'_>, home: &Home) -> Vec<PingUrl> {
    let looks_like_one = |url: &PingUrl| {
        let url = url.to_string();
        url.ends_with(".xml") || url.ends_with("/atom") || url.ends_with("/feed")
    };
    let mut places: Vec<PingUrl> = of_gemtext(&home.probe.body, &home.url);
    places.retain(looks_like_one);
    places.extend(USUAL.iter().filter_map(|path| patient.url(Protocol::Gemini, '0', path)));
    places
}

/// Judges a feed.
fn read(patient: &Patient<'_>, url: &PingUrl, body: &[u8]) -> Result<Finding, CommandError> {
    let text = String::from_utf8_lossy(body);
    let feed = match Feed::from_str(&text) {
        Ok(feed) => feed,
        Err(error) => {
            let advice = "Feed readers take none of it. Is it a file of another program? Remove \
                          it, and propus makes one of the posts";
            return Ok(Finding::cross("feed", format!("{url} is no Atom feed: {error}"), advice));
        }
    };
    let faults = faults(&feed, &patient.name, Timestamp::now());
    if !faults.is_empty() {
        let named: Vec<&str> = faults.iter().take(MOST_NAMED).map(String::as_str).collect();
        let what = format!("{}: {}", count(faults.len(), "fault"), named.join("; "));
        let advice = "Dates and titles stand in front matter; the name in addresses is that of \
                      --host";
        return Ok(Finding::cross("feed", what, advice));
    }
    let Some(newest) = feed.entries.iter().max_by_key(|entry| entry.updated) else {
        return Ok(Finding::note("feed", format!("{url} has no entries yet"), ""));
    };
    let address = address(newest).unwrap_or_default();
    if let Ok(target) = address.parse::<PingUrl>()
        && !patient.ask(&target)?.is_served()
    {
        let what = format!("its newest entry leads nowhere: {address}");
        return Ok(Finding::cross(
            "feed",
            what,
            "Readers come by that address; is it the right one?",
        ));
    }
    let (title, day) = (newest.title.as_str(), newest.updated.format("%Y-%m-%d"));
    let entries = match feed.entries.len() {
        1 => "1 entry".to_owned(),
        number => format!("{number} entries"),
    };
    Ok(Finding::tick("feed", format!("{url} has {entries}; the newest: {day} {title}")))
}

/// Faults of entries, in words.
fn faults(feed: &Feed, host: &str, now: Timestamp) -> Vec<String> {
    let mut faults = Vec::new();
    for entry in &feed.entries {
        let title = entry.title.as_str().trim();
        let address = address(entry);
        let name = if title.is_empty() { address.unwrap_or("an entry") } else { title };
        if title.is_empty() {
            faults.push(format!("{name} has no title"));
        }
        if entry.updated.timestamp() > now.as_second() {
            faults.push(format!("{name} is of the future: {}", entry.updated.format("%Y-%m-%d")));
        }
        match address {
            None => faults.push(format!("{name} has no address")),
            Some(address) => match address.parse::<PingUrl>() {
                Ok(url) if url.host == host && address.contains("://") => {}
                Ok(_) | Err(_) => faults.push(format!("{name} leads elsewhere: {address}")),
            },
        }
    }
    faults
}

/// The address of an entry, as a feed reader opens it.
fn address(entry: &Entry) -> Option<&str> {
    let links = || entry.links.iter();
    let link = links().find(|link| link.rel == "alternate").or_else(|| links().next())?;
    Some(link.href.as_str())
}

/// The number of links that begin with a date.
fn dated_links(gemtext: &str) -> usize {
    let labels = gemtext.lines().filter_map(|line| {
        let (_, label) = line.strip_prefix("=>")?.trim_start().split_once(char::is_whitespace)?;
        label.trim_start().get(..10)?.parse::<Date>().ok()
    });
    labels.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(entries: &[(&str, &str, &str)]) -> Feed {
        let entry = |(title, day, address): &(&str, &str, &str)| {
            format!(
                "<entry><title>{title}</title><id>{address}</id>\
                 <updated>{day}T00:00:00Z</updated><link href='{address}'/></entry>"
            )
        };
        let entries: String = entries.iter().map(entry).collect();
        let text = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><id>f</id>\
             <updated>2026-01-01T00:00:00Z</updated>{entries}</feed>"
        );
        text.parse().unwrap()
    }

    #[test]
    fn entries_have_titles_dates_and_addresses_of_the_host() {
        let now = "2026-02-01T00:00:00Z".parse().unwrap();
        let faults = |entries: &[(&str, &str, &str)]| faults(&feed(entries), "a.org", now);
        let good = ("One", "2026-01-01", "gemini://a.org/one");
        assert_eq!(faults(&[good, ("Two", "2026-01-31", "gopher://a.org/0/two")]), [""; 0]);
        let bad = [
            ("", "2026-01-01", "gemini://a.org/x"),
            ("Far", "2026-03-01", "gemini://a.org/far"),
            ("Home", "2026-01-01", "gemini://localhost/home"),
            ("Short", "2026-01-01", "/short"),
        ];
        let expected = [
            "gemini://a.org/x has no title",
            "Far is of the future: 2026-03-01",
            "Home leads elsewhere: gemini://localhost/home",
            "Short leads elsewhere: /short",
        ];
        assert_eq!(faults(&bad), expected);
    }

    #[test]
    fn links_with_a_date_can_be_subscribed_to() {
        let page = "=> /a 2026-01-02 A\n=>/b\t2026-01-03 - B\n=> /c C\n=> /d 2026-13-40 D\n=> /e\n";
        assert_eq!(dated_links(page), 2);
    }
}
