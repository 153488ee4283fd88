//! Gopher (RFC 1436, RFC 4266) and the parts of Gopher+ that clients use.

mod caps;
mod final_dot;
mod html;
mod plus;
mod reply;
mod request;

pub use caps::{asks_for_caps, caps};
pub use final_dot::{end_with_dot, is_text};
pub use html::{link_page, web_page};
pub use plus::{information, listing};
pub use reply::{refuse, reply};
pub use request::{Asked, MAX_LINE, Rejected, TLS_HANDSHAKE, parse};
