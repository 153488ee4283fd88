//! What anybody can see: whether each port is reached by IPv4 and by IPv6, the home page, the
//! certificate, redirects.

use jiff::Timestamp;

use super::finding::Finding;
use super::patient::{Home, Patient};
use crate::cli::PingUrl;
use crate::command::error::CommandError;
use crate::command::ping::{MOST_HOPS, Probe, Way};
use crate::exchange::answer;
use crate::form::Protocol;
use crate::net::certs::{self, Facts, Files};
use crate::quantity::{count, milliseconds};

/// Days before the end of a certificate from which on something should be done.
const SOON: i64 = 30;
const DAY: i64 = 86_400;

/// Asks for the home page by each protocol. Returns those that were given.
pub(super) fn reached(patient: &Patient<'_>) -> Result<(Vec<Home>, Vec<Finding>), CommandError> {
    let (mut homes, mut findings) = (Vec::new(), Vec::new());
    for (protocol, port) in &patient.ports {
        let (protocol, instead) = (*protocol, patient.port_instead(*protocol));
        let Some((home, moved)) = home_at(patient, protocol, *port, instead)? else { continue };
        if home.probe.ways.is_empty() {
            let what = home.probe.failures.join("; ");
            let advice = "Is the name spelled right, and is there an A or AAAA record for it? New \
                          records take a while to be seen";
            // The same by every protocol.
            return Ok((homes, vec![Finding::cross("name", what, advice)]));
        }
        findings.extend(moved);
        for is_six in [false, true] {
            findings.push(by_family(&home.probe, protocol, is_six));
        }
        if is_reached(&home.probe) {
            findings.push(home_page(&home.probe, protocol));
            homes.push(home);
        }
    }
    Ok((homes, findings))
}

/// The home page at a port; where that is not reached, at another one that gives it, with a word
/// on that.
fn home_at(
    patient: &Patient<'_>,
    protocol: Protocol,
    port: u16,
    instead: Option<u16>,
) -> Result<Option<(Home, Option<Finding>)>, CommandError> {
    let Some(home) = asked(patient, protocol, port)? else { return Ok(None) };
    let is_found = home.probe.ways.is_empty() || is_reached(&home.probe);
    if let Some(instead) = instead.filter(|_| !is_found)
        && let Some(other) = asked(patient, protocol, instead)?
        && other.probe.is_served()
        && other.probe.failures.is_empty()
    {
        let what = format!("{instead}, since {port} is not reached: propus help ports");
        return Ok(Some((other, Some(Finding::tick(&format!("{protocol} port"), what)))));
    }
    Ok(Some((home, None)))
}

fn asked(
    patient: &Patient<'_>,
    protocol: Protocol,
    port: u16,
) -> Result<Option<Home>, CommandError> {
    let Some(url) = patient.url_at(port, protocol, '1', "/") else { return Ok(None) };
    let probe = patient.ask(&url)?;
    Ok(Some(Home { protocol, url, probe }))
}

fn is_reached(probe: &Probe) -> bool {
    probe.ways.iter().any(|way| way.connected.is_ok())
}

/// True if the name leads to nothing but the machine that asks: records and firewalls have no part
/// in that.
fn is_local(probe: &Probe) -> bool {
    probe.ways.iter().all(|way| way.address.ip().is_loopback())
}

