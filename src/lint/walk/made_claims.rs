//! Claims that a path makes as soon as it is applied.

use super::claim_names::Used;
use crate::repository::contents::{Contents, Pods, VolumeSource};

/// A claim that is made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lint) struct Made {
    /// Its namespace; empty where none is stated.
    pub(in crate::lint) namespace: String,
    /// Its name, or what makes it where that is not shown.
    pub(in crate::lint) what: String,
    /// What makes it, by kind and name.
    pub(in crate::lint) by: String,
    /// The file.
    pub(in crate::lint) file: String,
    /// The volume of the StatefulSet's pods, and the StatefulSet.
    pub(in crate::lint) of: Option<(String, String)>,
}

/// Claims, those of StatefulSets that run, and those of known charts.
pub(in crate::lint) fn made(contents: &Contents) -> Vec<Made> {
    let claims = contents.claims.iter().map(|claim| Made {
        namespace: claim.namespace.clone(),
        what: format!("`{}`", claim.name),
        by: format!("persistentvolumeclaim/{}", claim.name),
        file: claim.file.clone(),
        of: None,
    });
    let sets = contents.pods.iter().filter(|pods| runs(contents, pods));
    let templates = sets.flat_map(|pods| {
        let templates = pods
            .volumes
            .iter()
            .filter(|volume| matches!(volume.source, VolumeSource::Template(_)));
        templates.filter_map(|volume| {
            let used = Used::by(pods, volume)?;
            Some(Made {
                namespace: pods.namespace.clone(),
                what: format!("`{}`", used.label(pods.first_ordinal)),
                by: label(pods),
                file: pods.file.clone(),
                of: Some((volume.name.clone(), pods.name.clone())),
            })
        })
    });
    let charts = contents.kept.iter().filter(|kept| kept.is_made());
    let charts = charts.map(|kept| Made {
        namespace: kept.namespace.clone(),
        what: format!("those of `{}`", kept.values),
        by: format!("helmrelease/{}", kept.release),
        file: kept.file.clone(),
        of: None,
    });
    claims.chain(templates).chain(charts).collect()
}

/// Kind and name, as a plan writes them.
pub(in crate::lint) fn label(pods: &Pods) -> String {
    format!("{}/{}", pods.kind.to_ascii_lowercase(), pods.name)
}

/// Whether there are pods. A HorizontalPodAutoscaler leaves a workload alone that is scaled to zero; KEDA does not.
pub(in crate::lint) fn runs(contents: &Contents, pods: &Pods) -> bool {
    let mut scalers = contents.scalers.iter();
    let scaled = scalers.any(|scaler| {
        scaler.kind == "ScaledObject"
            && scaler.of_kind == pods.kind
            && scaler.of_name == pods.name
            && scaler.least.is_some_and(|least| least > 0)
    });
    !pods.suspended && (scaled || pods.replicas != Some(0))
}
