//! Values that cannot be wrong: parsed once, units in the type, integers only.

pub mod address;
pub mod cron;
mod date;
mod duration;
mod instant;
pub mod key_place;
mod name;
pub mod object_store;
mod path;
pub mod region;
mod share;
mod size;
mod version;
mod window;
pub mod zone;

pub use date::Date;
pub use duration::Duration;
pub use instant::Instant;
pub use name::{Name, NameError};
pub use path::{RepoPath, is_git};
pub use share::{Share, ShareOfDay};
pub use size::{Rate, Size};
pub use version::{Version, VersionRange};
pub use window::Window;
