//! class-not-mapped: a storage class that is mapped to nothing on a cluster that has other classes.

use crate::diag::near::slip;
use crate::diag::{Diags, findings};
use crate::lint::walk::applied::applied;
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Cluster;

pub(super) static LINT: Lint = Lint {
    finding: &findings::CLASS_NOT_MAPPED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    let declared = |class: &String| {
        cx.inventory
            .shown
            .values()
            .any(|path| path.classes.contains(class))
    };
    for applied in applied(cx) {
        let cluster = &applied.side.cluster;
        // Without a mapping the clusters have the same classes, as far as the plan says.
        let Some((first, _)) = cluster.storage_classes.first() else {
            continue;
        };
        let primary = applied.backed_up(cx);
        for (class, file) in primary.iter().flat_map(|shown| &shown.asked_classes) {
            let mut maps = cluster.storage_classes.iter();
            let known = maps.any(|(from, to)| *from.value == **class || **to == **class);
            if !known && !declared(class) && once.first((cluster.name.span, class.clone())) {
                out.push(
                    LINT.diag(first.span,
                        format!("`{file}` asks for the storage class `{class}`, which `{}` maps to nothing", cluster.name.value),
                    )
                    .label("where the class is not there, the Restore of its volumes hangs for half an hour and then fails")
                    .help(match meant(cluster, class) {
                        Some(near) => format!("did you mean it by `{near}`? write `storage-class {class} -> …` for it, or declare the class in a platform"),
                        None => format!("write `storage-class {class} -> NEW`, or declare the class in a platform"),
                    }),
                );
            }
        }
    }
}

/// The class of a mapping that differs from one that is asked for by a slip.
fn meant<'a>(cluster: &'a Cluster, class: &str) -> Option<&'a str> {
    let maps = cluster.storage_classes.iter();
    slip(class, maps.map(|(from, _)| &*from.value))
}
