//! Clients that mean no good, on real sockets. After each, a fresh client is served.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "benches/process.rs"]
mod process;
mod support;

use std::net::SocketAddr;
use std::process::Command;
use std::time::{Duration, Instant};

use process::Process;
use propus::net::Limits;
use socket2::SockRef;
use support::{HOST, Running, Served, connect, short_limits, site};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

/// More than all the buffers on the way hold.
const BIG: usize = 16 << 20;

fn served() -> Served {
    site(&[("index.md", b"# Home\n"), ("big.bin", &vec![7; BIG])])
}

fn running() -> Running {
    Running::start(served(), short_limits())
}

/// Waits until all seats are free, for five seconds at most.
async fn all_gone(running: &Running) -> bool {
    for _ in 0..100 {
        if running.seats.taken() == 0 {
            return true;
        }
        sleep(Duration::from_millis(50)).await;
    }
    false
}

/// Reads until the other side is gone, for five seconds at most.
async fn is_let_go(stream: &mut (impl AsyncReadExt + Unpin)) -> bool {
    let mut rest = Vec::new();
    timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await.is_ok()
}

#[tokio::test]
async fn one_byte_a_while_is_let_go() {
    let running = running();
    let mut gemini = running.connect(HOST).await.unwrap();
    let mut gopher = TcpStream::connect(running.gopher).await.unwrap();
    let began = Instant::now();
    while running.seats.taken() > 0 && began.elapsed() < Duration::from_secs(5) {
        let _ = gemini.write_all(b"g").await;
        let _ = gopher.write_all(b"g").await;
        sleep(Duration::from_millis(100)).await;
    }
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert!(running.serves().await);
}

#[tokio::test]
async fn a_silent_client_is_let_go() {
    let running = running();
    let mut before_handshake = TcpStream::connect(running.gemini).await.unwrap();
    let mut after_handshake = running.connect(HOST).await.unwrap();
    let mut gopher = TcpStream::connect(running.gopher).await.unwrap();
    assert!(is_let_go(&mut before_handshake).await);
    assert!(is_let_go(&mut after_handshake).await);
    assert!(is_let_go(&mut gopher).await);
    assert!(all_gone(&running).await && running.serves().await);
}

#[tokio::test]
async fn a_reset_after_connecting_harms_nobody() {
    let running = running();
    for address in [running.gemini, running.gopher].repeat(50) {
        let stream = TcpStream::connect(address).await.unwrap();
        SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
        drop(stream);
    }
    assert!(all_gone(&running).await && running.serves().await);
}

#[tokio::test]
async fn a_reset_in_the_middle_of_an_answer_harms_nobody() {
    let running = running();
    for _ in 0..10 {
        let mut stream = TcpStream::connect(running.gopher).await.unwrap();
        stream.write_all(b"/big.bin\r\n").await.unwrap();
        stream.read_exact(&mut [0; 1000]).await.unwrap();
        SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
        drop(stream);
        let mut stream = running.connect(HOST).await.unwrap();
        stream.write_all(b"gemini://example.org/big.bin\r\n").await.unwrap();
        stream.read_exact(&mut [0; 1000]).await.unwrap();
        SockRef::from(stream.get_ref().0).set_linger(Some(Duration::ZERO)).unwrap();
        drop(stream);
    }
    assert!(all_gone(&running).await && running.serves().await);
}

#[tokio::test]
async fn an_endless_line_is_answered_and_let_go() {
    let running = running();
    let (mut gopher, mut gemini) =
        (TcpStream::connect(running.gopher).await.unwrap(), running.connect(HOST).await.unwrap());
    let endless = async {
        let garbage = [b'a'; 4096];
        while gopher.write_all(&garbage).await.is_ok() {}
        while gemini.write_all(&garbage).await.is_ok() {}
    };
    assert!(timeout(Duration::from_secs(5), endless).await.is_ok());
    assert!(all_gone(&running).await && running.serves().await);
}

