//! password-made-again: a password that a new cluster makes for itself, while the restored data holds the old one.
//!
//! A chart of Bitnami keeps the password of its Secret while that is there, and the External Secrets Operator writes a
//! new one for each new ExternalSecret of a generator, whether or not a Secret is restored before.

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::{Applied, applied};
use crate::lint::walk::brought::is_restored;
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::Method;
use crate::repository::contents::{
    ChartPassword, Container, Family, Held, Holder, Mounted, Pods, Variable,
};

pub(super) static LINT: Lint = Lint {
    finding: &findings::PASSWORD_MADE_AGAIN,
    check,
};

const ALSO: &str =
    "write `restore data { also secrets }`, so that the Restore brings the old one first";

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied(cx) {
        let Some(member) = applied.member else {
            continue;
        };
        if !matches!(member.set_method(), Method::Snapshot | Method::FileBackup) {
            continue;
        }
        let called = applied.side.cluster.called(member.name.value.as_str());
        let is_here = |namespace: &str| namespace.is_empty() || namespace == called;
        let mut push = |what: &str, diag: Diag| {
            if once.first((applied.path.span, what.to_owned())) {
                out.push(diag.about([subjects::of_block(member.block.id)]));
            }
        };
        let contents = applied.contents;
        for one in contents
            .passwords
            .iter()
            .filter(|one| is_here(&one.namespace) && one.in_data && !one.given)
        {
            let name = one.secret.as_ref().unwrap_or(&one.release);
            let kept = is_restored(cx, applied.side, member, &secret(name, called));
            match &one.secret {
                None if !kept => push(name, of_chart(&applied, one)),
                None => {}
                Some(secret) => {
                    let mut held = contents.held.iter().filter(|held| is_here(&held.namespace));
                    let made = held.find(|held| is_lost(held, kept) && held.name == *secret);
                    if let Some(held) = made {
                        push(
                            name,
                            of_secret(
                                &applied,
                                held,
                                &format!("helmrelease/{}", one.release),
                                kept,
                            ),
                        );
                    }
                }
            }
        }
        for held in contents.held.iter().filter(|held| is_here(&held.namespace)) {
            let kept = is_restored(cx, applied.side, member, &secret(&held.name, called));
            let mut pods = contents.pods.iter().filter(|pods| is_here(&pods.namespace));
            let reader = pods.find(|pods| is_lost(held, kept) && reads(pods, &held.name));
            if let Some(pods) = reader {
                let by = format!("{}/{}", pods.kind.to_ascii_lowercase(), pods.name);
                push(&held.name, of_secret(&applied, held, &by, kept));
            }
        }
    }
}

fn secret(name: &str, namespace: &str) -> Mounted {
    Mounted {
        holder: Holder::Secret,
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        by: String::new(),
        file: String::new(),
    }
}

/// Whether a new cluster gets another text, although its Secret may be restored.
fn is_lost(held: &Held, kept: bool) -> bool {
    held.holder == Holder::Secret && held.made_again && (!kept || held.by == "ExternalSecret")
}

fn of_chart(applied: &Applied<'_>, one: &ChartPassword) -> Diag {
    let cluster = applied.side.cluster.stated_name();
    LINT.diag(
        applied.path.span,
        format!(
            "the chart of HelmRelease `{}` makes a new password on `{cluster}`",
            one.release
        ),
    )
    .label(LABEL)
    .because(format!(
        "`{}` gives chart `{}` no password and no `{}`",
        one.file, one.chart, one.value
    ))
    .because("the Restore brings no Secrets, so the chart finds none to keep")
    .help(ALSO)
    .alternative(format!("name a Secret of Git in `{}`", one.value))
}

const LABEL: &str =
    "the restored data holds the old password: the application cannot log in to its database";

fn of_secret(applied: &Applied<'_>, held: &Held, by: &str, kept: bool) -> Diag {
    let cluster = applied.side.cluster.stated_name();
    let diag = LINT
        .diag(
            applied.path.span,
            format!(
                "the Secret `{}` has a new password on `{cluster}`",
                held.name
            ),
        )
        .label(LABEL)
        .because(format!(
            "{} `{}` in `{}` generates it",
            held.by, held.by_name, held.file
        ))
        .because(format!("`{by}` logs in with it"));
    match held.by.as_str() {
        "ExternalSecret" if kept => diag
            .because("the operator writes a new one over a Secret that is restored")
            .help("fetch the password from a store of secrets, or commit it encrypted by SOPS"),
        "ExternalSecret" => {
            diag.help("fetch the password from a store of secrets, or commit it encrypted by SOPS")
        }
        _ => diag
            .help(ALSO)
            .alternative("commit the password encrypted by SOPS"),
    }
}

/// Whether an engine that keeps passwords in its data reads a Secret.
fn reads(pods: &Pods, name: &str) -> bool {
    let keeps = |one: &&Container| {
        let family = one.family();
        let own = [
            Family::MariaDb,
            Family::MongoDb,
            Family::MySql,
            Family::Postgres,
        ];
        family.is_some_and(|family| own.contains(&family))
    };
    let mut engines = pods.runs.iter().filter(keeps);
    engines.any(|one| {
        let by_key = one
            .variables
            .values()
            .any(|variable| matches!(variable, Variable::Key(Holder::Secret, of, _) if of == name));
        let by_all = one
            .filled
            .iter()
            .any(|filled| filled.holder == Holder::Secret && filled.name == name);
        let by_file = one.mounts.iter().any(|mount| {
            let mut volumes = pods
                .volumes
                .iter()
                .filter(|volume| volume.name == mount.volume);
            volumes.any(|volume| {
                let mut files = volume.files.iter();
                files.any(|files| files.holder == Holder::Secret && files.name == name)
            })
        });
        by_key || by_all || by_file
    })
}
