//! Every plan raises the findings that its marks name, on their lines, and no other.

use crate::support::harness::{compile_in, found, marks, plans};
use std::collections::BTreeSet;

#[test]
fn marks_are_findings() {
    let mut wrong = Vec::new();
    for plan in plans() {
        let done = compile_in(&plan.files, plan.root.as_deref());
        let mut found = found(&done);
        if plan.name == "quickstart" {
            // Its five lines stand in the documentation as they are, so they carry no mark.
            let expected = (
                "quickstart.drplan".to_owned(),
                2,
                "region-not-covered".to_owned(),
            );
            assert!(found.remove(&expected), "quickstart warns of its region");
        }
        let marks = marks(&plan.files);
        let differ =
            |a: &BTreeSet<_>, b: &BTreeSet<_>| a.difference(b).cloned().collect::<Vec<_>>();
        if found != marks {
            let (unmarked, unfound) = (differ(&found, &marks), differ(&marks, &found));
            wrong.push(format!(
                "{}: found {unmarked:?}, marked {unfound:?}",
                plan.name
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
