//! Worked sums, to the second.

use crate::support::harness::{compile, compile_in, plans};
use drplan::analyze::guarantees::DataLoss;
use drplan::analyze::rpo::breakdown;
use drplan::analyze::rpo::worst_case::Verdict;
use drplan::driver::Compilation;
use drplan::model::Scope;

/// The terms of a set for the loss of the region.
fn terms(done: &Compilation, set: &str) -> Vec<(&'static str, u64)> {
    let analysis = done.analysis.as_ref().unwrap();
    let set = analysis.sets().iter().find(|s| s.name == set).unwrap();
    let sum = breakdown::of_set(set, Scope::Region).unwrap();
    sum.terms
        .iter()
        .map(|term| (term.kind.name(), term.value.get()))
        .collect()
}

fn shop(change: impl Fn(&str) -> String) -> Compilation {
    let plan = plans().into_iter().find(|plan| plan.name == "shop");
    let (name, text) = plan.unwrap().files.remove(0);
    compile(&[(name, change(&text))])
}

#[test]
fn the_shop_loses_fifty_six_minutes_and_nine_seconds() {
    let done = shop(str::to_owned);
    let expected = [
        ("gap", 1_800),
        ("tick", 60),
        ("objects", 30),
        ("hooks", 60),
        ("snapshots", 15),
        ("copy", 120 + 384),
        ("replicate", 900),
    ];
    assert_eq!(terms(&done, "critical-snapshot"), expected);
    assert_eq!(expected.iter().map(|term| term.1).sum::<u64>(), 56 * 60 + 9);
}

#[test]
fn an_assumed_read_rate_breaks_the_promise_of_the_shop() {
    let done = shop(|text| text.replace("  read 400MiB/s", "  #"));
    let found = done
        .diags
        .iter()
        .find(|diag| diag.name() == "rpo-not-met")
        .unwrap();
    let copy = found.sum.iter().find(|term| term.name == "copy").unwrap();
    // 2:00 set-up and 150 GiB at 100 MiB/s.
    assert_eq!((copy.seconds, copy.source), (120 + 1_536, "assumed"));
    let help = found.help.as_deref().unwrap();
    assert!(help.contains("`read 200MiB/s`"), "{help}");
    assert!(
        help.contains("52m33s"),
        "the cheapest change is computed again: {help}"
    );
    assert!(
        found.because.iter().any(|line| line.contains("touched")),
        "other changes are named: {:?}",
        found.because
    );
}

#[test]
fn a_missed_run_costs_a_gap() {
    let done = shop(|text| {
        text.replace(
            "rpo 1h; rto 1h; keep 7d",
            "rpo 1h; rto 1h; keep 7d; tolerate 1",
        )
    });
    let terms = terms(&done, "critical-snapshot");
    assert_eq!(terms[0], ("gap", 1_800), "two gaps of a quarter of an hour");
}

/// What is lost with one set that has everything to itself.
fn one(tier: &str, workload: &str) -> Compilation {
    compile(&[(
        "p.drplan".to_owned(),
        format!(
            "plan p\ncluster c {{ region r }}\ncluster d {{ recovers c; brings velero; region q }}\nstore s {{ s3 b {{ region q }} }}\nsnapshots e {{ driver x }}\ntier t {{ {tier} }}\nnamespace n {{ tier t; {workload} }}\n"
        ),
    )])
}

