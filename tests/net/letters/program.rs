//! Letters to the built server, over TLS and from its sandbox: what outlives it, what its log says,
//! and that a page changes when one is published.

use std::fs;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use propus::net::certs;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ALL_VERSIONS;
use tokio_rustls::rustls::pki_types::ServerName;

use super::support::{HOST, Shows, client_config};

#[path = "../../benches/process.rs"]
mod process;

use process::Process;

/// The longest that a change of the folder takes to be seen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that takes letters and logs all that it may, with all that it has in one folder.
struct Program {
    process: Process,
    gemini: SocketAddr,
    gopher: SocketAddr,
    folder: TempDir,
}

impl Program {
    fn start(letters: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["site", "log"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        fs::write(folder.path().join("site/index.md"), "# Home\n").unwrap();
        fs::write(folder.path().join("site/pi.md"), "# Pi\n\nThree.\n").unwrap();
        let config = format!(
            "certs = \"certs\"\nstate = \"state\"\ngemini = \"127.0.0.1:0\"\nmetrics = \"off\"\n\
             gopher = \"127.0.0.1:0\"\n[log]\naccess-log = \"log/access.log\"\nqueries = true\n\
             [[host]]\nname = \"{HOST}\"\ncapsule = \"site\"\n{letters}\n"
        );
        fs::write(folder.path().join("propus.toml"), config).unwrap();
        let (process, gemini, gopher) = run(&folder);
        Self { process, gemini, gopher, folder }
    }

    fn restart(&mut self) {
        (self.process, self.gemini, self.gopher) = run(&self.folder);
    }

    /// What a client with a certificate of that name is answered.
    async fn ask(&self, path: &str, name: &str) -> String {
        let folder = self.folder.path().join("clients");
        let shown = certs::load_or_make(&folder, name, &[]).unwrap().certified;
        let mut config = client_config(ALL_VERSIONS);
        config.client_auth_cert_resolver = Arc::new(Shows(shown));
        let stream = TcpStream::connect(self.gemini).await.unwrap();
        let server = ServerName::try_from(HOST).unwrap();
        let connector = TlsConnector::from(Arc::new(config));
        let mut stream = connector.connect(server, stream).await.unwrap();
        let line = format!("gemini://{HOST}:{}{path}\r\n", self.gemini.port());
        stream.write_all(line.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    }

    async fn menu(&self, line: &str) -> String {
        let mut stream = TcpStream::connect(self.gopher).await.unwrap();
        stream.write_all(format!("{line}\r\n").as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    }

    /// What a command says of this server's configuration.
    fn propus(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_propus"));
        let config = self.folder.path().join("propus.toml");
        let done = command.args(arguments).arg("--config").arg(config).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    /// Waits until a page says something, or does not any more.
    async fn page_says(&self, words: &str, expected: bool) -> String {
        let began = Instant::now();
        loop {
            let page = self.ask("/pi", "anna").await;
            if page.contains(words) == expected {
                return page;
            }
            assert!(began.elapsed() < PATIENCE, "{words}: {page}");
            sleep(Duration::from_millis(50)).await;
        }
    }
}

fn run(folder: &TempDir) -> (Process, SocketAddr, SocketAddr) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_propus"));
    let config = folder.path().join("propus.toml");
    let mut process = Process::start(command.arg("--config").arg(config));
    let gemini = process.address("gemini");
    let gopher = process.address("gopher");
    (process, gemini, gopher)
}

#[tokio::test]
async fn a_letter_is_read_published_and_shown_and_goes_with_its_file() {
    let program = Program::start("[host.letters]");
    let thanks = program.ask("/letters/pi?How%20do%20you%20do%3F", "anna").await;
    assert!(thanks.starts_with("20 ") && thanks.contains("> How do you do?\n"), "{thanks}");
    let listed = program.propus(&["letters"]);
    assert!(listed.starts_with("1  2") && listed.ends_with("  /pi  anna  How do you do?\n"));
    assert!(program.propus(&["letters", "show", "1"]).contains("From: anna, SHA256:"));
    assert!(!program.ask("/pi", "anna").await.contains("How do"));
    program.propus(&["letters", "publish", "1"]);
    let page = program.page_says("> How do you do?\n", true).await;
    assert!(page.contains("## Letters\n\n> How do you do?\n\n— anna, 2"), "{page}");
    assert!(program.menu("/pi").await.contains("i> How do you do?\t"));
    assert_eq!(program.propus(&["letters", "list"]), "");
    fs::remove_file(program.folder.path().join("site/_letters/pi-1.md")).unwrap();
    program.page_says("How do", false).await;
}

#[tokio::test]
async fn a_restart_forgives_nobody_and_no_log_says_what_a_letter_did() {
    let mut program = Program::start("[host.letters]\nanyone = true\nan-hour = 1");
    assert!(program.ask("/letters/pi?xyzzy", "anna").await.starts_with("20 "));
    assert!(program.menu("/letters/pi\txyzzy").await.starts_with("iThank you"));
    program.propus(&["letters", "drop", "1"]);
    program.restart();
    assert!(program.ask("/letters/pi?xyzzy%20again", "anna").await.starts_with("44 "));
    assert!(program.menu("/letters/pi\txyzzy again").await.starts_with("3Too many letters"));
    for path in ["/a/../letters/pi?xyzzy", "/letters/none?xyzzy", "/letters/pi?xyzzy%"] {
        program.ask(path, "anna").await;
    }
    program.ask("/pi?plugh", "anna").await;
    let log = program.folder.path().join("log/access.log");
    let began = Instant::now();
    let text = loop {
        let text = fs::read_to_string(&log).unwrap();
        if text.contains("plugh") {
            break text;
        }
        assert!(began.elapsed() < PATIENCE, "{text}");
        sleep(Duration::from_millis(50)).await;
    };
    assert!(!text.contains("xyzzy") && text.contains("/letters/pi"), "{text}");
}

#[test]
fn a_copy_of_the_site_has_neither_link_nor_letters() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    fs::create_dir_all(site.join("_letters")).unwrap();
    fs::write(site.join("pi.md"), "# Pi\n").unwrap();
    fs::write(site.join("_letters/pi-1.md"), "---\npage: /pi\n---\n> Hello\n").unwrap();
    let to = folder.path().join("out");
    let mut command = Command::new(env!("CARGO_BIN_EXE_propus"));
    let done = command.arg("export").arg(&site).arg("--to").arg(&to).output().unwrap();
    assert!(done.status.success());
    let page = fs::read_to_string(to.join("pi/index.gmi")).unwrap();
    assert!(!page.contains("etters") && !page.contains("Hello"), "{page}");
    assert!(!to.join("_letters").exists() && !to.join("letters").exists());
}

#[test]
fn without_letters_nothing_is_made_for_them() {
    let program = Program::start("");
    assert!(!program.folder.path().join("state").exists());
}
