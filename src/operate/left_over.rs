//! What a recovery leaves behind: on its cluster after it was aborted, and of an earlier run that is still at work.

use super::steps::Step;
use crate::analyze::Analysis;
use crate::analyze::recovery::{
    Content, RecoverySide, Restored, StageKind, is_there, tiers_in_order,
};
use crate::model::{Standby, TierId};
use std::collections::{BTreeMap, BTreeSet};

/// What a Restore of everything brings into a namespace, as far as it holds data or runs.
const EVERYTHING: &str = "deployments,statefulsets,daemonsets,replicasets,jobs,cronjobs,pods,services,ingresses,configmaps,secrets,serviceaccounts,persistentvolumeclaims";

/// The kinds of a Restore that live in namespaces, as `kubectl` takes them.
fn kinds(restore: &Restored) -> String {
    let Content::Kinds(kinds) = &restore.content else {
        return EVERYTHING.to_owned();
    };
    // Owners go before their pods, and pods before the claims that they mount.
    let cluster = ["persistentvolumes", "priorityclasses.scheduling.k8s.io"];
    let snapshots = |kind: &str| kind.starts_with("volumesnapshotcontents.");
    let mut kinds: Vec<&str> = kinds
        .iter()
        .map(String::as_str)
        .filter(|kind| !cluster.contains(kind) && !snapshots(kind))
        .collect();
    kinds.sort_by_key(|kind| {
        let place = [
            "deployments.apps",
            "statefulsets.apps",
            "replicasets.apps",
            "pods",
        ];
        let place = place.iter().position(|first| first == kind);
        (place.unwrap_or(usize::MAX), *kind)
    });
    kinds.join(",")
}

/// The commands that delete what every run on a cluster has restored, one a namespace.
fn deletions(analysis: &Analysis, side: &RecoverySide) -> Vec<String> {
    // The names of the Restores that brought some kinds into a namespace.
    let mut places: BTreeMap<(Option<String>, String), BTreeSet<String>> = BTreeMap::new();
    for restore in analysis.restores_of_every_run(side) {
        let mut namespaces: Vec<Option<String>> = restore
            .members
            .iter()
            .map(|member| Some(side.cluster.called(member.name.value.as_str()).to_owned()))
            .collect();
        if restore.rest {
            namespaces = vec![None];
        }
        for namespace in namespaces {
            let place = (namespace, kinds(&restore));
            places
                .entry(place)
                .or_default()
                .insert(restore.name.clone());
        }
    }
    let commands = places.into_iter().map(|((namespace, kinds), names)| {
        let place = match namespace {
            Some(namespace) => format!("--namespace {namespace}"),
            None => "--all-namespaces".to_owned(),
        };
        let names: Vec<String> = names.into_iter().collect();
        let by = match names.as_slice() {
            [only] => format!("--selector=velero.io/restore-name={only}"),
            names => format!(
                "--selector='velero.io/restore-name in ({})'",
                names.join(",")
            ),
        };
        format!("kubectl delete {kinds} {place} {by}")
    });
    commands.collect()
}

/// What is deleted after a recovery was aborted.
pub(super) fn after_abort(analysis: &Analysis, side: &RecoverySide) -> Vec<Step> {
    let mut steps = Vec::new();
    let (name, engine) = (side.cluster.stated_name(), analysis.engine().name());
    let warm = side
        .cluster
        .standby
        .as_ref()
        .is_some_and(|standby| standby.value == Standby::Warm);
    let stays = warm || side.at_home() || is_there(analysis.sides(), side);
    if !stays {
        steps.push(
            Step::new(format!(
                "destroy the cluster `{name}` before you push this commit"
            ))
            .because(format!(
                "its path stays a recovery, for the next loss: if `{name}` exists, {engine} restores on it at once, its applications run beside those of the primary, and at the next loss it still has the data of today; write `standby warm` if `{name}` is to stay"
            )),
        );
    }
    let commands = deletions(analysis, side);
    if !commands.is_empty() {
        let when = match stays {
            true => format!("on `{name}`, after {engine} has applied this commit"),
            false => format!("if `{name}` stays, after {engine} has applied this commit"),
        };
        steps.push(
            Step::new(format!("{when}, delete what every run has restored"))
                .because("the next run restores no data into a claim that already exists, and Velero leaves other objects that exist as they are")
                .run_all(commands),
        );
    }
    steps
}

/// The stages of earlier tiers that a further run leaves out while they may be at work: Flux deletes their Jobs.
pub(super) fn under_way(
    analysis: &Analysis,
    side: &RecoverySide,
    tiers: &[TierId],
) -> Option<Step> {
    let order = tiers_in_order(analysis.model());
    let earlier: Vec<TierId> = order
        .iter()
        .map(|tier| tier.id)
        .take_while(|tier| !tiers.is_empty() && !tiers.contains(tier))
        .collect();
    let is_earlier = |tier: Option<TierId>| tier.is_some_and(|tier| earlier.contains(&tier));
    let of = |kind: &StageKind| match kind {
        StageKind::Promote(member) | StageKind::Load(member) => {
            is_earlier(member.tier.as_ref().map(|tier| tier.id))
        }
        StageKind::Check(tier) | StageKind::Restore(tier) => is_earlier(Some(tier.id)),
        StageKind::Backup
        | StageKind::VeleroConfig
        | StageKind::Platform(_)
        | StageKind::Storage
        | StageKind::Apps(..)
        | StageKind::Complete => false,
    };
    let engine = analysis.engine();
    let commands: Vec<String> = side
        .stages
        .iter()
        .filter(|stage| of(&stage.kind))
        .map(|stage| engine.wait_command(analysis.model(), &stage.name))
        .collect();
    (!commands.is_empty()).then(|| {
        Step::new("before you push, wait until these stages of earlier tiers are ready")
            .because(format!(
                "this commit removes them, and {} deletes a Job of them that still promotes, loads or checks; if one of them failed, name its tier with --tier",
                engine.name()
            ))
            .run_all(commands)
    })
}
