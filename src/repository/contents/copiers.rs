//! What other tools than Velero copy: objects of VolSync (volsync.backube/v1alpha1), K8up (k8up.io/v1) and kopiur
//! (kopiur.home-operations.com/v1alpha1).

use super::Contents;
use crate::repository::built::Built;

/// An object with which another tool copies or brings claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copier {
    /// What the tool is called.
    pub tool: &'static str,
    /// Its kind.
    pub kind: String,
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The file.
    pub file: String,
}

impl Contents {
    /// Those of some namespaces.
    pub(in crate::repository) fn copiers_of(&self, is_of: impl Fn(&str) -> bool) -> Vec<Copier> {
        let copiers = self.copiers.iter();
        copiers
            .filter(|one| is_of(&one.namespace))
            .cloned()
            .collect()
    }
}

/// API groups, the tool of each, and the kinds that copy or bring claims.
const ROWS: &[(&str, &str, &[&str])] = &[
    ("k8up.io", "k8up", &["Backup", "Restore", "Schedule"]),
    (
        "kopiur.home-operations.com",
        "kopiur",
        &[
            "BackupConfig",
            "Restore",
            "Snapshot",
            "SnapshotPolicy",
            "SnapshotSchedule",
        ],
    ),
    (
        "volsync.backube",
        "volsync",
        &["ReplicationDestination", "ReplicationSource"],
    ),
];

pub(super) fn find_copiers(built: &Built) -> Vec<Copier> {
    let objects = built.objects.iter();
    let found = objects.filter_map(|object| {
        let mut rows = ROWS.iter();
        let (_, tool, _) = rows
            .find(|(group, _, kinds)| object.group() == *group && kinds.contains(&object.kind()))?;
        Some(Copier {
            tool,
            kind: object.kind().to_owned(),
            namespace: object.namespace().to_owned(),
            name: object.name().to_owned(),
            file: object.file.clone(),
        })
    });
    found.collect()
}
