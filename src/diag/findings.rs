//! The list of findings: name, severity, whether it may be allowed, one line for people.
//!
//! A name is never reused. What makes a plan unreadable or ambiguous, or leaves nothing to recover
//! from, can never be allowed.

/// How bad it is. Ordered: `Info < Warning < Error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Info,
    /// The plan holds, but less than its author may think.
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
    pub family: &'static str,
    /// One line for people.
    pub title: &'static str,
    /// Its page.
    pub page: &'static str,
}

macro_rules! row {
    ($severity:ident, $allowable:literal, $name:literal, $family:literal, $title:literal $(,)?) => {
        Finding {
            name: $name,
            severity: Severity::$severity,
            allowable: $allowable,
            family: $family,
            title: $title,
            page: include_str!(concat!("../../docs/findings/", $name, ".md")),
        }
    };
}

/// The row of a name.
pub fn find(name: &str) -> Option<&'static Finding> {
    FINDINGS
        .binary_search_by(|row| row.name.cmp(name))
        .ok()
        .and_then(|at| FINDINGS.get(at))
}

/// Every finding, sorted by name, one line each.
#[rustfmt::skip]
pub static FINDINGS: &[Finding] = &[
    row!(Error, false, "allow-expired", "tool", "an `allow` whose day has passed"),
    row!(Warning, true, "allow-unused", "tool", "an `allow` of a finding that is not there"),
    row!(Error, false, "bad-escape", "syntax", "an escape that no string knows"),
    row!(Error, false, "bad-name", "names", "a name that no Kubernetes object can have"),
    row!(Error, true, "bucket-name", "storage", "a bucket name that holds a path"),
    row!(Error, true, "cannot-keep-up", "guarantees", "backups that are not over before the next are due"),
    row!(Warning, true, "chart-not-pinned", "velero", "a chart of Velero whose version is open"),
    row!(Error, true, "check-not-expressible", "velero", "a check that no Job can run"),
    row!(Error, true, "claim-refused", "flux", "a claim in Git that differs from the one that comes back"),
    row!(Error, true, "class-declared-twice", "flux", "a snapshot class that is declared elsewhere too"),
    row!(Warning, true, "class-not-mapped", "velero", "a storage class that is mapped to nothing"),
    row!(Error, false, "cluster-not-named", "names", "a namespace that does not say in which of several clusters it lives"),
    row!(Warning, true, "container-not-found", "velero", "a hook for a container that the pods do not have"),
    row!(Info, true, "crds-by-job", "velero", "a chart of Velero that brings its CRDs by a Job"),
    row!(Warning, true, "credential-not-found", "placement", "a Secret that opens a bucket and that no platform brings"),
    row!(Warning, true, "cron-both-days", "velero", "a cron line that restricts day of month and day of week"),
    row!(Warning, true, "cron-drifts", "velero", "an interval that is counted from the last run"),
    row!(Error, true, "cron-never-fires", "velero", "a cron line that never fires, which Velero takes for always"),
    row!(Error, true, "cron-reads-differently", "velero", "a cron line that two patches of the target read differently"),
    row!(Error, true, "cron-refused", "velero", "a cron line that Velero refuses when it runs"),
    row!(Warning, true, "cron-uneven", "velero", "a step that does not divide its field"),
    row!(Warning, true, "cron-zone", "velero", "a cron line in a time zone"),
    row!(Error, true, "csi-not-enabled", "velero", "volumes recovered by snapshot, and a Velero that makes none"),
    row!(Error, false, "cyclic-needs", "names", "things that need each other"),
    row!(Error, false, "cyclic-use", "names", "files that use each other"),
    row!(Error, false, "duplicate-name", "names", "one name for two things"),
    row!(Error, false, "duplicate-statement", "syntax", "a statement that is said twice"),
    row!(Error, true, "exclude-too-much", "velero", "a filter that takes out what the copies need"),
    row!(Error, false, "file-too-large", "syntax", "a file that is larger than any plan"),
    row!(Warning, true, "first-copy-blocks", "guarantees", "a first copy that keeps others from being backed up"),
    row!(Warning, true, "flags-not-set", "flux", "controller flags that nothing in the repository sets"),
    row!(Warning, true, "flux-not-target", "flux", "a Flux that the plan is not written for"),
    row!(Error, false, "gitops-not-yet", "tool", "a GitOps tool for which nothing is emitted yet"),
    row!(Error, true, "group-not-supported", "velero", "a group of volumes that the CSI driver cannot snapshot"),
    row!(Warning, true, "helm-gives-up", "flux", "a HelmRelease that gives up after its tries"),
    row!(Error, true, "hook-filtered", "velero", "a hook of pods that a filter leaves out"),
    row!(Warning, true, "hook-hidden", "velero", "pods whose own hook hides that of the Schedule"),
    row!(Error, true, "hook-holds-too-long", "velero", "a state that is held for the whole copy"),
    row!(Error, true, "hook-lock-dies", "velero", "a lock that is gone before the copy begins"),
    row!(Error, true, "hook-not-safe", "velero", "a hook that does not make this kind of copy consistent"),
    row!(Error, false, "hook-parameter", "names", "a parameter that the recipe does not have, or lacks"),
    row!(Error, true, "hook-timeout-too-long", "guarantees", "hooks that may take longer than the promise leaves them"),
    row!(Error, true, "hook-without-post", "velero", "a state that nothing undoes"),
    row!(Warning, true, "hooks-not-wired", "flux", "hooks that no Kustomization applies"),
    row!(Error, true, "keep-too-short", "guarantees", "backups that are gone before the next ones are sure"),
    row!(Error, false, "key-not-escrowed", "placement", "a key that is lost with what it opens"),
    row!(Error, true, "label-shared", "velero", "one claim label for a volume that is copied and one that is not"),
    row!(Error, false, "map-not-possible", "placement", "a mapping of namespaces that mixes them or brings nothing"),
    row!(Error, true, "method-not-expressible", "velero", "methods of one namespace that Velero cannot tell apart"),
    row!(Error, false, "misplaced-comma", "syntax", "a comma that joins nothing"),
    row!(Error, false, "missing-separator", "syntax", "two statements on one line"),
    row!(Error, false, "missing-statement", "syntax", "a block that lacks what it must say"),
    row!(Error, false, "mode-not-possible", "placement", "a mode that does not go with those of the other clusters"),
    row!(Error, false, "name-too-long", "names", "a name that the API server refuses"),
    row!(Error, true, "namespace-in-two-plans", "names", "a namespace that another plan backs up too"),
    row!(Error, true, "namespace-left-out", "velero", "a namespace that no backup may hold"),
    row!(Warning, true, "needs-later-tier", "guarantees", "an application that waits for a less important tier"),
    row!(Error, false, "nested-too-deeply", "syntax", "blocks in blocks in blocks"),
    row!(Error, false, "never-allowed", "tool", "an `allow` of what can never be allowed"),
    row!(Error, false, "no-copies", "placement", "nothing is left to recover from"),
    row!(Error, false, "no-plan-block", "syntax", "a directory of plan files without a `plan` block"),
    row!(Error, true, "node-agent-missing", "velero", "volumes that node-agent copies, and no node-agent"),
    row!(Warning, true, "node-agent-not-configured", "velero", "a node-agent that does not read what the plan gives it"),
    row!(Error, true, "not-one-moment", "velero", "volumes of one engine that are snapshotted one after another"),
    row!(Error, false, "not-utf8", "syntax", "a file that is not UTF-8 text"),
    row!(Warning, true, "nothing-runs", "velero", "files of a workload without pods"),
    row!(Error, false, "odd-character", "syntax", "a character that looks like another or like nothing"),
    row!(Error, true, "operator-without-apps", "velero", "a custom resource that would come back and start an empty database"),
    row!(Error, true, "path-applied-twice", "flux", "a path that two Kustomizations of a recovery cluster apply"),
    row!(Warning, true, "path-missing", "flux", "paths that do not exist in the repository"),
    row!(Error, false, "path-outside", "names", "a path that leaves the repository"),
    row!(Error, true, "paths-overlap", "flux", "two clusters that would apply each other's objects"),
    row!(Error, false, "promote-without-client", "velero", "a promotion that no image can run"),
    row!(Error, false, "recovers-chain", "placement", "a recovery cluster of a recovery cluster"),
    row!(Error, true, "recovers-same-region", "placement", "a recovery cluster that is lost with what it recovers"),
    row!(Warning, true, "region-not-covered", "placement", "nothing survives the loss of the region"),
    row!(Warning, true, "registry-lost", "placement", "an image or chart that only the lost region has"),
    row!(Error, false, "requires-newer", "tool", "a plan for a newer compiler"),
    row!(Warning, true, "rest-not-rebuilt", "velero", "another plan whose `*` takes namespaces of this one"),
    row!(Error, false, "rpo-below-loop", "guarantees", "an RPO below the minute in which Velero looks at its schedules"),
    row!(Error, true, "rpo-not-met", "guarantees", "a promise that no schedule keeps"),
    row!(Error, true, "rto-not-computed", "guarantees", "a promised time for a loss that nothing recovers"),
    row!(Error, true, "rto-not-met", "guarantees", "a recovery that takes longer than is promised"),
    row!(Error, false, "run-used-twice", "flux", "a recovery run that its cluster has used before"),
    row!(Error, true, "same-overlay", "flux", "one overlay for a cluster that waits and one that recovers"),
    row!(Error, true, "secret-not-decrypted", "flux", "encrypted files, and a recovery cluster without a key for them"),
    row!(Error, true, "size-unknown", "guarantees", "a promise that hangs on a size that is not said"),
    row!(Error, true, "skip-not-expressible", "velero", "a volume that cannot be left out as it stands"),
    row!(Warning, true, "stage-not-listed", "flux", "a kustomization.yaml that leaves out what drplan writes beside it"),
    row!(Error, false, "store-not-chosen", "storage", "several stores, or none, and nothing says which"),
    row!(Error, true, "store-shared", "storage", "two stores in one directory of one bucket"),
    row!(Error, true, "store-url", "storage", "a store that cannot be reached as it is written"),
    row!(Error, false, "store-without-bucket", "storage", "a store without a bucket"),
    row!(Error, false, "stray-brace", "syntax", "a brace that closes nothing"),
    row!(Error, true, "target-too-old", "velero", "a target that lacks what the plan needs"),
    row!(Error, false, "too-complex", "syntax", "a file that takes too many steps to read"),
    row!(Warning, true, "touched-in-place", "guarantees", "a share of touched files that the engine does not keep to"),
    row!(Error, false, "touching-hash", "syntax", "a `#` inside a word"),
    row!(Error, false, "touching-quote", "syntax", "a string that touches what stands beside it"),
    row!(Error, false, "two-plans", "syntax", "two plans in one directory"),
    row!(Error, false, "unclosed-block", "syntax", "a block that is not closed"),
    row!(Error, false, "unclosed-string", "syntax", "a string that is not closed"),
    row!(Error, false, "unknown-finding", "names", "an `allow` of a finding that does not exist"),
    row!(Error, false, "unknown-keyword", "syntax", "a keyword that is not known here"),
    row!(Error, false, "unknown-name", "names", "a name that is declared nowhere"),
    row!(Error, false, "unreadable-statement", "syntax", "text that is no statement"),
    row!(Warning, true, "unused-tier", "guarantees", "a tier that promises nothing to anybody"),
    row!(Error, false, "use-not-found", "names", "a used file that is not there, or not in the repository"),
    row!(Error, true, "variable-not-defined", "flux", "a variable that nothing fills in on a recovery cluster"),
    row!(Error, true, "velero-elsewhere", "velero", "a Velero in another namespace than its objects"),
    row!(Error, true, "velero-misnamed", "velero", "a Velero under another name than its own"),
    row!(Warning, true, "velero-not-target", "velero", "a Velero or a plugin that the plan is not checked for"),
    row!(Warning, true, "velero-outdated", "velero", "a Velero with faults that hurt a recovery"),
    row!(Warning, true, "volume-not-found", "velero", "a volume that the pods do not have"),
    row!(Error, true, "wal-left-out", "guarantees", "a copy without the log that its engine starts from"),
    row!(Error, true, "workload-not-found", "flux", "a workload that its overlay does not declare"),
    row!(Error, false, "wrong-arguments", "syntax", "too many arguments, or too few"),
    row!(Error, false, "wrong-block", "syntax", "a block where none belongs, or none where one does"),
    row!(Error, false, "wrong-value", "syntax", "a value of the wrong type"),
];

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
