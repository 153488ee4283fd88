use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::log::entry::{Entry, LogAddresses};

fn writer(name: &Path, file: File) -> Writer {
    let losses = Losses::of(name);
    Writer { file, unwritten: Vec::new(), trouble: Trouble::None, losses: Arc::new(losses) }
}

fn line(number: usize) -> Message {
    Message::Line(format!("line {number}\n"))
}

fn numbers(file: &Path) -> Vec<usize> {
    let text = fs::read_to_string(file).unwrap();
    text.lines().map(|line| line.strip_prefix("line ").unwrap().parse().unwrap()).collect()
}

#[test]
fn what_is_there_stays_and_strangers_can_not_read_it() {
    let dir = tempfile::tempdir().unwrap();
    let name = dir.path().join("access.log");
    for number in 0..2 {
        let mut writer = writer(&name, open(&name).unwrap());
        writer.take(line(number));
        writer.flush();
    }
    assert_eq!(numbers(&name), [0, 1]);
    assert_eq!(fs::metadata(&name).unwrap().permissions().mode() & 0o7, 0);
}

#[test]
fn after_a_rename_lines_go_on_in_a_new_file() {
    let dir = tempfile::tempdir().unwrap();
    let (name, old) = (dir.path().join("access.log"), dir.path().join("access.log.1"));
    let mut writer = writer(&name, open(&name).unwrap());
    writer.take(line(0));
    fs::rename(&name, &old).unwrap();
    [line(1), Message::Reopen, line(2)].into_iter().for_each(|it| writer.take(it));
    writer.flush();
    assert_eq!((numbers(&old), numbers(&name)), (vec![0, 1], vec![2]));
}

#[test]
fn a_file_that_can_not_be_opened_again_leaves_the_old_one() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, moved) = (dir.path().join("log"), dir.path().join("moved"));
    fs::create_dir(&folder).unwrap();
    let name = folder.join("access.log");
    let mut writer = writer(&name, open(&name).unwrap());
    fs::rename(&folder, &moved).unwrap();
    [line(0), Message::Reopen, line(1)].into_iter().for_each(|it| writer.take(it));
    writer.flush();
    assert_eq!(numbers(&moved.join("access.log")), [0, 1]);
}

#[test]
fn a_full_disk_keeps_what_fits_and_counts_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    let (name, full) =
        (dir.path().join("access.log"), File::options().append(true).open("/dev/full").unwrap());
    let mut writer = writer(&name, full);
    let count = BATCH / 4;
    (0..count).for_each(|number| writer.take(line(number)));
    let lost = usize::try_from(writer.losses.lines()).unwrap();
    assert!(lost > 0 && writer.unwritten.len() <= BATCH);
    assert_eq!(writer.trouble, Trouble::Refused { reported: true }, "once, at the beginning");
    // There is room again.
    writer.take(Message::Reopen);
    writer.take(line(count));
    writer.flush();
    assert_eq!(numbers(&name), (0..count - lost).chain([count]).collect::<Vec<_>>());
    assert_eq!(writer.trouble, Trouble::None);
}

#[test]
fn lines_are_gathered_until_a_batch_is_full() {
    let dir = tempfile::tempdir().unwrap();
    let name = dir.path().join("access.log");
    let mut writer = writer(&name, open(&name).unwrap());
    let written = || fs::metadata(&name).unwrap().len();
    let line = |length: usize| Message::Line("x".repeat(length));
    // The first one is taken however long it is.
    writer.take(line(BATCH + 1));
    assert_eq!((writer.unwritten.len(), written()), (BATCH + 1, 0));
    writer.take(line(1));
    assert_eq!((writer.unwritten.len(), written()), (1, BATCH as u64 + 1));
    writer.take(line(BATCH - 1));
    assert_eq!(writer.unwritten.len(), BATCH, "just as many as there is room for");
    writer.take(line(1));
    assert_eq!((writer.unwritten.len(), written()), (1, 2 * BATCH as u64 + 1));
    assert_eq!(writer.losses.lines(), 0);
    let (done, confirmed) = sync_channel(1);
    writer.take(Message::End(done));
    assert_eq!((written(), confirmed.try_recv()), (2 * BATCH as u64 + 2, Ok(())));
}

