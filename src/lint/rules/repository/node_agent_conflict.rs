//! node-agent-conflict: settings of node-agent with which the plan does not hold.
//!
//! How many volumes a node copies at once is in every sum; without `ignoreDelayBinding` a restore waits for
//! pods that wait for it (velero `pkg/exposer/generic_restore.go`).

use crate::analyze::node_agent::{Fault, settings};
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::NODE_AGENT_CONFLICT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for side in cx.analysis.sides() {
        let cluster = &side.cluster;
        let Some(path) = &cluster.node_agent_config else {
            continue;
        };
        let file = cx.inventory.files.get(path.value.as_str());
        let Some(text) = file.and_then(|file| file.text()) else {
            continue;
        };
        let faults = settings(cx.model, cluster, side.manages_apps, Some(text));
        for fault in faults.err().into_iter().flatten() {
            let Fault::Conflict(key, found, needed) = fault else {
                continue;
            };
            let loads = key.starts_with("loadConcurrency");
            let diag = LINT.diag(
                path.span,
                format!(
                    "`{}` states `{key}` {found}, and the plan needs {needed}",
                    path.value
                ),
            );
            let diag = match (loads, &cluster.node_agent_load) {
                (true, Some(stated)) => diag.related(stated.span, "the plan states it here"),
                (true, None) | (false, _) => diag,
            };
            out.push(if loads {
                diag.label("every sum is computed with this number of volumes on a node")
                    .help(format!("write `node-agent-load {found}`"))
                    .alternative("remove the setting from the file")
            } else {
                diag.label("a restored volume waits for a pod, and the pod waits for the volume")
                    .help("remove the setting from the file")
            });
        }
    }
}
