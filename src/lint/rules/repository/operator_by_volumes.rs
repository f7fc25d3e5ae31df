//! operator-by-volumes: a resource of an operator whose claims are recovered, and which itself comes from Git without
//! the state that its operator gave it.

use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::{shown_blocks, subjects};
use crate::lint::{Lint, LintCx};
use crate::model::{Method, Restore};

pub(super) static LINT: Lint = Lint {
    finding: &findings::OPERATOR_BY_VOLUMES,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for (member, path, _) in shown_blocks(cx) {
        let whole = member.block.restore.as_ref();
        let whole = whole.is_some_and(|restore| restore.value == Restore::All);
        let mut workloads = member.block.workloads.iter();
        let operator = workloads.any(|w| member.method_of(w) == Method::Operator);
        let method = member.set_method();
        let by_volumes = matches!(method, Method::Snapshot | Method::FileBackup);
        if !by_volumes || whole || operator {
            continue;
        }
        let contents = cx.inventory.contents(member.id.cluster, path);
        let namespace = member.name.value.as_str();
        for found in contents.iter().flat_map(|contents| &contents.operated) {
            let is_in = found.namespace.is_empty() || found.namespace == namespace;
            if !is_in || !once.first((member.block.id, &found.kind, &found.name)) {
                continue;
            }
            let why = found.refuses.unwrap_or(
                "its operator decides by state that is not in Git whether it accepts the restored claims",
            );
            let help = match found.operators.first() {
                Some(name) => format!(
                    "write `recover operator {name} {{ archive … }}`: the operator's own copy is what its makers support"
                ),
                None => {
                    "restore it from the operator's own backup, and leave its claims out".to_owned()
                }
            };
            out.push(
                LINT.diag(
                    member.name.span,
                    format!(
                        "the claims of `{}/{}` are recovered by `{}`",
                        found.kind,
                        found.name,
                        method.word()
                    ),
                )
                .about([subjects::of_block(member.block.id)])
                .label(why)
                .because(format!(
                    "`{}` declares it, and its operator makes the pods and claims",
                    found.file
                ))
                .help(help),
            );
        }
    }
}
