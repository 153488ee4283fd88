//! The built server that may be written to, and clients with certificates of their own.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use propus::fingerprint::Fingerprint;
use propus::history::History;
use propus::net::certs;
use propus::state::HostState;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::ALL_VERSIONS;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::sign::CertifiedKey;

use super::process::Process;
use super::support::{HOST, Shows, client_config};

/// A server in a process of its own, its capsule, its history and the certificates of its clients.
pub(crate) struct Program {
    process: Process,
    address: SocketAddr,
    folder: TempDir,
    start: Start,
}

/// The way that a server is started.
#[derive(Clone, Copy)]
enum Start {
    /// By options alone; true where anna may write everywhere.
    ByOptions(bool),
    /// The same where anna may, with something that happens to its calls of the system.
    Disturbed(&'static str),
    /// By the configuration in its folder.
    ByFile,
}

impl Program {
    /// One to which anna may write everywhere.
    pub(crate) fn start(files: &[(&str, &str)]) -> Self {
        Self::serving(files, true)
    }

    pub(crate) fn without_uploads(files: &[(&str, &str)]) -> Self {
        Self::serving(files, false)
    }

    /// Starts it again, so that something happens to calls of the system, in the words of strace.
    pub(crate) fn disturb(&mut self, what: &'static str) {
        self.start = Start::Disturbed(what);
        self.restart();
    }

    fn serving(files: &[(&str, &str)], is_writable: bool) -> Self {
        Self::in_folder(tempfile::tempdir().unwrap(), files, is_writable)
    }

    /// One by a configuration with these tables of its host, in which `ANNA` and `BERT` stand for the
    /// fingerprints of those two.
    pub(crate) fn configured(files: &[(&str, &str)], tables: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::configured_in(folder, files, "", tables)
    }

    /// The same with these settings besides, in this folder.
    pub(crate) fn configured_in(
        folder: TempDir,
        files: &[(&str, &str)],
        settings: &str,
        tables: &str,
    ) -> Self {
        put(&folder, files);
        let fingerprint = |name| {
            let shown = identity(folder.path(), name);
            format!("SHA256:{:x}", Fingerprint::of(&shown.cert[0]))
        };
        let tables =
            tables.replace("ANNA", &fingerprint("anna")).replace("BERT", &fingerprint("bert"));
        let config = format!(
            "gemini = '127.0.0.1:0'\ngopher = false\ncerts = 'certs'\nstate = 'state'\n\
             metrics = 'unix:metrics.sock'\n{settings}\n[[host]]\nname = '{HOST}'\ncapsule = 'site'\n{tables}"
        );
        fs::write(folder.path().join("propus.toml"), config).unwrap();
        Self::started(folder, Start::ByFile)
    }

    /// The configuration file of one that has one.
    pub(crate) fn config(&self) -> PathBuf {
        self.folder.path().join("propus.toml")
    }

    /// What `propus id` says of its configuration, and whether it did what it was asked to.
    pub(crate) fn id(&self, command: &str, arguments: &[&str]) -> (bool, String) {
        let mut program = Command::new(env!("CARGO_BIN_EXE_propus"));
        program.args(["id", command, "--config"]).arg(self.config()).args(arguments);
        let done = program.output().unwrap();
        let said = [done.stdout, done.stderr].concat();
        (done.status.success(), String::from_utf8(said).unwrap())
    }

    /// One that keeps all that it has in a folder.
    pub(crate) fn in_folder(folder: TempDir, files: &[(&str, &str)], is_writable: bool) -> Self {
        put(&folder, files);
        Self::started(folder, Start::ByOptions(is_writable))
    }

    fn started(folder: TempDir, start: Start) -> Self {
        let (process, address) = run(folder.path(), start);
        Self { process, address, folder, start }
    }

    /// Ends it at once, and starts it again.
    pub(crate) fn restart(&mut self) {
        let (process, address) = run(self.folder.path(), self.start);
        (self.process, self.address) = (process, address);
    }

