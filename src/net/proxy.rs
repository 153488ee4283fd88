//! The PROXY protocol, versions 1 and 2: from a load balancer or a tunnel in front of the server,
//! whose connection it is in truth. It is believed of those only that the operator lists; from
//! anybody else its bytes are a request like any.
//!
//! A listed proxy has to send a header on every connection: where one may be left out, a client
//! that comes through it could write one of its own.

use std::io;
use std::net::IpAddr;

use ipnet::IpNet;
use proxy_header::{Error, ParseConfig, ProxyHeader};
use tokio::io::{AsyncRead, AsyncReadExt};

/// The shortest header of all: `PROXY UNKNOWN` with its line end.
const SHORTEST: usize = 15;
/// Of version 2: what stands before the part whose length it tells.
const FIXED: usize = 16;
/// The longest header that is read. Addresses take 52 bytes; the rest is remarks, which are passed
/// over.
const LONGEST: usize = 2048;
const READ: ParseConfig = ParseConfig { include_tlvs: false, allow_v1: true, allow_v2: true };

/// Networks of the proxies whose headers are believed; as a rule none.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// These networks.
    #[must_use]
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// True when an address is one of them.
    #[must_use]
    pub fn include(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// Reads a header and not a byte more. The client's address; `None` when the proxy comes on its own
/// behalf, to see whether the server is well, or does not know.
///
/// # Errors
/// Fails when there is none, or it is too long or cut short; [`io::ErrorKind::UnexpectedEof`] when
/// nothing was sent at all.
pub async fn read_client<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<Option<IpAddr>> {
    let mut header = Vec::with_capacity(128);
    loop {
        match ProxyHeader::parse(&header, READ) {
            // The parser takes any byte for the blank behind the word.
            Ok(_) if header.starts_with(b"PROXY") && !header.starts_with(b"PROXY ") => {
                return Err(io::ErrorKind::InvalidData.into());
            }
            Ok((parsed, _)) => {
                return Ok(parsed.proxied_address().map(|it| it.source.ip().to_canonical()));
            }
            Err(Error::BufferTooShort) => {}
            Err(_) => return Err(io::ErrorKind::InvalidData.into()),
        }
        let more = missing(&header);
        if header.len() + more > LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if (&mut *stream).take(more as u64).read_buf(&mut header).await? == 0 {
            let nothing = header.is_empty();
            return Err(if nothing {
                io::ErrorKind::UnexpectedEof
            } else {
                io::ErrorKind::InvalidData
            }
            .into());
        }
    }
}

/// Number of bytes more belong to an unfinished header for certain; at least one. What comes after
/// it is not ours to read.
fn missing(header: &[u8]) -> usize {
    let whole = match header {
        [b'\r', _, _, _, _, _, _, _, _, _, _, _, _, _, high, low, ..] => {
            FIXED + usize::from(u16::from_be_bytes([*high, *low]))
        }
        [b'\r', ..] => FIXED,
        // A line, which ends where its end is.
        _ => SHORTEST,
    };
    whole.saturating_sub(header.len()).max(1)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::AsyncWriteExt;

    use super::*;

    const SIGNATURE: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";

    /// A header of version 2.
    fn version_2(kind: [u8; 2], rest: &[u8]) -> Vec<u8> {
        let length = u16::try_from(rest.len()).unwrap().to_be_bytes();
        [SIGNATURE, &kind, &length, rest].concat()
    }

    /// Sends a header and a request, whole and byte by byte; of the request nothing is read.
    async fn check(header: &[u8], expected: Result<Option<&str>, io::ErrorKind>) {
        let sent = [header, b"/request\r\n"].concat();
        for size in [sent.len(), 1] {
            let (mut client, mut server) = tokio::io::duplex(8192);
            let pieces: Vec<Vec<u8>> = sent.chunks(size).map(<[u8]>::to_vec).collect();
            let sender = tokio::spawn(async move {
                for piece in pieces {
                    client.write_all(&piece).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            });
            let read = read_client(&mut server).await.map_err(|error| error.kind());
            assert_eq!(read, expected.map(|it| it.map(|it| it.parse().unwrap())), "{header:?}");
            if read.is_ok() {
                sender.await.unwrap();
                let mut rest = Vec::new();
                server.read_to_end(&mut rest).await.unwrap();
                assert_eq!(rest, b"/request\r\n", "{header:?}");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_client_is_the_source_of_the_header() {
        check(b"PROXY TCP4 192.0.2.7 198.51.100.1 5000 70\r\n", Ok(Some("192.0.2.7"))).await;
        check(b"PROXY TCP6 2001:db8::7 2001:db8::1 5000 70\r\n", Ok(Some("2001:db8::7"))).await;
        check(b"PROXY TCP6 ::ffff:192.0.2.7 ::1 5000 70\r\n", Ok(Some("192.0.2.7"))).await;
        let v4 = [192, 0, 2, 7, 198, 51, 100, 1, 0x13, 0x88, 0, 70];
        check(&version_2([0x21, 0x11], &v4), Ok(Some("192.0.2.7"))).await;
        let remarks = [v4.as_slice(), &[0x04, 0, 3, 0, 0, 0]].concat();
        check(&version_2([0x21, 0x11], &remarks), Ok(Some("192.0.2.7"))).await;
        let v6 =
            [&[0x20, 1, 0x0d, 0xb8][..], &[0; 11], &[7], &[0; 16], &[0x13, 0x88, 0, 70]].concat();
        check(&version_2([0x21, 0x21], &v6), Ok(Some("2001:db8::7"))).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_proxy_may_come_on_its_own_behalf() {
        check(b"PROXY UNKNOWN\r\n", Ok(None)).await;
        check(b"PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n", Ok(None)).await;
        check(&version_2([0x20, 0x00], &[]), Ok(None)).await;
        check(&version_2([0x20, 0x11], &[0; 12]), Ok(None)).await;
        // Through a socket of Unix.
        check(&version_2([0x21, 0x31], &[0; 216]), Ok(None)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_no_header_is_an_error() {
        let wrong = Err(io::ErrorKind::InvalidData);
        for header in [
            b"/selector\r\n".as_slice(),
            b"PROXY TCP4 192.0.2.7\r\n",
            b"PROXY TCP4 example.org 198.51.100.1 5000 70\r\n",
            b"PROXY TCP5 192.0.2.7 198.51.100.1 5000 70\r\n",
            b"PROXIES WELCOME HERE\r\n",
            b"PROXYgUNKNOWN\r\n",
            b"PROXY/TCP4 192.0.2.7 198.51.100.1 5000 70\r\n",
            &[b'P'; 200],
            &[b"PROXY UNKNOWN ".as_slice(), &[b'x'; 200]].concat(),
            &[b"PROXY TCP4 ".as_slice(), &[b'1'; 200]].concat(),
            &[0x16, 3, 1, 0, 99, 1, 0, 0, 95, 3, 3],
            &version_2([0x31, 0x11], &[0; 12]),
            &version_2([0x21, 0x11], &[0; 4]),
            &version_2([0x21, 0x11], &[0; LONGEST]),
        ] {
            check(header, wrong).await;
        }
    }

    #[tokio::test]
    async fn an_end_before_the_header_differs_from_one_inside() {
        for (sent, expected) in
            [("", io::ErrorKind::UnexpectedEof), ("PROXY TCP4 192.0.2", io::ErrorKind::InvalidData)]
        {
            let error = read_client(&mut sent.as_bytes()).await.unwrap_err();
            assert_eq!(error.kind(), expected, "{sent}");
        }
    }

    #[test]
    fn only_listed_networks_are_believed() {
        let proxies =
            Proxies::new(vec!["192.0.2.0/24".parse().unwrap(), "2001:db8::1/128".parse().unwrap()]);
        for (address, expected) in [
            ("192.0.2.77", true),
            ("::ffff:192.0.2.77", true),
            ("2001:db8::1", true),
            ("192.0.3.1", false),
            ("2001:db8::2", false),
        ] {
            assert_eq!(proxies.include(address.parse().unwrap()), expected, "{address}");
        }
        assert!(!Proxies::default().include(IpAddr::from([127, 0, 0, 1])));
    }

    #[test]
    fn no_more_is_read_than_belongs_to_the_header_for_certain() {
        assert_eq!(missing(b""), SHORTEST);
        assert_eq!(missing(b"PROXY"), SHORTEST - 5);
        assert_eq!(missing(b"PROXY TCP4 192.0.2.7"), 1);
        assert_eq!(missing(b"\r"), FIXED - 1);
        assert_eq!(missing(&SIGNATURE[..11]), FIXED - 11);
        let whole = version_2([0x21, 0x11], &[0; 12]);
        assert_eq!(missing(&whole[..FIXED]), 12);
        assert_eq!(missing(&whole[..FIXED + 5]), 7);
    }
}
