//! plugin-missing: a Velero that has no plugin for the provider of a bucket: object stores are not a part of its server
//! (pkg/cmd/server/plugin/plugin.go, v1.18.3).

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::installed;
use crate::lint::{Lint, LintCx};
use crate::model::{Provider, Store};
use std::collections::BTreeMap;

pub(super) static LINT: Lint = Lint {
    finding: &findings::PLUGIN_MISSING,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in installed(cx) {
        let velero = one.velero;
        let Some(names) = &velero.plugin_names else {
            continue;
        };
        let sets = cx.analysis.sets().iter().filter(|set| one.serves(set));
        let mut stores: BTreeMap<&str, &Store> = BTreeMap::new();
        for set in sets {
            let plugin = plugin(set.store.provider);
            if !names.contains(plugin) {
                stores.entry(plugin).or_insert(&set.store);
            }
        }
        for (plugin, store) in stores {
            let (file, name) = (&velero.file, &store.name.value);
            let mut diag = LINT
                .diag(
                    one.at,
                    format!("the Velero of `{file}` has no `{plugin}`, which the bucket of `{name}` needs"),
                )
                .label("the storage location is never available: no backup is made, and none is restored")
                .related(store.name.span, "its bucket is of this provider");
            let shown: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            if !shown.is_empty() {
                diag = diag.because(format!("its plugins are {}", shown.join(", ")));
            }
            let minor = velero
                .version
                .unwrap_or(cx.model.plan.velero())
                .lowest()
                .minor;
            let tag = minor.saturating_sub(4);
            out.push(diag.help(format!(
                "add the image `velero/{plugin}`, version 1.{tag}, to `initContainers`, with the volume `plugins` at `/target`"
            )));
        }
    }
}

/// The plugin of a provider.
fn plugin(provider: Provider) -> &'static str {
    match provider {
        Provider::S3 => "velero-plugin-for-aws",
        Provider::Gcs => "velero-plugin-for-gcp",
        Provider::Azure => "velero-plugin-for-microsoft-azure",
    }
}
