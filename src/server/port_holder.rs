//! The program that has a port already, as `/proc` tells. Elsewhere than on Linux, and of the
//! processes of other users, nothing is known.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Tables of the sockets of this machine, below `/proc`.
const TABLES: &[&str] = &["net/tcp", "net/tcp6"];
/// State of a socket that listens, in hexadecimal digits (`TCP_LISTEN`).
const LISTENS: &str = "0A";
/// Name of this program among processes.
const OWN: &str = "propus";
/// Name of its workers there.
const WORKER: &str = "propus-worker";

/// A sentence on who listens on a port, and what to do about it.
pub(super) fn advice(port: u16, option: &str) -> String {
    let holders = holders(Path::new("/proc"), port);
    let other = format!("say another address with {option}");
    if holders.is_empty() {
        return format!(
            "; another program has the port: `sudo ss -ltnp 'sport = :{port}'` names it; stop it, \
             or {other}"
        );
    }
    let names: Vec<String> = holders
        .iter()
        .map(|(number, name)| match name.as_str() {
            OWN => format!("another propus (process {number})"),
            name => format!("{name} (process {number})"),
        })
        .collect();
    format!("; {} has the port: stop it, or {other}", names.join(" and "))
}

/// Number of the server that listens on a port; `None` where none is seen, or several are.
pub fn server_on(port: u16) -> Option<u32> {
    only_server(&holders(Path::new("/proc"), port))
}

fn only_server(holders: &BTreeMap<u32, String>) -> Option<u32> {
    let mut servers = holders.iter().filter(|(_, name)| *name == OWN);
    let (number, _) = servers.next()?;
    servers.next().is_none().then_some(*number)
}

/// Numbers and names of the processes that listen on a port.
fn holders(proc: &Path, port: u16) -> BTreeMap<u32, String> {
    let sockets: Vec<PathBuf> = TABLES
        .iter()
        .filter_map(|table| fs::read_to_string(proc.join(table)).ok())
        .flat_map(|table| listening(&table, port))
        .map(|inode| format!("socket:[{inode}]").into())
        .collect();
    if sockets.is_empty() {
        return BTreeMap::new();
    }
    let processes = fs::read_dir(proc).into_iter().flatten().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    numbers
        .filter(|number| has_any(&proc.join(number.to_string()).join("fd"), &sockets))
        .map(|number| named(proc, number))
        .collect()
}

/// Number and name of a process; of a worker, those of its master, which is the one to be stopped.
fn named(proc: &Path, number: u32) -> (u32, String) {
    let read = |name| fs::read_to_string(proc.join(number.to_string()).join(name));
    let name = read("comm").unwrap_or_default().trim().to_owned();
    let status = if name == WORKER { read("status").unwrap_or_default() } else { String::new() };
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:")?.trim().parse().ok());
    parent.map_or((number, name), |parent| (parent, OWN.to_owned()))
}

/// Inodes of the sockets in a table that listen on a port. Of a line, the second field ends with
/// the port, the fourth is the state, the tenth the inode.
fn listening(table: &str, port: u16) -> Vec<String> {
    let ending = format!(":{port:04X}");
    let inode = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (local, state, inode) = (fields.get(1)?, fields.get(3)?, fields.get(9)?);
        (local.ends_with(&ending) && *state == LISTENS).then(|| (*inode).to_owned())
    };
    table.lines().filter_map(inode).collect()
}

/// True of a folder of descriptors in which one of these sockets is.
fn has_any(descriptors: &Path, sockets: &[PathBuf]) -> bool {
    let entries = fs::read_dir(descriptors).into_iter().flatten().flatten();
    entries.filter_map(|entry| fs::read_link(entry.path()).ok()).any(|it| sockets.contains(&it))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    const TABLE: &str = "\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:07AD 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1
   1: 0100007F:07AD 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 12 1
   2: 0100007F:0046 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 13 1
";

    #[test]
    fn of_a_table_those_count_that_listen_on_the_port() {
        assert_eq!(listening(TABLE, 1965), ["11"]);
        assert_eq!(listening(TABLE, 70), ["13"]);
        assert_eq!(listening(TABLE, 71), [""; 0]);
    }

    #[test]
    fn a_port_is_held_by_the_process_that_has_its_socket() {
        let proc = tempfile::tempdir().unwrap();
        let at = |name: &str| proc.path().join(name);
        for folder in ["net", "7/fd", "8/fd", "9/fd", "self"] {
            fs::create_dir_all(at(folder)).unwrap();
        }
        fs::write(at("net/tcp6"), TABLE).unwrap();
        fs::write(at("7/comm"), "nginx\n").unwrap();
        symlink("socket:[11]", at("7/fd/3")).unwrap();
        symlink("socket:[12]", at("8/fd/3")).unwrap();
        assert_eq!(holders(proc.path(), 1965), BTreeMap::from([(7, "nginx".to_owned())]));
        fs::write(at("9/comm"), "propus-worker\n").unwrap();
        fs::write(at("9/status"), "Name:\tpropus-worker\nPPid:\t6\n").unwrap();
        symlink("socket:[13]", at("9/fd/4")).unwrap();
        assert_eq!(holders(proc.path(), 70), BTreeMap::from([(6, "propus".to_owned())]));
        assert_eq!(holders(proc.path(), 71), BTreeMap::new());
    }

    #[test]
    fn the_server_on_a_port_is_the_only_propus_there() {
        let server = |found: &[(u32, &str)]| {
            only_server(&found.iter().map(|(number, name)| (*number, (*name).to_owned())).collect())
        };
        assert_eq!(server(&[(6, "propus"), (7, "nginx")]), Some(6));
        assert_eq!(server(&[(6, "propus"), (7, "propus")]), None);
        assert_eq!(server(&[(7, "nginx")]), None);
    }
}
