//! Objects of Kubernetes, paths, labels and versions.

use super::super::write;

/// Kinds as `kubectl` and manifests name them.
const WORKLOADS: [(&str, &[&str]); 12] = [
    (
        "daemonset",
        &[
            "daemonset",
            "daemonsets",
            "ds",
            "daemonset.apps",
            "daemonsets.apps",
        ],
    ),
    (
        "deployment",
        &[
            "deployment",
            "deployments",
            "deploy",
            "dep",
            "deployment.apps",
            "deployments.apps",
        ],
    ),
    (
        "statefulset",
        &[
            "statefulset",
            "statefulsets",
            "sts",
            "ss",
            "statefulset.apps",
            "statefulsets.apps",
        ],
    ),
    (
        "cnpg",
        &[
            "cloudnativepg",
            "cluster.postgresql.cnpg.io",
            "clusters.postgresql.cnpg.io",
        ],
    ),
    (
        "eck",
        &[
            "elasticsearch",
            "elasticsearch.elasticsearch.k8s.elastic.co",
        ],
    ),
    (
        "k8ssandra",
        &[
            "cassandradatacenter",
            "k8ssandracluster",
            "k8ssandracluster.k8ssandra.io",
        ],
    ),
    (
        "mongodb",
        &[
            "mongodbcommunity",
            "mongodbcommunity.mongodbcommunity.mongodb.com",
        ],
    ),
    (
        "patroni",
        &[
            "crunchy",
            "postgrescluster",
            "postgrescluster.postgres-operator.crunchydata.com",
        ],
    ),
    (
        "percona",
        &[
            "perconapgcluster",
            "perconaservermongodb",
            "perconaservermysql",
            "perconaxtradbcluster",
            "psmdb",
            "pxc",
        ],
    ),
    (
        "rabbitmq",
        &[
            "rabbitmqcluster",
            "rabbitmqclusters",
            "rabbitmqcluster.rabbitmq.com",
        ],
    ),
    (
        "redis",
        &["rediscluster", "redisfailover", "redisreplication"],
    ),
    (
        "strimzi",
        &[
            "kafka",
            "kafkas",
            "kafka.kafka.strimzi.io",
            "kafkas.kafka.strimzi.io",
        ],
    ),
];
/// Kinds that have no pod template of their own to put hooks on, or belong to another object.
const OTHERS: [(&str, &str); 14] = [
    ("claim", "volume"),
    ("cj", "job"),
    ("cronjob", "job"),
    ("cronjobs", "job"),
    ("job", "job"),
    ("jobs", "job"),
    ("persistentvolumeclaim", "volume"),
    ("po", "pod"),
    ("pod", "pod"),
    ("pods", "pod"),
    ("pvc", "volume"),
    ("replicaset", "pod"),
    ("rs", "pod"),
    ("service", "pod"),
];

fn kind_and_name(text: &str) -> Option<(String, &str)> {
    let (kind, name) = text.split_once(['/', ':'])?;
    Some((kind.to_lowercase(), name))
}

/// `sts/pg`, `statefulsets.apps/pg` as a workload.
pub(super) fn workload(text: &str) -> Option<String> {
    let (kind, name) = kind_and_name(text)?;
    let (kind, _) = WORKLOADS
        .iter()
        .find(|(_, words)| words.contains(&kind.as_str()))?;
    Some(format!("{kind}/{}", name.to_lowercase().replace('_', "-")))
}

/// What a workload of another kind, or of none, may be.
pub(super) fn workload_words(text: &str) -> Option<String> {
    let Some((kind, name)) = kind_and_name(text) else {
        let name = write::clipped(text);
        return Some(format!(
            "write its kind too: `statefulset/{name}`, `deployment/{name}` or `daemonset/{name}`"
        ));
    };
    let (_, what) = OTHERS.iter().find(|(word, _)| *word == kind)?;
    Some(match *what {
        "pod" => "write the StatefulSet, Deployment or DaemonSet that makes its pods, such as `statefulset/NAME`".to_owned(),
        "volume" => format!("write the workload that mounts it, with `volume {}` in its block", write::clipped(name)),
        _ => "remove it: a Job has no state of its own; name the workload whose volume it writes to".to_owned(),
    })
}

