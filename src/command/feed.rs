//! A feed, as a subscriber reads it: of Atom, or a page whose dated links are its entries
//! (gemini://geminiprotocol.net/docs/companion/subscription.gmi).
//!
//! Asking for it is for `ping`; what follows from its faults is for the commands.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::links;
use crate::cli::PingUrl;
use crate::uri::UriReference;

/// Where feeds are when no link says so.
const USUAL: [&str; 2] = ["/feed.xml", "/atom.xml"];
/// By how much the day begins earlier than in UTC where it begins first.
const EARLIEST: SignedDuration = SignedDuration::from_hours(14);
/// Marks that people write between a date and a title.
const BETWEEN: [char; 4] = ['-', '–', '—', ':'];

/// An entry of a feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    /// Name for ever, by which a subscriber knows it again.
    pub(super) id: String,
    /// Title; empty where it has none.
    pub(super) title: String,
    /// Day of its last change, as it is written.
    pub(super) day: Option<Date>,
    /// Moment of its last change.
    pub(super) updated: Option<Timestamp>,
    /// Moment that it was published, where that is written, too.
    published: Option<Timestamp>,
    /// Address that a subscriber opens.
    pub(super) address: Option<String>,
}

impl Entry {
    /// What people call it: its title, else its address.
    pub(super) fn name(&self) -> &str {
        match self.title.as_str() {
            "" => self.address.as_deref().unwrap_or("an entry"),
            title => title,
        }
    }

    /// Day and title.
    pub(super) fn dated_name(&self) -> String {
        let day = self.day.map(|day| format!("{day} ")).unwrap_or_default();
        format!("{day}{}", self.name())
    }

    /// Whether a date of it is still to come.
    fn is_to_come(&self, now: Timestamp) -> bool {
        [self.updated, self.published].into_iter().flatten().any(|moment| moment > now)
    }

    /// Faults of it, in words.
    fn faults(&self, host: &str, now: Timestamp) -> Vec<String> {
        let (name, mut faults) = (self.name(), Vec::new());
        if self.title.is_empty() {
            faults.push(format!("{name} has no title"));
        }
        match self.day {
            None => faults.push(format!("{name} has no date")),
            Some(day) if self.is_to_come(now) => {
                faults.push(format!("{name} is of the future: {day}"));
            }
            Some(_) => {}
        }
        match &self.address {
            None => faults.push(format!("{name} has no address")),
            Some(address) => match address.parse::<PingUrl>() {
                Ok(url) if url.host == host && address.contains("://") => {}
                Ok(_) | Err(_) => faults.push(format!("{name} leads elsewhere: {address}")),
            },
        }
        faults
    }
}

/// Faults of entries, in words.
pub(super) fn faults(entries: &[Entry], host: &str, now: Timestamp) -> Vec<String> {
    entries.iter().flat_map(|entry| entry.faults(host, now)).collect()
}

/// The newest of some entries.
pub(super) fn newest(entries: &[Entry]) -> Option<&Entry> {
    entries.iter().max_by_key(|entry| entry.updated)
}

/// The number of entries, in words.
pub(super) fn counted(entries: &[Entry]) -> String {
    match entries.len() {
        1 => "1 entry".to_owned(),
        number => format!("{number} entries"),
    }
}

/// Where a feed may be: where a home page says, and where it usually is.
pub(super) fn places(home: &PingUrl, body: &[u8]) -> Vec<PingUrl> {
    let looks_like_one = |url: &PingUrl| {
        let url = url.to_string();
        url.ends_with(".xml") || url.ends_with("/atom") || url.ends_with("/feed")
    };
    let mut places = links::to_own_server(body, home);
    places.retain(looks_like_one);
    places.extend(USUAL.iter().filter_map(|path| home.join(path).ok()));
    places
}

/// The entries of a feed of Atom (RFC 4287), in its order.
///
/// # Errors
/// Says why it is none.
pub(super) fn of_atom(body: &[u8]) -> Result<Vec<Entry>, String> {
    let text = String::from_utf8_lossy(body);
    let feed = atom_syndication::Feed::from_str(&text).map_err(|error| error.to_string())?;
    Ok(feed.entries.iter().map(of_atom_entry).collect())
}

fn of_atom_entry(entry: &atom_syndication::Entry) -> Entry {
    let moment =
        |time: &atom_syndication::FixedDateTime| Timestamp::from_second(time.timestamp()).ok();
    // What has no date is of that moment to the library, and so is a post without one to propus.
    let updated = moment(&entry.updated).filter(|moment| *moment != Timestamp::UNIX_EPOCH);
    let day = entry.updated.format("%Y-%m-%d").to_string().parse().ok();
    let links = || entry.links.iter();
    let link = links().find(|link| link.rel == "alternate").or_else(|| links().next());
    Entry {
        id: entry.id.clone(),
        title: entry.title.as_str().split_whitespace().collect::<Vec<_>>().join(" "),
        day: day.filter(|_| updated.is_some()),
        updated,
        published: entry.published.as_ref().and_then(moment),
        address: link.map(|link| link.href.clone()),
    }
}

/// The entries of a page of gemtext: its links whose labels begin with a date.
pub(super) fn of_page(body: &[u8], at: &PingUrl) -> Vec<Entry> {
    let text = String::from_utf8_lossy(body);
    links::of_gemtext(&text).filter_map(|(target, label)| of_link(target, label, at)).collect()
}

