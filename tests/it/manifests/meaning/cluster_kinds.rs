//! Which kinds of the cluster itself come with what is restored, and which never do.

use super::{Built, words};
use serde_yaml::Value;

/// Machines, addresses and volumes of the lost cluster, and what could refuse a restored object.
const LOST: [&str; 12] = [
    "*.longhorn.io",
    "apiservices.apiregistration.k8s.io",
    "ciliumidentities.cilium.io",
    "ciliumnodes.cilium.io",
    "ipamblocks.crd.projectcalico.org",
    "ipamhandles.crd.projectcalico.org",
    "nodeclaims.karpenter.sh",
    "nodes",
    "validatingadmissionpolicies.admissionregistration.k8s.io",
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
    "volumeattachments.storage.k8s.io",
    "csinodes.storage.k8s.io",
];

/// The same with objects in namespaces.
const LOST_IN_NAMESPACES: [&str; 5] = [
    "*.longhorn.io",
    "*.toolkit.fluxcd.io",
    "ciliumendpoints.cilium.io",
    "csistoragecapacities.storage.k8s.io",
    "leases.coordination.k8s.io",
];

/// What belongs to what is restored.
const KEPT: [&str; 4] = [
    "clusterrolebindings.rbac.authorization.k8s.io",
    "clusterroles.rbac.authorization.k8s.io",
    "customresourcedefinitions.apiextensions.k8s.io",
    "ciliumnetworkpolicies.cilium.io",
];

fn keeps(list: &Value) {
    for kind in KEPT {
        assert!(!words(list).contains(&kind), "{kind}");
    }
}

/// A namespace that is restored whole comes with its cluster roles and CRDs; one of which Git has the rest, without.
#[test]
fn a_whole_namespace_brings_what_velero_took_along() {
    for statements in [
        "namespace legacy { tier t }",
        "namespace legacy { tier t; recover file-backup }",
        "namespace legacy { tier t; apps apps/legacy; restore all }",
        "platform base { path infrastructure/base }\nnamespace legacy { tier t }",
    ] {
        let built = Built::cold(statements);
        let restore = built.one("dr/p/dr", "Restore");
        assert_eq!(restore["spec"]["includeClusterResources"], true);
        assert_eq!(restore["spec"]["existingResourcePolicy"], "none");
        keeps(&restore["spec"]["excludedResources"]);
        let volumes = words(&restore["spec"]["excludedResources"]);
        assert!(!volumes.contains(&"persistentvolumes"), "{statements}");
    }
    let built = Built::cold("namespace shop { tier t; apps apps/shop }");
    let restore = built.one("dr/p/dr", "Restore");
    assert!(restore["spec"]["includeClusterResources"].is_null());
}

/// A volume that is not copied would come by itself, with a dead handle, and bind the claim that an application makes.
#[test]
fn no_volume_comes_without_its_data() {
    let built = Built::cold(
        "namespace legacy {
  tier t
  workload statefulset/db {
    volume data { size 1Gi }
    volume scratch { skip \"scratch\"; label scratch=yes }
  }
}",
    );
    let spec = &built.one("dr/p/dr", "Restore")["spec"];
    assert_eq!(spec["includeClusterResources"], true);
    let excluded = words(&spec["excludedResources"]);
    assert!(excluded.contains(&"persistentvolumes"));
    assert!(!excluded.contains(&"persistentvolumeclaims"));
    // Also where another namespace of the same backup has such a volume.
    let built = Built::cold(
        "namespace legacy { tier t }
namespace shop {
  tier t
  apps apps/shop
  workload statefulset/db {
    volume data { size 1Gi }
    volume scratch { skip \"scratch\"; label scratch=yes }
  }
}",
    );
    let restores = built.all("dr/p/dr", "Restore");
    assert_eq!(restores.len(), 2);
    for restore in restores {
        let volumes = words(&restore["spec"]["excludedResources"]).contains(&"persistentvolumes");
        let whole = restore["spec"]["includeClusterResources"] == true;
        assert_eq!(volumes, whole);
    }
}

/// With and without platforms: those that are there already are kept as they are.
#[test]
fn the_rest_brings_roles_and_definitions() {
    for platforms in ["", "platform base { path infrastructure/base }\n"] {
        let built = Built::cold(&format!("{platforms}namespace * {{ tier t }}"));
        let spec = &built.one("dr/p/dr", "Restore")["spec"];
        assert_eq!(spec["includeClusterResources"], true);
        assert_eq!(spec["existingResourcePolicy"], "none");
        keeps(&spec["excludedResources"]);
        let template = &built.one("dr/p/prod", "Schedule")["spec"]["template"];
        assert_eq!(words(&template["includedClusterScopedResources"]), ["*"]);
        keeps(&template["excludedClusterScopedResources"]);
    }
}

#[test]
fn nothing_of_lost_machines_is_backed_up_or_restored() {
    let built = Built::cold("namespace * { tier t }\nnamespace legacy { tier t }");
    for restore in built.all("dr/p/dr", "Restore") {
        let excluded = words(&restore["spec"]["excludedResources"]);
        for kind in LOST.iter().chain(&LOST_IN_NAMESPACES) {
            assert!(excluded.contains(kind), "{kind}");
        }
        let once: std::collections::BTreeSet<_> = excluded.iter().collect();
        assert_eq!(once.len(), excluded.len(), "no kind stands twice");
    }
    let mut rest = 0;
    for schedule in built.all("dr/p/prod", "Schedule") {
        let template = &schedule["spec"]["template"];
        let excluded = words(&template["excludedNamespaceScopedResources"]);
        for kind in LOST_IN_NAMESPACES {
            assert!(excluded.contains(&kind), "{kind}");
        }
        // Velero takes along what belongs to named namespaces, and one list more would change nothing of it.
        let of_cluster = words(&template["excludedClusterScopedResources"]);
        if words(&template["includedNamespaces"]) == ["*"] {
            rest += 1;
            for kind in LOST {
                assert!(of_cluster.contains(&kind), "{kind}");
            }
        } else {
            assert!(of_cluster.is_empty());
        }
    }
    assert_eq!(rest, 1);
}

/// Where the plan leaves a kind out itself, it stands once.
#[test]
fn a_kind_that_the_plan_leaves_out_stands_once() {
    let built =
        Built::cold("namespace legacy { tier t; exclude leases.coordination.k8s.io, events }");
    let template = &built.one("dr/p/prod", "Schedule")["spec"]["template"];
    let excluded = words(&template["excludedNamespaceScopedResources"]);
    let times = |kind: &str| excluded.iter().filter(|one| **one == kind).count();
    assert_eq!(
        (times("leases.coordination.k8s.io"), times("events")),
        (1, 1)
    );
}
