//! What the unit takes away: the server needs none of the system calls that its
//! `SystemCallFilter=` refuses.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::process::Command;

use super::UNITS;
use crate::clients_support::server::{PROPUS, Server, folder_of};

/// A user that is not root, and its group.
const NOBODY: u32 = 65534;

/// The calls of one of systemd's groups, with those of the groups in it.
fn group(name: &str) -> BTreeSet<String> {
    let mut command = Command::new("systemd-analyze");
    let output = command.args(["syscall-filter", "--no-pager", name]).output().unwrap();
    assert!(output.status.success(), "{name}");
    let text = String::from_utf8(output.stdout).unwrap();
    let inner = text.lines().filter_map(|line| line.strip_prefix("    "));
    inner.filter(|it| !it.starts_with('#')).flat_map(calls).collect()
}

/// The calls of a word in a filter: a group, or a call by its name.
fn calls(word: &str) -> BTreeSet<String> {
    if word.starts_with('@') { group(word) } else { BTreeSet::from([word.to_owned()]) }
}

/// The calls that the unit leaves to the server.
fn allowed() -> BTreeSet<String> {
    let unit = fs::read_to_string(format!("{UNITS}/propus.service")).unwrap();
    let mut allowed = BTreeSet::new();
    for filter in unit.lines().filter_map(|line| line.strip_prefix("SystemCallFilter=")) {
        match filter.strip_prefix('~') {
            Some(taken) => {
                for call in taken.split_whitespace().flat_map(calls) {
                    allowed.remove(&call);
                }
            }
            None => allowed.extend(filter.split_whitespace().flat_map(calls)),
        }
    }
    allowed
}

#[test]
#[ignore = "needs strace, systemd-analyze and setpriv"]
fn the_unit_takes_no_call_away_that_the_server_needs() {
    let allowed = allowed();
    assert!(allowed.len() > 100 && !allowed.contains("capset"), "{allowed:?}");
    let folder = folder_of(&[("capsule/index.md", "# Home\n"), ("state/none", "")]);
    let state = folder.path().join("state");
    for place in [folder.path(), &state] {
        fs::set_permissions(place, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let is_root = rustix::process::geteuid().is_root();
    let mut command = Command::new(if is_root { "setpriv" } else { "env" });
    if is_root {
        chown(&state, Some(NOBODY), Some(NOBODY)).unwrap();
        let number = NOBODY.to_string();
        command.args(["--reuid", &number, "--regid", &number, "--clear-groups", "strace"]);
    } else {
        command.arg("strace");
    }
    let refused = state.join("refused");
    // Names that this machine's strace does not know are calls that nobody makes here.
    let names: Vec<String> = allowed.iter().map(|call| format!("?{call}")).collect();
    let others = format!("!{}", names.join(","));
    command
        .args(["-D", "-f", "-o"])
        .arg(&refused)
        .args(["-e", &format!("trace={others}"), "-e", &format!("inject={others}:error=EPERM")])
        .args([PROPUS, "serve", "--host", "localhost"])
        .args(["--gemini", "127.0.0.1:0", "--gopher", "127.0.0.1:0", "--certs"])
        .arg(state.join("certs"))
        .arg(folder.path().join("capsule"));
    let server = Server::run(command, "localhost");
    let answer = String::from_utf8(server.ask_gopher("")).unwrap();
    let refused = fs::read_to_string(&refused).unwrap();
    assert!(answer.contains("Home"), "{answer}\n{}\n{refused}", server.said());
    server.signal("HUP");
    server.says("were read again");
}
