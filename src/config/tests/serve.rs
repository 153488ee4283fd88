//! A command line and a file together: the server as a whole.

use std::path::PathBuf;

use super::{config, read, setting};
use crate::config::{ConfigError, Metrics, ValueSource, host};
use crate::form::Protocol;
use crate::generator::Options;
use crate::log::Format;
use crate::net::Limits;
use crate::site::Style;

#[test]
fn nothing_typed_means_the_usual_ports_and_no_host() {
    let config = config(&[], None).unwrap();
    let gemini = config.endpoints[&Protocol::Gemini].clone();
    assert_eq!(
        (gemini.address.to_string().as_str(), gemini.source),
        ("[::]:1965", ValueSource::Default)
    );
    assert_eq!(config.first.endpoints[&Protocol::Gopher].address.to_string(), "[::]:70");
    assert_eq!((config.first.name.as_str(), config.first.named), ("localhost", false));
    assert_eq!((config.limits, config.certs), (Limits::default(), PathBuf::from("certs")));
    assert_eq!((config.first.options, config.first.style), (Options::default(), Style::default()));
}

#[test]
fn what_is_off_is_on_at_its_usual_port_when_it_is_only_asked_for() {
    let off = config(&[], None).unwrap();
    assert!(!off.endpoints.contains_key(&Protocol::Spartan));
    assert_eq!(off.first.endpoints.keys().collect::<Vec<_>>(), [&Protocol::Gopher]);
    let file = "spartan = true\nfinger = '192.0.2.7:79'\n[[host]]\nname = 'a'\nnex = true\n";
    let on = read(file);
    let of = |protocol| {
        let endpoint = on.endpoint(protocol, &on.first).unwrap();
        (endpoint.address.to_string(), endpoint.is_usual)
    };
    assert_eq!(of(Protocol::Spartan), ("[::]:300".to_owned(), true));
    assert_eq!(of(Protocol::Nex), ("[::]:1900".to_owned(), true));
    assert_eq!(of(Protocol::Finger), ("192.0.2.7:79".to_owned(), false));
    let typed = config(&["--finger", "--spartan", "3001"], Some("finger = false")).unwrap();
    assert!(typed.endpoint(Protocol::Finger, &typed.first).is_some_and(|it| it.is_usual));
    assert_eq!(typed.endpoints[&Protocol::Spartan].address.to_string(), "[::]:3001");
}

#[test]
fn a_host_is_compared_in_one_form() {
    assert_eq!(host("Example.ORG."), Ok("example.org".to_owned()));
    assert_eq!(host("Räksmörgås.se"), Ok("xn--rksmrgs-5wao1o.se".to_owned()));
    assert_eq!(host("[0:0::1]"), Ok("::1".to_owned()));
    assert_eq!(host("127.0.0.1"), Ok("127.0.0.1".to_owned()));
    for wrong in ["", "a b", "http://example.org", "ex ämple.org", "example.org:1965", "a..b"] {
        assert_eq!(host(wrong), Err(ConfigError::Host(wrong.to_owned())));
    }
}

#[test]
fn serving_nothing_is_an_error() {
    assert_eq!(config(&["--no-gemini", "--no-gopher"], None).unwrap_err(), ConfigError::Nothing);
    for off in ["gopher = false", "gopher = 'off'", "gopher = \"off\""] {
        assert_eq!(config(&["--no-gemini"], Some(off)).unwrap_err(), ConfigError::Nothing, "{off}");
    }
    for off in ["false", "'off'"] {
        let read = config(&[], Some(&format!("metrics = {off}\n[content]\nlistings = {off}")));
        let read = read.unwrap();
        assert_eq!(read.metrics, Metrics::Off, "{off}");
        assert!(!read.first.options.listings, "{off}");
    }
    assert!(config(&["--gopher", "7070", "--no-gemini"], Some("gopher = false")).is_ok());
}

#[test]
fn what_is_typed_wins_over_the_file_and_the_file_over_what_is_usual() {
    let file = "certs = 'c'\ngemini = 1966\n[limits]\nslow-rate = 7\nmax-connections = 9\n[log]\n\
                format = 'json'\n\
                [content]\nwidth = 50\ndrafts = true\nlistings = false\n";
    let typed = ["--slow-rate", "8", "--gemini", "127.0.0.1:1967", "--certs", "d"];
    let config = config(&typed, Some(file)).unwrap();
    assert_eq!(
        (config.limits.pace.rate, config.limits.connections, config.limits.per_address),
        (8, 9, 64)
    );
    assert_eq!(config.endpoints[&Protocol::Gemini].address.to_string(), "127.0.0.1:1967");
    assert_eq!(
        config.certs,
        PathBuf::from("d"),
        "a path that is typed is relative to where it is typed"
    );
    assert_eq!(config.log.format, Format::Json);
    let options = &config.first.options;
    assert_eq!(
        (options.drafts, options.listings, options.future, config.first.style.width),
        (true, false, false, 50)
    );
    assert_eq!(setting(&config, "slow-rate"), (Some("8".to_owned()), "--slow-rate".to_owned()));
    assert_eq!(
        setting(&config, "format"),
        (Some("\"json\"".to_owned()), "/etc/propus/propus.toml:7".to_owned())
    );
    assert_eq!(setting(&config, "queries"), (Some("false".to_owned()), "default".to_owned()));
    assert_eq!(setting(&config, "generator"), (None, "default".to_owned()));
}

#[test]
fn an_address_is_written_in_several_ways() {
    for (written, meant) in
        [("1966", "[::]:1966"), ("':1966'", "[::]:1966"), ("'127.0.0.1:1'", "127.0.0.1:1")]
    {
        let endpoint = read(&format!("gemini = {written}")).endpoints[&Protocol::Gemini].clone();
        assert_eq!(endpoint.address.to_string(), meant, "{written}");
        assert_eq!(endpoint.source.option("gemini"), "/etc/propus/propus.toml:1: option gemini");
    }
    assert_eq!(read("gemini = false").endpoints.get(&Protocol::Gemini), None);
}
