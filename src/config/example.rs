//! The example: a commented file with every option, beside the code whose defaults it shows.

/// A file in which every line is a comment: prose after `# `, and after `#` alone a setting with the value that it has
/// without a file, or such as it could have.
pub const EXAMPLE: &str = include_str!("example.toml");
