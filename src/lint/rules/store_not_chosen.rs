//! store-not-chosen: several stores, or none, and nothing says which.

use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    name: "store-not-chosen",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    if cx.model.stores_unread {
        return;
    }
    let mut said: Vec<Span> = Vec::new();
    for member in cx
        .facts
        .effective
        .iter()
        .filter(|member| member.store.is_none())
    {
        if said.contains(&member.tier.name.span) {
            continue;
        }
        said.push(member.tier.name.span);
        let diag = Diag::new(
            "store-not-chosen",
            member.block.head,
            format!(
                "nothing says where `{}` is backed up to",
                member.name.value.as_str()
            ),
        );
        let names: Vec<&str> = cx.model.stores.keys().map(|name| name.as_str()).collect();
        out.push(if names.is_empty() {
            diag.label("this plan has no store")
                .help("write `store main { s3 BUCKET { region REGION } }`")
        } else {
            diag.label("this plan has several stores")
                .related(member.tier.name.span, "this tier names none")
                .help(format!(
                    "write `store {}` in the tier, the cluster or the namespace",
                    names.join("` or `store ")
                ))
        });
    }
}
