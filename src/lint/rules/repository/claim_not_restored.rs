//! claim-not-restored: an overlay of a recovery whose pods ask for another claim than the one that is restored: the
//! application starts with an empty one, and every gate and every check is green.

use crate::analyze::backup::demand::capture;
use crate::analyze::effective::Member;
use crate::analyze::hooks::annotated;
use crate::diag::{Diag, Diags, Subject, findings};
use crate::lint::walk::applied::{Applied, applied};
use crate::lint::walk::claim_names::Used;
use crate::lint::walk::once::Once;
use crate::lint::walk::shown_pods::pods_of;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::{ClaimSpec, Contents, PodVolume, Pods};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CLAIM_NOT_RESTORED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied(cx) {
        if applied.member.is_none() {
            continue;
        }
        // A path of several namespaces is compared for each of them.
        for member in cx.analysis.members_of(&applied.side.primary) {
            let Some(primary) = primary_of(cx, &applied, member) else {
                continue;
            };
            for restored in restored(cx, member, primary) {
                let own = restored.pods;
                let cause = (applied.path.span, own.kind.clone(), own.name.clone());
                if once.first(cause)
                    && let Some(diag) = compare(&applied, member, &restored)
                {
                    out.push(diag);
                }
            }
        }
    }
}

/// What the primary's overlay of a namespace shows, where this path is that of its recovery.
fn primary_of<'a>(cx: &LintCx<'a>, applied: &Applied<'_>, member: &Member) -> Option<&'a Contents> {
    let apps = member.block.apps.as_ref()?;
    (applied.side.overlay(apps).value == applied.path.value).then_some(())?;
    cx.inventory
        .contents(applied.side.primary.id, apps.path.value.as_str())
}

/// What makes pods on the primary, with those of its volumes whose claims are restored.
struct Restored<'a> {
    pods: &'a Pods,
    volumes: Vec<(&'a PodVolume, Used<'a>)>,
    about: Vec<Subject>,
    /// Whether pods have annotations that are patched: that the patch meets nothing is `workload-not-found`.
    annotated: bool,
}

/// Whether pods are in a namespace; one that nothing states is that of the plan.
fn is_in(pods: &Pods, namespace: &str) -> bool {
    pods.namespace.is_empty() || pods.namespace == namespace
}

/// What a plan that names workloads declares to be copied, or everything with a claim where it names none.
fn restored<'a>(cx: &LintCx<'a>, member: &'a Member, primary: &'a Contents) -> Vec<Restored<'a>> {
    let block = &member.block;
    let uses = |pods: &'a Pods, copied: &dyn Fn(&PodVolume) -> bool| {
        let volumes = pods.volumes.iter().filter(|volume| copied(volume));
        let volumes = volumes.filter_map(|volume| Some((volume, Used::by(pods, volume)?)));
        volumes.collect::<Vec<_>>()
    };
    let mut all = Vec::new();
    if block.workloads.is_empty() && member.method.value.copies_volumes() {
        for pods in primary
            .pods
            .iter()
            .filter(|pods| is_in(pods, member.name.value.as_str()))
        {
            all.push(Restored {
                pods,
                volumes: uses(pods, &|volume| !left_out(primary, pods, volume)),
                about: vec![subjects::of_block(block.id)],
                annotated: false,
            });
        }
    }
    for workload in &block.workloads {
        let pods = pods_of(primary, workload, member.name.value.as_str());
        let copied = capture(cx.model, member, workload).is_some();
        let Some(pods) = pods.filter(|pods| copied && is_in(pods, member.name.value.as_str()))
        else {
            continue;
        };
        let is_copied = |volume: &PodVolume| {
            let mut declared = workload.volumes.iter();
            let declared = declared.find(|one| one.name.value.as_str() == volume.name);
            declared.is_none_or(|one| member.copies(workload, one))
                && !left_out(primary, pods, volume)
        };
        all.push(Restored {
            pods,
            volumes: uses(pods, &is_copied),
            about: subjects::of_workload(workload.id).to_vec(),
            annotated: annotated(cx.model, member, workload),
        });
    }
    all.retain(|one| !one.volumes.is_empty());
    all
}

/// Whether the label of Velero keeps a claim out of the backup.
fn left_out(primary: &Contents, pods: &Pods, volume: &PodVolume) -> bool {
    let claim = volume.source.template().or_else(|| {
        let name = volume.source.claim()?;
        let mut claims = primary.claims.iter();
        let claim = claims.find(|claim| claim.name == name && claim.namespace == pods.namespace)?;
        Some(&claim.spec)
    });
    claim.is_some_and(ClaimSpec::is_excluded)
}

