//! The `propus` command.

fn main() {}
