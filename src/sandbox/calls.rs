//! seccomp: the system calls that a server has no use for are refused with EPERM, as if it had no
//! permission. All others stay: a list of those that are needed would depend on the kernel, the C
//! library and every crate.

use std::collections::BTreeMap;
use std::env::consts::ARCH;

use libc::c_long;
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule, TargetArch, apply_filter_all_threads,
};

use super::rules::Rules;

/// Refused whatever their arguments are.
const REFUSED: &[c_long] = &[
    // Other programs: running them, looking into them, taking over what they have open.
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_send_signal,
    libc::SYS_kcmp,
    libc::SYS_kill,
    // With this musl aborts; when it may not, it makes itself a fault, and ends all the same.
    libc::SYS_tkill,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    // Another user, other privileges.
    libc::SYS_setuid,
    libc::SYS_setgid,
    libc::SYS_setreuid,
    libc::SYS_setregid,
    libc::SYS_setresuid,
    libc::SYS_setresgid,
    libc::SYS_setfsuid,
    libc::SYS_setfsgid,
    libc::SYS_setgroups,
    libc::SYS_capset,
    libc::SYS_personality,
    // Another view of the file system.
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_mount_setattr,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_name_to_handle_at,
    libc::SYS_open_by_handle_at,
    libc::SYS_fanotify_init,
    libc::SYS_quotactl,
    libc::SYS_quotactl_fd,
    // Modes, owners and times of files, which Landlock does not look after.
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    SYS_FCHMODAT2,
    libc::SYS_fchownat,
    libc::SYS_utimensat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_fsetxattr,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    libc::SYS_fremovexattr,
    // The kernel and the machine.
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    SYS_KEXEC_FILE_LOAD,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_syslog,
    libc::SYS_vhangup,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    // Parts of the kernel in which its faults are often found.
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_memfd_create,
];

/// Of the same kinds, on this processor only.
#[cfg(target_arch = "x86_64")]
const REFUSED_HERE: &[c_long] = &[
    libc::SYS_fork,
    libc::SYS_vfork,
    libc::SYS_uselib,
    libc::SYS_chmod,
    libc::SYS_chown,
    libc::SYS_lchown,
    libc::SYS_utime,
    libc::SYS_utimes,
    libc::SYS_futimesat,
    libc::SYS_iopl,
    libc::SYS_ioperm,
    libc::SYS_modify_ldt,
];
#[cfg(not(target_arch = "x86_64"))]
const REFUSED_HERE: &[c_long] = &[];

/// Keys that are typed by a program. Here as the numbers that they are: the C libraries differ in
/// their types.
const TIOCSTI: u32 = 0x5412;
const TIOCLINUX: u32 = 0x541c;

/// The cases in which calls are refused, by the number of the call.
type Chains = BTreeMap<c_long, Vec<SeccompRule>>;

/// `kexec_file_load`, whose number on aarch64 `libc` knows for glibc and not for musl.
#[cfg(target_arch = "aarch64")]
const SYS_KEXEC_FILE_LOAD: c_long = 294;
#[cfg(not(target_arch = "aarch64"))]
const SYS_KEXEC_FILE_LOAD: c_long = libc::SYS_kexec_file_load;

/// `fchmodat2`, which Linux has from 6.6 on; all processors have the same number for what is that
/// new.
const SYS_FCHMODAT2: c_long = 452;

/// On x86_64 a second set of numbers means the same calls to kernels that are built for it (x32):
/// the usual ones with this bit, and some of their own. A list that forgets them forbids nothing
/// there.
const X32: c_long = 0x4000_0000;
/// Their own, of the calls that are refused here always or sometimes: `ioctl`, `sendmsg`, `execve`,
/// `ptrace`, `rt_sigqueueinfo`, `kexec_load`, `rt_tgsigqueueinfo`, `sendmmsg`, `process_vm_readv`,
/// `process_vm_writev`, `execveat`.
const X32_OWN: &[c_long] = &[514, 518, 520, 521, 524, 528, 536, 538, 539, 540, 545];

