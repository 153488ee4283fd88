use std::net::Ipv4Addr;
use std::pin::pin;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

/// Panics for the byte `!`, and echoes any other.
struct Fragile;

impl Service for Fragile {
    const PROTOCOL: Protocol = Protocol::Gopher;

    async fn serve(&self, mut stream: TcpStream, _peer: Peer, _permit: Permit) {
        let byte = stream.read_u8().await.unwrap();
        assert!(byte != b'!', "a bug");
        stream.write_u8(byte).await.unwrap();
    }

    async fn refuse(&self, _stream: TcpStream, _peer: Peer, _refusal: Refusal) {}

    fn turned_away(&self, _why: TurnedAway) {}
}

fn terms(connection_limit: ConnectionLimit, proxies: Proxies) -> Terms {
    let (limits, liveness) = (Limits::default(), Liveness::default());
    Terms { connection_limit, limits, proxies, liveness, ending: Ending::default() }
}

async fn say(address: SocketAddr, byte: u8) -> io::Result<u8> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_u8(byte).await?;
    stream.read_u8().await
}

#[tokio::test]
async fn a_panic_ends_one_conversation_and_frees_its_permit() {
    let listener = TcpListener::from_std(bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let (connection_limit, stop) = (ConnectionLimit::new(1, 1), CancellationToken::new());
    let terms = terms(connection_limit.clone(), Proxies::default());
    let running = tokio::spawn(run(listener, Arc::new(Fragile), terms, stop.clone()));
    for _ in 0..3 {
        assert!(say(address, b'!').await.is_err());
        assert_eq!(say(address, b'x').await.unwrap(), b'x');
    }
    stop.cancel();
    running.await.unwrap();
    assert_eq!(connection_limit.in_use(), 0);
}

#[tokio::test]
async fn whoever_waits_to_be_accepted_is_seen() {
    let listener = TcpListener::from_std(bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap()).unwrap();
    assert!(!has_pending(&listener));
    let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    assert!(has_pending(&listener));
}

/// Sends each client its address.
struct Mirror;

impl Service for Mirror {
    const PROTOCOL: Protocol = Protocol::Gopher;

    async fn serve(&self, mut stream: TcpStream, peer: Peer, permit: Permit) {
        // Closing with words unread would reset the connection.
        let _ = timeout(Duration::from_millis(50), stream.read(&mut [0; 100])).await;
        let _ = stream.write_all(peer.address.to_string().as_bytes()).await;
        drop(permit);
    }

    async fn refuse(&self, mut stream: TcpStream, peer: Peer, refusal: Refusal) {
        let _ = stream.write_all(format!("{refusal:?} {}", peer.address).as_bytes()).await;
    }

    fn turned_away(&self, _why: TurnedAway) {}
}

/// Checks the answers to clients with these first words, one after the other, each of whom stays.
async fn check(proxies: &str, connection_limit: ConnectionLimit, cases: &[(&str, &str)]) {
    let listener = TcpListener::from_std(bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let limits = Limits { handshake: Duration::from_millis(300), ..Limits::default() };
    let proxies = Proxies::new(vec![proxies.parse().unwrap()]);
    let terms = Terms { limits, ..terms(connection_limit, proxies) };
    let running = tokio::spawn(run(listener, Arc::new(Mirror), terms, stop.clone()));
    for (first, expected) in cases {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(first.as_bytes()).await.unwrap();
        let mut received = String::new();
        // Of a connection that is dropped with words unread there is a reset.
        let _ = stream.read_to_string(&mut received).await;
        assert_eq!(received, *expected, "{first:?}");
    }
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn a_listed_proxy_names_its_client() {
    let header = "PROXY TCP4 192.0.2.7 198.51.100.1 5000 70\r\n";
    let cases = [
        (header, "192.0.2.7"),
        ("PROXY UNKNOWN\r\n", "127.0.0.1"),
        ("/selector\r\n", ""),
        ("", ""),
    ];
    check("127.0.0.0/8", ConnectionLimit::new(9, 9), &cases).await;
    check(
        "192.0.2.0/24",
        ConnectionLimit::new(9, 9),
        &[(header, "127.0.0.1"), ("/selector\r\n", "127.0.0.1")],
    )
    .await;
}

#[tokio::test]
async fn permits_are_counted_for_the_clients_of_a_proxy() {
    let connection_limit = ConnectionLimit::new(3, 1);
    let share = connection_limit.share(Protocol::Gopher);
    let busy = share.acquire(IpAddr::from([192, 0, 2, 7])).unwrap();
    assert!(busy.serve());
    let anna = ("PROXY TCP4 192.0.2.7 198.51.100.1 5000 70\r\n", "TooMany 192.0.2.7");
    let ben = ("PROXY TCP4 192.0.2.8 198.51.100.1 5000 70\r\n", "192.0.2.8");
    check("127.0.0.1/32", connection_limit.clone(), &[anna, ben, ben, anna]).await;
    let rest = [3, 4].map(|last| share.acquire(IpAddr::from([192, 0, 2, last])).unwrap());
    assert!(rest.iter().all(Permit::serve));
    check("127.0.0.1/32", connection_limit, &[(ben.0, "Overloaded 192.0.2.8")]).await;
}

#[tokio::test]
async fn one_socket_takes_both_families() {
    // A machine without IPv6 has nothing to try here.
    let Ok(listener) = bind((std::net::Ipv6Addr::UNSPECIFIED, 0).into()) else { return };
    let listener = TcpListener::from_std(listener).unwrap();
    let port = listener.local_addr().unwrap().port();
    let (client, accepted) =
        tokio::join!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)), listener.accept());
    assert!(client.is_ok());
    assert_eq!(accepted.unwrap().1.ip().to_canonical(), Ipv4Addr::LOCALHOST);
}

