//! plugin-config-twice: two ConfigMaps for one plugin of Velero, which then fails on every item (pkg/plugin/framework/common/plugin_config.go, v1.18.3).

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::recovered::{Recovered, recovered};
use crate::lint::{Lint, LintCx};
use crate::model::Cluster;
use crate::repository::contents::PluginConfig;
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::PLUGIN_CONFIG_TWICE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in recovered(cx) {
        let mut once = Once::new();
        for diag in of_other_plans(cx, &one.side.cluster) {
            out.push(diag);
        }
        let found = configs(cx, &one);
        for (at, config) in &found {
            if !once.first(&config.plugin) {
                continue;
            }
            let other = found
                .iter()
                .find(|(_, other)| other.plugin == config.plugin && other.name != config.name);
            if let Some((span, what)) = written(&one.side.cluster, &config.plugin) {
                out.push(beside_the_plan(*at, config, span, what));
            } else if let Some((_, other)) = other {
                out.push(
                    diag(*at, config)
                        .because(format!(
                            "`{}` in `{}` is the other one",
                            other.name, other.file
                        ))
                        .help("merge the two ConfigMaps into one"),
                );
            }
        }
    }
}

/// Plugins for which another plan writes a ConfigMap to a cluster, beside that of this plan.
fn of_other_plans(cx: &LintCx<'_>, cluster: &Cluster) -> Vec<Diag> {
    let mut once = Once::new();
    let others = cx.inventory.other_configs.iter();
    let here = others.filter(|other| other.cluster == cluster.path());
    let twice = here.filter_map(|other| {
        let (span, what) = written(cluster, &other.plugin)?;
        once.first(&other.plugin).then_some((other, span, what))
    });
    twice
        .map(|(other, span, what)| {
            LINT.diag(
                span,
                format!("plan `{}` also writes a ConfigMap for the plugin `{}` to `{}`", other.plan, other.plugin, cluster.stated_name()),
            )
            .label("Velero takes one at most: with two, every object of every Restore ends with an error")
            .help(format!(
                "write every {what} of `{}` in one of the two plans: its ConfigMap changes the Restores of both",
                cluster.stated_name()
            ))
        })
        .collect()
}

/// Those of a cluster in Velero's namespace, each with the path that brings it.
fn configs<'a>(cx: &LintCx<'_>, one: &Recovered<'a>) -> Vec<(Span, &'a PluginConfig)> {
    let velero = cx.model.plan.velero_namespace();
    let stages = one.stages.iter();
    let stages = stages.map(|stage| (stage.path.span, stage.contents));
    let own = one.own.map(|own| (one.side.cluster.name.span, own));
    let mut found = Vec::new();
    for (at, contents) in stages.chain(own) {
        let here = contents.plugin_configs.iter();
        let here = here.filter(|config| config.namespace == velero);
        found.extend(here.map(|config| (at, config)));
    }
    found
}

/// The statement for which the plan writes such a ConfigMap.
fn written(cluster: &Cluster, plugin: &str) -> Option<(Span, &'static str)> {
    match plugin {
        "velero.io/change-storage-class" => {
            let (first, _) = cluster.storage_classes.first()?;
            Some((first.span, "`storage-class`"))
        }
        "velero.io/change-image-name" => {
            let (first, _) = cluster.images.first()?;
            Some((first.span, "`image`"))
        }
        _ => None,
    }
}

fn diag(at: Span, config: &PluginConfig) -> Diag {
    LINT.diag(
        at,
        format!(
            "`{}` in `{}` is not the only ConfigMap for the plugin `{}`",
            config.name, config.file, config.plugin
        ),
    )
    .label("Velero takes one at most: with two, every object of every Restore ends with an error")
}

fn beside_the_plan(at: Span, config: &PluginConfig, span: Span, what: &str) -> Diag {
    diag(at, config)
        .related(span, "the plan writes a ConfigMap for this")
        .help(format!(
            "move its entries into {what} of the cluster, and remove `{}`",
            config.file
        ))
        .alternative(format!(
            "remove {what} from the cluster, and add its entries to this ConfigMap"
        ))
}
