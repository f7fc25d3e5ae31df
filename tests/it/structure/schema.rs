//! The tables of the language are the only place of a keyword and of a default.

use super::sources;
use crate::support::harness::compile;
use drplan::analyze::backup::cost;
use drplan::analyze::engine::flux;
use drplan::analyze::recovery::replay;
use drplan::analyze::{rpo, rto};
use drplan::{recipe, schema};
use regex_lite::Regex;
use std::collections::{BTreeMap, BTreeSet};

fn keywords() -> BTreeSet<&'static str> {
    let rows = schema::blocks().into_iter().flat_map(|spec| spec.rows);
    rows.chain([schema::ALLOW]).map(|row| row.key).collect()
}

#[test]
fn lower_reads_keywords_of_the_tables() {
    let known = keywords();
    let read =
        Regex::new(r#"\.(?:first|value|all|list|pairs|has|one)(?:::<[^>]*>)?\(\s*"([^"]*)""#)
            .unwrap();
    let (mut seen, mut faults) = (0, Vec::new());
    for (name, text) in sources() {
        if !name.starts_with("src/lower") {
            continue;
        }
        for found in read.captures_iter(&text) {
            seen += 1;
            let keyword = found.get(1).unwrap().as_str();
            if !known.contains(keyword) {
                faults.push(format!("{name} reads `{keyword}`, which no table has"));
            }
        }
    }
    assert!(seen > 80, "only {seen} keywords are seen");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A finding that says "write `WORD …`" names a statement, and not what the code calls a number.
#[test]
fn findings_ask_for_statements_that_exist() {
    let known = keywords();
    let written = Regex::new(r"[Ww]rite `([a-z][a-z-]*)[ `]").unwrap();
    // What is written into manifests or shells, and literals of statements.
    let others = BTreeSet::from(["storageClassName", "strategy", "provider", "x", "keyword"]);
    let (mut seen, mut faults) = (0, Vec::new());
    for (name, text) in sources() {
        for found in written.captures_iter(&text) {
            let word = found.get(1).unwrap().as_str();
            seen += 1;
            if !known.contains(word) && !others.contains(word) {
                faults.push(format!("{name} asks for `{word}`"));
            }
        }
    }
    assert!(seen > 40, "only {seen} texts are seen");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Defaults that are words for people, and no value.
const PROSE: &[(&str, &str)] = &[
    ("bucket", "account"),
    ("bucket", "lag"),
    ("tier", "objects"),
    ("namespace", "objects"),
    ("bucket", "signing"),
    ("bucket", "zone"),
    ("cluster", "mover-attachments"),
    ("replica", "zone"),
    ("cluster", "source"),
    ("platform", "service-account"),
    ("plan", "repository"),
    ("plan", "source"),
    ("snapshots", "class"),
    ("snapshots", "lives"),
    ("drill", "kind"),
    ("replica", "account"),
    ("replica", "ca"),
    ("replica", "prefix"),
    ("replica", "signing"),
    ("dump", "user"),
    ("dump", "database"),
    ("dump", "timeout"),
    ("apps", "recovery"),
    ("apps", "service-account"),
    ("step", "on-error"),
    ("via", "labels"),
    ("promote", "image"),
    ("quiesce", "user"),
    ("quiesce", "database"),
    ("quiesce", "timeout"),
    // Nothing is emitted for it yet.
    ("alerts", "severity"),
];

const SILENT: &str = "plan p
cluster prod { region us-east-1 }
cluster dr { recovers prod; brings velero; region us-west-2 }
store s { s3 b { region us-east-1 }; replica c { region us-west-2 } }
snapshots csi { driver ebs.csi.aws.com }
platform base { path base }
tier t { rpo 24h; keep 7d }
namespace a { tier t; apps apps/a; recover snapshot; workload statefulset/db { volume data } }
namespace b {
  tier t
  apps apps/b
  recover dump postgres { into dump; container db }
  workload statefulset/db { volume dump { size 1Gi } }
}
";

#[test]
fn defaults_are_those_of_the_code() {
    let done = compile(&[("p.drplan".to_owned(), SILENT.to_owned())]);
    let model = done.model().unwrap();
    let cluster = model.clusters.values().next().unwrap();
    let standby = model.clusters.values().nth(1).unwrap();
    let engine = done.analysis.as_ref().unwrap().engine();
    let member = &done.analysis.as_ref().unwrap().members()[0];
    let capacity = done.analysis.as_ref().unwrap().sets()[0].capacity;
    let flux_plan = &model.plan.gitops.flux;
    let manifests: String = done
        .bundle
        .iter()
        .flat_map(|b| b.files.values())
        .map(|f| &*f.text)
        .collect();
    let written = |before: &str| {
        let after = manifests.split(before).nth(1).unwrap();
        after
            .split(char::is_whitespace)
            .next()
            .unwrap()
            .to_lowercase()
    };
    let deletion = written("driver: ebs.csi.aws.com\ndeletionPolicy: ");
    let kubernetes = written("registry.k8s.io/kubectl:v")
        .trim_end_matches(".0")
        .to_owned();
    let code: BTreeMap<(&str, &str), String> = BTreeMap::from([
        (("plan", "velero"), model.plan.velero().to_string()),
        (("plan", "flux"), flux_plan.version().to_string()),
        (("plan", "kubernetes"), kubernetes),
        (
            ("cluster", "node-agent-load"),
            cluster.loads_per_node().to_string(),
        ),
        (("snapshots", "deletion"), deletion),
        (("dump", "path"), recipe::DUMP_PATH.to_owned()),
        (
            ("workload", "replicas"),
            member.replicas(&member.block.workloads[0]).to_string(),
        ),
        (("step", "timeout"), recipe::OWN_TIMEOUT.to_string()),
        (("plan", "gitops"), engine.name().to_lowercase()),
        (("plan", "declare"), rto::DECLARE.to_string()),
        (
            ("plan", "velero-namespace"),
            model.plan.velero_namespace().to_owned(),
        ),
        (("plan", "flux-namespace"), flux_plan.namespace().to_owned()),
        (("plan", "output"), model.plan.output().to_owned()),
        (("cluster", "path"), cluster.path().replace("prod", "NAME")),
        (
            ("cluster", "standby"),
            if rto::warm(standby) { "warm" } else { "cold" }.to_owned(),
        ),
        (("cluster", "provision"), rto::PROVISION.to_string()),
        (("cluster", "bootstrap"), flux::BOOTSTRAP.to_string()),
        (("cluster", "workers"), engine.workers(cluster).to_string()),
        (("cluster", "requeue"), flux::REQUEUE.to_string()),
        (
            ("cluster", "concurrent-backups"),
            capacity.slots.to_string(),
        ),
        (("cluster", "nodes"), cost::NODES.to_string()),
        (("cluster", "read"), cost::RATE.to_string()),
        (("cluster", "write"), cost::RATE.to_string()),
        (("archive", "download"), cost::RATE.to_string()),
        (("archive", "base"), replay::BASE.to_string()),
        (
            ("archive", "change"),
            format!(
                "{}, and at least {} for each `lag`",
                cost::CHANGE,
                replay::SEGMENT
            ),
        ),
        (("namespace", "ready"), rto::READY.to_string()),
        (("tier", "switch"), "0s".to_owned()),
        (("namespace", "switch"), "0s".to_owned()),
        (
            ("cluster", "snapshot-ready"),
            cost::SNAPSHOT_READY.to_string(),
        ),
        (("cluster", "mover-start"), cost::MOVER_START.to_string()),
        (("store", "upload"), cost::RATE.to_string()),
        (("store", "download"), cost::RATE.to_string()),
        (("tier", "tolerate"), member.tolerate.to_string()),
        (("namespace", "tolerate"), member.tolerate.to_string()),
        (("platform", "ready"), rto::READY.to_string()),
        (("apps", "ready"), rto::READY.to_string()),
        (("replica", "lag"), rpo::LAG.to_string()),
        (("volume", "size"), cost::SIZE.to_string()),
        (("volume", "change"), cost::CHANGE.to_string()),
        (("volume", "touched"), cost::TOUCHED.to_string()),
    ]);
    let mut faults = Vec::new();
    for spec in schema::blocks() {
        for row in spec.rows.iter().filter(|row| !row.default.is_empty()) {
            let key = (spec.name, row.key);
            match code.get(&key) {
                Some(value) if value == row.default => {}
                Some(value) => faults.push(format!(
                    "{key:?} is {} in the table and {value} in the code",
                    row.default
                )),
                None if PROSE.contains(&key) => {}
                None => faults.push(format!("{key:?} has a default that no test compares")),
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
