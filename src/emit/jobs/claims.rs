//! The Job of a tier that compares what its Restores have brought with the claims of the plan, by name.
//!
//! The status of a Restore counts the volumes of its data mover and does not name them, so that a claim which nothing
//! declares makes up for one that was skipped; and it does not count files. The gate of the tier is ready when this Job
//! is. Its pod starts beside the Restores and asks every two seconds, so that it takes no time of its own.

use super::images;
use super::job::{JobFolder, Task};
use crate::analyze::Ready;
use crate::analyze::backup::demand::{Capture, capture};
use crate::analyze::effective::Member;
use crate::analyze::hooks::{self, ClaimName, Reach};
use crate::analyze::recovery::{RecoverySide, Restored, StageKind};
use crate::analyze::stable_hash::shortened;
use crate::emit::bundle::Bundle;
use crate::emit::names;
use crate::model::{Tier, Volume, Workload, WorkloadKind};
use k8s_openapi::api::rbac::v1::PolicyRule;

/// For `sh` of any system: it asks the API server, which writes one field a line for it.
const SCRIPT: &str = include_str!("claims.sh");

/// A week: it ends with its Restores, which have time-outs of their own, and one that ends before them would keep the
/// gate shut for ever.
const LIMIT: i64 = 7 * 24 * 3600;

/// What it finds does not change after a Restore; a pod may be lost.
const TRIES: i32 = 2;

/// The name of the Job of a tier; `None` where the names of nothing are known.
pub(in crate::emit) fn job(ready: Ready<'_>, side: &RecoverySide, tier: &Tier) -> Option<String> {
    let run = side.run_label()?;
    let mut mine = side
        .restores
        .iter()
        .filter(|restore| restore.tier.id == tier.id);
    mine.any(|restore| !wanted(ready, side, restore).is_empty())
        .then(|| {
            let plan = &ready.model().plan.name.value;
            shortened(&format!("{plan}-claims-{}-{run}", tier.name.value), 63)
        })
}

pub(in crate::emit) fn emit(ready: Ready<'_>, side: &RecoverySide, bundle: &mut Bundle) {
    let Some(run) = side.run_label() else {
        return;
    };
    let plan = &ready.model().plan;
    let namespace = plan.velero_namespace();
    for stage in &side.stages {
        let StageKind::Restore(tier) = &stage.kind else {
            continue;
        };
        let Some(name) = job(ready, side, tier) else {
            continue;
        };
        let out = JobFolder {
            ready,
            side,
            folder: format!("restore/{run}/{}", tier.name.value),
            about: format!(
                "tier {} of plan {}, run {run}",
                tier.name.value, plan.name.value
            ),
            origin: tier.span,
        };
        let map = shortened(&format!("{}-result-{run}", plan.name.value), 63);
        let labels = serde_json::json!(names::labels(ready.model())).to_string();
        let mut command: Vec<String> =
            ["/bin/sh", "-c", SCRIPT, "claims", namespace, &map, &labels]
                .map(str::to_owned)
                .to_vec();
        let mut restores = Vec::new();
        for restore in side.restores.iter().filter(|one| one.tier.id == tier.id) {
            let wanted = wanted(ready, side, restore);
            if !wanted.is_empty() {
                restores.push(restore.name.clone());
                command.push(format!(
                    "{}|{}|{}",
                    restore.file,
                    restore.name,
                    wanted.join(" ")
                ));
            }
        }
        out.account(&name, namespace, "claims", rules(restores, &map), bundle);
        out.job(
            Task {
                name: name.clone(),
                namespace: namespace.to_owned(),
                file: "claims".to_owned(),
                image: images::curl(ready),
                command,
                account: Some(name),
                seconds: LIMIT,
                tries: Some(TRIES),
                ..Task::default()
            },
            bundle,
        );
    }
}

