//! The least that a server can be: accept, shake hands, read until CR LF, write an answer that is
//! always the same, take leave, drop. No limits, no log, no look-up. What a real server costs more
//! than this is the figure.

use std::io::Write;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use arc_swap::ArcSwap;
use propus::host::Hosts;
use propus::net::{certs, server_config};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::process::Process;
use crate::support::HOST;

/// The word by which this program knows that it is to be the bare server.
pub(crate) const WORD: &str = "bare";

/// Starts one that answers with the bytes in a file; with a folder of certificates over TLS, and then
/// with another folder for what clients send.
pub(crate) fn start(answer: &Path, certs: Option<&Path>, store: Option<&Path>) -> Process {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.arg(WORD).arg(answer).args(certs).args(store);
    Process::start(&mut command)
}

/// Serves until it is killed.
pub(crate) fn serve(answer: &Path, certs: Option<&Path>, store: Option<&Path>) {
    let answer: Arc<[u8]> = std::fs::read(answer).expect("the answer").into();
    let tls = certs.map(|folder| {
        let identity = certs::load_or_make(folder, HOST, &[]).expect("a certificate");
        let certificates = Arc::new(ArcSwap::from_pointee(Hosts::one(identity.certified, [HOST])));
        TlsAcceptor::from(server_config(certificates).expect("the same settings"))
    });
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    // A task of its own: what `block_on` runs itself hands every connection to another thread.
    let store = store.map(Path::to_owned);
    runtime.block_on(async { tokio::spawn(listen(answer, tls, store)).await.expect("a server") });
}

async fn listen(answer: Arc<[u8]>, tls: Option<TlsAcceptor>, store: Option<PathBuf>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    println!("bare://{}", listener.local_addr().expect("an address"));
    loop {
        let (stream, _) = listener.accept().await.expect("a client");
        let (answer, tls, store) = (Arc::clone(&answer), tls.clone(), store.clone());
        tokio::spawn(async move {
            // Else the answer waits for the client to acknowledge its ticket.
            stream.set_nodelay(true)?;
            match tls {
                Some(tls) => converse(tls.accept(stream).await?, &answer, store).await,
                None => converse(stream, &answer, store).await,
            }
        });
    }
}

async fn converse(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    answer: &[u8],
    store: Option<PathBuf>,
) -> std::io::Result<()> {
    let mut line = Vec::with_capacity(128);
    let head = loop {
        if let Some(end) = line.windows(2).position(|it| it == b"\r\n") {
            break end + 2;
        }
        if stream.read_buf(&mut line).await? == 0 {
            return Ok(());
        }
    };
    if let Some(store) = store {
        let text = std::str::from_utf8(&line[..head]).unwrap_or_default();
        let size =
            text.split(";size=").nth(1).and_then(|it| it.split(';').next()?.trim().parse().ok());
        let whole = head + size.unwrap_or(0);
        while line.len() < whole {
            if stream.read_buf(&mut line).await? == 0 {
                return Ok(());
            }
        }
        let body = line.split_off(head);
        tokio::task::spawn_blocking(move || keep(&store, &body)).await.expect("a thread")?;
    }
    stream.write_all(answer).await?;
    stream.shutdown().await
}

/// Writes a text beside its place, brings it to the disk, renames it, and brings that there.
fn keep(folder: &Path, text: &[u8]) -> std::io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    file.persist(folder.join("page.md"))?;
    std::fs::File::open(folder)?.sync_all()
}