#[tokio::test]
async fn a_client_that_stops_reading_is_let_go() {
    let running = running();
    let mut gopher = TcpStream::connect(running.gopher).await.unwrap();
    gopher.write_all(b"/big.bin\r\n").await.unwrap();
    let mut gemini = running.connect(HOST).await.unwrap();
    gemini.write_all(b"gemini://example.org/big.bin\r\n").await.unwrap();
    assert!(all_gone(&running).await && running.serves().await);
}

#[tokio::test]
async fn a_slow_but_steady_reader_gets_all() {
    let served = site(&[("index.md", b"# Home\n"), ("file.bin", &[7; 1_000_000])]);
    let running = Running::start(served, short_limits());
    let mut stream = running.connect(HOST).await.unwrap();
    stream.write_all(b"gemini://example.org/file.bin\r\n").await.unwrap();
    let mut all = 0;
    let mut buffer = vec![0; 100_000];
    loop {
        let read = stream.read(&mut buffer).await.unwrap();
        if read == 0 {
            break;
        }
        all += read;
        sleep(Duration::from_millis(30)).await;
    }
    assert!(all > 1_000_000);
}

#[tokio::test]
async fn idle_sockets_keep_nobody_out() {
    let limits = Limits { connections: 20, per_address: 1000, ..Limits::default() };
    let running = Running::start(served(), limits);
    let mut idle = Vec::new();
    for round in 0..100 {
        let address = if round % 2 == 0 { running.gemini } else { running.gopher };
        idle.push(TcpStream::connect(address).await.unwrap());
    }
    assert!(running.serves().await);
    assert!(running.seats.taken() <= 20);
}

#[tokio::test]
async fn an_address_with_too_many_idle_sockets_loses_its_own() {
    let limits = Limits { connections: 1000, per_address: 5, ..Limits::default() };
    let running = Running::start(served(), limits);
    let mut first = TcpStream::connect(running.gopher).await.unwrap();
    let mut idle = Vec::new();
    for _ in 0..20 {
        idle.push(TcpStream::connect(running.gopher).await.unwrap());
    }
    assert!(is_let_go(&mut first).await && running.serves().await);
}

#[tokio::test]
async fn who_is_refused_is_told_why() {
    for (connections, per_address, gemini_says, gopher_says) in
        [(2, 100, "41 ", "3The server is busy"), (100, 2, "44 ", "3Too many connections")]
    {
        let limits = Limits { connections, per_address, ..Limits::default() };
        let running = Running::start(served(), limits);
        let mut served = Vec::new();
        for _ in 0..2 {
            let mut stream = TcpStream::connect(running.gopher).await.unwrap();
            stream.write_all(b"/big.bin\r\n").await.unwrap();
            stream.read_exact(&mut [0; 1000]).await.unwrap();
            served.push(stream);
        }
        let gemini = running.ask_gemini(b"gemini://example.org/\r\n").await.unwrap();
        assert!(gemini.starts_with(gemini_says.as_bytes()), "{}", String::from_utf8_lossy(&gemini));
        let gopher = running.ask_gopher(b"/\r\n").await.unwrap();
        assert!(gopher.starts_with(gopher_says.as_bytes()), "{}", String::from_utf8_lossy(&gopher));
        drop(served);
        assert!(all_gone(&running).await && running.serves().await);
    }
}

#[tokio::test]
async fn stopping_finishes_what_is_under_way() {
    let mut running = running();
    let mut under_way = TcpStream::connect(running.gopher).await.unwrap();
    under_way.write_all(b"/big.bin\r\n").await.unwrap();
    under_way.read_exact(&mut [0; 1000]).await.unwrap();
    let mut waiting = TcpStream::connect(running.gopher).await.unwrap();
    running.stop.cancel();
    let mut rest = Vec::new();
    under_way.read_to_end(&mut rest).await.unwrap();
    assert_eq!(rest.len(), BIG - 1000);
    assert!(is_let_go(&mut waiting).await);
    for task in running.tasks.drain(..) {
        timeout(Duration::from_secs(5), task).await.unwrap().unwrap();
    }
    assert!(TcpStream::connect(running.gopher).await.is_err());
}

