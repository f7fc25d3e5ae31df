//! objects-without-effect: an age for objects whose Schedule copies the data too, so that the `rpo` decides it.

use crate::analyze::effective::Member;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::OBJECTS_WITHOUT_EFFECT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let members = cx.analysis.members();
    let applies = |member: &Member| member.set_method().copies_objects_alone();
    let mut once: Once<Span> = Once::new();
    for member in members {
        let Some(span) = member.objects.and_then(|objects| objects.origin.span()) else {
            continue;
        };
        // What is stated in a tier is for those of its namespaces that it applies to. What is made again from Git is
        // `rebuild-restores-nothing`.
        let own = member.block.values.objects.is_some();
        let stated = members
            .iter()
            .filter(|other| other.objects.and_then(|one| one.origin.span()) == Some(span));
        if stated.clone().any(|other| applies(other))
            || own && member.is_from_git_alone()
            || !once.first(span)
        {
            continue;
        }
        out.push(
            LINT.diag(
                span,
                format!(
                    "`objects` has no effect: Velero copies more than the objects of `{}`",
                    member.name.value.as_str()
                ),
            )
            .label("one Schedule copies objects and data, and the `rpo` decides how often it runs")
            .help("remove `objects`, or write `recover replication`, `recover operator` or `recover elsewhere` for every workload"),
        );
    }
}
