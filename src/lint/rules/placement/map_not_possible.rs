//! map-not-possible: namespaces that would be restored into one, a mapping of a namespace that the plan does not have, or
//! two mappings that match one image.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::source::Spanned;

pub(super) static LINT: Lint = Lint {
    finding: &findings::MAP_NOT_POSSIBLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let names = || cx.model.namespaces.iter().flat_map(|block| &block.names);
    let known = |name: &str| names().any(|known| known.value.as_str() == name);
    for cluster in cx.model.clusters.values() {
        images(&cluster.images, out);
        for (index, (old, new)) in cluster.maps.iter().enumerate() {
            let message = if !known(&old.value) {
                format!("the plan has no namespace `{}`", old.value)
            } else if let Some((other, _)) = cluster
                .maps
                .iter()
                .take(index)
                .find(|(_, other)| other == new)
            {
                format!(
                    "`{}` and `{}` would both be restored as `{new}`",
                    other.value, old.value
                )
            } else if known(new) && !cluster.maps.iter().any(|(other, _)| *other.value == **new) {
                format!(
                    "`{}` would be restored into `{new}`, which is another namespace of the plan",
                    old.value
                )
            } else {
                continue;
            };
            out.push(
                LINT.diag(old.span, message)
                    .label("Velero would mix the objects of both, or restore nothing, and report Completed")
                    .help("map each namespace of the plan to a name of its own"),
            );
        }
    }
}

/// Velero replaces the old text wherever it stands in the name of an image, by the first rule that it meets in a map
/// without an order (change_image_name_action.go, v1.18.3).
fn images(rules: &[(Spanned<Box<str>>, Box<str>)], out: &mut Diags) {
    for (old, _) in rules {
        let mut others = rules.iter().map(|(other, _)| other);
        let within =
            others.find(|other| other.value != old.value && old.value.contains(&*other.value));
        if let Some(part) = within {
            let message = format!(
                "`{}` contains `{}`, which has a mapping too",
                old.value, part.value
            );
            out.push(
                LINT.diag(old.span, message)
                    .label("Velero applies one of both to such an image, not always the same one")
                    .help("write mappings of which none contains another: with the whole name of each registry or repository"),
            );
        }
    }
}
