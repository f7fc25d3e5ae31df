//! operator-by-volumes: a resource of an operator whose claims are recovered, and which itself comes from Git without
//! the state that its operator gave it.

use crate::analyze::effective::Member;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::beside::beside;
use crate::lint::walk::once::Once;
use crate::lint::walk::resources::Resource;
use crate::lint::walk::{shown_blocks, subjects, workloads};
use crate::lint::{Lint, LintCx};
use crate::model::{Method, OperatorName, Restore};
use crate::repository::contents::Operated;
use crate::repository::operators::refusal;

pub(super) static LINT: Lint = Lint {
    finding: &findings::OPERATOR_BY_VOLUMES,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    named(cx, out);
    let mut once = Once::new();
    for (member, path, overlay) in shown_blocks(cx) {
        let whole = member.block.restore.as_ref();
        let whole = whole.is_some_and(|restore| restore.value == Restore::All);
        let mut workloads = member.block.workloads.iter();
        let operator = workloads.any(|w| {
            w.name.value.kind.operator().is_none() && member.method_of(w) == Method::Operator
        });
        let method = member.set_method();
        let by_volumes = matches!(method, Method::Snapshot | Method::FileBackup);
        if !by_volumes || whole || operator {
            continue;
        }
        let contents = cx.inventory.contents(member.id.cluster, path);
        let namespace = member.name.value.as_str();
        let beside = beside(cx, member, path);
        for found in contents.iter().flat_map(|contents| &contents.operated) {
            let is_in = found.namespace.is_empty() || found.namespace == namespace;
            let mut workloads = member.block.workloads.iter();
            let is_named = workloads.any(|workload| found.is_called(&workload.name.value));
            let resource = Resource {
                namespace: &found.namespace,
                name: &found.name,
                operators: found.operators,
            };
            // What nothing declares is `state-not-declared`.
            let declared = || resource.is_declared(beside.iter().copied(), Some(overlay));
            if is_in
                && !is_named
                && declared()
                && once.first((member.block.id, &found.kind, &found.name))
            {
                out.push(report(member, found, method));
            }
        }
    }
}

/// Workloads that are resources of an operator, and by which the plan recovers claims.
fn named(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload) in workloads(cx) {
        let (method, name) = (member.method_of(workload), &workload.name);
        let Some(operator) = name
            .value
            .kind
            .operator()
            .filter(|_| method.copies_volumes())
        else {
            continue;
        };
        let place = workload.recover.as_ref().map_or(name.span, |one| one.span);
        out.push(
            LINT.diag(
                place,
                format!("the claims of `{}` are recovered by `{}`", workload.label(), method.word()),
            )
            .about(subjects::of_workload(workload.id))
            .label(refusal(operator))
            .because("Git and a Restore bring the resource without its status, by which its operator knows its claims")
            .help(own_copy(operator)),
        );
    }
}

fn own_copy(operator: OperatorName) -> String {
    let copy = if operator.has_archive() {
        "archive"
    } else {
        "standby"
    };
    format!(
        "write `recover operator {} {{ {copy} … }}`: the operator's own copy is what its makers support",
        operator.word()
    )
}

fn report(member: &Member, found: &Operated, method: Method) -> Diag {
    let why = found.refuses.unwrap_or(
        "its operator decides by state that is not in Git whether it accepts the restored claims",
    );
    let help = match found.operators.first() {
        Some(operator) => own_copy(*operator),
        None => "restore it from the operator's own backup, and leave its claims out".to_owned(),
    };
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
    .help(help)
}
