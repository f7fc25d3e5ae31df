//! What is said of outputs that should not be where they are.

use super::{Asking, Old};
use crate::cli::io;
use crate::diag::{Diag, findings};

pub(super) fn outputs_not_owned(asking: &Asking, list: &str, names: &str) -> Diag {
    Diag::new(
        &findings::OUTPUTS_NOT_OWNED,
        asking.span,
        format!("`{list}` names files that drplan did not write: {names}"),
    )
    .label("not outputs of this plan")
    .because("`build` removes and replaces what its list names; these files it leaves alone")
    .help("find out who changed the list, then run `drplan build`, which writes it without them")
}

pub(super) fn outputs_shared(asking: &Asking, directory: &str) -> Diag {
    let owner = &asking.owner;
    Diag::new(&findings::OUTPUTS_SHARED, asking.span, format!("another plan `{}`, in `{}`, writes to `{}` too", owner.plan, io::line(directory), owner.folder))
        .label("one folder for two plans")
        .because("each build replaces and removes the files of the other plan, and Flux then deletes its Schedules")
        .help("give one of them another name, or another `output`")
}

pub(super) fn old_outputs(asking: &Asking, old: &Old) -> Diag {
    let plan = &old.owner.plan;
    let count = old.files.len();
    let files = if count == 1 { "file" } else { "files" };
    let first = old.files.first().map_or("", String::as_str);
    let inside = old.files.iter().any(|path| !old.owner.is_stage(path));
    let place = if inside { &old.owner.folder } else { first };
    let diag = Diag::new(
        &findings::OLD_OUTPUTS,
        asking.span,
        format!("{count} old {files} of plan `{plan}` in the repository: `{place}`"),
    )
    .label(io::line(&old.why));
    let stages: Vec<String> = old.stages().map(|path| format!("`{path}`")).collect();
    let diag = if stages.is_empty() {
        diag.because("no stage file is left that makes Flux apply them")
    } else {
        diag.because(format!("Flux still applies them by {}, and their Schedules run", stages.join(", ")))
            .because("once they are removed, Flux deletes these Schedules, and Velero makes no more backups of them; backups in the buckets stay until they expire")
            .because("where this plan takes over its namespaces, its Schedules have other names: until each has run, and its backup is where a recovery reads it, a loss restores nothing of them; run `velero backup create --from-schedule NAME` for each at once")
            .because("Flux also deletes what stages of them have applied, with the namespaces and claims in it, unless they say `deletionPolicy: Orphan`: if a recovery cluster runs them, suspend them there first with `flux suspend kustomization NAME`")
    };
    if old.place.is_none() {
        return diag.help("no list names this file: remove it by hand when nothing needs it");
    }
    diag.help(format!(
        "run `drplan build --remove-old {plan}` when nothing needs them, and commit that"
    ))
}
