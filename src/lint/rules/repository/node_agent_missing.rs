//! node-agent-missing: volumes that node-agent copies, with a Velero that is installed without it.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::{by_node_agent, installed};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::NODE_AGENT_MISSING,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in installed(cx) {
        let velero = one.velero;
        let mut sets = cx.analysis.sets().iter();
        let set = sets.find(|set| one.serves(set) && by_node_agent(set));
        let Some(set) = set.filter(|_| velero.node_agent == Some(false)) else {
            continue;
        };
        out.push(
            LINT.diag(one.at,
                format!("the Velero of `{}` is installed without node-agent", velero.file),
            )
            .label("node-agent copies the data of volumes to the bucket and back: without it no data is copied")
            .related(set.tier.name.span, "its volumes are copied by node-agent")
            .help(if velero.charted {
                "write `deployNodeAgent: true` in the values of its chart"
            } else {
                "add the DaemonSet `node-agent`: `velero install --use-node-agent` prints it"
            }),
        );
    }
}
