//! A Secret that the repository shows, and that is not where Velero reads it, or lacks the key.

use super::LINT;
use crate::analyze::recovery::StageId;
use crate::diag::Diag;
use crate::diag::near::nearest;
use crate::lint::LintCx;
use crate::lint::walk::recovered::recovered;
use crate::model::Cluster;
use crate::repository::contents::{Held, Holder};
use crate::source::Span;

/// What reads a Secret.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// Where the plan, or a platform, asks for it.
    pub(super) span: Span,
    /// The Secret.
    pub(super) name: &'a str,
    /// The key of it.
    pub(super) key: &'a str,
    /// The namespace of Velero.
    pub(super) namespace: &'a str,
    /// Why it matters.
    pub(super) label: &'a str,
}

/// Why Velero cannot use a Secret on a cluster; `None` where it may, and where nothing shows the Secret.
pub(super) fn unfit(cx: &LintCx<'_>, cluster: &Cluster, wanted: Wanted<'_>) -> Option<Diag> {
    let Wanted {
        name,
        key,
        namespace,
        ..
    } = wanted;
    let contents = || cx.inventory.contents_on(cluster.id);
    let all = contents().flat_map(|contents| &contents.held);
    let secrets: Vec<&Held> = all.filter(|one| one.holder == Holder::Secret).collect();
    let here = |one: &&&Held| one.namespace == namespace || one.namespace.is_empty();
    let named = || secrets.iter().filter(|one| one.name == name);
    let own: Vec<&&Held> = named().filter(here).collect();
    if let Some(first) = own.first() {
        let has = |one: &&&Held| !one.whole || one.keys.contains_key(key);
        return (!own.iter().any(has)).then(|| without_key(wanted, cluster, first));
    }
    let id = (Holder::Secret, namespace.to_owned(), name.to_owned());
    let given = contents().any(|contents| {
        let given = &contents.given;
        let copied = given.copied.contains(&(Holder::Secret, name.to_owned()));
        given.copies || copied || given.objects.contains(&id)
    });
    // What waits for the storage location does not bring what that needs.
    let recovered = recovered(cx);
    let mut recovered = recovered.iter();
    let hidden = match recovered.find(|one| one.side.cluster.id == cluster.id) {
        Some(one) => one.by(StageId::Storage).any(|contents| contents.hides),
        None => contents().any(|contents| contents.hides),
    };
    if given || hidden {
        return None;
    }
    if let Some(other) = named().next() {
        let diag = LINT.diag(
            wanted.span,
            format!(
                "the Secret `{name}` is in namespace `{}`, and Velero reads it in `{namespace}`",
                other.namespace
            ),
        );
        return Some(
            diag.label(wanted.label)
                .because(format!("`{}` declares it", other.file))
                .related(cluster.name.span, "this cluster has no other one")
                .help(format!(
                    "write `namespace: {namespace}` in the manifest of `{name}`"
                )),
        );
    }
    let renamed = secrets
        .iter()
        .filter(here)
        .find(|one| one.by_name == name)?;
    let diag = LINT.diag(
        wanted.span,
        format!(
            "the {} `{name}` makes the Secret `{}`, and none is called `{name}`",
            renamed.by, renamed.name
        ),
    );
    Some(
        diag.label(wanted.label)
            .because(format!("`{}` declares it", renamed.file))
            .related(cluster.name.span, "this cluster has no other one")
            .help(format!("write the name `{}`", renamed.name)),
    )
}

fn without_key(wanted: Wanted<'_>, cluster: &Cluster, held: &Held) -> Diag {
    let Wanted { name, key, .. } = wanted;
    let keys: Vec<&str> = held.keys.keys().map(String::as_str).collect();
    let diag = LINT
        .diag(
            wanted.span,
            format!("the Secret `{name}` has no key `{key}`"),
        )
        .label(wanted.label)
        .because(match keys.as_slice() {
            [] => format!("`{}` declares it without keys", held.file),
            keys => format!("`{}` declares it with `{}`", held.file, keys.join("`, `")),
        })
        .related(cluster.name.span, "this cluster has no other one");
    match (nearest(key, keys.iter().copied()), keys.as_slice()) {
        (Some(near), _) => diag.help(format!(
            "did you mean `{near}`? otherwise add `{key}` to the Secret"
        )),
        (None, [only]) => diag.help(format!(
            "write the key `{only}`, or add `{key}` to the Secret"
        )),
        (None, _) => diag.help(format!("add `{key}` to the Secret")),
    }
}
