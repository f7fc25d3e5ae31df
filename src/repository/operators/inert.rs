//! Resources of operators of which is known that no Deployment, StatefulSet or DaemonSet is made of them.

use crate::repository::built::Object;

/// Kinds, whatever their group is.
const KINDS: [&str; 18] = [
    "Alert",
    "Bucket",
    "Certificate",
    "ClusterSecretStore",
    "ExternalSecret",
    "GitRepository",
    "HTTPRoute",
    "HelmRepository",
    "ImagePolicy",
    "ImageRepository",
    "Kustomization",
    "OCIRepository",
    "PodMonitor",
    "PrometheusRule",
    "ReferenceGrant",
    "SealedSecret",
    "SecretStore",
    "ServiceMonitor",
];

/// Which kinds of a group make no workload.
enum Of {
    /// All of them.
    All,
    /// These.
    Only(&'static [&'static str]),
    /// All but these.
    Not(&'static [&'static str]),
}

use Of::{All, Not, Only};

/// Groups, as the API references of their operators describe them: settings, routes, Secrets, and Jobs that end.
#[rustfmt::skip]
const GROUPS: &[(&str, Of)] = &[
    ("acme.cert-manager.io", All),
    ("barmancloud.cnpg.io", All),
    ("bitnami.com", All),
    ("cert-manager.io", All),
    ("cilium.io", All),
    ("crd.projectcalico.org", All),
    ("external-secrets.io", All),
    ("gateway.envoyproxy.io", Not(&["EnvoyProxy"])),
    ("generators.external-secrets.io", All),
    // The Grafana itself is a Deployment.
    ("grafana.integreatly.org", Not(&["Grafana"])),
    ("image.toolkit.fluxcd.io", All),
    ("isindir.github.com", All),
    ("k8s.cni.cncf.io", All),
    ("k8up.io", All),
    ("keda.sh", All),
    // Those that copy or bring claims, with Jobs.
    ("kopiur.home-operations.com", Only(&["BackupConfig", "Restore", "Snapshot", "SnapshotPolicy", "SnapshotSchedule"])),
    ("metallb.io", All),
    ("monitoring.coreos.com", Not(&["Alertmanager", "Prometheus", "PrometheusAgent", "ThanosRuler"])),
    ("networking.istio.io", All),
    ("notification.toolkit.fluxcd.io", All),
    ("objectbucket.io", All),
    ("onepassword.com", Only(&["OnePasswordItem"])),
    ("operator.victoriametrics.com", Only(&["VMNodeScrape", "VMPodScrape", "VMProbe", "VMRule", "VMScrapeConfig", "VMServiceScrape", "VMStaticScrape", "VMUser"])),
    ("postgresql.cnpg.io", Only(&["Backup", "ClusterImageCatalog", "Database", "ImageCatalog", "Publication", "ScheduledBackup", "Subscription"])),
    ("projectcalico.org", All),
    ("secrets.infisical.com", All),
    ("security.istio.io", All),
    ("source.extensions.fluxcd.io", All),
    ("source.toolkit.fluxcd.io", All),
    ("telemetry.istio.io", All),
    ("traefik.containo.us", All),
    ("traefik.io", All),
    ("upgrade.cattle.io", All),
    ("velero.io", All),
    ("volsync.backube", All),
];

/// Whether no workload is made of an object.
pub(in crate::repository) fn is_inert(object: &Object) -> bool {
    let (group, kind) = (object.group(), object.kind());
    // VolSync's mover for Syncthing is a Deployment, and every other one a Job (backube/volsync, `internal/controller/mover`).
    let runs = group == "volsync.backube" && object.node.at(&["spec", "syncthing"]).is_some();
    let mut groups = GROUPS.iter();
    let row = groups.find(|(own, _)| *own == group);
    let known = row.is_some_and(|(_, of)| match of {
        All => true,
        Only(kinds) => kinds.contains(&kind),
        Not(kinds) => !kinds.contains(&kind),
    });
    !runs && (known || KINDS.contains(&kind))
}

#[cfg(test)]
mod tests {
    use super::{GROUPS, KINDS};

    #[test]
    fn the_tables_are_sorted() {
        assert!(KINDS.is_sorted());
        assert!(GROUPS.is_sorted_by_key(|(group, _)| *group));
    }
}
