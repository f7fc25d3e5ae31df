//! Kinds that no Schedule backs up and no Restore brings to another cluster: they act on what is lost, or
//! describe machines, pods and volumes that are lost.
//!
//! Velero keeps the name of a kind that a cluster does not have as it is, and then it matches nothing
//! (`GetResourceIncludesExcludes`, `scopeResourceMapFunc`: includes_excludes.go, v1.18.3), so that a row costs
//! nothing where its program does not run. A name with `*` matches the kinds of a whole group.

use Scope::{Any, Cluster, Namespace};
use When::{Always, Rest};

/// A kind that is left out.
struct Kind {
    name: &'static str,
    scope: Scope,
    when: When,
}

/// Where the objects of a kind are. In a list of one scope Velero drops a known kind of the other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Namespace,
    Cluster,
    /// A group with kinds of both.
    Any,
}

/// Which Restores leave a kind out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    /// That of `*` alone. In a namespace that the plan names, the addresses of a Service without a selector
    /// are written by hand; those of the others are computed again.
    Rest,
}

const fn kind(name: &'static str, scope: Scope) -> Kind {
    Kind {
        name,
        scope,
        when: Always,
    }
}

const fn of_rest(name: &'static str) -> Kind {
    Kind {
        name,
        scope: Namespace,
        when: Rest,
    }
}

/// Each group with what its objects do on another cluster.
const GROUPS: [&[Kind]; 7] = [
    GITOPS, API_SERVER, ADMISSION, CLUSTER, NETWORK, MACHINES, STORAGE,
];

/// Flux, its operator and Argo CD: they would act on the paths of the primary. Of `argoproj.io` only these:
/// Rollouts and Workflows are what an application consists of.
const GITOPS: &[Kind] = &[
    kind("*.extensions.fluxcd.io", Namespace),
    kind("*.fluxcd.controlplane.io", Namespace),
    kind("*.toolkit.fluxcd.io", Namespace),
    kind("applications.argoproj.io", Namespace),
    kind("applicationsets.argoproj.io", Namespace),
    kind("appprojects.argoproj.io", Namespace),
];

/// What the API server asks other programs for, or assigns itself: with a program that does not run, every
/// request waits, and an address of the lost cluster is refused or taken twice.
const API_SERVER: &[Kind] = &[
    kind("apiservices.apiregistration.k8s.io", Cluster),
    kind("certificatesigningrequests.certificates.k8s.io", Cluster),
    kind("ipaddresses.networking.k8s.io", Cluster),
    kind("servicecidrs.networking.k8s.io", Cluster),
];

/// What can refuse each object that is restored after it.
const ADMISSION: &[Kind] = &[
    kind(
        "mutatingadmissionpolicies.admissionregistration.k8s.io",
        Cluster,
    ),
    kind(
        "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
        Cluster,
    ),
    kind(
        "mutatingwebhookconfigurations.admissionregistration.k8s.io",
        Cluster,
    ),
    kind(
        "validatingadmissionpolicies.admissionregistration.k8s.io",
        Cluster,
    ),
    kind(
        "validatingadmissionpolicybindings.admissionregistration.k8s.io",
        Cluster,
    ),
    kind(
        "validatingwebhookconfigurations.admissionregistration.k8s.io",
        Cluster,
    ),
];

/// What the controllers of a running cluster write about its pods and about themselves.
const CLUSTER: &[Kind] = &[
    of_rest("endpoints"),
    of_rest("endpointslices.discovery.k8s.io"),
    kind("leasecandidates.coordination.k8s.io", Namespace),
    kind("leases.coordination.k8s.io", Namespace),
];

/// Addresses and identities of pods and nodes. Restored, the network of the new cluster takes them for its own:
/// it gives an address twice, or drops what the identity of another pod is not allowed (cilium/cilium#33268).
/// The policies of the same groups stay in.
const NETWORK: &[Kind] = &[
    kind("antreaagentinfos.crd.antrea.io", Cluster),
    kind("antreacontrollerinfos.crd.antrea.io", Cluster),
    kind("blockaffinities.crd.projectcalico.org", Cluster),
    kind("blockaffinities.projectcalico.org", Cluster),
    kind("caliconodestatuses.crd.projectcalico.org", Cluster),
    kind("caliconodestatuses.projectcalico.org", Cluster),
    kind("ciliumbgpnodeconfigoverrides.cilium.io", Cluster),
    kind("ciliumbgpnodeconfigs.cilium.io", Cluster),
    kind("ciliumendpoints.cilium.io", Namespace),
    kind("ciliumendpointslices.cilium.io", Cluster),
    kind("ciliumexternalworkloads.cilium.io", Cluster),
    kind("ciliumidentities.cilium.io", Cluster),
    kind("ciliumnodes.cilium.io", Cluster),
    kind("clusterinformations.crd.projectcalico.org", Cluster),
    kind("clusterinformations.projectcalico.org", Cluster),
    kind("cninodes.vpcresources.k8s.aws", Cluster),
    kind("hostendpoints.crd.projectcalico.org", Cluster),
    kind("hostendpoints.projectcalico.org", Cluster),
    kind("ipamblocks.crd.projectcalico.org", Cluster),
    kind("ipamblocks.projectcalico.org", Cluster),
    kind("ipamconfigs.crd.projectcalico.org", Cluster),
    kind("ipamconfigurations.projectcalico.org", Cluster),
    kind("ipamhandles.crd.projectcalico.org", Cluster),
    kind("ipamhandles.projectcalico.org", Cluster),
    kind("ippools.crd.projectcalico.org", Cluster),
    kind("ippools.projectcalico.org", Cluster),
    kind("ippools.whereabouts.cni.cncf.io", Namespace),
    kind("ips.kubeovn.io", Cluster),
    kind("nodenetworkconfigs.acn.azure.com", Namespace),
    kind("nodeslicepools.whereabouts.cni.cncf.io", Namespace),
    kind(
        "overlappingrangeipreservations.whereabouts.cni.cncf.io",
        Namespace,
    ),
    kind("policyendpoints.networking.k8s.aws", Namespace),
];

