//! modifier-without-effect: a resource modifier for objects that no Restore brings, or that Flux sets back.
//!
//! A modifier changes what Velero restores. Of a namespace with `apps` that is data alone; what owns restored
//! pods comes back too, and Flux then applies it as it is in Git.

use crate::analyze::recovery::{Content, RecoverySide, Restored};
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::repository::modifiers::{Rule, rules};

pub(super) static LINT: Lint = Lint {
    finding: &findings::MODIFIER_WITHOUT_EFFECT,
    check,
};

/// What Flux applies again as it is in Git.
const OF_GIT: [&str; 5] = [
    "daemonsets.apps",
    "deployments.apps",
    "replicasets.apps",
    "serviceaccounts",
    "statefulsets.apps",
];

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for side in cx.analysis.sides() {
        let Some(path) = &side.cluster.modifiers else {
            continue;
        };
        let file = cx.inventory.files.get(path.value.as_str());
        let text = file.and_then(|file| file.text());
        let rules = text.and_then(|text| rules(text).ok()).unwrap_or_default();
        let without = rules.iter().filter(|rule| is_lost(side, rule));
        for rule in without {
            let of = match rule.namespaces.as_slice() {
                [] => "of namespaces whose objects".to_owned(),
                [only] => format!("of `{only}`, whose objects"),
                [first, ..] => format!("of `{first}` and others, whose objects"),
            };
            out.push(
                LINT.diag(
                    path.span,
                    format!(
                        "`{}` changes `{}` {of} come from Git",
                        path.value, rule.resource
                    ),
                )
                .label("Velero restores only the data of these namespaces: the change is not made, or Flux takes it back")
                .help("make the change in the overlay that `recovery` names"),
            );
        }
    }
}

/// Whether the Restores of the namespaces that a rule names are there, and none of them keeps its change.
fn is_lost(side: &RecoverySide, rule: &Rule) -> bool {
    // Parts with `*` may mean anything.
    if rule.resource.contains(['*', '?', '[', '{']) {
        return false;
    }
    let meant: Vec<&Restored> = side
        .restores
        .iter()
        .filter(|restore| {
            let names = restore
                .members
                .iter()
                .map(|member| member.name.value.as_str());
            let mut names = names.map(str::to_owned);
            restore.rest
                || rule.namespaces.is_empty()
                || names.any(|name| rule.namespaces.contains(&name))
        })
        .collect();
    !meant.is_empty() && !meant.iter().any(|restore| keeps(restore, &rule.resource))
}

fn keeps(restore: &Restored, resource: &str) -> bool {
    match &restore.content {
        Content::Everything { .. } => true,
        Content::Kinds(kinds) => kinds.contains(resource) && !OF_GIT.contains(&resource),
    }
}
