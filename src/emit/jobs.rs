//! The Jobs of a recovery.

pub(super) mod check;
mod confined;
mod job;
pub(super) mod load;
pub(super) mod promote;
