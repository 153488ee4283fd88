//! Counts as text, on layouts of several widths.

use super::*;
use crate::counters::{Cache, Handshakes, Host, Hour, PageReads, ProtocolCounts};

const START: i64 = 1_800_000_000;

fn numbers(pairs: &[(&str, u64)]) -> BTreeMap<String, u64> {
    pairs.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect()
}

fn status() -> Status {
    let page = |path: &str, reads| PageReads {
        host: "example.org".to_owned(),
        path: path.to_owned(),
        reads,
    };
    let begins = |hour: i64| START + 86_400 - (23 - hour) * 3600;
    Status {
        version: "1.2.3".to_owned(),
        started: START,
        reloaded: START,
        now: START + 86_400 + 7200,
        hosts: vec![Host {
            name: "example.org".to_owned(),
            pages: 120,
            warnings: Some(2),
            certificate_ends: Some(START + 86_400 * 100),
            folder_read: None,
            store: None,
        }],
        open: numbers(&[("gemini", 3), ("gopher", 0)]),
        most_open: 1000,
        protocols: vec![ProtocolCounts {
            protocol: "gemini".to_owned(),
            requests: 12_345,
            today: 1,
            good: 12_000,
            sent: 12_300_000,
        }],
        statuses: numbers(&[("20", 12_000), ("51", 344), ("59", 1)]),
        turned_away: numbers(&[("overloaded", 0), ("too-many-of-address", 7)]),
        handshakes: Handshakes { full: 10_000, resumed: 2000, failed: numbers(&[("not-tls", 3)]) },
        cache: Cache { hits: 990, misses: 10, bytes: 2048 },
        lost_lines: numbers(&[("access", 0)]),
        uploads: numbers(&[("written", 0)]),
        hours: (0..24).map(|hour| Hour { begins: begins(hour), pages: hour as u64 }).collect(),
        pages: vec![page("/", 100), page("/notes/a-rather-long-name-of-a-page", 50), page("/x", 1)],
        other_reads: 125,
    }
}

fn layout(width: usize, blocks: bool) -> Layout {
    Layout { width, blocks, zone: TimeZone::UTC }
}

