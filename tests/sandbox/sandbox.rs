//! The sandbox from inside: what a process in it can't do, each beside the same thing done outside.
//! The built program in it is for `confined`.
//!
//! Each test starts itself again as a child. The parent does the thing and must succeed; the child
//! enters the sandbox, does it again and must be refused.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

#[path = "../support/clients/mod.rs"]
mod clients_support;
/// The registers that hold a call differ on every processor.
#[cfg(target_arch = "x86_64")]
mod injected;

use std::fs::{self, File, OpenOptions};
use std::io;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{SocketAddr as UnixAddress, UnixDatagram, UnixListener, UnixStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Once;
use std::{env, thread};

use clients_support::is_tried_as_root;
use clients_support::server::folder_of;
use nix::sys::ptrace;
use nix::unistd::Pid;
use propus::sandbox::{Access, Rules, Sandbox};
use rustix::process::{Resource, getrlimit};

/// Tells a child what its parent has prepared.
const INSIDE: &str = "PROPUS_TEST_INSIDE";

/// Tells a child that uploads are taken into `capsule/notes/`.
const WRITABLE: &str = "PROPUS_TEST_WRITABLE";

/// Does something outside, where it must succeed, and in the sandbox, where it must be refused. It
/// is given a folder that holds `capsule/index.md`, which may be read inside, and `certs/`, which
/// may be written.
fn check_refused<T>(deed: impl Fn(&Path) -> io::Result<T>) {
    check(|it| deed(it).map(drop), Err(io::ErrorKind::PermissionDenied));
}

fn check_allowed<T>(deed: impl Fn(&Path) -> io::Result<T>) {
    check(|it| deed(it).map(drop), Ok(()));
}

fn check(deed: impl Fn(&Path) -> io::Result<()>, inside: Result<(), io::ErrorKind>) {
    check_in(false, deed, inside);
}

/// The same where uploads are taken.
fn check_with_uploads(deed: impl Fn(&Path) -> io::Result<()>, inside: Result<(), io::ErrorKind>) {
    check_in(true, deed, inside);
}

fn check_in(
    uploads: bool,
    deed: impl Fn(&Path) -> io::Result<()>,
    inside: Result<(), io::ErrorKind>,
) {
    if let Some(folder) = env::var_os(INSIDE) {
        let folder = Path::new(&folder);
        enter(folder);
        assert_eq!(deed(folder).map_err(|error| error.kind()), inside);
        return;
    }
    let folder = folder_of(&[
        ("capsule/index.md", "# Home\n"),
        ("capsule/notes/pi.md", "# Pi\n"),
        ("certs/key.pem", "key\n"),
        ("state/x", ""),
    ]);
    deed(folder.path()).unwrap();
    let mut child = again(folder.path());
    passes_inside(if uploads { child.env(WRITABLE, "1") } else { &mut child });
}

/// Runs the test once more, in a process that enters the sandbox.
fn passes_inside(child: &mut Command) {
    let output = child.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success() && said.contains("1 passed"), "inside: {said}");
}

/// Enters the sandbox, once: inside there is no way to draw a further one.
fn enter(folder: &Path) {
    static ENTERED: Once = Once::new();
    ENTERED.call_once(|| assert_eq!(Sandbox::enter(&rules(folder)).missing(), [""; 0]));
}

/// This test, to be run by a child.
fn again(folder: &Path) -> Command {
    let current = thread::current();
    let mut child = Command::new(env::current_exe().unwrap());
    child
        .args(["--exact", current.name().unwrap(), "--include-ignored", "--nocapture"])
        .env(INSIDE, folder);
    child
}

fn rules(folder: &Path) -> Rules {
    let mut rules = Rules::default();
    rules.allow(folder.join("capsule"), Access::Read);
    rules.allow(folder.join("certs"), Access::Write);
    if env::var_os(WRITABLE).is_some() {
        rules.allow(folder.join("capsule/notes"), Access::Change);
        rules.allow(folder.join("state"), Access::Change);
    }
    rules
}

#[test]
fn the_capsule_can_be_read() {
    check_allowed(|folder| fs::read(folder.join("capsule/index.md")));
    check_allowed(|folder| fs::read_dir(folder.join("capsule")));
}