fn of_link(target: &str, label: &str, at: &PingUrl) -> Option<Entry> {
    let (day, title) = label.split_at_checked(10)?;
    let day: Date = day.parse().ok()?;
    let address = match UriReference::split(target).scheme {
        Some(_) => target.to_owned(),
        None => at.join(target).map_or_else(|_| target.to_owned(), |url| url.to_string()),
    };
    let begins = day.to_zoned(TimeZone::UTC).ok()?.timestamp().checked_sub(EARLIEST).ok()?;
    let title = title.trim_start_matches(|c: char| c.is_whitespace() || BETWEEN.contains(&c));
    Some(Entry {
        id: address.clone(),
        title: title.trim_end().to_owned(),
        day: Some(day),
        updated: Some(begins),
        published: None,
        address: Some(address),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(entries: &[(&str, &str, &str)]) -> Vec<Entry> {
        let entry = |(title, day, address): &(&str, &str, &str)| {
            let updated = if day.is_empty() {
                String::new()
            } else {
                format!("<updated>{day}T00:00:00Z</updated>")
            };
            format!(
                "<entry><title>{title}</title><id>{address}</id>{updated}<link href='{address}'/>\
                 </entry>"
            )
        };
        let entries: String = entries.iter().map(entry).collect();
        let text = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><id>f</id>\
             <updated>2026-01-01T00:00:00Z</updated>{entries}</feed>"
        );
        of_atom(text.as_bytes()).unwrap()
    }

    fn now() -> Timestamp {
        "2026-02-01T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn entries_have_titles_dates_and_addresses_of_the_host() {
        let faults = |entries: &[(&str, &str, &str)]| faults(&feed(entries), "a.org", now());
        let good = ("One", "2026-01-01", "gemini://a.org/one");
        assert_eq!(faults(&[good, ("Two", "2026-01-31", "gopher://a.org/0/two")]), [""; 0]);
        let bad = [
            ("", "2026-01-01", "gemini://a.org/x"),
            ("Undated", "", "gemini://a.org/undated"),
            ("Far", "2026-03-01", "gemini://a.org/far"),
            ("Home", "2026-01-01", "gemini://localhost/home"),
            ("Short", "2026-01-01", "/short"),
        ];
        let expected = [
            "gemini://a.org/x has no title",
            "Undated has no date",
            "Far is of the future: 2026-03-01",
            "Home leads elsewhere: gemini://localhost/home",
            "Short leads elsewhere: /short",
        ];
        assert_eq!(faults(&bad), expected);
    }

    #[test]
    fn a_title_is_one_line() {
        let entries = feed(&[("\n  Two\n  lines ", "2026-01-02", "/a")]);
        assert_eq!(entries[0].title, "Two lines");
    }

    #[test]
    fn the_newest_entry_is_the_one_that_changed_last() {
        let entries = feed(&[("A", "2026-01-02", "/a"), ("B", "2026-01-03", "/b")]);
        assert_eq!(newest(&entries).unwrap().dated_name(), "2026-01-03 B");
        assert_eq!(newest(&[]), None);
    }

    #[test]
    fn links_with_a_date_can_be_subscribed_to() {
        let at = "gemini://a.org/log/".parse().unwrap();
        let page = "=> a 2026-01-02 A\n=>/b\t2026-01-03 - B \n=> /c C\n=> /d 2026-13-40 D\n=> /e\n\
                    => gemini://b.org/f 2026-01-04: F\n2026-01-05 no link\n";
        let entries = of_page(page.as_bytes(), &at);
        let shown: Vec<_> =
            entries.iter().map(|it| (it.dated_name(), it.address.clone().unwrap())).collect();
        let expected = [
            ("2026-01-02 A", "gemini://a.org/log/a"),
            ("2026-01-03 B", "gemini://a.org/b"),
            ("2026-01-04 F", "gemini://b.org/f"),
        ];
        assert_eq!(shown, expected.map(|(name, url)| (name.to_owned(), url.to_owned())));
        assert_eq!(
            faults(&entries, "a.org", now()),
            ["F leads elsewhere: gemini://b.org/f".to_owned()]
        );
    }

    #[test]
    fn a_day_has_come_when_it_has_begun_anywhere() {
        let at = "gemini://a.org/".parse().unwrap();
        let faults = |now: &str| {
            let entries = of_page(b"=> /a 2026-01-02 A\n", &at);
            faults(&entries, "a.org", now.parse().unwrap()).len()
        };
        assert_eq!(faults("2026-01-01T09:59:59Z"), 1);
        assert_eq!(faults("2026-01-01T10:00:00Z"), 0);
    }

    #[test]
    fn a_feed_is_where_the_home_page_says_or_where_it_usually_is() {
        let home = "gemini://a.org/".parse().unwrap();
        let places = |page: &str| -> Vec<String> {
            places(&home, page.as_bytes()).iter().map(ToString::to_string).collect()
        };
        let usual = ["gemini://a.org/feed.xml", "gemini://a.org/atom.xml"];
        assert_eq!(places("=> /about About\n=> gemini://b.org/feed.xml Hers\n"), usual);
        assert_eq!(
            places("=> log/atom.xml Feed\n"),
            [&["gemini://a.org/log/atom.xml"], &usual[..]].concat()
        );
    }
}
