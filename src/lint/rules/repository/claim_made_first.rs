//! claim-made-first: a claim that is there before its Restore: Velero keeps it, restores no data, and says Completed
//! (`restore/actions/csi/pvc_action.go`, v1.18.3).

use crate::analyze::effective::Member;
use crate::analyze::recovery::RecoverySide;
use crate::analyze::unclaimed::unclaimed_namespaces;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::managed;
use crate::lint::walk::made_claims::{Made, label, made, runs};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::{NamespaceName, Standby};
use crate::repository::contents::{Contents, VolumeSource};
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) static LINT: Lint = Lint {
    finding: &findings::CLAIM_MADE_FIRST,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for side in managed(cx).filter(|side| !side.at_home()) {
        for platform in cx.model.platforms.values() {
            let path = platform.path.value.as_str();
            let Some(contents) = cx.inventory.contents(side.cluster.id, path) else {
                continue;
            };
            let what = format!("platform `{}`", platform.name.value);
            let place = Place {
                span: platform.path.span,
                what: &what,
                help: Help::Platform,
            };
            before(cx, side, (contents, place), &mut once, out);
        }
        if let Some(contents) = cx.inventory.own(side.cluster.id) {
            let what = format!("Flux on `{}`", side.cluster.stated_name());
            let path = side.cluster.path.as_ref();
            let place = Place {
                span: path.map_or(side.cluster.name.span, |path| path.span),
                what: &what,
                help: Help::Own,
            };
            before(cx, side, (contents, place), &mut once, out);
        }
        waiting(cx, side, &mut once, out);
    }
}

/// Where what makes a claim is written in the plan.
#[derive(Clone, Copy)]
struct Place<'a> {
    span: Span,
    what: &'a str,
    help: Help,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Help {
    Platform,
    Own,
}

/// Whether the Restore of a namespace brings claims with data.
fn restores_claims(member: &Member) -> bool {
    member.set_method().copies_volumes()
}

/// Claims in namespaces that are restored later.
fn before(
    cx: &LintCx<'_>,
    side: &RecoverySide,
    (contents, place): (&Contents, Place<'_>),
    once: &mut Once<(Span, String)>,
    out: &mut Diags,
) {
    let mut by_namespace: BTreeMap<String, Vec<Made>> = BTreeMap::new();
    for one in made(contents) {
        by_namespace
            .entry(one.namespace.clone())
            .or_default()
            .push(one);
    }
    for (namespace, claims) in by_namespace {
        let Some(member) = promised(cx, side, &namespace).filter(|member| restores_claims(member))
        else {
            continue;
        };
        let claims: Vec<Made> = claims
            .into_iter()
            .filter(|one| !is_left_out(member, one))
            .collect();
        if !claims.is_empty() && once.first((place.span, namespace.clone())) {
            out.push(report(member, place, &namespace, &claims));
        }
    }
    overlays(cx, side, (contents, place), once, out);
}

/// Pods of an application that something else applies too, before its data is restored.
fn overlays(
    cx: &LintCx<'_>,
    side: &RecoverySide,
    (contents, place): (&Contents, Place<'_>),
    once: &mut Once<(Span, String)>,
    out: &mut Diags,
) {
    for member in cx.analysis.members_of(&side.primary) {
        let Some(apps) = member
            .block
            .apps
            .as_ref()
            .filter(|_| restores_claims(member))
        else {
            continue;
        };
        let path = side.overlay(apps);
        let Some(overlay) = cx.inventory.contents(side.cluster.id, path.value.as_str()) else {
            continue;
        };
        let shared = contents.pods.iter().find(|pods| {
            let with_claims = pods.volumes.iter().any(|volume| {
                matches!(
                    volume.source,
                    VolumeSource::Template(_) | VolumeSource::Claim(_)
                )
            });
            let id = (&pods.kind, &pods.namespace, &pods.name);
            let mut own = overlay.pods.iter();
            with_claims && own.any(|own| (&own.kind, &own.namespace, &own.name) == id)
        });
        let namespace = member.name.value.as_str().to_owned();
        if let Some(pods) = shared
            && once.first((place.span, namespace))
        {
            out.push(
                LINT.diag(
                    place.span,
                    format!("{} applies `{}` of `{}` before its data is restored", place.what, label(pods), path.value),
                )
                .about([subjects::of_block(member.block.id)])
                .label("its pods and claims are there before the Restore, which then restores no data and is Completed")
                .because(format!("`{}` declares it", pods.file))
                .related(path.span, "the stage that is meant to apply it")
                .help("leave this application out of that path: the stage of the plan applies it once its data is there"),
            );
        }
    }
}

/// The member of a side that promises a namespace: by its name, or `*`.
fn promised<'a>(cx: &LintCx<'a>, side: &RecoverySide, namespace: &str) -> Option<&'a Member> {
    if namespace.is_empty() || namespace.contains("${") {
        return None;
    }
    let members = || cx.analysis.members_of(&side.primary);
    // Of several blocks of a namespace one that restores claims.
    let named =
        members().filter(|member| side.cluster.called(member.name.value.as_str()) == namespace);
    let named = named.min_by_key(|member| !restores_claims(member));
    if let Some(member) = named {
        return Some(&**member);
    }
    let mut platforms = cx
        .model
        .platforms
        .values()
        .flat_map(|platform| &platform.namespaces);
    let filled = platforms.any(|name| name.value.as_str() == namespace);
    let unclaimed = unclaimed_namespaces(cx.analysis, side.primary.id);
    if filled || unclaimed.iter().any(|one| one == namespace) {
        return None;
    }
    let mut rest = members();
    let rest = rest.find(|member| member.name.value == NamespaceName::Rest);
    rest.map(|member| &**member)
}