/// Machines that are lost, or that the restored object would order again.
const MACHINES: &[Kind] = &[
    kind("*.machine.openshift.io", Any),
    kind("etcdsnapshotfiles.k3s.cattle.io", Cluster),
    kind("machines.karpenter.sh", Cluster),
    kind("nodeclaims.karpenter.sh", Cluster),
    kind("nodefeatures.nfd.k8s-sigs.io", Namespace),
    kind("nodenetworkconfigurationenactments.nmstate.io", Cluster),
    kind("nodenetworkstates.nmstate.io", Cluster),
    kind("noderesourcetopologies.topology.node.k8s.io", Cluster),
    kind("nodes", Cluster),
    kind("resourceslices.resource.k8s.io", Cluster),
    kind(
        "sriovnetworknodestates.sriovnetwork.openshift.io",
        Namespace,
    ),
];

/// Volumes on the disks of lost machines, and where they were attached: the storage would wait for these
/// machines, or overwrite what it knows of its own (Longhorn asks to leave `*.longhorn.io` out).
const STORAGE: &[Kind] = &[
    kind("*.cns.vmware.com", Any),
    kind("*.internal.linstor.linbit.com", Any),
    kind("*.longhorn.io", Any),
    kind("*.openebs.io", Any),
    kind("csiaddonsnodes.csiaddons.openshift.io", Namespace),
    kind("csinodes.storage.k8s.io", Cluster),
    kind("csistoragecapacities.storage.k8s.io", Namespace),
    kind("logicalvolumes.topolvm.cybozu.com", Cluster),
    kind("logicalvolumes.topolvm.io", Cluster),
    kind("storagenodes.core.libopenstorage.org", Namespace),
    kind("volumeattachments.storage.k8s.io", Cluster),
];

/// Kinds in namespaces that are not backed up.
pub(super) fn of_namespaces() -> Vec<&'static str> {
    sorted(|kind| kind.when == Always && matches!(kind.scope, Namespace | Any))
}

/// Cluster-scoped kinds that are not backed up.
pub(super) fn of_the_cluster() -> Vec<&'static str> {
    sorted(|kind| kind.when == Always && matches!(kind.scope, Cluster | Any))
}

/// What a Restore of everything leaves out: of named namespaces, or of all others.
pub(super) fn of_a_restore(rest: bool) -> Vec<&'static str> {
    sorted(|kind| rest || kind.when == Always)
}

fn sorted(takes: impl Fn(&Kind) -> bool) -> Vec<&'static str> {
    let kinds = GROUPS.iter().flat_map(|group| group.iter());
    let mut names: Vec<&str> = kinds
        .filter(|kind| takes(kind))
        .map(|kind| kind.name)
        .collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_group_is_sorted_and_each_kind_has_one_row() {
        let mut seen = BTreeSet::new();
        for group in GROUPS {
            assert!(group.is_sorted_by_key(|kind| kind.name));
            for kind in group {
                assert!(seen.insert(kind.name), "{} has two rows", kind.name);
                let labels: Vec<&str> = kind.name.split('.').collect();
                // With a dot at its end or a `*` inside, a name would match nothing, or too much.
                assert!(labels.iter().all(|label| !label.is_empty()));
                assert!(kind.name.find('*').is_none_or(|at| at == 0));
                assert!(kind.name.starts_with('*') == (labels[0] == "*"));
            }
        }
    }

    /// Networks and storages have kinds that people write; these come back.
    #[test]
    fn what_people_write_stays_in() {
        let all = of_a_restore(true);
        for kind in [
            "ciliumnetworkpolicies.cilium.io",
            "globalnetworkpolicies.crd.projectcalico.org",
            "networkpolicies.networking.k8s.io",
            "nodepools.karpenter.sh",
            "storageclasses.storage.k8s.io",
            "clusterroles.rbac.authorization.k8s.io",
            "customresourcedefinitions.apiextensions.k8s.io",
        ] {
            let matched = |name: &&str| {
                let group = name.strip_prefix('*');
                group.map_or(**name == *kind, |group| kind.ends_with(group))
            };
            assert!(!all.iter().any(matched), "{kind}");
        }
    }
}
