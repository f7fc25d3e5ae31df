//! Waiting for the disk, for many files and folders at once.
//!
//! They are waited for side by side, since a file system with a journal takes into one entry what is
//! asked for at the same time.

use crate::cli::io::dir::Pending;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, scope};

/// How many are waited for at a time.
const AT_A_TIME: usize = 16;
/// A thread that does nothing but wait needs little.
const STACK: usize = 128 << 10;

/// Waits until all of it is on the disk.
///
/// # Errors
/// The first one that the system says, and what it is about.
pub(super) fn wait<'p>(
    pending: &[(&'p Path, Pending<'_>)],
) -> std::result::Result<(), (&'p Path, std::io::Error)> {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(None);
    let work = || {
        while let Some((path, pending)) = pending.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(error) = pending.sync()
                && let Ok(mut failed) = failed.lock()
            {
                failed.get_or_insert((*path, error));
            }
        }
    };
    scope(|threads| {
        for _ in 1..pending.len().min(AT_A_TIME) {
            let thread = Builder::new().stack_size(STACK);
            // Where the system gives no thread, those that are there do it all.
            if thread.spawn_scoped(threads, work).is_err() {
                break;
            }
        }
        work();
    });
    failed.into_inner().ok().flatten().map_or(Ok(()), Err)
}
