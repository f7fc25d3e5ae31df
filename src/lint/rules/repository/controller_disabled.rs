//! controller-disabled: a Velero that is started without a controller that backups or restores need (pkg/cmd/server/server.go, v1.18.3).

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::installed;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::Started;

pub(super) static LINT: Lint = Lint {
    finding: &findings::CONTROLLER_DISABLED,
    check,
};

/// What a restore takes: its phases, the backups that a bucket has, and the repositories of their data.
const RESTORES: [&str; 5] = [
    "backup-repo",
    "backup-sync",
    "restore",
    "restore-finalizer",
    "restore-operations",
];

/// What a backup takes, from its Schedule to its last phase.
const BACKUPS: [&str; 5] = [
    "backup",
    "backup-finalizer",
    "backup-operations",
    "backup-queue",
    "schedule",
];

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in installed(cx) {
        let velero = one.velero;
        let started = &velero.started;
        let (what, label) = if let Some(name) = stopped(started, &RESTORES).filter(|_| one.recovers)
        {
            (
                format!("without the controller `{name}`"),
                "without it no Restore ends, and the recovery waits for its Restores",
            )
        } else if let Some(name) = stopped(started, &BACKUPS) {
            (
                format!("without the controller `{name}`"),
                "without it no backup ends: where this Velero serves there is no recovery point, and none of a recovered cluster",
            )
        } else if started.restore_only {
            (
                "with `--restore-only`".to_owned(),
                "it makes no backups: where this Velero serves there is no recovery point, and none of a recovered cluster",
            )
        } else {
            continue;
        };
        let setting = match (
            velero.charted,
            started.restore_only && what.ends_with("only`"),
        ) {
            (true, true) => "`restoreOnlyMode` from `configuration` in the values of its chart",
            (true, false) => "it from `disableControllers` in the values of its chart",
            (false, true) => "`--restore-only` from the arguments of Velero",
            (false, false) => "it from `--disable-controllers` in the arguments of Velero",
        };
        out.push(
            LINT.diag(
                one.at,
                format!("the Velero of `{}` is started {what}", velero.file),
            )
            .label(label)
            .help(format!("remove {setting}")),
        );
    }
}

fn stopped<'a>(started: &Started, needed: &[&'a str]) -> Option<&'a str> {
    let mut needed = needed.iter();
    needed
        .find(|name| started.without.contains(**name))
        .copied()
}
