//! `Parts`: how much may still be read.

use std::cell::Cell;

use crate::template::liquid::limits::MAX_PARTS;
use crate::template::liquid::meter::Meter;

/// Bytes that a token, an expression, a step of a path or a filter takes, about.
const SIZE: usize = 256;

/// The parts of a template that may still be read: no more than a template has, and than the meter
/// pays for.
pub(super) struct Parts<'a> {
    left: Cell<usize>,
    meter: &'a Meter,
}

impl<'a> Parts<'a> {
    pub(super) fn new(meter: &'a Meter) -> Self {
        Self { left: Cell::new(MAX_PARTS), meter }
    }

    /// Takes one. False when there is none left.
    pub(super) fn take(&self) -> bool {
        match self.left.get().checked_sub(1) {
            Some(left) if self.meter.made(SIZE) => {
                self.left.set(left);
                true
            }
            _ => {
                self.left.set(0);
                false
            }
        }
    }

    /// Pays for a look ahead over so many bytes.
    pub(super) fn look_ahead(&self, bytes: usize) {
        self.meter.bytes(bytes);
    }

    /// True when there are none left.
    pub(super) fn are_gone(&self) -> bool {
        self.left.get() == 0
    }

    /// True when what is left is for the insides of the tokens that were found.
    pub(super) fn are_half_gone(&self) -> bool {
        self.left.get() <= MAX_PARTS / 2
    }
}
