//! One cause is one finding, however many things share it.

use std::collections::BTreeSet;

/// The causes that were reported already.
#[derive(Debug)]
pub(in crate::lint) struct Once<K>(BTreeSet<K>);

impl<K: Ord> Once<K> {
    /// No cause yet.
    pub(in crate::lint) fn new() -> Self {
        Self(BTreeSet::new())
    }

    /// Whether this is the first time for this cause.
    pub(in crate::lint) fn first(&mut self, cause: K) -> bool {
        self.0.insert(cause)
    }
}
