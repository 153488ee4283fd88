//! What the tests of whole exchanges share: a small capsule, conversations in memory, a server on
//! real sockets, and a TLS client that takes any certificate.

#![allow(dead_code, reason = "each test program uses a part of it")]

mod indexed;
pub(crate) mod plain;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use propus::capsule;
use propus::content::Folder;
use propus::counters::Counters;
use propus::exchange::{Peer, Protocol};
use propus::generator::Options;
use propus::host::Hosts;
use propus::log::AccessLog;
use propus::net::{
    self, ConnectionLimit, Dispatcher, Ending, Gemini, Gopher, Limits, Liveness, Permit, Proxies,
    Terms, certs,
};
use propus::origin::Origin;
use propus::site::{Site, Style};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::ResolvesClientCert;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{
    ClientConfig, DigitallySignedStruct, Error, ServerConfig, SignatureScheme,
    SupportedProtocolVersion,
};
use tokio_util::sync::CancellationToken;

use indexed::Indexed;

/// The name of the capsule, whatever address it is on.
pub(crate) const HOST: &str = "example.org";

/// A capsule and the folder that it is in.
pub(crate) struct Served {
    pub(crate) site: Arc<Site>,
    pub(crate) folder: TempDir,
}

/// A capsule of these files.
pub(crate) fn site(files: &[(&str, &[u8])]) -> Served {
    site_with(files, &Options::default(), Style::default())
}

/// A capsule of these files, read and written as an operator wants it.
pub(crate) fn site_with(files: &[(&str, &[u8])], options: &Options, style: Style) -> Served {
    let folder = written(files);
    let site = Arc::new(read(folder.path(), options, style));
    Served { site, folder }
}

/// A folder with these files.
fn written(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, content).unwrap();
    }
    folder
}

/// The capsule that a folder is.
pub(crate) fn serve(folder: TempDir) -> Served {
    let site = Arc::new(read(folder.path(), &Options::default(), Style::default()));
    Served { site, folder }
}

fn read(folder: &Path, options: &Options, style: Style) -> Site {
    read_as(
        folder,
        Origin::new(HOST, [(Protocol::Gemini, 1965), (Protocol::Gopher, 70)]),
        options,
        style,
    )
}

/// The same, reached under a name and by ports.
fn read_as(folder: &Path, origin: Origin, options: &Options, style: Style) -> Site {
    let opened = Arc::new(Folder::open(folder).unwrap());
    let (capsule, _) = capsule::load(&opened, options, None).unwrap();
    let site = Site::new(capsule, origin, style);
    site.index();
    site
}

/// A capsule with a bit of everything.
pub(crate) fn small_site() -> Served {
    site(&[
        ("_config.yml", b"author: {name: Ann, email: ann@example.org}\npermalink: /:title\n"),
        ("index.md", b"---\ntitle: Home\n---\nWelcome. The [notes](notes/) are here.\n"),
        ("notes/index.md", b"---\ntitle: Notes\n---\nAll of them.\n"),
        ("notes/pi.md", b"---\ntitle: Pi\n---\nSmall boxes.\n"),
        ("a b.md", "---\ntitle: Über alles\n---\n".as_bytes()),
        ("data.txt", b"one\n.\ntwo\n"),
        ("x y.txt", b"spaced\n"),
        ("100%.txt", b"all\n"),
        ("dot.bin", b"\x00\n.\n\xff"),
        ("page.html", b"<h1>Old</h1><p>Page</p>"),
        (".git/config", b"secret\n"),
        (".hidden", b"secret\n"),
    ])
}

pub(crate) fn tls() -> Arc<ServerConfig> {
    let folder = tempfile::tempdir().unwrap();
    let certified = certs::load_or_make(folder.path(), HOST, &[]).unwrap().certified;
    net::server_config(Arc::new(ArcSwap::from_pointee(Hosts::one(certified, [HOST])))).unwrap()
}

