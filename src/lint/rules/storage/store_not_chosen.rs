//! store-not-chosen: a namespace without a store, where the plan has several stores or none.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::STORE_NOT_CHOSEN,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    if cx.model.stores_unread {
        return;
    }
    let mut stated: Vec<Span> = Vec::new();
    for member in cx
        .analysis
        .members()
        .iter()
        .filter(|member| member.store.is_none() && !member.is_from_git_alone())
    {
        let Some(tier) = &member.tier else { continue };
        if stated.contains(&tier.name.span) {
            continue;
        }
        stated.push(tier.name.span);
        let diag = LINT.diag(
            member.block.head,
            format!(
                "no store is chosen for the backups of `{}`",
                member.name.value.as_str()
            ),
        );
        let stores = cx.model.stores.values();
        let names: Vec<&str> = stores.map(|store| store.name.value.as_str()).collect();
        out.push(if names.is_empty() {
            diag.label("this plan has no store")
                .help("write `store main { s3 BUCKET { region REGION } }`")
        } else {
            diag.label("this plan has several stores")
                .related(tier.name.span, "this tier names no store")
                .help(format!(
                    "write `store {}` in the tier, the cluster or the namespace",
                    names.join("` or `store ")
                ))
        });
    }
}
