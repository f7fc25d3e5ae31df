//! jobs-refused: a LimitRange in a namespace in which the plan runs Jobs, and that refuses their pods
//! (Kubernetes 1.34, plugin/pkg/admission/limitranger). No pod is made, and after its limit the Job has failed for good.

use crate::analyze::recovery::{RecoverySide, StageKind, tiers_in_order};
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::value::Size;
use crate::repository::contents::Limited;
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) static LINT: Lint = Lint {
    finding: &findings::JOBS_REFUSED,
    check,
};

/// What the container of a Job asks for and is limited to (src/emit/jobs/confined.rs): memory in MiB, processors in
/// thousandths.
const MEMORY: (u64, u64) = (64, 512);
const CPU: (u64, u64) = (50, 1000);

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    let sides = cx.analysis.sides().iter();
    for side in sides.chain(cx.analysis.rehearsed()) {
        let places = places(cx, side);
        let all = cx.inventory.contents_on(side.cluster.id);
        for limited in all.flat_map(|contents| &contents.limited) {
            let place = places.get(limited.namespace.as_str());
            let Some(((span, what), why)) = place.zip(refusal(limited)) else {
                continue;
            };
            if once.first((side.cluster.id, &limited.namespace, &limited.name)) {
                out.push(report(*span, what, limited, &why));
            }
        }
    }
}

/// Namespaces in which Jobs run on a side, with what they do.
fn places(cx: &LintCx<'_>, side: &RecoverySide) -> BTreeMap<String, (Span, &'static str)> {
    let mut places = BTreeMap::new();
    for stage in &side.stages {
        let (member, what) = match &stage.kind {
            StageKind::Load(member) => (member, "loads its dumps"),
            StageKind::Promote(member) => (member, "promotes its standby"),
            StageKind::Backup
            | StageKind::VeleroConfig
            | StageKind::Platform(_)
            | StageKind::Storage
            | StageKind::Restore(_)
            | StageKind::Apps(..)
            | StageKind::Check(_)
            | StageKind::Complete => continue,
        };
        let name = side.cluster.called(member.name.value.as_str());
        places.insert(name.to_owned(), (member.name.span, what));
    }
    for tier in tiers_in_order(cx.model) {
        for (_, check) in cx.analysis.checks(side, tier) {
            let name = side.cluster.called(check.namespace.value.as_str());
            let place = (check.namespace.span, "checks it");
            places.entry(name.to_owned()).or_insert(place);
        }
    }
    places
}

/// What of the container the range refuses.
fn refusal(limited: &Limited) -> Option<String> {
    let mebibytes = |size: Size| size.as_bytes() >> 20;
    let most = limited
        .most_memory
        .filter(|most| mebibytes(*most) < MEMORY.1);
    let least = limited.least_memory;
    let least = least.filter(|least| mebibytes(*least) > MEMORY.0);
    let most_cpu = limited.most_cpu.filter(|most| *most < CPU.1);
    let least_cpu = limited.least_cpu.filter(|least| *least > CPU.0);
    let of = |is: &str, word: &str, limit: String| {
        format!("a container of the Job has {is}, and {word} there is {limit}")
    };
    most.map(|most| of("a limit of 512Mi of memory", "the most", most.to_string()))
        .or_else(|| {
            least.map(|least| {
                of(
                    "a request of 64Mi of memory",
                    "the least",
                    least.to_string(),
                )
            })
        })
        .or_else(|| {
            most_cpu.map(|most| of("a limit of one processor", "the most", format!("{most}m")))
        })
        .or_else(|| {
            least_cpu.map(|least| {
                of(
                    "a request of 50m of a processor",
                    "the least",
                    format!("{least}m"),
                )
            })
        })
}

fn report(span: Span, what: &str, limited: &Limited, why: &str) -> Diag {
    LINT.diag(
        span,
        format!(
            "LimitRange `{}` in `{}` refuses the Job that {what}",
            limited.name, limited.file
        ),
    )
    .label("the API server makes no pod of it, and the Job has failed for good after its limit: the recovery does not end")
    .because(why)
    .help("allow containers in this namespace a request of 64Mi and 50m, and a limit of 512Mi and one processor")
}
