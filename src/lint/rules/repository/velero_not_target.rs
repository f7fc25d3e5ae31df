//! velero-not-target: a Velero or a plugin whose version is not the one that the plan is checked for.

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::{Installed, installed};
use crate::lint::{Lint, LintCx};
use crate::model::value::VersionRange;

pub(super) static LINT: Lint = Lint {
    finding: &findings::VELERO_NOT_TARGET,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in installed(cx) {
        let velero = one.velero;
        let target = cx.model.plan.velero();
        match velero.version.filter(|shown| !meet(*shown, target)) {
            Some(shown) => out.push(other_velero(cx, one, shown)),
            None => plugins(one, velero.version.unwrap_or(target), out),
        }
    }
}

/// Whether some version is meant by both.
fn meet(one: VersionRange, other: VersionRange) -> bool {
    one.lowest() <= other.highest() && other.lowest() <= one.highest()
}

fn other_velero(cx: &LintCx<'_>, one: Installed<'_>, shown: VersionRange) -> Diag {
    let plan = &cx.model.plan;
    let span = plan
        .velero
        .as_ref()
        .map_or(plan.name.span, |stated| stated.span);
    LINT.diag(span,
        format!("`{}` installs Velero {shown}, but the plan is checked for {}", one.velero.file, plan.velero()),
    )
    .label("versions read schedules, policies and restores differently: the checks of this plan do not hold for this one")
    .related(one.at, one.by)
    .help(format!("write `velero {shown}` in the plan block, or install the version that the plan names"))
}

/// Plugins of a cloud follow Velero's minors four behind (README of velero-plugin-for-aws, of -gcp and
/// of -microsoft-azure); that of CSI became a part of Velero 1.14.
fn plugins(one: Installed<'_>, target: VersionRange, out: &mut Diags) {
    let velero = one.velero;
    for (name, version) in &velero.plugins {
        let minor = target.lowest().minor;
        let (label, help) = match name.as_str() {
            "velero-plugin-for-csi" if minor >= 14 => (
                "Velero does not start with this plugin, so nothing is backed up or restored",
                format!("remove it: it is built into Velero {target}"),
            ),
            "velero-plugin-for-aws"
            | "velero-plugin-for-gcp"
            | "velero-plugin-for-microsoft-azure"
                if version.major == 1 && version.minor.saturating_add(4) != minor =>
            {
                (
                    "such a plugin starts, and backups or restores fail where the two versions differ",
                    match (name.as_str(), minor) {
                        // Two patches before it damage backups.
                        ("velero-plugin-for-aws", 18) => "use version `v1.14.3` of it".to_owned(),
                        _ => format!("use version `v1.{}` of it", minor.saturating_sub(4)),
                    },
                )
            }
            _ => continue,
        };
        let at = format!("{}.{}.{}", version.major, version.minor, version.patch);
        out.push(
            LINT.diag(
                one.at,
                format!(
                    "`{name}` {at} in `{}` is not compatible with Velero {target}",
                    velero.file
                ),
            )
            .label(label)
            .help(help),
        );
    }
}
