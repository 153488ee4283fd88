//! The process of a server that talks to strangers.

/// The worker of a server, the newest if there are several; of a process without children, itself.
pub(crate) fn worker_of(server: u32) -> u32 {
    let children = std::fs::read_to_string(format!("/proc/{server}/task/{server}/children"));
    let children = children.unwrap_or_default();
    children.split_whitespace().filter_map(|child| child.parse().ok()).next_back().unwrap_or(server)
}
