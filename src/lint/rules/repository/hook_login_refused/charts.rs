//! Hooks in the pods of a chart whose engine asks for a password.

use super::LABEL;
use super::LINT;
use crate::analyze::hooks::Carrier;
use crate::diag::Diags;
use crate::lint::LintCx;
use crate::lint::walk::subjects;
use crate::lint::walk::wiring::shown;
use crate::model::Recover;

pub(super) fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload, found) in shown(cx) {
        let Carrier::Release { object, .. } = &found.carrier else {
            continue;
        };
        let hook = match (member.recover_of(workload), &workload.quiesce) {
            (Some(Recover::Dump(dump)), _) => &dump.hook,
            (_, Some(quiesce)) => &quiesce.hook,
            (_, None) => continue,
        };
        let Some(apps) = member.block.apps.as_ref().filter(|_| hook.secret.is_none()) else {
            continue;
        };
        let contents = cx
            .inventory
            .contents(member.id.cluster, apps.path.value.as_str());
        let passwords = contents.map(|contents| contents.passwords.as_slice());
        let mut passwords = passwords.unwrap_or_default().iter();
        let asks = passwords.find(|one| {
            let fits = match &*hook.recipe.value {
                "postgres" => one.chart.starts_with("postgresql"),
                "redis" => matches!(one.chart.as_str(), "redis" | "valkey"),
                recipe => one.chart == recipe,
            };
            fits && one.release == object.name && !one.for_clients
        });
        let Some(asks) = asks else { continue };
        let label = workload.label();
        out.push(
            LINT.diag(
                hook.recipe.span,
                format!("the hook of `{label}` logs in without a password, and the chart `{}` sets one", asks.chart),
            )
            .about(subjects::of_workload(workload.id).into_iter().take(1))
            .label(LABEL)
            .because(format!("`{}` declares the release `{}`, whose values do not turn it off", asks.file, asks.release))
            .help(match &*hook.recipe.value {
                "mongodb" => "write a `hook` of your own, whose command passes the user and the password of the container to `mongosh`",
                _ => "write `secret PATH` with the file of the password in the container: with `auth.usePasswordFiles` it is below `/opt/bitnami/…/secrets`",
            }),
        );
    }
}