/// Whether two StatefulSets of one name have no pod of one number.
fn apart(pods: &Pods, other: &Pods) -> bool {
    let (here, there) = (pods.ordinals(), other.ordinals());
    let both = pods.name == other.name && !here.is_empty() && !there.is_empty();
    both && (here.start >= there.end || there.start >= here.end)
}

/// The first volume of restored pods that nothing of the recovery's overlay uses, where that is known.
fn compare(applied: &Applied<'_>, member: &Member, restored: &Restored<'_>) -> Option<Diag> {
    let there = &applied.contents.pods;
    let own_name = member.name.value.as_str();
    let namespace = applied.side.cluster.called(own_name);
    let used = |pods: &Pods, wanted: &Used<'_>| {
        let mut uses = pods
            .volumes
            .iter()
            .filter_map(|volume| Used::by(pods, volume));
        is_in(pods, namespace) && uses.any(|used| used.meets(wanted)) && !apart(pods, restored.pods)
    };
    let lost = restored.volumes.iter();
    let mut lost = lost.filter(|(_, wanted)| !there.iter().any(|pods| used(pods, wanted)));
    let (volume, wanted) = lost.next()?;
    let own = restored.pods;
    let such = |pods: &&Pods| pods.kind == own.kind && pods.group == own.group;
    // The same workload, in its namespace or in another one.
    let mut same = there
        .iter()
        .filter(such)
        .filter(|pods| pods.name == own.name);
    let here = same.clone().find(|pods| is_in(pods, namespace));
    let found = here.or_else(|| same.next());
    let whole = applied
        .contents
        .overlay
        .as_ref()
        .is_some_and(|overlay| overlay.whole);
    if found.is_none() && (!whole || restored.annotated) {
        return None;
    }
    // One that uses a claim by the same volume name, or that is called alike, is meant.
    let mut alike = there.iter().filter(such).filter(|pods| {
        pods.volumes
            .iter()
            .any(|one| one.name == volume.name && Used::by(pods, one).is_some())
    });
    let found = found.or_else(|| alike.next());
    // That is `application-not-mapped`.
    if namespace != own_name && found.is_some_and(|found| found.namespace == own_name) {
        return None;
    }
    let claim = wanted.label(own.first_ordinal);
    let kind = own.kind.to_ascii_lowercase();
    let diag = LINT
        .diag(
            applied.path.span,
            format!("no pod of `{}` uses the claim `{namespace}/{claim}`, which is restored", applied.path.value),
        )
        .about(restored.about.iter().copied())
        .label("the application starts with an empty claim, or with none, while every Restore, gate and health check is green")
        .because(format!("on `{}` it is the claim of volume `{}` of `{kind}/{}` (`{}`)", applied.side.primary.name.value, volume.name, own.name, own.file));
    let Some(found) = found else {
        return Some(diag.help(format!(
            "declare `{kind}/{}` in this overlay, with the same volumes",
            own.name
        )));
    };
    let file = &found.file;
    Some(if !is_in(found, namespace) {
        diag.because(format!(
            "`{file}` puts `{kind}/{}` into the namespace `{}`",
            found.name, found.namespace
        ))
        .help(format!("put it into the namespace `{namespace}`"))
    } else if found.name != own.name {
        diag.because(format!("`{file}` declares `{kind}/{}` instead", found.name))
            .help(format!(
                "call it `{}`, as on `{}`: pods find claims by their names",
                own.name, applied.side.primary.name.value
            ))
    } else {
        let others = found.volumes.iter().filter_map(|one| Used::by(found, one));
        let others: Vec<String> = others.map(|used| used.label(found.first_ordinal)).collect();
        let uses = match others.as_slice() {
            [] => "no claim".to_owned(),
            names => format!("`{}`", names.join("`, `")),
        };
        diag.because(format!(
            "here `{kind}/{}` uses {uses} (`{file}`)",
            found.name
        ))
        .help(match wanted {
            Used::Named(name) => format!(
                "write `claimName: {name}` for this volume, or use one claim name in every overlay"
            ),
            Used::Each(template, _) => format!(
                "call the claim template `{template}`, as on `{}`",
                applied.side.primary.name.value
            ),
        })
    })
}
