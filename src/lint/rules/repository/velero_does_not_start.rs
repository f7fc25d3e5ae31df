//! velero-does-not-start: a Velero whose server refuses what it is started with (ValidateUploaderType, pkg/uploader/types.go, v1.17.0).

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::installed;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::VELERO_DOES_NOT_START,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in installed(cx) {
        let velero = one.velero;
        let version = velero.version.unwrap_or(cx.model.plan.velero()).lowest();
        let known: &[&str] = match (version.major, version.minor) {
            (..=1, ..=16) => &["kopia", "restic"],
            _ => &["kopia"],
        };
        let uploader = velero.started.uploader.as_deref();
        let Some(uploader) = uploader.filter(|uploader| !known.contains(uploader)) else {
            continue;
        };
        let file = &velero.file;
        out.push(
            LINT.diag(
                one.at,
                format!("the Velero of `{file}` does not start with the uploader `{uploader}`"),
            )
            .label("its server ends with an error: nothing is backed up, and nothing is restored")
            .because(format!(
                "Velero {}.{} knows {} only",
                version.major,
                version.minor,
                known
                    .iter()
                    .map(|name| format!("`{name}`"))
                    .collect::<Vec<_>>()
                    .join(" and ")
            ))
            .help(match velero.charted {
                true => "remove `uploaderType` from `configuration` in the values of its chart",
                false => "remove `--uploader-type` from the arguments of Velero",
            }),
        );
    }
}
