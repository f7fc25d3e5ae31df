//! path-ignored: files that a cluster needs and that the source of its Flux leaves out.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::repository::ignored::Ignored;

pub(super) static LINT: Lint = Lint {
    finding: &findings::PATH_IGNORED,
    check,
};

/// How many paths are named.
const SHOWN: usize = 3;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (cluster, all) in &cx.inventory.ignored {
        let Some(cluster) = cx.model.clusters.get(*cluster) else {
            continue;
        };
        // One list is one cause, however many paths it takes.
        let Some(first) = all.first() else { continue };
        let paths: Vec<String> = all.iter().take(SHOWN).map(path).collect();
        let more = match all.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let name = &cluster.name.value;
        out.push(
            LINT.diag(
                cluster.name.span,
                format!("the source of `{name}` leaves out {}{more}", paths.join(", ")),
            )
            .label("Flux does not fetch these files: every Kustomization over them says `path not found`, and nothing of it is recovered")
            .because(format!(
                "line {} of `{}` has the pattern `{}`",
                first.line, first.file, first.pattern
            ))
            .help(format!(
                "add `!/{}` to `{}`, or write `output DIR` in the plan block for a folder that is fetched",
                first.path.rsplit_once('/').map_or("", |(folder, _)| folder),
                first.file
            )),
        );
    }
}

fn path(one: &Ignored) -> String {
    let folder = one.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("`{folder}`")
}