#[test]
fn a_certificate_can_be_made_and_take_its_place() {
    check_allowed(|folder| {
        fs::write(folder.join("certs/new"), "certificate\n")?;
        fs::rename(folder.join("certs/new"), folder.join("certs/cert.pem"))?;
        fs::remove_file(folder.join("certs/cert.pem"))
    });
}

#[test]
fn threads_can_be_started() {
    check_allowed(|_| thread::Builder::new().spawn(|| {}).map(thread::JoinHandle::join));
}

#[test]
fn a_port_can_be_listened_on() {
    check_allowed(|_| TcpListener::bind("127.0.0.1:0"));
}

#[test]
fn the_list_of_users_can_t_be_read() {
    check_refused(|_| File::open("/etc/passwd"));
}

#[test]
fn no_folder_outside_can_be_listed() {
    check_refused(|folder| fs::read_dir(folder));
    check_refused(|_| fs::read_dir("/etc"));
}

#[test]
fn a_page_can_t_be_written() {
    check_refused(|folder| OpenOptions::new().append(true).open(folder.join("capsule/index.md")));
    check_refused(|folder| fs::write(folder.join("capsule/new.md"), "# New\n"));
}

#[test]
fn where_uploads_are_taken_their_folder_can_be_written_to_and_no_other() {
    let denied = Err(io::ErrorKind::PermissionDenied);
    check_with_uploads(
        |folder| {
            let notes = folder.join("capsule/notes");
            fs::create_dir_all(notes.join("2026"))?;
            fs::write(notes.join("2026/.new.md"), "# New\n")?;
            fs::rename(notes.join("2026/.new.md"), notes.join("2026/new.md"))?;
            fs::write(folder.join("state/entry"), "old\n")
        },
        Ok(()),
    );
    check_with_uploads(|folder| fs::write(folder.join("capsule/index.md"), "# Taken\n"), denied);
    check_with_uploads(|folder| fs::write(folder.join("capsule/_config.yml"), "x: y\n"), denied);
    check_with_uploads(
        |folder| {
            fs::create_dir(folder.join("capsule/other"))?;
            fs::remove_dir(folder.join("capsule/other"))
        },
        denied,
    );
}

#[test]
fn a_page_can_t_be_removed_or_taken_away() {
    let in_its_place = |folder: &Path| fs::write(folder.join("capsule/index.md"), "# Home\n");
    check_refused(|folder| {
        fs::remove_file(folder.join("capsule/index.md"))?;
        in_its_place(folder)
    });
    check_refused(|folder| {
        fs::rename(folder.join("capsule/index.md"), folder.join("capsule/other.md"))?;
        in_its_place(folder)
    });
    check_refused(|folder| {
        fs::hard_link(folder.join("capsule/index.md"), folder.join("capsule/link.md"))?;
        fs::remove_file(folder.join("capsule/link.md"))
    });
}

#[test]
fn the_mode_of_a_file_can_t_be_changed() {
    check_refused(|folder| {
        fs::set_permissions(folder.join("capsule/index.md"), fs::Permissions::from_mode(0o640))
    });
    check_refused(|folder| {
        File::open(folder.join("capsule/index.md"))?
            .set_permissions(fs::Permissions::from_mode(0o644))
    });
}

#[test]
fn no_program_can_be_run() {
    check_refused(|_| Command::new("/bin/true").status());
}

#[test]
fn no_program_can_take_the_place_of_the_process() {
    check_refused(|_| {
        // Outside it would be gone, so there another process tries.
        if env::var_os(INSIDE).is_none() {
            Command::new("/bin/true").status().map(drop)
        } else {
            Err(Command::new("/bin/true").exec())
        }
    });
}

#[test]
fn no_process_can_be_looked_into() {
    check_refused(|_| {
        if env::var_os(INSIDE).is_some() {
            return Ok(ptrace::seize(Pid::parent(), ptrace::Options::empty())?);
        }
        let mut other = Command::new("sleep").arg("60").spawn()?;
        let seized =
            ptrace::seize(Pid::from_raw(other.id().try_into().unwrap()), ptrace::Options::empty());
        other.kill()?;
        other.wait()?;
        Ok(seized?)
    });
}

#[test]
fn no_process_can_be_sent_a_signal() {
    // Signal 0 reaches nobody: it is asked only whether one may be sent.
    check_refused(|_| {
        rustix::process::test_kill_process(rustix::process::getppid().unwrap())?;
        Ok(())
    });
}

