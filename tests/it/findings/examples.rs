//! Every finding is shown twice, in two shapes: by its page, and by a plan with its mark.
//!
//! A rule that was written for one example often knows no other. `plans/cases/second` has the second
//! examples of findings that no other case shows; what takes a repository stands in `plans/repository`.

use super::pages::{NOT_TEXT, wrong_examples};
use crate::support::harness::{marks, plans};
use std::collections::BTreeMap;

/// Findings with one example. A finding leaves the list with its second; none comes in.
const ONE_EXAMPLE: &[&str] = &[
    "class-not-mapped",
    "crds-by-job",
    "cyclic-use",
    "flags-not-set",
    "hook-filtered",
    "hook-hidden",
    "old-outputs",
    "outputs-shared",
    "registry-lost",
    "repository-outside",
    "same-overlay",
    "two-plans",
    "use-not-found",
];

#[test]
fn every_finding_has_a_second_example() {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for plan in plans() {
        for (_, _, name) in marks(&plan.files) {
            *count.entry(name).or_default() += 1;
        }
    }
    let mut faults = Vec::new();
    for row in drplan::diag::findings::FINDINGS {
        let shown = count.get(row.name).unwrap_or(&0) + wrong_examples(row.page);
        let listed = ONE_EXAMPLE.contains(&row.name);
        match shown {
            0 | 1 if !listed && !NOT_TEXT.contains(&row.name) => {
                faults.push(format!("{} has {shown} example", row.name));
            }
            2.. if listed => faults.push(format!("{} has a second: it leaves the list", row.name)),
            _ => {}
        }
    }
    for name in ONE_EXAMPLE {
        if drplan::diag::findings::find(name).is_none() {
            faults.push(format!("{name} is not a finding"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
