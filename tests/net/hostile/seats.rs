//! Permits that are held for as long as can be: by those who read nothing, or little, from many
//! addresses.

use std::net::SocketAddr;
use std::time::Duration;

use propus::net::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::sleep;

use super::program::until;
use super::support::{HOST, Running, shake_hands, site};
use super::{BIG, served};

/// As many addresses as hold all permits, if each has as many as it may.
const ADDRESSES: u8 = 16;

/// The limits of a server, and enough descriptors for both ends of all its connections.
fn limits() -> Limits {
    let limits = Limits::default();
    let needed = limits.connections as u64 * 3 + 500;
    let allowed = rlimit::increase_nofile_limit(needed).unwrap();
    assert!(allowed >= needed, "this test needs {needed} descriptors; the system allows {allowed}");
    limits
}

/// A connection from 127.0.0.`from`.
async fn connect_from(from: u8, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, from], 0).into()).unwrap();
    socket.connect(to).await.unwrap()
}

/// As many as may come from 16 addresses; each asks for a large file and reads none of it.
async fn flood(to: SocketAddr, limits: &Limits) -> Vec<TcpStream> {
    let mut flood = Vec::new();
    for from in 0..ADDRESSES {
        for _ in 0..limits.per_address {
            let mut stream = connect_from(10 + from, to).await;
            // Some of the last are refused.
            let _ = stream.write_all(b"/big.bin\r\n").await;
            flood.push(stream);
        }
    }
    flood
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_read_nothing_keep_nobody_out() {
    let limits = limits();
    let running = Running::start(served(), limits);
    let flood = flood(running.gopher, &limits).await;
    let most = limits.connections * 3 / 4;
    until("all are held", || running.connection_limit.in_use() >= most).await;
    for _ in 0..20 {
        assert!(running.serves().await);
    }
    drop(flood);
}

/// Asks, reads pieces of that size with a rest between them, and counts what it gets.
async fn modem(
    mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin,
    line: &[u8],
    piece: usize,
    rest: Duration,
) -> usize {
    stream.write_all(line).await.unwrap();
    stream.flush().await.unwrap();
    let (mut all, mut taken, mut buffer) = (0, 0, vec![0; piece]);
    loop {
        let room = piece - taken;
        let read = stream.read(&mut buffer[..room]).await.unwrap();
        if read == 0 {
            return all;
        }
        (all, taken) = (all + read, (taken + read) % piece);
        if taken == 0 {
            sleep(rest).await;
        }
    }
}

/// Asks by a slow line over both protocols while there is a flood from 16 addresses and newcomers
/// from others; how much each gets.
async fn asked_by_a_slow_line(
    limits: Limits,
    path: &str,
    piece: usize,
    rest: Duration,
) -> [usize; 2] {
    let text = "A line of a page that a modem takes a while for.\n".repeat(100);
    let files: [(&str, &[u8]); 3] =
        [("index.md", b"# Home\n"), ("big.bin", &vec![7; BIG]), ("page.txt", text.as_bytes())];
    let running = Running::start(site(&files), limits);
    let gopher = running.gopher;
    let tcp = connect_from(3, running.gemini).await;
    let private = shake_hands(tcp, HOST, tokio_rustls::rustls::ALL_VERSIONS).await.unwrap();
    let flood = flood(gopher, &limits).await;
    let plain = connect_from(2, gopher).await;
    let newcomers = tokio::spawn(async move {
        for from in (30..200).cycle() {
            let mut stream = connect_from(from, gopher).await;
            let _ = stream.write_all(b"/big.bin\r\n").await;
            tokio::spawn(async move {
                sleep(Duration::from_secs(2)).await;
                drop(stream);
            });
            sleep(Duration::from_millis(20)).await;
        }
    });
    let (selector, url) = (format!("{path}\r\n"), format!("gemini://{HOST}{path}\r\n"));
    let got = tokio::join!(
        modem(plain, selector.as_bytes(), piece, rest),
        modem(private, url.as_bytes(), piece, rest)
    );
    newcomers.abort();
    drop(flood);
    got.into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_modem_gets_a_page_while_others_read_nothing() {
    // 9600 baud, and a pause of almost two seconds after each two.
    let [plain, private] =
        asked_by_a_slow_line(limits(), "/page.txt", 1920, Duration::from_millis(1900)).await;
    assert!(plain > 4900 && private > 4900, "{plain} {private}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_line_gets_a_large_file_while_others_read_nothing() {
    // It pauses for longer than others may who can be spared.
    let limits = Limits { stall: Duration::from_millis(200), ..limits() };
    let [plain, private] =
        asked_by_a_slow_line(limits, "/big.bin", 6 << 20, Duration::from_secs(1)).await;
    assert!(plain == BIG && private > BIG, "{plain} {private}");
}
