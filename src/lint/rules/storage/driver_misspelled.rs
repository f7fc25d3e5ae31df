//! driver-misspelled: a CSI driver, or a key of its parameters, that is nearly a known one.

use crate::analyze::drivers::{self, DRIVERS};
use crate::diag::near::{is_close, slip};
use crate::diag::{Diags, Safety, findings};
use crate::lint::{Lint, LintCx};
use crate::model::Snapshots;

pub(super) static LINT: Lint = Lint {
    finding: &findings::DRIVER_MISSPELLED,
    check,
};

/// Drivers with names that are near to those of others.
const REAL: [&str; 3] = [
    "file.csi.azure.com",
    "filestore.csi.storage.gke.io",
    "lvm.csi.openebs.io",
];
/// Keys that the snapshotter itself reads, whatever the driver.
const KEYS: [&str; 4] = [
    "csi.storage.k8s.io/snapshotter-list-secret-name",
    "csi.storage.k8s.io/snapshotter-list-secret-namespace",
    "csi.storage.k8s.io/snapshotter-secret-name",
    "csi.storage.k8s.io/snapshotter-secret-namespace",
];

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for snapshots in cx.model.snapshots.values() {
        let driver = &snapshots.driver;
        if let Some(near) = near(&driver.value) {
            // The repository has this driver, or names the one that is meant.
            let shown = &cx.inventory.spelling.drivers;
            if shown.contains_key(&*driver.value)
                || slip(&driver.value, shown.keys().map(String::as_str)).is_some()
            {
                continue;
            }
            let message = format!("`{}` is nearly the CSI driver `{near}`", driver.value);
            out.push(
                LINT.diag(driver.span, message)
                    .label("a driver that does not exist makes no snapshot")
                    .help(format!("did you mean `{near}`? write `driver {near}`"))
                    .fix(driver.span, &near, Safety::Review),
            );
            continue;
        }
        keys(snapshots, out);
    }
}

/// The known driver that a name is a slip of, with what stands before it.
fn near(name: &str) -> Option<String> {
    if drivers::known(name).is_some() || drivers::takes_none(name) || REAL.contains(&name) {
        return None;
    }
    DRIVERS.iter().find_map(|known| {
        let labels = known.name.split('.').count();
        let at = name.rmatch_indices('.').nth(labels - 1);
        let (before, end) = name.split_at(at.map_or(0, |(at, _)| at + 1));
        slip(end, [known.name]).map(|known| format!("{before}{known}"))
    })
}

fn keys(snapshots: &Snapshots, out: &mut Diags) {
    let known = drivers::known(&snapshots.driver.value);
    let own = known.map_or(&[][..], |known| known.keys);
    for parameter in &snapshots.parameters {
        let key = &*parameter.value.0;
        let all = || own.iter().chain(&KEYS).copied();
        if all().any(|known| known == key) {
            continue;
        }
        let Some(near) = all().find(|known| is_close(key, known)) else {
            continue;
        };
        out.push(
            LINT.diag(
                parameter.span,
                format!("`{key}` is nearly the parameter `{near}`"),
            )
            .label(format!(
                "`{}` does not know this key: the snapshots fail or use another setting",
                snapshots.driver.value
            ))
            .help(format!("write `{near}={}`", parameter.value.1)),
        );
    }
}
