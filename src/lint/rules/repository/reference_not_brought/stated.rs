//! What `substitute-from` names, where the repository brings it to the primary alone.

use super::LINT;
use crate::diag::Diags;
use crate::lint::LintCx;
use crate::lint::walk::brought::is_given;
use crate::lint::walk::recovered::{Early, Recovered};
use crate::model::referred_kind;
use crate::repository::contents::{Holder, Mounted};
use crate::source::Spanned;

/// Every stage reads what the cluster names, and that of an application what its `apps` names. What stands in no file
/// at all is made by hand, which nothing in Git shows.
pub(super) fn stated(cx: &LintCx<'_>, one: &Recovered<'_>, out: &mut Diags) {
    let cluster = &one.side.cluster;
    // What every stage reads is brought by none of them.
    let of_cluster = cluster.substitute_from.iter();
    let of_cluster = of_cluster.map(|from| (from, one.before_all()));
    let of_apps = one.stages.iter().filter_map(|stage| {
        let apps = stage.member?.block.apps.as_ref()?;
        let early = one.by_path(stage);
        let all = apps.substitute_from.iter();
        Some(all.map(move |from| (from, early.clone())))
    });
    let mut known: Vec<&(Box<str>, Box<str>)> = Vec::new();
    let all: Vec<(_, Early<'_>)> = of_cluster.chain(of_apps.flatten()).collect();
    for (from, early) in all {
        if known.contains(&&from.value) {
            continue;
        }
        known.push(&from.value);
        of_one(cx, (one, &early), from, out);
    }
}

fn of_one(
    cx: &LintCx<'_>,
    (one, early): (&Recovered<'_>, &Early<'_>),
    from: &Spanned<(Box<str>, Box<str>)>,
    out: &mut Diags,
) {
    let (kind, name) = &from.value;
    let need = Mounted {
        holder: match referred_kind(kind) {
            "Secret" => Holder::Secret,
            _ => Holder::ConfigMap,
        },
        namespace: cx.model.plan.gitops.flux.namespace().to_owned(),
        name: name.to_string(),
        by: String::new(),
        file: String::new(),
    };
    let key = (need.holder, need.namespace.clone(), need.name.clone());
    let of_primary = one
        .primary
        .filter(|primary| primary.given.objects.contains(&key));
    if of_primary.is_none() || is_given(cx, one.side, &need) || early.may_make(name) {
        return;
    }
    let (primary, cluster) = (&one.side.primary, &one.side.cluster);
    let what = format!("{} {}/{name}", need.holder.kind(), need.namespace);
    out.push(
        LINT.diag(
            from.span,
            format!(
                "the repository brings {what} to `{}`, and not to `{}`",
                primary.name.value,
                cluster.stated_name()
            ),
        )
        .label("every stage that reads its variables reports that it is not found, and applies nothing")
        .related(cluster.name.span, "this cluster is empty when its recovery begins")
        .help(format!(
            "commit {what}, with the values of `{0}`, to the path of `{0}`{1}",
            cluster.stated_name(),
            match need.holder {
                Holder::Secret => ": encrypted, sealed, or as an ExternalSecret",
                Holder::ConfigMap => "",
            }
        )),
    );
}
