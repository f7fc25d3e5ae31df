//! The Jobs of a recovery.

pub(super) mod check;
mod confined;
mod images;
mod job;
pub(super) mod load;
pub(super) mod promote;
pub(super) mod result;
