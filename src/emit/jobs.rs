//! The Jobs of a recovery.

pub(super) mod check;
pub(super) mod claims;
mod confined;
mod images;
mod job;
pub(super) mod load;
mod network;
pub(super) mod promote;
pub(super) mod result;
