//! spelled-otherwise: a name of the plan that the repository does not have, beside one that it has:
//! what is written for the one is used by nothing.

use crate::analyze::drivers;
use crate::diag::near::{nearest, slip};
use crate::diag::{Diag, Diags, Safety, findings};
use crate::lint::walk::{applies_elsewhere, subjects};
use crate::lint::{Lint, LintCx};
use crate::model::{Bucket, Namespace, NamespaceName};
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::SPELLED_OTHERWISE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    clusters(cx, out);
    for block in &cx.model.namespaces {
        out.extend_one(namespace(cx, block));
    }
    for store in cx.model.stores.values() {
        out.extend_one(bucket(cx, &store.bucket));
        let replica = store.replica.as_ref();
        out.extend_one(replica.and_then(|replica| bucket(cx, &replica.bucket)));
    }
    of_drivers(cx, out);
}

fn clusters(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values() {
        let Some(near) = cx.inventory.spelling.clusters.get(&cluster.id) else {
            continue;
        };
        let path = cluster.path();
        let (span, write) = match &cluster.path {
            Some(path) => (path.span, near.clone()),
            None => (cluster.name.span, format!("path {near}")),
        };
        let diag = LINT
            .diag(
                span,
                format!("the repository has no `{path}`, but it has `{near}`"),
            )
            .about([subjects::of_cluster(cluster.id)])
            .label("Flux does not apply the manifests that are written there")
            .help(format!(
                "did you mean `{near}`? write `path {near}` in cluster `{}`",
                cluster.stated_name()
            ));
        out.push(match cluster.path {
            Some(_) => diag.fix(span, write, Safety::Review),
            None => diag,
        });
    }
}

/// A namespace of which an overlay brings nothing, though it names others. Of an overlay with a chart or
/// an operator's own kind, which may bring any workload, only one typing error is reported.
fn namespace(cx: &LintCx<'_>, block: &Namespace) -> Option<Diag> {
    let path = block.apps.as_ref()?.path.value.as_str();
    let shown = cx.inventory.contents_anywhere(path)?;
    let there = shown.namespaces.as_ref()?;
    let said = |name: &NamespaceName| there.contains(name.as_str());
    if block.names.iter().any(|name| said(&name.value)) || applies_elsewhere(cx, path) {
        return None;
    }
    let [name] = block.names.as_slice() else {
        return None;
    };
    let taken = |near: &str| {
        let mut all = cx.model.namespaces.iter().flat_map(|block| &block.names);
        all.any(|other| other.value.as_str() == near)
    };
    let others = there.iter().map(String::as_str).filter(|near| !taken(near));
    let near = match shown.overlay.as_ref().is_some_and(|overlay| overlay.whole) {
        true => nearest(name.value.as_str(), others)?,
        false => slip(name.value.as_str(), others)?,
    };
    Some(
        found(
            name.span,
            format!(
                "no object of `{path}` is in the namespace `{}`",
                name.value.as_str()
            ),
            near,
        )
        .label("its backups would contain nothing of this application")
        .because(format!("`{path}` has objects in `{near}`"))
        .about([subjects::of_block(block.id)]),
    )
}

fn bucket(cx: &LintCx<'_>, bucket: &Bucket) -> Option<Diag> {
    let known = &cx.inventory.spelling.buckets;
    let name = &*bucket.name.value;
    let declared = |near: &str| {
        let mut stores = cx.model.stores.values();
        stores.any(|store| {
            let mut buckets = store.buckets();
            buckets.any(|bucket| &*bucket.name.value == near)
        })
    };
    if known.contains_key(name) {
        return None;
    }
    let others = known.keys().map(String::as_str);
    let near = slip(name, others.filter(|near| !declared(near)))?;
    let diag = found(
        bucket.name.span,
        format!("the repository has no bucket `{name}`, but it has `{near}`"),
        near,
    );
    let diag = diag.label("backups would go to a bucket that does not exist");
    Some(match known.get(near) {
        Some(file) => diag.because(format!("`{file}` names `{near}`")),
        None => diag,
    })
}

fn of_drivers(cx: &LintCx<'_>, out: &mut Diags) {
    let known = &cx.inventory.spelling.drivers;
    for snapshots in cx.model.snapshots.values() {
        let driver = &snapshots.driver;
        // One that is known to exist is no typing error: a cluster may have several, with similar names.
        if known.contains_key(&*driver.value) || drivers::known(&driver.value).is_some() {
            continue;
        }
        let Some(near) = slip(&driver.value, known.keys().map(String::as_str)) else {
            continue;
        };
        let diag = found(
            driver.span,
            format!(
                "the repository has no CSI driver `{}`, but it has `{near}`",
                driver.value
            ),
            near,
        );
        let diag = diag.label("a driver that does not exist makes no snapshot");
        out.push(match known.get(near) {
            Some(file) => diag.because(format!("`{file}` names `{near}`")),
            None => diag,
        });
    }
}

fn found(span: Span, message: String, near: &str) -> Diag {
    LINT.diag(span, message)
        .help(format!("did you mean `{near}`? write `{near}`"))
        .fix(span, near, Safety::Review)
}