#[test]
fn all_is_written_in_words() {
    let text = shown(&status(), &layout(80, true));
    for line in [
        "propus        1.2.3, up 1 day 2 h, since 2027-01-15 08:00",
        "connections   3 open, of 1,000 at most: 3 Gemini",
        "example.org   120 pages, 2 warnings (`propus check` shows them)",
        "              certificate ends 2027-04-25, in 98 days",
        "Gemini        1 request in 24 h, 12,345 in all; 97.2 % good; 12.3 MB sent",
        "not served    344 not found, 1 not understood",
        "turned away   7 came from addresses with too many connections",
        "TLS           12,000 handshakes, 2,000 resumed; failed: 3 spoke no TLS",
        "cache         99.0 % of pages were ready; 2.0 kB kept",
        "Pages read in the last 24 hours: 276",
        "  and 125 reads of other pages",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    assert!(!text.contains("LOST") && !text.contains("read again"), "{text}");
}

#[test]
fn bars_fit_the_layout() {
    for (width, blocks) in
        [(80, true), (80, false), (50, true), (40, true), (40, false), (200, false)]
    {
        let text = shown(&status(), &layout(width, blocks));
        assert!(text.lines().all(|line| line.width() <= width), "{width}: {text}");
        assert_eq!(text.contains('█'), blocks, "{text}");
        assert_eq!(text.is_ascii(), !blocks, "{text}");
    }
    let text = shown(&status(), &layout(60, true));
    let page = |start: &str| text.lines().find(|line| line.starts_with(start)).unwrap().to_owned();
    let (home, notes) = (page("  / "), page("  /notes/a-rather"));
    let bar = |line: &str| line.chars().filter(|character| *character == '█').count();
    assert_eq!(bar(&home) / 2, bar(&notes), "{text}");
}

#[test]
fn what_is_written_goes_on_in_its_column_where_the_paper_is_narrow() {
    let text = shown(&status(), &layout(40, true));
    let written = "TLS           12,000 handshakes, 2,000\n              resumed; failed: 3 \
                   spoke\n              no TLS\n";
    assert!(text.contains(written), "{text}");
}

#[test]
fn a_server_that_nobody_has_asked_has_little_to_write() {
    let text =
        shown(&Status { version: "1.2.3".to_owned(), ..Status::default() }, &layout(80, true));
    assert!(
        text.contains("Pages read in the last 24 hours: 0\n") && !text.contains("cache"),
        "{text}"
    );
}

#[test]
fn a_certificate_that_has_ended_is_not_overlooked() {
    let mut status = status();
    status.hosts[0].certificate_ends = Some(START);
    assert!(shown(&status, &layout(80, true)).contains("certificate ENDED 2027-01-15"));
}

#[test]
fn numbers_are_easy_to_read() {
    let check = |number, count: &str, size: &str, time: &str| {
        assert_eq!(
            (thousands(number), bytes(number), span(number as i64)),
            (count.into(), size.into(), time.into())
        );
    };
    check(0, "0", "0 B", "0 s");
    check(999, "999", "999 B", "16 min");
    check(7260, "7,260", "7.3 kB", "2 h 1 min");
    check(999_960, "999,960", "1.0 MB", "11 days 13 h");
    check(1_234_567_890, "1,234,567,890", "1.2 GB", "14,288 days");
    for (text, width, expected) in [
        ("/abc", 4, "/abc"),
        ("/abcd", 4, "/ab~"),
        ("/日本語", 6, "/日本~"),
        ("/日本語", 5, "/日~"),
    ] {
        assert_eq!(cut(text, width), expected);
    }
}

#[test]
fn each_reason_for_which_nothing_came_of_a_connection_has_its_words() {
    let mut status = status();
    status.turned_away = numbers(&[
        ("overloaded", 1),
        ("too-many-of-address", 2),
        ("no-proxy-header", 3),
        ("displaced", 4),
        ("not-accepted", 5),
    ]);
    status.handshakes.failed =
        numbers(&[("late", 6), ("not-tls", 7), ("too-old", 8), ("failed", 9)]);
    let text = shown(&status, &layout(1000, true));
    for words in [
        "1 found the server full",
        "2 came from addresses with too many connections",
        "3 came from a proxy without its header",
        "4 asked for nothing and gave way to others",
        "5 could not be accepted by the system",
        "6 took too long",
        "7 spoke no TLS",
        "8 spoke TLS 1.1 or older",
        "9 broke off or did not agree",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn each_answer_that_is_no_page_has_its_words() {
    let mut status = status();
    let numbers_of = ["20", "30", "10", "40", "41", "42", "44", "51", "52", "53", "59", "60", "61"];
    let pairs: Vec<(&str, u64)> = numbers_of.into_iter().zip(1..).collect();
    status.statuses = numbers(&pairs);
    status.statuses.extend(numbers(&[("62", 14), ("69", 15)]));
    let text = shown(&status, &layout(1000, true));
    let line = "not served    4 failed, 5 met a busy server, 6 failed in an application, \
                7 came too often, 8 not found, 9 gone, 10 meant for another host, \
                11 not understood, 12 without a certificate, 13 not admitted, \
                14 with a certificate out of its time, 15 with status 69";
    assert!(text.lines().any(|it| it == line), "{text}");
}

#[test]
fn what_is_out_of_the_ordinary_is_written() {
    let mut status = status();
    status.reloaded = START + 60;
    status.lost_lines = numbers(&[("access", 3)]);
    status.uploads = numbers(&[("merged", 1), ("refused", 0), ("written", 1200)]);
    status.hosts[0].warnings = Some(0);
    status.hosts[0].certificate_ends = Some(status.now + 86_400 * 400);
    status.hosts.push(Host { name: "b.example".to_owned(), pages: 1, ..status.hosts[0].clone() });
    status.hosts[1].warnings = None;
    status.other_reads = 0;
    let text = shown(&status, &layout(80, true));
    for line in [
        "read again    2027-01-15 08:01, without a fault",
        "uploads       1,201: 1 merged, 1,200 written",
        "log           lines were LOST: 3 access",
        "example.org   120 pages, no warnings",
        "b.example     1 page",
        "              certificate ends 2028-02-20",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    assert!(text.contains("  example.org/notes/"), "of several hosts each path has its: {text}");
    assert!(!text.contains("of other pages"), "{text}");
}

#[test]
fn the_whole_text_is_written_in_its_order() {
    let mut status = status();
    status.hours.truncate(6);
    status.pages.push(PageReads { path: "/y\u{1b}".to_owned(), ..status.pages[2].clone() });
    let expected = [
        "propus        1.2.3, up 1 day 2 h, since 2027-01-15 08:00",
        "connections   3 open, of 1,000 at most: 3 Gemini",
        "",
        "example.org   120 pages, 2 warnings (`propus check` shows",
        "              them)",
        "              certificate ends 2027-04-25, in 98 days",
        "",
        "Gemini        1 request in 24 h, 12,345 in all; 97.2 % good;",
        "              12.3 MB sent",
        "not served    344 not found, 1 not understood",
        "turned away   7 came from addresses with too many",
        "              connections",
        "TLS           12,000 handshakes, 2,000 resumed; failed: 3",
        "              spoke no TLS",
        "cache         99.0 % of pages were ready; 2.0 kB kept",
        "",
        "Pages read in the last 24 hours: 15",
        "5                ##",
        "              ## ##",
        "           ## ## ##",
        "           ## ## ##",
        "        ## ## ## ##",
        "     ## ## ## ## ##",
        "  09       12",
        "",
        "Read most:",
        "  /                              100 #######################",
        "  /notes/a-rather-long-name-of-~  50 ############",
        "  /x                               1 #",
        "  /y\\u{1b}                         1 #",
        "  and 125 reads of other pages",
    ];
    let text = shown(&status, &layout(60, false));
    assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    assert!(text.ends_with('\n'));
}

#[test]
fn only_so_many_pages_are_named() {
    let mut status = status();
    let page = |number: usize| PageReads {
        host: "example.org".to_owned(),
        path: format!("/{number}"),
        reads: 100 - number as u64,
    };
    status.other_reads = 0;
    status.pages = (0..MOST_PAGES).map(page).collect();
    let named = |status: &Status| {
        let text = shown(status, &layout(80, false));
        let lines = text.lines().skip_while(|line| *line != "Read most:").skip(1);
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let all = named(&status);
    assert_eq!(all.len(), MOST_PAGES);
    status.pages.push(page(MOST_PAGES));
    let more = named(&status);
    assert_eq!(more[..MOST_PAGES], all);
    assert_eq!(more[MOST_PAGES..], ["  and 85 reads of other pages"]);
}

#[test]
fn a_time_has_its_two_largest_units() {
    for (seconds, expected) in [
        (-5, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h 0 min"),
        (86_399, "23 h 59 min"),
        (86_400, "1 day 0 h"),
        (2 * 86_400 + 3600, "2 days 1 h"),
        (60 * 86_400 - 1, "59 days 23 h"),
        (60 * 86_400, "60 days"),
    ] {
        assert_eq!(span(seconds), expected, "{seconds}");
    }
    for (number, expected) in [
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (1_500_000_000_000, "1.5 TB"),
        (5_000_000_000_000_000, "5000.0 TB"),
    ] {
        assert_eq!(bytes(number), expected, "{number}");
    }
    assert_eq!(
        (share(0, 0), share(1, 3), share(2, 2)),
        ("none".to_owned(), "33.3 %".to_owned(), "100.0 %".to_owned())
    );
}

#[test]
fn a_certificate_is_near_its_end_for_400_days() {
    let ends = |left: i64| {
        let mut status = status();
        status.hosts[0].certificate_ends = Some(status.now + left);
        let text = shown(&status, &layout(80, true));
        let line = text.lines().find(|line| line.contains("certificate")).unwrap();
        line.trim().to_owned()
    };
    assert_eq!(ends(0), "certificate ENDED 2027-01-16");
    assert_eq!(ends(1), "certificate ends 2027-01-16, in 1 s");
    assert_eq!(ends(SOON - 1), "certificate ends 2028-02-20, in 399 days");
    assert_eq!(ends(SOON), "certificate ends 2028-02-20");
}

#[test]
fn a_name_that_is_too_long_for_its_column_is_followed_by_a_blank() {
    let named = |name: &str| {
        let mut text = String::new();
        line(&mut text, name, "x");
        text
    };
    assert_eq!(named("a"), "a             x\n");
    assert_eq!(named("exactly13chrs"), "exactly13chrs x\n");
    assert_eq!(named("exactly14chars"), "exactly14chars x\n");
}
