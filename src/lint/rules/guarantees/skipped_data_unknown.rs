//! skipped-data-unknown: a promise for a volume that a recovery fills from an archive, of which the plan states no age and no
//! time.

use crate::analyze::effective::Member;
use crate::analyze::rpo::{self, survival};
use crate::analyze::rto;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::{Volume, Workload};

pub(super) static LINT: Lint = Lint {
    finding: &findings::SKIPPED_DATA_UNKNOWN,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for member in cx.analysis.members() {
        let (loses, waits) = (
            !rpo::promises(cx.model, member).is_empty(),
            rto::promises(cx.model, member).next().is_some(),
        );
        let promised = match (loses, waits) {
            (true, true) => "RPO and RTO",
            (true, false) => "RPO",
            (false, true) => "RTO",
            (false, false) => continue,
        };
        let bare = survival::bare(cx.model, &member.cluster);
        for workload in &member.block.workloads {
            for volume in member.refilled(workload) {
                // An archive that is lost is `no-copies`.
                let lost = survival::lost_source(volume, &member.cluster, bare).is_some();
                if volume.refill.is_none() && !lost && once.first(volume.span) {
                    out.extend_one(unknown(member, workload, volume, promised));
                }
            }
        }
    }
}

fn unknown(member: &Member, workload: &Workload, volume: &Volume, promised: &str) -> Option<Diag> {
    let from = volume.from.as_ref()?;
    let namespace = member.name.value.as_str();
    Some(
        LINT.diag(
            from.span,
            format!(
                "cannot verify the {promised} of `{}` of `{namespace}`: what `{}` is filled from has no age and no time",
                workload.label(),
                volume.name.value
            ),
        )
        .label("a recovery fetches the data from here, and nothing states how far behind it is or how long that takes")
        .related(volume.name.span, "the volume is not copied")
        .about([subjects::of_block(member.block.id)])
        .help(format!(
            "write `from {} {{ lag DURATION; ready DURATION }}` with how far the archive may be behind, and the time until its data is on the volume",
            from.value
        )),
    )
}
