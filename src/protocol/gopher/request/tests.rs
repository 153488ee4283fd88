//! Lines that are selectors, the paths that they may mean, and the answers to other lines.

use super::*;

fn item(line: &str) -> (Vec<String>, Option<String>) {
    match parse(line.as_bytes()) {
        Ok(Asked::Item(request)) => {
            assert_eq!(request.form, Form::of(Protocol::Gopher));
            (request.paths.iter().map(|path| path.as_str().to_owned()).collect(), request.query)
        }
        other => panic!("{line:?}: {other:?}"),
    }
}

fn paths(line: &str, expected: &[&str]) {
    assert_eq!(item(line).0, expected, "{line:?}");
}

fn query(line: &str, expected: Option<&str>) {
    assert_eq!(item(line).1.as_deref(), expected, "{line:?}");
}

fn rejected(line: &[u8], refusal: Refusal) {
    assert_eq!(parse(line).map_err(|it| it.refusal), Err(refusal), "{line:?}");
}

#[test]
fn the_root_has_many_names() {
    for line in ["", "/", "\r", "//"] {
        paths(line, &["/"]);
    }
    assert_eq!(item("1").0.last().unwrap(), "/");
    assert_eq!(item("/1/").0.last().unwrap(), "/");
}

#[test]
fn slashes_around_a_name_do_not_matter() {
    paths("foo", &["/foo", "/foo/"]);
    paths("/foo\r", &["/foo", "/foo/"]);
    paths("//foo/", &["/foo/", "/foo"]);
    paths("/foo/", &["/foo/", "/foo"]);
    paths("robots.txt", &["/robots.txt", "/robots.txt/"]);
}

#[test]
fn the_literal_name_comes_before_the_decoded_one() {
    paths("/posts/a b.txt", &["/posts/a b.txt", "/posts/a b.txt/"]);
    paths("/a%20b", &["/a%20b", "/a%20b/", "/a b", "/a b/"]);
    paths(
        "/a#040b#303#274.txt",
        &["/a#040b#303#274.txt", "/a#040b#303#274.txt/", "/a b\u{fc}.txt", "/a b\u{fc}.txt/"],
    );
    paths("/c#", &["/c#", "/c#/"]);
    paths("/c#056#056/x", &["/c#056#056/x", "/c#056#056/x/", "/c../x", "/c../x/"]);
    paths("/#056#056/x", &["/#056#056/x", "/#056#056/x/"]);
    paths("/#+12", &["/#+12", "/#+12/"]);
    paths("/100%", &["/100%", "/100%/"]);
    paths("/%zz", &["/%zz", "/%zz/"]);
    paths("/a%00b", &["/a%00b", "/a%00b/"]);
    paths("/%2e%2e/x", &["/%2e%2e/x", "/%2e%2e/x/"]);
    paths("/%2egit", &["/%2egit", "/%2egit/"]);
}

#[test]
fn a_pasted_type_is_tried_last() {
    paths("/1/foo", &["/1/foo", "/1/foo/", "/foo", "/foo/"]);
    paths("/0/foo.txt", &["/0/foo.txt", "/0/foo.txt/", "/foo.txt", "/foo.txt/"]);
    paths("/x/foo", &["/x/foo", "/x/foo/"]);
}

#[test]
fn names_that_no_path_has_are_not_found() {
    for line in ["/../etc/passwd", "/a/../b", "/.git", "/a//b", "/a/./b", "\\x"] {
        rejected(line.as_bytes(), Refusal::NotFound);
    }
    rejected(b"/\xff", Refusal::NotFound);
}

#[test]
fn control_bytes_are_malformed() {
    for line in [b"/a\0b".as_slice(), b"/\x1b[2J", b"/a\rb", b"/a\tb\x07", b"\x7f"] {
        rejected(line, Refusal::Malformed);
    }
    assert_eq!(parse(b"/a\0b\tc").unwrap_err().selector, "/a\0b");
}

#[test]
fn words_come_after_a_tab_or_a_question_mark() {
    query("/search\ttwo words", Some("two words"));
    query("/search\ttwo words\t+", Some("two words"));
    query("/search\t", None);
    query("/search", None);
    query("/search?two%20words", Some("two words"));
    query("/search?a%00", Some("a "));
    query("/search?", None);
    query("/search?a\tb", Some("b"));
    query("/price\t$100", Some("$100"));
    paths("/search?x", &["/search?x", "/search?x/", "/search", "/search/"]);
}

#[test]
fn words_in_latin_1_are_read() {
    let words = |line: &[u8]| match parse(line) {
        Ok(Asked::Item(request)) => request.query,
        other => panic!("{line:?}: {other:?}"),
    };
    assert_eq!(words(b"/search\t\xfcber \xe9t\xe9\x9b").as_deref(), Some("über été"));
    assert_eq!(words("/search\tüber été\u{9b}".as_bytes()).as_deref(), Some("über été\u{9b}"));
    rejected(b"/\xfcber\twords", Refusal::NotFound);
}

#[test]
fn gopher_plus_tokens_are_known() {
    query("/foo\t+", None);
    query("/foo\t+text/plain En_US", None);
    for line in ["/foo\t!", "/foo\t!+INFO", "/foo\t!\t1"] {
        assert!(matches!(parse(line.as_bytes()), Ok(Asked::Information(_))), "{line:?}");
    }
    for line in ["\t$", "/foo\t$", "/foo\t$+ADMIN"] {
        assert!(matches!(parse(line.as_bytes()), Ok(Asked::Listing(_))), "{line:?}");
    }
}

#[test]
fn a_url_leads_out() {
    let link =
        |line: &str, url: &str| assert_eq!(parse(line.as_bytes()), Ok(Asked::Link(url.to_owned())));
    link("URL:https://example.com/", "https://example.com/");
    link("/URL:mailto:a@example.com", "mailto:a@example.com");
    link("URL:HTTPS://example.com/a?b", "HTTPS://example.com/a?b");
    link("URL:https://example.com/a\tb=c", "https://example.com/a?b=c");
    link("URL:https://example.com/\t+", "https://example.com/");
    for line in ["URL:javascript:alert(1)", "URL:data:text/html,x", "URL:foo", "URL:"] {
        // It may be a file's name.
        assert!(matches!(parse(line.as_bytes()), Ok(Asked::Item(_))), "{line}");
    }
}

#[test]
fn a_web_browser_is_known() {
    for line in [
        "GET / HTTP/1.1\r",
        "HEAD /x HTTP/1.0",
        "POST / HTTP/1.1",
        "CONNECT a:443 HTTP/1.1",
        "GET /",
    ] {
        assert_eq!(parse(line.as_bytes()), Ok(Asked::Web), "{line:?}");
    }
    paths("GET well", &["/GET well", "/GET well/"]);
}
