//! hook-not-safe: a hook that does not make this kind of copy consistent.

use crate::analyze::backup::demand::{Capture, capture};
use crate::diag::{Diags, findings};
use crate::lint::walk::engine_files::mounted;
use crate::lint::walk::shown_pods::shown_pods;
use crate::lint::walk::{hooks, subjects};
use crate::lint::{Lint, LintCx};
use crate::model::{Dump, Holds, Method, Recover};
use crate::repository::contents::Container;

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_NOT_SAFE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    beside_files(cx, out);
    for (member, workload, hook) in hooks(cx) {
        let method = member.method_of(workload);
        let copied = matches!(method, Method::Snapshot | Method::FileBackup);
        // A lock or a state that is held too long is a finding of its own, and is not reported again.
        let stated = hook.holds == Holds::SessionLock
            || hook.holds == Holds::ServerState && method == Method::FileBackup;
        if copied && !stated && !hook.safe.contains(&method) {
            let diag = LINT
                .diag(
                    hook.span,
                    format!(
                        "`{}` does not make a {} consistent",
                        hook.label,
                        method.word()
                    ),
                )
                .label(label(method))
                .related(
                    workload.name.span,
                    format!("this workload is recovered by {}", method.word()),
                );
            let own = workload.hook.as_ref();
            let own = own.and_then(|used| cx.model.hooks.get(used.hook.value));
            out.push(match (own, hook.safe.first()) {
                // What the hook of the author makes consistent is stated in the plan.
                (Some(own), Some(other)) => diag
                    .help(format!("write `recover {}`", other.word()))
                    .alternative(format!(
                        "write `safe snapshot, file-backup` in hook `{}`, if it is tested for a {}",
                        own.name.value,
                        method.word()
                    )),
                (None, Some(Method::FileBackup)) => diag.help("write `recover file-backup`"),
                (None | Some(_), _) => {
                    diag.help("write `recover snapshot`, or `recover dump RECIPE { into VOLUME }`")
                }
            });
        }
    }
}

fn label(method: Method) -> &'static str {
    match method {
        Method::Snapshot => {
            "the snapshot has the files of a running engine that this hook did not prepare for it, and the engine may not start from them"
        }
        Method::FileBackup
        | Method::Dump
        | Method::Replication
        | Method::Operator
        | Method::Elsewhere
        | Method::Rebuild => {
            "the copy reads the files of a running engine one after another, and the engine may not start from it"
        }
    }
}

/// Dumps that lie in the volume of the engine's own files, which a file backup reads while the engine writes to them.
fn beside_files(cx: &LintCx<'_>, out: &mut Diags) {
    for shown in shown_pods(cx) {
        let (member, workload) = (shown.member, shown.workload);
        let Some(Recover::Dump(dump)) = member.recover_of(workload) else {
            continue;
        };
        let container = dump.hook.container.value.as_str();
        let mut runs = shown.pods.runs.iter();
        let Some(runs) = runs.find(|one| one.name == container) else {
            continue;
        };
        if capture(cx.model, member, workload) == Some(Capture::Files)
            && let Some(place) = files_in(runs, dump)
        {
            let into = &dump.into.value;
            out.push(
                LINT.diag(
                    dump.into.span,
                    format!("volume `{into}` has the files of the running engine, `{place}`, beside the dump"),
                )
                .about(subjects::of_workload(workload.id))
                .label(label(Method::Dump))
                .because(format!("`{}` mounts it in container `{container}`", shown.pods.file))
                .help("mount another claim for dumps in this container, and write its volume after `into`")
                .alternative("write `recover snapshot`, which has all files of one moment"),
            );
        }
    }
}

/// The directory of the engine's files, where that is in the volume of a dump.
fn files_in(runs: &Container, dump: &Dump) -> Option<String> {
    let (place, mount) = mounted(runs, &dump.hook.recipe.value)?;
    (mount.volume == dump.into.value.as_str()).then_some(place)
}
