//! `Budget`: the work that a rendering may still do.

use crate::template::liquid::limits::Limits;

/// The work that a rendering may still do; once it was asked for too much, none.
pub(super) struct Budget {
    steps: u64,
    /// Bytes.
    output: usize,
    exhausted: bool,
}

impl Budget {
    pub(super) fn of(limits: &Limits) -> Self {
        Self { steps: limits.steps, output: limits.output, exhausted: false }
    }

    pub(super) fn is_exhausted(&self) -> bool {
        self.exhausted
    }

    /// Takes steps off. False when there are not so many left.
    pub(super) fn take_steps(&mut self, steps: usize) -> bool {
        let left = u64::try_from(steps).ok().and_then(|steps| self.steps.checked_sub(steps));
        self.steps = left.unwrap_or(0);
        self.exhausted |= left.is_none();
        !self.exhausted
    }

    /// Takes bytes of output off. False when there are not so many left.
    pub(super) fn take_output(&mut self, bytes: usize) -> bool {
        match self.output.checked_sub(bytes) {
            Some(left) if !self.exhausted => self.output = left,
            Some(_) => {}
            None => self.exhausted = true,
        }
        !self.exhausted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_is_gone_and_nothing_comes_after_too_much() {
        let mut budget = Budget::of(&Limits { steps: 3, output: 5, ..Limits::default() });
        assert!(budget.take_steps(3) && budget.take_output(5) && budget.take_steps(0));
        assert!(!budget.take_output(1) && budget.is_exhausted());
        assert!(!budget.take_steps(0) && !budget.take_output(0));
    }
}
