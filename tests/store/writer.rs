//! Someone who writes: a client of Titan with a certificate.

use std::net::SocketAddr;
use std::sync::Arc;

use propus::fingerprint::Fingerprint;
use propus::net::certs;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ALL_VERSIONS;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::sign::CertifiedKey;

use crate::clients_support::server::Server;
use crate::etcd::Etcd;
use crate::shared::Machine;
use crate::support::{Shows, client_config};

/// A writer, who is known to all boxes.
pub(crate) struct Writer {
    key: Arc<CertifiedKey>,
    _folder: TempDir,
}

impl Writer {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = certs::load_or_make(folder.path(), "anna", &[]).unwrap().certified;
        Self { key, _folder: folder }
    }

    /// Of the certificate.
    pub(crate) fn fingerprint(&self) -> String {
        format!("SHA256:{:x}", Fingerprint::of(&self.key.cert[0]))
    }

    /// The tables of a host to which they may write everywhere.
    pub(crate) fn tables(&self) -> String {
        let fingerprint = self.fingerprint();
        format!(
            "[[host.upload]]\npath = '/'\ndelete = true\nquota-files = 100000\n[[host.upload.identity]]\nname = 'anna'\n\
             fingerprint = '{fingerprint}'\n"
        )
    }

    /// Sends a line and bytes to a box, and reads the answer.
    pub(crate) fn asks(&self, server: &Server, path: &str, bytes: &[u8]) -> String {
        self.sends_line(server, &format!("titan://localhost:{}{path}", server.gemini), bytes)
    }

    /// Asks a box for a page.
    pub(crate) fn reads(&self, server: &Server, path: &str) -> String {
        self.sends_line(server, &format!("gemini://localhost:{}{path}", server.gemini), b"")
    }

    fn sends_line(&self, server: &Server, line: &str, bytes: &[u8]) -> String {
        let line = format!("{line}\r\n");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut config = client_config(ALL_VERSIONS);
            config.client_auth_cert_resolver = Arc::new(Shows(Arc::clone(&self.key)));
            let address = SocketAddr::from(([127, 0, 0, 1], server.gemini));
            let stream = TcpStream::connect(address).await.unwrap();
            let name = ServerName::try_from("localhost").unwrap();
            let mut stream =
                TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
            stream.write_all(line.as_bytes()).await.unwrap();
            stream.write_all(bytes).await.unwrap();
            stream.flush().await.unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).await.unwrap();
            String::from_utf8_lossy(&answer).into_owned()
        })
    }

    pub(crate) fn sends(&self, server: &Server, path: &str, text: &str) -> String {
        self.asks(server, &format!("{path};size={}", text.len()), text.as_bytes())
    }

    /// The source of a page, as it is to be changed.
    pub(crate) fn opens(&self, server: &Server, path: &str) -> String {
        let answer = self.asks(server, &format!("{path};edit"), b"");
        answer.split_once("\r\n").unwrap().1.to_owned()
    }
}

/// A machine on which they may write.
pub(crate) fn machine(etcd: &Etcd, writer: &Writer, name: &str) -> Machine {
    let store = format!("etcd = {}\nbox = '{name}'", etcd.setting("http"));
    Machine::written_to(&store, &writer.tables())
}
