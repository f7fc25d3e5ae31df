//! Workloads of the plan with the pods that the repository shows for them on the primary.

use crate::analyze::effective::Member;
use crate::lint::LintCx;
use crate::lint::walk::claim_names::Used;
use crate::lint::walk::shown_workloads;
use crate::model::Workload;
use crate::repository::contents::{
    Claim, ClaimSpec, Contents, PodVolume, Pods, Volume, VolumeSource,
};

/// A workload of the plan, and what makes its pods.
#[derive(Debug, Clone, Copy)]
pub(in crate::lint) struct ShownPods<'a> {
    /// The namespace.
    pub(in crate::lint) member: &'a Member,
    /// The workload.
    pub(in crate::lint) workload: &'a Workload,
    /// What else the path shows.
    pub(in crate::lint) contents: &'a Contents,
    /// What makes its pods.
    pub(in crate::lint) pods: &'a Pods,
}

/// Every workload of the plan whose pods are shown, once.
pub(in crate::lint) fn shown_pods<'a>(
    cx: &LintCx<'a>,
) -> impl Iterator<Item = ShownPods<'a>> + use<'a> {
    let cx = *cx;
    shown_workloads(&cx).filter_map(move |(member, workload, path, _)| {
        let contents = cx.inventory.contents(member.id.cluster, path)?;
        Some(ShownPods {
            member,
            workload,
            contents,
            pods: pods_of(contents, workload, member.name.value.as_str())?,
        })
    })
}

/// What makes the pods of a workload: the object in its namespace where there are several.
pub(in crate::lint) fn pods_of<'a>(
    contents: &'a Contents,
    workload: &Workload,
    namespace: &str,
) -> Option<&'a Pods> {
    let wanted = &workload.name.value;
    let such = |pods: &&Pods| {
        pods.group == "apps" && pods.kind == wanted.kind.kind() && pods.name == *wanted.name
    };
    let mut all = contents.pods.iter().filter(such);
    let first = all.clone().next();
    all.find(|pods| pods.namespace == namespace).or(first)
}

impl<'a> ShownPods<'a> {
    /// The claim of a volume, where it stands in Git.
    pub(in crate::lint) fn claim(&self, source: &VolumeSource) -> Option<&'a Claim> {
        let VolumeSource::Claim(name) = source else {
            return None;
        };
        let mut claims = self.contents.claims.iter();
        claims.find(|claim| claim.name == *name && claim.namespace == self.pods.namespace)
    }

    /// The PersistentVolume of a volume's claim, where Git pairs the two.
    pub(in crate::lint) fn volume(&self, cx: &LintCx<'a>, of: &PodVolume) -> Option<&'a Volume> {
        let spec = self.asked(of)?;
        let used = Used::of(self.pods, of);
        let namespace = match self.pods.namespace.as_str() {
            "" => self.member.name.value.as_str(),
            namespace => namespace,
        };
        bound(cx, self.member, namespace, (spec, used))
    }

    /// What a volume asks for: `None` where it is no claim, and nothing inside where its claim is not in Git.
    pub(in crate::lint) fn asked(&self, of: &'a PodVolume) -> Option<Option<&'a ClaimSpec>> {
        match &of.source {
            VolumeSource::Template(spec) => Some(Some(spec)),
            VolumeSource::Claim(_) => Some(self.claim(&of.source).map(|claim| &claim.spec)),
            VolumeSource::Ephemeral(_)
            | VolumeSource::Empty
            | VolumeSource::HostPath
            | VolumeSource::HostData
            | VolumeSource::Configuration
            | VolumeSource::Unstated
            | VolumeSource::Other(_) => None,
        }
    }
}

/// The PersistentVolume of a claim, where Git pairs the two.
pub(in crate::lint) fn bound<'a>(
    cx: &LintCx<'a>,
    member: &Member,
    namespace: &str,
    (spec, used): (Option<&ClaimSpec>, Option<Used<'_>>),
) -> Option<&'a Volume> {
    let all = cx.inventory.contents_on(member.id.cluster);
    let all: Vec<&'a Volume> = all.flat_map(|one| &one.volumes).collect();
    let named = all.iter().copied().find(|volume| {
        let by_name = spec.is_some_and(|spec| spec.volume == volume.name);
        let (of, called) = &volume.claim;
        by_name || (used.is_some_and(|used| used.holds(called)) && of == namespace)
    });
    named.or_else(|| {
        // A class that nothing provisions pairs claims with the volumes of Git, where a claim names none of them.
        let open = spec.filter(|spec| spec.volume.is_empty());
        let class = open.and_then(|spec| spec.class.as_deref())?;
        let contents = cx.inventory.contents_on(member.id.cluster);
        let mut classes = contents.flat_map(|one| &one.storage);
        let made = classes
            .any(|one| one.name == class && one.provisioner != "kubernetes.io/no-provisioner");
        let mut paired = all
            .into_iter()
            .filter(|volume| volume.class == class && volume.claim.1.is_empty() && !made);
        let first = paired.next()?;
        paired
            .all(|other| other.source == first.source)
            .then_some(first)
    })
}
