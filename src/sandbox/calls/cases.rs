//! The calls that are allowed in some cases only, by their arguments.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::{
    BackendError, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition as Condition, SeccompRule,
};

use crate::sandbox::rules::{Access, Rules};

/// The cases in which calls are allowed, by the number of the call; without any, always.
pub(super) type Chains = BTreeMap<c_long, Vec<SeccompRule>>;

/// A thread, as C libraries start it: it shares everything with the others, and is in no namespace
/// of its own. A process would share less.
const THREAD: i32 = libc::CLONE_VM
    | libc::CLONE_FS
    | libc::CLONE_FILES
    | libc::CLONE_SIGHAND
    | libc::CLONE_THREAD
    | libc::CLONE_SYSVSEM
    | libc::CLONE_SETTLS
    | libc::CLONE_PARENT_SETTID
    | libc::CLONE_CHILD_CLEARTID;
/// A flag without any effect, which musl gives as well.
const DETACHED: i32 = libc::CLONE_DETACHED;
/// Bits of the second argument of `socket` that hold the type; the others are flags.
const KIND: i32 = 0xf;

/// Requests of `ioctl`, as the numbers that they are: the C libraries differ in their types. What
/// is not here is, among others, keys typed by a program and owners of signals.
const TCGETS: i32 = 0x5401;
const TIOCGWINSZ: i32 = 0x5413;
const FIONREAD: i32 = 0x541b;
const FIONBIO: i32 = 0x5421;
const FIOCLEX: i32 = 0x5451;
/// "Does that go to a terminal?", as newer C libraries ask.
const TCGETS2: i32 = 0x802c_542a_u32.cast_signed();

/// Everything that is allowed in some cases.
pub(super) fn cases(rules: &Rules) -> Result<Chains, BackendError> {
    let mut cases = Chains::from([
        (libc::SYS_socket, sockets(rules)?),
        // A pair has no other end than the process.
        (libc::SYS_socketpair, vec![all([is(0, libc::AF_UNIX)?, is_stream()?])?]),
        // Data in the first packet: a way to connect without `connect`.
        (libc::SYS_sendto, vec![all([lacks(3, libc::MSG_FASTOPEN)?])?]),
        (libc::SYS_sendmsg, vec![all([lacks(2, libc::MSG_FASTOPEN)?])?]),
        (libc::SYS_clone, vec![all([is_but_for(0, DETACHED, THREAD)?])?]),
        // Memory never holds code that was not in the program when it started.
        (libc::SYS_mmap, vec![all([lacks(2, libc::PROT_EXEC)?])?]),
        (libc::SYS_mprotect, vec![all([lacks(2, libc::PROT_EXEC)?])?]),
        // 0 is the process itself.
        (libc::SYS_prlimit64, vec![all([is(0, 0)?])?]),
        // An abort: a signal to a thread of its own.
        (libc::SYS_tgkill, vec![all([is(0, std::process::id().cast_signed())?])?]),
        (libc::SYS_prctl, any(0, &[libc::PR_SET_NAME, libc::PR_GET_NAME, libc::PR_SET_VMA])?),
        (
            libc::SYS_fcntl,
            any(
                1,
                &[
                    libc::F_GETFD,
                    libc::F_SETFD,
                    libc::F_GETFL,
                    libc::F_SETFL,
                    libc::F_DUPFD,
                    libc::F_DUPFD_CLOEXEC,
                ],
            )?,
        ),
        (libc::SYS_ioctl, any(1, &[FIONBIO, FIOCLEX, FIONREAD, TIOCGWINSZ, TCGETS, TCGETS2])?),
    ]);
    if rules.locks {
        let locking = any(1, &[libc::F_SETLK, libc::F_GETLK])?;
        cases.entry(libc::SYS_fcntl).or_default().extend(locking);
    }
    if rules.unix_sockets || !rules.ports.is_empty() {
        // To which port is for Landlock.
        cases.insert(libc::SYS_connect, Vec::new());
    }
    if rules.files().any(|(_, access)| access == Access::Change) {
        // A file that is replaced keeps its rights, whatever mask the process has. Nobody's rights
        // are lent to who runs it.
        cases.insert(libc::SYS_fchmod, vec![all([lacks(1, !0o777)?])?]);
        // So does a copy of a file its time; without a name it is that of a file that is open.
        cases.insert(libc::SYS_utimensat, vec![all([is_null(1)?])?]);
    }
    Ok(cases)
}

/// Sockets: streams only; of TCP, and Unix sockets where they are wanted. Landlock's rules are for
/// TCP and would be evaded with another protocol, such as MPTCP or UDP.
fn sockets(rules: &Rules) -> Result<Vec<SeccompRule>, BackendError> {
    let mut allowed = Vec::new();
    for family in [libc::AF_INET, libc::AF_INET6] {
        for protocol in [0, libc::IPPROTO_TCP] {
            allowed.push(all([is(0, family)?, is_stream()?, is(2, protocol)?])?);
        }
    }
    if rules.unix_sockets {
        allowed.push(all([is(0, libc::AF_UNIX)?, is_stream()?])?);
    }
    Ok(allowed)
}

/// A case for each value of an argument.
fn any(argument: u8, values: &[i32]) -> Result<Vec<SeccompRule>, BackendError> {
    values.iter().map(|value| all([is(argument, *value)?])).collect()
}

/// The case in which all conditions hold.
fn all<const N: usize>(conditions: [Condition; N]) -> Result<SeccompRule, BackendError> {
    SeccompRule::new(conditions.into())
}

fn is_stream() -> Result<Condition, BackendError> {
    masked(1, KIND, libc::SOCK_STREAM)
}

fn is(argument: u8, value: i32) -> Result<Condition, BackendError> {
    masked(argument, !0, value)
}

/// An argument with all of these flags and no others, but that one does not count.
fn is_but_for(argument: u8, flag: i32, value: i32) -> Result<Condition, BackendError> {
    masked(argument, !flag, value)
}

/// No address, of which all bits count.
fn is_null(argument: u8) -> Result<Condition, BackendError> {
    Condition::new(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, 0)
}

fn lacks(argument: u8, flag: i32) -> Result<Condition, BackendError> {
    masked(argument, flag, 0)
}

/// An argument in which the bits of a mask have a value. Of all arguments here the kernel looks at
/// the lower 32 bits only, or gives no meaning to the upper ones.
fn masked(argument: u8, mask: i32, value: i32) -> Result<Condition, BackendError> {
    let [mask, value] = [mask, value].map(|bits| u64::from(bits.cast_unsigned()));
    Condition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(mask), value)
}
