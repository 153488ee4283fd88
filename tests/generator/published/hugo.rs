//! hugo
