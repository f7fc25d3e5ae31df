//! store-shared: two stores in one directory of one bucket: Velero would take the other's backups for its own.

use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    name: "store-shared",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut seen: Vec<(String, crate::source::Span)> = Vec::new();
    for store in cx.model.stores.values() {
        let replica = store.replica.as_ref().map(|replica| &replica.bucket);
        for bucket in [Some(&store.bucket), replica].into_iter().flatten() {
            let prefix = bucket.prefix.as_ref().map_or("", |prefix| &*prefix.value);
            let url = bucket.url.as_ref().map_or("", |url| &*url.value);
            let place = format!(
                "{:?} {url} {}/{}",
                store.provider,
                bucket.name.value,
                prefix.trim_matches('/')
            );
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == place) {
                out.push(
                    Diag::new(
                        "store-shared",
                        bucket.name.span,
                        format!(
                            "`{}` is used twice in the same directory",
                            bucket.name.value
                        ),
                    )
                    .label("one would expire and repair what the other wrote")
                    .related(*first, "used first here")
                    .help("write a `prefix` of its own in each bucket block"),
                );
            }
            seen.push((place, bucket.name.span));
        }
    }
}
