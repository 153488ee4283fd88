//! Clients that mean no good. Each comes from addresses of its own, so that what an address may
//! have is not spent for honest ones.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use socket2::{Domain, SockRef, Socket, Type};
use tokio_rustls::rustls::ClientConnection;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::support::{HOST, client_config};

/// What an attacker does in one round, to a Gemini and a Gopher address.
type Attacker = fn(usize, SocketAddr, SocketAddr);

/// All of them.
pub(crate) const ATTACKERS: &[Attacker] = &[
    idle,
    one_byte_at_a_time,
    never_reads,
    reads_slowly,
    small_answers_never_read,
    asks_again_at_once,
    resets,
    storm_of_resets,
    noise,
    endless_line,
    half_a_handshake,
    handshakes_and_no_more,
    odd_beginnings,
    crowd_on_a_slow_page,
];

/// How long an attacker lingers.
const LINGER: Duration = Duration::from_secs(10);
/// Addresses of those who want all permits: as many as hold more than there are.
const ADDRESSES: usize = 16;

/// Opens hundreds of connections, says nothing, and keeps them.
fn idle(round: usize, gemini: SocketAddr, gopher: SocketAddr) {
    let kept: Vec<_> = (0..600)
        .filter_map(|it| connect(10 + (it + round) % 20, [gemini, gopher][it % 2]))
        .collect();
    sleep(LINGER);
    drop(kept);
}

fn one_byte_at_a_time(round: usize, gemini: SocketAddr, gopher: SocketAddr) {
    let mut streams: Vec<_> =
        [gemini, gopher].into_iter().filter_map(|it| connect(40 + round % 5, it)).collect();
    for _ in 0..100 {
        streams.retain_mut(|stream| stream.write_all(&[0x16]).is_ok());
        sleep(LINGER / 100);
    }
}

/// Asks for what is larger than all buffers and reads none of it, from many addresses.
fn never_reads(round: usize, _: SocketAddr, gopher: SocketAddr) {
    let streams = ask_from_many(100, 40, gopher, b"/file.bin\r\n");
    if round.is_multiple_of(2) {
        // A stream that is half closed is read as little.
        streams.iter().for_each(|stream| drop(stream.shutdown(Shutdown::Write)));
    }
    sleep(LINGER);
}

/// Reads what it asks for just fast enough not to be let go for that.
fn reads_slowly(_: usize, _: SocketAddr, gopher: SocketAddr) {
    let mut streams = ask_from_many(120, 20, gopher, b"/file.bin\r\n");
    for _ in 0..10 {
        streams.retain_mut(|stream| stream.read(&mut [0; 8192]).is_ok_and(|read| read > 0));
        sleep(LINGER / 10);
    }
}

/// Leaves answers to the system that fit into its buffers.
fn small_answers_never_read(_: usize, _: SocketAddr, gopher: SocketAddr) {
    let streams = ask_from_many(140, 20, gopher, b"/page\r\n");
    sleep(LINGER / 10);
    drop(streams);
}

/// Asks for page after page, without a rest.
fn asks_again_at_once(round: usize, _: SocketAddr, gopher: SocketAddr) {
    for number in 0..500 {
        let Some(mut stream) = connect(160 + (round + number) % ADDRESSES, gopher) else {
            continue;
        };
        let _ = stream.write_all(b"/page\r\n").and_then(|()| stream.read(&mut [0; 100]));
    }
}

/// Asks, reads a little, and goes with a reset.
fn resets(round: usize, _: SocketAddr, gopher: SocketAddr) {
    for _ in 0..50 {
        let Some(mut stream) = connect(60 + round % 5, gopher) else { continue };
        let _ = stream.write_all(b"/file.bin\r\n").and_then(|()| stream.read(&mut [0; 100]));
        let _ = SockRef::from(&stream).set_linger(Some(Duration::ZERO));
    }
}

/// Connects and resets, whatever has been said until then.
fn storm_of_resets(round: usize, gemini: SocketAddr, gopher: SocketAddr) {
    for number in 0..500 {
        let from = 180 + (round + number) % ADDRESSES;
        let Some(mut stream) = connect(from, [gemini, gopher][number % 2]) else { continue };
        let _ = stream.write_all([&b"\x16\x03\x01"[..], b"/page\r\n", b""][number % 3]);
        let _ = SockRef::from(&stream).set_linger(Some(Duration::ZERO));
    }
}

fn noise(round: usize, gemini: SocketAddr, gopher: SocketAddr) {
    for number in 0..50_usize {
        let Some(mut stream) = connect(70 + round % 5, [gemini, gopher][number % 2]) else {
            continue;
        };
        let byte = |at: usize| {
            ((at ^ round.wrapping_mul(number + 1)).wrapping_mul(2_654_435_761) >> 13) as u8
        };
        let _ = stream.write_all(&(0..300).map(byte).collect::<Vec<_>>());
        let _ = stream.read(&mut [0; 100]);
    }
}

