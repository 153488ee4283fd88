//! Bytes that follow a request line: read at no less than the lowest pace, in bounded memory. More
//! than a little goes to a file that has no name, so that nothing is left of it whatever happens.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::PathBuf;
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::net::limits::Pace;

/// The most bytes in memory, for each client.
const IN_MEMORY: usize = 64 * 1024;

/// The longest pause of a client that still sends what is thrown away.
const PAUSE: Duration = Duration::from_secs(3);

/// All bytes that were to come.
#[derive(Debug)]
pub(super) enum Arrived {
    /// Few.
    InMemory(Vec<u8>),
    /// Many.
    InFile(File),
}

impl Arrived {
    /// The bytes. May wait for a disk.
    ///
    /// # Errors
    /// They can't be had again.
    pub(super) fn read(self) -> io::Result<Vec<u8>> {
        match self {
            Self::InMemory(bytes) => Ok(bytes),
            Self::InFile(mut file) => {
                let mut bytes = Vec::new();
                file.rewind()?;
                file.read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}

/// Reason for which bytes did not arrive.
#[derive(Debug)]
pub(super) enum NotArrived {
    /// The client went, or was too slow.
    Broken,
    /// There is no room for them.
    NoRoom {
        /// The system's reason.
        error: io::Error,
        /// The number of bytes that were not read.
        left: u64,
    },
}

/// Reads so many bytes. `folder` is for what is too much for memory.
pub(super) async fn receive<R: AsyncBufRead + Unpin>(
    reader: &mut R,
    size: u64,
    pace: Pace,
    folder: PathBuf,
) -> Result<Arrived, NotArrived> {
    let room = usize::try_from(size).unwrap_or(IN_MEMORY).min(IN_MEMORY);
    let (mut held, mut file, mut left) = (Vec::with_capacity(room), None, size);
    while left > 0 {
        if held.len() >= IN_MEMORY {
            let spilt = spill(file, held, folder.clone()).await;
            (file, held) = spilt.map_err(|error| NotArrived::NoRoom { error, left })?;
        }
        let space = IN_MEMORY.saturating_sub(held.len()) as u64;
        let wanted = left.min(pace.quota()).min(space);
        let reading = take(reader, wanted, &mut held);
        if !matches!(timeout(pace.window, reading).await, Ok(Ok(true))) {
            return Err(NotArrived::Broken);
        }
        left -= wanted;
    }
    match file {
        None => Ok(Arrived::InMemory(held)),
        Some(_) => {
            let spilt = spill(file, held, folder).await;
            let (file, rest) = spilt.map_err(|error| NotArrived::NoRoom { error, left })?;
            Ok(file.map_or(Arrived::InMemory(rest), Arrived::InFile))
        }
    }
}

/// Reads so many bytes; false where the stream ends before.
pub(super) async fn take<R: AsyncBufRead + Unpin>(
    reader: &mut R,
    wanted: u64,
    held: &mut Vec<u8>,
) -> io::Result<bool> {
    let mut left = usize::try_from(wanted).unwrap_or(usize::MAX);
    while left > 0 {
        let received = reader.fill_buf().await?;
        if received.is_empty() {
            return Ok(false);
        }
        let (taken, _) = received.split_at(received.len().min(left));
        held.extend_from_slice(taken);
        let taken = taken.len();
        left -= taken;
        reader.consume(taken);
    }
    Ok(true)
}

/// Writes what is in memory to the file, which is made when there is none; gives both back, and the
/// memory is empty.
async fn spill(
    file: Option<File>,
    mut held: Vec<u8>,
    folder: PathBuf,
) -> io::Result<(Option<File>, Vec<u8>)> {
    let spilt = spawn_blocking(move || {
        let mut file = file.map_or_else(|| tempfile::tempfile_in(folder), Ok)?;
        file.write_all(&held)?;
        held.clear();
        Ok::<_, io::Error>((Some(file), held))
    });
    spilt.await.map_err(io::Error::other)?
}

/// Reads so many bytes, for so long, and throws them away: a client that still sends when the
/// connection is closed does not see its answer. It ends when nothing comes any more.
pub(super) async fn drain<R: AsyncBufRead + Unpin>(reader: &mut R, most: u64, time: Duration) {
    let draining = async {
        let mut left = most;
        while left > 0 {
            let Ok(Ok(received)) = timeout(PAUSE, reader.fill_buf()).await else { break };
            let length = received.len();
            if length == 0 {
                break;
            }
            reader.consume(length);
            left = left.saturating_sub(length as u64);
        }
    };
    // Whoever sends for longer has had its time.
    let _ = timeout(time, draining).await;
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use crate::net::conversation::line::buffered;

    const PACE: Pace = Pace { rate: 100, window: Duration::from_secs(10) };

    #[tokio::test]
    async fn what_is_too_much_for_memory_goes_to_a_file_without_a_name() {
        for size in [0, 1, IN_MEMORY - 1, IN_MEMORY, IN_MEMORY + 1, 3 * IN_MEMORY + 7] {
            let dir = tempfile::tempdir().unwrap();
            let (mut client, server) = tokio::io::duplex(4096);
            let sent: Vec<u8> = (0..size).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let whole = sent.clone();
            let sending = tokio::spawn(async move {
                client.write_all(&whole).await.unwrap();
                client.write_all(b"rest").await.unwrap();
            });
            let mut reader = buffered(server);
            let folder = dir.path().to_owned();
            let arrived = receive(&mut reader, size as u64, PACE, folder).await.unwrap();
            assert_eq!(matches!(arrived, Arrived::InFile(_)), size > IN_MEMORY, "{size}");
            assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
            assert!(arrived.read().unwrap() == sent, "{size}");
            let mut rest = String::new();
            reader.read_to_string(&mut rest).await.unwrap();
            sending.await.unwrap();
            assert_eq!(rest, "rest");
        }
    }

    #[tokio::test]
    async fn no_more_is_thrown_away_than_is_said_but_what_came_with_it() {
        for (most, left) in [(0, 12), (1, 8), (4, 8), (5, 4), (12, 0), (100, 0)] {
            let mut reader = tokio::io::BufReader::with_capacity(4, &b"twelve bytes"[..]);
            drain(&mut reader, most, Duration::from_secs(60)).await;
            let mut rest = Vec::new();
            reader.read_to_end(&mut rest).await.unwrap();
            assert_eq!(rest.len(), left, "{most}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_ends_early_or_is_too_slow_is_let_go() {
        let receive = |reader, size| async move {
            receive(&mut buffered(reader), size, PACE, PathBuf::from("/nowhere")).await
        };
        let (mut client, server) = tokio::io::duplex(4096);
        client.write_all(b"half").await.unwrap();
        drop(client);
        assert!(matches!(receive(server, 8).await, Err(NotArrived::Broken)));
        let (mut client, server) = tokio::io::duplex(4096);
        let slow = tokio::spawn(async move {
            while client.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
        assert!(matches!(receive(server, 5000).await, Err(NotArrived::Broken)));
        slow.await.unwrap();
        let (mut client, server) = tokio::io::duplex(4096);
        let steady = tokio::spawn(async move {
            for _ in 0..50 {
                client.write_all(&[b'x'; 100]).await.unwrap();
                tokio::time::sleep(Duration::from_millis(900)).await;
            }
        });
        assert!(matches!(receive(server, 5000).await, Ok(Arrived::InMemory(_))));
        steady.await.unwrap();
    }

    #[tokio::test]
    async fn what_has_no_room_is_said_to_have_none() {
        let (mut client, server) = tokio::io::duplex(4096);
        tokio::spawn(async move { client.write_all(&vec![0; 2 * IN_MEMORY]).await });
        let size = 2 * IN_MEMORY as u64;
        let arrived = receive(&mut buffered(server), size, PACE, "/nowhere/at/all".into()).await;
        assert!(matches!(arrived, Err(NotArrived::NoRoom { .. })), "{arrived:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn draining_is_bounded_in_bytes_and_time() {
        let (mut client, server) = tokio::io::duplex(64);
        let flood = tokio::spawn(async move {
            let mut sent = 0;
            while client.write_all(&[0; 64]).await.is_ok() {
                sent += 64;
            }
            sent
        });
        let mut reader = buffered(server);
        drain(&mut reader, 100_000, Duration::from_secs(3)).await;
        drop(reader);
        let sent = flood.await.unwrap();
        assert!((100_000..120_000).contains(&sent), "{sent}: with what is in buffers");
        let (_silent, server) = tokio::io::duplex(64);
        let began = tokio::time::Instant::now();
        drain(&mut buffered(server), 100_000, Duration::from_secs(60)).await;
        assert_eq!(began.elapsed(), PAUSE);
    }
}
