//! variable-not-defined: a variable that nothing fills in on a recovery cluster.

use super::shared::brought::{Brought, each};
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::model::referred_kind;
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    name: "variable-not-defined",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut seen = BTreeSet::new();
    each(cx, |brought| {
        if let Some(diag) = unfilled(cx, brought).filter(|_| seen.insert(brought.path.span)) {
            out.push(diag);
        }
    });
}

fn unfilled(cx: &LintCx<'_>, brought: &Brought<'_, '_>) -> Option<Diag> {
    let cluster = brought.place.cluster;
    let apps = brought.member.and_then(|member| member.block.apps.as_ref());
    let more = apps.iter().flat_map(|apps| &apps.substitute_from);
    let mut sources = cluster.substitute_from.iter().chain(more).peekable();
    let variables = &brought.shown.variables;
    if sources.peek().is_none() {
        // A shell writes its variables alike: those of a path that the primary fills in are Flux's.
        let paths = [Some(brought.path), apps.map(|apps| &apps.path)];
        let mut wirings = cx.inventory.wiring.values();
        let file = wirings.find_map(|wiring| {
            let mut paths = paths.iter().flatten();
            paths.find_map(|path| wiring.fills.get(path.value.as_str()))
        })?;
        let (name, used) = variables.first_key_value()?;
        return Some(
            diag(brought, name, used)
                .because(format!("where `{file}` applies it, Flux fills it in"))
                .help(format!("write `substitute-from configmap/NAME` in cluster `{}`, and put that ConfigMap at the cluster's path", cluster.name.value)),
        );
    }
    let keys = &cx.inventory.wiring.get(cluster.name.value.as_str())?.keys;
    let mut known = BTreeSet::new();
    let mut names = Vec::new();
    for source in sources {
        let (word, name) = &source.value;
        // One that is not shown may have any key.
        known.extend(keys.get(&(referred_kind(word).to_owned(), name.to_string()))?);
        names.push(format!("`{word}/{name}`"));
    }
    let (name, used) = variables.iter().find(|(name, _)| !known.contains(name))?;
    Some(
        diag(brought, name, used)
            .because(format!("{} does not have it", names.join(", ")))
            .help(format!(
                "add `{name}` there, or write `${{{name}:=DEFAULT}}`"
            )),
    )
}

fn diag(brought: &Brought<'_, '_>, name: &str, used: &str) -> Diag {
    Diag::new(
        "variable-not-defined",
        brought.path.span,
        format!("nothing fills in `${{{name}}}` of `{used}` on `{}`", brought.place.cluster.name.value),
    )
    .label("Flux 2.9 refuses the path, and before it the application started with the text or with nothing")
}