/// A process that shares its parent's number is a thread.
const THREAD: u32 = libc::CLONE_THREAD.unsigned_abs();
/// Namespaces: of mounts, control groups, host names, messages, users, processes, networks.
const NAMESPACES: &[i32] = &[
    libc::CLONE_NEWNS,
    libc::CLONE_NEWCGROUP,
    libc::CLONE_NEWUTS,
    libc::CLONE_NEWIPC,
    libc::CLONE_NEWUSER,
    libc::CLONE_NEWPID,
    libc::CLONE_NEWNET,
];
/// Data in the first packet: a way to connect without `connect`.
const FASTOPEN: u32 = libc::MSG_FASTOPEN.unsigned_abs();
/// Bits of the second argument of `socket` that hold the type; the others are flags.
const KIND: u32 = 0xf;
/// Every kind of socket but streams.
const NO_STREAMS: &[i32] = &[
    libc::SOCK_DGRAM,
    libc::SOCK_RAW,
    libc::SOCK_RDM,
    libc::SOCK_SEQPACKET,
    libc::SOCK_DCCP,
    SOCK_PACKET,
];
/// An old way to get at all packets, which `libc` has for deprecated and the kernel still has.
const SOCK_PACKET: i32 = 10;

/// Restricts all threads of the process.
pub(super) fn restrict(rules: &Rules) -> Result<(), String> {
    let target = ARCH.try_into().map_err(|_| format!("seccomp is not known for {ARCH}"))?;
    for program in programs(rules, target).map_err(|error| error.to_string())? {
        apply_filter_all_threads(&program).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn programs(rules: &Rules, target: TargetArch) -> Result<[BpfProgram; 2], BackendError> {
    // As if the kernel did not know it: what it is to do stands in memory, where no filter looks.
    // The C library then takes `clone`, whose flags can be looked at.
    let clone3 = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
    Ok([program(chains(rules)?, libc::EPERM, target)?, program(clone3, libc::ENOSYS, target)?])
}

/// A filter that refuses calls with an error number.
fn program(chains: Chains, errno: i32, target: TargetArch) -> Result<BpfProgram, BackendError> {
    let refuse = SeccompAction::Errno(errno.unsigned_abs());
    SeccompFilter::new(chains, SeccompAction::Allow, refuse, target)?.try_into()
}

/// Refused calls: by number, the cases in which each is refused; without any, always.
fn chains(rules: &Rules) -> Result<Chains, BackendError> {
    let mut always: Vec<c_long> = [REFUSED, REFUSED_HERE].concat();
    if !rules.connects() {
        always.push(libc::SYS_connect);
    }
    let mut chains: Chains = always.into_iter().map(|call| (call, Vec::new())).collect();
    chains.extend([
        (libc::SYS_socket, sockets(rules)?),
        (libc::SYS_clone, forks()?),
        (libc::SYS_tgkill, vec![of_other_processes(&[])?]),
        (libc::SYS_prlimit64, vec![of_other_processes(&[0])?]),
        // Keys "typed" into the terminal of whoever started it.
        (libc::SYS_ioctl, vec![masked(1, u32::MAX, TIOCSTI)?, masked(1, u32::MAX, TIOCLINUX)?]),
        (libc::SYS_sendto, vec![masked(3, FASTOPEN, FASTOPEN)?]),
        (libc::SYS_sendmsg, vec![masked(2, FASTOPEN, FASTOPEN)?]),
        (libc::SYS_sendmmsg, vec![masked(3, FASTOPEN, FASTOPEN)?]),
    ]);
    if !rules.unix_sockets {
        // One that is half of a pair can still be sent somewhere else, unless it is a stream.
        chains.insert(libc::SYS_socketpair, no_streams(&[])?);
    }
    if cfg!(target_arch = "x86_64") {
        let again: Vec<c_long> = chains.keys().map(|call| call | X32).collect();
        chains.extend(
            again
                .into_iter()
                .chain(X32_OWN.iter().map(|call| call | X32))
                .map(|call| (call, Vec::new())),
        );
    }
    Ok(chains)
}

/// Sockets: only of TCP, and Unix sockets where they are wanted. Landlock's rules are for TCP and
/// would be evaded with another protocol, such as MPTCP or UDP.
fn sockets(rules: &Rules) -> Result<Vec<SeccompRule>, BackendError> {
    let mut families = vec![libc::AF_INET, libc::AF_INET6];
    if rules.unix_sockets {
        families.push(libc::AF_UNIX);
    }
    let other_family =
        families.iter().map(|family| is_not(0, family.unsigned_abs())).collect::<Result<_, _>>()?;
    let no_unix = is_not(0, libc::AF_UNIX.unsigned_abs())?;
    let protocols = [0, libc::IPPROTO_TCP.unsigned_abs()];
    let mut other_protocol =
        protocols.into_iter().map(|it| is_not(2, it)).collect::<Result<Vec<_>, _>>()?;
    other_protocol.push(no_unix.clone());
    let mut refused = vec![SeccompRule::new(other_family)?, SeccompRule::new(other_protocol)?];
    refused.extend(no_streams(&[no_unix])?);
    Ok(refused)
}

/// Sockets that are no streams, where these conditions hold besides.
fn no_streams(besides: &[SeccompCondition]) -> Result<Vec<SeccompRule>, BackendError> {
    let mut rules = Vec::new();
    for kind in NO_STREAMS {
        rules.push(SeccompRule::new([&[is(1, KIND, kind.unsigned_abs())?], besides].concat())?);
    }
    Ok(rules)
}

/// Processes of its own, and namespaces. It starts threads, and nothing else.
fn forks() -> Result<Vec<SeccompRule>, BackendError> {
    let namespaces =
        NAMESPACES.iter().map(|flag| masked(0, flag.unsigned_abs(), flag.unsigned_abs()));
    std::iter::once(masked(0, THREAD, 0)).chain(namespaces).collect()
}

/// Calls that act on other processes, of which the first argument names the one. Some numbers mean
/// the process itself, besides its own.
fn of_other_processes(itself: &[u32]) -> Result<SeccompRule, BackendError> {
    let own = itself.iter().copied().chain([std::process::id()]);
    SeccompRule::new(own.map(|number| is_not(0, number)).collect::<Result<_, _>>()?)
}

/// An argument in which the bits of a mask have a value.
fn masked(argument: u8, mask: u32, value: u32) -> Result<SeccompRule, BackendError> {
    SeccompRule::new(vec![is(argument, mask, value)?])
}

fn is(argument: u8, mask: u32, value: u32) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(
        argument,
        SeccompCmpArgLen::Dword,
        SeccompCmpOp::MaskedEq(mask.into()),
        value.into(),
    )
}

fn is_not(argument: u8, value: u32) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filters_can_be_made_for_every_processor_that_is_known() {
        for target in [TargetArch::x86_64, TargetArch::aarch64] {
            for unix_sockets in [false, true] {
                let rules = Rules { unix_sockets, ..Rules::default() };
                let [refusing, unknown] = programs(&rules, target).unwrap();
                assert!(refusing.len() > unknown.len());
            }
        }
    }

    #[test]
    fn connections_are_refused_altogether_where_none_is_wanted() {
        let refused = |rules: &Rules| chains(rules).unwrap().contains_key(&libc::SYS_connect);
        assert!(refused(&Rules::default()));
        assert!(!refused(&Rules { unix_sockets: true, ..Rules::default() }));
        assert!(!refused(&Rules { ports: [4000].into(), ..Rules::default() }));
    }

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn no_call_is_refused_by_one_of_its_numbers_only() {
        let chains = chains(&Rules::default()).unwrap();
        for call in chains.keys().filter(|call| **call < X32) {
            assert!(chains.contains_key(&(call | X32)), "{call}");
        }
    }
}