    /// Ends it at once, wherever it is: the master first, so that it starts no other worker.
    pub(crate) fn kill(&self) {
        let master = self.process.id().to_string();
        let listed = Command::new("ps").args(["-o", "pid=", "--ppid", &master]).output().unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        let workers: Vec<&str> = listed.split_whitespace().collect();
        assert!(!workers.is_empty(), "it has no worker");
        Command::new("kill").args(["-9", &master]).args(workers).status().unwrap();
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// The history of its host, as another process reads it.
    pub(crate) fn versions(&self) -> History {
        History::of(&HostState::of(&self.state(), HOST))
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    pub(crate) fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    pub(crate) fn file(&self, name: &str) -> String {
        fs::read_to_string(self.site().join(name)).unwrap()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.site().join(name).exists()
    }

    /// What `propus history` says.
    pub(crate) fn history(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_propus"));
        command.arg("history").args(arguments).args(["--host", HOST, "--state"]);
        let done = command.arg(self.state()).arg("--capsule").arg(self.site()).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    /// One who may write.
    pub(crate) fn anna(&self) -> Client {
        self.client(Some("anna"))
    }

    /// Another one with a certificate.
    pub(crate) fn bert(&self) -> Client {
        self.client(Some("bert"))
    }

    /// One with a certificate who may not.
    pub(crate) fn other(&self) -> Client {
        self.client(Some("other"))
    }

    /// One without a certificate.
    pub(crate) fn stranger(&self) -> Client {
        self.client(None)
    }

    fn client(&self, name: Option<&str>) -> Client {
        let shows = name.map(|name| identity(self.folder.path(), name));
        Client { address: self.address, shows }
    }
}

/// Writes the files of a site.
fn put(folder: &TempDir, files: &[(&str, &str)]) {
    for (name, text) in files {
        let file = folder.path().join("site").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

/// The certificate and key of a client, which are made when there are none.
fn identity(folder: &Path, name: &str) -> Arc<CertifiedKey> {
    certs::load_or_make(&folder.join("clients"), name, &[]).unwrap().certified
}

fn run(folder: &Path, start: Start) -> (Process, SocketAddr) {
    let mut command = match start {
        Start::ByOptions(_) | Start::ByFile => Command::new(env!("CARGO_BIN_EXE_propus")),
        Start::Disturbed(what) => {
            // What is started is the program, and strace beside it.
            let mut strace = Command::new("strace");
            strace.args(["-D", "-f", "-q", "-o", "/dev/null", "-e", what]);
            strace.arg(env!("CARGO_BIN_EXE_propus"));
            strace
        }
    };
    match start {
        Start::ByFile => {
            command.arg("serve").arg("--config").arg(folder.join("propus.toml"));
        }
        Start::ByOptions(_) | Start::Disturbed(_) => {
            let is_writable = !matches!(start, Start::ByOptions(false));
            command.args(["--host", HOST, "--gemini", "127.0.0.1:0", "--no-gopher", "--certs"]);
            command.arg(folder.join("certs")).arg("--state").arg(folder.join("state"));
            if is_writable {
                let anna = identity(folder, "anna");
                let fingerprint = Fingerprint::of(&anna.cert[0]);
                command.args(["--upload", &format!("/=SHA256:{fingerprint:x}")]);
            }
            command.arg(folder.join("site"));
        }
    }
    let mut process = Process::start(&mut command);
    let address = process.address("gemini");
    (process, address)
}

/// A client with or without a certificate. Each request has a connection of its own.
#[derive(Clone)]
pub(crate) struct Client {
    address: SocketAddr,
    shows: Option<Arc<CertifiedKey>>,
}

impl Client {
    pub(crate) async fn connect(&self) -> TlsStream<TcpStream> {
        self.try_connect().await.unwrap()
    }

    async fn try_connect(&self) -> std::io::Result<TlsStream<TcpStream>> {
        let mut config = client_config(ALL_VERSIONS);
        if let Some(shows) = &self.shows {
            config.client_auth_cert_resolver = Arc::new(Shows(Arc::clone(shows)));
        }
        let stream = TcpStream::connect(self.address).await?;
        let name = ServerName::try_from(HOST).unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }

    /// Sends a line, and reads the answer.
    pub(crate) async fn ask(&self, line: &str) -> String {
        self.send(line, b"").await
    }

    /// Sends a line and bytes, all of them before it looks for an answer, as clients do.
    pub(crate) async fn send(&self, line: &str, bytes: &[u8]) -> String {
        self.try_send(line, bytes).await.unwrap_or_else(|error| panic!("{line}: {error}"))
    }

    pub(crate) async fn try_send(&self, line: &str, bytes: &[u8]) -> std::io::Result<String> {
        let mut stream = self.try_connect().await?;
        stream.write_all(format!("{line}\r\n").as_bytes()).await?;
        stream.write_all(bytes).await?;
        stream.flush().await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}
