//! `propus ping`, against a capsule of ours and against servers that break one rule each.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use arc_swap::ArcSwap;
use propus::cli::{KnownHosts, Ping};
use propus::command;
use propus::host::Hosts;
use propus::net::{self, Limits};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use support::{HOST, Running, small_site};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::sign::any_supported_type;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;

/// How `ping` ended and what it said.
struct Told {
    code: u8,
    text: String,
    remarks: String,
}

fn arguments(url: &str, at: SocketAddr) -> Ping {
    Ping {
        url: url.parse().unwrap(),
        connect: Some(at),
        timeout: Duration::from_secs(20),
        max_bytes: 1 << 20,
        follow: false,
        tls: false,
        known: Some(KnownHosts::None),
        trust: false,
        body: false,
        json: false,
    }
}

fn ping(arguments: &Ping) -> Told {
    let (mut out, mut remarks) = (Vec::new(), Vec::new());
    let code = command::ping(arguments, &mut out, &mut remarks).unwrap().code();
    Told {
        code,
        text: String::from_utf8(out).unwrap(),
        remarks: String::from_utf8(remarks).unwrap(),
    }
}

#[track_caller]
fn check(arguments: &Ping, code: u8, said: &[&str]) {
    let told = ping(arguments);
    assert_eq!(told.code, code, "{}", told.text);
    for words in said {
        assert!(told.text.contains(words), "{words:?} is not said: {}", told.text);
    }
}

/// A capsule of ours, served on a thread of its own.
struct Capsule {
    running: Running,
    _runtime: Runtime,
}

fn capsule() -> Capsule {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(1).build().unwrap();
    let running = runtime.block_on(async { Running::start(small_site(), Limits::default()) });
    Capsule { running, _runtime: runtime }
}

/// What a bad server does after the request.
#[derive(Clone, Copy)]
enum Deed {
    /// Says this, and closes as one should.
    Say(&'static [u8]),
    /// Says this, and closes without close_notify.
    CutOff(&'static [u8]),
    /// Says this for ever.
    Endless(&'static [u8]),
    /// Says this, and then nothing more.
    Stall(&'static [u8]),
}

/// A certificate for names, valid in these years.
fn certified(names: &[&str], years: (i32, i32)) -> Arc<CertifiedKey> {
    let key = KeyPair::generate().unwrap();
    let mut params =
        CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap();
    params.not_before = date_time_ymd(years.0, 1, 1);
    params.not_after = date_time_ymd(years.1, 1, 1);
    let certificate = params.self_signed(&key).unwrap();
    let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    Arc::new(CertifiedKey::new(
        vec![certificate.der().clone()],
        any_supported_type(&private).unwrap(),
    ))
}

fn good() -> Arc<CertifiedKey> {
    certified(&[HOST], (2020, 4000))
}

fn config(certified: Arc<CertifiedKey>) -> Arc<ServerConfig> {
    net::server_config(Arc::new(ArcSwap::from_pointee(Hosts::one(certified, [HOST])))).unwrap()
}

/// A server that does the same to every client.
fn bad_server(tls: Option<Arc<ServerConfig>>, deed: Deed) -> SocketAddr {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            while let Ok((tcp, _)) = listener.accept().await {
                tokio::spawn(answer(tcp, tls.clone(), deed));
            }
        });
    });
    told.recv().unwrap()
}

async fn answer(mut tcp: TcpStream, tls: Option<Arc<ServerConfig>>, deed: Deed) {
    let mut request = [0; 2048];
    match tls {
        None => {
            let _ = tcp.read(&mut request).await;
            act(&mut tcp, deed).await;
            let _ = tcp.shutdown().await;
        }
        Some(tls) => {
            let Ok(mut stream) = TlsAcceptor::from(tls).accept(tcp).await else { return };
            let _ = stream.read(&mut request).await;
            act(&mut stream, deed).await;
            if matches!(deed, Deed::CutOff(_)) {
                let _ = stream.get_mut().0.shutdown().await;
            } else {
                let _ = stream.shutdown().await;
            }
        }
    }
}

