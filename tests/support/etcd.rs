//! etcd, as an operator starts it: one member or three, on ports of this machine.

#![allow(dead_code, reason = "each program uses a part of it")]

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

use super::clients_support::wait_for;

/// Members of one store. They end when this is dropped.
pub(crate) struct Etcd {
    members: Vec<Member>,
    folder: TempDir,
}

struct Member {
    client: u16,
    options: Vec<String>,
    child: Option<Child>,
}

/// The port after which the next free one is looked for: below those that systems give to whoever
/// connects.
static NEXT: AtomicU16 = AtomicU16::new(0);

fn free_port() -> u16 {
    let begin = u16::try_from(std::process::id() % 8000).unwrap();
    loop {
        let port = 21_000 + (begin + NEXT.fetch_add(1, Ordering::Relaxed)) % 11_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

impl Etcd {
    /// So many members, with further options.
    pub(crate) fn start(members: usize, further: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let scheme = if further.contains(&"--client-cert-auth") { "https" } else { "http" };
        let ports: Vec<(u16, u16)> = (0..members).map(|_| (free_port(), free_port())).collect();
        let peers: Vec<String> = ports
            .iter()
            .enumerate()
            .map(|(number, (_, peer))| format!("n{number}=http://127.0.0.1:{peer}"))
            .collect();
        let options = |number: usize, client: u16, peer: u16| {
            let data = folder.path().join(format!("n{number}")).display().to_string();
            let (client, peer) =
                (format!("{scheme}://127.0.0.1:{client}"), format!("http://127.0.0.1:{peer}"));
            [
                ("--name", format!("n{number}")),
                ("--data-dir", data),
                ("--listen-client-urls", client.clone()),
                ("--advertise-client-urls", client),
                ("--listen-peer-urls", peer.clone()),
                ("--initial-advertise-peer-urls", peer),
                ("--initial-cluster", peers.join(",")),
                ("--initial-cluster-state", "new".to_owned()),
            ]
            .into_iter()
            .flat_map(|(name, value)| [name.to_owned(), value])
            .chain(further.iter().map(|it| (*it).to_owned()))
            .collect()
        };
        let member = |(number, (client, peer)): (usize, &(u16, u16))| Member {
            client: *client,
            options: options(number, *client, *peer),
            child: None,
        };
        let members = ports.iter().enumerate().map(member).collect();
        let mut etcd = Self { members, folder };
        (0..etcd.members.len()).for_each(|number| etcd.run(number));
        for member in &etcd.members {
            let is_there = || TcpStream::connect(("127.0.0.1", member.client)).ok();
            assert!(wait_for(is_there).is_some(), "etcd does not listen");
        }
        etcd
    }

    /// Starts a member, for the first time or again.
    pub(crate) fn run(&mut self, number: usize) {
        let log = std::fs::File::create(self.folder.path().join(format!("log{number}"))).unwrap();
        let member = &mut self.members[number];
        let mut command = Command::new("etcd");
        command.args(&member.options).stdin(Stdio::null()).stdout(log.try_clone().unwrap());
        member.child = Some(command.stderr(log).spawn().expect("etcd: is etcd-server installed?"));
    }

    /// The numbers of their processes.
    pub(crate) fn processes(&self) -> Vec<u32> {
        self.members.iter().filter_map(|it| Some(it.child.as_ref()?.id())).collect()
    }

    /// Their addresses.
    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        self.members.iter().map(|it| ([127, 0, 0, 1], it.client).into()).collect()
    }

    /// The value of the setting that names them.
    pub(crate) fn setting(&self, scheme: &str) -> String {
        let members = self.addresses();
        let members: Vec<String> = members.iter().map(|it| format!("'{scheme}://{it}'")).collect();
        format!("[{}]", members.join(", "))
    }

    /// Stops a member where it is.
    pub(crate) fn freeze(&self, number: usize) {
        self.signal(number, Signal::SIGSTOP);
    }

    /// Lets it go on.
    pub(crate) fn thaw(&self, number: usize) {
        self.signal(number, Signal::SIGCONT);
    }

    fn signal(&self, number: usize, signal: Signal) {
        let child = self.members[number].child.as_ref().unwrap();
        kill(Pid::from_raw(child.id().cast_signed()), signal).unwrap();
    }

    /// Ends a member as a power failure does.
    pub(crate) fn kill(&mut self, number: usize) {
        if let Some(mut child) = self.members[number].child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Etcd {
    fn drop(&mut self) {
        (0..self.members.len()).for_each(|number| self.kill(number));
    }
}
