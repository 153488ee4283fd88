//! What the fuzz targets share: [`input`] takes what the fuzzer made apart, [`written`] holds what
//! is true of everything that propus writes, whatever it was made of, [`cost`] how long anything may
//! take. Which bytes go where is for
//! each target to say.
//!
//! ```text
//! cargo install cargo-fuzz --locked
//! RUSTC_BOOTSTRAP=1 cargo fuzz run markdown fuzz/corpus/markdown tests/corpus -- \
//!     -dict=fuzz/dictionaries/markdown.dict -max_total_time=660 -timeout=10
//! ```
//!
//! How long an input takes and how much memory are told best without a sanitizer, which takes much
//! of both:
//!
//! ```text
//! RUSTC_BOOTSTRAP=1 cargo fuzz run -s none liquid -- \
//!     -dict=fuzz/dictionaries/liquid.dict -max_len=65536 -len_control=0 -rss_limit_mb=320
//! ```
//!
//! That is 256 MB for the conversion, and the fuzzer's own.
//!
//! A nightly toolchain needs no `RUSTC_BOOTSTRAP`. New inputs go to the first folder; the others
//! are where to begin: pages of the tests, and `fuzz/seeds` for what is in no test. Of most texts
//! the last byte is a choice of options. What is found is fixed in propus and stays as a test
//! beside the code that was wrong.

pub mod cost;
pub mod input;
pub mod written;