async fn act(stream: &mut (impl AsyncWriteExt + Unpin), deed: Deed) {
    match deed {
        Deed::Say(bytes) | Deed::CutOff(bytes) => {
            let _ = stream.write_all(bytes).await;
            let _ = stream.flush().await;
        }
        Deed::Endless(bytes) => while stream.write_all(bytes).await.is_ok() {},
        Deed::Stall(bytes) => {
            let _ = stream.write_all(bytes).await;
            let _ = stream.flush().await;
            std::future::pending::<()>().await;
        }
    }
}

/// Asks a bad Gemini server whose certificate is good.
#[track_caller]
fn check_gemini(deed: Deed, code: u8, said: &[&str]) {
    let at = bad_server(Some(config(good())), deed);
    check(&arguments("example.org", at), code, said);
}

#[test]
fn a_capsule_that_answers_is_told_of_in_full() {
    let capsule = capsule();
    let at = capsule.running.gemini;
    let address = at.to_string();
    check(
        &arguments("gemini://example.org/notes/", at),
        0,
        &[
            "gemini://example.org/notes/\n",
            &address,
            ": connected in ",
            "TLS 1.3, TLS13_",
            "name told: example.org",
            "host         example.org\n",
            "public key   SHA-256 ",
            "ECDSA P-256",
            "it is not remembered",
            "header       20 text/gemini; charset=utf-8\n",
            "success",
            "ended with close_notify",
        ],
    );
    check(
        &arguments("example.org/nothing", at),
        1,
        &["header       51 ", "only this path is not there"],
    );
    check(
        &arguments("other.example", at),
        4,
        &["header       53 ", "the certificate is for another name", "--host"],
    );
    check(&arguments("example.org/notes", at), 0, &["header       31 /notes/\n"]);
    check(
        &Ping { follow: true, ..arguments("example.org/notes", at) },
        0,
        &["header       31 ", "header       20 "],
    );
}

#[test]
fn a_hole_that_answers_is_told_of() {
    let capsule = capsule();
    let at = capsule.running.gopher;
    check(
        &arguments("gopher://example.org/", at),
        0,
        &["item type 1", "items that lead somewhere, a dot at the end"],
    );
    check(&arguments("gopher://example.org/0/data.txt", at), 0, &["item type 0", " lines"]);
    check(&arguments("gopher://example.org/1/nothing", at), 1, &["error        "]);
    check(&arguments("gophers://example.org/", at), 4, &["trouble      "]);
}

#[test]
fn a_program_gets_json() {
    let capsule = capsule();
    let told = ping(&Ping { json: true, ..arguments("example.org", capsule.running.gemini) });
    let report: serde_json::Value = serde_json::from_str(&told.text).unwrap();
    assert_eq!(report["answer"]["status"], 20);
    assert_eq!(report["certificate"]["covers_name"], true);
    assert_eq!(report["trust"]["verdict"], "first");
    assert!(
        report["addresses"][0]["connected"].is_number()
            && report["troubles"].as_array().unwrap().is_empty()
    );
}

#[test]
fn the_answer_itself_goes_to_standard_output_when_asked_for() {
    let capsule = capsule();
    let told =
        ping(&Ping { body: true, ..arguments("example.org/data.txt", capsule.running.gemini) });
    assert_eq!((told.code, told.text.as_str()), (0, "one\n.\ntwo\n"));
    assert!(told.remarks.contains("header       20 text/plain"), "{}", told.remarks);
}

#[test]
fn where_nothing_listens_that_is_said() {
    let nobody =
        std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    check(
        &arguments("example.org", nobody),
        3,
        &["refused: the machine answers, but nothing listens there", "is the port forwarded"],
    );
    let by_name = Ping { connect: None, ..arguments("gemini://no-such-name.invalid/", nobody) };
    check(&by_name, 3, &["the name is not found", "Is the name spelled right"]);
}

