//! Volumes that a plan does not name: the claims of a workload that it does name, as its manifest shows them.
//!
//! Velero copies every claim of a namespace, so sums and gates count them too.

use super::contents::{Claim, Contents, Pods, VolumeSource};
use super::{ClaimName, Inventory, Place};
use crate::model::value::{Name, Size};
use crate::model::{
    Method, Model, Namespace, TierValues, Volume, VolumeId, Workload, stated_recover,
};
use crate::source::Spanned;
use std::sync::Arc;

impl Inventory {
    /// The plan, with the claims that manifests of its workloads show and that it does not name.
    pub fn complete(&self, model: &Arc<Model>) -> Arc<Model> {
        let mut completed: Option<Model> = None;
        for (at, block) in model.namespaces.iter().enumerate() {
            let Some(contents) = self.of_block(block) else {
                continue;
            };
            let tier = block
                .tier
                .as_ref()
                .and_then(|tier| model.tiers.get(tier.value));
            let tier = tier.map(|tier| &tier.values);
            let by_files = is_by_files(tier, block);
            let mut workloads = block.workloads.clone();
            let mut added = false;
            for workload in &mut workloads {
                let claims = if workload.name.kind.operator().is_some() {
                    operated(contents, block, workload)
                } else if is_copied((tier, by_files), block, workload) {
                    claims(contents, block, workload)
                } else {
                    Vec::new()
                };
                for name in claims {
                    let index = workload.volumes.len();
                    workload.volumes.push(volume(workload, index, name));
                    added = true;
                }
            }
            if added {
                let model = completed.get_or_insert_with(|| (**model).clone());
                if let Some(block) = model.namespaces.get_mut(at) {
                    Arc::make_mut(block).workloads = workloads;
                }
            }
        }
        completed.map_or_else(|| Arc::clone(model), Arc::new)
    }

    /// What the path of a block brings to its primary.
    pub(super) fn of_block(&self, block: &Namespace) -> Option<&Contents> {
        let path = block.apps.as_ref()?.path.value.as_str();
        match &block.cluster {
            Some(cluster) => self.contents(cluster.value, path),
            None => self.contents_anywhere(path),
        }
    }
}

/// Whether every volume of the pods of a block is read as files, unless they are told otherwise.
fn is_by_files(tier: Option<&TierValues>, block: &Namespace) -> bool {
    let workloads = block.workloads.iter();
    let methods = workloads.map(|workload| method(tier, block, workload));
    methods.min() == Some(Method::FileBackup)
}

fn method(tier: Option<&TierValues>, block: &Namespace, workload: &Workload) -> Method {
    let silent = match workload.name.value.kind.operator() {
        Some(_) => Method::Operator,
        None => Method::Snapshot,
    };
    let stated = stated_recover(&block.values, tier, workload);
    stated.map_or(silent, |recover| recover.value.method())
}

/// Whether every volume of a workload is copied: the default is a copy. A dump is copied alone, and so nothing of a standby
/// is; where every volume is read as files, the pods must be told which of their volumes are not.
fn is_copied(
    (tier, by_files): (Option<&TierValues>, bool),
    block: &Namespace,
    workload: &Workload,
) -> bool {
    match method(tier, block, workload) {
        Method::Snapshot | Method::FileBackup => true,
        Method::Dump | Method::Replication => by_files,
        Method::Operator | Method::Elsewhere | Method::Rebuild => false,
    }
}

/// The claims of a workload that a plan does not name, by their names in the pod.
fn claims(contents: &Contents, block: &Namespace, workload: &Workload) -> Vec<Name> {
    let Some(pods) = pods(contents, block, workload) else {
        return Vec::new();
    };
    // A name that the pods do not have stands for one that they have: that is reported.
    let known = |name: &str| pods.volumes.iter().any(|volume| volume.name == name);
    if !workload
        .volumes
        .iter()
        .all(|one| known(one.name.value.as_str()))
    {
        return Vec::new();
    }
    let volumes = pods.volumes.iter().filter(|volume| {
        if let Some(name) = volume.source.claim() {
            let claim = claim(contents, pods, name);
            return !claim.is_some_and(|claim| claim.spec.is_excluded());
        }
        let template = volume.source.template();
        template.is_some_and(|claim| !claim.is_excluded())
    });
    let names = volumes.filter_map(|volume| Name::new(&volume.name).ok());
    names
        .filter(|name| {
            workload
                .volumes
                .iter()
                .all(|known| known.name.value != *name)
        })
        .collect()
}

/// The claims that an operator makes for a resource, however it is recovered: what it fetches of its archive is as large.
fn operated(contents: &Contents, block: &Namespace, workload: &Workload) -> Vec<Name> {
    let wanted = &workload.name.value;
    let names: Vec<&str> = block.names.iter().map(|one| one.value.as_str()).collect();
    let overlay = contents.overlay.as_ref();
    let found = overlay.and_then(|overlay| overlay.find(wanted.kind, &wanted.name, &names));
    let known = |name: &str| {
        let mut volumes = workload.volumes.iter();
        volumes.any(|one| one.name.value.as_str() == name)
    };
    let Some(found) = found else {
        return Vec::new();
    };
    // A name that the resource does not have stands for one that it has: that is reported.
    let mut stated = workload.volumes.iter();
    if !stated.all(|one| {
        found
            .claims
            .iter()
            .any(|name| name == one.name.value.as_str())
    }) {
        return Vec::new();
    }
    let claims = found.claims.iter().filter(|name| !known(name));
    claims.filter_map(|name| Name::new(name).ok()).collect()
}

/// What makes the pods of a workload, in one of the namespaces of its block.
pub(super) fn pods<'c>(
    contents: &'c Contents,
    block: &Namespace,
    workload: &Workload,
) -> Option<&'c Pods> {
    let wanted = &workload.name.value;
    contents.pods.iter().find(|pods| {
        let kind = pods.group == "apps" && pods.kind == wanted.kind.kind();
        kind && pods.name == *wanted.name && block.may_hold(&pods.namespace)
    })
}

/// The claim that a volume of pods is.
pub(super) fn claim_name(pods: &Pods, volume: &str) -> Option<ClaimName> {
    let found = pods.volumes.iter().find(|one| one.name == volume)?;
    let named = |name: &str| ClaimName::Named(name.to_owned());
    let each = found.source.template().map(|_| ClaimName::Each);
    found.source.claim().map(named).or(each)
}

/// A claim of the path by its name.
fn claim<'c>(contents: &'c Contents, pods: &Pods, name: &str) -> Option<&'c Claim> {
    let mut claims = contents.claims.iter();
    claims.find(|claim| claim.name == name && claim.namespace == pods.namespace)
}

/// What the claim of a volume asks for, where it stands in Git by itself.
pub(super) fn size<'c>(
    contents: &'c Contents,
    pods: &Pods,
    volume: &str,
) -> Option<(Size, &'c Place)> {
    let found = pods.volumes.iter().find(|one| one.name == volume)?;
    let VolumeSource::Claim(name) = &found.source else {
        return None;
    };
    let claim = claim(contents, pods, name)?;
    Some((claim.spec.size?, claim.size_at.as_ref()?))
}

fn volume(workload: &Workload, index: usize, name: Name) -> Volume {
    Volume {
        id: VolumeId::new(workload.id, index),
        name: Spanned {
            value: name,
            span: workload.name.span,
        },
        span: workload.name.span,
        size: None,
        change: None,
        touched: None,
        skip: None,
        from: None,
        refill: None,
        label: None,
        group: None,
        elsewhere: None,
    }
}
