//! Redis and Valkey: a finished RDB file before a snapshot.

use super::{Purpose, Recipe, strings};
use crate::model::value::Duration;
use crate::model::{Holds, Method};

/// `BGSAVE` returns at once: the hook waits until `LASTSAVE` moves.
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
        let script = "set -e; last=\"$(redis-cli LASTSAVE)\"; redis-cli BGSAVE; \
                      while [ \"$(redis-cli LASTSAVE)\" = \"$last\" ]; do sleep 1; done";
        strings(&["/bin/sh", "-c", script])
    },
    post: None,
    load: None,
    query: None,
    doc: "Saves the data set to its RDB file and waits until it is whole.",
};