#[test]
fn an_answer_that_is_cut_off_is_no_whole_one() {
    check_gemini(
        Deed::CutOff(b"20 text/gemini\r\n# Hi\n"),
        4,
        &["20 text/gemini", "5 bytes", "without close_notify"],
    );
    check_gemini(Deed::CutOff(b""), 4, &["closed without an answer"]);
    check_gemini(Deed::Say(b""), 4, &["closed without an answer"]);
    check_gemini(Deed::Say(b"20 text/gem"), 4, &["in the middle of its header"]);
}

#[test]
fn what_is_no_header_is_told() {
    check_gemini(
        Deed::Say(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        4,
        &["begins with no header", "That is a web server"],
    );
    check_gemini(Deed::Say(b"\x1b]0;owned\x07\r\n"), 4, &["\\u{1b}]0;owned"]);
    check_gemini(Deed::Say(b"20 text/\x1b[31m\r\n"), 0, &["20 text/\\u{1b}[31m"]);
    check_gemini(Deed::Endless(b"spam "), 4, &["begins with no header"]);
    check_gemini(Deed::Endless(b"20 aaaaaaaa"), 4, &["longer than a status and 1024 bytes"]);
}

#[test]
fn a_header_may_be_too_long() {
    static LONG: [u8; 2000] = [b'a'; 2000];
    let whole: &'static [u8] = Box::leak([b"20 ", &LONG[..], b"\r\n"].concat().into_boxed_slice());
    check_gemini(Deed::Say(whole), 4, &["longer than a status and 1024 bytes"]);
}

#[test]
fn an_endless_body_is_read_no_further_than_wanted() {
    let at = bad_server(Some(config(good())), Deed::Endless(b"20 text/plain\r\n"));
    check(
        &Ping { max_bytes: 5000, ..arguments("example.org", at) },
        0,
        &["4985 bytes", "there may be more"],
    );
}

#[test]
fn a_silent_or_a_slow_server_is_not_waited_for() {
    let soon = |at| Ping { timeout: Duration::from_secs(1), ..arguments("example.org", at) };
    let silent = bad_server(Some(config(good())), Deed::Stall(b""));
    check(&soon(silent), 4, &["not done in 1s: waiting for the answer"]);
    let slow = bad_server(Some(config(good())), Deed::Stall(b"20 text/gemini\r\n# Hi\n"));
    check(&soon(slow), 4, &["20 text/gemini", "not done in 1s: reading the answer"]);
    let mute = bad_server(None, Deed::Stall(b""));
    check(&soon(mute), 4, &["not done in 1s: the TLS handshake"]);
}

#[test]
fn a_server_without_tls_is_none_of_gemini() {
    let web = bad_server(None, Deed::Say(b"HTTP/1.1 400 Bad Request\r\n\r\n"));
    check(&arguments("example.org", web), 4, &["does not speak TLS", "such as one for the web"]);
    let closing = bad_server(None, Deed::Say(b""));
    check(&arguments("example.org", closing), 4, &["ended in the TLS handshake"]);
}

#[test]
fn a_certificate_that_clients_warn_of_is_told() {
    let ask = |certified| {
        let at = bad_server(Some(config(certified)), Deed::Say(b"20 text/gemini\r\n# Hi\n"));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("known");
        let told = ping(&Ping {
            known: Some(KnownHosts::File(file.clone())),
            ..arguments("example.org", at)
        });
        assert!(!file.exists(), "it is not taken for right: {}", told.text);
        told
    };
    for (certified, words) in [
        (certified(&[HOST], (2000, 2001)), "the certificate has expired"),
        (certified(&[HOST], (3000, 3001)), "the certificate is not valid yet"),
        (certified(&["other.example"], (2020, 4000)), "the certificate is for another name"),
    ] {
        let told = ask(certified);
        assert!(
            told.code == 4 && told.text.contains(words) && told.text.contains("header       20 "),
            "{}",
            told.text
        );
    }
}

/// Asks a server at a place of its own with a key, remembering it in a file.
fn ask_remembering(file: &Path, certified: Arc<CertifiedKey>, trust: bool) -> Told {
    let at = bad_server(Some(config(certified)), Deed::Say(b"20 text/gemini\r\n"));
    let known = Some(KnownHosts::File(PathBuf::from(file)));
    ping(&Ping { known, trust, ..arguments("example.org", at) })
}

#[test]
fn a_key_that_has_changed_is_an_error_and_nothing_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("known-hosts");
    let first = good();
    let told = ask_remembering(&file, Arc::clone(&first), false);
    assert!(
        told.code == 0 && told.text.contains("for the first time; remembered in "),
        "{}",
        told.text
    );
    let told = ask_remembering(&file, first, false);
    assert!(told.code == 0 && told.text.contains("the same key as on "), "{}", told.text);
    let second = good();
    let told = ask_remembering(&file, Arc::clone(&second), false);
    assert_eq!(told.code, 5, "{}", told.text);
    assert!(
        told.text.contains("THE KEY HAS CHANGED") && told.text.contains("--trust"),
        "{}",
        told.text
    );
    assert!(!told.text.contains("header"), "{}", told.text);
    let told = ask_remembering(&file, Arc::clone(&second), true);
    assert!(told.code == 0 && told.text.contains("trusted as you say"), "{}", told.text);
    assert_eq!(ask_remembering(&file, second, false).code, 0);
}

