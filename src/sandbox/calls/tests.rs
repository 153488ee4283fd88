//! The program is run here as the kernel runs it, for each number that a call can have. What the
//! kernel makes of it is for `tests/sandbox`.

use libc::c_long;

use super::*;
use crate::sandbox::rules::Access;

/// What becomes of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    Allowed,
    Refused,
    Unknown,
    Killed,
}

use Outcome::{Allowed, Killed, Refused, Unknown};

/// The number by which the kernel tells this processor.
#[cfg(target_arch = "x86_64")]
const OWN: u32 = 0xc000_003e;
#[cfg(target_arch = "aarch64")]
const OWN: u32 = 0xc000_00b7;
#[cfg(target_arch = "riscv64")]
const OWN: u32 = 0xc000_00f3;

fn own_program(rules: &Rules) -> BpfProgram {
    program(rules, ARCH.try_into().unwrap()).unwrap()
}

/// The words that a filter reads: number, processor, address, arguments.
fn words(number: u32, processor: u32, arguments: [u32; 6]) -> Vec<u32> {
    let arguments = arguments.iter().flat_map(|argument| [*argument, 0]);
    [number, processor, 0, 0].into_iter().chain(arguments).collect()
}

fn run(program: &BpfProgram, words: &[u32]) -> Outcome {
    let (mut at, mut held) = (0, 0);
    loop {
        let sock_filter { code, jt, jf, k } = program[at];
        at += 1;
        let jump = |taken: bool| usize::from(if taken { jt } else { jf });
        match code {
            0x20 => held = words[k as usize / 4],
            0x54 => held &= k,
            0x05 => at += k as usize,
            0x15 => at += jump(held == k),
            0x25 => at += jump(held > k),
            0x35 => at += jump(held >= k),
            0x06 => return outcome(k),
            _ => panic!("{code:#x} is not known here"),
        }
    }
}

fn outcome(returned: u32) -> Outcome {
    let errno = |errno: i32| u32::from(refusal(errno));
    match returned {
        libc::SECCOMP_RET_ALLOW => Allowed,
        libc::SECCOMP_RET_KILL_PROCESS => Killed,
        _ if returned == errno(libc::EPERM) => Refused,
        _ if returned == errno(libc::ENOSYS) => Unknown,
        _ => panic!("{returned:#x} is not known here"),
    }
}

fn outcome_of(rules: &Rules, call: c_long, arguments: [u32; 6]) -> Outcome {
    run(&own_program(rules), &words(call.try_into().unwrap(), OWN, arguments))
}

#[test]
fn what_is_not_allowed_is_refused_and_what_is_new_is_unknown() {
    let program = own_program(&Rules::default());
    let always: Vec<c_long> = [allowed::ALLOWED, allowed::HERE].concat();
    for number in 0..NEWEST + 200 {
        let outcome = run(&program, &words(number, OWN, [u32::MAX; 6]));
        let expected = match number {
            435 => Unknown,
            number if always.contains(&number.into()) => Allowed,
            number if number <= NEWEST => Refused,
            _ => Unknown,
        };
        assert_eq!(outcome, expected, "{number}");
    }
}

#[test]
fn no_call_is_allowed_by_another_number() {
    let rules = Rules { unix_sockets: true, ..Rules::default() };
    let program = own_program(&rules);
    for number in 0..1000 {
        for arguments in [[0; 6], [1; 6], [2; 6], [u32::MAX; 6]] {
            // The numbers of x32, and calls in the manner of i386.
            let x32 = run(&program, &words(0x4000_0000 | number, OWN, arguments));
            assert_eq!(x32, Unknown, "{number}");
            let i386 = run(&program, &words(number, 0x4000_0003, arguments));
            assert!([Killed, Unknown].contains(&i386), "{number}: {i386:?}");
        }
    }
}

#[test]
fn threads_are_started_and_nothing_else() {
    let check = |flags: u32, expected| {
        assert_eq!(outcome_of(&Rules::default(), libc::SYS_clone, [flags, 0, 0, 0, 0, 0]), expected)
    };
    // glibc's, musl's, a process, one that shares its memory, a thread in a namespace of its own.
    check(0x003d_0f00, Allowed);
    check(0x007d_0f00, Allowed);
    check(libc::SIGCHLD.cast_unsigned(), Refused);
    check(0x4111, Refused);
    check(0x003d_0f00 | libc::CLONE_NEWUSER.cast_unsigned(), Refused);
}

