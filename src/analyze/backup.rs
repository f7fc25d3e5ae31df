//! The backups of a cluster: what a set asks for, what one takes, when it runs and how long it waits.

pub mod beside;
pub(in crate::analyze) mod conflicts;
pub mod cost;
pub mod demand;
pub mod exposed;
pub mod initial;
pub mod load;
pub(in crate::analyze) mod pod_volumes;
pub mod queue;
pub mod restore;
pub mod schedule;
pub(in crate::analyze) mod shared;
pub(in crate::analyze) mod solve;
pub(in crate::analyze) mod takes;
pub mod timeouts;
pub mod times;
