//! `propus announce`: asks aggregators to fetch a host's feed, once for all that is new in it.
//!
//! First it looks at the feed as a subscriber does: what is not read as meant, and what is not for
//! everyone, is announced to nobody. A server asks nobody; this command does, when it is typed or
//! a timer starts it.

mod memory;
mod reply;
mod subject;
mod subscriber;
mod unfit;
mod unpublished;

use std::io::Write;

use jiff::Timestamp;

use self::memory::Memory;
use self::reply::Reply;
use self::subject::{Subject, named, subjects};
use self::subscriber::{Feed, Subscriber};
use self::unfit::Unfit;
use super::configured::config_on;
use super::error::CommandError;
use super::feed::counted;
use super::ping::{self, Manner};
use crate::cli::{Announce, PingUrl, Serve, ServeSettings, Typed};
use crate::config::Config;
use crate::escape::escape_controls;
use crate::settings::host::{CAPSULE, NAME};
use crate::settings::server::STATE;
use crate::settings::value::Aggregator;

/// Announces the feeds of the hosts that are meant; what went well to `out`, what did not to
/// `remarks`. Returns whether each aggregator has been told of all there is.
///
/// # Errors
/// Fails when the configuration can't be read, nobody is to be told, or what was told can't be
/// remembered.
pub fn announce(
    arguments: &Announce,
    out: &mut dyn Write,
    remarks: &mut dyn Write,
) -> Result<bool, CommandError> {
    let config = configuration(arguments)?;
    let mut report = Report { out, remarks, is_well: true };
    for subject in subjects(arguments, config.as_ref())? {
        match announce_host(arguments, &subject, &mut report) {
            Ok(()) => {}
            Err(Unfit::Command(error)) => return Err(error),
            Err(unfit) => {
                let host = &subject.home.host;
                report.fail(&format!("{host}: nothing is announced: {unfit}"));
            }
        }
    }
    Ok(report.is_well)
}

/// What is said, and whether all is well so far.
struct Report<'o> {
    out: &'o mut dyn Write,
    remarks: &'o mut dyn Write,
    is_well: bool,
}

impl Report<'_> {
    fn say(&mut self, line: &str) -> Result<(), CommandError> {
        let written = writeln!(self.out, "{}", escape_controls(line));
        written.and_then(|()| self.out.flush()).map_err(CommandError::Output)
    }

    fn warn(&mut self, line: &str) {
        // When standard error is closed there is nobody to be warned.
        let _ = writeln!(self.remarks, "propus: {}", escape_controls(line));
    }

    fn fail(&mut self, line: &str) {
        self.is_well = false;
        self.warn(line);
    }
}

/// The configuration; `None` where there is none, and a host was named.
fn configuration(arguments: &Announce) -> Result<Option<Config>, CommandError> {
    let mut typed = Typed::default();
    if arguments.state.is_some() {
        typed = typed.with(&STATE, arguments.state.clone());
    }
    let Some(folder) = &arguments.capsule else {
        return config_on(arguments.config.as_deref(), named(arguments), &typed);
    };
    typed = typed.with(&CAPSULE, folder.clone());
    if let Some(name) = named(arguments).and_then(|name| name.parse().ok()) {
        typed = typed.with(&NAME, name);
    }
    let serve = Serve { config: None, settings: ServeSettings(typed) };
    Ok(Some(Config::new(&serve)?))
}

/// Announces the feed of one host.
fn announce_host(
    arguments: &Announce,
    subject: &Subject<'_>,
    report: &mut Report<'_>,
) -> Result<(), Unfit> {
    let subscriber = Subscriber { arguments, authority: subject.home.authority() };
    let feed = subscriber.feed(subject)?;
    report.say(&summary(&feed))?;
    if feed.entries.is_empty() {
        return Ok(());
    }
    let mut memory = if arguments.dry_run {
        Memory::look(&subject.state)?
    } else {
        Memory::open(&subject.state, subject.own.map(|own| own.folder.as_path()))?
    };
    let waiting = waiting(arguments, subject, &feed, &memory, report)?;
    if !waiting.is_empty() {
        subscriber.check(&feed, subject.own)?;
    }
    for aggregator in waiting {
        tell(arguments, subject, &feed, aggregator, &mut memory, report)?;
    }
    Ok(())
}

fn summary(feed: &Feed) -> String {
    let url = &feed.url;
    let Some(newest) = feed.entries.first() else {
        return format!("{url} has no entries yet; nothing is announced");
    };
    let entries = counted(&feed.entries);
    format!("{url} has {entries}; the newest: {}", newest.dated_name())
}

