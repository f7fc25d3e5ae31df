//! One cause is one finding, however many things share it.

use std::collections::BTreeSet;

/// The causes that were met already.
#[derive(Debug)]
pub(in crate::lint) struct Once<K>(BTreeSet<K>);

impl<K: Ord> Once<K> {
    /// Nothing was met yet.
    pub(in crate::lint) fn new() -> Self {
        Self(BTreeSet::new())
    }

    /// Whether this cause is met for the first time.
    pub(in crate::lint) fn first(&mut self, cause: K) -> bool {
        self.0.insert(cause)
    }
}
