//! A feed that is announced: a server of the built program on the loopback, the command, and an
//! aggregator that answers as it is told to.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, mpsc};
use std::{fs, thread};

use arc_swap::ArcSwap;
use propus::host::Hosts;
use propus::net;
use rcgen::{CertificateParams, KeyPair};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring::sign::any_supported_type;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;

use crate::clients_support::server::{PROPUS, Server, folder_of};
use crate::clients_support::wait_for;

/// A certificate with a new key.
fn certified() -> Arc<CertifiedKey> {
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let private = any_supported_type(&private).unwrap();
    Arc::new(CertifiedKey::new(vec![certificate.der().clone()], private))
}

fn hosts() -> Hosts<CertifiedKey> {
    Hosts::one(certified(), ["localhost"])
}

/// An aggregator. It goes on until the test ends.
struct Aggregator {
    address: SocketAddr,
    certificates: Arc<ArcSwap<Hosts<CertifiedKey>>>,
    heard: Arc<Heard>,
}

#[derive(Default)]
struct Heard {
    /// The number of connections.
    connections: Mutex<usize>,
    requests: Mutex<Vec<String>>,
    answer: Mutex<String>,
}

impl Aggregator {
    fn start(answer: &str) -> Self {
        let heard = Arc::new(Heard::default());
        let certificates = Arc::new(ArcSwap::from_pointee(hosts()));
        let acceptor = TlsAcceptor::from(net::server_config(Arc::clone(&certificates)).unwrap());
        let (tell, told) = mpsc::channel();
        let listens = Arc::clone(&heard);
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async move {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                while let Ok((tcp, _)) = listener.accept().await {
                    converse(tcp, &acceptor, &listens).await;
                }
            });
        });
        let aggregator = Self { address: told.recv().unwrap(), certificates, heard };
        aggregator.answers(answer);
        aggregator
    }

    fn url(&self) -> String {
        format!("gemini://localhost:{}/submit", self.address.port())
    }

    fn answers(&self, header: &str) {
        *self.heard.answer.lock().unwrap() = format!("{header}\r\n");
    }

    /// The request by which it is told of a feed.
    fn request(&self, feed: &str) -> String {
        format!("{}?{}\r\n", self.url(), feed.replace(':', "%3A").replace('/', "%2F"))
    }

    fn requests(&self) -> Vec<String> {
        self.heard.requests.lock().unwrap().clone()
    }

    fn connections(&self) -> usize {
        *self.heard.connections.lock().unwrap()
    }
}

