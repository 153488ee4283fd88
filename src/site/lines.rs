//! Lines of text as each protocol has them.

use bytes::Bytes;

use crate::exchange::Protocol;
use crate::render::wire_text;

/// A text as its readers' protocol has its lines.
pub(super) fn lines_of(protocol: Protocol, text: String) -> Bytes {
    if protocol.wire_lines() { wire_text::encode(&text) } else { text.into() }
}
