//! not-read: parts of the applications and platforms that are not read, so that nothing is compared with them.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use std::collections::BTreeMap;

pub(super) static LINT: Lint = Lint {
    finding: &findings::NOT_READ,
    check,
};

/// How many of one reason are named.
const SHOWN: usize = 3;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let Some(parts) = cx.inventory.reading.parts() else {
        return;
    };
    let mut by_reason: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for one in &cx.inventory.reading.unread {
        let named = by_reason.entry(&one.why).or_default();
        named.push(format!("`{}` at {}:{}", one.what, one.file, one.line));
    }
    let mut diag = LINT
        .diag(
            cx.model.plan.name.span,
            format!("parts of the repository are not read: {parts}"),
        )
        .label("workloads and claims of these parts are not compared with this plan");
    for (why, named) in by_reason {
        let shown: Vec<&str> = named.iter().take(SHOWN).map(String::as_str).collect();
        let rest = match named.len().saturating_sub(SHOWN) {
            0 => String::new(),
            rest => format!(", and {rest} more"),
        };
        diag = diag.because(format!("{why}: {}{rest}", shown.join(", ")));
    }
    out.push(diag.help("compare what these parts apply with the plan by hand"));
}
