//! lag-not-possible: a bucket of a continent with the lag of turbo replication, which such a bucket does not have.

use crate::analyze::quantities::Seconds;
use crate::analyze::rpo::LAG_INSIDE;
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::Provider;
use crate::model::value::region::{has_turbo_replication, is_multi_region};

pub(super) static LINT: Lint = Lint {
    finding: &findings::LAG_NOT_POSSIBLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let google = cx
        .model
        .stores
        .values()
        .filter(|store| store.provider == Provider::Gcs);
    for store in google {
        let bucket = &store.bucket;
        let (Some(region), Some(lag)) = (&bucket.region, &bucket.lag) else {
            continue;
        };
        let continent = is_multi_region(&region.value) && !has_turbo_replication(&region.value);
        if continent && Seconds::from(lag.value) < LAG_INSIDE {
            out.push(
                LINT.diag(
                    lag.span,
                    format!("a bucket in {} can be {LAG_INSIDE} behind", region.value),
                )
                .label("turbo replication is between two regions alone")
                .related(region.span, "these are all regions of a continent")
                .because("Cloud Storage, \"Availability and durability\": a write is in a second region within 12 hours, with turbo replication within 15 minutes")
                .help("write a bucket in two regions, as `region nam4` or `region us-east1+us-west1`, and turn on turbo replication; or remove `lag`"),
            );
        }
    }
}
