//! What health means for the objects of a path: what the author says, and for kinds of operators whose status has no
//! condition that Flux knows. Without an expression one of these is healthy once it exists, and what comes after it in a
//! recovery finds no storage, or no database.

use crate::repository::yaml::Node;

/// An entry of `healthCheckExprs`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthExpr {
    /// `apiVersion`.
    pub api_version: String,
    /// `kind`.
    pub kind: String,
    /// `inProgress`.
    pub in_progress: Option<String>,
    /// `failed`.
    pub failed: Option<String>,
    /// `current`.
    pub current: String,
}

/// A group, a kind, and when one is healthy, by the types of the operator's API. One that is stopped on purpose is not
/// waited for.
const KINDS: [(&str, &str, &str); 8] = [
    (
        "acid.zalan.do",
        "postgresql",
        "has(status.PostgresClusterStatus) && status.PostgresClusterStatus == 'Running'",
    ),
    (
        "ceph.rook.io",
        "CephCluster",
        "has(status.ceph) && has(status.ceph.health) && status.ceph.health in ['HEALTH_OK', 'HEALTH_WARN']",
    ),
    (
        "elasticsearch.k8s.elastic.co",
        "Elasticsearch",
        "has(status.health) && status.health in ['green', 'yellow']",
    ),
    (
        "mongodbcommunity.mongodb.com",
        "MongoDBCommunity",
        "has(status.phase) && status.phase == 'Running'",
    ),
    (
        "mysql.oracle.com",
        "InnoDBCluster",
        "has(status.cluster) && has(status.cluster.status) && status.cluster.status.startsWith('ONLINE')",
    ),
    (
        "pgv2.percona.com",
        "PerconaPGCluster",
        "has(status.state) && status.state in ['ready', 'paused']",
    ),
    (
        "psmdb.percona.com",
        "PerconaServerMongoDB",
        "has(status.state) && status.state in ['ready', 'paused']",
    ),
    (
        "pxc.percona.com",
        "PerconaXtraDBCluster",
        "has(status.state) && status.state in ['ready', 'paused']",
    ),
];

/// The expressions of a Kustomization, and those for what it brings beside them.
pub(super) fn exprs<'n>(
    stated: &[Node],
    objects: impl Iterator<Item = &'n Node>,
) -> Vec<HealthExpr> {
    let some = |node: &Node, key: &str| {
        let text = node.text_at(&[key]);
        (!text.is_empty()).then(|| text.to_owned())
    };
    let stated = stated.iter().filter_map(|one| {
        Some(HealthExpr {
            api_version: some(one, "apiVersion")?,
            kind: some(one, "kind")?,
            in_progress: some(one, "inProgress"),
            failed: some(one, "failed"),
            current: some(one, "current")?,
        })
    });
    let mut all: Vec<HealthExpr> = stated.collect();
    for object in objects {
        let (version, kind) = (object.text_at(&["apiVersion"]), object.text_at(&["kind"]));
        let group = version.split('/').next().unwrap_or_default();
        let mut known = KINDS.iter();
        let row = known.find(|row| (row.0, row.1) == (group, kind));
        let same = |one: &HealthExpr| one.kind == kind && one.api_version == version;
        if let Some((_, _, current)) = row.filter(|_| !all.iter().any(same)) {
            all.push(HealthExpr {
                api_version: version.to_owned(),
                kind: kind.to_owned(),
                in_progress: None,
                failed: None,
                current: (*current).to_owned(),
            });
        }
    }
    all
}