/// What a Restore must bring, as the script reads it: `claim=NAMESPACE/NAME`, `claims=NAMESPACE/COUNT` of names that are
/// not known, `file=NAMESPACE/POD/VOLUME`, and `files=NAMESPACE/PODS/VOLUME` for the pods of a Deployment. A namespace that
/// has another name in the backup is `NAMESPACE:THERE` before a pod.
fn wanted(ready: Ready<'_>, side: &RecoverySide, restore: &Restored) -> Vec<String> {
    let model = ready.model();
    let mut all = Vec::new();
    let from = side.from.as_ref().unwrap_or(&side.primary);
    for member in &restore.members {
        let name = member.name.value.as_str();
        let namespace = names::namespace_on(&side.cluster, name);
        let there = names::namespace_on(from, name);
        let both = if there == namespace {
            namespace.clone()
        } else {
            format!("{namespace}:{there}")
        };
        let mut unknown: u64 = 0;
        for workload in &member.block.workloads {
            let copied = workload
                .volumes
                .iter()
                .filter(|volume| member.copies(workload, volume));
            let pods = Pods::of(ready, side, member, workload);
            match capture(model, member, workload) {
                // A volume that the data mover does not bring is not counted either.
                Some(Capture::Snapshot) if restore.volumes > 0 => {
                    for volume in copied {
                        match pods.claims(ready, volume) {
                            Some(names) => all.extend(
                                names.iter().map(|name| format!("claim={namespace}/{name}")),
                            ),
                            None => unknown = unknown.saturating_add(1),
                        }
                    }
                }
                Some(Capture::Files) => {
                    for volume in copied {
                        all.extend(pods.files(&both, volume.name.value.as_str()));
                    }
                }
                Some(Capture::Snapshot) | None => {}
            }
        }
        if unknown > 0 {
            all.push(format!("claims={namespace}/{unknown}"));
        }
    }
    // Two workloads may share a claim.
    all.sort();
    all.dedup();
    all
}

/// The pods of a workload, as the cluster names them that made the backup.
struct Pods<'m> {
    workload: &'m Workload,
    name: &'m str,
    first: u64,
    count: u64,
}

impl<'m> Pods<'m> {
    fn of(ready: Ready<'m>, side: &RecoverySide, member: &Member, workload: &'m Workload) -> Self {
        let analysis = ready.analysis();
        let from = side.from.as_ref().unwrap_or(&side.primary);
        let there = analysis.side_of(from);
        let found = there.and_then(|there| hooks::reach(analysis, there, member, workload));
        let (name, first) = match found {
            Some(Reach::By(found)) => (found.renamed.as_deref(), found.first),
            Some(Reach::Not(_)) | None => (None, 0),
        };
        Self {
            workload,
            name: name.unwrap_or(&workload.name.value.name),
            first,
            count: member.volume_copies(workload),
        }
    }

    fn ordinals(&self) -> std::ops::Range<u64> {
        self.first..self.first.saturating_add(self.count)
    }

    /// The claims of a volume; `None` where the repository does not show the pods of another workload than a
    /// StatefulSet, whose claims Kubernetes names.
    fn claims(&self, ready: Ready<'_>, volume: &Volume) -> Option<Vec<String>> {
        let shown = ready.analysis().observed().claim_names.get(&volume.id);
        let each = self.workload.name.value.kind == WorkloadKind::StatefulSet;
        match shown {
            Some(ClaimName::Named(name)) => Some(vec![name.clone()]),
            Some(ClaimName::Each) => Some(self.each(volume)),
            None => each.then(|| self.each(volume)),
        }
    }

    fn each(&self, volume: &Volume) -> Vec<String> {
        let volume = volume.name.value.as_str();
        let name = |ordinal: u64| format!("{volume}-{}-{ordinal}", self.name);
        self.ordinals().map(name).collect()
    }

    /// The volumes of its pods whose files are restored.
    fn files(&self, namespace: &str, volume: &str) -> Vec<String> {
        let name = self.name;
        match self.workload.name.value.kind {
            WorkloadKind::StatefulSet => self
                .ordinals()
                .map(|ordinal| format!("file={namespace}/{name}-{ordinal}/{volume}"))
                .collect(),
            WorkloadKind::Deployment => vec![format!("files={namespace}/{name}/{volume}")],
            // Their pods are never restored, or are their operator's.
            WorkloadKind::DaemonSet | WorkloadKind::Operated(_) => Vec::new(),
        }
    }
}

/// It reads these Restores and what was moved for any, and writes one ConfigMap, which has no name yet to a Role when it
/// is created.
fn rules(restores: Vec<String>, map: &str) -> Vec<PolicyRule> {
    let rule =
        |group: &str, resources: &[&str], verb: &str, names: Option<Vec<String>>| PolicyRule {
            api_groups: Some(vec![group.to_owned()]),
            resources: Some(resources.iter().map(|one| (*one).to_owned()).collect()),
            verbs: vec![verb.to_owned()],
            resource_names: names,
            ..PolicyRule::default()
        };
    let moved = ["datadownloads", "podvolumebackups", "podvolumerestores"];
    vec![
        rule("velero.io", &["restores"], "get", Some(restores)),
        rule("velero.io", &moved, "list", None),
        rule("", &["configmaps"], "create", None),
        rule("", &["configmaps"], "patch", Some(vec![map.to_owned()])),
    ]
}
