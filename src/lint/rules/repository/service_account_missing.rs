//! service-account-missing: stages that name no ServiceAccount, where kustomize-controller lets a
//! Kustomization without one act as an account without rights.
//!
//! With `--default-service-account` the controller impersonates that account of the Kustomization's namespace
//! (kustomize-controller 1.9, `main.go`; fluxcd/pkg `runtime/client/impersonator.go`). Every dry run is then
//! forbidden, and nothing of the stage is applied.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::SERVICE_ACCOUNT_MISSING,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for side in cx.analysis.sides() {
        let cluster = &side.cluster;
        let flux = cx.inventory.flux.get(&cluster.id);
        let Some((tenants, (account, file))) = flux.and_then(|flux| {
            let default = flux.tenants.default_account.as_ref()?;
            Some((&flux.tenants, default))
        }) else {
            continue;
        };
        let without: Vec<&str> = side
            .stages
            .iter()
            .filter(|stage| side.account(stage).is_none())
            .map(|stage| stage.name.as_str())
            .collect();
        let Some(first) = without.first() else {
            continue;
        };
        let names = match without.len() - 1 {
            0 => format!("`{first}` names"),
            1 => format!("`{first}` and one more stage name"),
            n => format!("`{first}` and {n} more stages name"),
        };
        let own = tenants.account.as_deref().unwrap_or("kustomize-controller");
        let label = if side.recovering() {
            "Flux may apply nothing for them, so nothing is restored"
        } else {
            "Flux may apply nothing for them, so nothing is backed up"
        };
        out.push(
            LINT.diag(
                cluster.name.span,
                format!(
                    "Flux of `{}` is locked down, and {names} no ServiceAccount",
                    cluster.stated_name()
                ),
            )
            .label(label)
            .because(format!(
                "`{file}` lets them act as `{account}`, and nothing is seen that gives it rights"
            ))
            .help(format!("write `service-account {own}` in this cluster")),
        );
    }
}
