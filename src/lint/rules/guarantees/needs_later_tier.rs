//! needs-later-tier: an application that waits for the restore of a later tier.

mod in_git;

use crate::analyze::effective::Member;
use crate::analyze::needs::{self, Standing};
use crate::analyze::recovery::{StageKind, tiers_in_order};
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::NEEDS_LATER_TIER,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    // Tiers have an order in a recovery alone.
    if cx
        .model
        .clusters
        .values()
        .all(|cluster| cluster.recovers.is_none())
    {
        return;
    }
    in_one_path(cx, out);
    in_git::in_git(cx, out);
    for (member, need, standing) in needs::all_needs(cx.analysis) {
        // What is not in the plan is `unknown-name`.
        let Standing::LowerPriority(tier) = standing else {
            continue;
        };
        let (own, later) = (member.tier_name(), &tier.name.value);
        out.push(
            LINT.diag(
                need.span,
                format!(
                    "a namespace of tier `{own}` needs `{}` of tier `{later}`, which is restored later",
                    need.name
                ),
            )
            .label(format!("its applications start only after all of `{later}` is restored"))
            .related(tier.name.span, format!("`{later}` comes after `{own}`"))
            .help(format!(
                "put `{}` into tier `{own}`, or give `{later}` an earlier `order`",
                need.name
            )),
        );
    }
}

/// Namespaces of several tiers that one path brings: Flux applies the path as a whole, so the first of them
/// waits for the data of the last.
fn in_one_path(cx: &LintCx<'_>, out: &mut Diags) {
    let order = tiers_in_order(cx.model);
    let place = |member: &Member| order.iter().position(|tier| member.is_in(tier.id));
    let mut once = Once::new();
    for stage in cx.analysis.sides().iter().flat_map(|side| &side.stages) {
        let StageKind::Apps(..) = stage.kind else {
            continue;
        };
        let members = || {
            let members = stage.kind.members();
            members.filter(|member| member.tier.is_some())
        };
        let ends = (
            members().min_by_key(|member| place(member)),
            members().max_by_key(|member| place(member)),
        );
        let (Some(early), Some(late)) = ends else {
            continue;
        };
        // What is in no tier is not restored, and waits for the data of none.
        let (Some(own), Some(later)) = (&early.tier, &late.tier) else {
            continue;
        };
        let Some(apps) = &early.block.apps else {
            continue;
        };
        // Two blocks of one namespace over one path are `path-applied-twice`.
        let one = early.name.value == late.name.value;
        if one || place(early) == place(late) || !once.first(apps.path.span) {
            continue;
        }
        let latest = later.name.span;
        let (own, later) = (&own.name.value, &later.name.value);
        let name = |member: &Member| member.name.value.as_str().to_owned();
        let (first, last) = (name(early), name(late));
        out.push(
            LINT.diag(
                apps.path.span,
                format!("`{first}` of tier `{own}` and `{last}` of tier `{later}` come from one path"),
            )
            .about([subjects::of_block(early.block.id)])
            .label(format!("Flux applies the path as a whole, after all of `{later}` is restored: a claim that it makes earlier would be empty"))
            .related(latest, format!("`{later}` comes after `{own}`"))
            .help(format!("write a path for each: `apps PATH` with the folder of `{first}` alone"))
            .alternative("put both into one tier"),
        );
    }
}
