//! The `plan` and `platform` blocks.

use super::Cx;
use super::shape::{Said, Shape};
use crate::diag::{Diag, Diags};
use crate::model::{Plan, Platform, Tools};
use crate::schema::Kind;
use crate::source::Span;

/// Whether there are several plans, which is reported. Whatever else the files say is not told then:
/// that both call a cluster `prod` is no mistake of its own.
pub(super) fn several(cx: &Cx<'_>, out: &mut Diags) -> bool {
    let mut plans = cx.all("plan");
    let Some((first, _)) = plans.next() else {
        return false;
    };
    let before = out.len();
    for (again, _) in plans {
        out.push(two_plans(again.head(), first.head()));
    }
    out.len() > before
}

pub(super) fn lower_plan(cx: &Cx<'_>, out: &mut Diags) -> Option<Plan> {
    let (said, _) = cx.all("plan").next()?;
    let empty = Shape {
        said: Vec::new(),
        parameters: Vec::new(),
    };
    let block = said.block.as_ref().unwrap_or(&empty);
    if let Some(tool) = block.value::<Box<str>>("gitops")
        && &*tool.value == "argocd"
    {
        out.push(argocd(tool.span));
    }
    let tools = block.first("tools").and_then(|said| said.block.as_ref());
    Some(Plan {
        name: said.value()?,
        span: said.span,
        velero: block.value("velero"),
        flux: block.value("flux"),
        kubernetes: block.value("kubernetes"),
        requires: block.value("requires"),
        owner: block.value("owner"),
        declare: block.value("declare"),
        tools: Tools {
            kubectl: tools.and_then(|tools| tools.value("kubectl")),
            http: tools.and_then(|tools| tools.value("http")),
        },
        velero_namespace: block.value("velero-namespace"),
        flux_namespace: block.value("flux-namespace"),
        source: block.value("source"),
        output: block.value("output"),
        repository: block.value("repository"),
    })
}

pub(super) fn lower_platform(cx: &Cx<'_>, said: &Said<'_>) -> Option<Platform> {
    let block = said.block.as_ref()?;
    Some(Platform {
        name: said.value()?,
        span: said.span,
        path: block.value("path")?,
        needs: cx.all_known(Kind::Platform, block.list("needs")),
        ready: block.value("ready"),
        brings_velero: block.first("brings").is_some(),
        namespaces: block.list("namespaces"),
    })
}

fn two_plans(again: Span, first: Span) -> Diag {
    Diag::new("two-plans", again, "this directory has two `plan` blocks")
        .label("a second plan")
        .related(first, "the first")
        .help("a directory is one plan: move one of the two, with its files, to a directory of its own")
}

fn argocd(span: Span) -> Diag {
    Diag::new(
        "gitops-not-yet",
        span,
        "output for Argo CD is not written yet",
    )
    .label("only `flux` is")
    .help("write `gitops flux`, or leave the statement out")
}
