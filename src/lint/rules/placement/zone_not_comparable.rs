//! zone-not-comparable: two zones of one region, of which it is not known whether they are the same one.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::Model;
use crate::model::value::region::is_one_region;
use crate::model::value::zone::is_one_zone;
use crate::source::Spanned;

pub(super) static LINT: Lint = Lint {
    finding: &findings::ZONE_NOT_COMPARABLE,
    check,
};

type Place<'m> = (&'m Spanned<Box<str>>, &'m Spanned<Box<str>>);

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let zones = zones(cx.model);
    for (at, (zone, region)) in zones.iter().enumerate() {
        let mut before = zones.iter().take(at);
        let other = before.find(|(other, place)| {
            let same = is_one_region(&place.value, &region.value);
            same && is_one_zone(&other.value, &zone.value, &region.value).is_none()
        });
        let Some((other, _)) = other else { continue };
        out.push(
            LINT.diag(
                zone.span,
                format!(
                    "`{}` and `{}` may be the same zone",
                    other.value, zone.value
                ),
            )
            .label("after the loss of one of them it is not known what is left: they do not count as two zones")
            .related(other.span, "the other zone")
            .help("write both zones in one form, both as names (`us-east-1a`) or both as ids (`use1-az1`)"),
        );
    }
}

/// The zones of clusters and of the buckets in their regions, each with its region.
fn zones(model: &Model) -> Vec<Place<'_>> {
    let clusters = model
        .clusters
        .values()
        .filter_map(|cluster| Some((cluster.zone.as_ref()?, &cluster.region)));
    let stores = model.stores.values();
    let buckets = stores.flat_map(|store| store.buckets());
    clusters
        .chain(buckets.filter_map(|bucket| Some((bucket.zone.as_ref()?, bucket.region.as_ref()?))))
        .collect()
}