/// A site as the only one of a Gemini server.
fn alone(site: &Arc<Site>) -> Arc<ArcSwap<Hosts<Site>>> {
    Arc::new(ArcSwap::from_pointee(Hosts::one(Arc::clone(site), [HOST])))
}

const PEER: Peer = Peer { address: IpAddr::V4(Ipv4Addr::LOCALHOST), identity: None };

/// Counts of a server's own.
fn counters() -> Arc<Counters> {
    Arc::new(Counters::new().unwrap())
}

fn dispatcher() -> Arc<Dispatcher> {
    Arc::new(Dispatcher::new(2))
}

/// Begins a Gemini conversation in memory, where TLS has been left behind.
pub(crate) fn gemini(served: &Served, server_name: Option<&'static str>) -> DuplexStream {
    gemini_from(served, server_name, PEER)
}

/// The same, of a client that may have proven who it is.
pub(crate) fn gemini_from(
    served: &Served,
    server_name: Option<&'static str>,
    peer: Peer,
) -> DuplexStream {
    let service = Gemini::new(
        alone(&served.site),
        tls(),
        Limits::default(),
        AccessLog::default(),
        counters(),
        dispatcher(),
    );
    in_memory(Protocol::Gemini, peer.address, |stream, permit| async move {
        service.converse(stream, server_name, peer, &permit).await;
    })
}

/// Begins a conversation in memory, which is led by `lead`; gives the client's end.
fn in_memory<F>(
    protocol: Protocol,
    address: IpAddr,
    lead: impl FnOnce(DuplexStream, Permit) -> F,
) -> DuplexStream
where
    F: Future<Output = ()> + Send + 'static,
{
    let (client, server) = tokio::io::duplex(1 << 20);
    let permit = ConnectionLimit::new(1, 1).share(protocol).acquire(address).unwrap();
    tokio::spawn(lead(server, permit));
    client
}

/// Begins a Gopher conversation in memory.
pub(crate) fn gopher(served: &Served) -> DuplexStream {
    let service = Gopher::new(
        Arc::new(ArcSwap::new(Arc::clone(&served.site))),
        Limits::default(),
        AccessLog::default(),
        counters(),
        dispatcher(),
    );
    in_memory(Protocol::Gopher, PEER.address, |stream, permit| async move {
        service.converse(stream, PEER, &permit).await;
    })
}

/// Sends some bytes, and reads the answer to its end.
pub(crate) async fn ask(mut stream: DuplexStream, request: &[u8]) -> Vec<u8> {
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    answer
}

/// A server on real sockets. Stops when it is dropped.
pub(crate) struct Running {
    pub(crate) gemini: SocketAddr,
    pub(crate) gopher: SocketAddr,
    /// Addresses of Spartan, Nex and Finger, where these are on.
    pub(crate) plain: Option<[SocketAddr; 3]>,
    pub(crate) terms: Terms,
    pub(crate) dispatcher: Arc<Dispatcher>,
    pub(crate) served: Served,
    pub(crate) connection_limit: ConnectionLimit,
    pub(crate) counters: Arc<Counters>,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: Vec<JoinHandle<()>>,
}

impl Running {
    pub(crate) fn start(served: Served, limits: Limits) -> Self {
        Self::start_with(served, limits, Proxies::default(), |gopher| gopher)
    }

