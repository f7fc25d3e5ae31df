//! The schedules that are chosen: they keep what is promised, and stay where they are.

use crate::support::harness::compile;
use drplan::analyze::rpo::worst_case::Verdict;
use drplan::driver::Compilation;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Tiers whose sets need more or less of the one slot.
const TIERS: [(&str, &str); 4] = [
    ("gold", "rpo 1h; keep 7d"),
    ("silver", "rpo 4h; keep 14d; avoid 08:00-09:30"),
    ("bronze", "rpo 30h; keep 30d"),
    ("iron", "rpo 12h; keep 30d; recover snapshot"),
];

fn plan(namespaces: &[(usize, u64)]) -> Compilation {
    let mut text = String::from(
        "plan p\ncluster c { region r; read 400MiB/s }\nstore s { s3 b { region q } }\nsnapshots e { driver x }\n",
    );
    for (name, values) in TIERS {
        text.push_str(&format!("tier {name} {{ {values} }}\n"));
    }
    for (tier, size) in namespaces {
        let (name, _) = TIERS[*tier];
        let kind = if *tier == 3 {
            "snapshot"
        } else {
            "file-backup"
        };
        text.push_str(&format!(
            "namespace n{tier}-{size} {{ tier {name}; workload statefulset/w {{ recover {kind}; volume v {{ size {size}Gi }} }} }}\n"
        ));
    }
    compile(&[("p.drplan".to_owned(), text)])
}

/// The cron line of every set whose promise holds.
fn lines(done: &Compilation) -> BTreeMap<String, String> {
    let analysis = done.analysis.as_ref().unwrap();
    let kept = analysis.sets().iter().filter(|set| {
        let verdict = set.worst_case.as_ref().map(|worst_case| worst_case.verdict);
        matches!(verdict, Some(Verdict::Kept | Verdict::KeptWithoutMissedRun))
    });
    kept.map(|set| {
        (
            set.name.clone(),
            set.schedule.as_ref().unwrap().cron.clone(),
        )
    })
    .collect()
}

fn clean(done: &Compilation) -> bool {
    // How many backups are retained is another question.
    let other = ["too-many-backups", "unused-tier"];
    let mut found = done.diags.iter();
    found.all(|diag| other.contains(&diag.name()))
}

#[test]
fn schedules_are_moved_apart_only_where_a_promise_needs_it() {
    // Two hundred sets of one slot each hold it for two minutes a day: a few fall on one minute,
    // and none of their promises minds.
    let mut text = String::from("plan p\ncluster c { region r }\nstore s { s3 b { region q } }\n");
    text.push_str("tier t { rpo 30h; keep 30d }\n");
    for n in 0..200 {
        text.push_str(&format!("namespace n{n} {{ tier t; keep {}h }}\n", 800 + n));
    }
    let done = compile(&[("p.drplan".to_owned(), text.clone())]);
    assert!(clean(&done));
    let more = format!("{text}namespace more {{ tier t; keep 799h }}\n");
    let more = compile(&[("p.drplan".to_owned(), more)]);
    let (before, after) = (lines(&done), lines(&more));
    assert!(
        before
            .iter()
            .all(|(set, line)| after.get(set) == Some(line))
    );
    assert_eq!(after.len(), before.len() + 1);
}

/// Three thousand schedules on one cluster are decided, and none is forgotten.
#[test]
fn thousands_of_schedules_are_decided() {
    let mut text = String::from(
        "plan p\ncluster c { region r; concurrent-backups 64; nodes 16; node-agent-load 8 }\nstore s { s3 b { region q }; upload 4000MiB/s }\ntier t { rpo 8h; keep 30d }\n",
    );
    for n in 0..3_000 {
        text.push_str(&format!("namespace n{n} {{ tier t; keep {}h; workload deployment/w {{ recover file-backup; volume v {{ size 1Gi; touched 1% }} }} }}\n", 800 + n));
    }
    let done = compile(&[("p.drplan".to_owned(), text.clone())]);
    assert!(clean(&done), "{:?}", done.diags.iter().next());
    assert_eq!(lines(&done).len(), 3_000);
    // What one slot cannot do is one finding, not three thousand.
    let one = text.replace("; concurrent-backups 64", "");
    let names: Vec<&str> = compile(&[("p.drplan".to_owned(), one)])
        .diags
        .iter()
        .map(|diag| diag.name())
        .filter(|name| *name != "too-many-backups")
        .collect();
    assert_eq!(names, ["cannot-keep-up"]);
}

#[test]
fn a_wait_that_breaks_a_promise_is_avoided() {
    // One slot, and two sets that hold it for most of half an hour: at most minutes they would
    // wait for each other for longer than the tighter promise can bear.
    let mut moved = 0;
    for n in 0..40 {
        let text = format!(
            "plan p{n}\ncluster c {{ region r }}\nstore s {{ s3 b {{ region q }} }}\ntier a {{ rpo 90m; keep 7d; recover file-backup }}\ntier b {{ rpo 26h; keep 7d; recover file-backup }}\nnamespace x {{ tier a; workload statefulset/w {{ volume v {{ size 100Gi }} }} }}\nnamespace y {{ tier b; workload statefulset/w {{ volume v {{ size 150Gi }} }} }}\n"
        );
        let done = compile(&[("p.drplan".to_owned(), text)]);
        let names: Vec<&str> = done
            .diags
            .iter()
            .map(|diag| diag.name())
            .filter(|name| *name == "rpo-not-met")
            .collect();
        assert!(names.is_empty(), "p{n}: {names:?}");
        let analysis = done.analysis.as_ref().unwrap();
        let waits = analysis
            .sets()
            .iter()
            .filter_map(|set| set.worst_case.as_ref());
        moved += waits
            .filter(|worst_case| worst_case.waits.most.queue.get() > 0)
            .count();
    }
    assert!(moved > 0, "some of them wait, and still keep their promise");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Where every promise holds before and after, a namespace more or less moves no schedule of a
    /// set that it is not in.
    #[test]
    fn edits_move_nothing_else(
        namespaces in proptest::collection::btree_set((0usize..4, 1u64..12), 1..10),
        at in 0usize..10,
    ) {
        let all: Vec<(usize, u64)> = namespaces.into_iter().collect();
        let gone = all[at % all.len()];
        let rest: Vec<(usize, u64)> = all.iter().copied().filter(|n| *n != gone).collect();
        let (whole, less) = (plan(&all), plan(&rest));
        prop_assume!(clean(&whole) && clean(&less));
        let (whole, less) = (lines(&whole), lines(&less));
        for (set, line) in &less {
            if !set.starts_with(TIERS[gone.0].0) {
                prop_assert_eq!(whole.get(set), Some(line), "{} moved", set);
            }
        }
        // The same namespaces in another order of the text are the same plan.
        let mut turned = all.clone();
        turned.reverse();
        prop_assert_eq!(lines(&plan(&turned)), whole);
    }
}
