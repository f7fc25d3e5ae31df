//! What a page is of: the revision of its plan, and the versions that it is for.

use crate::analyze::Analysis;
use crate::model::value::Version;
use serde::Serialize;

/// What a page is written from.
#[derive(Debug, Clone)]
pub struct Written {
    /// The first digits of the SHA-256 of the statements of the plan.
    pub revision: String,
    /// This compiler.
    pub compiler: Version,
}

/// A line of what the page is of.
#[derive(Debug, Serialize)]
pub(super) struct About {
    name: &'static str,
    value: String,
}

pub(super) fn about(analysis: &Analysis, written: &Written) -> Vec<About> {
    let plan = &analysis.model().plan;
    let line = |name, value| About { name, value };
    let target = |stated: bool, value: String| match stated {
        true => value,
        false => format!("{value} (assumed)"),
    };
    let mut lines = Vec::new();
    if let Some(owner) = &plan.owner {
        lines.push(line("owner", owner.value.to_string()));
    }
    let revision = format!("sha256 {}… of its statements", written.revision);
    lines.push(line("revision of the plan", revision));
    lines.push(line("drplan", written.compiler.to_string()));
    let velero = target(plan.velero.is_some(), plan.velero().to_string());
    lines.push(line("for Velero", velero));
    let flux = &plan.gitops.flux;
    let flux = target(flux.version.is_some(), flux.version().to_string());
    lines.push(line("for Flux", flux));
    if let Some(kubernetes) = &plan.kubernetes {
        lines.push(line("for Kubernetes", kubernetes.value.to_string()));
    }
    lines
}