/// Counts whom it has turned away.
#[derive(Default)]
struct Counting(std::sync::atomic::AtomicUsize);

impl Counting {
    fn count(&self) -> usize {
        self.0.load(std::sync::atomic::Ordering::SeqCst)
    }
}

impl Service for Counting {
    const PROTOCOL: Protocol = Protocol::Gopher;

    async fn serve(&self, _stream: TcpStream, _peer: Peer, _permit: Permit) {}

    async fn refuse(&self, _stream: TcpStream, _peer: Peer, _refusal: Refusal) {}

    fn turned_away(&self, why: TurnedAway) {
        assert_eq!(why, TurnedAway::NoHeader);
        self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    }
}

#[tokio::test]
async fn a_proxy_without_a_header_is_counted_unless_it_only_looks() {
    let listener = TcpListener::from_std(bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let (service, stop) = (Arc::new(Counting::default()), CancellationToken::new());
    let proxies = Proxies::new(vec!["127.0.0.0/8".parse().unwrap()]);
    let terms = terms(ConnectionLimit::new(9, 9), proxies);
    let running = tokio::spawn(run(listener, Arc::clone(&service), terms, stop.clone()));
    for (first, count) in [("", 0), ("/selector\r\n", 1), ("", 1), ("GET / HTTP/1.1\r\n", 2)] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(first.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        // What was unread makes a reset of the end.
        let _ = stream.read_to_end(&mut Vec::new()).await;
        assert_eq!(service.count(), count, "{first:?}");
    }
    stop.cancel();
    running.await.unwrap();
}

/// Takes whatever comes, and answers when it has ended.
struct Patient;

impl Service for Patient {
    const PROTOCOL: Protocol = Protocol::Gopher;

    async fn serve(&self, mut stream: TcpStream, _peer: Peer, permit: Permit) {
        let reading = async {
            let mut words = String::new();
            let _ = stream.read_to_string(&mut words).await;
            words
        };
        let words = permit.hold(pin!(reading)).await;
        if let Some(words) = words {
            let _ = stream.write_all(words.as_bytes()).await;
        }
    }

    async fn refuse(&self, _stream: TcpStream, _peer: Peer, _refusal: Refusal) {}

    fn turned_away(&self, _why: TurnedAway) {}
}

#[tokio::test]
async fn who_is_connected_at_a_handover_may_still_ask_until_the_end_is_brought_forward() {
    let listener = TcpListener::from_std(bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, terms) =
        (CancellationToken::new(), terms(ConnectionLimit::new(9, 9), Proxies::default()));
    let (ending, connection_limit) = (terms.ending.clone(), terms.connection_limit.clone());
    let running = tokio::spawn(run(listener, Arc::new(Patient), terms, stop.clone()));
    let mut streams = Vec::new();
    for _ in 0..3 {
        streams.push(TcpStream::connect(address).await.unwrap());
    }
    while connection_limit.in_use() < 3 {
        tokio::task::yield_now().await;
    }
    ending.hand_over(Duration::from_secs(3600));
    stop.cancel();
    let asks = async |mut stream: TcpStream| {
        stream.write_all(b"words").await?;
        stream.shutdown().await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.map(|_| answer)
    };
    assert_eq!(asks(streams.pop().unwrap()).await.unwrap(), "words");
    // Whoever has asked for nothing by then is let go, and the rest has its end.
    ending.stop(Duration::ZERO);
    running.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "it is closed");
}
