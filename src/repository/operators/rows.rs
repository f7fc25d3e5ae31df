//! The table.

use super::pods::{INSTANCE_PODS, pods};
use super::{Claims, Data, From, Number, Path, Pods, Row};
use crate::model::OperatorName::{
    self, Cnpg, Eck, K8ssandra, MongoDb, Patroni, Percona, RabbitMq, Redis, Strimzi,
    ZalandoPostgres,
};

const POD: Path = &["spec", "template", "pod", "metadata", "annotations"];
const POD_TEMPLATE: Path = &["spec", "podTemplate", "metadata", "annotations"];
const OWN: Path = &["metadata", "annotations"];

const SYSTEM: &str =
    "a new resource makes pods and claims of its own names, so the restored claims stay unused";
const CLUSTER_ID: &str =
    "a new resource gets a new cluster id, and its brokers refuse disks of another one";

const fn row(group: &'static str, kind: &'static str) -> Row {
    Row {
        group,
        kind,
        pods: &[],
        data: None,
    }
}

const fn data(operators: &'static [OperatorName], from: From, help: &'static str) -> Data {
    Data {
        operators,
        from,
        help,
        refuses: None,
        claims: &[],
        pods: &[],
        parts: false,
    }
}

impl Row {
    const fn pods(mut self, pods: &'static [(&'static str, Path)]) -> Self {
        self.pods = pods;
        self
    }

    const fn keeps(mut self, data: Data) -> Self {
        self.data = Some(data);
        self
    }
}

impl Data {
    const fn refuses(mut self, why: &'static str) -> Self {
        self.refuses = Some(why);
        self
    }

    const fn on(mut self, claims: &'static [Claims]) -> Self {
        self.claims = claims;
        self
    }

    const fn in_pods(mut self, pods: &'static [Pods]) -> Self {
        self.pods = pods;
        self
    }

    const fn in_parts(mut self) -> Self {
        self.parts = true;
        self
    }
}

const fn claims(volume: &'static str, pods: Number, sizes: &'static [Path]) -> Claims {
    Claims {
        volume,
        list: &[],
        when: &[],
        pods,
        sizes,
        beside: false,
    }
}

impl Claims {
    const fn of_each(mut self, list: Path) -> Self {
        self.list = list;
        self
    }

    const fn when(mut self, field: Path) -> Self {
        self.when = field;
        self
    }

    const fn beside(mut self) -> Self {
        self.beside = true;
        self
    }
}

const fn whole(path: Path, silent: u64) -> Number {
    Number::Whole(path, Some(silent))
}

const fn stated(path: Path) -> Number {
    Number::Whole(path, None)
}

const fn entry(path: Path, silent: u64) -> Number {
    Number::Entry(path, Some(silent))
}

const CNPG_PODS: Number = whole(&["spec", "instances"], 1);
const MEMBERS: Number = stated(&["spec", "members"]);
const OT_PODS: Number = stated(&["spec", "clusterSize"]);
const REPOSITORY: From = From::Fields(&[&["spec", "dataSource"], &["spec", "standby", "enabled"]]);
const REPOSITORY_HELP: &str = "set `dataSource` with the repository of the primary";
const MEDUSA: From = From::Object("MedusaRestoreJob", &["spec", "cassandraDatacenter"]);
const MEDUSA_HELP: &str =
    "add a MedusaRestoreJob for its datacenter, and `medusa` with the bucket of the primary";
