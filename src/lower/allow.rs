//! `allow` and `accept`.

use super::Cx;
use super::shape::{KnownStatement, Shape};
use crate::diag::{Diag, Diags, Safety, findings, near::nearest};
use crate::model::{Accept, Allow, Selector};
use crate::source::{Span, Spanned};

/// Every `allow` of every block; unknown and unallowable names are reported.
pub(super) fn lower_allows(cx: &Cx<'_>, out: &mut Diags) -> Vec<Allow> {
    let mut allows = Vec::new();
    for (_, _, shape) in &cx.shapes {
        for statement in &shape.statements {
            if let Some(block) = &statement.block {
                // What the `plan` block allows is allowed in the whole plan.
                let within = (statement.row.key != "plan").then_some(statement.span);
                collect(block, within, &mut allows, out);
            }
        }
    }
    allows
}

fn collect(shape: &Shape<'_>, within: Option<Span>, into: &mut Vec<Allow>, out: &mut Diags) {
    for statement in &shape.statements {
        if statement.row.key == "allow" {
            into.extend(lower_allow(statement, within, out));
        } else if let Some(block) = &statement.block {
            collect(block, Some(statement.span), into, out);
        }
    }
}

fn lower_allow(
    statement: &KnownStatement<'_>,
    within: Option<Span>,
    out: &mut Diags,
) -> Option<Allow> {
    let finding: Spanned<Box<str>> = statement.arg(0)?;
    match findings::find(&finding.value) {
        None => {
            out.push(unknown_finding(&finding));
            return None;
        }
        Some(row) if !row.allowable => {
            out.push(never_allowed(&finding));
            return None;
        }
        Some(_) => {}
    }
    Some(Allow {
        finding,
        why: statement.arg(1)?,
        until: statement.arg(3)?,
        span: statement.span,
        within,
    })
}

pub(super) fn lower_accepts(cx: &Cx<'_>) -> Vec<Accept> {
    cx.top_statements("accept")
        .filter_map(|(statement, _)| {
            let (from, to) = statement.pairs(1).into_iter().next()?;
            Some(Accept {
                span: statement.head(),
                selector: statement.arg::<Box<Selector>>(0)?.map(|selector| *selector),
                from: from.value,
                to,
                until: statement.arg(3)?,
                because: statement.arg(5)?.value,
                by: statement.arg(7)?.value,
            })
        })
        .collect()
}

fn unknown_finding(name: &Spanned<Box<str>>) -> Diag {
    let diag = Diag::new(
        &findings::UNKNOWN_FINDING,
        name.span,
        format!("unknown finding `{}`", name.value),
    )
    .label("this `allow` accepts nothing");
    match nearest(&name.value, findings::FINDINGS.iter().map(|row| row.name)) {
        Some(near) => diag
            .help(format!("write `{near}`"))
            .fix(name.span, near, Safety::Review),
        None => {
            diag.help("write the name in the brackets of the finding, as in `error[no-copies]`")
        }
    }
}

fn never_allowed(name: &Spanned<Box<str>>) -> Diag {
    Diag::new(
        &findings::NEVER_ALLOWED,
        name.span,
        format!("`{}` can never be allowed", name.value),
    )
    .label("with this finding the plan has no certain meaning, or the recovery has no data")
    .help("fix what it reports, and remove the `allow`")
}
