//! rebuild-restores-nothing: statements about backups of a namespace of which nothing is copied: no Schedule and no
//! Restore is written for it.

use crate::analyze::effective::Member;
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Namespace, TierValues};
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::REBUILD_RESTORES_NOTHING,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let members = cx.analysis.members().iter();
    // The namespaces of a block state the same.
    let first = members.filter(|member| member.id.namespace.index == 0);
    let mut known = Vec::new();
    for member in first.filter(|member| member.is_from_git_alone()) {
        if known.contains(&member.block.id) {
            continue;
        }
        known.push(member.block.id);
        for (keyword, span) in stated(&member.block) {
            let diag = LINT
                .diag(
                    span,
                    format!(
                        "`{keyword}` has no effect: nothing of `{}` is copied",
                        member.name.value.as_str()
                    ),
                )
                .label("with `recover rebuild` and `apps` there is no backup that anything could be restored from");
            let diag = match rebuild(member) {
                Some(rebuild) => diag.related(rebuild, "all of it comes from Git again"),
                None => diag,
            };
            out.push(
                diag.help(format!("remove `{keyword}`"))
                    .alternative("write another `recover`, for what must be copied"),
            );
        }
    }
}

/// The statement by which nothing is copied.
fn rebuild(member: &Member) -> Option<Span> {
    member.method.origin.span()
}

/// What a namespace itself states about its backups, each by its keyword. Every value of a tier is named here, so that a
/// new one cannot be forgotten.
fn stated(block: &Namespace) -> Vec<(&'static str, Span)> {
    let TierValues {
        rpo,
        rto: _,
        keep,
        store,
        recover: _,
        tolerate,
        every,
        avoid,
        detect,
        order: _,
        switch: _,
        objects,
        also,
        when,
    } = &block.values;
    let mut all = Vec::new();
    let mut add = |keyword, span: Option<Span>| all.extend(span.map(|span| (keyword, span)));
    add("restore", block.restore.as_ref().map(|one| one.span));
    add("exclude", block.exclude.first().map(|one| one.span));
    add("labels", block.labels.first().map(|one| one.span));
    add("rpo", rpo.map(|one| one.span));
    add("keep", keep.map(|one| one.span));
    add("store", store.map(|one| one.span));
    add("tolerate", tolerate.map(|one| one.span));
    add("every", every.as_ref().map(|one| one.span));
    add("avoid", avoid.first().map(|one| one.span));
    add("detect", detect.map(|one| one.span));
    add("also", also.first().map(|one| one.span));
    add("objects", objects.map(|one| one.span));
    let point = when.iter().find_map(|when| when.rpo);
    add("when", point.map(|one| one.span));
    all
}
