//! Permits that are held for as long as can be: by those who read nothing, or little, from many
//! addresses.

use std::net::SocketAddr;
use std::time::Duration;

use propus::net::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};

use super::served;
use super::support::{HOST, Running, shake_hands};

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

/// Waits until that many permits are held, for ten seconds at most.
async fn all_hold(running: &Running, count: usize) {
    for _ in 0..200 {
        if running.connection_limit.in_use() >= count {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("{} of {count}", running.connection_limit.in_use());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_read_nothing_keep_nobody_out() {
    let limits = limits();
    let running = Running::start(served(), limits);
    let flood = flood(running.gopher, &limits).await;
    all_hold(&running, limits.connections * 3 / 4).await;
    for _ in 0..20 {
        assert!(running.serves().await);
    }
    drop(flood);
}

/// Asks for a file and reads a little of it now and then, with a pause of a second each time.
async fn modem(mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin, line: &[u8]) -> usize {
    stream.write_all(line).await.unwrap();
    stream.flush().await.unwrap();
    let (mut all, mut buffer) = (0, vec![0; 1 << 20]);
    loop {
        let read = stream.read(&mut buffer).await.unwrap();
        if read == 0 {
            return all;
        }
        all += read;
        if all / (6 << 20) != (all - read) / (6 << 20) {
            sleep(Duration::from_secs(1)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_line_gets_all_while_others_read_nothing() {
    let limits = Limits { stall: Duration::from_millis(200), ..limits() };
    let running = Running::start(served(), limits);
    let plain = connect_from(2, running.gopher).await;
    let plain = tokio::spawn(async move { modem(plain, b"/big.bin\r\n").await });
    let tcp = connect_from(3, running.gemini).await;
    let private = shake_hands(tcp, HOST, tokio_rustls::rustls::ALL_VERSIONS).await.unwrap();
    let line = b"gemini://example.org/big.bin\r\n";
    let private = tokio::spawn(async move { modem(private, line).await });
    let flood = flood(running.gopher, &limits).await;
    let newcomers = tokio::spawn({
        let gopher = running.gopher;
        async move {
            for from in (30..200).cycle() {
                let mut stream = connect_from(from, gopher).await;
                let _ = stream.write_all(b"/big.bin\r\n").await;
                tokio::spawn(async move {
                    sleep(Duration::from_secs(2)).await;
                    drop(stream);
                });
                sleep(Duration::from_millis(20)).await;
            }
        }
    });
    let [plain, private] = [plain, private].map(|modem| timeout(Duration::from_secs(30), modem));
    assert_eq!(plain.await.unwrap().unwrap(), super::BIG);
    assert!(private.await.unwrap().unwrap() > super::BIG);
    newcomers.abort();
    drop(flood);
}
