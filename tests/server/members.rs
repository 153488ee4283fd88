//! Zones and applications as readers meet them: the built program, a configuration file, and the
//! certificates that `openssl` makes as clients do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "../support/clients/mod.rs"]
mod clients_support;

use std::fs;
use std::io::{Read, Write};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use clients_support::server::{Server, folder_of, propus};
use clients_support::wait_for;
use propus::fingerprint::Fingerprint;
use propus::net::certs::read_facts;
use tempfile::TempDir;

const HOST: &str = "members.example";

/// Runs openssl in a folder.
fn openssl(folder: &Path, arguments: &str) {
    let done =
        Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output().unwrap();
    assert!(
        done.status.success(),
        "openssl {arguments}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
}

/// An identity as Lagrange makes it: X.509 version 1, RSA, no extensions. `days` may lie in the
/// past.
struct Card {
    folder: PathBuf,
    name: &'static str,
}

impl Card {
    fn new(folder: &Path, name: &'static str, days: i32) -> Self {
        openssl(
            folder,
            &format!("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out {name}.key"),
        );
        openssl(folder, &format!("req -new -key {name}.key -subj /CN={name} -out {name}.request"));
        openssl(
            folder,
            &format!(
                "x509 -req -in {name}.request -signkey {name}.key -days {days} -out {name}.cert"
            ),
        );
        Self { folder: folder.to_owned(), name }
    }

    fn fingerprint(&self) -> Fingerprint {
        read_facts(&self.folder.join(format!("{}.cert", self.name))).unwrap().certificate
    }
}

/// What `openssl s_client` gets, with a certificate or without one.
fn ask(server: &Server, path: &str, card: Option<&Card>) -> String {
    let mut command = Command::new("openssl");
    command.args([
        "s_client",
        "-quiet",
        "-connect",
        &format!("127.0.0.1:{}", server.gemini),
        "-servername",
        HOST,
    ]);
    if let Some(Card { folder, name }) = card {
        command.current_dir(folder).args([
            "-cert",
            &format!("{name}.cert"),
            "-key",
            &format!("{name}.key"),
        ]);
    }
    let mut client =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    // It must not see the end of its input before the answer is there.
    let mut input = client.stdin.take().unwrap();
    write!(input, "gemini://{HOST}:{}{path}\r\n", server.gemini).unwrap();
    let mut answer = String::new();
    client.stdout.take().unwrap().read_to_string(&mut answer).unwrap();
    drop(input);
    client.wait().unwrap();
    answer
}

/// A capsule with a zone for one card, and an application that tells who asks.
fn capsule(anna: &Card) -> (TempDir, PathBuf) {
    let folder = folder_of(&[("site/index.md", "# Open\n"), ("site/club/index.md", "# Club\n")]);
    let file = folder.path().join("propus.toml");
    let text = format!(
        "gemini = '127.0.0.1:0'\ngopher = '127.0.0.1:0'\n[[host]]\nname = '{HOST}'\ncapsule = 'site'\n\
         # Only friends.\n[[host.zone]]\npath = '/club/'\n\
         [[host.zone.identity]]\nname = 'anna'\nfingerprint = 'SHA256:{:x}'\n\
         [[host.scgi]]\npath = '/who'\nsocket = './app.sock'\n",
        anna.fingerprint()
    );
    fs::write(&file, text).unwrap();
    (folder, file)
}

/// An application that says one variable of each request.
fn tells(socket: &Path, variable: &'static str) {
    let listener = UnixListener::bind(socket).unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut heard = Vec::new();
            while heard.last() != Some(&b',') {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                heard.extend(byte);
            }
            let words: Vec<String> = heard
                .split(|byte| *byte == 0)
                .map(|it| String::from_utf8_lossy(it).into())
                .collect();
            let told =
                words.iter().position(|word| word == variable).and_then(|at| words.get(at + 1));
            write!(stream, "20 text/plain\r\n{}", told.map_or("nobody", String::as_str)).unwrap();
        }
    });
}

#[test]
#[ignore = "needs openssl"]
fn a_zone_opens_for_the_certificate_that_it_names() {
    let cards = tempfile::tempdir().unwrap();
    let [anna, bert] = ["anna", "bert"].map(|name| Card::new(cards.path(), name, 3000));
    let (folder, file) = capsule(&anna);
    tells(&folder.path().join("app.sock"), "TLS_CLIENT_HASH");
    let server = Server::configured(&file, HOST);

    assert!(ask(&server, "/club/", None).starts_with("60 "));
    assert!(ask(&server, "/club/", Some(&anna)).contains("# Club\n"));
    let refused = ask(&server, "/club/", Some(&bert));
    let own = format!("SHA256:{:x}", bert.fingerprint());
    assert!(refused.starts_with("61 ") && refused.contains(&own), "{refused}");
    assert!(ask(&server, "/", Some(&bert)).contains("# Open\n"));
    let menu = String::from_utf8(server.ask_gopher("/")).unwrap();
    assert!(menu.contains("Open") && !menu.to_lowercase().contains("club"), "{menu}");
    assert!(server.ask_gopher("/club/").starts_with(b"3Not found"));

    let told = ask(&server, "/who/x", Some(&bert));
    assert_eq!(told, format!("20 text/plain\r\nSHA256:{:x}", bert.fingerprint()));
    assert_eq!(ask(&server, "/who", None), "20 text/plain\r\nnobody");

    // The owner adds the fingerprint that the client was told.
    let done = propus(&["id", "add", "--config", file.to_str().unwrap(), "bert", &own]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(fs::read_to_string(&file).unwrap().contains("# Only friends.\n"));
    let admitted = || ask(&server, "/club/", Some(&bert)).contains("# Club\n").then_some(());
    assert!(wait_for(admitted).is_some(), "{}", server.said());
    assert!(ask(&server, "/club/", Some(&anna)).contains("# Club\n"));
}

#[test]
#[ignore = "needs openssl"]
fn a_certificate_that_has_expired_opens_nothing() {
    let cards = tempfile::tempdir().unwrap();
    let anna = Card::new(cards.path(), "anna", -1);
    let (_folder, file) = capsule(&anna);
    let server = Server::configured(&file, HOST);
    assert!(ask(&server, "/club/", Some(&anna)).starts_with("62 "));
    assert!(ask(&server, "/", Some(&anna)).contains("# Open\n"));
    assert!(ask(&server, "/who", Some(&anna)).starts_with("43 "), "nobody listens there");
}
