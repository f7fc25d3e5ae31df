//! dump-not-alone: a claim beside the one with the dump, which a snapshot takes with it: the engine starts on restored files
//! of a moment in which it ran, and the dump is loaded over them.

use crate::analyze::backup::demand::{Capture, capture};
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::shown_pods::{ShownPods, shown_pods};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::Method;

pub(super) static LINT: Lint = Lint {
    finding: &findings::DUMP_NOT_ALONE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for shown in shown_pods(cx) {
        let (member, workload) = (shown.member, shown.workload);
        let dump = member.method_of(workload) == Method::Dump;
        if dump && capture(cx.model, member, workload) == Some(Capture::Snapshot) {
            out.extend_one(report(&shown));
        }
    }
}

fn report(shown: &ShownPods<'_>) -> Option<Diag> {
    let (workload, pods) = (shown.workload, shown.pods);
    let declared = |name: &str| {
        let mut volumes = workload.volumes.iter();
        volumes.any(|volume| volume.name.value.as_str() == name)
    };
    let beside = pods.volumes.iter().filter(|volume| {
        let asked = shown.asked(volume);
        let excluded = asked.flatten().is_some_and(|claim| claim.is_excluded());
        asked.is_some() && !excluded && !declared(&volume.name)
    });
    let names: Vec<&str> = beside.map(|volume| volume.name.as_str()).collect();
    let first = names.first()?;
    let (what, verb) = match names.len() {
        1 => ("volume", "is"),
        _ => ("volumes", "are"),
    };
    Some(
        LINT.diag(
            workload.name.span,
            format!(
                "the {what} `{}` of `{}` {verb} snapshotted beside the dump, and restored with it",
                names.join("`, `"),
                workload.label()
            ),
        )
        .about(subjects::of_workload(workload.id))
        .label("the engine does not start empty: it starts on files of a moment in which it ran, and the load may end at what is there already")
        .because(format!("`{}` gives them claims, and Velero snapshots every claim of the namespace that no policy leaves out", pods.file))
        .help(format!(
            "write `volume {first} {{ skip \"the dump has it\"; label KEY=VALUE }}`, and add that label to its claim"
        )),
    )
}