fn endless_line(round: usize, gemini: SocketAddr, gopher: SocketAddr) {
    for address in [gemini, gopher] {
        let Some(mut stream) = connect(80 + round % 5, address) else { continue };
        let _ = (0..1000).try_for_each(|_| stream.write_all(&[b'a'; 10_000]));
    }
}

/// The beginning of a TLS handshake, and nothing more.
fn half_a_handshake(round: usize, gemini: SocketAddr, _: SocketAddr) {
    let mut streams: Vec<_> = (0..40).filter_map(|_| connect(90 + round % 5, gemini)).collect();
    for stream in &mut streams {
        let _ = stream.write_all(&[0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]);
    }
    sleep(LINGER);
}

/// A whole ClientHello, for which the server signs, and no more.
fn handshakes_and_no_more(round: usize, gemini: SocketAddr, _: SocketAddr) {
    let hello = client_hello();
    for _ in 0..100 {
        let Some(mut stream) = connect(95 + round % 4, gemini) else { continue };
        let _ = stream.write_all(&hello).and_then(|()| stream.read(&mut [0; 1]));
    }
}

fn client_hello() -> Vec<u8> {
    let config = Arc::new(client_config(tokio_rustls::rustls::ALL_VERSIONS));
    let name = ServerName::try_from(HOST).expect("a name");
    let mut client = ClientConnection::new(config, name).expect("a configuration");
    let mut hello = Vec::new();
    client.write_tls(&mut hello).expect("memory");
    hello
}

/// What other protocols, proxies and scanners begin with, each whole, then in two pieces.
fn odd_beginnings(round: usize, gemini: SocketAddr, gopher: SocketAddr) {
    let hello = client_hello();
    let mut long_name = hello.clone();
    long_name.splice(60.min(hello.len()).., [0; 16_000]);
    let beginnings: [&[u8]; 12] = [
        b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n/page\r\n",
        b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\x7f\0\0\x01\x7f\0\0\x01\0\x01\0\x02",
        b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n",
        b"/page\t+\r\n",
        b"/page\t$+VIEWS\r\n",
        b"/page\r\n/page\r\n/page\r\n",
        b"\x16\x03\x01\x40\0\x01",
        b"\x16\x03\x01\0\0",
        b"\x80\x2e\x01\0\x02",
        b"\x15\x03\x03\0\x02\x02\x28",
        &hello,
        &long_name,
    ];
    for (number, beginning) in beginnings.iter().enumerate() {
        for address in [gemini, gopher] {
            let Some(mut stream) = connect(200 + round % 5, address) else { continue };
            let (one, other) = beginning.split_at(beginning.len() * (round % 3) / 2);
            let _ = stream.write_all(one);
            sleep(Duration::from_millis(number as u64 % 3));
            let _ = stream.write_all(other).and_then(|()| stream.shutdown(Shutdown::Write));
            let _ = stream.read(&mut [0; 100]);
        }
    }
}

/// As many connections from each of many addresses, which have asked for something.
fn ask_from_many(first: usize, each: usize, to: SocketAddr, line: &[u8]) -> Vec<TcpStream> {
    let numbers = 0..ADDRESSES * each;
    let streams = numbers.filter_map(|number| connect(first + number % ADDRESSES, to));
    let asked = |mut stream: TcpStream| stream.write_all(line).is_ok().then_some(stream);
    streams.filter_map(asked).collect()
}

/// Asks for a page that takes long to convert, with many clients at once.
fn crowd_on_a_slow_page(_: usize, _: SocketAddr, gopher: SocketAddr) {
    let mut crowd: Vec<_> = (0..300).filter_map(|it| connect(220 + it % 10, gopher)).collect();
    crowd.retain_mut(|stream| stream.write_all(b"/slow\r\n").is_ok());
    crowd.iter_mut().for_each(|stream| drop(stream.read(&mut [0; 100])));
}

/// A connection from the address 127.0.0.`from`; waits for nothing longer than a while.
fn connect(from: usize, to: SocketAddr) -> Option<TcpStream> {
    let from = Ipv4Addr::new(127, 0, 0, u8::try_from(from).ok()?);
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).ok()?;
    socket.bind(&SocketAddr::from((IpAddr::V4(from), 0)).into()).ok()?;
    socket.connect_timeout(&to.into(), LINGER).ok()?;
    socket.set_read_timeout(Some(LINGER)).ok()?;
    socket.set_write_timeout(Some(LINGER)).ok()?;
    Some(socket.into())
}