/// Whether a port is reached by IPv4 or by IPv6.
fn by_family(probe: &Probe, protocol: Protocol, is_six: bool) -> Finding {
    let (family, record) = if is_six { ("IPv6", "AAAA") } else { ("IPv4", "A") };
    let subject = format!("{protocol} {family}");
    let ways: Vec<&Way> = probe.ways.iter().filter(|way| way.address.is_ipv6() == is_six).collect();
    if ways.is_empty() {
        let advice = if is_local(probe) {
            String::new()
        } else {
            format!(
                "Readers who have nothing but {family} can't come. An {record} record for the name \
                 lets them in"
            )
        };
        return Finding::note(&subject, format!("the name has no {family} address"), &advice);
    }
    let port = ways.first().map_or(0, |way| way.address.port());
    if let Some((way, took)) = ways.iter().find_map(|way| Some((way, way.connected.as_ref().ok()?)))
    {
        let took = milliseconds(took.as_secs_f64() * 1000.0);
        return Finding::tick(&subject, format!("{}, port {port}, in {took}", way.address.ip()));
    }
    if ways.iter().all(|way| way.no_way) {
        let what = format!("not known: this machine has no {family} connection");
        return Finding::note(&subject, what, "");
    }
    let failed: Vec<String> = ways
        .iter()
        .map(|way| {
            let why = way.connected.as_ref().err().map_or("", String::as_str);
            format!("{}, port {port}: {why}", way.address.ip())
        })
        .collect();
    let listens = "Does the server run and listen there?";
    let advice = if is_local(probe) {
        listens.to_owned()
    } else {
        format!(
            "{listens} Open the firewall for port {port} on {family}, and behind a router forward \
             it; or take the address out of the name's records"
        )
    };
    Finding::cross(&subject, failed.join("; "), advice)
}

/// What came for the home page.
fn home_page(probe: &Probe, protocol: Protocol) -> Finding {
    let subject = format!("{protocol} home");
    let advice = || probe.advice.first().cloned().unwrap_or_default();
    if !probe.failures.is_empty() {
        return Finding::cross(&subject, probe.failures.join("; "), advice());
    }
    match &probe.header {
        Some((status, meta)) if probe.class().is_some_and(|it| it >= 4) && *status < 10 => {
            Finding::cross(&subject, format!("{status}: {meta}"), advice())
        }
        Some((status, meta)) => match answer::refusal(*status) {
            Some(words) => Finding::cross(&subject, format!("{status}: {words}: {meta}"), advice()),
            None => Finding::tick(&subject, format!("{status} {meta}")),
        },
        None if probe.is_plain => {
            let kind = if protocol.menus() { "menu" } else { "text" };
            Finding::tick(&subject, format!("a {kind} of {}", count(probe.body.len(), "byte")))
        }
        None => Finding::cross(&subject, "an error in place of a menu", advice()),
    }
}

/// The certificate that readers are shown.
pub(super) fn certificate(patient: &Patient<'_>, homes: &[Home]) -> Vec<Finding> {
    let Some(facts) = homes.iter().find_map(|home| home.probe.facts.as_ref()) else {
        return Vec::new();
    };
    let mut findings = vec![judged(facts, &patient.name, Timestamp::now())];
    if let Some(own) = &patient.own {
        let files = Files::of_host(&own.config.certs, &own.host.name);
        let folder = own.config.certs.display();
        let known = certs::load(files, &own.host.name);
        findings.extend(known.ok().map(|known| {
            if known.facts.public_key == facts.public_key {
                Finding::tick("shown key", format!("the one in {folder}"))
            } else {
                let what = format!("not the one in {folder}: {}", facts.public_key);
                let advice = "Does another server answer for that name, or one with another \
                              --certs? Clients know a capsule by its key";
                Finding::cross("shown key", what, advice)
            }
        }));
    }
    findings
}

fn judged(facts: &Facts, name: &str, now: Timestamp) -> Finding {
    let subject = "certificate";
    let day = |time: Timestamp| time.strftime("%Y-%m-%d").to_string();
    let renew = format!("Have a new one made for the same key: propus cert renew {name}");
    if !facts.is_for(name) {
        let what = format!("for {}, not for {name}", facts.names.join(", "));
        return Finding::cross(subject, what, format!("{renew} --alias NAME for further names"));
    }
    if now < facts.not_before {
        let what = format!("valid from {} only", day(facts.not_before));
        return Finding::cross(subject, what, "Is the clock right, here and on the server?");
    }
    let left = facts.not_after.duration_since(now).as_secs().div_euclid(DAY);
    match left {
        ..0 => Finding::cross(subject, format!("ended on {}", day(facts.not_after)), renew),
        0..SOON => {
            let what = format!(
                "ends on {}, in {}",
                day(facts.not_after),
                count(left.unsigned_abs(), "day")
            );
            Finding::cross(subject, what, renew)
        }
        _ => Finding::tick(
            subject,
            format!(
                "{}, for {}, until {}",
                facts.key_kind,
                facts.names.join(", "),
                day(facts.not_after)
            ),
        ),
    }
}

