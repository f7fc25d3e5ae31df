//! Charts of which is known how their workloads are called.

use super::operators::is_release;
use super::shown::{Item, Scope};
use crate::model::WorkloadKind;
use crate::repository::app_template::{Chart, made};

/// Whether a release is known to make a workload; `None` where no table knows its chart, or not all
/// of its values are shown.
pub(super) fn makes(scope: &Scope, item: &Item, kind: WorkloadKind, name: &str) -> Option<bool> {
    let spec = item.node.get("spec").filter(|_| is_release(item))?;
    let source = |name: &str| {
        let named = scope.named(name).iter();
        let mut items = named.filter_map(|at| scope.item(*at));
        let found = items.find(|item| item.kind() == "OCIRepository")?;
        Some(&found.node)
    };
    let made = made(Chart::of(spec, source)?, &item.last.name, spec)?;
    let called = |names: &[String]| names.iter().any(|one| one == name);
    Some(
        made.iter()
            .any(|one| one.kind == kind && called(&one.names)),
    )
}
