//! The feed, as a subscriber reads it: dates, titles, addresses. And the home page, whose dated
//! links are a feed of their own.

use jiff::Timestamp;

use super::finding::Finding;
use super::patient::{Home, Patient};
use crate::cli::PingUrl;
use crate::command::error::CommandError;
use crate::command::feed;
use crate::form::Protocol;
use crate::quantity::count;

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
    let dated = feed::of_page(&home.probe.body, &home.url).len();
    let mut findings = Vec::new();
    if dated > 0 {
        let what = format!("the home page, with {}", count(dated, "dated link"));
        findings.push(Finding::tick("subscription", what));
    }
    for url in feed::places(&home.url, &home.probe.body) {
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

/// Judges a feed.
fn read(patient: &Patient<'_>, url: &PingUrl, body: &[u8]) -> Result<Finding, CommandError> {
    let entries = match feed::of_atom(body) {
        Ok(entries) => entries,
        Err(error) => {
            let advice = "Feed readers take none of it. Is it a file of another program? Remove \
                          it, and propus makes one of the posts";
            return Ok(Finding::cross("feed", format!("{url} is no Atom feed: {error}"), advice));
        }
    };
    let faults = feed::faults(&entries, &patient.name, Timestamp::now());
    if !faults.is_empty() {
        let named: Vec<&str> = faults.iter().take(MOST_NAMED).map(String::as_str).collect();
        let what = format!("{}: {}", count(faults.len(), "fault"), named.join("; "));
        let advice = "Dates and titles stand in front matter; the name in addresses is that of \
                      --host";
        return Ok(Finding::cross("feed", what, advice));
    }
    let Some(newest) = feed::newest(&entries) else {
        return Ok(Finding::note("feed", format!("{url} has no entries yet"), ""));
    };
    let address = newest.address.as_deref().unwrap_or_default();
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
    let (entries, newest) = (feed::counted(&entries), newest.dated_name());
    Ok(Finding::tick("feed", format!("{url} has {entries}; the newest: {newest}")))
}
