//! Statements that other layers name: the numbers of a sum say with them what to write.

pub use super::cluster::{BOOTSTRAP, MOVER_START, PROVISION, READ, SNAPSHOT_READY, WRITE};
pub use super::elsewhere::ELSEWHERE_READY;
pub use super::namespace::{PODS_READY, READY as APPS_READY};
pub use super::operator::{ARCHIVE_BASE, ARCHIVE_CHANGE, ARCHIVE_DOWNLOAD};
pub use super::plan::DECLARE;
pub use super::platform::READY as PLATFORM_READY;
pub use super::snapshots::LIVES;
pub use super::store::{BUCKET_LAG, DOWNLOAD, LAG, UPLOAD};
pub use super::tier::{EVERY, SWITCH};
pub use super::volume::{CHANGE, FROM_READY, SIZE, TOUCHED};
