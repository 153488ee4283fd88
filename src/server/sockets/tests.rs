use clap::Parser;

use super::*;
use crate::config::{Endpoint, ValueSource};

const OWN: Opener = Opener::Own(Protocol::Gopher);

fn held(address: &str, opener: Opener) -> Held {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    Held { listener, opener, address: address.parse().unwrap() }
}

fn endpoint(text: &str) -> Endpoint {
    Endpoint {
        address: text.trim_end_matches('?').parse().unwrap(),
        source: if text.ends_with('?') {
            ValueSource::Default
        } else {
            ValueSource::Flag("--gopher")
        },
        is_usual: text.ends_with('?'),
    }
}

/// Endpoints of listeners of systemd, given by address and name, in a configuration; those that
/// it leaves to the default end with `?`.
fn check(configured: &[(Protocol, &str)], passed: &[(&str, &str)], expected: &[Option<usize>]) {
    let endpoints: Vec<_> = configured.iter().map(|(_, text)| endpoint(text)).collect();
    let all: Vec<Wanted<'_>> = configured
        .iter()
        .zip(&endpoints)
        .map(|((protocol, _), endpoint)| Wanted { protocol: *protocol, endpoint })
        .collect();
    for ((address, name), expected) in passed.iter().zip(expected) {
        let served = held(address, Opener::System((*name).to_owned())).served(&all);
        let expected = expected.map(|index| Served::from(all[index]));
        assert_eq!(served, expected, "{address} ({name}) in {configured:?}");
    }
}

const USUAL: [(Protocol, &str); 2] =
    [(Protocol::Gemini, "[::]:1965?"), (Protocol::Gopher, "[::]:70?")];

#[test]
fn without_a_configuration_the_name_decides_and_then_the_port() {
    check(
        &USUAL,
        &[("[::]:1965", ""), ("[::]:70", ""), ("[::]:71", "")],
        &[Some(0), Some(1), None],
    );
    check(
        &USUAL,
        &[("127.0.0.1:1965", "propus.socket"), ("[2001:db8::1]:70", "x")],
        &[Some(0), Some(1)],
    );
    check(&USUAL, &[("[::]:5000", "gemini"), ("127.0.0.1:5001", "gopher")], &[Some(0), Some(1)]);
    check(&USUAL, &[("192.0.2.1:70", "gemini"), ("192.0.2.1:1965", "gopher")], &[Some(0), Some(1)]);
    check(&USUAL[..1], &[("[::]:70", "gopher"), ("[::]:70", "")], &[None, None]);
    let more = [(Protocol::Spartan, "[::]:300?"), (Protocol::Nex, "[::]:1900?")];
    check(&more, &[("127.0.0.1:5", "nex"), ("[::]:300", "")], &[Some(1), Some(0)]);
    check(&USUAL, &[("[::]:300", "spartan")], &[None]);
}

#[test]
fn what_is_configured_is_found_by_its_address_alone() {
    let asked = [(Protocol::Gemini, "192.0.2.1:1965"), (Protocol::Gopher, "192.0.2.1:70")];
    check(&asked, &[("192.0.2.1:1965", "gopher"), ("192.0.2.1:70", "")], &[Some(0), Some(1)]);
    check(&asked, &[("192.0.2.2:1965", "gemini"), ("[::]:70", "gopher")], &[None, None]);
    let hosts = [
        USUAL[0],
        USUAL[1],
        (Protocol::Gopher, "192.0.2.2:71"),
        (Protocol::Gopher, "192.0.2.3:71"),
    ];
    let passed =
        [("192.0.2.3:71", "gopher"), ("192.0.2.2:71", "gopher"), ("192.0.2.1:70", "gopher")];
    check(&hosts, &passed, &[Some(3), Some(2), Some(1)]);
}

#[test]
fn all_addresses_may_be_two_sockets() {
    let all = [(Protocol::Gemini, "[::]:1965"), (Protocol::Gopher, "0.0.0.0:70")];
    check(&all, &[("[::]:1965", ""), ("0.0.0.0:1965", "")], &[Some(0), Some(0)]);
    check(&all, &[("0.0.0.0:70", ""), ("[::]:70", "")], &[Some(1), None]);
    check(&all, &[("127.0.0.1:1965", ""), ("0.0.0.0:1966", "")], &[None, None]);
    check(&USUAL, &[("[::]:70", "gopher"), ("0.0.0.0:70", "gopher")], &[Some(1), Some(1)]);
}

#[test]
fn an_address_that_is_configured_twice_is_open_for_one() {
    let twice = [(Protocol::Gemini, "[::]:1965"), (Protocol::Gopher, "[::]:1965")];
    check(&twice, &[("[::]:1965", "gopher")], &[Some(0)]);
}

#[test]
fn what_systemd_opened_can_be_taken_again_and_ours_once() {
    let endpoint = Endpoint { is_usual: false, ..endpoint("127.0.0.1:0") };
    let all = [Wanted { protocol: Protocol::Gopher, endpoint: &endpoint }; 2];
    let mut opened = Opened(vec![held("127.0.0.1:0", Opener::System("gopher".to_owned()))]);
    let port = |taken: Vec<TcpListener>| taken.first().map(|it| it.local_addr().unwrap().port());
    let first = port(opened.take(all[0], &all).unwrap());
    assert!(first.is_some());
    assert_eq!(port(opened.take(all[0], &all).unwrap()), first);

    let mut opened = Opened(vec![held("127.0.0.1:0", OWN), held("127.0.0.1:0", OWN)]);
    let ports = [(); 3].map(|()| port(opened.take(all[0], &all).unwrap()));
    assert!(ports[0].is_some() && ports[1].is_some() && ports[0] != ports[1]);
    assert_eq!(ports[2], None);
}

#[test]
fn each_endpoint_has_a_listener_of_its_own_which_it_keeps() {
    let config = |arguments: &[&str]| {
        let words = ["propus", "serve"].iter().chain(arguments);
        let cli = crate::cli::Cli::parse_from(words);
        let Some(crate::cli::Command::Serve(serve)) = cli.command else { panic!() };
        Config::new(&serve).unwrap()
    };
    let ports = |opened: &Opened| {
        let ports = opened.each().map(|(it, facts)| (facts.name, it.local_addr().unwrap()));
        ports.collect::<Vec<_>>()
    };
    let any = "127.0.0.1:0";
    let both = config(&["--gemini", any, "--gopher", any]);
    let (opened, warnings) = Opened::default().of(&both).unwrap();
    assert_eq!((opened.0.len(), warnings.len()), (2, 0));
    let before = ports(&opened);
    assert_eq!((before[0].0.as_str(), before[1].0.as_str()), ("gemini", "gopher"));
    assert_eq!(ports(&opened.of(&both).unwrap().0), before);
    let (fewer, _) = opened.of(&config(&["--gemini", any, "--no-gopher"])).unwrap();
    assert_eq!(ports(&fewer), before[..1]);
    let mut worker = Opened::default();
    for (listener, facts) in opened.each() {
        worker.add(listener.try_clone().unwrap(), facts);
    }
    assert_eq!(ports(&worker), before);
    let all = wanted(&both);
    let taken = worker.take(all[1], &all).unwrap();
    assert_eq!(taken[0].local_addr().unwrap(), before[1].1);
}
