//! The PROXY protocol: of a connection just the header is read, in whatever pieces it comes, and
//! the address is the one that stands in it, as an independent reading of the specification finds
//! it.
#![no_main]

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use libfuzzer_sys::fuzz_target;
use propus::net::read_client;
use tokio::io::{AsyncRead, ReadBuf};

/// More than is ever read of a header.
const BOUND: usize = 2048;

fuzz_target!(|data: &[u8]| {
    // Most inputs are the rest of a signature.
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    let signature: &[u8] = match first % 3 {
        0 => b"",
        1 => b"PROXY ",
        _ => b"\r\n\r\n\0\r\nQUIT\n",
    };
    let sent = [signature, rest].concat();
    let whole = read(&sent, usize::MAX);
    for piece in [1, 7, usize::MAX] {
        let (found, taken) = read(&sent, piece);
        assert!(taken <= BOUND, "{taken} bytes were read");
        assert_eq!(found, whole.0, "in pieces of {piece}: {:?}", sent.escape_ascii().to_string());
        // After what is no header the connection ends, and what was read of it does not matter.
        if let Ok(found) = found {
            assert_eq!((found, taken), expected(&sent), "{:?}", sent.escape_ascii().to_string());
        }
    }
});

/// What is read of a connection, and how many bytes of it.
fn read(sent: &[u8], piece: usize) -> (Result<Option<IpAddr>, io::ErrorKind>, usize) {
    let mut stream = Pieces { left: sent, piece };
    let Poll::Ready(read) =
        pin!(read_client(&mut stream)).poll(&mut Context::from_waker(Waker::noop()))
    else {
        panic!("nothing is waited for where everything is there");
    };
    (read.map_err(|error| error.kind()), sent.len() - stream.left.len())
}

/// A connection that gives a few bytes at a time.
struct Pieces<'a> {
    left: &'a [u8],
    piece: usize,
}

impl AsyncRead for Pieces<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let count = self.piece.min(self.left.len()).min(into.remaining());
        let (piece, left) = self.left.split_at(count);
        into.put_slice(piece);
        self.left = left;
        Poll::Ready(Ok(()))
    }
}

/// The source's address and the length of a header that is known to be one.
fn expected(sent: &[u8]) -> (Option<IpAddr>, usize) {
    if sent.starts_with(b"PROXY ") { version_1(sent) } else { version_2(sent) }
}

fn version_1(sent: &[u8]) -> (Option<IpAddr>, usize) {
    let end = sent.windows(2).position(|it| it == b"\r\n").expect("a line ends");
    let line = std::str::from_utf8(&sent[..end]).unwrap_or("PROXY UNKNOWN");
    let fields: Vec<&str> = line.split(' ').collect();
    let source = match fields[..] {
        // "The receiver must ignore anything presented before the CRLF."
        ["PROXY", unknown, ..] if unknown.starts_with("UNKNOWN") => None,
        ["PROXY", "TCP4" | "TCP6", source, _, _, _] => {
            Some(source.parse::<IpAddr>().expect("an address").to_canonical())
        }
        _ => panic!("{line:?}"),
    };
    (source, end + 2)
}

fn version_2(sent: &[u8]) -> (Option<IpAddr>, usize) {
    let [_, _, _, _, _, _, _, _, _, _, _, _, command, family, high, low, rest @ ..] = sent else {
        panic!("{sent:?}")
    };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    let source = match (command, family >> 4, rest) {
        (0x20, ..) => None,
        (0x21, 1, [a, b, c, d, ..]) => Some(IpAddr::from(Ipv4Addr::new(*a, *b, *c, *d))),
        (0x21, 2, _) => {
            let bytes: [u8; 16] = rest[..16].try_into().expect("16 bytes");
            Some(IpAddr::from(Ipv6Addr::from(bytes)).to_canonical())
        }
        (0x21, ..) => None,
        _ => panic!("neither LOCAL nor PROXY: {command:#x}"),
    };
    (source, 16 + length)
}
