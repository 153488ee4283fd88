//! `Variables`: all that a template can name at a point of its run.

use std::collections::HashMap;
use std::sync::Arc;

use crate::template::liquid::meter::Meter;
use crate::template::liquid::values::{Object, Value};

/// The work of asking a frame for a variable, as bytes looked at.
const FRAME: usize = 16;

/// Variables of one level: those of the page, of a loop, of an include.
pub(super) type Frame = HashMap<Arc<str>, Value>;

/// The variables of a run: those of the innermost loop or include first, then those around it,
/// counters, and the site's.
pub(super) struct Variables<'a> {
    scope: &'a dyn Object,
    /// The page's own first, then those of loops and includes.
    frames: Vec<Frame>,
    counters: HashMap<Arc<str>, i64>,
}

impl<'a> Variables<'a> {
    pub(super) fn of(scope: &'a dyn Object) -> Self {
        Self { scope, frames: vec![Frame::new()], counters: HashMap::new() }
    }

    /// The value of a variable; nil when nobody has it.
    pub(super) fn find(&self, name: &str, meter: &Meter) -> Value {
        // Each frame may be asked, by a table that reads the name.
        if !meter.bytes(self.frames.len().saturating_mul(name.len() + FRAME)) {
            return Value::Nil;
        }
        if let Some(local) = self.frames.iter().rev().find_map(|frame| frame.get(name)) {
            return local.clone();
        }
        match self.counters.get(name) {
            Some(count) => Value::Int(*count),
            None => self.scope.get(name, meter),
        }
    }

    /// Gives a variable of the page a value, from wherever it is set.
    pub(super) fn assign(&mut self, name: &Arc<str>, value: Value) {
        if let Some(page) = self.frames.first_mut() {
            page.insert(name.clone(), value);
        }
    }

    /// Gives a variable of the innermost level a value.
    pub(super) fn bind(&mut self, name: Arc<str>, value: Value) {
        if let Some(frame) = self.frames.last_mut() {
            frame.insert(name, value);
        }
    }

    /// The counter's value before it goes up.
    pub(super) fn increment(&mut self, name: &Arc<str>, meter: &Meter) -> i64 {
        let before = self.counter(name, meter);
        self.counters.insert(name.clone(), before.saturating_add(1));
        before
    }

    /// The counter's value after it went down.
    pub(super) fn decrement(&mut self, name: &Arc<str>, meter: &Meter) -> i64 {
        let after = self.counter(name, meter).saturating_sub(1);
        self.counters.insert(name.clone(), after);
        after
    }

    /// A counter begins with the site's variable of its name, if that is a whole number.
    fn counter(&self, name: &str, meter: &Meter) -> i64 {
        if let Some(count) = self.counters.get(name) {
            return *count;
        }
        if let Value::Int(start) = self.scope.get(name, meter) { start } else { 0 }
    }

    pub(super) fn enter(&mut self, frame: Frame) {
        self.frames.push(frame);
    }

    pub(super) fn leave(&mut self) {
        self.frames.pop();
    }

    /// Hides all levels behind this one; they come back by [`Self::restore`].
    pub(super) fn isolate(&mut self, frame: Frame) -> Vec<Frame> {
        std::mem::replace(&mut self.frames, vec![frame])
    }

    pub(super) fn restore(&mut self, frames: Vec<Frame>) {
        self.frames = frames;
    }
}
