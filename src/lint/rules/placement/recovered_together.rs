//! recovered-together: clusters that one cluster cannot recover together, as what is restored of one would meet what is
//! restored of another.

mod applied;

use crate::analyze::carried::carried;
use crate::analyze::effective::Member;
use crate::analyze::recovery::{RecoverySide, StageKind};
use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::NamespaceName;
use crate::model::value::RepoPath;
use crate::source::{Span, Spanned};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) static LINT: Lint = Lint {
    finding: &findings::RECOVERED_TOGETHER,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let sides = cx.analysis.sides();
    for (at, side) in sides.iter().enumerate() {
        if side.cluster.site.is_none() {
            continue;
        }
        rest(cx, side, out);
        let earlier = sides.get(..at).unwrap_or_default().iter();
        for other in earlier.filter(|other| other.cluster.shares_site(&side.cluster)) {
            // One reason is enough: what is changed for it changes the others too.
            let found = namespaces(cx, other, side)
                .or_else(|| paths(cx, other, side))
                .or_else(|| platforms(cx, other, side))
                .or_else(|| stores(other, side))
                .or_else(|| objects(cx, other, side))
                .or_else(|| applied::namespaces(cx, other, side))
                .or_else(|| applied::namespaces(cx, side, other))
                .or_else(|| applied::objects(cx, other, side));
            out.extend_one(found);
        }
    }
}

fn apart(side: &RecoverySide) -> String {
    format!(
        "write another cluster with `recovers {}`, and remove that name here",
        side.primary.name.value
    )
}

fn place(side: &RecoverySide) -> Span {
    let recovers = side.cluster.recovers.as_ref();
    recovers.map_or(side.cluster.name.span, |recovers| recovers.span)
}

/// The safety net brings whatever namespaces its primary has, and those may be there from another one.
fn rest(cx: &LintCx<'_>, side: &RecoverySide, out: &mut Diags) {
    let mut members = cx.analysis.members_of(&side.primary);
    let Some(rest) = members.find(|member| member.name.value == NamespaceName::Rest) else {
        return;
    };
    let (name, primary) = (side.cluster.stated_name(), &side.primary.name.value);
    out.push(
        LINT.diag(
            place(side),
            format!("`{name}` recovers several clusters, and `*` of `{primary}` brings namespaces that no statement names"),
        )
        .label("a namespace of this cluster may have the name of one of another: Velero restores no claim that is already there")
        .related(rest.name.span, format!("every other namespace of `{primary}`"))
        .help(apart(side))
        .alternative("name the namespaces, and remove `*`"),
    );
}

/// What two primaries are called, and the cluster that recovers both.
fn names<'s>(one: &'s RecoverySide, other: &'s RecoverySide) -> [&'s str; 3] {
    let of = |side: &'s RecoverySide| side.primary.name.value.as_str();
    [of(one), of(other), other.cluster.stated_name().as_str()]
}

fn namespaces(cx: &LintCx<'_>, one: &RecoverySide, other: &RecoverySide) -> Option<Diag> {
    let members = |side: &RecoverySide| -> Vec<&Arc<Member>> {
        cx.analysis.members_of(&side.primary).collect()
    };
    let mut known: BTreeMap<&str, &Arc<Member>> = BTreeMap::new();
    let before = members(one);
    for member in &before {
        known.insert(one.cluster.called(member.name.value.as_str()), member);
    }
    for member in members(other) {
        // `*` is reported by itself.
        if member.name.value == NamespaceName::Rest {
            continue;
        }
        let name = other.cluster.called(member.name.value.as_str());
        let Some(first) = known.get(name) else {
            continue;
        };
        let [of, and, site] = names(one, other);
        return Some(
            LINT.diag(
                place(other),
                format!("`{site}` would restore `{name}` from `{of}` and from `{and}`"),
            )
            .label("Velero restores no claim that is already there: one application would run on the data of the other")
            .related(first.name.span, format!("the namespace of `{of}`"))
            .related(member.name.span, format!("the namespace of `{and}`"))
            .help(format!("write `map {0} -> NAME {{ from {and} }}` in cluster `{site}`, with a name that it has only there", member.name.value.as_str()))
            .alternative(apart(other)),
        );
    }
    None
}

