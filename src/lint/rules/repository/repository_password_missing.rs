//! repository-password-missing: a Secret `velero-repo-credentials` that one cluster has and the other has not: kopia opens the
//! repository with another password (pkg/repository/keys/keys.go, v1.18.3; velero#7613).

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::by_node_agent;
use crate::lint::walk::recovered::{Recovered, recovered};
use crate::lint::{Lint, LintCx};
use crate::repository::contents::Contents;

pub(super) static LINT: Lint = Lint {
    finding: &findings::REPOSITORY_PASSWORD_MISSING,
    check,
};

const SECRET: &str = "velero-repo-credentials";

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let namespace = cx.model.plan.velero_namespace();
    let brings = |contents: &Contents| contents.secrets.bring(namespace, SECRET);
    for one in recovered(cx) {
        let (cluster, primary) = (&one.side.cluster, &one.side.primary);
        let mut sets = cx.analysis.sets().iter();
        let moved = sets.any(|set| set.cluster.id == primary.id && by_node_agent(set));
        let Some(shown) = one.primary.filter(|_| moved) else {
            continue;
        };
        let here = one.all().any(brings);
        let (with, without) = match (brings(shown), here) {
            (true, false) if !may_bring(&one, namespace) => (primary, cluster),
            (false, true) if shown.whole && !shown.may_make(SECRET) => (cluster, primary),
            _ => continue,
        };
        out.push(
            LINT.diag(
                cluster.name.span,
                format!(
                    "`{}` has the Secret `{SECRET}`, and `{}` has not",
                    with.name.value, without.name.value
                ),
            )
            .label("kopia cannot open the repositories of the backups with another password: no volume is restored")
            .related(primary.name.span, "its backups are restored")
            .because(format!("where the Secret is missing, Velero makes one with a password of its own: `{}` is the namespace", namespace))
            .help(format!("commit the same Secret `{SECRET}`, encrypted, to a path that both clusters apply before Velero starts")),
        );
    }
}

fn may_bring(one: &Recovered<'_>, namespace: &str) -> bool {
    one.all()
        .any(|contents| contents.may_bring_secret(namespace, SECRET))
}