#[test]
fn a_file_that_can_not_be_written_is_an_error_when_it_was_asked_for() {
    let at = bad_server(Some(config(good())), Deed::Say(b"20 text/gemini\r\n"));
    let known = Some(KnownHosts::File("/dev/null/known".into()));
    let error = command::ping(
        &Ping { known, ..arguments("example.org", at) },
        &mut Vec::new(),
        &mut Vec::new(),
    );
    assert!(error.unwrap_err().to_string().starts_with("/dev/null/known: "));
}

#[test]
fn gopher_servers_may_err_too() {
    let ask = |deed, code, said: &[&str]| {
        check(
            &Ping {
                max_bytes: 4096,
                ..arguments("gopher://example.org/1", bad_server(None, deed))
            },
            code,
            said,
        );
    };
    ask(
        Deed::Say(b"3Nothing \x1b[1mhere\t\terror.host\t1\r\n.\r\n"),
        1,
        &["error        Nothing \\u{1b}[1mhere\n"],
    );
    ask(Deed::Say(b"1a\t/a\th\t70\r\n"), 0, &["1 line, 1 item that leads somewhere\n"]);
    ask(Deed::Say(b""), 4, &["closed without an answer"]);
    ask(Deed::Endless(b"iwords\t\th\t1\r\n"), 0, &["4096 bytes", "there may be more"]);
    let at = bad_server(Some(config(good())), Deed::Say(b"iwords\t\th\t1\r\n.\r\n"));
    let over_tls = Ping { tls: true, ..arguments("gopher://example.org/", at) };
    check(&over_tls, 0, &["gophers://example.org/\n", "TLS 1.3", "item type 1"]);
}

#[test]
fn redirects_are_followed_five_times() {
    let at = bad_server(Some(config(good())), Deed::Say(b"30 /again\r\n"));
    let told = ping(&Ping { follow: true, ..arguments("example.org", at) });
    assert_eq!(
        (told.code, told.text.matches("header       30 /again").count()),
        (0, 6),
        "{}",
        told.text
    );
    let away = bad_server(Some(config(good())), Deed::Say(b"30 https://example.org/\r\n"));
    check(
        &Ping { follow: true, ..arguments("example.org", away) },
        0,
        &["30 https://example.org/"],
    );
}