/// Two stages with one path: each would remove what the other one applies, and start it without its data.
fn paths(cx: &LintCx<'_>, one: &RecoverySide, other: &RecoverySide) -> Option<Diag> {
    let applied = |side: &RecoverySide| -> Vec<&Spanned<RepoPath>> {
        let members = cx.analysis.members_of(&side.primary);
        let apps = members.filter_map(|member| member.block.apps.as_ref());
        let here = apps.flat_map(|apps| [Some(side.overlay(apps)), apps.standby.as_ref()]);
        here.flatten().collect()
    };
    let before = applied(one);
    for own in applied(other) {
        let mut before = before.iter();
        let Some(first) = before.find(|first| first.value.overlaps(&own.value)) else {
            continue;
        };
        let [of, and, site] = names(one, other);
        return Some(
            LINT.diag(
                place(other),
                format!("two stages of `{site}` would apply `{}`, one for `{of}` and one for `{and}`", own.value),
            )
            .label("the stage that is first starts applications whose claims are not restored, and each removes what the other one applies")
            .related(first.span, format!("applied for `{of}`"))
            .related(own.span, format!("applied for `{and}`"))
            .help("write `recovery PATH` in one of the two `apps`, with an overlay of its own")
            .alternative(apart(other)),
        );
    }
    None
}

/// A platform is one stage for both, which cannot say what their Kustomizations say differently.
fn platforms(cx: &LintCx<'_>, one: &RecoverySide, other: &RecoverySide) -> Option<Diag> {
    let carried = |side: &RecoverySide, path: &str| carried(cx.analysis, &side.cluster, path);
    for platform in cx.model.platforms.values() {
        let path = platform.path.value.as_str();
        let (Some(first), Some(own)) = (carried(one, path), carried(other, path)) else {
            continue;
        };
        if first.applies_the_same(own) {
            continue;
        }
        let [of, and, site] = names(one, other);
        return Some(
            LINT.diag(
                place(other),
                format!("`{path}` is applied otherwise on `{of}` than on `{and}`, and `{site}` has one stage for both"),
            )
            .label("the platform would be that of the first cluster, and the applications of the other one are written for another")
            .related(platform.path.span, "the platform")
            .because(format!("line {} of `{}` says it for `{of}`, and line {} of `{}` for `{and}`", first.line, first.file, own.line, own.file))
            .help("move what differs into objects that `substitute-from` names, or into the path of each cluster")
            .alternative(apart(other)),
        );
    }
    None
}

/// A store of both: its location would be there twice, for two stages.
fn stores(one: &RecoverySide, other: &RecoverySide) -> Option<Diag> {
    let mut own = other.stores.iter();
    let shared = own.find(|store| one.stores.iter().any(|first| first.id == store.id))?;
    let [of, and, site] = names(one, other);
    Some(
        LINT.diag(
            place(other),
            format!("`{site}` would read the backups of `{of}` and of `{and}` from one location, that of `{}`", shared.name.value),
        )
        .label("the location is read-write for one of them while it is read-only for the other")
        .related(shared.name.span, "the store of both")
        .help("write a store for each of the two clusters, with a `prefix` of its own"),
    )
}

/// Names are joined by `-`, which names may contain. A run that was used has left its objects on the cluster.
fn objects(cx: &LintCx<'_>, one: &RecoverySide, other: &RecoverySide) -> Option<Diag> {
    let known = |side: &RecoverySide| -> BTreeSet<String> {
        let rehearsed = cx.analysis.rehearsed().iter();
        let rehearsed = rehearsed.filter(|also| also.cluster.id == side.cluster.id);
        let mut names = BTreeSet::new();
        for side in [side].into_iter().chain(rehearsed.map(|side| &**side)) {
            let stages = side.stages.iter().filter(|stage| !stage.kind.is_shared());
            names.extend(stages.map(|stage| stage.name.clone()));
            names.extend(side.restores.iter().map(|restore| restore.name.clone()));
        }
        let mode = side.cluster.mode.as_ref();
        let used = mode.map_or(&[][..], |mode| mode.value.runs());
        let complete = |run: &str| {
            let engine = cx.analysis.engine();
            engine.stage_name(cx.model, &side.cluster, &StageKind::Complete, run)
        };
        names.extend(used.iter().map(|run| complete(run.value.as_str())));
        names
    };
    let (before, own) = (known(one), known(other));
    let name = own.intersection(&before).next()?;
    let [of, and, site] = names(one, other);
    Some(
        LINT.diag(
            place(other),
            format!("on `{site}` an object of the recovery of `{of}` and one of that of `{and}` are both called `{name}`"),
        )
        .label("names contain the cluster, the tier and the run, joined by `-`")
        .help("give the run or the tier another name")
        .alternative(apart(other)),
    )
}
