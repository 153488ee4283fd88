use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use tokio::net::UnixListener;
use tokio::task::JoinHandle;

use super::*;
use crate::exchange::Peer;
use crate::form::Protocol;
use crate::origin::Origin;
use crate::path::CapsulePath;

/// An application that reads one request, says `answer` and holds the connection for as long
/// as `hold`.
fn program(folder: &Path, answer: &[u8], hold: Duration) -> (Application, JoinHandle<Vec<u8>>) {
    let socket = folder.join("socket");
    let listener = UnixListener::bind(&socket).unwrap();
    let answer = answer.to_vec();
    let running = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut received = Vec::new();
        while received.last() != Some(&b',') {
            stream.read_buf(&mut received).await.unwrap();
        }
        // A client that has gone is no failure of the test.
        let _ = stream.write_all(&answer).await;
        tokio::time::sleep(hold).await;
        received
    });
    (application(Socket::Unix(socket)), running)
}

fn application(socket: Socket) -> Application {
    let prefix = CapsulePath::literal("/app").unwrap();
    Application {
        prefix,
        socket,
        patience: Duration::from_secs(30),
        largest: 100_000,
        largest_upload: None,
    }
}

async fn answered(application: &Application) -> Result<(Vec<u8>, Sent), Failure> {
    let answer = Calls::new(1).ask(application, &call_of(&origin())).await?;
    let mut stream = io::Cursor::new(Vec::new());
    let mut sent = Sent::default();
    pass_on(&mut stream, answer, &mut sent).await;
    Ok((stream.into_inner(), sent))
}

async fn check(answer: &[u8], expected: &[u8], whole: bool) {
    let folder = tempfile::tempdir().unwrap();
    let (application, _running) = program(folder.path(), answer, Duration::ZERO);
    let (bytes, sent) = answered(&application).await.unwrap();
    assert_eq!(
        (String::from_utf8_lossy(&bytes), sent.whole),
        (String::from_utf8_lossy(expected), whole)
    );
    assert_eq!(sent.bytes, bytes.len() as u64);
}

#[tokio::test]
async fn an_answer_is_passed_on_as_it_is() {
    check(b"20 text/gemini\r\n# Hi\n", b"20 text/gemini\r\n# Hi\n", true).await;
    check(b"20 text/plain\n", b"20 text/plain\r\n", true).await;
    let long = [b"20 image/png\r\n".as_slice(), &[0; 100_000]].concat();
    check(&long, &long, true).await;
}

#[tokio::test]
async fn only_success_has_a_body() {
    check(b"10 Name?\r\nnot for the client", b"10 Name?\r\n", true).await;
    check(b"51 Nothing\r\n", b"51 Nothing\r\n", true).await;
}

#[tokio::test]
async fn a_body_that_is_too_long_is_cut() {
    let folder = tempfile::tempdir().unwrap();
    let long = [b"20 image/png\r\n".as_slice(), &[0; 100_001]].concat();
    let (application, _running) = program(folder.path(), &long, Duration::ZERO);
    let (bytes, sent) = answered(&application).await.unwrap();
    assert!(!sent.whole && bytes.len() < long.len());
}

#[tokio::test]
async fn the_application_hears_the_request() {
    let folder = tempfile::tempdir().unwrap();
    let (application, running) = program(folder.path(), b"20 text/plain\r\n", Duration::ZERO);
    answered(&application).await.unwrap();
    let received = String::from_utf8(running.await.unwrap()).unwrap();
    assert!(received.contains("\0GEMINI_URL\0gemini://example.org/app/x\0"), "{received:?}");
    assert!(received.contains("\0PATH_INFO\0/x\0"), "{received:?}");
}

#[tokio::test]
async fn what_is_no_answer_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let nobody = application(Socket::Unix(folder.path().join("nobody")));
    assert!(matches!(answered(&nobody).await, Err(Failure::Broken(_))));
    for answer in [&b""[..], b"hello\r\n", b"20 text/gemini", &[b'x'; 5000]] {
        let folder = tempfile::tempdir().unwrap();
        let (application, _running) = program(folder.path(), answer, Duration::ZERO);
        assert!(matches!(answered(&application).await, Err(Failure::BadHeader(_))), "{answer:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_application_is_not_waited_for_for_ever() {
    let hour = Duration::from_secs(3600);
    let folder = tempfile::tempdir().unwrap();
    let (silent, _running) = program(folder.path(), b"20 text/gem", hour);
    assert!(matches!(answered(&silent).await, Err(Failure::Silent(_))));
    let folder = tempfile::tempdir().unwrap();
    let (stuck, _running) = program(folder.path(), b"20 text/plain\r\nhalf", hour);
    let (bytes, sent) = answered(&stuck).await.unwrap();
    assert_eq!((bytes.as_slice(), sent.whole), (b"20 text/plain\r\nhalf".as_slice(), false));
}

#[tokio::test(start_paused = true)]
async fn an_application_that_hangs_holds_a_quarter_of_all_connections() {
    let folder = tempfile::tempdir().unwrap();
    let (hanging, _running) =
        program(folder.path(), b"20 text/plain\r\n", Duration::from_secs(3600));
    let (calls, origin) = (Calls::new(8), origin());
    let call = call_of(&origin);
    let first = calls.ask(&hanging, &call).await.unwrap();
    let (second, third) = tokio::join!(calls.ask(&hanging, &call), calls.ask(&hanging, &call));
    assert!(matches!(second, Err(Failure::Silent(_))));
    assert!(matches!(third, Err(Failure::TooMany)));
    assert_eq!(Failure::TooMany.refusal(), Refusal::Overloaded);
    drop(first);
    assert!(!matches!(calls.ask(&hanging, &call).await, Err(Failure::TooMany)));
}

#[tokio::test]
async fn a_port_of_this_machine_will_do() {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let application = application(Socket::Loopback(listener.local_addr().unwrap()));
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut first = [0; 4];
        stream.read_exact(&mut first).await.unwrap();
        stream.write_all(b"20 text/plain\r\nhi").await.unwrap();
        let _ = stream.read_to_end(&mut Vec::new()).await;
    });
    // The connection is closed by neither side at once: what there is arrives first.
    assert!(matches!(
        Calls::new(1).ask(&application, &call_of(&origin())).await,
        Ok(answer) if answer.header.status == 20
    ));
}

fn origin() -> Origin {
    Origin::new("example.org", [(Protocol::Gemini, 1965)])
}

fn call_of(origin: &Origin) -> Call<'_> {
    const PEER: Peer = Peer { address: IpAddr::V4(Ipv4Addr::LOCALHOST), identity: None };
    Call {
        line: "gemini://example.org/app/x",
        script: "/app",
        below: "/x",
        origin,
        peer: &PEER,
        upload: None,
    }
}