async fn converse(tcp: TcpStream, acceptor: &TlsAcceptor, heard: &Heard) {
    *heard.connections.lock().unwrap() += 1;
    let Ok(mut stream) = acceptor.accept(tcp).await else { return };
    let mut request = vec![0; 2048];
    // Who has seen an unknown key goes away without a word.
    let length = stream.read(&mut request).await.unwrap_or_default();
    if length > 0 {
        let request = String::from_utf8_lossy(&request[..length]).into_owned();
        heard.requests.lock().unwrap().push(request);
    }
    let answer = heard.answer.lock().unwrap().clone();
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

/// A site that is served, and a home for who announces it.
struct Place {
    server: Server,
    site: TempDir,
    home: TempDir,
}

const POST: &str = "---\ntitle: First light\ndate: 2020-01-02\n---\nSeen.\n";
const HOME: (&str, &str) = ("index.md", "# Home\n");

impl Place {
    fn of(files: &[(&str, &str)], options: &[&str]) -> Self {
        let site = folder_of(files);
        let server = Server::with(site.path(), options);
        Self { server, site, home: tempfile::tempdir().unwrap() }
    }

    fn url(&self, path: &str) -> String {
        format!("gemini://localhost:{}{path}", self.server.gemini)
    }

    fn state(&self) -> PathBuf {
        self.home.path().join("state")
    }

    /// Writes a configuration of the same site, as it is reached.
    fn configured(&self, more: &str) -> PathBuf {
        let file = self.home.path().join("propus.toml");
        let (site, port) = (self.site.path().display(), self.server.gemini);
        let text = format!(
            "[[host]]\nname = 'localhost'\ncapsule = '{site}'\npublic-gemini-port = {port}\n{more}"
        );
        fs::write(&file, text).unwrap();
        file
    }

    /// Announces, and returns the exit code with all that was said.
    fn announce(&self, arguments: &[&str]) -> (i32, String) {
        let (state, known) = (self.state(), self.home.path().join("known"));
        let output = Command::new(PROPUS)
            .arg("announce")
            .args(arguments)
            .args(["--state", state.to_str().unwrap(), "--known", known.to_str().unwrap()])
            .env("HOME", self.home.path())
            .env_remove("XDG_CONFIG_HOME")
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(said).unwrap())
    }

    /// Announces, and checks how that ends and what is said.
    #[track_caller]
    fn check(&self, arguments: &[&str], code: i32, said: &[&str]) {
        let (ended, all) = self.announce(arguments);
        assert_eq!(ended, code, "{all}");
        for words in said {
            assert!(all.contains(words), "{words:?} is not said: {all}");
        }
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_feed_is_announced_once_and_again_when_there_is_something_new() {
    let place = Place::of(&[HOME, ("log/first-light.md", POST)], &[]);
    let aggregator = Aggregator::start("20 text/gemini");
    let (feed, to) = (place.url("/feed.xml"), aggregator.url());
    let file = place.configured("");
    let arguments = ["localhost", "--config", text(&file), "--to", &to];
    let told = format!("{to}: told, and answers 20 text/gemini");
    let found = format!("{feed} has 1 entry; the newest: 2020-01-02 First light");
    place.check(&arguments, 0, &[&found, &told]);
    assert_eq!(aggregator.requests(), [aggregator.request(&feed)]);
    place.check(&arguments, 0, &[&format!("{to}: not asked, nothing is new since 2")]);
    assert_eq!(aggregator.connections(), 1, "nobody is asked twice");
    place.check(&[&arguments[..], &["--again"]].concat(), 0, &[&told]);
    assert_eq!(aggregator.connections(), 2);
    for name in ["log/second.md", "log/third.md"] {
        fs::write(place.site.path().join(name), POST.replace("First light", name)).unwrap();
    }
    let is_seen = || place.announce(&[&arguments[..], &["--dry-run"]].concat());
    wait_for(|| is_seen().1.contains("3 entries").then_some(())).unwrap();
    assert_eq!(aggregator.connections(), 2, "to look at it is not to announce it");
    place.check(&arguments, 0, &["has 3 entries", &told]);
    place.check(&arguments, 0, &["nothing is new"]);
    assert_eq!(aggregator.connections(), 3, "once for both");
}

#[test]
fn a_redirect_is_a_success_that_is_not_followed() {
    let place = Place::of(&[HOME, ("log/first-light.md", POST)], &[]);
    let aggregator = Aggregator::start("30 gemini://localhost:1/");
    let (feed, to) = (place.url("/feed.xml"), aggregator.url());
    let arguments = ["--feed", &feed, "--to", &to];
    place.check(&arguments, 0, &["told, and answers 30 gemini://localhost:1/"]);
    place.check(&arguments, 0, &["nothing is new"]);
    assert_eq!(aggregator.requests(), [aggregator.request(&feed)]);
}

#[test]
fn who_could_not_be_told_is_told_the_next_time_and_others_at_once() {
    let place = Place::of(&[HOME, ("log/first-light.md", POST)], &[]);
    let (bad, good) = (Aggregator::start("51 No\u{1b}[2J"), Aggregator::start("20 text/gemini"));
    let feed = place.url("/feed.xml");
    let (to_bad, to_good) = (bad.url(), good.url());
    let arguments = ["--feed", &feed, "--to", &to_bad, "--to", &to_good];
    let failed = "not told, to be tried again: 51 No\\u{1b}[2J: it refuses that";
    place.check(&arguments, 1, &[failed, &format!("{to_good}: told")]);
    bad.answers("10 Your feed");
    let asks = "10 Your feed: it asks for something more to be typed";
    place.check(&arguments, 1, &[asks, &format!("{to_good}: not asked")]);
    bad.answers("20 text/gemini");
    place.check(&arguments, 0, &[&format!("{to_bad}: told"), &format!("{to_good}: not asked")]);
    assert_eq!((bad.requests().len(), good.requests().len()), (3, 1));
}

#[test]
fn a_dry_run_asks_nobody_and_remembers_nothing() {
    let place = Place::of(&[HOME, ("log/first-light.md", POST)], &[]);
    let aggregator = Aggregator::start("20 text/gemini");
    let file = place.configured(&format!("announce = ['{}']\n", aggregator.url()));
    let arguments = ["--config", text(&file), "--dry-run"];
    let request = aggregator.request(&place.url("/feed.xml"));
    for _ in 0..2 {
        place.check(&arguments, 0, &[&format!("would be sent {}", request.trim_end())]);
    }
    assert_eq!(aggregator.connections(), 0);
    assert!(!place.state().exists() && !place.home.path().join("known").exists());
    place.check(&arguments[..2], 0, &["told, and answers 20"]);
    place.check(&arguments, 0, &["not asked, nothing is new"]);
    assert_eq!(aggregator.connections(), 1);
}

#[test]
fn an_aggregator_with_another_key_than_before_is_not_asked() {
    let place = Place::of(&[HOME, ("log/first-light.md", POST)], &[]);
    let aggregator = Aggregator::start("20 text/gemini");
    let (feed, to) = (place.url("/feed.xml"), aggregator.url());
    let arguments = ["--feed", &feed, "--to", &to, "--again"];
    place.check(&arguments, 0, &["told, and answers 20"]);
    aggregator.certificates.store(Arc::new(hosts()));
    let known = place.home.path().join("known");
    let before = fs::read_to_string(&known).unwrap();
    for _ in 0..2 {
        let said = ["another key than before", "remembered SHA256:", "propus ping --trust"];
        place.check(&arguments, 1, &said);
    }
    assert_eq!(aggregator.requests().len(), 1);
    assert_eq!(fs::read_to_string(&known).unwrap(), before);
    let ping = ["ping", &to, "--trust", "--known", text(&known)];
    assert!(Command::new(PROPUS).args(ping).output().unwrap().status.success());
    place.check(&arguments, 0, &["told, and answers 20"]);
}

/// Checks that a feed is announced to nobody, for this reason.
#[track_caller]
fn check_refused(place: &Place, arguments: &[&str], said: &str) {
    let aggregator = Aggregator::start("20 text/gemini");
    let to = aggregator.url();
    for more in [&["--to", &to][..], &["--to", &to, "--dry-run"]] {
        place.check(&[arguments, more].concat(), 1, &["nothing is announced", said]);
    }
    assert_eq!(aggregator.connections(), 0);
}

#[test]
fn posts_to_come_and_drafts_are_announced_to_nobody() {
    let later = POST.replace("2020", "2999");
    let place = Place::of(&[HOME, ("log/later.md", &later), ("log/a.md", POST)], &["--future"]);
    let of_future = "1 fault: First light is of the future: 2999-01-02";
    check_refused(&place, &["--feed", &place.url("/feed.xml")], of_future);
    let draft = POST.replace("---\nSeen", "draft: true\n---\nSeen");
    let place = Place::of(&[HOME, ("log/draft.md", &draft), ("log/a.md", POST)], &["--drafts"]);
    let file = place.configured("");
    let is_draft = "2020-01-02 First light is a draft, or still to come";
    check_refused(&place, &["--config", text(&file)], is_draft);
    let (site, feed) = (text(place.site.path()), place.url("/feed.xml"));
    check_refused(&place, &["--feed", &feed, "--capsule", site], is_draft);
}

#[test]
fn what_not_everyone_may_read_is_announced_to_nobody() {
    let site = folder_of(&[HOME, ("club/a.md", POST)]);
    let file = site.path().join("propus.toml");
    let capsule = site.path().display();
    let config = format!(
        "gemini = '127.0.0.1:0'\ngopher = '127.0.0.1:0'\n[[host]]\nname = 'localhost'\n\
         capsule = '{capsule}'\n[[host.zone]]\npath = '/club/'\nany = true\nlisted = true\n"
    );
    fs::write(&file, config).unwrap();
    let server = Server::configured(&file, "localhost");
    let place = Place { server, site, home: tempfile::tempdir().unwrap() };
    let said = "2020-01-02 First light is for some readers only (60): a zone is not announced";
    check_refused(&place, &["--feed", &place.url("/feed.xml")], said);
}

#[test]
fn what_is_no_feed_of_the_host_is_announced_to_nobody() {
    let elsewhere = ("elsewhere.gmi", "=> gemini://a.example/x 2020-01-02 Elsewhere\n");
    let gone = ("gone.gmi", "=> /nothing 2020-01-02 Gone\n");
    let none = ("none.txt", "no feed\n");
    let place = Place::of(&[("index.gmi", "# Home\n"), elsewhere, gone, none], &[]);
    for (path, said) in [
        ("/nothing", "is not got: 51"),
        ("/none.txt", "is no Atom feed"),
        ("/elsewhere", "Elsewhere leads elsewhere: gemini://a.example/x"),
        ("/gone", "its newest entry leads nowhere: gemini://localhost:"),
    ] {
        check_refused(&place, &["--feed", &place.url(path)], said);
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let unheard = format!("gemini://127.0.0.1:{port}/feed.xml");
    check_refused(&place, &["--feed", &unheard], "is not got: refused");
}

#[test]
fn a_page_with_dated_links_is_a_feed_and_one_without_entries_is_no_fault() {
    let log = ("log.gmi", "=> /log/first-light.md 2020-01-02 First light\n=> / Home\n");
    let place = Place::of(&[("index.gmi", "# Home\n"), log, ("log/first-light.md", POST)], &[]);
    let aggregator = Aggregator::start("20 text/gemini");
    let (page, to) = (place.url("/log"), aggregator.url());
    let found = format!("{page} has 1 entry; the newest: 2020-01-02 First light");
    place.check(&["--feed", &page, "--to", &to], 0, &[&found, "told, and answers"]);
    assert_eq!(aggregator.requests(), [aggregator.request(&page)]);
    let home = place.url("/");
    place.check(&["--feed", &home, "--to", &to], 0, &["has no entries yet; nothing is announced"]);
    assert_eq!(aggregator.connections(), 1);
}

#[test]
fn nobody_is_told_who_was_not_named_or_could_not_come() {
    let place = Place::of(&[HOME, ("log/first-light.md", POST)], &[]);
    let file = place.configured("");
    place.check(&["--config", text(&file)], 1, &["nobody is named who could be told", "--to"]);
    let elsewhere = ["--config", text(&file), "--to", "gemini://a.example/submit"];
    place.check(&elsewhere, 1, &["not told: nobody elsewhere reaches localhost"]);
    place.check(&["--feed", "gopher://localhost/0/feed.xml"], 2, &["aggregators fetch feeds"]);
    place.check(&["--to", "https://a.example/submit"], 2, &["write an address such as gemini://"]);
}
