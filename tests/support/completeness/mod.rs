//! The measure of "loses nothing": what a page holds, what a reader sees of it, and what is between
//! the two.

#![allow(unreachable_pub, reason = "it is a part of the test, not a library")]

pub mod compare;
pub mod reference;
pub mod shown;
pub mod shown_web;
pub mod target;
pub mod words;