/// `oci/home`, `GitRepository.flux-system`, `Flux System` as a source.
pub(super) fn source(text: &str) -> Option<String> {
    let plain = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    let Some((kind, rest)) = text.split_once(['/', ':']) else {
        return Some(plain(text));
    };
    let kind = match kind.to_lowercase().as_str() {
        "git" | "gitrepo" | "gitrepository" | "gitrepositories" => "gitrepository",
        "oci" | "ocirepo" | "ocirepository" | "ocirepositories" => "ocirepository",
        "bucket" | "buckets" | "s3" => "bucket",
        _ => return None,
    };
    Some(format!("{kind}/{}", plain(rest)))
}

/// `cm/x`, `secrets/x` as an object.
pub(super) fn object(text: &str) -> Option<String> {
    let (kind, name) = kind_and_name(text)?;
    match kind.as_str() {
        "cm" | "configmap" | "configmaps" => Some(format!("configmap/{name}")),
        "secret" | "secrets" => Some(format!("secret/{name}")),
        _ => None,
    }
}

/// An object without its kind.
pub(super) fn object_words(text: &str) -> Option<String> {
    let name = write::clipped(text);
    (!text.contains(['/', ':'])).then(|| format!("write `configmap/{name}` or `secret/{name}`"))
}

/// `creds/cloud`, `secret/creds` as a key of a Secret; Velero's own key is `cloud`.
pub(super) fn secret_key(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['/', ':']).collect();
    match parts.as_slice() {
        ["secrets" | "Secret", name, key] => Some(format!("secret/{name}/{key}")),
        ["secret" | "secrets", name] => Some(format!("secret/{name}/cloud")),
        [name, key] => Some(format!("secret/{name}/{key}")),
        [name] => Some(format!("secret/{name}/cloud")),
        _ => None,
    }
}

/// `app: web`, `app==web` as a label.
pub(super) fn label(text: &str) -> Option<String> {
    let (key, value) = text
        .split_once("==")
        .or_else(|| text.split_once(['=', ':']))?;
    let value = value.trim().trim_matches(['"', '\'']);
    Some(format!("{}={value}", key.trim()))
}

/// A path with the separators of another system, or from the root of one.
pub(super) fn path(text: &str) -> Option<String> {
    let path = text.replace('\\', "/");
    let path = path.trim_start_matches('/');
    (!path.is_empty()).then(|| path.to_owned())
}

/// `payments/rpo`, `payments/sts/pg.rpo` as a selector.
pub(super) fn selector(text: &str) -> Option<String> {
    let (subject, value) = text.rsplit_once(['.', ':', '/'])?;
    let Some((namespace, rest)) = subject.split_once('/') else {
        return Some(format!("{subject}.{value}"));
    };
    Some(format!("{namespace}/{}.{value}", workload(rest)?))
}

/// `v1.18.3`, `1.18.x`, `>=1.18` as a version.
pub(super) fn version(key: &str, text: &str) -> Option<String> {
    if matches!(text.to_lowercase().as_str(), "latest" | "newest" | "stable") {
        return crate::schema::versions::newest(key).map(|version| version.to_string());
    }
    let plain = text.trim_start_matches(['>', '<', '=', '~', '^', ' ']);
    let plain = plain.trim_start_matches(['v', 'V']);
    let plain = plain.split(['-', '+']).next()?;
    let parts: Vec<&str> = plain
        .split('.')
        .take_while(|part| !matches!(*part, "x" | "X" | "*"))
        .take(3)
        .collect();
    (parts.len() >= 2).then(|| parts.join("."))
}
