//! What brings a Secret or a ConfigMap to a recovery cluster.

use crate::analyze::effective::Member;
use crate::analyze::recovery::{Content, RecoverySide};
use crate::lint::LintCx;
use crate::model::NamespaceName;
use crate::repository::contents::{Holder, Mounted};

/// Made in every namespace by Kubernetes, OpenShift and Istio.
const EVERYWHERE: [&str; 3] = [
    "istio-ca-root-cert",
    "kube-root-ca.crt",
    "openshift-service-ca.crt",
];

/// Whether a path of the cluster brings it, or an operator makes it.
pub(in crate::lint) fn is_given(cx: &LintCx<'_>, side: &RecoverySide, need: &Mounted) -> bool {
    let own = (need.holder, need.namespace.clone(), need.name.clone());
    EVERYWHERE.contains(&need.name.as_str())
        || cx.inventory.contents_on(side.cluster.id).any(|contents| {
            let given = &contents.given;
            let made = given.prefixes.iter().any(|(namespace, prefix)| {
                *namespace == need.namespace && need.name.starts_with(prefix.as_str())
            });
            let made = need.holder == Holder::Secret && made;
            let copied = given.copied.contains(&(need.holder, need.name.clone()));
            made || copied || given.copies || given.objects.contains(&own)
        })
}

/// Whether the Restore of its namespace brings it. Another namespace is not this one's.
pub(in crate::lint) fn is_restored(
    cx: &LintCx<'_>,
    side: &RecoverySide,
    member: &Member,
    need: &Mounted,
) -> bool {
    let is_of = need.namespace.is_empty()
        || need.namespace == side.cluster.called(member.name.value.as_str());
    let sides = cx.analysis.rehearsed().iter();
    let mut sides = sides.filter(|other| other.cluster.id == side.cluster.id);
    let Some(side) = sides.next() else {
        return true;
    };
    let mut restores = side.restores.iter().filter(|restore| {
        let mut members = restore.members.iter();
        members.any(|other| other.id.namespace == member.id.namespace)
    });
    let brings = restores.any(|restore| match &restore.content {
        Content::Everything { .. } => true,
        Content::Kinds(kinds) => kinds.contains(need.holder.resource()),
    });
    !is_of || brings
}

/// Whether a Restore may bring objects of a resource to a namespace of a cluster. No backup contains the namespaces of
/// Flux and Velero.
pub(in crate::lint) fn may_be_restored(
    cx: &LintCx<'_>,
    side: &RecoverySide,
    namespace: &str,
    resource: &str,
) -> bool {
    let plan = &cx.model.plan;
    if [plan.gitops.flux.namespace(), plan.velero_namespace()].contains(&namespace) {
        return false;
    }
    let sides = cx.analysis.rehearsed().iter();
    let mut sides = sides.filter(|other| other.cluster.id == side.cluster.id);
    let Some(side) = sides.next() else {
        return true;
    };
    side.restores.iter().any(|restore| {
        let mut members = restore.members.iter();
        let of = members.any(|member| {
            member.name.value == NamespaceName::Rest
                || side.cluster.called(member.name.value.as_str()) == namespace
        });
        of && match &restore.content {
            Content::Everything { .. } => true,
            Content::Kinds(kinds) => kinds.contains(resource),
        }
    })
}
