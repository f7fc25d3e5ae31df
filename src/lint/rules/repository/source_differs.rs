//! source-differs: a recovery whose stages come from another repository, or another revision of it, than the primary
//! applies (source-controller 1.9, GitRepository and OCIRepository `spec.ref`).

use crate::analyze::recovery::{InGit, RecoverySide};
use crate::diag::{Diags, findings};
use crate::lint::walk::applied::managed;
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::repository::flux::{Fetches, FluxManifests};
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) static LINT: Lint = Lint {
    finding: &findings::SOURCE_DIFFERS,
    check,
};

/// So many Kustomizations are named.
const NAMED: usize = 4;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for side in managed(cx) {
        let Some(primary) = cx.inventory.flux.get(&side.primary.id) else {
            continue;
        };
        let own = cx.inventory.flux.get(&side.cluster.id);
        let own = own.and_then(|flux| flux.root.fetches.as_ref());
        let first = primary.root.fetches.as_ref();
        // A cold cluster is bootstrapped like its primary, as long as nothing else is shown.
        let Some(here) = own.or(first) else {
            continue;
        };
        let name = side.cluster.stated_name();
        if let Some(there) = first.filter(|there| !same(there, here))
            && once.first(name.as_str().to_owned())
        {
            let at = side.cluster.path.as_ref().map(|path| path.span);
            out.push(
                LINT.diag(
                    at.unwrap_or(side.cluster.name.span),
                    format!("`{name}` follows {}, and `{}` follows {}", here.words(), side.primary.name.value, there.words()),
                )
                .label("what is committed for the recovery, and what runs on the primary, is not what this cluster applies")
                .because(format!("{} stands in `{}`", here.object, here.file))
                .because(format!("{} of the primary stands in `{}`", there.object, there.file))
                .related(side.primary.name.span, "its primary")
                .help(format!("write the `url` and the `ref` of `{}` in `{}`, and change both together", there.file, here.file)),
            );
        }
        // A source that the plan states for the stages may be another one than that of the cluster.
        let stages = cx.analysis.source(&side.cluster);
        if here.object != format!("{} `{}`", stages.kind.kind(), stages.name) {
            continue;
        }
        for ((_, at), all) in others(side, primary, first, here) {
            let Some((one, there)) = all.first() else {
                continue;
            };
            if !once.first(format!("{name} {} {}", there.file, there.object)) {
                continue;
            }
            let names: Vec<String> = all
                .iter()
                .take(NAMED)
                .map(|(name, _)| format!("`{name}`"))
                .collect();
            let more = match all.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            out.push(
                LINT.diag(
                    at,
                    format!(
                        "Kustomization `{one}` of `{}` applies {}, and its stage on `{name}` applies {}",
                        side.primary.name.value, there.words(), here.words()
                    ),
                )
                .label("a recovery starts another revision of the application than the one whose data is restored")
                .because(format!("{} in `{}` is the source of {}{more}", there.object, there.file, names.join(", ")))
                .help(format!("let `{one}` follow the source of the cluster, or keep the revision in the files of its path: image tags, and `ref` of sources that it brings")),
            );
        }
    }
}

fn same(one: &Fetches, other: &Fetches) -> bool {
    one.same_place(other) && one.revision == other.revision
}

/// The Kustomizations of the primary that apply a path of a stage by another source, each with what that fetches.
fn others<'a>(
    side: &'a RecoverySide,
    primary: &'a FluxManifests,
    first: Option<&Fetches>,
    here: &Fetches,
) -> BTreeMap<(&'a str, Span), Vec<(&'a str, &'a Fetches)>> {
    let mut found: BTreeMap<(&str, Span), Vec<(&str, &Fetches)>> = BTreeMap::new();
    let mut spans: BTreeMap<&str, Span> = BTreeMap::new();
    for stage in side.stages.iter().filter_map(|stage| stage.kind.in_git()) {
        let path = match stage {
            InGit::Platform(platform) => &platform.path,
            InGit::Apps(apps) => &apps.path,
        };
        let Some(one) = primary.kustomization_of(path.value.as_str()) else {
            continue;
        };
        let fetches = one.fetches.as_ref().filter(|there| {
            let root = first.is_some_and(|first| first.object == there.object);
            !root && !same(there, here)
        });
        if let Some(there) = fetches {
            let at = *spans.entry(&there.object).or_insert(path.span);
            let all = found.entry((&there.object, at)).or_default();
            if !all.iter().any(|(name, _)| *name == one.name) {
                all.push((&one.name, there));
            }
        }
    }
    found
}
