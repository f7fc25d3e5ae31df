//! Redis and Valkey: a finished RDB file before a snapshot.

use super::{Purpose, Recipe, strings};
use crate::model::value::Duration;
use crate::model::{Holds, Method};

/// `BGSAVE` returns at once: the hook waits until nothing is saved any more and asks how it ended.
/// `LASTSAVE` does not show it, since it counts in whole seconds: after a save that ends in the second
/// of the last one it never moves (seen with Redis 7.0).
pub(super) static SAVE: Recipe = Recipe {
    name: "redis",
    purpose: Purpose::Quiesce,
    holds: Holds::Nothing,
    safe: &[Method::Snapshot],
    timeout: Duration::minutes(5),
    user: "",
    password: "REDISCLI_AUTH",
    log_volumes: &["aof"],
    pre: |_| {
        let script = "set -e; \
                      while :; do out=\"$(redis-cli BGSAVE)\"; case \"$out\" in \
                      *started*) break;; *progress*|*SCHEDULE*) sleep 1;; \
                      *) echo \"$out\" >&2; exit 1;; esac; done; \
                      while redis-cli INFO persistence | grep -q rdb_bgsave_in_progress:1; do sleep 1; done; \
                      redis-cli INFO persistence | grep -q rdb_last_bgsave_status:ok";
        strings(&["/bin/sh", "-c", script])
    },
    post: None,
    load: None,
    query: None,
    doc: "Saves the data set to its RDB file and waits until the file is complete.",
};