/// The aggregators that have not heard of all that is in the feed.
fn waiting<'s>(
    arguments: &Announce,
    subject: &'s Subject<'_>,
    feed: &Feed,
    memory: &Memory,
    report: &mut Report<'_>,
) -> Result<Vec<&'s Aggregator>, CommandError> {
    let url = feed.url.to_string();
    let mut waiting = Vec::new();
    for aggregator in &subject.aggregators {
        match memory.of_all(&aggregator.to_string(), &url, &feed.entries) {
            Some(time) if !arguments.again => {
                report.say(&format!("  {aggregator}: not asked, nothing is new since {time}"))?;
            }
            Some(_) | None if waiting.contains(&aggregator) => {}
            Some(_) | None => waiting.push(aggregator),
        }
    }
    Ok(waiting)
}

/// Tells one aggregator of the feed. That it could not be told is no reason to keep silent to
/// others.
fn tell(
    arguments: &Announce,
    subject: &Subject<'_>,
    feed: &Feed,
    aggregator: &Aggregator,
    memory: &mut Memory,
    report: &mut Report<'_>,
) -> Result<(), CommandError> {
    let feed_url = feed.url.to_string();
    let url = match request(subject, &feed_url, aggregator) {
        Ok(url) => url,
        Err(why) => {
            report.fail(&format!("{aggregator}: not told: {why}"));
            return Ok(());
        }
    };
    if arguments.dry_run {
        return report.say(&format!("  {aggregator}: would be sent {url}"));
    }
    let (timeout, known) = (arguments.timeout, arguments.known.clone());
    let probe = ping::probe(&url, &Manner { connect: None, timeout, known })?;
    match Reply::of(&probe) {
        Reply::Taken(said) => {
            report.say(&format!("  {aggregator}: told, and answers {said}"))?;
            for failure in &probe.failures {
                report.warn(&format!("{aggregator}: {failure}"));
            }
            memory.remember(&aggregator.to_string(), &feed_url, &feed.entries, Timestamp::now())
        }
        Reply::NotTaken(why) => {
            report.fail(&format!("{aggregator}: not told, to be tried again: {why}"));
            Ok(())
        }
    }
}

/// The request by which an aggregator is told.
///
/// # Errors
/// Says why there is none.
fn request(subject: &Subject<'_>, feed: &str, aggregator: &Aggregator) -> Result<PingUrl, String> {
    let url = aggregator.url_for(feed).parse()?;
    subject.check_reach(&url).map_err(|unfit| unfit.to_string())?;
    Ok(url)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::{Cli, Command};
    use crate::command::feed;
    use crate::state::HostState;

    #[test]
    fn who_has_heard_of_all_is_asked_again_only_if_that_is_wanted() {
        let (b, c) = ("gemini://b.org/submit", "gemini://c.org/submit");
        let folder = tempfile::tempdir().unwrap();
        let home: PingUrl = "gemini://a.org/".parse().unwrap();
        let entries = feed::of_page(b"=> /a 2026-01-02 A\n", &home);
        let mut memory = Memory::open(&HostState::of(folder.path(), "a.org"), None).unwrap();
        memory.remember(b, "gemini://a.org/", &entries, Timestamp::UNIX_EPOCH).unwrap();
        let subject = Subject {
            home: home.clone(),
            feed: None,
            own: None,
            aggregators: [b, c, b, c].map(|it| it.parse().unwrap()).into(),
            state: HostState::of(folder.path(), "a.org"),
        };
        let feed = Feed { url: home, entries };
        let asked = |options: &[&str]| {
            let typed = [&["propus", "announce", "a.org"][..], options].concat();
            let Some(Command::Announce(arguments)) = Cli::parse_from(typed).command else {
                panic!("no announce")
            };
            let (mut out, mut remarks) = (Vec::new(), Vec::new());
            let mut report = Report { out: &mut out, remarks: &mut remarks, is_well: true };
            let waiting = waiting(&arguments, &subject, &feed, &memory, &mut report).unwrap();
            let waiting: Vec<String> = waiting.iter().map(ToString::to_string).collect();
            (waiting, String::from_utf8(out).unwrap())
        };
        let known = format!("  {b}: not asked, nothing is new since 1970-01-01T00:00:00Z\n");
        assert_eq!(asked(&[]), (vec![c.to_owned()], known.repeat(2)));
        assert_eq!(asked(&["--again"]), (vec![b.to_owned(), c.to_owned()], String::new()));
    }
}
