//! Capabilities: what root may do that others may not, in pieces. Who serves strangers needs none
//! of them.
//!
//! Linux keeps them for each thread, and a thread begins with those of the one that starts it. So
//! they are given up before there is a second one.

use std::io;

/// True of a system on which root can give up what others may not do, piece by piece.
pub const CAN_BE_GIVEN_UP: bool = cfg!(target_os = "linux");

/// Empties the bounding set, from which a program that is run could get capabilities again. Only
/// who may do so can get any; for everybody else it stays as it is.
///
/// # Errors
/// Fails when the system refuses.
#[cfg(target_os = "linux")]
pub fn empty_bounding_set() -> io::Result<()> {
    use rustix::io::Errno;
    use rustix::thread::{CapabilitySet, capabilities, remove_capability_from_bounding_set};
    if !capabilities(None)?.effective.contains(CapabilitySet::SETPCAP) {
        return Ok(());
    }
    for bit in 0..u64::BITS {
        match remove_capability_from_bounding_set(CapabilitySet::from_bits_retain(1 << bit)) {
            // The kernel knows no more of them.
            Err(Errno::INVAL) => break,
            other => other?,
        }
    }
    Ok(())
}

/// Gives up all but what a master needs, who opens ports below 1024 and, where `users` says so,
/// starts workers that become another user. Of a program that it runs as root nothing more can come
/// either, but that it may give up the rest.
///
/// # Errors
/// Fails when the system refuses.
#[cfg(target_os = "linux")]
pub fn keep(users: bool) -> io::Result<()> {
    use rustix::io::Errno;
    use rustix::thread::remove_capability_from_bounding_set as remove;
    use rustix::thread::{CapabilitySet, CapabilitySets, capabilities, set_capabilities};
    let mut kept = CapabilitySet::NET_BIND_SERVICE;
    if users {
        kept |= CapabilitySet::SETUID | CapabilitySet::SETGID;
    }
    let held = capabilities(None)?;
    if held.effective.contains(CapabilitySet::SETPCAP) {
        for bit in 0..u64::BITS {
            let one = CapabilitySet::from_bits_retain(1 << bit);
            if !(kept | CapabilitySet::SETPCAP).contains(one) {
                match remove(one) {
                    // The kernel knows no more of them.
                    Err(Errno::INVAL) => break,
                    other => other?,
                }
            }
        }
    }
    let sets = CapabilitySets {
        effective: held.effective & kept,
        permitted: held.permitted & kept,
        inheritable: held.inheritable & kept,
    };
    if sets != held {
        set_capabilities(None, sets)?;
    }
    Ok(())
}

/// Lets a program that is executed in the place of this one keep the right to ports below 1024, if
/// this one has it. Root has it anyway.
///
/// # Errors
/// Fails when the system refuses.
#[cfg(target_os = "linux")]
pub fn keep_over_execution() -> io::Result<()> {
    use rustix::thread::{
        CapabilitySet, capabilities, configure_capability_in_ambient_set, set_capabilities,
    };
    let ports = CapabilitySet::NET_BIND_SERVICE;
    let mut held = capabilities(None)?;
    if held.permitted.contains(ports) && !rustix::process::geteuid().is_root() {
        held.inheritable |= ports;
        set_capabilities(None, held)?;
        configure_capability_in_ambient_set(ports, true)?;
    }
    Ok(())
}

/// Gives up all capabilities, for good. The ambient ones, which are never more than the inheritable
/// ones, go with them. Who has none asks for nothing: a service manager may have taken that call
/// away (systemd's `SystemCallFilter=~@privileged`).
///
/// # Errors
/// Fails when the system refuses.
#[cfg(target_os = "linux")]
pub fn give_up() -> io::Result<()> {
    use rustix::thread::{CapabilitySet, CapabilitySets, capabilities, set_capabilities};
    let empty = CapabilitySet::empty();
    let none = CapabilitySets { effective: empty, permitted: empty, inheritable: empty };
    if capabilities(None)? != none {
        set_capabilities(None, none)?;
    }
    Ok(())
}

/// Does nothing: only Linux has them.
///
/// # Errors
/// Never.
#[cfg(not(target_os = "linux"))]
pub fn empty_bounding_set() -> io::Result<()> {
    Ok(())
}

/// Does nothing: only Linux has them.
///
/// # Errors
/// Never.
#[cfg(not(target_os = "linux"))]
pub fn give_up() -> io::Result<()> {
    Ok(())
}

/// Does nothing: only Linux has them.
///
/// # Errors
/// Never.
#[cfg(not(target_os = "linux"))]
pub fn keep(_users: bool) -> io::Result<()> {
    Ok(())
}

/// Does nothing: only Linux has them.
///
/// # Errors
/// Never.
#[cfg(not(target_os = "linux"))]
pub fn keep_over_execution() -> io::Result<()> {
    Ok(())
}
