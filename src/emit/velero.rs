//! The objects that Velero reads.

pub(super) mod config;
mod left_out;
pub(super) mod location;
pub(super) mod maps;
mod modifiers;
pub(super) mod policy;
pub(super) mod restore;
pub(super) mod schedule;
pub(super) mod snapshot_class;
