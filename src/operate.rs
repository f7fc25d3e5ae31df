//! Moving a plan from one mode to the next: what `drplan failover` writes into it, and what people
//! do beside it.
//!
//! A move is one reviewed commit: a few `mode` statements, and the outputs that follow from them.
//! Nothing here reads or writes a file.

mod advice;
mod begin;
mod edit;
mod failback;
mod left_over;
mod moves;
mod sides;
mod status;
mod steps;

pub use begin::{Begin, begin};
pub use edit::set_mode;
pub use moves::{Change, Outcome, abort, finish};
pub use sides::Chosen;
pub use status::{Status, status};
pub use steps::{Edit, Step};
