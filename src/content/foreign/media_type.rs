//! MIME types with their parameters, as `.meta` and `.molly` have them.

use crate::content::rules::{self, MediaOverride};

/// Reads a MIME type with its parameters, or the parameters alone (`;lang=de`). Parts that are not
/// understood are pushed to `faults`, a sentence each.
pub(super) fn media_type(text: &str, faults: &mut Vec<String>) -> MediaOverride {
    let mut parts = text.split(';').map(str::trim);
    let mut overrides = MediaOverride::default();
    if let Some(mime) = parts.next().filter(|mime| !mime.is_empty()) {
        overrides.media = kept(rules::mime(mime), mime, faults);
    }
    for parameter in parts.filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "charset" => {
                let charset = kept(rules::charset(value), parameter, faults);
                overrides.charset = charset.or(overrides.charset);
            }
            "lang" => {
                let language = kept(value.parse(), parameter, faults);
                overrides.language = language.or(overrides.language);
            }
            _ => faults.push(format!(
                "{parameter:?} is not sent: of parameters propus knows charset and lang"
            )),
        }
    }
    overrides
}

/// The value that a part has, or a fault.
fn kept<T>(read: Result<T, String>, part: &str, faults: &mut Vec<String>) -> Option<T> {
    read.map_err(|what| faults.push(format!("{part:?}: {what}"))).ok()
}
