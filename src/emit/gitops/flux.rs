//! Flux: its Kustomizations, the flags of its controllers, and the Components that it applies.

mod backup_stage;
pub(in crate::emit) mod flags;
pub(in crate::emit) mod hooks;
mod in_git;
mod loads;
mod nested;
pub(in crate::emit) mod stages;
