//! What applies a Kustomization.

use super::Walk;

impl Walk<'_> {
    /// How many Kustomizations apply each other up to this one.
    pub(super) fn depth(&self, of: usize) -> usize {
        let mut next = Some(of);
        let mut depth = 0;
        while let Some(one) = next.and_then(|at| self.cluster.kustomizations.get(at)) {
            next = one.parent;
            depth += 1;
        }
        depth
    }

    /// Whether one of its parents applies the same path.
    pub(super) fn is_again(&self, of: usize) -> bool {
        let own = self.cluster.kustomizations.get(of);
        let mut next = own.and_then(|one| one.parent);
        while let Some(above) = next.and_then(|at| self.cluster.kustomizations.get(at)) {
            if own.is_some_and(|own| own.path == above.path) {
                return true;
            }
            next = above.parent;
        }
        false
    }
}
