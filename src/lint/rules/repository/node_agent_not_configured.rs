//! node-agent-not-configured: a node-agent that does not read the ConfigMap of the plan: restored volumes wait for pods that wait for them.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::{by_node_agent, veleros};
use crate::lint::{Lint, LintCx};
use crate::model::Method;
use crate::repository::contents::AgentConfig;

pub(super) static LINT: Lint = Lint {
    finding: &findings::NODE_AGENT_NOT_CONFIGURED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let name = cx.model.plan.node_agent();
    let mut sets = cx.analysis.sets().iter();
    let moved = sets.any(|set| set.method == Method::Snapshot && by_node_agent(set));
    if !moved {
        return;
    }
    for (platform, velero) in veleros(cx) {
        let open = match &velero.agent_config {
            AgentConfig::With(other) => *other != name,
            AgentConfig::Without => true,
            // A text that names it may be the argument.
            AgentConfig::NotShown => cx.inventory.never_named(&name),
        };
        if velero.node_agent != Some(true) || !open {
            continue;
        }
        let other = match &velero.agent_config {
            AgentConfig::With(other) => {
                Some(format!("its last `--node-agent-configmap` names `{other}`"))
            }
            AgentConfig::Without | AgentConfig::NotShown => None,
        };
        let diag =
            LINT.diag(platform.path.span,
                format!("node-agent of `{}` is not started with the ConfigMap `{name}`", velero.file),
            )
            .label("with a class that waits for its first consumer, the data mover waits for a pod, and the pod waits for the data: the restore never ends")
            .help(format!("add `--node-agent-configmap={name}` to `nodeAgent.extraArgs`: `drplan build` writes this ConfigMap for every cluster that this platform brings Velero to"));
        out.push(match other {
            Some(other) => diag.because(other),
            None => diag,
        });
    }
}
