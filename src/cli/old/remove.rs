//! Removing old outputs, when somebody asks for it.

use super::Old;
use crate::cli::drift;
use crate::cli::io::{self, Content, Keep, Root, Seen, Unsynced, Wrote};
use crate::cli::outputs::{self, Entry};
use crate::cli::owned;
use crate::emit::Bundle;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What came of it.
#[derive(Debug, Default)]
pub(in crate::cli) struct Removed {
    /// What is gone.
    pub(in crate::cli) gone: Vec<String>,
    /// What stays, since somebody edited it.
    pub(in crate::cli) edited: Vec<String>,
}

/// Removes what is a plan's own and was not edited. What a plan of now writes stays.
pub(in crate::cli) fn remove(root: &Root, old: &Old, now: &Bundle) -> Result<Removed> {
    let mut removed = Removed::default();
    let mut unsynced = Unsynced::default();
    let mut left: BTreeMap<String, Entry> = BTreeMap::new();
    for path in old
        .files
        .iter()
        .filter(|path| !now.files.contains_key(*path))
    {
        let place = Path::new(path);
        let Content::Bytes(bytes) = io::bytes(root, place, outputs::LARGEST_FILE)? else {
            continue;
        };
        let known = old.list.files.get(path);
        let judged = drift::judge(&old.owner, path, &bytes, known);
        let unedited = matches!(judged.kind, drift::Kind::Changed | drift::Kind::Conflict);
        let unchanged = |now: Seen<'_>| now == Some(&bytes);
        if unedited && root.remove(place, &unchanged, &mut unsynced)? != Wrote::Changed {
            removed.gone.push(path.clone());
            continue;
        }
        let digests = known.map(|known| known.digests.clone()).unwrap_or_default();
        let entry = Entry {
            path: path.clone(),
            sha256: digests.first().cloned().unwrap_or_default(),
            was: digests.into_iter().skip(1).collect::<BTreeSet<String>>(),
            block: owned::block(path, &judged.old),
            objects: Vec::new(),
        };
        left.insert(path.clone(), entry);
        removed.edited.push(path.clone());
    }
    root.sync(&mut unsynced)?;
    let Some(list) = &old.place else {
        return Ok(removed);
    };
    let list = Path::new(list);
    if let Content::Bytes(bytes) = io::bytes(root, list, outputs::LARGEST_LIST)? {
        let unchanged = |now: Seen<'_>| now == Some(&bytes);
        if left.is_empty() {
            root.remove(list, &unchanged, &mut unsynced)?;
            root.sync(&mut unsynced)?;
        } else {
            let text = outputs::write(&old.list.head, &left);
            root.replace(list, text.as_bytes(), Keep::Mode, &unchanged)?;
        }
    }
    Ok(removed)
}
