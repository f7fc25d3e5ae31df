//! Declared volumes of pods that the values of `app-template` show.

use super::{Fault, bound_to, of_source, unbound};
use crate::analyze::backup::demand::{Capture, capture};
use crate::analyze::effective::Member;
use crate::diag::Diags;
use crate::lint::LintCx;
use crate::lint::walk::charted::charted_pods;
use crate::lint::walk::claim_names::Used;
use crate::lint::walk::shown_pods::bound;
use crate::lint::walk::{shown_workloads, subjects};
use crate::repository::contents::{ChartedPods, ChartedVolume, Contents};

/// The same faults as in manifests: what a volume is does not depend on who writes it.
pub(super) fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload, path, _) in shown_workloads(cx) {
        let contents = cx.inventory.contents(member.id.cluster, path);
        let Some((contents, copy)) = contents.zip(capture(cx.model, member, workload)) else {
            continue;
        };
        let Some(pods) = charted_pods(contents, member, workload) else {
            continue;
        };
        for volume in &workload.volumes {
            let name = volume.name.value.as_str();
            let mut known = pods.volumes.iter();
            let found = known.find(|known| known.name == name);
            let fault = found
                .filter(|_| member.copies(workload, volume))
                .and_then(|found| fault(cx, (member, contents, pods), found, copy));
            if let Some(fault) = fault {
                out.push(
                    super::LINT
                        .diag(
                            volume.name.span,
                            format!("volume `{name}` of `{}` {}", workload.label(), fault.is),
                        )
                        .about(subjects::of_volume(volume.id))
                        .label(fault.why)
                        .because(format!("the values of `{}` declare it", pods.file))
                        .help(fault.help),
                );
            }
        }
    }
}

fn fault(
    cx: &LintCx<'_>,
    (member, contents, pods): (&Member, &Contents, &ChartedPods),
    found: &ChartedVolume,
    copy: Capture,
) -> Option<Fault> {
    if let Some(fault) = of_source(&found.source, copy) {
        return Some(fault);
    }
    if let Some(spec) = found.source.template() {
        return unbound::of_class(cx, member, (spec, None), copy);
    }
    let name = found.source.claim()?;
    let mut claims = contents.claims.iter();
    let claim = claims.find(|claim| {
        claim.name == name && [&*pods.namespace, ""].contains(&claim.namespace.as_str())
    });
    let spec = &claim?.spec;
    let used = Some(Used::Named(name));
    bound(cx, member, &pods.namespace, (Some(spec), used))
        .and_then(|volume| bound_to(volume, copy))
        .or_else(|| unbound::of_class(cx, member, (spec, used), copy))
}
