//! Lines that are requests, and the answers to those that are none.

use super::*;

fn origin(host: &str, port: u16) -> Hosts<Origin> {
    let origin = Origin::new(host, [(Protocol::Gemini, port)]);
    Hosts::one(Arc::new(origin), [host])
}

fn refused(line: &[u8], server_name: Option<&str>, hosts: &Hosts<Origin>) -> Option<Rejected> {
    parse(line, server_name, hosts).err()
}

fn asked(line: &str) -> Result<(String, Option<String>), Rejected> {
    let hosts = origin("example.org", 1965);
    let (_, request) = parse(line.as_bytes(), Some("example.org"), &hosts)?;
    assert_eq!(request.form, Form::of(Protocol::Gemini));
    Ok((request.paths[0].as_str().to_owned(), request.query))
}

fn path_of(line: &str) -> String {
    asked(line).unwrap().0
}

fn fault(line: &str, expected: Fault) {
    assert_eq!(asked(line), Err(Rejected::Malformed(expected)), "{line:?}");
}

fn stranger(line: &str, expected: Stranger) {
    assert_eq!(asked(line), Err(Rejected::Foreign(expected)), "{line:?}");
}

#[test]
fn an_absolute_uri_is_read() {
    assert_eq!(path_of("gemini://example.org/a/b%20c"), "/a/b c");
    assert_eq!(path_of("gemini://example.org"), "/");
    assert_eq!(path_of("gemini://example.org/"), "/");
    assert_eq!(path_of("GEMINI://EXAMPLE.org./x"), "/x");
    assert_eq!(path_of("gemini://example.org:1965/x"), "/x");
    assert_eq!(path_of("gemini://example.org:/x"), "/x");
    assert_eq!(path_of("gemini://example.org?q"), "/");
}

#[test]
fn a_uri_of_1024_bytes_is_the_longest() {
    let longest = format!("gemini://example.org/{}", "a".repeat(MAX_URI - 21));
    assert_eq!(longest.len(), MAX_URI);
    assert_eq!(path_of(&longest).len(), MAX_URI - 20);
    fault(&format!("{longest}a"), Fault::TooLong);
}

#[test]
fn what_cannot_be_a_uri_is_malformed() {
    fault("", Fault::Empty);
    for line in [
        "/path",
        "//example.org/",
        "example.org",
        "gemini:/x",
        "gemini:example.org",
        "1x://h/",
        "://h/",
    ] {
        fault(line, Fault::NotAbsolute);
    }
    let characters = [
        "gemini://example.org/a b",
        "gemini://example.org/\ra",
        "gemini://example.org/\0",
        "GET / HTTP/1.1",
    ];
    for line in characters {
        fault(line, Fault::Character);
    }
    fault("gemini://example.org/ü", Fault::Character);
    let invalid = refused(b"gemini://example.org/\xff", None, &origin("example.org", 1965));
    assert_eq!(invalid, Some(Rejected::Malformed(Fault::Character)));
}

#[test]
fn userinfo_and_fragment_are_refused_even_empty() {
    for line in
        ["gemini://user@example.org/", "gemini://:pw@example.org/", "gemini://@example.org/"]
    {
        fault(line, Fault::Userinfo);
    }
    for line in ["gemini://example.org/#x", "gemini://example.org/#", "gemini://example.org#"] {
        fault(line, Fault::Fragment);
    }
    assert_eq!(path_of("gemini://example.org/@x"), "/@x");
}

#[test]
fn an_authority_that_is_none_is_refused() {
    for line in [
        "gemini:///x",
        "gemini://:1965/",
        "gemini://example.org:x/",
        "gemini://[::1/",
        "gemini://ex<ample.org/",
    ] {
        fault(line, Fault::Authority);
    }
    fault("gemini://exam%G1ple.org/", Fault::Escape);
}

#[test]
fn what_belongs_to_another_server_is_refused() {
    for line in [
        "https://example.org/",
        "http://user@example.org/",
        "gopher://example.org/",
        "titan://example.org/",
    ] {
        stranger(line, Stranger::Scheme);
    }
    for line in
        ["gemini://example.com/", "gemini://127.0.0.1/", "gemini://[::1]/", "gemini://[v1.x]/"]
    {
        stranger(line, Stranger::Host);
    }
    for line in ["gemini://example.org:1966/", "gemini://example.org:99999/"] {
        stranger(line, Stranger::Port);
    }
    let ours = origin("example.org", 1965);
    let other = refused(b"gemini://example.org/", Some("example.com"), &ours);
    assert_eq!(other, Some(Rejected::Foreign(Stranger::ServerName)));
    assert!(parse(b"gemini://example.org/", Some("EXAMPLE.ORG"), &ours).is_ok());
    assert!(parse(b"gemini://example.org/", None, &ours).is_ok());
}

