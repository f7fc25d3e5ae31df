//! The objects that the GitOps engine reads: one folder an engine.

pub(super) mod flux;
