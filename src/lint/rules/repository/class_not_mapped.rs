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
        let mut all = cx.inventory.all_contents();
        all.any(|(_, _, contents)| contents.classes.contains(class))
    };
    for applied in applied(cx) {
        let cluster = &applied.side.cluster;
        // Without a mapping the clusters have the same classes, as far as the plan says.
        let Some((first, _)) = cluster.storage_classes.first() else {
            continue;
        };
        // A volume of the class that a platform brings is there before the claim.
        let platforms = cx.model.platforms.values();
        let paths = platforms.map(|platform| platform.path.value.as_str());
        let early = paths.filter_map(|path| cx.inventory.contents(cluster.id, path));
        let early: Vec<&str> = early
            .flat_map(|contents| &contents.volumes)
            .map(|volume| volume.class.as_str())
            .collect();
        let primary = applied.backed_up(cx);
        for (class, file) in primary.iter().flat_map(|contents| &contents.asked_classes) {
            let mut maps = cluster.storage_classes.iter();
            let known = maps.any(|(from, to)| *from.value == **class || **to == **class);
            let paired = early.contains(&class.as_str());
            if !known
                && !paired
                && !declared(class)
                && once.first((cluster.name.span, class.clone()))
            {
                out.push(
                    LINT.diag(first.span,
                        format!("`{file}` uses the storage class `{class}`, and `{}` does not map it", cluster.stated_name()),
                    )
                    .label("if the class does not exist there, the Restore of its volumes waits for half an hour and fails")
                    .help(match meant(cluster, class) {
                        Some(near) => format!("did you mean `{class}` where the cluster maps `{near}`? write `storage-class {class} -> …` instead, or declare the class in a platform"),
                        None => format!("write `storage-class {class} -> NEW` in the cluster, or declare the class in a platform"),
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
