//! Stages over a path in Git: the author's own Kustomization of the primary, elsewhere.

use crate::analyze::Ready;
use crate::analyze::carried::{Carried, CarriedHealth, CarriedPatch, Deletion, carried};
use crate::analyze::effective::Member;
use crate::analyze::recovery::RecoverySide;
use crate::emit::crd::flux::{
    CommonMetadata, Decryption, HealthExpr, Image, KustomizationSpec, LocalRef, Patch, PostBuild,
    SubstituteFrom, Target,
};
use crate::emit::names;
use crate::model::value::Duration;
use crate::model::{Cluster, Standby, referred_kind};
use crate::source::Spanned;

/// The time-out of a stage over a path in Git: that of the primary's Kustomization where it is longer.
pub(super) fn timeout(ready: Ready<'_>, cluster: &Cluster, path: &str, own: Duration) -> String {
    let theirs = carried(ready.analysis(), cluster, path).and_then(|carried| carried.timeout);
    theirs.map_or(own, |theirs| theirs.max(own)).flux()
}

/// What a path in Git needs to be applied: what the Kustomization of the primary says, the key of this
/// cluster, and its values. Flux prefers the last of several sources of values (kustomize-controller 1.9).
pub(super) fn in_git(
    ready: Ready<'_>,
    cluster: &Cluster,
    (path, ends): (&str, Ends),
    more: &[Spanned<(Box<str>, Box<str>)>],
    base: KustomizationSpec,
) -> KustomizationSpec {
    let decryption = cluster.decrypt.as_ref().and_then(|decrypt| {
        let decrypt = &decrypt.value;
        let secret = decrypt.age.as_ref().or(decrypt.gpg.as_ref());
        (decrypt.kms.is_some() || secret.is_some()).then(|| Decryption {
            provider: "sops",
            secret_ref: secret.map(|name| LocalRef {
                name: name.value.to_string(),
            }),
        })
    });
    let own = cluster.substitute_from.iter().chain(more);
    let own = own.map(|object| SubstituteFrom {
        kind: referred_kind(&object.0),
        name: object.1.to_string(),
        optional: false,
    });
    let base = KustomizationSpec {
        path: format!("./{path}"),
        decryption,
        deletion_policy: match ends {
            Ends::Never => Some(Deletion::Orphan.word()),
            Ends::WithItsStage => None,
        },
        ..base
    };
    let Some(carried) = carried(ready.analysis(), cluster, path) else {
        return KustomizationSpec {
            post_build: post_build(PostBuild {
                substitute_from: own.collect(),
                ..PostBuild::default()
            }),
            ..base
        };
    };
    let theirs = carried.substitute_from.iter().map(|values| SubstituteFrom {
        kind: values.kind(),
        name: values.name.clone(),
        optional: values.optional,
    });
    let mut sources: Vec<SubstituteFrom> = theirs.collect();
    for one in own {
        // A source that both name comes where the plan has it.
        sources.retain(|other| (other.kind, &other.name) != (one.kind, &one.name));
        sources.push(one);
    }
    let values = PostBuild {
        substitute: carried.substitute.clone(),
        substitute_from: sources,
    };
    takes_over(carried, (path, ends), base, values)
}

/// Whether the end of its stage is what ends something on a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// No move leaves the stage out. Where an edit of the plan does, or renames it, nothing is deleted.
    Never,
    /// A move leaves the stage out, and what it has applied must not run on.
    WithItsStage,
}

/// Whether a move ends the application of a stage by leaving the stage out: so it does on a warm cluster after `abort`,
/// if nothing of the application waits there. The path of a cold cluster keeps every stage, and so does a primary that
/// was recovered.
pub(super) fn ends<'m>(side: &RecoverySide, mut blocks: impl Iterator<Item = &'m Member>) -> Ends {
    let cluster = &side.cluster;
    let warm = cluster
        .standby
        .as_ref()
        .is_some_and(|standby| standby.value == Standby::Warm);
    // One of several recoveries on a cluster waits there once the cluster exists for another one.
    let waits = warm || cluster.of_primary().is_some();
    let waiting = |member: &Member| {
        let apps = member.block.apps.as_ref();
        apps.is_some_and(|apps| apps.standby.is_some())
    };
    match side.at_home() || !waits || blocks.all(waiting) {
        true => Ends::Never,
        false => Ends::WithItsStage,
    }
}

/// The `deletionPolicy` of a stage. What the author says wins, except that a stage which a move leaves out always
/// deletes: else the application would run beside the primary.
fn deletion(carried: &Carried, ends: Ends) -> Option<&'static str> {
    let keeps = !carried.prune || carried.deletion == Some(Deletion::Orphan);
    match (ends, carried.deletion) {
        (Ends::WithItsStage, _) if keeps => Some(Deletion::Delete.word()),
        (Ends::Never, None | Some(Deletion::MirrorPrune)) => Some(Deletion::Orphan.word()),
        (Ends::Never | Ends::WithItsStage, stated) => stated.map(Deletion::word),
    }
}

fn takes_over(
    carried: &Carried,
    (path, ends): (&str, Ends),
    base: KustomizationSpec,
    values: PostBuild,
) -> KustomizationSpec {
    let up = names::up(path);
    let components = carried.components.iter();
    let mut components: Vec<String> = components.map(|one| format!("{up}{one}")).collect();
    // The plan's own come last: what they patch is what the author's have made.
    components.extend(base.components);
    let mut patches: Vec<Patch> = carried.patches.iter().map(patch).collect();
    patches.extend(base.patches);
    let metadata = CommonMetadata {
        labels: carried.labels.clone(),
        annotations: carried.annotations.clone(),
    };
    let images = carried.images.iter().map(|image| Image {
        name: image.name.clone(),
        new_name: image.new_name.clone(),
        new_tag: image.new_tag.clone(),
        digest: image.digest.clone(),
    });
    KustomizationSpec {
        target_namespace: carried.target_namespace.clone(),
        name_prefix: carried.name_prefix.clone(),
        name_suffix: carried.name_suffix.clone(),
        components,
        ignore_missing_components: carried.ignore_missing_components,
        patches,
        images: images.collect(),
        common_metadata: (!metadata.is_empty()).then_some(metadata),
        service_account_name: carried
            .service_account
            .clone()
            .or(base.service_account_name),
        force: carried.force,
        health_check_exprs: carried.health.iter().map(health).collect(),
        prune: carried.prune,
        deletion_policy: deletion(carried, ends),
        post_build: post_build(values),
        ..base
    }
}

fn health(carried: &CarriedHealth) -> HealthExpr {
    HealthExpr {
        api_version: carried.api_version.clone().into(),
        kind: carried.kind.clone().into(),
        in_progress: carried.in_progress.clone(),
        failed: carried.failed.clone().map(Into::into),
        current: carried.current.clone().into(),
    }
}

fn patch(carried: &CarriedPatch) -> Patch {
    Patch {
        patch: carried.patch.clone(),
        target: carried.target.as_ref().map(|target| Target {
            group: target.group.clone(),
            version: target.version.clone(),
            kind: target.kind.clone(),
            namespace: target.namespace.clone(),
            name: target.name.clone(),
            label_selector: target.label_selector.clone(),
            annotation_selector: target.annotation_selector.clone(),
        }),
    }
}

fn post_build(values: PostBuild) -> Option<PostBuild> {
    let empty = values.substitute.is_empty() && values.substitute_from.is_empty();
    (!empty).then_some(values)
}
