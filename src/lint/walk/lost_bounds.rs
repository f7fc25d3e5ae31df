//! What the stages of a recovery apply and is bound to the region whose loss it answers.

use super::once::Once;
use super::recovered::recovered;
use crate::analyze::recovery::RecoverySide;
use crate::lint::LintCx;
use crate::model::value::RepoPath;
use crate::model::value::region::is_one_region;
use crate::repository::contents::{Bound, Regional};
use crate::source::Spanned;

/// Something that is lost with the region.
pub(in crate::lint) struct LostBound<'a> {
    /// The cluster that recovers.
    pub(in crate::lint) side: &'a RecoverySide,
    /// The path that brings it there.
    pub(in crate::lint) path: &'a Spanned<RepoPath>,
    /// What it is.
    pub(in crate::lint) bound: &'a Regional,
    /// The lost region.
    pub(in crate::lint) lost: &'a str,
    /// The region of the cluster that recovers.
    pub(in crate::lint) here: &'a str,
}

/// All of a kind that `is_lost` with a region, each object once a cluster. A cluster that recovers in its own region
/// loses none.
pub(in crate::lint) fn lost_bounds<'a>(
    cx: &LintCx<'a>,
    kind: Bound,
    is_lost: &dyn Fn(&str, &str) -> bool,
) -> Vec<LostBound<'a>> {
    let mut all = Vec::new();
    for one in recovered(cx) {
        let lost: &str = &one.side.primary.region.value;
        let here: &str = &one.side.cluster.region.value;
        if is_one_region(lost, here) {
            continue;
        }
        let mut once = Once::new();
        for stage in &one.stages {
            let regional = stage.contents.regional.iter();
            for bound in regional.filter(|one| one.bound == kind) {
                if is_lost(&bound.text, lost) && once.first((&bound.file, &bound.of)) {
                    all.push(LostBound {
                        side: one.side,
                        path: stage.path,
                        bound,
                        lost,
                        here,
                    });
                }
            }
        }
    }
    all
}
