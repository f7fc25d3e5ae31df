//! address-lost: a name or a server of AWS in the region whose loss a cluster recovers, in what the recovery applies.

use crate::analyze::rpo::place::is_in_region;
use crate::diag::{Diags, findings};
use crate::lint::walk::lost_bounds::lost_bounds;
use crate::lint::{Lint, LintCx};
use crate::model::value::address::host;
use crate::model::value::region::is_one_region;
use crate::repository::contents::Bound;

pub(super) static LINT: Lint = Lint {
    finding: &findings::ADDRESS_LOST,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in lost_bounds(cx, Bound::Address, &is_there) {
        let (lost, here) = (one.lost, one.here);
        out.push(
            LINT.diag(
                one.path.span,
                format!(
                    "`{}` in `{}` names `{}`",
                    one.bound.of, one.bound.file, one.bound.text
                ),
            )
            .label(format!(
                "it is lost with {lost}, and what uses it on the recovery cluster does not work"
            ))
            .related(
                one.side.cluster.name.span,
                format!("this cluster recovers in {here}"),
            )
            .help(format!(
                "patch it in the overlay of the recovery: name what is in {here}"
            )),
        );
    }
}

/// Whether it is in a region: the fourth part of a name, or a part of the name of a server.
fn is_there(text: &str, region: &str) -> bool {
    match text.starts_with("arn:") {
        true => text
            .split(':')
            .nth(3)
            .is_some_and(|own| is_one_region(own, region)),
        false => is_in_region(&host(text), region),
    }
}
