//! Single files of the output that a pattern for their names takes, while their folder is not left out.

use super::{LINT, SHOWN};
use crate::analyze::paths;
use crate::diag::{Diag, Diags};
use crate::lint::LintCx;
use crate::lint::walk::subjects;
use crate::model::{Cluster, ClusterId};
use crate::repository::ignored::Ignored;
use crate::repository::tree::is_within;
use std::collections::BTreeMap;

/// Looks at files that `build` would write. What is already said of their folder is not said again.
pub(in crate::lint) fn of_files<'f>(
    cx: &LintCx<'_>,
    files: impl Iterator<Item = &'f str>,
    out: &mut Diags,
) {
    let mut lists: BTreeMap<(String, u32), Vec<(ClusterId, Ignored)>> = BTreeMap::new();
    let mut said = cx.inventory.ignored.values().flatten();
    let said: Vec<(&str, u32)> = said
        .by_ref()
        .map(|one| (one.file.as_str(), one.line))
        .collect();
    for file in files {
        let Some(cluster) = cluster_of(cx, file) else {
            continue;
        };
        let left_out = cx.inventory.lists.leave_out(cluster.id, file);
        let left_out = left_out.filter(|one| !said.contains(&(one.file.as_str(), one.line)));
        if let Some(one) = left_out {
            let list = lists.entry((one.file.clone(), one.line)).or_default();
            list.push((cluster.id, one));
        }
    }
    for all in lists.values() {
        out.extend_one(report(cx, all));
    }
}

/// The cluster for which a file of the output is written.
fn cluster_of<'a>(cx: &LintCx<'a>, file: &str) -> Option<&'a Cluster> {
    let mut clusters = cx.model.clusters.values();
    let found = clusters.find(|cluster| {
        is_within(file, &paths::output_of(cx.model, cluster))
            || is_within(file, &paths::shared_of(cx.model, cluster))
    });
    found.map(|cluster| &**cluster)
}

fn report(cx: &LintCx<'_>, all: &[(ClusterId, Ignored)]) -> Option<Diag> {
    let (id, first) = all.first()?;
    let name = &cx.model.clusters.get(*id)?.name;
    let shown: Vec<String> = all
        .iter()
        .take(SHOWN)
        .map(|(_, one)| format!("`{}`", one.path))
        .collect();
    let more = match all.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let output = paths::output(cx.model);
    let top = output.split('/').next().unwrap_or_default();
    let shown = format!("{}{more}", shown.join(", "));
    let (message, label) = match first.by_git() {
        true => (
            format!("`{}` leaves out {shown}, which `build` writes", first.file),
            "a commit does not contain these files",
        ),
        false => (
            format!(
                "the source of `{}` leaves out {shown}, which `build` writes",
                name.value
            ),
            "Flux does not fetch these files",
        ),
    };
    Some(
        LINT.diag(name.span, message)
            .about(all.iter().map(|(id, _)| subjects::of_cluster(*id)))
            .label(format!("{label}, and nothing reports it: Flux applies their folders without them, and what they back up or restore is missing"))
            .because(format!("line {} of `{}` has the pattern `{}`", first.line, first.file, first.pattern))
            .help(format!("add `!/{top}/` and `!/{top}/**` to `{}`, below that line", first.file)),
    )
}
