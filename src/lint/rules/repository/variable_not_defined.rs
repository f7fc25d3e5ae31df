//! variable-not-defined: a variable that nothing substitutes on a recovery cluster.

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::{Applied, applied};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::referred_kind;
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    finding: &findings::VARIABLE_NOT_DEFINED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied(cx) {
        if let Some(diag) = unfilled(cx, &applied).filter(|_| once.first(applied.path.span)) {
            out.push(diag);
        }
    }
}

fn unfilled(cx: &LintCx<'_>, applied: &Applied<'_>) -> Option<Diag> {
    let cluster = &applied.side.cluster;
    let apps = applied.member.and_then(|member| member.block.apps.as_ref());
    let more = apps.iter().flat_map(|apps| &apps.substitute_from);
    let stated = cluster.substitute_from.iter().chain(more);
    let stated = stated.map(|source| {
        let (word, name) = &source.value;
        (referred_kind(word), &**name)
    });
    let carried = cx
        .inventory
        .carried(cluster.id, applied.path.value.as_str());
    let carried = carried.iter().flat_map(|carried| &carried.substitute_from);
    let carried = carried.map(|values| (values.kind(), values.name.as_str()));
    let mut sources = stated.chain(carried).peekable();
    let variables = &applied.contents.variables;
    if sources.peek().is_none() {
        // Shell variables look the same: only those of a path that the primary substitutes are Flux's.
        let paths = [Some(applied.path), apps.map(|apps| &apps.path)];
        let mut wirings = cx.inventory.flux.values();
        let file = wirings.find_map(|flux| {
            let mut paths = paths.iter().flatten();
            paths.find_map(|path| flux.fills.get(path.value.as_str()))
        })?;
        let (name, used) = variables.first_key_value()?;
        return Some(
            diag(applied, name, used)
                .because(format!("where `{file}` applies it, Flux substitutes it"))
                .help(format!("write `substitute-from configmap/NAME` in cluster `{}`, and commit that ConfigMap to the path of the cluster", cluster.stated_name())),
        );
    }
    let keys = &cx.inventory.flux.get(&cluster.id)?.keys;
    let mut known = BTreeSet::new();
    let mut names = Vec::new();
    for (kind, name) in sources {
        // One that is not shown may have any key.
        known.extend(keys.get(&(kind.to_owned(), name.to_owned()))?);
        names.push(format!("`{}/{name}`", kind.to_ascii_lowercase()));
    }
    names.dedup();
    let (name, used) = variables.iter().find(|(name, _)| !known.contains(name))?;
    Some(
        diag(applied, name, used)
            .because(format!("{} does not have it", names.join(", ")))
            .help(format!(
                "add `{name}` there, or write `${{{name}:=DEFAULT}}`"
            )),
    )
}

fn diag(applied: &Applied<'_>, name: &str, used: &str) -> Diag {
    LINT.diag(
        applied.path.span,
        format!(
            "nothing substitutes `${{{name}}}` of `{used}` on `{}`",
            applied.side.cluster.stated_name()
        ),
    )
    .label("Flux 2.9 refuses the path; older versions apply it with the text unchanged or empty")
}
