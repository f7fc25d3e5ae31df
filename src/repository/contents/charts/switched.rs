//! Parts of charts that are left out by values of other parts than the one that asks for a claim.

use crate::repository::built::Object;
use crate::repository::contents::releases::{ChartValue, chart_value};

/// Parts of charts that a value `enabled` of their own leaves out.
const PARTS: &[&str] = &["alertmanager", "grafana", "prometheus", "server"];

/// Whether the part of a chart with the claim is installed. The chart of Vault installs no server where its agents are
/// given the address of one (hashicorp/vault-helm, `templates/_helpers.tpl`: `vault.mode`, `vault.serverEnabled`).
pub(super) fn runs(release: &Object, chart: &str, path: &[&str]) -> bool {
    let is = |path: &[&str], wanted: &str| chart_value(release, path) == ChartValue::Text(wanted);
    let part = path.first().filter(|part| PARTS.contains(part));
    if part.is_some_and(|part| path.len() > 1 && is(&[part, "enabled"], "false")) {
        return false;
    }
    let address = |of: &str| {
        let said = chart_value(release, &[of, "externalVaultAddr"]);
        matches!(said, ChartValue::Text(text) if !text.is_empty()) || said == ChartValue::Open
    };
    let off = is(&["global", "enabled"], "false") && !is(&["server", "enabled"], "true");
    chart != "vault" || !(off || address("global") || address("injector"))
}
