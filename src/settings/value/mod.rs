//! Types of settings. Each is read in one way from the command line and in one from the file; a
//! value of one of these types is fit to be used.

mod aggregator;
mod basic;
mod form;
mod grant;
mod listen;
mod member;
mod metrics;
mod name;
mod number;
mod paths;
mod prefix;
mod size;
mod socket;

pub use aggregator::Aggregator;
pub(crate) use form::one_of;
pub use form::{InFile, Value};
pub use grant::Grant;
pub use listen::{Listen, on_all};
pub use member::Member;
pub use metrics::{MetricsAddress, written_socket};
pub use name::{HostName, Network};
pub use number::{Connections, Count, LetterCount, LetterLength, Rate, Seconds, Width, Within};
pub use paths::ServedPath;
pub use prefix::KeyPrefix;
pub use size::{Bytes, FileSize, PageSize, Size};
pub use socket::SocketName;