/// Whether the plan says that a volume is not copied.
fn is_left_out(member: &Member, one: &Made) -> bool {
    let Some((volume, owner)) = &one.of else {
        return false;
    };
    let mut workloads = member.block.workloads.iter();
    let workload = workloads.find(|workload| *workload.name.value.name == **owner);
    workload.is_some_and(|workload| {
        let mut volumes = workload.volumes.iter();
        let declared = volumes.find(|one| one.name.value.as_str() == volume);
        match declared {
            Some(declared) => !member.copies(workload, declared),
            None => !member.method_of(workload).copies_volumes(),
        }
    })
}

fn report(member: &Member, place: Place<'_>, namespace: &str, claims: &[Made]) -> Diag {
    let mut what: Vec<&str> = claims.iter().map(|one| one.what.as_str()).collect();
    what.dedup();
    let more = match what.len() {
        0..=3 => String::new(),
        n => format!(" and {} more", n - 3),
    };
    let what: Vec<&str> = what.into_iter().take(3).collect();
    let rest = member.name.value == NamespaceName::Rest;
    let mut diag = LINT
        .diag(
            place.span,
            format!("{} makes claims in `{namespace}` before they are restored: {}{more}", place.what, what.join(", ")),
        )
        .about([subjects::of_block(member.block.id)])
        .label("Velero keeps a claim that is there, restores no data into it, and calls the Restore Completed")
        .related(member.name.span, if rest { "this promises it" } else { "this restores them" });
    for one in claims.iter().take(3) {
        diag = diag.because(format!("`{}` declares `{}`", one.file, one.by));
    }
    match (place.help, rest) {
        (Help::Platform, true) => diag
            .help(format!("declare `namespace {namespace} {{ tier TIER; apps PATH }}` with a path of its own, and take it out of the platform"))
            .alternative(format!("write `namespaces {namespace}` in the platform: then nothing of it is restored, and nothing is promised")),
        (Help::Platform, false) => diag.help(format!("move these objects out of the platform, into the `apps` of `{namespace}`")),
        (Help::Own, _) => diag.help("remove them from what Flux applies there: on a recovery cluster the stages of the plan apply applications"),
    }
}

/// The overlay of a warm cluster that waits.
fn waiting(cx: &LintCx<'_>, side: &RecoverySide, once: &mut Once<(Span, String)>, out: &mut Diags) {
    let warm = side.cluster.standby.as_ref();
    if warm.is_none_or(|standby| standby.value != Standby::Warm) {
        return;
    }
    for member in cx.analysis.members_of(&side.primary) {
        let standby = member
            .block
            .apps
            .as_ref()
            .and_then(|apps| apps.standby.as_ref());
        let Some(path) = standby.filter(|_| restores_claims(member)) else {
            continue;
        };
        let Some(contents) = cx.inventory.contents(side.cluster.id, path.value.as_str()) else {
            continue;
        };
        let namespace = side.cluster.called(member.name.value.as_str());
        let is_in = |other: &str| other.is_empty() || other == namespace;
        let claims = made(contents).into_iter();
        let claims = claims.filter(|one| is_in(&one.namespace) && !is_left_out(member, one));
        let mut found: Vec<(String, String, String)> = claims
            .map(|one| (one.by, one.file, format!("makes the claim {}", one.what)))
            .collect();
        for pods in contents
            .pods
            .iter()
            .filter(|pods| is_in(&pods.namespace) && runs(contents, pods))
        {
            let claim = pods.volumes.iter().find_map(|volume| volume.source.claim());
            if let Some(claim) = claim {
                found.push((
                    label(pods),
                    pods.file.clone(),
                    format!("uses the claim `{claim}`"),
                ));
            }
        }
        for (by, file, does) in found {
            if !once.first((path.span, by.clone())) {
                continue;
            }
            out.push(
                LINT.diag(
                    path.span,
                    format!("`{by}` of `{}` {does} while `{}` waits", path.value, side.cluster.stated_name()),
                )
                .about([subjects::of_block(member.block.id)])
                .label("the claim is in use before the Restore, which then restores no data into it; the gate fails, and every other try too")
                .because(format!("`{file}` declares it"))
                .help("write `replicas: 0` in the overlay that waits, suspend Jobs, and leave claims out of it"),
            );
        }
    }
}
