//! credential-comes-late: Velero takes its credential from a vault that runs only after Velero has restored it.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::veleros;
use crate::lint::walk::once::Once;
use crate::lint::walk::recovered::{Recovered, recovered};
use crate::lint::{Lint, LintCx};
use crate::model::value::address::service;
use crate::repository::contents::SecretStore;
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::CREDENTIAL_COMES_LATE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut wanted: Vec<(Span, &str)> = Vec::new();
    for store in cx.model.stores.values() {
        let credential = store.credential.as_ref();
        wanted.extend(credential.map(|one| (one.span, &*one.value.0)));
    }
    for (platform, velero) in veleros(cx) {
        let secrets = velero.secrets.iter();
        wanted.extend(secrets.map(|name| (platform.path.span, name.as_str())));
    }
    for one in recovered(cx) {
        let mut once = Once::new();
        for (span, name) in wanted.iter().filter(|(_, name)| once.first(*name)) {
            of_secret(cx, &one, (*span, name), out);
        }
    }
}

/// A Secret that nothing but External Secrets makes, from a store whose server is a Service of the cluster.
fn of_secret(cx: &LintCx<'_>, one: &Recovered<'_>, (span, name): (Span, &str), out: &mut Diags) {
    let own = cx.model.plan.velero_namespace();
    let is_own = |namespace: &str| namespace.is_empty() || namespace == own;
    let stands = one.all().any(|contents| {
        let mut objects = contents.objects.iter();
        let made = ["Secret", "SealedSecret"];
        let stands = objects.any(|(kind, namespace, other)| {
            made.contains(&kind.as_str()) && is_own(namespace) && other == name
        });
        stands || contents.given.copies
    });
    let mut external = one.all().flat_map(|contents| &contents.external_secrets);
    let external = external.find(|found| is_own(&found.namespace) && found.secret == name);
    let Some(external) = external.filter(|_| !stands) else {
        return;
    };
    let mut stores = one.all().flat_map(|contents| &contents.secret_stores);
    let store = stores.find(|store| store.id == external.store && is_own(&store.namespace));
    let Some((store, (served, vault))) =
        store.and_then(|store| Some((store, service(&store.server)?)))
    else {
        return;
    };
    let outside = |(namespace, name): &(String, String)| *namespace == vault && *name == served;
    let brings = |(_, namespace, _): &(String, String, String)| *namespace == vault;
    let platforms = one.stages.iter().filter(|stage| stage.member.is_none());
    let mut before = platforms.map(|stage| stage.contents).chain(one.own);
    if one
        .all()
        .any(|contents| contents.outside.iter().any(outside))
        || before.any(|contents| contents.objects.iter().any(brings))
    {
        return;
    }
    let members = cx.analysis.members_of(&one.side.primary);
    let mut members =
        members.filter(|member| one.side.cluster.called(member.name.value.as_str()) == vault);
    let restored = members.next();
    if restored.is_none() && !one.is_whole() {
        return;
    }
    out.push(diag(
        one,
        (span, name),
        store,
        restored.map(|_| vault.as_str()),
    ));
}

fn diag(
    one: &Recovered<'_>,
    (span, name): (Span, &str),
    store: &SecretStore,
    restored: Option<&str>,
) -> crate::diag::Diag {
    let cluster = one.side.cluster.stated_name();
    let message = match restored {
        Some(vault) => format!(
            "the Secret `{name}` is fetched from `{}`, which runs on `{cluster}` only after Velero has restored `{vault}`",
            store.server
        ),
        None => format!(
            "the Secret `{name}` is fetched from `{}`, which nothing brings to `{cluster}`",
            store.server
        ),
    };
    LINT.diag(span, message)
        .label("Velero waits for this Secret: its storage location is never available, and nothing is restored")
        .because(format!("`{}` in `{}` names this server", store.id, store.file))
        .related(one.side.cluster.name.span, "this cluster is empty when its recovery begins")
        .help(format!("commit `{name}` to the path of a platform, encrypted or sealed"))
        .alternative("fetch it from a vault outside of the cluster")
}
