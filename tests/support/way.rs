//! A way to a server that can be cut: what is on it stays there until it is mended, and whoever is at
//! its ends is told nothing, as with a network that drops packets.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{sleep, spawn};
use std::time::Duration;

/// A way.
pub(crate) struct Way {
    pub(crate) address: SocketAddr,
    is_cut: Arc<AtomicBool>,
}

impl Way {
    /// One that leads to this address.
    pub(crate) fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let is_cut = Arc::new(AtomicBool::new(false));
        let cut = Arc::clone(&is_cut);
        spawn(move || {
            for client in listener.incoming().flatten() {
                wait(&cut);
                let Ok(server) = TcpStream::connect(server) else { continue };
                let there = (client.try_clone().unwrap(), server.try_clone().unwrap());
                for (from, to) in [there, (server, client)] {
                    let cut = Arc::clone(&cut);
                    spawn(move || pass(from, to, &cut));
                }
            }
        });
        Self { address, is_cut }
    }

    pub(crate) fn cut(&self) {
        self.is_cut.store(true, Ordering::Relaxed);
    }

    pub(crate) fn mend(&self) {
        self.is_cut.store(false, Ordering::Relaxed);
    }
}

fn wait(is_cut: &AtomicBool) {
    while is_cut.load(Ordering::Relaxed) {
        sleep(Duration::from_millis(20));
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, is_cut: &AtomicBool) {
    let mut bytes = [0; 1 << 14];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        wait(is_cut);
        if to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    // Who is at the other end hears of it.
    let _ = to.shutdown(std::net::Shutdown::Both);
}
