//! Well-known charts, and the groups of the kinds that come with them: with the chart itself, or with the program that it
//! installs. A chart that is not in the table may make anything.

use super::releases::{ChartValue, Sources, chart, chart_value};
use crate::repository::built::Object;

/// When a chart brings its kinds.
enum Kinds {
    /// Whenever it is installed.
    Always,
    /// Unless one of these values is `false`.
    Unless(&'static [&'static [&'static str]]),
    /// Only where one of these values is `true`.
    Only(&'static [&'static [&'static str]]),
    /// It runs before Flux does: no pod starts without a network.
    Before,
}

use Kinds::{Always, Before, Only, Unless};

/// A chart: its name, the groups, and when it brings them. A group that begins with a dot stands for all that end so.
type Row = (&'static str, &'static [&'static str], Kinds);

const CRDS_ENABLED: &[&[&str]] = &[&["crds", "enabled"], &["installCRDs"]];
const CRDS_CREATED: &[&[&str]] = &[&["crds", "create"]];
const CRDS_INSTALLED: &[&[&str]] = &[&["crds", "install"], &["installCRDs"]];

static CHARTS: &[Row] = &[
    ("argo-cd", &["argoproj.io"], Unless(CRDS_INSTALLED)),
    ("argo-events", &["argoproj.io"], Unless(CRDS_INSTALLED)),
    ("argo-rollouts", &["argoproj.io"], Unless(CRDS_INSTALLED)),
    ("argo-workflows", &["argoproj.io"], Unless(CRDS_INSTALLED)),
    ("aws-load-balancer-controller", &["elbv2.k8s.aws"], Always),
    ("base", &[".istio.io"], Always),
    ("calico", &["crd.projectcalico.org"], Before),
    (
        "cert-manager",
        &["cert-manager.io", "acme.cert-manager.io"],
        Only(CRDS_ENABLED),
    ),
    ("cilium", &["cilium.io"], Before),
    (
        "cloudnative-pg",
        &["postgresql.cnpg.io"],
        Unless(CRDS_CREATED),
    ),
    (
        "community-operator",
        &["mongodbcommunity.mongodb.com"],
        Always,
    ),
    ("connect", &["onepassword.com"], Always),
    ("consul", &["consul.hashicorp.com"], Always),
    ("contour", &["projectcontour.io"], Always),
    ("crossplane", &["crossplane.io", ".crossplane.io"], Always),
    (
        "dragonfly-operator",
        &["dragonflydb.io"],
        Unless(CRDS_INSTALLED),
    ),
    (
        "eck-operator",
        &[".k8s.elastic.co"],
        Unless(&[&["installCRDs"]]),
    ),
    ("eck-operator-crds", &[".k8s.elastic.co"], Always),
    ("external-dns", &["externaldns.k8s.io"], Always),
    (
        "external-secrets",
        &["external-secrets.io", "generators.external-secrets.io"],
        Unless(&[&["installCRDs"]]),
    ),
    ("flink-kubernetes-operator", &["flink.apache.org"], Always),
    ("flux-operator", &["fluxcd.controlplane.io"], Before),
    ("gatekeeper", &[".gatekeeper.sh"], Always),
    (
        "gateway-helm",
        &["gateway.envoyproxy.io", "gateway.networking.k8s.io"],
        Always,
    ),
    (
        "gha-runner-scale-set-controller",
        &["actions.github.com"],
        Always,
    ),
    ("gpu-operator", &["nvidia.com", "nfd.k8s-sigs.io"], Always),
    ("grafana-operator", &["grafana.integreatly.org"], Always),
    ("ingress-nginx", &[], Always),
    (
        "k8ssandra-operator",
        &[".k8ssandra.io", "cassandra.datastax.com"],
        Always,
    ),
    ("karpenter", &["karpenter.sh", "karpenter.k8s.aws"], Always),
    (
        "karpenter-crd",
        &["karpenter.sh", "karpenter.k8s.aws"],
        Always,
    ),
    ("keda", &["keda.sh"], Unless(CRDS_INSTALLED)),
    (
        "kube-prometheus-stack",
        &["monitoring.coreos.com"],
        Unless(&[&["crds", "enabled"]]),
    ),
    (
        "kyverno",
        &["kyverno.io", ".kyverno.io"],
        Unless(CRDS_INSTALLED),
    ),
    ("linkerd-crds", &["linkerd.io", "policy.linkerd.io"], Always),
    ("longhorn", &["longhorn.io"], Always),
    ("mariadb-operator", &["k8s.mariadb.com"], Only(CRDS_ENABLED)),
    ("mariadb-operator-crds", &["k8s.mariadb.com"], Always),
    ("metallb", &["metallb.io"], Unless(&[&["crds", "enabled"]])),
    ("metrics-server", &[], Always),
    ("mongodb-kubernetes", &["mongodb.com"], Always),
    ("mysql-operator", &["mysql.oracle.com"], Always),
    ("node-feature-discovery", &["nfd.k8s-sigs.io"], Always),
    ("openebs", &["openebs.io", ".openebs.io"], Always),
    (
        "opentelemetry-operator",
        &["opentelemetry.io"],
        Unless(CRDS_CREATED),
    ),
    ("pg-operator", &["pgv2.percona.com"], Always),
    ("pgo", &["postgres-operator.crunchydata.com"], Always),
    ("postgres-operator", &["acid.zalan.do"], Always),
    (
        "prometheus-operator-crds",
        &["monitoring.coreos.com"],
        Always,
    ),
    ("psmdb-operator", &["psmdb.percona.com"], Always),
    ("pxc-operator", &["pxc.percona.com"], Always),
    ("redis-operator", &["redis.redis.opstreelabs.in"], Always),
    ("reloader", &[], Always),
    (
        "rook-ceph",
        &["ceph.rook.io"],
        Unless(&[&["crds", "enabled"]]),
    ),
    ("sealed-secrets", &["bitnami.com"], Unless(CRDS_CREATED)),
    ("secrets-operator", &["secrets.infisical.com"], Always),
    (
        "secrets-store-csi-driver",
        &["secrets-store.csi.x-k8s.io"],
        Always,
    ),
    (
        "snapshot-controller",
        &["snapshot.storage.k8s.io", "groupsnapshot.storage.k8s.io"],
        Always,
    ),
    ("spark-operator", &["sparkoperator.k8s.io"], Always),
    (
        "strimzi-kafka-operator",
        &["kafka.strimzi.io", "core.strimzi.io"],
        Always,
    ),
    (
        "tailscale-operator",
        &["tailscale.com"],
        Unless(&[&["installCRDs"]]),
    ),
    (
        "tigera-operator",
        &[
            "operator.tigera.io",
            "crd.projectcalico.org",
            "projectcalico.org",
        ],
        Before,
    ),
    ("topolvm", &["topolvm.io"], Always),
    (
        "traefik",
        &["traefik.io", "traefik.containo.us", "hub.traefik.io"],
        Always,
    ),
    (
        "traefik-crds",
        &["traefik.io", "traefik.containo.us", "hub.traefik.io"],
        Always,
    ),
    (
        "trust-manager",
        &["trust.cert-manager.io"],
        Unless(&[&["crds", "enabled"]]),
    ),
    ("vault-secrets-operator", &["secrets.hashicorp.com"], Always),
    ("velero", &["velero.io"], Always),
    (
        "victoria-metrics-k8s-stack",
        &["operator.victoriametrics.com"],
        Always,
    ),
    (
        "victoria-metrics-operator",
        &["operator.victoriametrics.com"],
        Always,
    ),
    ("volsync", &["volsync.backube"], Unless(&[&["manageCRDs"]])),
];

/// Whether the chart of a release is one of the table.
pub(super) fn is_known(sources: &Sources<'_>, release: &Object) -> bool {
    let (name, _) = chart(sources, release);
    CHARTS.iter().any(|(known, ..)| *known == name)
}

/// The groups of the kinds that come with a release, and not before it.
pub(super) fn groups(sources: &Sources<'_>, release: &Object) -> &'static [&'static str] {
    let (name, _) = chart(sources, release);
    // What helm-controller leaves out comes from elsewhere.
    let skipped = release.node.text_at(&["spec", "install", "crds"]) == "Skip";
    let mut rows = CHARTS.iter().filter(|(known, ..)| *known == name);
    let row = rows.find(|(_, _, kinds)| !skipped && brings_kinds(release, kinds));
    row.map_or(&[], |(_, groups, _)| groups)
}

/// Whether a group is one of them.
pub(super) fn is_among(group: &str, groups: &[&str]) -> bool {
    let mut groups = groups.iter();
    groups.any(|own| match own.starts_with('.') {
        true => group.ends_with(own),
        false => group == *own,
    })
}

fn brings_kinds(release: &Object, kinds: &Kinds) -> bool {
    let say = |paths: &[&[&str]], word: &str| {
        let mut values = paths.iter().map(|path| chart_value(release, path));
        values.any(|value| value == ChartValue::Text(word))
    };
    let open = |paths: &[&[&str]]| {
        let mut values = paths.iter().map(|path| chart_value(release, path));
        values.any(|value| value == ChartValue::Open)
    };
    match kinds {
        Always => true,
        Unless(paths) => !say(paths, "false") && !open(paths),
        Only(paths) => say(paths, "true"),
        Before => false,
    }
}

/// Whether a chart of the table brings kinds of a group: what these are is known.
pub(super) fn has_group(group: &str) -> bool {
    CHARTS.iter().any(|(_, groups, _)| is_among(group, groups))
}

#[cfg(test)]
mod tests {
    use super::{CHARTS, is_among};

    #[test]
    fn the_table_is_sorted() {
        assert!(CHARTS.is_sorted_by_key(|(name, ..)| *name));
    }

    #[test]
    fn groups() {
        assert!(is_among("cert-manager.io", &["cert-manager.io"]));
        assert!(!is_among("acme.cert-manager.io", &["cert-manager.io"]));
        assert!(is_among("networking.istio.io", &[".istio.io"]));
    }
}
