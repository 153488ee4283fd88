//! `Named`: which files of a folder may have changed, as far as somebody has told.

use std::collections::BTreeSet;

/// The most files that are looked at singly; of more, a walk over the folder tells sooner.
const MOST: usize = 500;

/// Files below a folder that may be other ones than they were.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Named {
    /// Any may be: nobody has told, or not of all.
    Any,
    /// None but these, by the names that they have below the folder; of folders also what is in
    /// them.
    These(BTreeSet<String>),
}

impl Default for Named {
    /// None.
    fn default() -> Self {
        Self::These(BTreeSet::new())
    }
}

impl Named {
    /// Adds one; `None` for one that has no name that can be told.
    pub fn add(&mut self, name: Option<&str>) {
        if let Self::These(names) = self {
            match name {
                Some(name) if names.len() < MOST || names.contains(name) => {
                    names.insert(name.to_owned());
                }
                Some(_) | None => *self = Self::Any,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_can_be_looked_at_singly_is_any() {
        let mut named = Named::default();
        for number in 0..MOST {
            named.add(Some(&number.to_string()));
            named.add(Some("0"));
        }
        assert!(matches!(&named, Named::These(names) if names.len() == MOST));
        named.add(Some("more"));
        named.add(Some("0"));
        assert_eq!(named, Named::Any);
        let mut named = Named::default();
        named.add(None);
        assert_eq!(named, Named::Any);
    }
}