#[test]
fn memory_never_becomes_code() {
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        let check = |protection: i32, expected| {
            let arguments = [0, 4096, protection.cast_unsigned(), 0x22, u32::MAX, 0];
            assert_eq!(outcome_of(&Rules::default(), call, arguments), expected, "{protection}");
        };
        check(libc::PROT_NONE, Allowed);
        check(libc::PROT_READ | libc::PROT_WRITE, Allowed);
        check(libc::PROT_READ | libc::PROT_EXEC, Refused);
        check(libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC, Refused);
    }
}

#[test]
fn sockets_are_streams_of_tcp_and_unix_sockets_where_they_are_wanted() {
    let check = |unix_sockets, socket: [i32; 3], expected| {
        let rules = Rules { unix_sockets, ..Rules::default() };
        let [family, kind, protocol] = socket.map(i32::cast_unsigned);
        let arguments = [family, kind, protocol, 0, 0, 0];
        assert_eq!(outcome_of(&rules, libc::SYS_socket, arguments), expected, "{socket:?}");
    };
    use libc::{AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_UNIX, AF_VSOCK};
    let stream = libc::SOCK_STREAM | libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK;
    for unix in [false, true] {
        for family in [AF_INET, AF_INET6] {
            check(unix, [family, stream, 0], Allowed);
            check(unix, [family, stream, libc::IPPROTO_TCP], Allowed);
            check(unix, [family, stream, 262], Refused);
            check(unix, [family, stream, libc::IPPROTO_SCTP], Refused);
            for kind in [libc::SOCK_DGRAM, libc::SOCK_RAW, libc::SOCK_SEQPACKET, 10] {
                check(unix, [family, kind, 0], Refused);
            }
        }
        for family in [AF_NETLINK, AF_PACKET, AF_VSOCK, 38] {
            check(unix, [family, stream, 0], Refused);
        }
        check(unix, [AF_UNIX, libc::SOCK_DGRAM, 0], Refused);
        check(unix, [AF_UNIX, stream, 0], if unix { Allowed } else { Refused });
    }
}

#[test]
fn connections_are_refused_altogether_where_none_is_wanted() {
    let check = |rules: &Rules, connecting, fast_open| {
        assert_eq!(outcome_of(rules, libc::SYS_connect, [0; 6]), connecting);
        let flags = libc::MSG_FASTOPEN.cast_unsigned();
        assert_eq!(outcome_of(rules, libc::SYS_sendto, [0, 0, 0, flags, 0, 0]), fast_open);
        assert_eq!(outcome_of(rules, libc::SYS_sendmsg, [0, 0, flags, 0, 0, 0]), fast_open);
    };
    check(&Rules::default(), Refused, Refused);
    check(&Rules { unix_sockets: true, ..Rules::default() }, Allowed, Refused);
    check(&Rules { ports: [4000].into(), ..Rules::default() }, Allowed, Refused);
}

#[test]
fn the_filter_can_be_made_for_every_processor_that_is_known() {
    for target in [TargetArch::x86_64, TargetArch::aarch64] {
        assert!(program(&Rules::default(), target).is_ok());
    }
}

#[test]
fn rights_of_files_change_only_where_files_are_written_for_people() {
    let mut rules = Rules::default();
    let set = |rules: &Rules, mode| outcome_of(rules, libc::SYS_fchmod, [3, mode, 0, 0, 0, 0]);
    assert_eq!(set(&rules, 0o644), Refused);
    rules.allow("/srv/capsule", Access::Change);
    assert_eq!((set(&rules, 0o644), set(&rules, 0o777)), (Allowed, Allowed));
    assert_eq!((set(&rules, 0o4755), set(&rules, 0o2755)), (Refused, Refused));
}

#[test]
fn times_change_only_where_files_are_written_for_people_and_of_open_ones() {
    let mut rules = Rules::default();
    let set = |rules: &Rules, name| outcome_of(rules, libc::SYS_utimensat, [3, name, 0, 0, 0, 0]);
    assert_eq!(set(&rules, 0), Refused);
    rules.allow("/srv/capsule", Access::Change);
    assert_eq!((set(&rules, 0), set(&rules, 4096)), (Allowed, Refused));
}

#[test]
fn files_are_locked_only_where_a_database_is_kept() {
    let mut rules = Rules::default();
    let lock = |rules: &Rules, command: i32| {
        outcome_of(rules, libc::SYS_fcntl, [3, command.cast_unsigned(), 0, 0, 0, 0])
    };
    assert_eq!((lock(&rules, libc::F_SETLK), lock(&rules, libc::F_GETFL)), (Refused, Allowed));
    rules.locks = true;
    assert_eq!((lock(&rules, libc::F_SETLK), lock(&rules, libc::F_GETFL)), (Allowed, Allowed));
    assert_eq!(lock(&rules, libc::F_SETOWN), Refused);
}
