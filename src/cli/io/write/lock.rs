//! One build of a repository at a time.

use crate::cli::io::dir::Dir;
use crate::cli::io::root::{Root, Way};
use crate::cli::io::shown::{cannot, shown};
use anyhow::{Context as _, Result, bail};
use std::path::Path;
use std::time::Duration;

/// How often the directory is asked for, a tenth of a second apart.
const TRIES: u32 = 100;

impl Root {
    /// Takes the directory for this run, so that builds come one after another.
    pub(in crate::cli) fn lock(&self) -> Result<Lock> {
        self.forget();
        let way = self.names(Path::new(""));
        let Ok(Way::Open(root)) = way.and_then(|names| self.walk(&names, false)) else {
            // Where nothing is there yet, nothing can be spoilt.
            return Ok(Lock(None));
        };
        // A handle of its own: the lock is over when it is closed.
        let held = root.again();
        let held = held.with_context(|| cannot("read", self.path()))?;
        for _ in 0..TRIES {
            if held.lock() {
                return Ok(Lock(Some(held)));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        bail!(
            "another drplan has been writing to {} for ten seconds; run this again when it is done",
            shown(self.path())
        )
    }
}

/// Holds a directory for this run.
#[derive(Debug)]
pub(in crate::cli) struct Lock(
    #[expect(dead_code, reason = "it is held until it is dropped")] Option<Dir>,
);
