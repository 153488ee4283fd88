//! A site's own configuration that can't be read.

use crate::diagnostic::Diagnostic;

/// The diagnostic for a file of the configuration that can't be read at all. Then what it excludes
/// is not known, and nothing must be served in the belief that it excludes nothing.
#[must_use]
pub(crate) fn unreadable(file: &str, why: Diagnostic) -> Diagnostic {
    let text = format!("the configuration can't be read: {}", why.text);
    Diagnostic { text, ..why }.in_file(file).as_error()
}