/// Where the home page leads on to.
pub(super) fn redirects(
    patient: &Patient<'_>,
    homes: &[Home],
) -> Result<Vec<Finding>, CommandError> {
    let Some(home) = homes.iter().find(|home| home.protocol == Protocol::Gemini) else {
        return Ok(Vec::new());
    };
    let mut seen = vec![home.url.to_string()];
    let mut next = onward(&home.probe, &home.url);
    let mut last_status = None;
    while let Some(url) = next {
        let written = url.to_string();
        let is_loop = seen.contains(&written);
        seen.push(written);
        if is_loop || seen.len() > MOST_HOPS + 1 {
            let advice = "Clients give up after five. Look at the redirects in the configuration";
            let what = if is_loop { "in a circle: " } else { "without end: " };
            return Ok(vec![Finding::cross(
                "redirects",
                what.to_owned() + &seen.join(" -> "),
                advice,
            )]);
        }
        if url.host != patient.name {
            let what = format!("the home page leads to another host: {url}");
            return Ok(vec![Finding::note("redirects", what, "")]);
        }
        let probe = patient.ask(&url)?;
        last_status = probe.header.as_ref().map(|(status, _)| *status);
        next = onward(&probe, &url);
    }
    let path = seen.join(" -> ");
    Ok(vec![match last_status {
        None => Finding::tick("redirects", "the home page needs none"),
        Some(status) if status >= 40 => {
            let what = format!("{path}: {status}");
            Finding::cross("redirects", what, "Let it lead to a page that is there")
        }
        Some(_) => Finding::tick("redirects", path),
    }])
}

