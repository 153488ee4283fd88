//! Counts, as they are reported.

use std::time::Duration;

use jiff::Timestamp;

use super::*;
use crate::exchange::Refusal;
use crate::form::Protocol;
use crate::path::CapsulePath;

fn moment() -> Moment {
    let host = |name: &str| HostMoment {
        name: name.to_owned(),
        pages: 3,
        cached: 9,
        certificate_ends: None,
        store: None,
    };
    let ends = Timestamp::from_second(2_000_000_000).unwrap();
    let first = HostMoment { certificate_ends: Some(ends), ..host("example.org") };
    Moment {
        hosts: vec![first, host("example.com")],
        most_open: 1000,
        lost_lines: [("access", 2), ("events", 0)],
    }
}

/// The sample of that name, with all its labels, as it stands in the text.
fn check(counters: &Counters, sample: &str, value: &str) {
    let text = counters.exposition(&moment());
    let line = text
        .lines()
        .find(|line| line.strip_prefix(sample).is_some_and(|rest| rest.starts_with(' ')));
    assert_eq!(line, Some(format!("{sample} {value}").as_str()), "{text}");
}

#[test]
fn what_is_counted_is_reported() {
    let counters = Counters::new().unwrap();
    counters.request(Protocol::Gemini, "example.org", 20, 100, Duration::from_millis(1));
    counters.request(Protocol::Gemini, "example.org", 20, 23, Duration::from_millis(600));
    counters.request(Protocol::Gopher, "example.org", 51, 7, Duration::ZERO);
    counters.turned_away(Refusal::TooMany.into());
    counters.handshake("1.3", true);
    counters.no_handshake(NoHandshake::TooOld);
    counters.cached("example.org", true);
    counters.warnings("example.org", 4);
    counters.upload(Upload::Merged);
    let open = counters.open(Protocol::Gemini);
    check(
        &counters,
        r#"propus_requests_total{host="example.org",protocol="gemini",status="20"}"#,
        "2",
    );
    check(
        &counters,
        r#"propus_requests_total{host="example.org",protocol="gopher",status="51"}"#,
        "1",
    );
    check(&counters, r#"propus_sent_bytes_total{protocol="gemini"}"#, "123");
    check(&counters, r#"propus_request_seconds_bucket{protocol="gemini",le="0.002"}"#, "1");
    check(&counters, r#"propus_request_seconds_count{protocol="gemini"}"#, "2");
    check(&counters, r#"propus_refused_connections_total{reason="too-many-of-address"}"#, "1");
    check(&counters, r#"propus_refused_connections_total{reason="overloaded"}"#, "0");
    check(&counters, r#"propus_handshakes_total{resumed="yes",version="1.3"}"#, "1");
    check(&counters, r#"propus_failed_handshakes_total{reason="too-old"}"#, "1");
    check(&counters, r#"propus_cache_hits_total{host="example.org"}"#, "1");
    check(&counters, r#"propus_warnings{host="example.org"}"#, "4");
    check(&counters, r#"propus_pages{host="example.com"}"#, "3");
    check(
        &counters,
        r#"propus_certificate_expiry_timestamp_seconds{host="example.org"}"#,
        "2000000000",
    );
    check(&counters, r#"propus_lost_log_lines_total{log="access"}"#, "2");
    check(&counters, r#"propus_uploads_total{outcome="merged"}"#, "1");
    check(&counters, r#"propus_uploads_total{outcome="failed"}"#, "0");
    check(&counters, r#"propus_open_connections{protocol="gemini"}"#, "1");
    drop(open);
    check(&counters, r#"propus_open_connections{protocol="gemini"}"#, "0");
}

#[test]
fn two_servers_share_no_counts() {
    let (one, other) = (Counters::new().unwrap(), Counters::new().unwrap());
    one.turned_away(TurnedAway::Overloaded);
    check(&other, r#"propus_refused_connections_total{reason="overloaded"}"#, "0");
}

#[test]
fn a_host_that_is_gone_has_no_series() {
    let counters = Counters::new().unwrap();
    assert!(counters.exposition(&moment()).contains("example.com"));
    let mut later = moment();
    later.hosts.pop();
    assert!(!counters.exposition(&later).contains("example.com"));
}

#[test]
fn a_status_sums_up() {
    let counters = Counters::new().unwrap();
    for (protocol, host, status, sent) in [
        (Protocol::Gemini, "a", 20, 5),
        (Protocol::Gemini, "b", 31, 5),
        (Protocol::Gemini, "a", 51, 5),
        (Protocol::Gopher, "a", 20, 7),
    ] {
        counters.request(protocol, host, status, sent, Duration::ZERO);
    }
    counters.page("a", &CapsulePath::root());
    counters.handshake("1.2", false);
    counters.handshake("1.3", true);
    counters.cached("a", false);
    counters.turned_away(TurnedAway::Overloaded);
    counters.no_handshake(NoHandshake::TooOld);
    counters.upload(Upload::Merged);
    counters.warnings("example.org", 4);
    let open = counters.open(Protocol::Gemini);
    let status = counters.status(&moment());
    drop(open);
    let spoken = |protocol: &str, requests, good, sent| ProtocolCounts {
        protocol: protocol.to_owned(),
        requests,
        today: requests,
        good,
        sent,
    };
    assert_eq!(status.protocols, [spoken("gemini", 3, 2, 15), spoken("gopher", 1, 1, 7)]);
    assert_eq!((status.handshakes.full, status.handshakes.resumed), (1, 1));
    assert_eq!(status.cache, Cache { hits: 0, misses: 1, bytes: 18 });
    assert_eq!((status.pages[0].reads, status.hours.last().unwrap().pages), (1, 1));
    assert_eq!(status.hosts[0].certificate_ends, Some(2_000_000_000));
    let hosts = status.hosts.iter().map(|it| (it.name.as_str(), it.pages, it.warnings));
    assert!(hosts.eq([("example.org", 3, Some(4)), ("example.com", 3, None)]));
    for (counts, name, number) in [
        (&status.open, "gemini", 1),
        (&status.statuses, "20", 2),
        (&status.statuses, "51", 1),
        (&status.turned_away, "overloaded", 1),
        (&status.handshakes.failed, "too-old", 1),
        (&status.lost_lines, "access", 2),
        (&status.uploads, "merged", 1),
    ] {
        assert_eq!(counts.get(name), Some(&number), "{name}");
    }
    assert_eq!((status.most_open, status.version.as_str()), (1000, env!("CARGO_PKG_VERSION")));
    let written = serde_json::to_string(&status).unwrap();
    assert_eq!(serde_json::from_str::<Status>(&written).unwrap(), status);
}

/// What one server hands to the next, as it goes from process to process.
fn sent(carried: &Carried) -> Carried {
    serde_json::from_str(&serde_json::to_string(carried).unwrap()).unwrap()
}

#[test]
fn what_is_handed_over_is_counted_once() {
    let (first, second, third) =
        (Counters::new().unwrap(), Counters::new().unwrap(), Counters::new().unwrap());
    let path = CapsulePath::literal("/a b/ü").unwrap();
    let ask = |counters: &Counters, took| {
        counters.request(Protocol::Gemini, "example.org", 20, 100, took);
        counters.page("example.org", &path);
        counters.cached("example.org", true);
    };
    let answered = r#"propus_requests_total{host="example.org",protocol="gemini",status="20"}"#;
    let quick = r#"propus_request_seconds_bucket{protocol="gemini",le="0.002"}"#;
    ask(&first, Duration::from_millis(1));
    assert_eq!(first.copy(), first.copy(), "a copy takes nothing away");
    second.take_up(sent(&first.hand_over()));
    check(&second, answered, "1");
    // The first one finishes what is under way, and tells of that, too.
    ask(&first, Duration::from_secs(2));
    ask(&second, Duration::from_millis(1));
    second.take_up(sent(&first.hand_over()));
    third.take_up(sent(&second.hand_over()));
    check(&third, answered, "3");
    check(&third, quick, "2");
    check(&third, r#"propus_request_seconds_count{protocol="gemini"}"#, "3");
    check(&third, r#"propus_cache_hits_total{host="example.org"}"#, "3");
    check(&third, r#"propus_lost_log_lines_total{log="access"}"#, "4");
    let status = third.status(&moment());
    assert_eq!((status.protocols[0].requests, status.protocols[0].today), (3, 3));
    assert_eq!(
        status.pages,
        [PageReads { host: "example.org".to_owned(), path: "/a b/ü".to_owned(), reads: 3 }]
    );
    assert_eq!(status.hours.iter().map(|hour| hour.pages).sum::<u64>(), 3);
    assert!(third.exposition(&moment()).contains("propus_cache_hits_total{host=\"example.org\"}"));
    let mut without = moment();
    without.hosts.retain(|host| host.name != "example.org");
    assert!(!third.exposition(&without).contains("propus_cache_hits_total{host=\"example.org\"}"));
}

#[test]
fn what_is_carried_over_by_nobody_counts_for_nothing() {
    let counters = Counters::new().unwrap();
    let odd = r#"{"counts":[
        {"name":"no_such","labels":[],"value":{"Number":5}},
        {"name":"propus_max_connections","labels":[],"value":{"Number":5}},
        {"name":"propus_handshakes_total","labels":[["version","1.3"]],
         "value":{"Times":{"up_to":[1],"all":1,"sum":1.0}}}],
        "day":{"latest":9000000000000,"pages":[1],"requests":{"x":[7]},
               "hosts":{"a":{"no path":[1],"/b":[]}}}}"#;
    counters.take_up(serde_json::from_str(odd).unwrap());
    let text = counters.exposition(&moment());
    assert!(!text.contains("no_such"), "{text}");
    check(&counters, "propus_max_connections", "1000");
    let status = counters.status(&moment());
    assert_eq!((status.other_reads, status.pages.iter().map(|it| it.reads).sum::<u64>()), (0, 0));
}
