//! What the server's processes take of a machine's memory, as far as it is settled for all of them
//! at once.

/// Has memory in pages of the usual size from now on, in this process and in those that it starts.
/// In huge ones, of 2 MB, which systems hand out unasked, a server takes more than twice the memory
/// that it uses.
pub(super) fn use_small_pages() {
    // Where the system refuses, it has none, or all goes on in more memory.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}
