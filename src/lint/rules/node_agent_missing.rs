//! node-agent-missing: volumes that node-agent copies, and a Velero that comes without it.

use super::shared::brought::{by_node_agent, each_velero};
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    name: "node-agent-missing",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    each_velero(cx, |platform, velero| {
        let mut sets = cx.facts.sets.iter();
        let set = sets.find(|set| by_node_agent(set));
        let Some(set) = set.filter(|_| velero.node_agent == Some(false)) else {
            return;
        };
        out.push(
            Diag::new(
                "node-agent-missing",
                platform.path.span,
                format!("the Velero of `{}` comes without node-agent", velero.file),
            )
            .label("node-agent carries the bytes of volumes, out of a cluster and into one: without it there are none")
            .related(set.tier.name.span, "its volumes are copied by node-agent")
            .help(if velero.charted {
                "write `deployNodeAgent: true` in the values of its chart"
            } else {
                "add the DaemonSet `node-agent`: `velero install --use-node-agent` prints it"
            }),
        );
    });
}
