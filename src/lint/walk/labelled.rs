//! Claims in Git that the labels of no block of their namespace take.

use super::once::Once;
use crate::analyze::backup::demand::{Capture, capture};
use crate::analyze::effective::Member;
use crate::lint::LintCx;
use crate::model::{ClusterId, Workload};
use crate::repository::contents::{Contents, Pods};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A workload with claims that are in no backup.
pub(in crate::lint) struct LeftOut<'a> {
    /// A block of its namespace.
    pub(in crate::lint) member: &'a Arc<Member>,
    /// The block that declares it, and how.
    pub(in crate::lint) declared: Option<(&'a Arc<Member>, &'a Workload)>,
    /// What makes its pods.
    pub(in crate::lint) pods: &'a Pods,
    /// Whether only the object itself lacks the labels, whose pods are restored for their files.
    pub(in crate::lint) owner: bool,
}

impl LeftOut<'_> {
    /// Kind and name, as a plan writes them.
    pub(in crate::lint) fn label(&self) -> String {
        format!("{}/{}", self.pods.kind.to_ascii_lowercase(), self.pods.name)
    }
}

/// Every such workload, each once.
pub(in crate::lint) fn left_out<'a>(cx: &LintCx<'a>) -> Vec<LeftOut<'a>> {
    let mut once = Once::new();
    let mut all = Vec::new();
    for member in cx.analysis.members() {
        let contents = shown(cx, member).filter(|_| !member.block.labels.is_empty());
        let Some(contents) = contents else { continue };
        let beside = beside(cx, member);
        let own = member.name.value.as_str();
        for pods in &contents.pods {
            let is_in = [own, ""].contains(&pods.namespace.as_str());
            if !is_in || pods.group != "apps" || !keeps_claims(pods) {
                continue;
            }
            let taken = |one: &Member| takes(one, contents, pods);
            let declared = beside
                .iter()
                .find_map(|one| Some((*one, declared(one, pods)?)));
            let fits = match declared {
                Some((one, _)) => taken(one),
                None => beside.iter().any(|one| taken(one)),
            };
            let alone = declared.is_some_and(|(one, workload)| {
                let files = capture(cx.model, one, workload) == Some(Capture::Files);
                files && !one.block.takes(&pods.labels)
            });
            let id = (member.id.cluster, own, &pods.kind, &pods.name);
            if (!fits || alone) && once.first(id) {
                all.push(LeftOut {
                    member: declared.map_or(member, |(one, _)| one),
                    declared,
                    pods,
                    owner: fits,
                });
            }
        }
    }
    all
}

/// What of them no block declares, by cluster, namespace and label.
pub(in crate::lint) struct Undeclared(BTreeSet<(ClusterId, String, String)>);

impl Undeclared {
    /// Whether it is among them.
    pub(in crate::lint) fn contains(&self, member: &Member, label: &str) -> bool {
        let namespace = member.name.value.as_str().to_owned();
        let id = (member.id.cluster, namespace, label.to_owned());
        self.0.contains(&id)
    }
}

/// What of them no block declares.
pub(in crate::lint) fn undeclared(cx: &LintCx<'_>) -> Undeclared {
    let all = left_out(cx).into_iter();
    let all = all.filter(|one| one.declared.is_none());
    let ids = all.map(|one| {
        let namespace = one.member.name.value.as_str().to_owned();
        (one.member.id.cluster, namespace, one.label())
    });
    Undeclared(ids.collect())
}

/// What brings the objects of a namespace to its primary.
fn shown<'a>(cx: &LintCx<'a>, member: &Member) -> Option<&'a Contents> {
    let cluster = member.id.cluster;
    match &member.block.apps {
        Some(apps) => cx.inventory.contents(cluster, apps.path.value.as_str()),
        None => cx.inventory.own(cluster),
    }
}

/// Every block of a namespace.
fn beside<'a>(cx: &LintCx<'a>, member: &Member) -> Vec<&'a Arc<Member>> {
    let all = cx.analysis.members().iter();
    let of = all.filter(|other| {
        other.id.cluster == member.id.cluster && other.name.value == member.name.value
    });
    of.collect()
}

fn keeps_claims(pods: &Pods) -> bool {
    let mut volumes = pods.volumes.iter();
    volumes.any(|volume| volume.source.claim().is_some() || volume.source.template().is_some())
}

/// The workload of a block that makes these pods.
fn declared<'m>(member: &'m Member, pods: &Pods) -> Option<&'m Workload> {
    let mut workloads = member.block.workloads.iter();
    workloads.find(|workload| {
        let name = &workload.name.value;
        *name.name == *pods.name && name.kind.kind() == pods.kind
    })
}

/// Whether a block takes pods, or each of their claims by its own labels; what is not shown may be taken.
fn takes(member: &Member, contents: &Contents, pods: &Pods) -> bool {
    let block = &member.block;
    let open = pods.pod_labels.values().any(|value| value.contains("${"));
    let claim = |name: &str| {
        let mut claims = contents.claims.iter();
        claims.find(|claim| claim.name == name && claim.namespace == pods.namespace)
    };
    let mut volumes = pods.volumes.iter();
    open || block.takes(&pods.pod_labels)
        || volumes.all(
            |volume| match (volume.source.template(), volume.source.claim()) {
                (Some(template), _) => block.takes(&template.labels),
                (None, Some(name)) => {
                    claim(name).is_none_or(|claim| block.takes(&claim.spec.labels))
                }
                (None, None) => true,
            },
        )
}
