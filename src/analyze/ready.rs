//! A plan of which manifests may be made.

use crate::analyze::Analysis;
use crate::diag::{Diags, Severity};
use crate::model::Model;

/// A plan without errors: the only thing that manifests are made of.
#[derive(Debug, Clone, Copy)]
pub struct Ready<'a> {
    analysis: &'a Analysis,
}

impl<'a> Ready<'a> {
    /// `None` while there is an error.
    pub fn new(analysis: &'a Analysis, diags: &Diags) -> Option<Self> {
        (!diags.any(Severity::Error)).then_some(Self { analysis })
    }

    /// The same for a move of a failover, which promises that do not hold must not stop: backups that come
    /// late are better than none. `None` while there is any other error.
    pub fn for_move(analysis: &'a Analysis, diags: &Diags) -> Option<Self> {
        let mut all = diags.iter();
        let stops = diags.is_cut()
            || all.any(|diag| diag.severity() == Severity::Error && !diag.finding.is_promise());
        (!stops).then_some(Self { analysis })
    }

    /// The plan.
    pub fn model(self) -> &'a Model {
        &self.analysis.model
    }

    /// What follows from it.
    pub fn analysis(self) -> &'a Analysis {
        self.analysis
    }
}
