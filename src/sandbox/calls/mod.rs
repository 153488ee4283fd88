//! seccomp: the system calls that a server needs, and no other. Which they are stands in `allowed`,
//! and in `cases` where it depends on arguments.
//!
//! All others are refused with EPERM, as if there were no permission. Those that are newer than
//! this list get ENOSYS, as from a kernel that does not have them yet: C libraries and crates that
//! learn of a new call fall back on an old one then.

use std::env::consts::ARCH;

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter_all_threads,
    sock_filter,
};

use super::rules::Rules;

mod allowed;
mod cases;

/// The newest call that was looked at, `file_setattr` of Linux 6.17. All processors number their
/// calls alike since 424, so all that come later are above it; on x86_64 the second set of numbers
/// for the same calls (x32) is above it, too.
const NEWEST: u32 = 469;

/// Restricts all threads of the process.
pub(super) fn restrict(rules: &Rules) -> Result<(), String> {
    let target = ARCH.try_into().map_err(|_| format!("seccomp is not known for {ARCH}"))?;
    let program = program(rules, target).map_err(|error| error.to_string())?;
    apply_filter_all_threads(&program).map_err(|error| error.to_string())
}

/// The filter. A call made in the manner of another processor, such as one of 32 bits on x86_64,
/// ends the process.
fn program(rules: &Rules, target: TargetArch) -> Result<BpfProgram, BackendError> {
    let filter =
        SeccompFilter::new(chains(rules)?, refusal(libc::EPERM), SeccompAction::Allow, target)?;
    let filter: BpfProgram = filter.try_into()?;
    Ok([&unknown()[..], &filter].concat())
}

fn chains(rules: &Rules) -> Result<cases::Chains, BackendError> {
    let mut chains = cases::cases(rules)?;
    chains.extend(allowed::ALLOWED.iter().chain(allowed::HERE).map(|call| (*call, Vec::new())));
    Ok(chains)
}

/// The beginning of the program, since a filter of `seccompiler` knows one refusal only: what is to
/// look as if the kernel did not know it.
///
/// `clone3` is among it: what it is to do stands in memory, where no filter looks. The C library
/// then takes `clone`, whose flags can be looked at.
fn unknown() -> [sock_filter; 4] {
    // Instructions of classic BPF, whose jumps count from the next one.
    const LOAD: u16 = 0x20;
    const JUMP_IF_EQUAL: u16 = 0x15;
    const JUMP_IF_GREATER: u16 = 0x25;
    const RETURN: u16 = 0x06;
    const CALL_NUMBER: u32 = 0;
    const CLONE3: u32 = 435;
    [
        sock_filter { code: LOAD, jt: 0, jf: 0, k: CALL_NUMBER },
        sock_filter { code: JUMP_IF_EQUAL, jt: 1, jf: 0, k: CLONE3 },
        sock_filter { code: JUMP_IF_GREATER, jt: 0, jf: 1, k: NEWEST },
        sock_filter { code: RETURN, jt: 0, jf: 0, k: refusal(libc::ENOSYS).into() },
    ]
}

fn refusal(errno: i32) -> SeccompAction {
    SeccompAction::Errno(errno.unsigned_abs())
}

#[cfg(test)]
mod tests;
