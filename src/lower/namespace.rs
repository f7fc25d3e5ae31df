//! The `namespace` block.

use super::Cx;
use super::shape::{KnownStatement, Shape};
use super::tier::lower_values;
use super::workload::lower_workload;
use crate::diag::{Diag, Diags, findings};
use crate::model::value::Name;
use crate::model::{Apps, BlockId, Method, Namespace, Need, Restore, Workload, WorkloadId};
use crate::schema::Kind;
use crate::source::Spanned;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

pub(super) fn lower_namespace(
    cx: &Cx<'_>,
    id: BlockId,
    statement: &KnownStatement<'_>,
    out: &mut Diags,
) -> Option<Namespace> {
    let block = statement.block.as_ref()?;
    let mut workloads: Vec<Workload> = Vec::new();
    let mut known = BTreeMap::new();
    for statement in block.statements_of("workload") {
        let id = WorkloadId::new(id, workloads.len());
        let Some(workload) = lower_workload(cx, id, statement, out) else {
            continue;
        };
        match known.entry((workload.name.kind, workload.name.name.clone())) {
            Entry::Occupied(first) => out.push(
                Diag::new(
                    &findings::DUPLICATE_NAME,
                    workload.name.span,
                    format!("workload `{}` is declared twice", workload.label()),
                )
                .label("declared again here")
                .related(*first.get(), "declared first here")
                .help("write one `workload` block with all of its statements"),
            ),
            Entry::Vacant(place) => {
                place.insert(workload.name.span);
                workloads.push(workload);
            }
        }
    }
    workloads.shrink_to_fit();
    let mut needs = Vec::new();
    for name in block.list::<Name>("needs") {
        let platform = cx.names.id(name.value.as_str());
        if platform.is_some() || cx.names.has(Kind::Namespace, &name) {
            needs.push(name.map(|name| Need { name, platform }));
        }
    }
    let tier = match block.first("tier") {
        Some(stated) => Some(cx.resolve(stated.value())?),
        None => {
            if let Some(workload) = workloads.iter().find(|one| is_copied(one)) {
                out.push(without_tier(statement, workload));
                return None;
            }
            None
        }
    };
    Some(Namespace {
        id,
        names: statement.list(0),
        span: statement.span,
        head: statement.head(),
        tier,
        cluster: cx.resolve(block.value("in")),
        apps: block.first("apps").and_then(lower_apps),
        ready: block.value("ready"),
        needs,
        workloads,
        exclude: block.list("exclude"),
        labels: block.list("labels"),
        part: None,
        restore: block.first("restore").map(lower_restore),
        values: lower_values(cx, block, out),
    })
}

/// Whether anything of a workload is copied in a namespace of which nothing else is.
fn is_copied(workload: &Workload) -> bool {
    let stated = workload.recover.as_ref();
    stated.is_some_and(|recover| recover.value.method() != Method::Rebuild)
}

/// A namespace of `recover rebuild` with a workload that is copied.
fn without_tier(statement: &KnownStatement<'_>, workload: &Workload) -> Diag {
    Diag::new(
        &findings::MISSING_STATEMENT,
        statement.head(),
        format!(
            "this namespace has no `tier`, and its workload `{}` is copied",
            workload.label()
        ),
    )
    .label("`recover rebuild` needs no promise, but a copy does")
    .related(workload.name.span, "the workload that is copied")
    .help("write `tier TIER`: the tier, which is the promise")
}

fn lower_apps(statement: &KnownStatement<'_>) -> Option<Apps> {
    let block = statement.block.as_ref();
    let path = |key: &str| block.and_then(|block: &Shape<'_>| block.value(key));
    Some(Apps {
        path: statement.value()?,
        recovery: path("recovery"),
        standby: path("standby"),
        ready: block.and_then(|block| block.value("ready")),
        service_account: block.and_then(|block| block.value("service-account")),
        substitute_from: block
            .map(|block| block.list("substitute-from"))
            .unwrap_or_default(),
    })
}

fn lower_restore(statement: &KnownStatement<'_>) -> Spanned<Restore> {
    let restore = match statement.row.variant() {
        Some("all") => Restore::All,
        _ => Restore::Data(
            statement
                .block
                .as_ref()
                .map(|block| block.list("also"))
                .unwrap_or_default(),
        ),
    };
    Spanned::new(restore, statement.head())
}