#[test]
fn the_public_port_is_the_one_that_counts() {
    let forwarded = origin("example.org", 1966);
    assert!(parse(b"gemini://example.org:1966/", None, &forwarded).is_ok());
    let usual = refused(b"gemini://example.org/", None, &forwarded);
    assert_eq!(usual, Some(Rejected::Foreign(Stranger::Port)));
}

#[test]
fn of_several_hosts_the_one_that_is_named_is_asked() {
    let at = |host: &str, port| Origin::new(host, [(Protocol::Gemini, port)]);
    let hosts = Hosts::one(Arc::new(at("a.example", 1965)), ["a.example", "www.a.example"])
        .and(Arc::new(at("b.example", 1966)), ["b.example"]);
    let asked = |line: &str, name| {
        parse(line.as_bytes(), name, &hosts).map(|(origin, _)| origin.host.as_str())
    };
    assert_eq!(asked("gemini://a.example/", Some("a.example")), Ok("a.example"));
    assert_eq!(asked("gemini://WWW.a.example/", Some("www.a.example")), Ok("a.example"));
    assert_eq!(asked("gemini://b.example:1966/", None), Ok("b.example"));
    let foreign = |stranger| Err(Rejected::Foreign(stranger));
    assert_eq!(asked("gemini://b.example/", None), foreign(Stranger::Port));
    assert_eq!(asked("gemini://b.example:1966/", Some("a.example")), foreign(Stranger::ServerName));
    assert_eq!(asked("gemini://a.example/", Some("www.a.example")), foreign(Stranger::ServerName));
    assert_eq!(asked("gemini://c.example/", Some("c.example")), foreign(Stranger::Host));
}

#[test]
fn an_address_may_be_the_host() {
    assert!(parse(b"gemini://[0:0::1]/", None, &origin("::1", 1965)).is_ok());
    assert!(parse(b"gemini://[::1]:1965", None, &origin("::1", 1965)).is_ok());
    assert!(parse(b"gemini://192.0.2.1/", None, &origin("192.0.2.1", 1965)).is_ok());
}

#[test]
fn every_wrong_path_has_its_answer() {
    fault("gemini://example.org/%", Fault::Escape);
    fault("gemini://example.org/%G1", Fault::Escape);
    for path in ["%00", "%0D", "a%0Ab", "%7f"] {
        fault(&format!("gemini://example.org/{path}"), Fault::Control);
    }
    for path in ["..", "%2e%2e/etc/passwd", "a/../../b"] {
        fault(&format!("gemini://example.org/{path}"), Fault::AboveRoot);
    }
    for path in ["a%2Fb", "a%5Cb", "a\\b", "%FF", "%C0%AF", "/a", "a//b", ".git", "%2egit"] {
        assert_eq!(
            asked(&format!("gemini://example.org/{path}")),
            Err(Rejected::NotFound),
            "{path}"
        );
    }
}

#[test]
fn dots_inside_lead_to_the_clean_path() {
    let moved = |to: &str| Err(Rejected::Moved(to.to_owned()));
    assert_eq!(asked("gemini://example.org/a/../b"), moved("/b"));
    assert_eq!(asked("gemini://example.org/a/./b%20c/"), moved("/a/b%20c/"));
    assert_eq!(asked("gemini://example.org/a/%2e%2e/b?x%20y"), moved("/b?x%20y"));
}

#[test]
fn a_clean_path_that_no_request_can_name_is_not_sent() {
    // Each semicolon is three bytes when it is encoded.
    let line = format!("gemini://example.org/a/../{}", ";".repeat(400));
    assert_eq!(asked(&line), Err(Rejected::Malformed(Fault::TooLong)));
}

#[test]
fn a_query_is_what_was_typed() {
    let query =
        |typed: &str| asked(&format!("gemini://example.org/?{typed}")).map(|(_, query)| query);
    assert_eq!(query("two%20words"), Ok(Some("two words".to_owned())));
    assert_eq!(query("a%0D%0Ab/?"), Ok(Some("a\r\nb/?".to_owned())));
    assert_eq!(query("%FF"), Ok(Some("\u{fffd}".to_owned())));
    assert_eq!(query(""), Ok(None));
    assert_eq!(query("%"), Err(Rejected::Malformed(Fault::Escape)));
    assert_eq!(query("%00"), Err(Rejected::Malformed(Fault::Control)));
}
