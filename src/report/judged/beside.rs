//! What Velero does not copy: what another tool does, and volumes that are filled from archives.

use super::{name, unique};
use crate::analyze::Analysis;
use crate::analyze::guarantees::Guarantee;

/// Whether a line is about a volume that is filled from an archive.
pub(super) fn is_refilled(one: &Guarantee) -> bool {
    one.refilled().is_some()
}

/// Whether it is, and the plan states neither how old that is nor how long it takes.
pub(super) fn untold(one: &Guarantee) -> bool {
    one.refilled().is_some_and(|volume| volume.refill.is_none())
}

/// What another tool copies, each with what the repository shows of it.
pub(super) fn copied_elsewhere(analysis: &Analysis) -> Vec<String> {
    let mut names = Vec::new();
    for one in analysis.guarantees() {
        let Some(elsewhere) = one.elsewhere() else {
            continue;
        };
        let tool = elsewhere.tool.value.as_str();
        let shown = analysis.observed().copiers_of(&one.member.block, tool);
        let shown = match shown.as_slice() {
            [] => String::new(),
            shown => format!(": {}", shown.join(", ")),
        };
        names.push(format!("{} ({tool}{shown})", name(one)));
    }
    unique(names)
}
