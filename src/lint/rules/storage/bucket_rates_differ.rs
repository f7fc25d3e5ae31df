//! bucket-rates-differ: two plans whose stores lie in one bucket, of which this one counts with more than the other.

use crate::analyze::backup::cost::RATE;
use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::value::Rate;
use crate::model::{Store, places_of_links};
use crate::source::Spanned;

pub(super) static LINT: Lint = Lint {
    finding: &findings::BUCKET_RATES_DIFFER,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let links = &cx.inventory.schedules.links;
    if links.is_empty() {
        return;
    }
    for (link, places) in places_of_links(&cx.model.stores) {
        let Some(store) = cx.model.stores.values().find(|store| store.link == link) else {
            continue;
        };
        for other in links {
            let writing = other.writing.iter();
            let writing = writing.filter(|one| !one.places.is_disjoint(&places));
            let reading = other.reading.iter();
            let reading = reading.filter(|one| !one.places.is_disjoint(&places));
            let upload = writing.filter_map(|one| one.rate).min();
            let download = reading.filter_map(|one| one.rate).min();
            let rates = [
                ("upload", &store.upload, upload),
                ("download", &store.download, download),
            ];
            for (statement, own, theirs) in rates {
                let own_rate = own.as_ref().map_or(RATE, |own| own.value);
                if let Some(theirs) = theirs.filter(|theirs| *theirs < own_rate) {
                    out.push(differs(
                        store,
                        statement,
                        own.as_ref(),
                        (&other.plan, theirs),
                    ));
                }
            }
        }
    }
}

fn differs(
    store: &Store,
    statement: &str,
    own: Option<&Spanned<Rate>>,
    (plan, theirs): (&str, Rate),
) -> Diag {
    let bucket = &store.bucket.name.value;
    let (at, counted) = match own {
        Some(own) => (own.span, format!("{} is stated here", own.value)),
        None => (store.bucket.name.span, format!("{RATE} is assumed here")),
    };
    LINT.diag(
        at,
        format!("plan `{plan}` states `{statement} {theirs}` of bucket `{bucket}`, and {counted}"),
    )
    .label("both plans share the link of this bucket, and it has one rate: copies take longer than this plan computes")
    .help(format!(
        "measure it, and write the same in both plans: `{statement} {theirs}` in store `{}`, if that is right",
        store.name.value
    ))
}
