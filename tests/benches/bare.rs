//! The least that a server can be: accept, shake hands, read until CR LF, write an answer that is
//! always the same, take leave, drop. No limits, no log, no look-up. What a real server costs more
//! than this is the figure.

use std::net::Ipv4Addr;
use std::path::Path;
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

/// Starts one that answers with the bytes in a file; with a folder of certificates over TLS.
pub(crate) fn start(answer: &Path, certs: Option<&Path>) -> Process {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.arg(WORD).arg(answer).args(certs);
    Process::start(&mut command)
}

/// Serves until it is killed.
pub(crate) fn serve(answer: &Path, certs: Option<&Path>) {
    let answer: Arc<[u8]> = std::fs::read(answer).expect("the answer").into();
    let tls = certs.map(|folder| {
        let identity = certs::load_or_make(folder, HOST, &[]).expect("a certificate");
        let certificates = Arc::new(ArcSwap::from_pointee(Hosts::one(identity.certified, [HOST])));
        TlsAcceptor::from(server_config(certificates).expect("the same settings"))
    });
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    // A task of its own: what `block_on` runs itself hands every connection to another thread.
    runtime.block_on(async { tokio::spawn(listen(answer, tls)).await.expect("a server") });
}

async fn listen(answer: Arc<[u8]>, tls: Option<TlsAcceptor>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    println!("bare://{}", listener.local_addr().expect("an address"));
    loop {
        let (stream, _) = listener.accept().await.expect("a client");
        let (answer, tls) = (Arc::clone(&answer), tls.clone());
        tokio::spawn(async move {
            // Else the answer waits for the client to acknowledge its ticket.
            stream.set_nodelay(true)?;
            match tls {
                Some(tls) => converse(tls.accept(stream).await?, &answer).await,
                None => converse(stream, &answer).await,
            }
        });
    }
}

async fn converse(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    answer: &[u8],
) -> std::io::Result<()> {
    let mut line = Vec::with_capacity(128);
    while !line.ends_with(b"\r\n") {
        if stream.read_buf(&mut line).await? == 0 {
            return Ok(());
        }
    }
    stream.write_all(answer).await?;
    stream.shutdown().await
}
