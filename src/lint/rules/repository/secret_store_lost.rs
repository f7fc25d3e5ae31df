//! secret-store-lost: a store of External Secrets that fetches from the region whose loss its cluster recovers.

use crate::analyze::rpo::place::is_in_region;
use crate::diag::{Diags, findings};
use crate::lint::walk::lost_bounds::lost_bounds;
use crate::lint::{Lint, LintCx};
use crate::model::value::address::{host, is_in_cluster};
use crate::model::value::region::{holds_region, is_one_region};
use crate::repository::contents::Bound;

pub(super) static LINT: Lint = Lint {
    finding: &findings::SECRET_STORE_LOST,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in lost_bounds(cx, Bound::Secrets, &is_there) {
        let (lost, here) = (one.lost, one.here);
        out.push(
            LINT.diag(one.path.span, format!("`{}` in `{}` fetches secrets from `{}`", one.bound.of, one.bound.file, one.bound.text))
                .label(format!("it is lost with {lost}: on the recovery cluster no ExternalSecret is filled, and what needs one does not start"))
                .related(one.side.cluster.name.span, format!("this cluster recovers in {here}"))
                .help(format!("replicate the secrets to {here}, and let the overlay of the recovery fetch them there")),
        );
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