    /// Behind proxies, and with a Gopher service that is made a little different.
    pub(crate) fn start_with(
        served: Served,
        limits: Limits,
        proxies: Proxies,
        change: impl FnOnce(Gopher) -> Gopher,
    ) -> Self {
        let connection_limit = ConnectionLimit::new(limits.connections, limits.per_address);
        let stop = CancellationToken::new();
        let bind =
            || TcpListener::from_std(net::bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap()).unwrap();
        let (gemini, gopher) = (bind(), bind());
        let addresses = (gemini.local_addr().unwrap(), gopher.local_addr().unwrap());
        let (log, counters, dispatcher) = (AccessLog::default(), counters(), dispatcher());
        let terms = Terms {
            connection_limit: connection_limit.clone(),
            limits,
            proxies,
            liveness: Liveness::default(),
            ending: Ending::default(),
        };
        let on_gemini = Arc::new(Gemini::new(
            alone(&served.site),
            tls(),
            limits,
            log.clone(),
            Arc::clone(&counters),
            Arc::clone(&dispatcher),
        ));
        let on_gopher = Arc::new(change(Gopher::new(
            Arc::new(ArcSwap::new(Arc::clone(&served.site))),
            limits,
            log,
            Arc::clone(&counters),
            Arc::clone(&dispatcher),
        )));
        let tasks = vec![
            tokio::spawn(net::run(gemini, on_gemini, terms.clone(), stop.clone())),
            tokio::spawn(net::run(gopher, on_gopher, terms.clone(), stop.clone())),
        ];
        Self {
            gemini: addresses.0,
            gopher: addresses.1,
            plain: None,
            terms,
            dispatcher,
            served,
            connection_limit,
            counters,
            stop,
            tasks,
        }
    }

    /// Whether fresh clients are served.
    pub(crate) async fn serves(&self) -> bool {
        let gemini = self.ask_gemini(b"gemini://example.org/\r\n").await.unwrap();
        let gopher = self.ask_gopher(b"\r\n").await.unwrap();
        gemini.starts_with(b"20 text/gemini") && gopher.ends_with(b".\r\n")
    }

    pub(crate) async fn ask_gopher(&self, request: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(self.gopher).await?;
        stream.write_all(request).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok(answer)
    }

    pub(crate) async fn ask_gemini(&self, request: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut stream = self.connect(HOST).await?;
        stream.write_all(request).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok(answer)
    }

    /// Connects and shakes hands; an address as name is not sent to the server.
    pub(crate) async fn connect(&self, name: &str) -> std::io::Result<TlsStream<TcpStream>> {
        connect(self.gemini, name).await
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Connects to a Gemini server and shakes hands.
pub(crate) async fn connect(
    address: SocketAddr,
    name: &str,
) -> std::io::Result<TlsStream<TcpStream>> {
    shake_hands(TcpStream::connect(address).await?, name, tokio_rustls::rustls::ALL_VERSIONS).await
}

pub(crate) async fn shake_hands(
    tcp: TcpStream,
    name: &str,
    versions: &[&'static SupportedProtocolVersion],
) -> std::io::Result<TlsStream<TcpStream>> {
    let config = Arc::new(client_config(versions));
    TlsConnector::from(config).connect(ServerName::try_from(name.to_owned()).unwrap(), tcp).await
}

/// A client that takes any certificate.
pub(crate) fn client_config(versions: &[&'static SupportedProtocolVersion]) -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(TakesAny))
        .with_no_client_auth()
}

/// A client's certificate and key, which it shows whatever is asked for.
#[derive(Debug)]
pub(crate) struct Shows(pub(crate) Arc<CertifiedKey>);

impl ResolvesClientCert for Shows {
    fn resolve(&self, _hints: &[&[u8]], _schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// Limits that let a test see in a moment what takes a minute in life.
pub(crate) fn short_limits() -> Limits {
    Limits {
        handshake: Duration::from_millis(500),
        request: Duration::from_millis(500),
        pace: net::Pace { rate: 1000, window: Duration::from_millis(500) },
        drain: Duration::from_millis(200),
        finish: Duration::from_secs(2),
        ..Limits::default()
    }
}

/// Takes any certificate, as a client does that sees it for the first time.
#[derive(Debug)]
struct TakesAny;

impl ServerCertVerifier for TakesAny {
    fn verify_server_cert(
        &self,
        _certificate: &CertificateDer<'_>,
        _chain: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ring::default_provider().signature_verification_algorithms.supported_schemes()
    }
}
