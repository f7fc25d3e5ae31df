//! State of a primary in namespaces that the plan does not name.

use super::LINT;
use crate::analyze::unclaimed::unclaimed_namespaces;
use crate::diag::Diags;
use crate::lint::LintCx;
use crate::lint::walk::beside::misplaced;
use crate::lint::walk::state::{Keeps, State, states};
use crate::lint::walk::subjects;
use crate::model::{Cluster, NamespaceName};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many namespaces are listed by name.
const LISTED: usize = 8;

/// State of a primary in namespaces that the plan does not name: one finding for what `*` takes, and one for what no
/// backup contains.
pub(super) fn elsewhere(cx: &LintCx<'_>, primary: &Arc<Cluster>, out: &mut Diags) {
    let Some(own) = cx.inventory.own(primary.id) else {
        return;
    };
    let mut known: BTreeSet<String> = unclaimed_namespaces(cx.analysis, primary.id)
        .into_iter()
        .collect();
    let platforms = cx
        .model
        .platforms
        .values()
        .flat_map(|platform| &platform.namespaces);
    known.extend(platforms.map(|name| name.value.to_string()));
    let members = || cx.analysis.members_of(primary);
    known.extend(members().map(|member| member.name.value.as_str().to_owned()));
    known.extend(members().flat_map(|member| misplaced(cx, member)));
    let mut found: BTreeMap<String, Vec<State>> = BTreeMap::new();
    for state in states(own) {
        let open = state.namespace.is_empty() || state.namespace.contains("${");
        // A DaemonSet that keeps something on each node belongs to the nodes.
        let of_nodes = state.on == Keeps::Node && state.label.starts_with("daemonset/");
        if !open && !of_nodes && !known.contains(&state.namespace) {
            found
                .entry(state.namespace.clone())
                .or_default()
                .push(state);
        }
    }
    if found.is_empty() {
        return;
    }
    let mut rest = members().filter(|member| member.name.value == NamespaceName::Rest);
    let rest = rest.next();
    if rest.is_some_and(|rest| !rest.set_method().copies_volumes()) {
        return;
    }
    let names: Vec<&str> = found.keys().map(String::as_str).collect();
    let list = match names.split_at_checked(LISTED) {
        Some((first, [_, ..])) => {
            format!("`{}` and {} more", first.join("`, `"), names.len() - LISTED)
        }
        _ => format!("`{}`", names.join("`, `")),
    };
    let mut diag = match rest {
        Some(rest) => LINT
            .diag(rest.name.span, format!("`*` takes namespaces that keep data and that the plan does not declare: {list}"))
            .label("their volumes are in no worst case, and no gate counts them")
            .about([subjects::of_block(rest.block.id)])
            .help("write a `namespace NAME { … }` with the workloads of each, or `namespaces NAME` in the platform that fills it, where nothing of it is promised"),
        None => LINT
            .diag(primary.name.span, format!("namespaces of `{}` that keep data are not in the plan: {list}", primary.name.value))
            .label("no backup of the plan contains them: it brings nothing of them back after the loss of this cluster")
            .about([subjects::of_cluster(primary.id)])
            .help("write a `namespace NAME { … }` for each, or `namespace * { tier TIER }` for all of them; write `recover rebuild` where nothing must survive"),
    };
    for states in found.values().take(LISTED) {
        if let Some(first) = states.first() {
            diag = diag.because(format!(
                "`{}` declares `{}` in `{}`",
                first.file, first.label, first.namespace
            ));
        }
    }
    out.push(diag);
}
