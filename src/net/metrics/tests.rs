use super::*;

fn shown(document: Document) -> Written {
    Written { media: "text/x-test", text: format!("{document:?}") }
}

/// The answer to somebody who sends this and ends.
async fn check(request: &[u8], status: &str, body: &str) {
    let (mut client, mut server) = tokio::io::duplex(1 << 16);
    let answering = tokio::spawn(async move { answer(&mut server, &shown).await });
    client.write_all(request).await.unwrap();
    client.shutdown().await.unwrap();
    let mut received = String::new();
    client.read_to_string(&mut received).await.unwrap();
    let (head, text) = received.split_once("\r\n\r\n").unwrap_or_default();
    assert_eq!((head.split("\r\n").next().unwrap(), text), (status, body), "{received}");
    answering.await.unwrap();
}

#[tokio::test]
async fn three_documents_are_served_and_nothing_else() {
    check(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 200 OK", "Metrics").await;
    check(b"GET /status?x HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK", "Status").await;
    check(b"GET /knocks HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK", "Knocks").await;
    check(b"HEAD /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK", "").await;
    check(b"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found", "404 Not Found\n").await;
    check(b"GET /metrics/../status HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found", "404 Not Found\n")
        .await;
}

#[tokio::test]
async fn what_is_no_such_request_is_refused() {
    let bad = "HTTP/1.1 400 Bad Request";
    for request in [
        &b"gemini://localhost/\r\n\r\n"[..],
        b"GET /metrics\r\n\r\n",
        b"GET /metrics HTTP/1.1\r\n",
        b"GET /metrics HTTP/2\r\n\r\n",
        b"\r\n\r\n",
        b"\x16\x03\x01\x00\xff",
        &[b'a'; LONGEST + 100],
    ] {
        check(request, bad, "400 Bad Request\n").await;
    }
    check(
        b"POST /metrics HTTP/1.1\r\n\r\n",
        "HTTP/1.1 405 Method Not Allowed",
        "405 Method Not Allowed\n",
    )
    .await;
    check(b"", "", "").await;
}

#[tokio::test]
async fn the_silent_and_the_many_do_not_stop_it() {
    let listener = MetricsListener::open(&Socket::Loopback(([127, 0, 0, 1], 0).into())).unwrap().0;
    let MetricsListener::Tcp(tcp) = &listener else { panic!() };
    let (address, stop) = (tcp.local_addr().unwrap(), CancellationToken::new());
    let running = tokio::spawn(serve_metrics(listener, shown, stop.clone()));
    let ask = async || {
        let mut stream = tokio::net::TcpStream::connect(address).await?;
        stream.write_all(b"GET /metrics HTTP/1.1\r\n\r\n").await?;
        let mut received = String::new();
        stream.read_to_string(&mut received).await.map(|_| received)
    };
    let mut slow = Vec::new();
    for number in 0..3 * AT_A_TIME {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        if number % 2 == 0 {
            stream.write_all(b"GET /metrics HTTP/1.1\r\n").await.unwrap();
        }
        slow.push(stream);
    }
    assert!(ask().await.is_ok_and(|received| received.ends_with("Metrics")));
    // The oldest were dropped: at their end there is nothing, or a reset.
    let dropped = timeout(TIME / 2, slow[0].read(&mut [0])).await;
    assert!(dropped.is_ok_and(|read| read.unwrap_or(0) == 0));
    stop.cancel();
    running.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_socket_of_the_dead_is_taken_over_and_one_of_the_living_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("metrics.sock");
    let socket = Socket::Unix(file.clone());
    drop(UnixListener::bind(&file).unwrap());
    assert!(file.exists());
    let living = MetricsListener::open(&socket).unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, MODE);
    assert_eq!(MetricsListener::open(&socket).unwrap_err().kind(), io::ErrorKind::AddrInUse);
    drop(living);
    assert!(!file.exists());
    std::fs::write(&file, "dear to somebody").unwrap();
    assert!(MetricsListener::open(&socket).is_err());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "dear to somebody");
}