#[test]
fn no_limit_of_another_process_can_be_changed() {
    check_refused(|_| {
        let parent = rustix::process::getppid().unwrap();
        rustix::process::prlimit(Some(parent), Resource::Core, getrlimit(Resource::Core))?;
        Ok(())
    });
}

#[test]
fn nobody_outside_can_be_connected_to() {
    if env::var_os(INSIDE).is_some() {
        return check_refused(|folder| {
            TcpStream::connect(fs::read_to_string(folder.join("capsule/address")).unwrap())
        });
    }
    let outside = TcpListener::bind("127.0.0.1:0").unwrap();
    check_refused(|folder| {
        let address = outside.local_addr()?.to_string();
        fs::write(folder.join("capsule/address"), &address)?;
        TcpStream::connect(address)
    });
}

#[test]
fn only_the_ports_of_applications_can_be_connected_to() {
    if let Some(folder) = env::var_os(INSIDE) {
        let folder = Path::new(&folder);
        let ports = fs::read_to_string(folder.join("capsule/ports")).unwrap();
        let ports: Vec<u16> = ports.lines().map(|line| line.parse().unwrap()).collect();
        let mut rules = rules(folder);
        rules.ports.insert(ports[0]);
        let sandbox = Sandbox::enter(&rules);
        assert_eq!(sandbox.missing(), [""; 0]);
        TcpStream::connect(("127.0.0.1", ports[0])).unwrap();
        let refused = TcpStream::connect(("127.0.0.1", ports[1])).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
        return;
    }
    let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let ports = listeners.iter().map(|it| it.local_addr().unwrap().port());
    let ports: Vec<String> = ports.map(|port| port.to_string()).collect();
    let folder = folder_of(&[("capsule/ports", &ports.join("\n"))]);
    for port in &ports {
        TcpStream::connect(("127.0.0.1", port.parse().unwrap())).unwrap();
    }
    passes_inside(&mut again(folder.path()));
}

#[test]
fn no_datagram_can_be_sent() {
    check_refused(|_| UdpSocket::bind("127.0.0.1:0"));
    check_refused(|_| UnixDatagram::pair());
}

#[test]
fn no_unix_socket_can_be_connected_to_where_none_is_needed() {
    if env::var_os(INSIDE).is_some() {
        return check_refused(|folder| UnixStream::connect(folder.join("capsule/socket")));
    }
    check_refused(|folder| {
        let socket = folder.join("capsule/socket");
        // The child finds it bound, if not listened on any more.
        fs::remove_file(&socket).ok();
        let _listener = UnixListener::bind(&socket)?;
        UnixStream::connect(socket)
    });
}

#[test]
fn nobody_outside_is_reached_by_an_abstract_name_though_unix_sockets_are_wanted() {
    let name = |folder: &Path| UnixAddress::from_abstract_name(folder.as_os_str().as_bytes());
    if let Some(folder) = env::var_os(INSIDE) {
        let folder = Path::new(&folder);
        let mut rules = rules(folder);
        rules.unix_sockets = true;
        let sandbox = Sandbox::enter(&rules);
        assert_eq!(sandbox.missing(), [""; 0]);
        if (1..6).any(|old| sandbox.to_string().contains(&format!("landlock (version {old})"))) {
            // Names of that kind are restricted by newer kernels only.
            return;
        }
        let refused = UnixStream::connect_addr(&name(folder).unwrap()).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
        UnixStream::connect(folder.join("capsule/socket")).unwrap();
        return;
    }
    let folder = folder_of(&[("capsule/index.md", "# Home\n"), ("certs/key.pem", "key\n")]);
    let name = name(folder.path()).unwrap();
    let _abstract = UnixListener::bind_addr(&name).unwrap();
    let _named = UnixListener::bind(folder.path().join("capsule/socket")).unwrap();
    UnixStream::connect_addr(&name).unwrap();
    passes_inside(&mut again(folder.path()));
}

#[test]
fn no_other_user_can_be_become() {
    // Its own is what everybody may become.
    check_refused(|_| Ok(nix::unistd::seteuid(nix::unistd::geteuid())?));
}

#[test]
fn root_can_t_choose_another_root_folder() {
    if !is_tried_as_root() {
        return;
    }
    check_refused(|_| Ok(rustix::process::chroot("/")?));
}