/// The built server, in a process that may open so many descriptors.
struct Program {
    process: Process,
    gemini: SocketAddr,
    gopher: SocketAddr,
    served: Served,
    certs: tempfile::TempDir,
}

impl Program {
    fn start(descriptors: u32) -> Self {
        let (served, certs) = (served(), tempfile::tempdir().unwrap());
        let mut command = Command::new("sh");
        let line = format!("ulimit -n {descriptors}; exec \"$0\" \"$@\" 2> \"$LOG\"");
        command.args(["-c", &line, env!("CARGO_BIN_EXE_propus")]).env("LOG", certs.path().join("log"));
        command.args(["--allow-root", "--host", HOST, "--gemini", "127.0.0.1:0", "--gopher", "127.0.0.1:0", "--certs"]);
        command.arg(certs.path()).args(["--max-connections", "5000", "--max-per-address", "5000"]);
        let mut process = Process::start(command.arg(served.folder.path()));
        let (gemini, gopher) = (process.address("gemini"), process.address("gopher"));
        Self { process, gemini, gopher, served, certs }
    }

    /// As many idle connections to both ports. What this process may open is raised before.
    async fn idle(&self, count: usize) -> Vec<TcpStream> {
        let allowed = rlimit::increase_nofile_limit(count as u64 + 1000).unwrap();
        assert!(allowed > count as u64, "this test needs {count} descriptors; the system allows {allowed}");
        let mut idle = Vec::new();
        for round in 0..count {
            let address = if round % 2 == 0 { self.gemini } else { self.gopher };
            idle.push(TcpStream::connect(address).await.unwrap());
        }
        idle
    }

    /// Waits for fresh clients of both kinds to be served. How long that took.
    async fn serves(&self) -> Duration {
        let began = Instant::now();
        let line = format!("gemini://{HOST}:{}/\r\n", self.gemini.port());
        let mut stream = connect(self.gemini, HOST).await.unwrap();
        assert!(ask(&mut stream, line.as_bytes()).await.starts_with(b"20 text/gemini"));
        let mut stream = TcpStream::connect(self.gopher).await.unwrap();
        assert!(ask(&mut stream, b"\r\n").await.ends_with(b".\r\n"));
        began.elapsed()
    }

    /// Lets it open so many descriptors from now on, those included that it has.
    fn allow(&self, descriptors: u64) {
        let process = i32::try_from(self.process.id()).unwrap();
        rlimit::prlimit(process, rlimit::Resource::NOFILE, Some((descriptors, 1024)), None).unwrap();
    }

    /// How many descriptors it has.
    fn descriptors(&self) -> u64 {
        std::fs::read_dir(format!("/proc/{}/fd", self.process.id())).unwrap().count() as u64
    }

    /// A connection that has just been accepted; all others have gone.
    async fn accepted(&self) -> TcpStream {
        sleep(Duration::from_secs(2)).await;
        let before = self.descriptors();
        let stream = TcpStream::connect(self.gopher).await.unwrap();
        until("the connection is accepted", || self.descriptors() > before).await;
        stream
    }

    /// Whether it has said that in its log.
    fn has_said(&self, words: &str) -> bool {
        std::fs::read_to_string(self.certs.path().join("log")).unwrap().contains(words)
    }

    /// How long it runs within three seconds.
    async fn busy(&self) -> Duration {
        let before = self.process.times();
        sleep(Duration::from_secs(3)).await;
        before.until(&self.process.times())
    }
}

