//! How much of YAML is read.

/// How much may still be read, counted as a walk through all documents meets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Scalars, sequences and mappings.
    pub nodes: usize,
    /// Bytes of scalars.
    pub text: usize,
}

impl Budget {
    /// What one run may read: some fifteen thousand manifests, in less than 200 MiB of memory.
    pub const RUN: Self = Self {
        nodes: 1_500_000,
        text: 48 << 20,
    };

    pub(super) const NOTHING: Self = Self { nodes: 0, text: 0 };

    pub(super) fn without(self, cost: Cost) -> Option<Self> {
        Some(Self {
            nodes: self.nodes.checked_sub(cost.nodes)?,
            text: self.text.checked_sub(cost.text)?,
        })
    }
}

/// What a walk through a node meets.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cost {
    pub(super) nodes: usize,
    pub(super) text: usize,
}

impl Cost {
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            nodes: self.nodes.saturating_add(other.nodes),
            text: self.text.saturating_add(other.text),
        }
    }
}
