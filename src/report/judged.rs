//! The verdict on a plan: first what was not judged, then what is known of the rest.

mod beside;
mod names;

use crate::analyze::Analysis;
use crate::analyze::backup::cost::SIZE;
use crate::analyze::breakdown::Input;
use crate::analyze::guarantees::{DataLoss, Guarantee, Status, TimeStatus};
use crate::analyze::origin::Origin;
use crate::analyze::quantities::plural;
use crate::analyze::rto::Recovery;
use crate::model::Method;
use beside::{copied_elsewhere, is_refilled, untold};
use names::{from_replicas, unsized_volumes};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Names in one sentence; the others are counted.
const NAMES: usize = 5;

/// No drill is built by drplan and no record of one is read, so no plan has any evidence.
pub(super) const NEVER_REHEARSED: &str =
    "Never rehearsed: there is no evidence of a drill of this plan.";

/// What is known of all promises together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    /// All hold, and all of them are judged.
    Kept,
    /// What is judged holds.
    Open,
    /// Some do not hold.
    Broken,
}

/// The verdict box.
#[derive(Debug, Serialize)]
pub(super) struct Judged {
    pub(super) outcome: Outcome,
    /// What was not judged, or rests on what nothing proves.
    open: Vec<String>,
    /// What was never tried.
    rehearsal: &'static str,
    /// What holds and what does not.
    verdict: String,
}

/// Whether a line is known to break a promise.
pub(super) fn is_broken(one: &Guarantee) -> bool {
    matches!(one.status(), Status::NotMet | Status::EverythingLost)
        || one.time_status() == TimeStatus::NotMet
}

/// Judges a plan.
pub(super) fn judge(analysis: &Analysis) -> Judged {
    let all = analysis.guarantees();
    let broken = labels(all, is_broken);
    let near = labels(all, |one| !one.outlives_region());
    let open = open(analysis);
    let count = plural(all.len() as u64, "line");
    let outcome = match (broken.is_empty() && near.is_empty(), open.is_empty()) {
        (false, _) => Outcome::Broken,
        (true, false) => Outcome::Open,
        (true, true) => Outcome::Kept,
    };
    let mut verdict = match (broken.len(), open.is_empty()) {
        (0, true) => format!("All promises hold, in {count} of the plan."),
        (0, false) => format!("What is judged holds, in {count} of the plan."),
        (1, _) => format!("1 of {count} does not hold: {}.", listed(&broken)),
        (n, _) => format!("{n} of {count} do not hold: {}.", listed(&broken)),
    };
    if !near.is_empty() {
        verdict.push_str(&format!(
            " Nothing of {} outlives the loss of its region.",
            listed(&near)
        ));
    }
    Judged {
        outcome,
        open,
        rehearsal: NEVER_REHEARSED,
        verdict,
    }
}

