//! The list of findings: name, severity, whether it may be allowed, one line for people.
//!
//! A name is never reused. What makes a plan unreadable or ambiguous, or leaves nothing, can never be allowed.

/// How bad it is. Ordered: `Info < Warning < Error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Info,
    /// The plan works, but its recovery is weaker than its author may think.
    Warning,
    /// Nothing is written.
    Error,
}

impl Severity {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Flux, and what it applies.
    Gitops,
    /// Recovery points and times.
    Guarantees,
    /// Statements and values of the language.
    Language,
    /// Names and references.
    Names,
    /// Clusters, regions and keys.
    Placement,
    /// What the Git repository shows.
    Repository,
    /// Buckets.
    Storage,
    /// The text of a plan.
    Syntax,
    /// drplan itself.
    Tool,
    /// Velero.
    Velero,
}

impl Family {
    /// The word in reports; the rules of a family are in the folder of this name.
    pub fn word(self) -> &'static str {
        match self {
            Family::Gitops => "gitops",
            Family::Guarantees => "guarantees",
            Family::Language => "language",
            Family::Names => "names",
            Family::Placement => "placement",
            Family::Repository => "repository",
            Family::Storage => "storage",
            Family::Syntax => "syntax",
            Family::Tool => "tool",
            Family::Velero => "velero",
        }
    }
}

/// One row of the list.
#[derive(Debug)]
pub struct Finding {
    /// Its name.
    pub name: &'static str,
    /// Its severity.
    pub severity: Severity,
    /// Whether `allow` may accept it.
    pub allowable: bool,
    /// What it is about.
    pub family: Family,
    /// One line for people.
    pub title: &'static str,
    /// Its page.
    pub page: &'static str,
}

macro_rules! findings {
    ($($id:ident: $severity:ident, $allowable:literal, $family:ident, $name:literal, $title:literal;)*) => {
        $(
            #[doc = $title]
            pub static $id: Finding = Finding {
                name: $name,
                severity: Severity::$severity,
                allowable: $allowable,
                family: Family::$family,
                title: $title,
                page: include_str!(concat!("../../docs/findings/", $name, ".md")),
            };
        )*

        /// Every finding, sorted by name.
        pub static FINDINGS: &[&Finding] = &[$(&$id),*];
    };
}

impl Finding {
    /// Whether it says that a promise does not hold, and not that what is written would not work.
    pub fn is_promise(&self) -> bool {
        self.family == Family::Guarantees
    }
}

impl PartialEq for Finding {
    /// A name is never used twice.
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Finding {}

/// The row of a name.
pub fn find(name: &str) -> Option<&'static Finding> {
    FINDINGS
        .binary_search_by(|row| row.name.cmp(name))
        .ok()
        .and_then(|at| FINDINGS.get(at).copied())
}

