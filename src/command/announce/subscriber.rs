//! A look at the feed, as a subscriber takes it, and at what its entries lead to.

use jiff::Timestamp;

use super::subject::Subject;
use super::unfit::Unfit;
use super::unpublished;
use crate::cli::{Announce, PingUrl};
use crate::command::error::CommandError;
use crate::command::feed::{self, Entry};
use crate::command::ping::{self, Manner, Probe};
use crate::config::HostConfig;
use crate::exchange::answer;
use crate::quantity::count;

/// The most faults that are named.
const MOST_NAMED: usize = 3;
/// The most entries that are asked for: the newest. What is older nobody shows as new.
const MOST_ASKED: usize = 200;
/// What to do when the home page leads to no feed.
const NAME_IT: &str = "; --feed names the feed itself";

/// A feed with its address.
pub(super) struct Feed {
    pub(super) url: PingUrl,
    /// The newest first.
    pub(super) entries: Vec<Entry>,
}

/// A subscriber of one host, who has no certificate.
pub(super) struct Subscriber<'a> {
    pub(super) arguments: &'a Announce,
    /// `host:port` of the host.
    pub(super) authority: String,
}

impl Subscriber<'_> {
    /// The feed, whose entries have dates, titles and addresses.
    ///
    /// # Errors
    /// Fails when there is none, or it is not as it is meant.
    pub(super) fn feed(&self, subject: &Subject<'_>) -> Result<Feed, Unfit> {
        let (url, probe) = match &subject.feed {
            Some(url) => (url.clone(), self.got(url, "")?),
            None => self.found(&subject.home)?,
        };
        let mut entries = entries(&url, &probe)?;
        let faults = feed::faults(&entries, &url.host, Timestamp::now());
        if !faults.is_empty() {
            let named: Vec<&str> = faults.iter().take(MOST_NAMED).map(String::as_str).collect();
            let faults = format!("{}: {}", count(faults.len(), "fault"), named.join("; "));
            return Err(Unfit::Faults { url, faults });
        }
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.updated));
        Ok(Feed { url, entries })
    }

    /// The feed that the home page leads to, or the home page itself.
    fn found(&self, home: &PingUrl) -> Result<(PingUrl, Probe), Unfit> {
        let page = self.got(home, NAME_IT)?;
        for place in feed::places(home, &page.body) {
            let probe = self.ask(&place)?;
            if probe.is_served() {
                return Ok((place, probe));
            }
        }
        if feed::of_page(&page.body, home).is_empty() {
            return Err(Unfit::NoFeed(home.clone()));
        }
        Ok((home.clone(), page))
    }

    /// What is served at a URL, whole.
    fn got(&self, url: &PingUrl, advice: &'static str) -> Result<Probe, Unfit> {
        let probe = self.ask(url)?;
        if probe.is_served() && probe.failures.is_empty() {
            return Ok(probe);
        }
        Err(Unfit::NotGot { url: url.clone(), why: why(&probe), advice })
    }

    fn ask(&self, url: &PingUrl) -> Result<Probe, CommandError> {
        let forgetful = Manner::forgetful(self.arguments.timeout);
        let connect = self.arguments.connect.filter(|_| url.authority() == self.authority);
        ping::probe(url, &Manner { connect, ..forgetful })
    }

    /// Sees that everyone may read what the feed names, and that it is published.
    ///
    /// # Errors
    /// Fails at the first entry of which that is not so.
    pub(super) fn check(&self, feed: &Feed, own: Option<&HostConfig>) -> Result<(), Unfit> {
        if let Some(own) = own {
            check_published(feed, own)?;
        }
        for (number, entry) in feed.entries.iter().take(MOST_ASKED).enumerate() {
            // It was seen that they have one that can be asked for.
            let Some(Ok(url)) = entry.address.as_ref().map(|it| it.parse()) else { continue };
            self.check_entry(entry, &url, number == 0)?;
        }
        Ok(())
    }

    fn check_entry(&self, entry: &Entry, url: &PingUrl, is_newest: bool) -> Result<(), Unfit> {
        let probe = self.ask(url)?;
        let (entry, why) = (entry.dated_name(), || why(&probe));
        match &probe.header {
            Some((status @ 60..=69, _)) => return Err(Unfit::Zone { entry, status: *status }),
            None if !probe.is_plain => return Err(Unfit::Unknown { entry, why: why() }),
            Some(_) | None => {}
        }
        if is_newest && !probe.is_served() {
            return Err(Unfit::Nowhere { address: url.to_string(), why: why() });
        }
        Ok(())
    }
}

/// Reads what was got as the feed that it is.
fn entries(url: &PingUrl, probe: &Probe) -> Result<Vec<Entry>, Unfit> {
    let is_page = probe.header.as_ref().is_some_and(|(_, media)| media.starts_with("text/gemini"));
    if is_page {
        return Ok(feed::of_page(&probe.body, url));
    }
    feed::of_atom(&probe.body).map_err(|why| Unfit::NoAtom { url: url.clone(), why })
}

/// What came in the place of what was asked for.
fn why(probe: &Probe) -> String {
    match &probe.header {
        Some((status, meta)) if probe.failures.is_empty() => match answer::refusal(*status) {
            Some(words) => format!("{status}: {words}: {meta}"),
            None => format!("{status} {meta}"),
        },
        Some(_) | None => probe.failures.join("; "),
    }
}

/// Sees that no entry is one that the folder keeps back when nobody says otherwise.
fn check_published(feed: &Feed, own: &HostConfig) -> Result<(), Unfit> {
    let paths = unpublished::paths(own)?;
    let is_unpublished = |entry: &&Entry| {
        let url = entry.address.as_ref().and_then(|it| it.parse::<PingUrl>().ok());
        url.is_some_and(|url| paths.contains(url.path()))
    };
    match feed.entries.iter().find(is_unpublished) {
        Some(entry) => Err(Unfit::Unpublished(entry.dated_name())),
        None => Ok(()),
    }
}
