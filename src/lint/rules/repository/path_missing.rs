//! path-missing: paths of the plan that do not exist below the repository root: Flux would fail on them.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::PATH_MISSING,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut missing: Vec<_> = crate::analyze::paths::named(cx.model)
        .into_iter()
        .filter(|path| cx.inventory.lacks(path.value.as_str()))
        .collect();
    missing.sort_by(|a, b| a.value.cmp(&b.value));
    missing.dedup_by(|a, b| a.value == b.value);
    missing.sort_by_key(|path| path.span);
    let Some(first) = missing.first() else { return };
    let mut names: Vec<String> = missing
        .iter()
        .take(5)
        .map(|path| format!("`{}`", path.value))
        .collect();
    if missing.len() > 5 {
        names.push(format!("and {} more", missing.len() - 5));
    }
    let what = if missing.len() == 1 {
        "a path does"
    } else {
        "paths do"
    };
    out.push(
        LINT.diag(first.span, format!("{what} not exist in the repository: {}", names.join(", ")))
            .label("this path does not exist, so its stage would fail in the recovery")
            .help("write the path from the repository root, or name the root with `repository DIR` in the plan block"),
    );
}
