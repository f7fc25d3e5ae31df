//! Findings: counted, drawn for people, or as data.

mod json;
mod text;

pub use json::list;
pub use text::text;

use super::{many, pretty};
use crate::diag::Severity;
use crate::driver::Compilation;
use serde::Serialize;
use serde_json::Value;

/// A report for programs, with the findings of the plan behind its own members.
pub(super) fn with_findings(done: &Compilation, mut report: Value) -> String {
    let counts = serde_json::to_value(Counts::of(done)).unwrap_or_default();
    if let (Value::Object(report), Value::Object(counts)) = (&mut report, counts) {
        report.insert("findings".to_owned(), list(done).into());
        report.extend(counts);
    }
    pretty(&report)
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// With source text and drawing.
    #[default]
    Full,
    /// One line a finding.
    Concise,
    /// Without drawing, for screen readers.
    Plain,
    /// As JSON.
    Json,
}

/// What the place where findings are printed can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Escape codes for colour.
    pub colour: bool,
    /// Columns.
    pub width: usize,
}

/// How many findings a plan has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// What is good to know.
    pub infos: usize,
    /// Those that an `allow` accepted; they are in no other count.
    pub allowed: usize,
}

impl Counts {
    /// Counts the findings of a plan.
    pub fn of(done: &Compilation) -> Self {
        let count = |severity| {
            let all = done.diags.iter();
            all.filter(|diag| diag.severity() == severity).count()
        };
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
            allowed: done.allowed,
        }
    }

    /// The same of two plans.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            errors: self.errors + other.errors,
            warnings: self.warnings + other.warnings,
            infos: self.infos + other.infos,
            allowed: self.allowed + other.allowed,
        }
    }

    /// Whether there is nothing to say.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// `1 error, 2 warnings`, and what else there is.
    pub fn line(self) -> String {
        let mut line = format!(
            "{}, {}",
            many(self.errors, "error"),
            many(self.warnings, "warning")
        );
        if self.infos > 0 {
            line.push_str(&format!(", {}", many(self.infos, "info")));
        }
        if self.allowed > 0 {
            line.push_str(&format!(", {} allowed", self.allowed));
        }
        line
    }
}