/// Where an answer leads to, if it is a redirect.
fn onward(probe: &Probe, from: &PingUrl) -> Option<PingUrl> {
    let (_, meta) = probe.header.as_ref().filter(|_| probe.class() == Some(3))?;
    from.join(meta).ok()
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;
    use std::thread;
    use std::time::Duration;

    use clap::Parser;

    use super::super::finding::Mark;
    use super::super::patient::patients;
    use super::*;
    use crate::cli::{Cli, Command};

    fn probe(ways: &[(&str, Result<u64, &str>, bool)]) -> Probe {
        let way = |(address, connected, no_way): &(&str, Result<u64, &str>, bool)| Way {
            address: address.parse().unwrap(),
            connected: connected.map(Duration::from_millis).map_err(str::to_owned),
            no_way: *no_way,
        };
        Probe {
            ways: ways.iter().map(way).collect(),
            facts: None,
            changed: None,
            header: Some((20, "text/gemini".to_owned())),
            is_plain: false,
            body: Vec::new(),
            failures: Vec::new(),
            advice: Vec::new(),
        }
    }

    #[test]
    fn each_family_of_addresses_is_judged_by_itself() {
        let check = |ways: &[(&str, Result<u64, &str>, bool)], mark, what: &str| {
            let finding = by_family(&probe(ways), Protocol::Gopher, true);
            assert_eq!((finding.mark, finding.what.as_str()), (mark, what));
            assert_eq!(finding.subject, "gopher IPv6");
        };
        let four = ("192.0.2.7:70", Ok(3), false);
        check(&[four], Mark::Note, "the name has no IPv6 address");
        check(&[four, ("[::1]:70", Ok(3), false)], Mark::Tick, "::1, port 70, in 3.0 ms");
        check(&[four, ("[::1]:70", Err("no"), false)], Mark::Cross, "::1, port 70: no");
        let what = "not known: this machine has no IPv6 connection";
        check(&[four, ("[::1]:70", Err("no"), true)], Mark::Note, what);
    }

    #[test]
    fn records_and_firewalls_have_no_part_in_what_stays_on_this_machine() {
        let advice = |ways: &[(&str, Result<u64, &str>, bool)], is_six| {
            by_family(&probe(ways), Protocol::Gopher, is_six).advice.unwrap_or_default()
        };
        let (here, away) = (("127.0.0.1:70", Err("no"), false), ("192.0.2.7:70", Err("no"), false));
        assert_eq!(advice(&[here], true), "");
        assert_eq!(advice(&[here], false), "Does the server run and listen there?");
        assert!(advice(&[away], true).contains("An AAAA record"));
        assert!(advice(&[away], false).contains("Open the firewall for port 70 on IPv4"));
    }

    /// A port of this machine where each who comes is sent a text.
    fn port_that_sends(text: &'static str) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        // Ends with the tests.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                BufReader::new(&stream).read_line(&mut String::new()).unwrap();
                stream.write_all(text.as_bytes()).unwrap();
            }
        });
        port
    }

    #[test]
    fn a_server_that_fell_back_to_another_port_is_found_there() {
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let menu = port_that_sends("1Home\t/\tlocalhost\t70\r\n.\r\n");
        let other = port_that_sends("HTTP/1.1 400 Bad Request\r\n\r\n");
        let arguments = ["propus", "doctor", "127.0.0.1", "--timeout", "20"].map(str::to_owned);
        let Command::Doctor(arguments) = Cli::parse_from(arguments).command.unwrap() else {
            panic!("that is doctor");
        };
        let patient = &patients(&arguments, None)[0];
        let check = |port, instead, found: u16, moved: Option<String>| {
            let at = home_at(patient, Protocol::Gopher, port, instead).unwrap().unwrap();
            assert_eq!((at.0.url.port, at.1.map(|finding| finding.what)), (found, moved));
        };
        let words = format!("{menu}, since {closed} is not reached: propus help ports");
        check(closed, Some(menu), menu, Some(words));
        check(closed, Some(other), closed, None);
        check(closed, None, closed, None);
        check(menu, Some(closed), menu, None);
    }

    #[test]
    fn a_home_page_is_an_answer_that_is_no_failure() {
        let check = |probe: &Probe, mark, what: &str| {
            let finding = home_page(probe, Protocol::Gopher);
            assert_eq!((finding.mark, finding.what.as_str()), (mark, what));
        };
        check(&probe(&[]), Mark::Tick, "20 text/gemini");
        let gone = Probe { header: Some((51, "Not found".to_owned())), ..probe(&[]) };
        check(&gone, Mark::Cross, "51: not found: Not found");
        let spartan = Probe { header: Some((4, "None".to_owned())), ..probe(&[]) };
        check(&spartan, Mark::Cross, "4: None");
        let spartan = Probe { header: Some((2, "text/gemini".to_owned())), ..probe(&[]) };
        check(&spartan, Mark::Tick, "2 text/gemini");
        let menu = Probe { header: None, is_plain: true, body: vec![0; 2000], ..probe(&[]) };
        check(&menu, Mark::Tick, "a menu of 2,000 bytes");
        check(&Probe { is_plain: false, ..menu }, Mark::Cross, "an error in place of a menu");
        let cut = Probe { failures: vec!["cut".to_owned()], ..probe(&[]) };
        check(&cut, Mark::Cross, "cut");
    }

    #[test]
    fn a_certificate_is_for_the_name_and_for_now() {
        let folder = tempfile::tempdir().unwrap();
        let facts = certs::load_or_make(folder.path(), "a.org", &[]).unwrap().facts;
        let now = Timestamp::now();
        let day = jiff::SignedDuration::from_hours(24);
        let check = |facts: &Facts, mark, words: &str| {
            let finding = judged(facts, "a.org", now);
            assert!(finding.mark == mark && finding.what.contains(words), "{finding:?}");
        };
        check(&facts, Mark::Tick, ", for a.org, until ");
        let ends = |at| Facts { not_after: at, ..facts.clone() };
        check(&ends(now - day), Mark::Cross, "ended on ");
        check(&ends(now + day * 29 + day / 2), Mark::Cross, ", in 29 days");
        check(&ends(now + day * 31), Mark::Tick, "until");
        let later = Facts { not_before: now + day, ..facts.clone() };
        check(&later, Mark::Cross, "valid from ");
        let other = Facts { names: vec!["b.org".to_owned()], ..facts };
        check(&other, Mark::Cross, "for b.org, not for a.org");
    }
}