/// Waits for something, for ten seconds at most.
async fn until(what: &str, it_is: impl Fn() -> bool) {
    for _ in 0..200 {
        if it_is() {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("not in ten seconds: {what}");
}

async fn ask(stream: &mut (impl AsyncReadExt + AsyncWriteExt + Unpin), line: &[u8]) -> Vec<u8> {
    stream.write_all(line).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn three_thousand_idle_sockets_keep_nobody_out() {
    let program = Program::start(1024);
    let _idle = program.idle(3000).await;
    let took = program.serves().await;
    assert!(took < Duration::from_secs(3), "{took:?}");
    let busy = program.busy().await;
    assert!(busy < Duration::from_millis(600), "{busy:?}");
}

/// As when the system as a whole has none left: the server learns of it only when an accept fails.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn running_out_of_descriptors_is_got_over() {
    let program = Program::start(1024);
    program.allow(60);
    let _idle = program.idle(500).await;
    let took = program.serves().await;
    assert!(took < Duration::from_secs(5), "{took:?}");
    let busy = program.busy().await;
    assert!(busy < Duration::from_millis(600), "{busy:?}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn who_is_connected_gets_a_file_though_no_descriptor_is_left() {
    let program = Program::start(1024);
    program.serves().await;
    let mut stream = program.accepted().await;
    program.allow(program.descriptors());
    let _outside = TcpStream::connect(program.gopher).await.unwrap();
    until("a newcomer is left outside", || program.has_said("could not be accepted")).await;
    assert_eq!(ask(&mut stream, b"/big.bin\r\n").await.len(), BIG);
}

/// Else what can't be opened was taken for gone.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_folder_stays_as_it_was_until_there_are_descriptors_to_read_it() {
    let program = Program::start(1024);
    program.serves().await;
    let mut stream = program.accepted().await;
    program.allow(6);
    std::fs::write(program.served.folder.path().join("late.md"), "# Late\n").unwrap();
    until("the folder can't be read", || program.has_said("no descriptor left to read the folder")).await;
    assert!(ask(&mut stream, b"\r\n").await.starts_with(b"iHome\t"));
    program.allow(1024);
    until("the folder is read again", || program.has_said("the folder was read again")).await;
    let late = ask(&mut TcpStream::connect(program.gopher).await.unwrap(), b"/late\r\n").await;
    assert!(late.starts_with(b"iLate\t"), "{}", String::from_utf8_lossy(&late));
}

#[tokio::test]
async fn a_server_without_descriptors_still_hears_the_signal_to_stop() {
    let program = Program::start(1024);
    program.serves().await;
    let process = program.process.id();
    let _idle = program.idle(20).await;
    program.allow(6);
    let _more = program.idle(20).await;
    let told = std::process::Command::new("kill").args(["-TERM", &process.to_string()]).status().unwrap();
    assert!(told.success());
    let ended = tokio::time::timeout(Duration::from_secs(12), async {
        while program.process.memory().is_some() {
            sleep(Duration::from_millis(50)).await;
        }
    });
    assert!(ended.await.is_ok(), "it is still there");
}

#[tokio::test]
async fn clients_that_never_read_cost_little_memory() {
    let program = Program::start(1024);
    program.serves().await;
    let before = program.process.memory().unwrap();
    let mut greedy = (Vec::new(), Vec::new());
    let line = format!("gemini://{HOST}:{}/big.bin\r\n", program.gemini.port());
    for _ in 0..50 {
        let mut stream = connect(program.gemini, HOST).await.unwrap();
        stream.write_all(line.as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
        greedy.0.push(stream);
        let mut stream = TcpStream::connect(program.gopher).await.unwrap();
        stream.write_all(b"/big.bin\r\n").await.unwrap();
        greedy.1.push(stream);
    }
    sleep(Duration::from_secs(1)).await;
    let grown = program.process.memory().unwrap().saturating_sub(before);
    assert!(grown < 64 << 20, "{} MiB", grown >> 20);
    program.serves().await;
}