#[test]
fn trouble_and_its_end_are_told_once() {
    let dir = tempfile::tempdir().unwrap();
    let name = dir.path().join("access.log");
    let full = || File::options().append(true).open("/dev/full").unwrap();
    let shown = name.display();
    let told = crate::log::tests::logged(|| {
        let mut writer = writer(&name, full());
        for number in 0..3 {
            writer.take(line(number));
            writer.flush();
        }
        writer.take(Message::Reopen);
        writer.take(line(3));
        writer.flush();
        // Shortly after another one, trouble is not told of again, and neither is its end.
        writer.file = full();
        writer.take(line(4));
        writer.flush();
        assert_eq!(writer.trouble, Trouble::Refused { reported: false });
        writer.file = open(&name).unwrap();
        writer.flush();
        assert_eq!(writer.trouble, Trouble::None);
    });
    let expected = [
        format!(
            "{shown}: not all lines of the access log can be written: No space left on device \
             (os error 28) lost=0\n"
        ),
        format!("{shown}: the access log was opened again\n"),
        format!("{shown}: the lines of the access log are written again lost=0\n"),
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.ends_with(&expected), "{told}");
    }
    assert_eq!(numbers(&name), [0, 1, 2, 3, 4]);
}

#[test]
fn a_log_that_can_not_be_opened_again_is_told_of() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, name) = (dir.path().join("log"), dir.path().join("log/access.log"));
    fs::create_dir(&folder).unwrap();
    let mut writer = writer(&name, open(&name).unwrap());
    fs::remove_dir_all(&folder).unwrap();
    let told = crate::log::tests::logged(|| writer.take(Message::Reopen));
    let expected = format!(
        "{}: the access log can't be opened again: No such file or directory (os error 2); \
         the old file is kept\n",
        name.display()
    );
    assert!(told.len() == 1 && told[0].ends_with(&expected), "{told:?}");
    assert!(told[0].contains("WARN"), "{told:?}");
}

#[test]
fn a_fifo_that_nobody_reads_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let name = dir.path().join("fifo");
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mkfifoat(rustix::fs::CWD, &name, mode).unwrap();
    let refused = OpenLog::open(&LogFile { file: name, form: Form::Plain }).unwrap_err();
    assert_eq!(refused.raw_os_error(), Some(rustix::io::Errno::NXIO.raw_os_error()));
}

#[test]
fn lines_for_a_thread_that_has_ended_are_lost() {
    let (messages, received) = sync_channel(2);
    drop(received);
    let losses = Arc::new(Losses::of(Path::new("log")));
    let queue = Queue { form: Form::Plain, messages, losses };
    let told = crate::log::tests::logged(|| {
        queue.lose("its thread has ended");
        queue.lose("its thread has ended");
    });
    assert_eq!((told.len(), queue.lost(), queue.reopen()), (1, 2, false), "{told:?}");
    assert!(told[0].contains("log: not all lines of the access log can be written: its thread"));
}

#[test]
fn who_writes_never_waits_for_the_disk() {
    let (messages, _nobody_reads) = sync_channel(2);
    let losses = Arc::new(Losses::of(Path::new("log")));
    let queue = Queue { form: Form::Plain, messages, losses };
    let entry = Entry {
        protocol: crate::form::Protocol::Gopher,
        is_titan: false,
        host: "example.org",
        port: 70,
        path: "",
        query: None,
        status: 20,
        sent: 0,
    };
    let addresses = LogAddresses::Off;
    let time = jiff::Timestamp::UNIX_EPOCH;
    for _ in 0..5 {
        queue.write(&Record { time, entry: &entry, query: None, client: None, addresses, ms: 0.0 });
    }
    assert_eq!(queue.lost(), 3);
    assert!(!queue.reopen());
}
