//! secret-store-lost: a store of External Secrets that fetches from the region whose loss its cluster recovers.

use crate::analyze::rpo::place::is_in_region;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::recovered::recovered;
use crate::lint::{Lint, LintCx};
use crate::model::value::address::{host, is_in_cluster};
use crate::model::value::region::{holds_region, is_one_region};
use crate::repository::contents::Bound;

pub(super) static LINT: Lint = Lint {
    finding: &findings::SECRET_STORE_LOST,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in recovered(cx) {
        let (lost, here) = (
            &one.side.primary.region.value,
            &one.side.cluster.region.value,
        );
        if is_one_region(lost, here) {
            continue;
        }
        let mut once = Once::new();
        for stage in &one.stages {
            let regional = stage.contents.regional.iter();
            for store in regional.filter(|one| one.bound == Bound::Secrets) {
                if !is_there(&store.text, lost) || !once.first((&store.file, &store.of)) {
                    continue;
                }
                out.push(
                    LINT.diag(
                        stage.path.span,
                        format!("`{}` in `{}` fetches secrets from `{}`", store.of, store.file, store.text),
                    )
                    .label(format!("it is lost with {lost}: on the recovery cluster no ExternalSecret is filled, and what needs one does not start"))
                    .related(one.side.cluster.name.span, format!("this cluster recovers in {here}"))
                    .help(format!("replicate the secrets to {here}, and let the overlay of the recovery fetch them there")),
                );
            }
        }
    }
}

/// Whether a place is in a region: its name, or an address that names it.
fn is_there(text: &str, region: &str) -> bool {
    if !text.contains("://") {
        return is_one_region(text, region);
    }
    // A Service of the cluster is restored with it, or is not: that is another question.
    let host = host(text);
    !is_in_cluster(text) && (is_in_region(&host, region) || holds_region(&host, region))
}
