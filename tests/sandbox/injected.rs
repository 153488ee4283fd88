//! System calls that nothing here makes by itself: a child is stopped at a call that is allowed,
//! and made to do another one in its place, as somebody would who has taken the process over.
//!
//! Their arguments are nonsense, so outside each is refused for that, or done without any effect;
//! in the sandbox it is refused before anybody looks.

use std::env;
use std::ffi::c_long;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Stdio};

use nix::sys::ptrace::{self, Options};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use super::{INSIDE, again, enter, folder_of};

/// Beside [`INSIDE`], for a child that is to stay outside.
const OUTSIDE: &str = "PROPUS_TEST_OUTSIDE";
/// A number that no process, no descriptor and no user has.
const NOBODY: u64 = 0x7fff_fff0;
/// What a child writes before the number of the thread that is to be stopped.
const READY: &str = "thread ";

/// A child that makes calls, one after the other, until it is ended.
struct Puppet {
    child: Child,
    thread: Pid,
}

impl Puppet {
    fn start(folder: &Path, outside: bool) -> Self {
        let mut command = again(folder);
        if outside {
            command.env(OUTSIDE, "1");
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let number =
            lines.filter_map(|line| Some(line.split_once(READY)?.1.trim().parse().unwrap())).next();
        let thread = Pid::from_raw(number.unwrap());
        ptrace::seize(thread, Options::PTRACE_O_TRACESYSGOOD).unwrap();
        ptrace::interrupt(thread).unwrap();
        let puppet = Self { child, thread };
        assert!(matches!(puppet.wait(), WaitStatus::PtraceEvent(..)));
        puppet
    }

    fn wait(&self) -> WaitStatus {
        waitpid(self.thread, Some(WaitPidFlag::__WALL)).unwrap()
    }

    /// Goes on to the beginning or the end of the next call.
    fn go_on(&self) {
        ptrace::syscall(self.thread, None).unwrap();
        assert_eq!(self.wait(), WaitStatus::PtraceSyscall(self.thread));
    }

    /// Makes a call; its error number, or 0.
    fn call(&self, number: c_long, arguments: [u64; 6]) -> i32 {
        self.go_on();
        let before = ptrace::getregs(self.thread).unwrap();
        let mut changed = before;
        changed.orig_rax = number.cast_unsigned();
        [changed.rdi, changed.rsi, changed.rdx, changed.r10, changed.r8, changed.r9] = arguments;
        ptrace::setregs(self.thread, changed).unwrap();
        self.go_on();
        let returned = ptrace::getregs(self.thread).unwrap().rax.cast_signed();
        ptrace::setregs(self.thread, before).unwrap();
        if (-4095..0).contains(&returned) { i32::try_from(-returned).unwrap() } else { 0 }
    }
}

impl Drop for Puppet {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        let _ = waitpid(self.thread, Some(WaitPidFlag::__WALL));
        self.child.wait().unwrap();
    }
}

/// The child's part.
fn dance() -> ! {
    let folder = env::var_os(INSIDE).unwrap();
    if env::var_os(OUTSIDE).is_none() {
        enter(Path::new(&folder));
    }
    let ready = format!("{READY}{}\n", rustix::thread::gettid());
    io::stdout().write_all(ready.as_bytes()).unwrap();
    loop {
        std::hint::black_box(rustix::process::getppid());
    }
}

/// Makes the same calls outside, where none may be refused as it is inside, and inside.
fn check(calls: &[(&str, c_long, [u64; 6])], inside: i32) {
    if env::var_os(INSIDE).is_some() {
        dance();
    }
    let folder = folder_of(&[("capsule/index.md", "# Home\n"), ("certs/key.pem", "key\n")]);
    let puppets = [true, false].map(|outside| Puppet::start(folder.path(), outside));
    for (name, number, arguments) in calls {
        let errors = puppets.each_ref().map(|puppet| puppet.call(*number, *arguments));
        assert_ne!(errors[0], inside, "{name} outside");
        assert_eq!(errors[1], inside, "{name} inside");
    }
}

fn check_refused(calls: &[(&str, c_long, [u64; 6])]) {
    check(calls, libc::EPERM);
}

/// Calls by their names in `libc`, with their arguments.
macro_rules! calls {
    ($($name:ident($($argument:expr),*)),* $(,)?) => {
        [$((stringify!($name), libc::$name, arguments(&[$($argument),*]))),*]
    };
}

/// Arguments, and as many zeros as are missing.
fn arguments(given: &[u64]) -> [u64; 6] {
    let mut all = [0; 6];
    all[..given.len()].copy_from_slice(given);
    all
}

#[test]
fn owners_and_flags_of_files_can_t_be_changed() {
    const SETXATTRAT: c_long = 463;
    const REMOVEXATTRAT: c_long = 466;
    const OPEN_TREE_ATTR: c_long = 467;
    const FILE_SETATTR: c_long = 469;
    const FS_IOC_SETFLAGS: u64 = 0x4008_6602;
    const FS_IOC_FSSETXATTR: u64 = 0x401c_5820;
    check_refused(&calls![
        SYS_fchown(NOBODY, 0, 0),
        SYS_fchmod(NOBODY, 0),
        SYS_fchownat(NOBODY, 0, 0, 0, 0),
        SYS_fsetxattr(NOBODY, 0, 0, 0, 0),
        SYS_fremovexattr(NOBODY, 0),
        SYS_utimensat(NOBODY, 0, 0, 0),
        SYS_ioctl(NOBODY, FS_IOC_SETFLAGS, 0),
        SYS_ioctl(NOBODY, FS_IOC_FSSETXATTR, 0),
    ]);
    check_refused(&[
        ("setxattrat", SETXATTRAT, arguments(&[NOBODY])),
        ("removexattrat", REMOVEXATTRAT, arguments(&[NOBODY])),
        ("open_tree_attr", OPEN_TREE_ATTR, arguments(&[NOBODY])),
        ("file_setattr", FILE_SETATTR, arguments(&[NOBODY])),
    ]);
}

