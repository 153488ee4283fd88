//! The built server in a process of its own, with few descriptors, many idle connections, clients
//! that never read.

use std::net::SocketAddr;
use std::process::Command;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::sleep;

use super::process::Process;
use super::support::{HOST, Served, connect};
use super::{BIG, served};

/// The built server, in a process that may open so many descriptors.
pub(super) struct Program {
    process: Process,
    pub(super) gemini: SocketAddr,
    pub(super) gopher: SocketAddr,
    served: Served,
    certs: tempfile::TempDir,
}

impl Program {
    fn start(descriptors: u32) -> Self {
        Self::serving(served(), descriptors)
    }

    pub(super) fn serving(served: Served, descriptors: u32) -> Self {
        let certs = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        let line = format!("ulimit -n {descriptors}; exec \"$0\" \"$@\" 2> \"$LOG\"");
        command
            .args(["-c", &line, env!("CARGO_BIN_EXE_propus")])
            .env("LOG", certs.path().join("log"));
        command.args([
            "--allow-root",
            "--host",
            HOST,
            "--gemini",
            "127.0.0.1:0",
            "--gopher",
            "127.0.0.1:0",
            "--certs",
        ]);
        command.arg(certs.path()).args(["--max-connections", "5000", "--max-per-address", "5000"]);
        command.arg("--metrics").arg(metrics(&certs));
        let mut process = Process::start(command.arg(served.folder.path()));
        let (gemini, gopher) = (process.address("gemini"), process.address("gopher"));
        Self { process, gemini, gopher, served, certs }
    }

    /// As many idle connections to both ports. What this process may open is raised before.
    async fn idle(&self, count: usize) -> Vec<TcpStream> {
        let allowed = rlimit::increase_nofile_limit(count as u64 + 1000).unwrap();
        assert!(
            allowed > count as u64,
            "this test needs {count} descriptors; the system allows {allowed}"
        );
        let mut idle = Vec::new();
        for round in 0..count {
            let address = if round % 2 == 0 { self.gemini } else { self.gopher };
            let socket = TcpSocket::new_v4().unwrap();
            // Not the address of honest ones: of a crowd any of its members makes room. Elsewhere
            // there is but one.
            if cfg!(target_os = "linux") {
                socket.bind(([127, 0, 0, 2], 0).into()).unwrap();
            }
            idle.push(socket.connect(address).await.unwrap());
        }
        idle
    }

    /// Waits for fresh clients of both kinds to be served. How long that took.
    pub(super) async fn serves(&self) -> Duration {
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
        let process = i32::try_from(self.process.worker()).unwrap();
        rlimit::prlimit(process, rlimit::Resource::NOFILE, Some((descriptors, 1024)), None)
            .unwrap();
    }

    /// How many descriptors it has.
    fn descriptors(&self) -> u64 {
        std::fs::read_dir(format!("/proc/{}/fd", self.process.worker())).unwrap().count() as u64
    }

    /// Connections that have just been accepted; all others have gone.
    async fn accepted(&self) -> [TcpStream; 2] {
        sleep(Duration::from_secs(2)).await;
        let before = self.descriptors();
        let streams =
            [TcpStream::connect(self.gopher).await, TcpStream::connect(self.gopher).await];
        until("both are accepted", || self.descriptors() >= before + 2).await;
        streams.map(Result::unwrap)
    }

    /// Where it tells of itself.
    pub(super) fn metrics(&self) -> String {
        metrics(&self.certs)
    }

    /// Sends it a signal.
    pub(super) fn signal(&self, signal: &str) {
        let process = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &process]).status().unwrap().success());
    }

    /// Whether it has said that in its log.
    pub(super) fn has_said(&self, words: &str) -> bool {
        std::fs::read_to_string(self.certs.path().join("log")).unwrap().contains(words)
    }

    /// How long it runs within three seconds.
    async fn busy(&self) -> Duration {
        let before = self.process.times();
        sleep(Duration::from_secs(3)).await;
        before.until(&self.process.times())
    }
}

fn metrics(certs: &tempfile::TempDir) -> String {
    format!("unix:{}", certs.path().join("metrics.sock").display())
}

/// Waits for something, for ten seconds at most.
pub(super) async fn until(what: &str, it_is: impl Fn() -> bool) {
    for _ in 0..200 {
        if it_is() {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("not in ten seconds: {what}");
}

pub(super) async fn ask(
    stream: &mut (impl AsyncReadExt + AsyncWriteExt + Unpin),
    line: &[u8],
) -> Vec<u8> {
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
    let [mut one, mut other] = program.accepted().await;
    program.allow(program.descriptors());
    let _outside = TcpStream::connect(program.gopher).await.unwrap();
    until("a newcomer is left outside", || program.has_said("could not be accepted")).await;
    let (file, page) =
        tokio::join!(ask(&mut one, b"/big.bin\r\n"), ask(&mut other, b"/index.txt\r\n"));
    assert_eq!(file.len(), BIG);
    assert!(page.starts_with(b"Home\r\n"), "{}", String::from_utf8_lossy(&page));
}

/// Else what can't be opened was taken for gone.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_folder_stays_as_it_was_until_there_are_descriptors_to_read_it() {
    let program = Program::start(1024);
    program.serves().await;
    let [mut one, mut other] = program.accepted().await;
    program.allow(6);
    std::fs::write(program.served.folder.path().join("late.md"), "# Late\n").unwrap();
    until("the folder can't be read", || program.has_said("no descriptor left to read the folder"))
        .await;
    assert!(ask(&mut one, b"\r\n").await.starts_with(b"iHome\t"));
    // Not ready yet, and neither taken for gone nor for empty.
    let busy = ask(&mut other, b"/index.txt\r\n").await;
    assert!(busy.starts_with(b"3The server is busy"), "{}", String::from_utf8_lossy(&busy));
    program.allow(1024);
    until("the folder is read again", || program.has_said("the folder was read again")).await;
    let late = ask(&mut TcpStream::connect(program.gopher).await.unwrap(), b"/late\r\n").await;
    assert!(late.starts_with(b"iLate\t"), "{}", String::from_utf8_lossy(&late));
}

#[tokio::test]
async fn a_server_without_descriptors_still_hears_the_signal_to_stop() {
    let program = Program::start(1024);
    program.serves().await;
    let _idle = program.idle(20).await;
    program.allow(6);
    let _more = program.idle(20).await;
    program.signal("-TERM");
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
