//! check-not-expressible: a check that no Job can run, because the plan does not declare where to run it.

use crate::analyze::checked::checked;
use crate::analyze::effective::Member;
use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Probe, Recover};
use crate::recipe::{self, Purpose};
use crate::source::Spanned;

pub(super) static LINT: Lint = Lint {
    finding: &findings::CHECK_NOT_EXPRESSIBLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for drill in cx.model.drills.values() {
        for check in &drill.checks {
            let name = check.namespace.value.as_str();
            let members = cx.analysis.members().iter();
            let members = members.filter(|m| m.name.value.as_str() == name);
            let Some(member) = checked(members, check) else {
                continue;
            };
            if member.tier.is_none() {
                out.push(
                    LINT.diag(
                        check.namespace.span,
                        format!("`{name}` is in no tier, and checks run for a tier"),
                    )
                    .label("no Job would run this check")
                    .related(member.block.head, "the namespace")
                    .help("write `tier TIER` in the namespace, or remove the check"),
                );
                continue;
            }
            for probe in &check.probes {
                let (span, missing) = match probe {
                    Probe::Http(url) => {
                        if let Some(diag) = not_an_address(url) {
                            out.push(diag);
                        }
                        continue;
                    }
                    Probe::Sql(text, _) if !asks(member) => (
                        text.span,
                        "a workload whose recipe has a client for queries, such as `quiesce postgres`",
                    ),
                    Probe::Command(words, _) if member.block.workloads.is_empty() => {
                        let Some(first) = words.first() else { continue };
                        (first.span, "a workload in whose pod it runs")
                    }
                    Probe::Sql(..) | Probe::Command(..) => continue,
                };
                out.push(
                    LINT.diag(
                        span,
                        format!("this check needs {missing}, and `{name}` declares none"),
                    )
                    .label("no Job can run it, so the recovery would not be checked")
                    .related(member.block.head, "the namespace")
                    .help("declare the workload, or check with `http`"),
                );
            }
        }
    }
}

/// A word that `curl` would take for an option, for a file of the container, or for many addresses
/// (its globs in `[…]` and `{…}`): the Job would succeed without the request that is meant.
fn not_an_address(url: &Spanned<Box<str>>) -> Option<Diag> {
    let text = &*url.value;
    let rest = ["http://", "https://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    let label = match rest {
        None => "`curl` may read this as an option or as a file of its container",
        Some(rest) => {
            // A host in brackets is an address of IPv6.
            let host = rest.strip_prefix('[').and_then(|host| host.split_once(']'));
            let after = match host {
                Some((host, after)) if is_ipv6(host) => after,
                Some(_) | None => rest,
            };
            if !rest.is_empty() && !after.contains(['[', ']', '{', '}']) {
                return None;
            }
            "`curl` reads brackets and braces as a list of addresses"
        }
    };
    let diag = LINT
        .diag(url.span, format!("`{text}` is not the address of one page"))
        .label(label)
        .because(
            "the Job could succeed without this request, so a broken recovery would be called good",
        );
    Some(match rest {
        None => diag.help(
            "write the address with its scheme, as in `http \"http://NAME.NAMESPACE.svc/healthz\"`",
        ),
        Some(_) => {
            diag.help("write one address, with `%5B`, `%5D`, `%7B` and `%7D` for these characters")
        }
    })
}

fn is_ipv6(text: &str) -> bool {
    text.contains(':')
        && text
            .chars()
            .all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.'))
}

fn asks(member: &Member) -> bool {
    member.block.workloads.iter().any(|workload| {
        let asked = match member.recover_of(workload) {
            Some(Recover::Dump(dump)) => Some((Purpose::Dump, &dump.hook)),
            _ => workload
                .quiesce
                .as_ref()
                .map(|q| (Purpose::Quiesce, &q.hook)),
        };
        asked.is_some_and(|(purpose, hook)| recipe::query(purpose, hook, "").is_some())
    })
}
