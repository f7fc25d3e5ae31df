//! replica-prefix: a replica in another directory than its bucket: replication keeps the key of every object.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::Bucket;

pub(super) static LINT: Lint = Lint {
    finding: &findings::REPLICA_PREFIX,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for store in cx.model.stores.values() {
        let Some(replica) = &store.replica else {
            continue;
        };
        let (main, copy) = (&store.bucket, &replica.bucket);
        let (written, read) = (directory(main), directory(copy));
        let Some(prefix) = copy.prefix.as_ref().filter(|_| written != read) else {
            continue;
        };
        let found = match written {
            "" => format!("the copies are in the root of `{}`", copy.name.value),
            _ => format!("the copies are in `{}/{written}`", copy.name.value),
        };
        let help = match written {
            "" => format!(
                "remove `prefix`, or write `prefix {read}` in `{}` too",
                main.name.value
            ),
            _ => format!(
                "remove `prefix` from the replica: it is then `{written}`, as in the bucket"
            ),
        };
        out.push(
            LINT.diag(
                prefix.span,
                format!("no copy of `{}` ever arrives in the prefix `{read}`", main.name.value),
            )
            .label(format!("replication keeps the name of every object, so {found}, and a recovery that reads here finds no backup"))
            .related(
                main.prefix.as_ref().map_or(main.name.span, |prefix| prefix.span),
                "the directory that is replicated",
            )
            .help(help),
        );
    }
}

fn directory(bucket: &Bucket) -> &str {
    let prefix = bucket.prefix.as_ref();
    prefix.map_or("", |prefix| prefix.value.trim_matches('/'))
}
