//! brings-no-velero: a platform that is declared to bring Velero, and whose path is shown to contain none.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::BRINGS_NO_VELERO,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for platform in cx.model.platforms.values().filter(|one| one.brings_velero) {
        let path = platform.path.value.as_str();
        let contents = cx.inventory.contents_anywhere(path);
        // What is suspended is a finding of its own.
        let shown = contents.filter(|contents| {
            contents.velero.is_none() && !contents.hides_objects && contents.suspended.is_empty()
        });
        let Some(contents) = shown else {
            continue;
        };
        let mut remote = contents.remote.iter();
        let remote = remote.find(|one| one.name.contains("velero"));
        let mut diag = LINT
            .diag(
                platform.path.span,
                format!("platform `{}` brings no Velero: nothing in `{path}` installs it", platform.name.value),
            )
            .label("the recovery waits for Velero after this platform, and no restore begins")
            .help("add the HelmRelease or the Deployment of Velero to this path")
            .alternative("remove `brings velero`, and write it in the platform or the cluster that installs Velero");
        if let Some(remote) = remote {
            diag = diag.because(format!(
                "`{}` in `{}` installs one on the cluster that {} names",
                remote.name, remote.file, remote.named_by
            ));
        }
        out.push(diag);
    }
}
