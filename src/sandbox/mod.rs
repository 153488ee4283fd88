//! The sandbox: the rights that the process keeps once it serves, whatever a stranger makes it do.
//! It is entered once, at the start, and nothing takes it away again.
//!
//! Four walls stand behind one another. *Landlock* restricts the files and TCP ports that the
//! process gets at, *seccomp* the system calls that it may make at all, and a *user* of its own,
//! without *capabilities*, the rest. All hold for the thread that enters and for those that it
//! starts; so that no thread is left out, it is entered before there is a second one.
//!
//! The list of files that a configuration needs is left to `server`.
//!
//! Invariants:
//! - A system call that nobody has allowed is refused, and one that nobody knew yet seems unknown
//!   (`sandbox::calls::tests::what_is_not_allowed_is_refused_and_what_is_new_is_unknown`).
//! - A file is inside by its identity, not by its name
//!   (`sandbox::fence::tests::what_was_granted_is_known_by_what_it_is`).

#[cfg(target_os = "linux")]
#[cfg_attr(
    not(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")),
    path = "calls_elsewhere.rs"
)]
mod calls;
pub mod capabilities;
mod enter;
mod fence;
#[cfg(target_os = "linux")]
mod files;
mod rules;
#[cfg_attr(not(target_os = "linux"), path = "user_elsewhere.rs")]
mod user;

pub use enter::Sandbox;
pub use rules::{Access, Rules};
pub use user::{User, UserError, name_of};