#[test]
fn how_other_processes_are_run_can_t_be_changed() {
    check_refused(&calls![
        SYS_setpriority(0, NOBODY, 0),
        SYS_sched_setaffinity(NOBODY, 0, 0),
        SYS_sched_setscheduler(NOBODY, 0, 0),
        SYS_sched_setparam(NOBODY, 0),
        SYS_sched_setattr(NOBODY, 0, 0),
        SYS_ioprio_set(1, NOBODY, 0),
        SYS_prlimit64(NOBODY, 7, 0, 0),
    ]);
}

#[test]
fn no_memory_messages_or_locks_are_shared_with_other_processes() {
    check_refused(&calls![
        SYS_shmget(1, 1, 0),
        SYS_shmat(u64::MAX, 0, 0),
        SYS_shmctl(u64::MAX, 2, 0),
        SYS_msgget(1, 0),
        SYS_msgsnd(u64::MAX, 0, 0, 0),
        SYS_msgrcv(u64::MAX, 0, 0, 0, 0),
        SYS_semget(1, 1, 0),
        SYS_semop(u64::MAX, 0, 0),
        SYS_mq_open(0, 0, 0, 0),
        SYS_memfd_create(0, 0),
    ]);
}

#[test]
fn nobody_is_sent_a_signal_in_roundabout_ways() {
    const F_SETSIG: u64 = 10;
    const F_SETOWN_EX: u64 = 15;
    const FIOSETOWN: u64 = 0x8901;
    const SIOCSPGRP: u64 = 0x8902;
    check_refused(&calls![
        SYS_fcntl(NOBODY, libc::F_SETOWN as u64, 1),
        SYS_fcntl(NOBODY, F_SETOWN_EX, 0),
        SYS_fcntl(NOBODY, F_SETSIG, 9),
        SYS_fcntl(NOBODY, libc::F_NOTIFY as u64, 0),
        SYS_ioctl(NOBODY, FIOSETOWN, 0),
        SYS_ioctl(NOBODY, SIOCSPGRP, 0),
        SYS_kill(NOBODY, 0),
        SYS_tkill(NOBODY, 0),
        SYS_tgkill(NOBODY, NOBODY, 0),
        SYS_rt_sigqueueinfo(NOBODY, 9, 0),
        SYS_pidfd_send_signal(NOBODY, 9, 0, 0),
    ]);
}

#[test]
fn no_memory_becomes_code() {
    let [write, exec] = [libc::PROT_WRITE as u64, libc::PROT_EXEC as u64];
    check_refused(&calls![
        // Of no length, and of an address within a page.
        SYS_mmap(0, 0, write | exec, 0x22, u64::MAX, 0),
        SYS_mmap(0, 0, exec, 0x22, u64::MAX, 0),
        SYS_mprotect(1, 1, write | exec),
        SYS_mprotect(1, 1, exec),
        SYS_pkey_mprotect(1, 1, exec, u64::MAX),
    ]);
}

#[test]
fn parts_of_the_kernel_that_a_server_does_not_need_are_out_of_reach() {
    check_refused(&calls![
        SYS_io_setup(0, 0),
        SYS_io_submit(0, 0, 0),
        SYS_io_destroy(0),
        SYS_process_vm_readv(NOBODY, 0, 0, 0, 0, 0),
        SYS_pidfd_getfd(NOBODY, 0, 0),
        SYS_setns(NOBODY, 0),
        SYS_unshare(0),
        SYS_clone(libc::CLONE_SIGHAND as u64, 0, 0, 0, 0),
        SYS_execve(0, 0, 0),
        SYS_capset(0, 0),
        SYS_keyctl(u64::MAX),
        SYS_landlock_create_ruleset(0, 0, 0),
        SYS_seccomp(u64::MAX, 0, 0),
        SYS_prctl(libc::PR_SET_DUMPABLE as u64, 5, 0, 0, 0),
    ]);
}

#[test]
fn what_would_be_looked_at_in_vain_seems_unknown() {
    check(&calls![SYS_clone3(0, 0)], libc::ENOSYS);
}

#[test]
fn what_is_newer_than_the_list_is_unknown_by_whatever_number() {
    const X32: c_long = 0x4000_0000;
    if env::var_os(INSIDE).is_some() {
        dance();
    }
    let folder = folder_of(&[("capsule/index.md", "# Home\n"), ("certs/key.pem", "key\n")]);
    let inside = Puppet::start(folder.path(), false);
    for number in [470, 600, 5000, X32 | libc::SYS_getpid, X32 | 520] {
        assert_eq!(inside.call(number, [0; 6]), libc::ENOSYS, "{number}");
    }
    assert_eq!(inside.call(libc::SYS_getuid, [0; 6]), 0);
}
