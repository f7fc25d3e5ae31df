//! dump-not-in-volume: a dump that lies beside the volume that is backed up, so that each backup is complete and has no data.

use crate::diag::{Diag, Diags, Safety, findings};
use crate::lint::walk::shown_pods::pods_of;
use crate::lint::walk::{declared_workloads, subjects};
use crate::lint::{Lint, LintCx};
use crate::model::{Dump, Recover, Workload};
use crate::recipe::DUMP_PATH;
use crate::repository::contents::{Container, Mount, Pods};

pub(super) static LINT: Lint = Lint {
    finding: &findings::DUMP_NOT_IN_VOLUME,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (place, workload, declared) in declared_workloads(cx) {
        let Some(Recover::Dump(dump)) = place.member.recover_of(workload) else {
            continue;
        };
        let container = dump.hook.container.value.as_str();
        let into = dump.into.value.as_str();
        // A container or a volume that is not there is another finding.
        let known = declared.containers.iter().any(|name| name == container)
            && declared.volumes.iter().any(|name| name == into);
        if !known || place.patches_name(into) || place.patches_name(container) {
            continue;
        }
        let (member, apps) = (place.member, place.member.block.apps.as_ref());
        let contents = apps.and_then(|apps| {
            let path = apps.path.value.as_str();
            cx.inventory.contents(member.id.cluster, path)
        });
        let pods = contents.and_then(|all| pods_of(all, workload, member.name.value.as_str()));
        let Some(pods) = pods else { continue };
        let mut runs = pods.runs.iter();
        if let Some(found) = runs.find(|one| one.name == container) {
            let found = (found, declared.file.as_str());
            let unwritable = || unwritable(workload, pods, found, dump);
            out.extend_one(beside(workload, found, dump).or_else(unwritable));
        }
    }
}

fn beside(workload: &Workload, (runs, file): (&Container, &str), dump: &Dump) -> Option<Diag> {
    let into = dump.into.value.as_str();
    let (container, own) = (&runs.name, &runs.mounts);
    // What Flux or the kubelet fills in is not shown.
    if own
        .iter()
        .any(|mount| mount.path.contains('$') || mount.path.is_empty())
    {
        return None;
    }
    let path = dump.path.as_ref().map_or(DUMP_PATH, |path| &path.value);
    // The longest path is the mount that is in effect.
    let under = own
        .iter()
        .filter(|mount| mount.holds(path))
        .max_by_key(|mount| mount.path.trim_end_matches('/').len());
    let writable = under.filter(|mount| mount.volume == into);
    if writable.is_some_and(|mount| !mount.read_only) {
        return None;
    }
    let at = dump.path.as_ref().map_or(dump.into.span, |path| path.span);
    let diag = LINT
        .diag(
            at,
            match (writable, under) {
                (Some(_), _) => format!("nothing can be written to `{path}`"),
                (None, Some(other)) => {
                    format!("`{path}` is in volume `{}`, not in `{into}`", other.volume)
                }
                (None, None) => format!("`{path}` is in no volume of container `{container}`"),
            },
        )
        .about(subjects::of_workload(workload.id).into_iter().take(1))
        .label(match writable {
            Some(_) => "the dump fails in every run",
            None => "the dump is written there, and only the volume of `into` is backed up",
        });
    let mounts: Vec<&Mount> = own.iter().filter(|mount| mount.volume == into).collect();
    let diag = match mounts.as_slice() {
        [] => diag.because(format!(
            "`{}` does not mount `{into}` in `{container}`",
            file
        )),
        _ => diag.because(format!(
            "`{}` mounts `{into}` in `{container}` at `{}`{}",
            file,
            paths(&mounts).join("`, `"),
            if writable.is_some() {
                " with `readOnly`"
            } else {
                ""
            },
        )),
    };
    let writable: Vec<&Mount> = mounts
        .into_iter()
        .filter(|mount| !mount.read_only)
        .collect();
    Some(match (writable.as_slice(), &dump.path) {
        ([mount], Some(stated)) => diag
            .help(format!("write `path {}`", mount.path))
            .fix(stated.span, mount.path.clone(), Safety::Review),
        ([mount], None) => diag.help(format!(
            "write `path {}`; without a `path` it is `{DUMP_PATH}`",
            mount.path
        )),
        ([], _) => diag.help(format!(
            "mount volume `{into}` in container `{container}` at `{path}`, so that it can be written"
        )),
        (several, _) => diag.help(format!(
            "write `path PATH` with one of `{}`",
            paths(several).join("`, `")
        )),
    })
}

/// A volume that is mounted for reading alone, whatever its mounts say.
fn unwritable(
    workload: &Workload,
    pods: &Pods,
    (runs, file): (&Container, &str),
    dump: &Dump,
) -> Option<Diag> {
    let into = dump.into.value.as_str();
    let mut volumes = pods.volumes.iter();
    let volume = volumes.find(|volume| volume.name == into && volume.read_only)?;
    Some(
        LINT.diag(
            dump.into.span,
            format!(
                "nothing can be written to volume `{}` in container `{}`",
                volume.name, runs.name
            ),
        )
        .about(subjects::of_workload(workload.id).into_iter().take(1))
        .label("the dump fails in every run")
        .because(format!("`{file}` has `readOnly: true` in `volumes` for it"))
        .help("remove `readOnly`, or name another volume in `into`"),
    )
}

fn paths<'m>(mounts: &[&'m Mount]) -> Vec<&'m str> {
    mounts.iter().map(|mount| mount.path.as_str()).collect()
}
