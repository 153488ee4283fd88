//! The part that waits: sockets, TLS, time limits.
