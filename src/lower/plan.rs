//! The `plan` and `platform` blocks.

use super::Cx;
use super::shape::{KnownStatement, Shape};
use crate::diag::{Diag, Diags, findings};
use crate::model::value::VersionRange;
use crate::model::{EngineName, Flux, GitOps, Plan, Platform, PlatformId, Tools};
use crate::schema::versions::{self, Known};
use crate::source::{Span, Spanned};

/// Whether there are several plans, which is reported. Nothing else is reported then:
/// that both call a cluster `prod` is not a mistake of its own.
pub(super) fn several(cx: &Cx<'_>, out: &mut Diags) -> bool {
    let mut plans = cx.top_statements("plan");
    let Some((first, _)) = plans.next() else {
        return false;
    };
    let before = out.len();
    for (again, _) in plans {
        out.push(two_plans(again.head(), first.head()));
    }
    out.len() > before
}

pub(super) fn lower_plan(cx: &Cx<'_>, out: &mut Diags) -> Option<Plan> {
    let (statement, _) = cx.top_statements("plan").next()?;
    let empty = Shape {
        statements: Vec::new(),
        parameters: Vec::new(),
    };
    let block = statement.block.as_ref().unwrap_or(&empty);
    let engine = block.value::<Box<str>>("gitops").map(|name| {
        name.map(|name| match &*name {
            "argocd" => EngineName::ArgoCd,
            _ => EngineName::Flux,
        })
    });
    if let Some(engine) = engine.filter(|engine| engine.value == EngineName::ArgoCd) {
        out.push(argocd(engine.span));
    }
    check_versions(cx, block, out);
    let tools = block
        .first("tools")
        .and_then(|statement| statement.block.as_ref());
    Some(Plan {
        name: statement.value()?,
        span: statement.span,
        velero: block.value("velero"),
        gitops: GitOps {
            engine,
            flux: Flux {
                version: block.value("flux"),
                namespace: block.value("flux-namespace"),
                source: block.value("source"),
            },
        },
        kubernetes: block.value("kubernetes"),
        requires: block.value("requires"),
        owner: block.value("owner"),
        declare: block.value("declare"),
        tools: Tools {
            kubectl: tools.and_then(|tools| tools.value("kubectl")),
            http: tools.and_then(|tools| tools.value("http")),
        },
        velero_namespace: block.value("velero-namespace"),
        output: block.value("output"),
        repository: block.value("repository"),
    })
}

/// Versions that this compiler does not know: what it proves for others does not hold for them.
fn check_versions(cx: &Cx<'_>, block: &Shape<'_>, out: &mut Diags) {
    let recovers = cx.top_statements("cluster").any(|(statement, _)| {
        statement
            .block
            .as_ref()
            .is_some_and(|block| block.first("recovers").is_some())
    });
    for known in versions::KNOWN {
        let Some(statement) = block.value::<VersionRange>(known.key) else {
            continue;
        };
        if known.is_newer(statement.value) {
            out.push(version_not_known(known, &statement, "newer"));
        }
        // `target-too-old` reports what an older Velero lacks, and an older Flux for a recovery.
        let is_told = known.key == "velero" || (known.key == "flux" && recovers);
        if known.is_older(statement.value) && !is_told {
            out.push(version_not_known(known, &statement, "older"));
        }
    }
}

fn version_not_known(known: &Known, statement: &Spanned<VersionRange>, than: &str) -> Diag {
    Diag::new(
        &findings::VERSION_NOT_KNOWN,
        statement.span,
        format!(
            "{} {} is {than} than the versions that drplan knows",
            known.program, statement.value
        ),
    )
    .label(format!("drplan knows {}", known.words()))
    .because("another version may read schedules, policies and manifests differently")
    .help(format!(
        "write `{} {}` if that is what runs",
        known.key, known.newest
    ))
    .alternative("use a version of drplan that knows this version")
    .alternative("write `allow version-not-known \"why\" until DATE` in the `plan` block")
}

pub(super) fn lower_platform(
    cx: &Cx<'_>,
    id: PlatformId,
    statement: &KnownStatement<'_>,
    _: bool,
) -> Option<Platform> {
    let block = statement.block.as_ref()?;
    Some(Platform {
        id,
        name: statement.value()?,
        span: statement.span,
        path: block.value("path")?,
        needs: cx.resolve_all(block.list("needs")),
        ready: block.value("ready"),
        service_account: block.value("service-account"),
        brings_velero: block.first("brings").is_some(),
        namespaces: block.list("namespaces"),
    })
}

fn two_plans(again: Span, first: Span) -> Diag {
    Diag::new(
        &findings::TWO_PLANS,
        again,
        "this directory has two `plan` blocks",
    )
    .label("the second one")
    .related(first, "the first one")
    .help("a directory is one plan: move one of the two, with its files, to a directory of its own")
}

fn argocd(span: Span) -> Diag {
    Diag::new(
        &findings::GITOPS_NOT_YET,
        span,
        "drplan cannot write output for Argo CD yet",
    )
    .label("only `flux` is supported")
    .help("write `gitops flux`, or remove the statement")
}
