//! Waiting for the disk, for many files and folders at once.
//!
//! A few of them are waited for side by side, since a file system with a journal takes into one entry
//! what is asked for at the same time. For many of them the file system is asked once for everything,
//! where the system knows how: it is far less work, also where other programs have written much.

use crate::cli::io::dir::{Pending, sync_all};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, scope};

/// For more than these the whole file system is asked.
const FEW: usize = 16;
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
    if let [_, .., (last, _)] = pending
        && pending.len() > FEW
    {
        let all = pending.iter().map(|(_, pending)| *pending);
        match sync_all(all) {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(error) => return Err((last, error)),
        }
    }
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