#[test]
fn a_size_that_nobody_says_is_two_sizes() {
    let verdict = |rpo: &str, volume: &str| {
        let done = one(
            &format!("rpo {rpo}; keep 90d"),
            &format!("workload statefulset/w {{ volume v {volume} }}"),
        );
        let analysis = done.analysis.as_ref().unwrap();
        let named: Vec<String> = done
            .diags
            .iter()
            .map(|diag| diag.name().to_owned())
            .filter(|name| name != "too-many-backups")
            .collect();
        (
            analysis.sets()[0].worst_case.as_ref().unwrap().verdict,
            named,
        )
    };
    // 1 TiB at 100 MiB/s takes 2:54:46, 100 GiB 17:04.
    let (held, found) = verdict("2h", "");
    assert_eq!(
        (held, found),
        (Verdict::KeptIfSmall, vec!["size-unknown".to_owned()])
    );
    let (held, found) = verdict("2h", "{ size 100Gi }");
    assert_ne!(held, Verdict::KeptIfSmall);
    assert!(found.is_empty(), "{found:?}");
    let (held, found) = verdict("15m", "");
    assert_eq!(
        (held, found),
        (Verdict::Broken, vec!["rpo-not-met".to_owned()])
    );
    let (held, found) = verdict("3d", "");
    assert!(matches!(
        held,
        Verdict::Kept | Verdict::KeptWithoutMissedRun
    ));
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn smaller_losses_may_be_promised_more() {
    let found = |tier: &str| {
        let done = one(tier, "workload statefulset/w { volume v { size 1Gi } }");
        done.diags
            .iter()
            .map(|diag| diag.name())
            .collect::<Vec<_>>()
    };
    assert!(found("rpo 6h; keep 7d; when cluster { rpo 1h }").is_empty());
    assert_eq!(
        found("rpo 6h; keep 7d; when cluster { rpo 5m }"),
        ["rpo-not-met"]
    );
    let text = "plan p\ncluster c { region r }\nstore s { s3 b { region r } }\ntier t { rpo 6h; keep 7d; when region { rpo 1d } }\nnamespace n { tier t; workload statefulset/w { volume v { size 1Gi } } }\n";
    let done = compile(&[("p.drplan".to_owned(), text.to_owned())]);
    let names: Vec<&str> = done.diags.iter().map(|diag| diag.name()).collect();
    assert_eq!(
        names,
        ["region-not-covered", "rpo-not-met"],
        "nothing is left of it"
    );
}

/// Whatever is written, a sum ends, and what is too much is a finding.
#[test]
fn absurd_numbers_end_in_findings() {
    for (tier, workload) in [
        (
            "rpo 1h; keep 7d",
            "workload statefulset/w { replicas 18446744073709551615; volume v { size 1Gi } }",
        ),
        (
            "rpo 1h; keep 7d",
            "workload statefulset/w { volume v { size 18000P; change 9999%/d } }",
        ),
        (
            "rpo 5200w; keep 5200w",
            "workload statefulset/w { volume v { size 18000P; touched 0% } }",
        ),
        (
            "rpo 1h; keep 7d; tolerate 18446744073709551615",
            "workload statefulset/w { volume v { size 1Gi } }",
        ),
        (
            "rpo 1h; keep 7d; avoid 00:00-12:00, 12:00-00:00",
            "workload statefulset/w { volume v { size 1Gi } }",
        ),
        (
            "rpo 1h; keep 7d; every \"@every 1s\"",
            "workload statefulset/w { volume v { size 1Gi } }",
        ),
    ] {
        let done = one(tier, workload);
        let errors = done.diags.iter().any(|diag| diag.name() != "cron-drifts");
        assert!(errors, "{tier} and {workload} pass");
    }
}

/// Each thing that may be lost has a worst case of its own, and damage that is noticed late has one.
#[test]
fn every_loss_has_a_worst_case() {
    let text = "plan p
cluster prod { region us-east-1; read 400MiB/s; concurrent-backups 2 }
cluster dr { recovers prod; brings velero; region us-west-2 }
store main { s3 p-velero { region us-east-1 }; replica p-west { region us-west-2; lag 10m } }
tier t { rpo 6h; keep 14d; detect 3d; every \"0 */2 * * *\" }
namespace a { tier t; workload statefulset/db { recover snapshot; volume data { size 40Gi } } }
namespace b {
  tier t
  workload statefulset/db {
    recover replication postgres-logical { standby us-west-2 \"db.internal:5432\"; lag 5s; promote \"SELECT 1\" { secret s } }
  }
  workload deployment/cache { recover rebuild }
}
";
    let done = compile(&[("p.drplan".to_owned(), text.to_owned())]);
    let analysis = done.analysis.as_ref().unwrap();
    let all = analysis.guarantees();
    let words = |workload: &str| {
        let one = all.iter().find(|one| one.label() == workload).unwrap();
        let losses = one.losses().into_iter();
        let word = |(of, loss)| match loss {
            DataLoss::Staleness(time) | DataLoss::Lag(time) => format!("{of} {}", time.get()),
            other => format!("{of} {other:?}"),
        };
        losses.map(word).collect::<Vec<_>>().join(", ")
    };
    // Gap, tick, objects, snapshot, set-up, 40 GiB at 400 MiB/s; where dr answers, it reads the replica, which is behind.
    let copied = 7_200 + 60 + 30 + 15 + 120 + 103;
    // Damage just after a capture: the one before lies a gap, a tick and what comes before the snapshot apart.
    let (region, late) = (copied + 600, 3 * 86_400 + 7_200 + 60 + 30 + 15);
    assert_eq!(
        words("a/statefulset/db"),
        format!(
            "volume {copied}, cluster {region}, zone {region}, region {region}, corruption {late}"
        )
    );
    assert_eq!(
        words("b/statefulset/db"),
        "volume 5, cluster 5, zone 5, region 5, corruption Everything"
    );
    assert!(words("b/deployment/cache").ends_with("corruption NoData"));
}

/// What a repository shows of pods and claims is used where the plan does not state it, and
/// nothing is read of what a kustomization changes.
#[test]
fn pods_and_claims_are_read() {
    let mut all = plans().into_iter();
    let plan = all.find(|plan| plan.name == "repository/read").unwrap();
    let terms = |done: &Compilation| {
        let analysis = done.analysis.as_ref().unwrap();
        let set = analysis.sets().first().unwrap();
        let sum = breakdown::of_set(set, Scope::Region).unwrap();
        let copy = sum
            .terms
            .iter()
            .find(|term| term.kind.name() == "copy")
            .unwrap();
        let size = copy
            .inputs
            .iter()
            .find(|input| input.quantity.name() == "size")
            .unwrap();
        (set.demand.snapshots, size.value.clone(), size.origin.word())
    };
    // Three pods and two pods with two claims each: the plan says two pods, not the seven, and does not name all
    // claims of theirs.
    let shown = compile_in(&plan.files, plan.root.as_deref());
    assert_eq!(terms(&shown), (10, "200Gi".to_owned(), "read"));
    let alone = compile(&plan.files);
    assert_eq!(terms(&alone), (4, "1Ti".to_owned(), "assumed"));
}