/// What was not judged, and what the verdict rests on without a proof.
fn open(analysis: &Analysis) -> Vec<String> {
    let all = analysis.guarantees();
    let mut notes = Vec::new();
    let mut note = |names: Vec<String>, say: &dyn Fn(&str) -> String| {
        if !names.is_empty() {
            notes.push(say(&listed(&names)));
        }
    };
    note(labels(all, untold), &|of| {
        format!(
            "How old the data of {of} is, and how long it takes to fetch it, is not judged: `from` declares neither."
        )
    });
    note(
        labels(all, |one| one.status() == Status::Unknown && !untold(one)),
        &|of| format!("The worst case of {of} is not known."),
    );
    let mut unread: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for one in all.iter().filter(|one| one.status().is_kept()) {
        if one.verdict().not_read > 0 && !one.verdict().is_proved() {
            let names = unread.entry(one.verdict().not_read).or_default();
            names.push(name(one));
        }
    }
    for (count, names) in unread {
        let parts = plural(count as u64, "part");
        note(unique(names), &|of| {
            format!(
                "The promises of {of} rest on {parts} of the repository that drplan did not read."
            )
        });
    }
    note(
        labels(all, |one| one.status() == Status::SizeUnknown),
        &|of| format!("The worst case of {of} depends on a size that is not declared."),
    );
    note(
        labels(all, |one| one.time_status() == TimeStatus::NotComputed),
        &|of| format!("A recovery time is promised for {of} and is not computed."),
    );
    note(labels(all, |one| one.member.rto.is_none()), &|of| {
        format!("No recovery time is promised for {of}.")
    });
    note(
        labels(all, |one| one.is_undeclared() && !is_rest(one)),
        &|of| {
            format!(
                "No workload is declared in {of}: volumes are copied, and no worst case counts them."
            )
        },
    );
    note(
        labels(all, |one| one.is_undeclared() && is_rest(one)),
        &|_| {
            "The plan does not name the namespaces of `*`: what runs in them is not known, and no worst case counts their volumes.".to_owned()
        },
    );
    note(unsized_volumes(analysis), &|of| {
        format!("No size is declared or read for {of}: {SIZE} is assumed.")
    });
    note(labels(all, |one| one.assumed.is_some()), &|of| {
        format!("The worst-case loss of {of} rests on assumed values.")
    });
    let mut alike: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    for recovery in analysis.recoveries() {
        let name = recovery.cluster.name.value.to_string();
        alike.entry(assumed_by(recovery)).or_default().push(name);
    }
    for (assumed, clusters) in alike {
        note(assumed, &|of| {
            let clusters = listed(&clusters);
            format!("The recovery time on {clusters} rests on assumed values: {of}.")
        });
    }
    note(from_replicas(analysis), &|of| {
        format!(
            "The recovery time on {of} is that of one run: a replica that is behind may hold only a part of the newest backup, and a second run, with the backup before it, is begun by hand."
        )
    });
    note(
        labels(all, |one| one.method == Method::Replication),
        &|of| {
            format!(
                "How far the standby of {of} is behind is declared, and drplan does not measure it."
            )
        },
    );
    note(labels(all, |one| one.method == Method::Operator), &|of| {
        format!(
            "The backups of {of} are made by an operator: they are declared, and drplan does not read them."
        )
    });
    note(copied_elsewhere(analysis), &|of| {
        format!(
            "The copies of {of} are made by another tool: they are declared, and drplan does not read them."
        )
    });
    note(labels(all, |one| is_refilled(one) && !untold(one)), &|of| {
        format!(
            "The data of {of} is fetched from an archive: its age and the time for it are declared by `from`, and drplan does not read it."
        )
    });
    note(labels(all, stays), &|of| {
        format!(
            "What the snapshots of {of} survive is declared by `lives`, and no copy is made of them."
        )
    });
    note(labels(all, is_damage_open), &|of| {
        format!("Damage that is noticed late is not judged for {of}: `detect` is not declared.")
    });
    notes
}

fn is_rest(one: &Guarantee) -> bool {
    one.member.name.value.as_str() == "*"
}

/// Whether snapshots of a line stay where a statement says that they survive.
fn stays(one: &Guarantee) -> bool {
    one.set.as_ref().is_some_and(|set| {
        let stay = set.demand.snapshots > 0 && !set.moves_data;
        stay && matches!(set.lives.origin, Origin::Declared(_))
    })
}

fn is_damage_open(one: &Guarantee) -> bool {
    if one.method == Method::Elsewhere {
        return false;
    }
    let mut losses = one.losses().into_iter();
    losses.any(|(what, loss)| what == "corruption" && loss == DataLoss::Unknown)
}

/// The values that a recovery time rests on and that no statement declares.
fn assumed_by(recovery: &Recovery) -> Vec<String> {
    let before = recovery.before.terms.iter().flat_map(|term| &term.inputs);
    let stages = recovery.nodes.iter().flat_map(|node| &node.inputs);
    let assumed = |input: &&Input| input.origin == Origin::Assumed;
    let names = before.chain(stages).filter(assumed);
    unique(names.map(|input| format!("`{}`", input.quantity)).collect())
}

fn labels(all: &[Guarantee], wanted: impl Fn(&Guarantee) -> bool) -> Vec<String> {
    let wanted = all.iter().filter(|one| wanted(one));
    unique(wanted.map(name).collect())
}

/// A line in a sentence.
fn name(one: &Guarantee) -> String {
    match one.label() {
        label if label == "*" => "`*`".to_owned(),
        label => label,
    }
}

/// Each once, in its order.
fn unique(names: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut names = names;
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// The first of some names, and how many others there are.
pub(super) fn listed(names: &[String]) -> String {
    let shown = names.get(..NAMES.min(names.len())).unwrap_or_default();
    let others = names.len().saturating_sub(shown.len());
    match (shown.split_last(), others) {
        (None, _) => String::new(),
        (Some(_), 1..) => format!("{} and {others} more", shown.join(", ")),
        (Some((last, [])), 0) => last.clone(),
        (Some((last, first)), 0) => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn names_are_counted_after_the_fifth() {
        let names =
            |count: usize| -> Vec<String> { (1..=count).map(|n| format!("n{n}")).collect() };
        assert_eq!(listed(&names(0)), "");
        assert_eq!(listed(&names(1)), "n1");
        assert_eq!(listed(&names(3)), "n1, n2 and n3");
        assert_eq!(listed(&names(7)), "n1, n2, n3, n4, n5 and 2 more");
    }
}