// Every finding, sorted by name, one line each: severity, whether `allow` may accept it, family.
findings! {
    ACCEPT_EXPIRED: Error, false, Tool, "accept-expired", "an `accept` whose day has passed";
    ACCEPT_UNUSED: Error, false, Names, "accept-unused", "an `accept` of something that the plan does not have";
    ADDRESS_LOST: Warning, true, Repository, "address-lost", "an address or a name of AWS in the lost region";
    ALLOW_EXPIRED: Error, false, Tool, "allow-expired", "an `allow` whose day has passed";
    ALLOW_UNUSED: Warning, true, Tool, "allow-unused", "an `allow` of a finding that is not there";
    ALSO_NOT_MET: Warning, true, Guarantees, "also-not-met", "a second Schedule that does not keep the RPO of its tier";
    ALSO_NOT_POSSIBLE: Error, true, Velero, "also-not-possible", "a second Schedule that would not copy what its tier says";
    API_NOT_SERVED: Error, true, Repository, "api-not-served", "an object in a version that the recovery cluster no longer serves";
    APPLICATION_NOT_MAPPED: Error, true, Repository, "application-not-mapped", "an application that is applied under the old name of a namespace that is restored under another";
    ARCHIVE_DIFFERS: Error, true, Repository, "archive-differs", "an archive in Git that is not the one of the plan";
    ARCHIVE_NOT_POSSIBLE: Error, true, Storage, "archive-not-possible", "an archive of an operator that starts nothing from one";
    BAD_ESCAPE: Error, false, Syntax, "bad-escape", "an unknown escape in a string";
    BAD_FILE_NAME: Error, false, Syntax, "bad-file-name", "a plan file whose name is not plain text";
    BAD_NAME: Error, false, Names, "bad-name", "a name that no Kubernetes object can have";
    BEGINS_IN_WINDOW: Error, true, Guarantees, "begins-in-window", "a backup that may begin inside of an `avoid` window";
    BRINGS_NO_VELERO: Error, true, Repository, "brings-no-velero", "a platform with `brings velero` whose path does not contain Velero";
    BUCKET_CHANGED: Warning, true, Repository, "bucket-changed", "backups in another bucket or directory, in which there is none yet";
    BUCKET_NAME: Error, true, Storage, "bucket-name", "a bucket name that contains a path";
    BUCKET_RATES_DIFFER: Error, true, Storage, "bucket-rates-differ", "two plans that state different rates of one bucket";
    CANNOT_KEEP_UP: Error, true, Guarantees, "cannot-keep-up", "backups that do not finish before the next ones are due";
    CHART_NOT_PINNED: Warning, true, Repository, "chart-not-pinned", "a chart or a plugin of Velero without an exact version";
    CHECK_NOT_EXPRESSIBLE: Error, true, Velero, "check-not-expressible", "a check that no Job can run";
    CLAIM_MADE_FIRST: Error, true, Repository, "claim-made-first", "a claim that is there before its Restore";
    CLAIM_NOT_RESTORED: Error, true, Repository, "claim-not-restored", "a recovery overlay that does not use the claim that is restored";
    CLAIM_REFUSED: Error, true, Repository, "claim-refused", "a claim in Git that differs from the restored one";
    CLASS_DECLARED_TWICE: Error, true, Repository, "class-declared-twice", "a snapshot class that is declared elsewhere too";
    CLASS_NOT_MAPPED: Warning, true, Repository, "class-not-mapped", "a storage class that a recovery cluster does not map";
    CLUSTER_CONTRADICTED: Error, true, Placement, "cluster-contradicted", "a cluster of which two plans of the repository say different things";
    CLUSTER_ELSEWHERE: Error, true, Repository, "cluster-elsewhere", "what Flux applies to another cluster than the one that it runs in";
    CLUSTER_NOT_NAMED: Error, false, Names, "cluster-not-named", "a namespace that does not name its cluster, where the plan has several";
    CLUSTER_PATH_EMPTY: Error, true, Repository, "cluster-path-empty", "a primary at whose path Flux applies nothing";
    CONFLICT_MARKERS: Error, false, Syntax, "conflict-markers", "both sides of a merge that is not resolved";
    CONTAINER_NOT_FOUND: Error, true, Repository, "container-not-found", "a hook for a container that the pods do not have";
    CONTROLLER_DISABLED: Error, true, Repository, "controller-disabled", "a Velero without a controller that backups or restores need";
    CRDS_BY_JOB: Info, true, Repository, "crds-by-job", "a chart of Velero that updates its CRDs with a Job";
    CREDENTIAL_COMES_LATE: Error, true, Repository, "credential-comes-late", "a credential of Velero from a vault that Velero must restore";
    CREDENTIAL_NOT_FOUND: Warning, true, Repository, "credential-not-found", "a Secret with access to a bucket that no platform applies";
    CRON_BOTH_DAYS: Warning, true, Velero, "cron-both-days", "a cron line that restricts day of month and day of week";
    CRON_DRIFTS: Warning, true, Velero, "cron-drifts", "an interval that is counted from the previous run";
    CRON_NEVER_FIRES: Error, true, Velero, "cron-never-fires", "a cron line that never fires, which makes Velero back up every minute";
    CRON_READS_DIFFERENTLY: Error, true, Velero, "cron-reads-differently", "a cron line that two patches of the target read differently";
    CRON_REFUSED: Error, true, Velero, "cron-refused", "a cron line that Velero refuses when it runs";
    CRON_UNEVEN: Warning, true, Velero, "cron-uneven", "a step that does not divide its field";
    CRON_ZONE: Warning, true, Velero, "cron-zone", "a cron line in a time zone";
    CSI_NOT_ENABLED: Error, true, Repository, "csi-not-enabled", "volumes recovered by snapshot, with a Velero that makes no CSI snapshots";
    CYCLIC_NEEDS: Error, false, Names, "cyclic-needs", "namespaces or platforms that need each other";
    CYCLIC_USE: Error, false, Names, "cyclic-use", "files that use each other";
    DAEMONSET_NOT_RESTORED: Error, true, Velero, "daemonset-not-restored", "a file backup of a DaemonSet, whose pods cannot be restored";
    DATABASE_BY_FILES: Error, true, Repository, "database-by-files", "a running database whose files a file backup copies one after another";
    DEPENDENCY_NOT_MET: Error, true, Repository, "dependency-not-met", "an object of Flux that waits for one which its cluster does not get";
    DEVICE_READ_WHOLE: Error, true, Guarantees, "device-read-whole", "a block volume that is declared smaller than its device, or with a share of touched files";
    DRIVER_MISSPELLED: Warning, true, Storage, "driver-misspelled", "a CSI driver, or a key of its parameters, that is nearly a known one";
    DRIVER_NOT_SNAPSHOTTED: Error, true, Repository, "driver-not-snapshotted", "a claim of a driver without a snapshot class";
    DRIVER_WITHOUT_SNAPSHOTS: Error, true, Storage, "driver-without-snapshots", "a CSI driver that takes no snapshots";
    DUMP_NOT_ALONE: Warning, true, Repository, "dump-not-alone", "volumes beside a dump that are copied and restored too";
    DUMP_NOT_IN_VOLUME: Error, true, Repository, "dump-not-in-volume", "a dump that is written beside the volume that is backed up";
    DUMP_NOT_WRITABLE: Error, true, Repository, "dump-not-writable", "a volume for a dump that the user of its container may not write to";
    DUMP_OF_SEVERAL_PODS: Warning, true, Velero, "dump-of-several-pods", "a dump of several pods, of which that of the first alone is loaded";
    DUPLICATE_NAME: Error, false, Names, "duplicate-name", "one name for two things";
    DUPLICATE_STATEMENT: Error, false, Language, "duplicate-statement", "a statement that is written twice";
    ELSEWHERE_NOT_EXPRESSIBLE: Error, true, Velero, "elsewhere-not-expressible", "a claim that another tool copies and that Velero cannot leave out";
    ENGINE_DIFFERS: Error, true, Repository, "engine-differs", "a recipe for another engine than its container runs";
    EPHEMERAL_CLAIM_RESTORED: Error, true, Repository, "ephemeral-claim-restored", "a claim of a generic ephemeral volume that is backed up";
    EXCLUDE_MISSPELT: Warning, true, Repository, "exclude-misspelt", "a label or an annotation for Velero that has no effect";
    EXCLUDE_TOO_MUCH: Error, true, Velero, "exclude-too-much", "a filter that leaves out objects that a recovery needs";
    FILE_NOT_USABLE: Error, false, Repository, "file-not-usable", "a file that a statement names and that cannot be used";
    FILE_TOO_LARGE: Error, false, Syntax, "file-too-large", "a file that is larger than the limit";
    FILES_NOT_READ: Warning, true, Repository, "files-not-read", "files of the repository that are not read";
    FIRST_COPY_BLOCKS: Warning, true, Guarantees, "first-copy-blocks", "a first copy during which other sets cannot be backed up";
    FLAG_CONTRADICTED: Error, true, Repository, "flag-contradicted", "a controller that is started with another flag than the plan computes with";
    FLAGS_NOT_SET: Warning, true, Repository, "flags-not-set", "controller flags that nothing in the repository sets";
    FLUX_DOES_NOT_FOLLOW: Error, true, Repository, "flux-does-not-follow", "a Flux that is kept from applying what is committed";
    FLUX_NOT_TARGET: Warning, true, Repository, "flux-not-target", "a version of Flux that the plan is not written for";
    FOREIGN_SYNTAX: Error, false, Syntax, "foreign-syntax", "a comment, an assignment or a list as another language writes it";
    GITOPS_NOT_YET: Error, false, Tool, "gitops-not-yet", "a GitOps tool that drplan does not support yet";
    GROUP_NOT_SUPPORTED: Error, true, Velero, "group-not-supported", "a group of volumes with a CSI driver without group snapshots";
    HELM_GIVES_UP: Warning, true, Repository, "helm-gives-up", "a HelmRelease that gives up after its tries";
    HOOK_FILTERED: Error, true, Repository, "hook-filtered", "a hook of pods that a filter leaves out of the backup";
    HOOK_HIDDEN: Warning, true, Repository, "hook-hidden", "pods whose annotation hides the hook of the Schedule";
    HOOK_HOLDS_TOO_LONG: Error, true, Velero, "hook-holds-too-long", "a server state that is held for the whole copy";
    HOOK_LOCK_DIES: Error, true, Velero, "hook-lock-dies", "a lock that is released before the copy begins";
    HOOK_LOGIN_REFUSED: Error, true, Repository, "hook-login-refused", "a hook whose user or password the engine of its pod refuses";
    HOOK_NOT_REACHABLE: Error, true, Repository, "hook-not-reachable", "annotations for pods that no patch of a manifest reaches";
    HOOK_NOT_ROLLED_OUT: Warning, true, Repository, "hook-not-rolled-out", "annotations on a pod template that no running pod gets by itself";
    HOOK_NOT_SAFE: Error, true, Velero, "hook-not-safe", "a hook that does not make this kind of copy consistent";
    HOOK_NOT_VERIFIED: Warning, true, Repository, "hook-not-verified", "hooks of a HelmRelease whose workloads are not known";
    HOOK_PARAMETER: Error, false, Names, "hook-parameter", "a parameter that the recipe does not have, or lacks";
    HOOK_TIMEOUT_TOO_LONG: Error, true, Guarantees, "hook-timeout-too-long", "hooks that may take longer than the RPO allows";
    HOOK_TOO_LARGE: Error, false, Velero, "hook-too-large", "a hook command that is too long for an annotation";
    HOOK_WITHOUT_PODS: Error, true, Repository, "hook-without-pods", "labels of a hook in the Schedule that its pods do not have";
    HOOK_WITHOUT_POST: Error, true, Velero, "hook-without-post", "a hook that changes the server, with nothing that undoes it";
    HOOKS_NOT_WIRED: Warning, true, Repository, "hooks-not-wired", "hooks that no Kustomization applies";
    JOBS_REFUSED: Error, true, Repository, "jobs-refused", "a LimitRange that refuses the Jobs of a recovery";
    KEEP_TOO_SHORT: Error, true, Guarantees, "keep-too-short", "backups that expire before the next ones are complete";
    KEY_NOT_ESCROWED: Error, false, Placement, "key-not-escrowed", "a key that is lost together with the region";
    KEY_PLACE_UNKNOWN: Error, true, Placement, "key-place-unknown", "a key that a promise depends on, and whose region is not known";
    KIND_COMES_LATE: Error, true, Repository, "kind-comes-late", "a custom resource that is applied together with the chart that brings its kind";
    KIND_MAY_BE_MISSING: Warning, true, Repository, "kind-may-be-missing", "a kind that nothing brings to a recovery cluster as far as it is read";
    LABEL_SHARED: Error, true, Velero, "label-shared", "one claim label for a volume that is copied and one that is not";
    LABELS_LEAVE_OUT: Error, true, Repository, "labels-leave-out", "claims that the labels of no block of their namespace take, or what restored pods wait for";
    LAG_NOT_POSSIBLE: Error, true, Placement, "lag-not-possible", "a bucket of a continent with the lag of turbo replication";
    LINK_OUTSIDE: Error, false, Syntax, "link-outside", "a plan file or folder that is a link out of the repository";
    LIVES_CONTRADICTED: Warning, true, Storage, "lives-contradicted", "`lives` against where a driver keeps its snapshots";
    LOCATION_SHARED: Error, true, Repository, "location-shared", "a storage location of the author's in the directory of a store";
    MANIFEST_NOT_READABLE: Error, true, Repository, "manifest-not-readable", "a file of the repository that cannot be read";
    MAP_NOT_POSSIBLE: Error, false, Placement, "map-not-possible", "a mapping that mixes namespaces or restores nothing";
    METHOD_NOT_EXPRESSIBLE: Error, true, Velero, "method-not-expressible", "methods in one namespace that Velero cannot tell apart";
    MISPLACED_COMMA: Error, false, Syntax, "misplaced-comma", "a comma without a value after it";
    MISSING_SEPARATOR: Error, false, Syntax, "missing-separator", "two statements on one line";
    MISSING_STATEMENT: Error, false, Language, "missing-statement", "a block without a statement that it needs";
    MODE_NOT_POSSIBLE: Error, false, Placement, "mode-not-possible", "a mode that is not possible with those of the other clusters";
    MODIFIER_WITHOUT_EFFECT: Warning, true, Repository, "modifier-without-effect", "a resource modifier for objects that come from Git";
    MOVER_START_ASSUMED: Warning, true, Guarantees, "mover-start-assumed", "a large snapshot that its provider copies before it can be read, with the assumed time for that";
    MOVERS_BEYOND_NODES: Warning, true, Guarantees, "movers-beyond-nodes", "more data movers at one time than the nodes can attach";
    NAME_TAKEN: Error, false, Repository, "name-taken", "an object of the repository with the name of one that the plan writes";
    NAME_TOO_LONG: Error, false, Names, "name-too-long", "a name that the API server refuses";
    NAMESPACE_ELSEWHERE: Error, true, Repository, "namespace-elsewhere", "a path whose objects are in another namespace than the plan recovers";
    NAMESPACE_IN_TWO_PLANS: Error, true, Repository, "namespace-in-two-plans", "a namespace that another plan also backs up";
    NAMESPACE_LEFT_OUT: Error, true, Velero, "namespace-left-out", "a namespace that is never backed up";
    NEEDS_ELSEWHERE: Error, true, Names, "needs-elsewhere", "a namespace that needs one of another primary cluster";
    NEEDS_LATER_TIER: Warning, true, Guarantees, "needs-later-tier", "an application that waits for a tier that is restored later";
    NESTED_TOO_DEEPLY: Error, false, Syntax, "nested-too-deeply", "too many blocks inside each other";
    NEVER_ALLOWED: Error, false, Tool, "never-allowed", "an `allow` of what can never be allowed";
    NO_COPIES: Error, false, Placement, "no-copies", "nothing is left to recover from";
    NO_PLAN_BLOCK: Error, false, Language, "no-plan-block", "a directory of plan files without a `plan` block";
    NODE_AGENT_CONFLICT: Error, false, Repository, "node-agent-conflict", "settings of node-agent that contradict the plan";
    NODE_AGENT_ELSEWHERE: Error, true, Repository, "node-agent-elsewhere", "a node-agent that is not where the volumes are";
    NODE_AGENT_MISSING: Error, true, Repository, "node-agent-missing", "volumes that node-agent copies, with a Velero without node-agent";
    NODE_AGENT_NOT_CONFIGURED: Warning, true, Repository, "node-agent-not-configured", "a node-agent that does not read the ConfigMap of the plan";
    NOT_A_FILE: Error, false, Syntax, "not-a-file", "a plan file that is not a regular file";
    NOT_BUILT_YET: Info, true, Names, "not-built-yet", "statements that have no effect yet";
    NOT_ONE_MOMENT: Error, true, Velero, "not-one-moment", "volumes of one engine that are snapshotted one after another";
    NOT_READ: Info, true, Repository, "not-read", "parts of the applications or platforms that are not read";
    NOT_UTF8: Error, false, Syntax, "not-utf8", "a file that is not UTF-8 text";
    NOTHING_RUNS: Warning, true, Repository, "nothing-runs", "a file backup of a workload without pods";
    OBJECTS_WITHOUT_EFFECT: Warning, true, Velero, "objects-without-effect", "an age of objects where one Schedule copies objects and data";
    ODD_CHARACTER: Error, false, Syntax, "odd-character", "a character that is invisible or looks like another";
    OLD_OUTPUTS: Warning, true, Tool, "old-outputs", "outputs of a plan that was removed, renamed or moved";
    ONLY_ON_PRIMARY: Error, true, Repository, "only-on-primary", "something that a recovery needs and only the primary has";
    OPERATOR_BY_VOLUMES: Warning, true, Repository, "operator-by-volumes", "a resource of an operator whose claims are recovered without it";
    OPERATOR_PODS_RESTORED: Error, true, Repository, "operator-pods-restored", "pods of an operator that a Restore of files brings before their resource";
    OPERATOR_STARTS_EMPTY: Error, true, Repository, "operator-starts-empty", "a resource that its operator starts without the copy";
    OPERATOR_WITHOUT_APPS: Error, true, Velero, "operator-without-apps", "a custom resource that would be restored and create an empty database";
    OUTPUTS_NOT_OWNED: Warning, false, Tool, "outputs-not-owned", "a list of outputs that names files that drplan did not write";
    OUTPUTS_SHARED: Error, false, Tool, "outputs-shared", "two plans that write to the same folder";
    OVERLAY_UNFIT: Warning, true, Repository, "overlay-unfit", "an overlay of a recovery that cannot use the restored data";
    PASSWORD_MADE_AGAIN: Error, true, Repository, "password-made-again", "a password that a new cluster makes for itself, while the data holds the old one";
    PATH_APPLIED_TWICE: Error, true, Repository, "path-applied-twice", "a path that two Kustomizations of a recovery cluster apply";
    PATH_IGNORED: Error, true, Repository, "path-ignored", "files that a cluster needs and Flux does not fetch";
    PATH_IN_TWO_NAMESPACES: Error, true, Repository, "path-in-two-namespaces", "a path that the primary applies to several namespaces of the plan";
    PATH_MISSING: Error, true, Repository, "path-missing", "paths that do not exist in the repository";
    PATH_NOT_APPLIED: Warning, true, Repository, "path-not-applied", "an overlay that nothing applies on the primary";
    PATH_NOT_BOOTSTRAPPED: Warning, true, Repository, "path-not-bootstrapped", "a cluster whose path Flux does not reach";
    PATH_OUTSIDE: Error, false, Names, "path-outside", "a path that leaves the repository";
    PATHS_OVERLAP: Error, true, Gitops, "paths-overlap", "two clusters that would apply each other's objects";
    PLACEMENT_RESTORED: Warning, true, Repository, "placement-restored", "restored pods that need a node label of the primary";
    PLAN_TOO_LARGE: Error, false, Tool, "plan-too-large", "a plan that is larger than the limits";
    PLUGIN_CONFIG_TWICE: Error, true, Repository, "plugin-config-twice", "two ConfigMaps for one plugin of Velero";
    PLUGIN_DAMAGES_BACKUPS: Error, true, Repository, "plugin-damages-backups", "a version of velero-plugin-for-aws that damages backups in buckets that are not of AWS";
    PLUGIN_MISSING: Error, true, Repository, "plugin-missing", "a Velero without the plugin for a bucket of the plan";
    PROMOTE_WITHOUT_CLIENT: Error, false, Velero, "promote-without-client", "a promotion without an image that can run it";
    QUEUE_NOT_KNOWN: Error, true, Guarantees, "queue-not-known", "backups of another plan on the same cluster, of which it is not known how long they take";
    REBUILD_RESTORES_NOTHING: Error, true, Velero, "rebuild-restores-nothing", "a statement about backups of a namespace of which nothing is copied";
    RECOVERED_TOGETHER: Error, false, Placement, "recovered-together", "clusters that one cluster cannot recover together";
    RECOVERS_CHAIN: Error, false, Placement, "recovers-chain", "a recovery cluster of a recovery cluster";
    REFERENCE_NOT_BROUGHT: Warning, true, Repository, "reference-not-brought", "a Secret or ConfigMap that Flux reads and nothing brings";
    REGION_CONTRADICTED: Warning, true, Placement, "region-contradicted", "an address or a key in another region than the plan declares";
    REGION_MISSPELLED: Error, true, Placement, "region-misspelled", "one region in two spellings, a zone, or a placeholder";
    REGION_NOT_COVERED: Warning, true, Placement, "region-not-covered", "no copy survives the loss of the region";
    REGION_UNKNOWN: Warning, true, Placement, "region-unknown", "a region that its provider does not have";
    REGISTRY_LOST: Warning, true, Repository, "registry-lost", "an image or a chart from a registry in the lost region";
    REPLICA_ADDED: Warning, true, Repository, "replica-added", "a new replica of a bucket that is in use, without what is in it";
    REPLICA_PREFIX: Error, true, Storage, "replica-prefix", "a replica in another directory than its bucket";
    REPLICA_WITHOUT_CLAIM: Warning, true, Repository, "replica-without-claim", "a StatefulSet with more pods in the recovery than on the primary";
    REPLICAS_UNKNOWN: Error, true, Guarantees, "replicas-unknown", "a workload of which it is not known how many pods, and so claims, it has";
    REPOSITORY_OUTSIDE: Error, false, Names, "repository-outside", "a `repository` that is not a folder inside the Git repository";
    REPOSITORY_PASSWORD_MISSING: Error, true, Repository, "repository-password-missing", "a password of Velero's repositories that one of two clusters has";
    REQUIRES_NEWER: Error, false, Tool, "requires-newer", "a plan that needs a newer drplan";
    REST_NOT_REBUILT: Warning, true, Repository, "rest-not-rebuilt", "another plan whose `*` backs up namespaces of this one";
    RESTORED_POD_REPLACED: Error, true, Repository, "restored-pod-replaced", "a restored pod with an emptyDir that the application replaces at once";
    RPO_BELOW_LOOP: Error, false, Guarantees, "rpo-below-loop", "an RPO below the minute in which Velero looks at its schedules";
    RPO_NOT_MET: Error, true, Guarantees, "rpo-not-met", "an RPO that the worst case breaks";
    RTO_NOT_COMPUTED: Error, true, Guarantees, "rto-not-computed", "an RTO whose time cannot be computed";
    RTO_NOT_MET: Error, true, Guarantees, "rto-not-met", "a recovery that takes longer than the RTO";
    RUN_USED_TWICE: Error, false, Gitops, "run-used-twice", "a recovery run that its cluster has used before";
    SAME_OVERLAY: Error, true, Gitops, "same-overlay", "the same overlay for waiting and for the recovery";
    SCHEDULE_OF_OTHERS: Warning, true, Repository, "schedule-of-others", "a Schedule of Velero that is not of the plan and uses the same queue";
    SCHEDULE_RENAMED: Warning, true, Repository, "schedule-renamed", "namespaces whose Schedule has another name, of which there is no backup yet";
    SECRET_NOT_DECRYPTED: Error, true, Repository, "secret-not-decrypted", "encrypted files, and a recovery cluster without a key for them";
    SECRET_NOT_RESTORED: Warning, true, Repository, "secret-not-restored", "a Secret or ConfigMap of a recovery that nothing brings";
    SECRET_STORE_LOST: Error, true, Repository, "secret-store-lost", "a store of secrets in the lost region";
    SERVICE_ACCOUNT_MISSING: Error, true, Repository, "service-account-missing", "stages without a ServiceAccount, on a cluster whose Flux is locked down";
    SIZE_UNKNOWN: Error, true, Guarantees, "size-unknown", "an RPO or RTO that cannot be verified, because the size of a volume is not declared";
    SKIP_NOT_EXPRESSIBLE: Error, true, Velero, "skip-not-expressible", "a volume that Velero cannot leave out without a label";
    SKIPPED_DATA_UNKNOWN: Error, true, Guarantees, "skipped-data-unknown", "a promise for a volume that is filled from an archive of which no age and no time is declared";
    SNAPSHOT_LIMIT: Error, true, Guarantees, "snapshot-limit", "more snapshots of a disk than its provider takes or keeps";
    SOURCE_DIFFERS: Error, true, Repository, "source-differs", "a recovery that applies another revision than its primary, or another repository";
    SOURCE_LOST: Error, true, Repository, "source-lost", "a recovery cluster whose Git host is lost with the primary";
    SOURCE_MAY_BE_LOST: Warning, true, Repository, "source-may-be-lost", "a repository that only a host of the lost primary is shown to have";
    SOURCE_NOT_BROUGHT: Error, true, Repository, "source-not-brought", "a source of Flux that only the primary has";
    SOURCE_NOT_USABLE: Error, true, Repository, "source-not-usable", "a source of Flux that a cluster does not have or may not use";
    SPELLED_OTHERWISE: Error, true, Repository, "spelled-otherwise", "a name that the repository spells otherwise";
    STAGE_CHANGED: Error, true, Repository, "stage-changed", "stages of the plan that the path of their cluster changes";
    STAGE_DIFFERS: Error, true, Repository, "stage-differs", "a stage that is not what the primary's Kustomization is";
    STAGE_NEVER_READY: Warning, true, Repository, "stage-never-ready", "an object that a stage waits for and that is not ready in a recovery";
    STAGE_NOT_LISTED: Warning, true, Repository, "stage-not-listed", "a kustomization.yaml that does not list the stage file beside it";
    STAGE_REMOVED: Error, true, Repository, "stage-removed", "a stage that runs and that Flux deletes with what it has applied";
    STANDBY_NOT_PROMOTED: Warning, true, Guarantees, "standby-not-promoted", "a recovery time for a standby that nothing promotes";
    STANDBY_PROMOTED: Warning, true, Guarantees, "standby-promoted", "a standby that an earlier run may have promoted";
    STANDBY_REMOVES_PODS: Error, true, Repository, "standby-removes-pods", "a workload of a warm cluster that removes the pods of its file restore";
    STANDBY_REPEATS_DAMAGE: Warning, true, Placement, "standby-repeats-damage", "damage that is to be detected, and a standby that repeats it";
    STATE_NOT_COPIED: Warning, true, Repository, "state-not-copied", "something with claims in a namespace of which nothing is copied";
    STATE_NOT_DECLARED: Error, true, Repository, "state-not-declared", "a workload with claims that the plan does not declare";
    STORE_NOT_CHOSEN: Error, false, Storage, "store-not-chosen", "a namespace without a store, where the plan has several or none";
    STORE_READ_ONLY: Error, true, Placement, "store-read-only", "a copy that Velero can only read, from which no Restore completes";
    STORE_SHARED: Error, true, Storage, "store-shared", "two stores in one directory of one bucket";
    STORE_URL: Error, true, Storage, "store-url", "a store with a missing or wrong address";
    STORE_WITHOUT_BUCKET: Error, false, Storage, "store-without-bucket", "a store without a bucket";
    STRAY_BRACE: Error, false, Syntax, "stray-brace", "a brace that closes nothing";
    SUCCESSOR_NOT_COVERED: Warning, true, Placement, "successor-not-covered", "a cluster that took over, and that no cluster recovers";
    SUSPENDED_IN_GIT: Warning, true, Repository, "suspended-in-git", "what stands in Git, and is not applied to a new cluster";
    TARGET_TOO_OLD: Error, true, Velero, "target-too-old", "a version of Velero or Flux without a feature that the plan needs";
    TIME_OUT_REACHED: Error, true, Guarantees, "time-out-reached", "copies and restores that take longer than a time-out that stops them";
    TOO_COMPLEX: Error, false, Syntax, "too-complex", "a file that takes too many steps to read";
    TOO_MANY_BACKUPS: Warning, true, Guarantees, "too-many-backups", "more retained backups of a cluster than Velero handles well";
    TOUCHED_IN_PLACE: Warning, true, Guarantees, "touched-in-place", "a share of touched files that is too small for the engine";
    TOUCHING_HASH: Error, false, Syntax, "touching-hash", "a `#` inside a word";
    TOUCHING_QUOTE: Error, false, Syntax, "touching-quote", "a string without a space before or after it";
    TWO_PLANS: Error, false, Language, "two-plans", "two plans in one directory";
    UNCLOSED_BLOCK: Error, false, Syntax, "unclosed-block", "a block that is not closed";
    UNCLOSED_STRING: Error, false, Syntax, "unclosed-string", "a string that is not closed";
    UNKNOWN_FINDING: Error, false, Names, "unknown-finding", "an `allow` of a finding that does not exist";
    UNKNOWN_KEYWORD: Error, false, Language, "unknown-keyword", "a keyword that is not known here";
    UNKNOWN_NAME: Error, false, Names, "unknown-name", "a name that is not declared";
    UNREADABLE_STATEMENT: Error, false, Syntax, "unreadable-statement", "text that is not a statement";
    UNUSED_TIER: Warning, true, Names, "unused-tier", "a tier that no namespace is in";
    USE_NOT_FOUND: Error, false, Names, "use-not-found", "a file of a `use` that does not exist, or is not in the repository";
    VARIABLE_NOT_DEFINED: Error, true, Repository, "variable-not-defined", "a variable that nothing substitutes on a recovery cluster";
    VARIABLES_COME_LATE: Error, true, Repository, "variables-come-late", "variables for every stage that the stage of a platform brings";
    VELERO_DOES_NOT_START: Error, true, Repository, "velero-does-not-start", "a Velero with settings with which its server does not start";
    VELERO_ELSEWHERE: Error, true, Repository, "velero-elsewhere", "a Velero in another namespace than its objects";
    VELERO_MISNAMED: Error, true, Repository, "velero-misnamed", "a Deployment of Velero that is not called `velero`";
    VELERO_NOT_BROUGHT: Warning, true, Guarantees, "velero-not-brought", "a recovery cluster to which nothing brings Velero";
    VELERO_NOT_INSTALLED: Error, true, Repository, "velero-not-installed", "a primary on which nothing installs Velero";
    VELERO_NOT_TARGET: Warning, true, Repository, "velero-not-target", "a version of Velero or a plugin that the plan is not checked for";
    VELERO_OUTDATED: Warning, true, Velero, "velero-outdated", "a version of Velero with faults that can make a recovery fail";
    VELERO_RESTRICTED: Error, true, Repository, "velero-restricted", "a namespace of Velero that refuses its pods, or keeps them from the network";
    VERSION_NOT_KNOWN: Warning, true, Velero, "version-not-known", "a version of Velero, Flux or Kubernetes that drplan does not know";
    VOLUME_ANNOTATED: Error, true, Repository, "volume-annotated", "a volume that an annotation in Git has copied otherwise than the plan says";
    VOLUME_EXCLUDED: Error, true, Repository, "volume-excluded", "a volume that a label in Git keeps out of the backup";
    VOLUME_NOT_COPIED: Error, true, Repository, "volume-not-copied", "a volume of a kind that its method cannot copy";
    VOLUME_NOT_FOUND: Error, true, Repository, "volume-not-found", "a volume that the pods do not have";
    VOLUMES_IN_TWO_ZONES: Warning, true, Placement, "volumes-in-two-zones", "volumes of one pod that may be restored into several zones";
    VOLUMES_NOT_WIRED: Error, true, Repository, "volumes-not-wired", "volumes that only an annotation puts into the backup, and no Kustomization applies it";
    WAL_LEFT_OUT: Error, true, Guarantees, "wal-left-out", "a copy without the log that the engine needs to start";
    WAY_BACK_UNCLEAR: Warning, true, Placement, "way-back-unclear", "two names that become one, so that a failback cannot tell them apart";
    WORKLOAD_NOT_FOUND: Error, true, Repository, "workload-not-found", "a workload that its overlay does not declare";
    WORKLOAD_REFUSED: Error, true, Repository, "workload-refused", "a workload in Git that differs from the restored one in what cannot be changed";
    WORSE_AFTER_FAILOVER: Warning, true, Guarantees, "worse-after-failover", "a cluster that cannot keep the promises after it takes over";
    WRONG_ARGUMENTS: Error, false, Language, "wrong-arguments", "too many arguments, or too few";
    WRONG_BLOCK: Error, false, Language, "wrong-block", "a block that is not expected, or a missing block";
    WRONG_QUOTE: Error, false, Syntax, "wrong-quote", "a string in quotes that are not `\"`";
    WRONG_VALUE: Error, false, Language, "wrong-value", "a value of the wrong type";
    ZONE_LOST: Error, true, Repository, "zone-lost", "a zone of the lost region that nodes or volumes must be in";
    ZONE_NOT_COMPARABLE: Warning, true, Placement, "zone-not-comparable", "two zones of one region that may be the same one";
}

#[cfg(test)]
mod tests {
    use super::FINDINGS;

    #[test]
    fn the_list_is_sorted() {
        let names: Vec<&str> = FINDINGS.iter().map(|row| row.name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
    }
}