const INIT: From = From::Fields(&[&["spec", "init"]]);
const INIT_HELP: &str = "set `init` with the archive of the primary";
const CASSANDRA: Path = &[
    "storageConfig",
    "cassandraDataVolumeClaimSpec",
    "resources",
    "requests",
    "storage",
];
const DATA_CLAIM: Path = &["dataVolumeClaimSpec", "resources", "requests", "storage"];
const WAL_CLAIM: Path = &["walVolumeClaimSpec", "resources", "requests", "storage"];
const PERCONA_CLAIM: Path = &[
    "volumeSpec",
    "persistentVolumeClaim",
    "resources",
    "requests",
    "storage",
];
const OT_STORAGE: Path = &["spec", "storage", "volumeClaimTemplate"];
const OT_CLAIM: Path = &[
    "spec",
    "storage",
    "volumeClaimTemplate",
    "spec",
    "resources",
    "requests",
    "storage",
];
/// Of the operators of Crunchy and Percona, which have one origin.
const INSTANCES: &[Claims] = &[
    claims("{item}", entry(&["replicas"], 1), &[DATA_CLAIM]).of_each(&["spec", "instances"]),
    claims("{item}-wal", entry(&["replicas"], 1), &[WAL_CLAIM])
        .of_each(&["spec", "instances"])
        .when(&["walVolumeClaimSpec"])
        .beside(),
];

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("acid.zalan.do", "postgresql")
        .pods(&[("{}", &["spec", "podAnnotations"])])
        .keeps(data(&[ZalandoPostgres, Patroni], From::Fields(&[&["spec", "clone"], &["spec", "standby"]]), "set `clone` with the archive of the primary, or `standby`")
            .on(&[claims("pgdata", stated(&["spec", "numberOfInstances"]), &[&["spec", "volume", "size"]])])
            .in_pods(&[pods(&["spec", "podAnnotations"], &[("pgdata", "pgdata")]).named(&[("", &["spec", "additionalVolumes[]"])])])),
    row("apm.k8s.elastic.co", "ApmServer").pods(&[("{}-apm-server", POD_TEMPLATE)]),
    row("cassandra.datastax.com", "CassandraDatacenter")
        .pods(&[("*-{}-*", &["spec", "podTemplateSpec", "metadata", "annotations"])])
        .keeps(data(&[K8ssandra], MEDUSA, MEDUSA_HELP)
            .on(&[claims("server-data", stated(&["spec", "size"]), &[&["spec", "storageConfig", "cassandraDataVolumeClaimSpec", "resources", "requests", "storage"]])])
            .in_parts()
            .in_pods(&[pods(&["spec", "podTemplateSpec", "metadata", "annotations"], &[("server-data", "server-data")]).named(&[("", &["spec", "storageConfig", "additionalVolumes[]"])])])),
    row("databases.spotahome.com", "RedisFailover")
        .pods(&[("rfr-{}", &["spec", "redis", "podAnnotations"]), ("rfs-{}", &["spec", "sentinel", "podAnnotations"])])
        .keeps(data(&[Redis], From::Fields(&[&["spec", "bootstrapNode"]]), "set `bootstrapNode`")
            .on(&[claims("redis-data", whole(&["spec", "redis", "replicas"], 3), &[&["spec", "redis", "storage", "persistentVolumeClaim", "spec", "resources", "requests", "storage"]])
                .when(&["spec", "redis", "storage", "persistentVolumeClaim"])])
            .in_pods(&[pods(&["spec", "redis", "podAnnotations"], &[("redis-data", "redis-data")]).named(&[("", &["spec", "redis", "storage", "persistentVolumeClaim"])])])),
    row("elasticsearch.k8s.elastic.co", "Elasticsearch")
        .pods(&[("{}-es-{item}", &["spec", "nodeSets[]", "podTemplate", "metadata", "annotations"])])
        .keeps(data(&[Eck], From::Never, "")
            .on(&[claims("{item}", Number::Entry(&["count"], None), &[&["volumeClaimTemplates", "elasticsearch-data", "spec", "resources", "requests", "storage"]])
                .of_each(&["spec", "nodeSets"])])
            .in_parts()
            .in_pods(&[pods(&["spec", "nodeSets[]", "podTemplate", "metadata", "annotations"], &[("{item}", "elasticsearch-data")]).named(&[("", &["spec", "nodeSets[]", "volumeClaimTemplates[]"])])])),
    row("k8s.mariadb.com", "MariaDB")
        .pods(&[("{}", &["spec", "podMetadata", "annotations"])])
        .keeps(data(&[], From::Fields(&[&["spec", "bootstrapFrom"]]), "set `bootstrapFrom` with the backup of the primary")),
    row("k8s.mariadb.com", "MaxScale").pods(&[("{}", &["spec", "podMetadata", "annotations"])]),
    row("k8ssandra.io", "K8ssandraCluster")
        .pods(&[("{}-*", &["spec", "cassandra", "metadata", "pods", "annotations"])])
        .keeps(data(&[K8ssandra], MEDUSA, MEDUSA_HELP)
            .on(&[claims("{item}", Number::Entry(&["size"], None), &[CASSANDRA]).of_each(&["spec", "cassandra", "datacenters"])])
            .in_parts()
            .in_pods(&[pods(&["spec", "cassandra", "metadata", "pods", "annotations"], &[("", "server-data")])
                .named(&[("", &["spec", "cassandra", "storageConfig", "additionalVolumes[]"]), ("", &["spec", "cassandra", "datacenters[]", "storageConfig", "additionalVolumes[]"])])])),
    row("kafka.strimzi.io", "Kafka")
        .pods(&[("{}-kafka", &["spec", "kafka", "template", "pod", "metadata", "annotations"])])
        .keeps(data(&[Strimzi], From::Never, "keep a second Kafka cluster up to date by MirrorMaker 2, and name it as the `standby` of `recover operator strimzi`")
            .refuses(CLUSTER_ID)
            .in_parts()
            .in_pods(&[
                pods(&["spec", "kafka", "template", "pod", "metadata", "annotations"], &[]),
                pods(&["spec", "zookeeper", "template", "pod", "metadata", "annotations"], &[]).of(&["spec", "zookeeper"]),
            ])),
    row("kafka.strimzi.io", "KafkaBridge").pods(&[("{}-bridge", POD)]),
    row("kafka.strimzi.io", "KafkaConnect").pods(&[("{}-connect", POD)]),
    row("kafka.strimzi.io", "KafkaMirrorMaker2").pods(&[("{}-mirrormaker2", POD)]),
    row("kafka.strimzi.io", "KafkaNodePool").pods(&[("*-{}", POD)]),
    row("kibana.k8s.elastic.co", "Kibana").pods(&[("{}-kb", POD_TEMPLATE)]),
    row("kubedb.com", "MariaDB").keeps(data(&[], INIT, INIT_HELP)),
    row("kubedb.com", "MongoDB").keeps(data(&[], INIT, INIT_HELP)),
    row("kubedb.com", "MySQL").keeps(data(&[], INIT, INIT_HELP)),
    row("kubedb.com", "Postgres").keeps(data(&[], INIT, INIT_HELP)),
    row("logstash.k8s.elastic.co", "Logstash").pods(&[("{}-ls", POD_TEMPLATE)]),
    row("mongodbcommunity.mongodb.com", "MongoDBCommunity")
        .pods(&[("{}", &["spec", "statefulSet", "spec", "template", "metadata", "annotations"])])
        .keeps(data(&[MongoDb], From::Never, "")
            .on(&[
                claims("data-volume", MEMBERS, &[&["spec", "statefulSet", "spec", "volumeClaimTemplates", "data-volume", "spec", "resources", "requests", "storage"]]),
                claims("logs-volume", MEMBERS, &[&["spec", "statefulSet", "spec", "volumeClaimTemplates", "logs-volume", "spec", "resources", "requests", "storage"]]).beside(),
            ])
            .in_pods(&[pods(&["spec", "statefulSet", "spec", "template", "metadata", "annotations"], &[("data-volume", "data-volume"), ("logs-volume", "logs-volume")])
                .named(&[("", &["spec", "statefulSet", "spec", "volumeClaimTemplates[]"])])])),
    row("mysql.oracle.com", "InnoDBCluster")
        .keeps(data(&[], From::Fields(&[&["spec", "initDB"]]), "set `initDB` with the dump or the clone of the primary")),
    row("pgv2.percona.com", "PerconaPGCluster")
        .pods(&[("{}", &["spec", "metadata", "annotations"])])
        .keeps(data(&[Percona], REPOSITORY, REPOSITORY_HELP).refuses(SYSTEM).on(INSTANCES).in_pods(INSTANCE_PODS)),
    row("postgres-operator.crunchydata.com", "PostgresCluster")
        .keeps(data(&[Patroni], REPOSITORY, REPOSITORY_HELP).refuses(SYSTEM).on(INSTANCES).in_pods(INSTANCE_PODS)),
    row("postgresql.cnpg.io", "Cluster")
        .pods(&[("{}", &["spec", "inheritedMetadata", "annotations"])])
        .keeps(data(&[Cnpg], From::Fields(&[&["spec", "bootstrap", "recovery"], &["spec", "bootstrap", "pg_basebackup"], &["spec", "replica", "source"]]), "set `bootstrap.recovery` with the archive of the primary in `externalClusters`")
            .refuses(SYSTEM)
            .on(&[
                claims("data", CNPG_PODS, &[&["spec", "storage", "size"], &["spec", "storage", "pvcTemplate", "resources", "requests", "storage"]]),
                claims("wal", CNPG_PODS, &[&["spec", "walStorage", "size"], &["spec", "walStorage", "pvcTemplate", "resources", "requests", "storage"]]).when(&["spec", "walStorage"]).beside(),
                claims("{item}", CNPG_PODS, &[&["storage", "size"], &["storage", "pvcTemplate", "resources", "requests", "storage"]]).of_each(&["spec", "tablespaces"]).beside(),
            ])
            .in_pods(&[pods(&["spec", "inheritedMetadata", "annotations"], &[("data", "pgdata"), ("wal", "pg-wal")]).named(&[("tbs-", &["spec", "tablespaces[]"])])])),
    row("postgresql.cnpg.io", "Pooler").pods(&[("{}", &["spec", "template", "metadata", "annotations"])]),
    row("ps.percona.com", "PerconaServerMySQL")
        .keeps(data(&[Percona], From::Object("PerconaServerMySQLRestore", &["spec", "clusterName"]), "add a PerconaServerMySQLRestore for it")
            .on(&[claims("datadir", stated(&["spec", "mysql", "size"]), &[&["spec", "mysql", "volumeSpec", "persistentVolumeClaim", "resources", "requests", "storage"]])])
            .in_pods(&[
                pods(&["spec", "mysql", "annotations"], &[("datadir", "datadir")]).named(&[("", &["spec", "mysql", "sidecarPVCs[]"])]),
                pods(&["spec", "orchestrator", "annotations"], &[("", "datadir")]).of(&["spec", "orchestrator"]),
            ])),
    row("psmdb.percona.com", "PerconaServerMongoDB")
        .pods(&[
            ("{}-{item}", &["spec", "replsets[]", "annotations"]),
            ("{}-cfg", &["spec", "sharding", "configsvrReplSet", "annotations"]),
            ("{}-mongos", &["spec", "sharding", "mongos", "annotations"]),
        ])
        .keeps(data(&[Percona, MongoDb], From::Object("PerconaServerMongoDBRestore", &["spec", "clusterName"]), "add a PerconaServerMongoDBRestore for it")
            .on(&[
                claims("{item}", Number::Entry(&["size"], None), &[PERCONA_CLAIM]).of_each(&["spec", "replsets"]),
                claims("cfg", stated(&["spec", "sharding", "configsvrReplSet", "size"]), &[&["spec", "sharding", "configsvrReplSet", "volumeSpec", "persistentVolumeClaim", "resources", "requests", "storage"]])
                    .when(&["spec", "sharding", "configsvrReplSet", "volumeSpec"]),
            ])
            .in_pods(&[
                pods(&["spec", "replsets[]", "annotations"], &[("{item}", "mongod-data")]).named(&[("", &["spec", "replsets[]", "sidecarPVCs[]"])]),
                pods(&["spec", "replsets[]", "nonvoting", "annotations"], &[("", "mongod-data")]).of(&["nonvoting"]),
                pods(&["spec", "replsets[]", "hidden", "annotations"], &[("", "mongod-data")]).of(&["hidden"]),
                pods(&["spec", "sharding", "configsvrReplSet", "annotations"], &[("cfg", "mongod-data")]).of(&["spec", "sharding", "configsvrReplSet"]),
            ])),
    row("pxc.percona.com", "PerconaXtraDBCluster")
        .pods(&[
            ("{}-haproxy", &["spec", "haproxy", "annotations"]),
            ("{}-proxysql", &["spec", "proxysql", "annotations"]),
            ("{}-pxc", &["spec", "pxc", "annotations"]),
        ])
        .keeps(data(&[Percona], From::Object("PerconaXtraDBClusterRestore", &["spec", "pxcCluster"]), "add a PerconaXtraDBClusterRestore for it")
            .on(&[claims("datadir", stated(&["spec", "pxc", "size"]), &[&["spec", "pxc", "volumeSpec", "persistentVolumeClaim", "resources", "requests", "storage"]])])
            .in_pods(&[
                pods(&["spec", "pxc", "annotations"], &[("datadir", "datadir")]).named(&[("", &["spec", "pxc", "sidecarPVCs[]"])]),
                pods(&["spec", "proxysql", "annotations"], &[("", "proxydata")]).of(&["spec", "proxysql"]),
            ])),
    row("rabbitmq.com", "RabbitmqCluster")
        .keeps(data(&[RabbitMq], From::Never, "")
            .on(&[claims("persistence", whole(&["spec", "replicas"], 1), &[&["spec", "persistence", "storage"]])])
            .in_pods(&[pods(OWN, &[("persistence", "persistence")]).named(&[("", &["spec", "override", "statefulSet", "spec", "volumeClaimTemplates[]"])])])),
    row("redis.redis.opstreelabs.in", "Redis").pods(&[("{}", OWN)]),
    row("redis.redis.opstreelabs.in", "RedisCluster")
        .pods(&[("{}-follower", OWN), ("{}-leader", OWN)])
        .keeps(data(&[Redis], From::Never, "")
            .on(&[claims("leader", OT_PODS, &[OT_CLAIM]).when(OT_STORAGE), claims("follower", OT_PODS, &[OT_CLAIM]).when(OT_STORAGE)])
            .in_parts()
            .in_pods(&[pods(OWN, &[("leader", "{}-leader"), ("follower", "{}-follower"), ("", "node-conf")]).named(&[("", &["spec", "storage", "volumeMount", "volume[]"])])])),
    row("redis.redis.opstreelabs.in", "RedisReplication")
        .pods(&[("{}", OWN)])
        .keeps(data(&[Redis], From::Never, "").on(&[claims("data", OT_PODS, &[OT_CLAIM]).when(OT_STORAGE)])
            .in_pods(&[pods(OWN, &[("data", "{}")]).named(&[("", &["spec", "storage", "volumeMount", "volume[]"])])])),
    row("redis.redis.opstreelabs.in", "RedisSentinel").pods(&[("{}-sentinel", OWN)]),
    row("stackgres.io", "SGCluster")
        .keeps(data(&[], From::Fields(&[&["spec", "initialData", "restore"]]), "set `initialData.restore` with the backup of the primary")),
];
