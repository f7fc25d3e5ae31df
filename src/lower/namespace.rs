//! The `namespace` block.

use super::Cx;
use super::shape::{Said, Shape};
use super::tier::lower_values;
use super::workload::lower_workload;
use crate::diag::{Diag, Diags};
use crate::model::{Apps, Namespace, Restore, Workload};
use crate::schema::Kind;
use crate::source::Spanned;

pub(super) fn lower_namespace(cx: &Cx<'_>, said: &Said<'_>, out: &mut Diags) -> Option<Namespace> {
    let block = said.block.as_ref()?;
    let mut workloads: Vec<Workload> = Vec::new();
    for said in block.all("workload") {
        let Some(workload) = lower_workload(cx, said, out) else {
            continue;
        };
        match workloads.iter().find(|known| known.name == workload.name) {
            Some(first) => out.push(
                Diag::new(
                    "duplicate-name",
                    workload.name.span,
                    format!("workload `{}` is declared twice", workload.label()),
                )
                .label("declared again here")
                .related(first.name.span, "declared first here")
                .help("write one `workload` block with all that is said of it"),
            ),
            None => workloads.push(workload),
        }
    }
    let mut needs = Vec::new();
    for name in block.list::<crate::model::value::Name>("needs") {
        if cx.names.has(Kind::Namespace, &name) || cx.names.has(Kind::Platform, &name) {
            needs.push(name);
        }
    }
    Some(Namespace {
        names: said.list(0),
        span: said.span,
        head: said.head(),
        tier: cx.known(Kind::Tier, block.value("tier"))?,
        cluster: cx.known(Kind::Cluster, block.value("in")),
        apps: block.first("apps").and_then(lower_apps),
        needs,
        workloads,
        exclude: block.list("exclude"),
        labels: block.list("labels"),
        restore: block.first("restore").map(lower_restore),
        values: lower_values(cx, block, out),
    })
}

fn lower_apps(said: &Said<'_>) -> Option<Apps> {
    let block = said.block.as_ref();
    let path = |key: &str| block.and_then(|block: &Shape<'_>| block.value(key));
    Some(Apps {
        path: said.value()?,
        recovery: path("recovery"),
        standby: path("standby"),
        ready: block.and_then(|block| block.value("ready")),
        substitute_from: block
            .map(|block| block.list("substitute-from"))
            .unwrap_or_default(),
    })
}

fn lower_restore(said: &Said<'_>) -> Spanned<Restore> {
    let restore = match said.row.variant() {
        Some("all") => Restore::All,
        _ => Restore::Data(
            said.block
                .as_ref()
                .map(|block| block.list("also"))
                .unwrap_or_default(),
        ),
    };
    Spanned::new(restore, said.head())
}
