//! Clients that mean no good. Each comes from addresses of its own, so that what an address may
//! have is not spent for honest ones.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::thread::sleep;
use std::time::Duration;

use socket2::{Domain, SockRef, Socket, Type};

/// What a attacker does in one round, to a Gemini and a Gopher address.
type Attacker = fn(usize, SocketAddr, SocketAddr);

/// All of them.
pub(crate) const ATTACKERS: &[Attacker] =
    &[idle, one_byte_at_a_time, never_reads, resets, noise, endless_line, half_a_handshake];

/// How long a attacker lingers.
const LINGER: Duration = Duration::from_secs(10);

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

/// Asks for what is larger than all buffers and reads none of it.
fn never_reads(round: usize, _: SocketAddr, gopher: SocketAddr) {
    let streams: Vec<_> = (0..40).filter_map(|_| connect(50 + round % 5, gopher)).collect();
    for mut stream in &streams {
        let _ = stream.write_all(b"/file.bin\r\n");
    }
    sleep(LINGER);
}

/// Asks, reads a little, and goes with a reset.
fn resets(round: usize, _: SocketAddr, gopher: SocketAddr) {
    for _ in 0..50 {
        let Some(mut stream) = connect(60 + round % 5, gopher) else { continue };
        let _ = stream.write_all(b"/file.bin\r\n").and_then(|()| stream.read(&mut [0; 100]));
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
