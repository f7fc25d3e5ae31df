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

const fn never(name: &'static str, family: &'static str, title: &'static str) -> Finding {
    Finding { name, severity: Severity::Error, allowable: false, family, title, page: "" }
}

const fn error(name: &'static str, family: &'static str, title: &'static str) -> Finding {
    Finding { name, severity: Severity::Error, allowable: true, family, title, page: "" }
}

const fn warning(name: &'static str, family: &'static str, title: &'static str) -> Finding {
    Finding { name, severity: Severity::Warning, allowable: true, family, title, page: "" }
}

/// The row of a name.
pub fn find(name: &str) -> Option<&'static Finding> {
    FINDINGS.binary_search_by(|row| row.name.cmp(name)).ok().and_then(|at| FINDINGS.get(at))
}

/// Every finding, sorted by name.
pub static FINDINGS: &[Finding] = &[
    never("allow-expired", "tool", "an `allow` whose day has passed"),
    warning("allow-unused", "tool", "an `allow` of a finding that is not there"),
    never("bad-escape", "syntax", "an escape that no string knows"),
    never("bad-name", "names", "a name that no Kubernetes object can have"),
    error("bucket-name", "storage", "a bucket name that holds a path"),
    never("cluster-not-named", "names", "a namespace that does not say in which of several clusters it lives"),
    warning("cron-both-days", "velero", "a cron line that restricts day of month and day of week"),
    warning("cron-drifts", "velero", "an interval that is counted from the last run"),
    error("cron-never-fires", "velero", "a cron line that never fires, which Velero takes for always"),
    error("cron-reads-differently", "velero", "a cron line that two patches of the target read differently"),
    error("cron-refused", "velero", "a cron line that Velero refuses when it runs"),
    warning("cron-uneven", "velero", "a step that does not divide its field"),
    warning("cron-zone", "velero", "a cron line in a time zone"),
    never("cyclic-needs", "names", "things that need each other"),
    never("cyclic-use", "names", "files that use each other"),
    never("duplicate-name", "names", "one name for two things"),
    never("duplicate-statement", "syntax", "a statement that is said twice"),
    never("file-too-large", "syntax", "a file that is larger than any plan"),
    never("gitops-not-yet", "tool", "a GitOps tool for which nothing is emitted yet"),
    error("hook-holds-too-long", "velero", "a state that is held for the whole copy"),
    error("hook-lock-dies", "velero", "a lock that is gone before the copy begins"),
    error("hook-not-safe", "velero", "a hook that does not make this kind of copy consistent"),
    never("hook-parameter", "names", "a parameter that the recipe does not have, or lacks"),
    error("hook-without-post", "velero", "a state that nothing undoes"),
    warning("hooks-not-wired", "flux", "hooks that no Kustomization applies"),
    error("keep-too-short", "guarantees", "backups that are gone before the next ones are sure"),
    never("key-not-escrowed", "placement", "a key that is lost with what it opens"),
    error("label-shared", "velero", "one claim label for a volume that is copied and one that is not"),
    error("method-not-expressible", "velero", "methods of one namespace that Velero cannot tell apart"),
    never("misplaced-comma", "syntax", "a comma that joins nothing"),
    never("missing-separator", "syntax", "two statements on one line"),
    never("missing-statement", "syntax", "a block that lacks what it must say"),
    never("name-too-long", "names", "a name that the API server refuses"),
    error("namespace-left-out", "velero", "a namespace that no backup may hold"),
    never("nested-too-deeply", "syntax", "blocks in blocks in blocks"),
    never("never-allowed", "tool", "an `allow` of what can never be allowed"),
    never("no-copies", "placement", "nothing is left to recover from"),
    never("no-plan-block", "syntax", "a directory of plan files without a `plan` block"),
    error("not-one-moment", "velero", "volumes of one engine that are snapshotted one after another"),
    never("not-utf8", "syntax", "a file that is not UTF-8 text"),
    never("odd-character", "syntax", "a character that looks like another or like nothing"),
    warning("path-missing", "flux", "paths that do not exist in the repository"),
    never("path-outside", "names", "a path that leaves the repository"),
    error("paths-overlap", "flux", "two clusters that would apply each other's objects"),
    never("recovers-chain", "placement", "a recovery cluster of a recovery cluster"),
    error("recovers-same-region", "placement", "a recovery cluster that is lost with what it recovers"),
    warning("region-not-covered", "placement", "nothing survives the loss of the region"),
    never("requires-newer", "tool", "a plan for a newer compiler"),
    never("rpo-below-loop", "guarantees", "an RPO below the minute in which Velero looks at its schedules"),
    error("rpo-not-met", "guarantees", "a promise that no schedule keeps"),
    error("same-overlay", "flux", "one overlay for a cluster that waits and one that recovers"),
    error("skip-not-expressible", "velero", "a volume that cannot be left out as it stands"),
    warning("stage-not-listed", "flux", "a cluster path whose kustomization.yaml leaves the stages out"),
    never("store-not-chosen", "storage", "several stores, or none, and nothing says which"),
    error("store-shared", "storage", "two stores in one directory of one bucket"),
    error("store-url", "storage", "a store that cannot be reached as it is written"),
    never("store-without-bucket", "storage", "a store without a bucket"),
    never("stray-brace", "syntax", "a brace that closes nothing"),
    error("target-too-old", "velero", "a target that lacks what the plan needs"),
    never("too-complex", "syntax", "a file that takes too many steps to read"),
    never("touching-hash", "syntax", "a `#` inside a word"),
    never("touching-quote", "syntax", "a string that touches what stands beside it"),
    never("two-plans", "syntax", "two plans in one directory"),
    never("unclosed-block", "syntax", "a block that is not closed"),
    never("unclosed-string", "syntax", "a string that is not closed"),
    never("unknown-finding", "names", "an `allow` of a finding that does not exist"),
    never("unknown-keyword", "syntax", "a keyword that is not known here"),
    never("unknown-name", "names", "a name that is declared nowhere"),
    never("unreadable-statement", "syntax", "text that is no statement"),
    warning("unused-tier", "guarantees", "a tier that promises nothing to anybody"),
    never("use-not-found", "names", "a used file that is not there, or not in the repository"),
    warning("velero-outdated", "velero", "a Velero with faults that hurt a recovery"),
    error("wal-left-out", "guarantees", "a copy without the log that its engine starts from"),
    never("wrong-arguments", "syntax", "too many arguments, or too few"),
    never("wrong-block", "syntax", "a block where none belongs, or none where one does"),
    never("wrong-value", "syntax", "a value of the wrong type"),
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
